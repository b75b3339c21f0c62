"""How each form was drawn: method, what was relaxed, what it was drawn from.

Revision: 0011, follows 0010.
"""

import sqlalchemy as sa
from alembic import op

import foundation.db

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """NULL: the form is older than this record."""
    with op.batch_alter_table("exam_form", schema=None, recreate="never") as batch_op:
        batch_op.add_column(sa.Column("drawn", foundation.db.JsonText(), nullable=True))


def downgrade() -> None:
    """Back to the one before."""
    with op.batch_alter_table("exam_form", schema=None, recreate="never") as batch_op:
        batch_op.drop_column("drawn")
