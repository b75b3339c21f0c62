"""The bank: proposals to accept an answer.

Revision: 0006, follows 0005.
"""

import sqlalchemy as sa
from alembic import op

import foundation.db

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only."""
    op.create_table(
        "answer_proposal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("proposed_at", foundation.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["proposed_by"], ["person.id"], name=op.f("fk_answer_proposal_proposed_by")),
        sa.ForeignKeyConstraint(["version_id"], ["item_version.id"], name=op.f("fk_answer_proposal_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_proposal")),
        sa.UniqueConstraint("version_id", "part", "text", name=op.f("uq_answer_proposal_version_id_part_text")),
    )


def downgrade() -> None:
    """Back to the one before."""
    op.drop_table("answer_proposal")
