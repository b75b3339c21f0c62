"""Retakes of the parts that were not passed.

Revision: 0005, follows 0004.
"""

import sqlalchemy as sa
from alembic import op

import foundation.db

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The sections of an attempt, what a result leaves to be sat, where a section's points come from; NULL: as before."""
    with op.batch_alter_table("attempt", schema=None, recreate="never") as batch_op:
        batch_op.add_column(sa.Column("parts", foundation.db.JsonText(), nullable=True))
    with op.batch_alter_table("roster_entry", schema=None, recreate="never") as batch_op:
        batch_op.add_column(sa.Column("open_sections", foundation.db.JsonText(), nullable=True))
    with op.batch_alter_table("section_result", schema=None, recreate="never") as batch_op:
        batch_op.add_column(sa.Column("from_attempt_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("from_submitted_at", foundation.db.UtcDateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Back to the one before."""
    with op.batch_alter_table("section_result", schema=None, recreate="never") as batch_op:
        batch_op.drop_column("from_submitted_at")
        batch_op.drop_column("from_attempt_id")
    with op.batch_alter_table("roster_entry", schema=None, recreate="never") as batch_op:
        batch_op.drop_column("open_sections")
    with op.batch_alter_table("attempt", schema=None, recreate="never") as batch_op:
        batch_op.drop_column("parts")
