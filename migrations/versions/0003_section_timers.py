"""Sections with a time of their own; breaks between them.

Revision: 0003, follows 0002.
"""

import sqlalchemy as sa
from alembic import op

import foundation.db

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """When each section of an attempt runs; NULL: they share the time of the whole, as before."""
    with op.batch_alter_table("attempt", schema=None, recreate="never") as batch_op:
        batch_op.add_column(sa.Column("section_windows", foundation.db.JsonText(), nullable=True))


def downgrade() -> None:
    """Back to the one before."""
    with op.batch_alter_table("attempt", schema=None, recreate="never") as batch_op:
        batch_op.drop_column("section_windows")
