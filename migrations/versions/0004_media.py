"""Pictures and sound in items; files that candidates hand in.

Revision: 0004, follows 0003.
"""

import sqlalchemy as sa
from alembic import op

import foundation.db

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only."""
    op.create_table(
        "media",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("mime", sa.String(length=16), nullable=False),
        sa.Column("extension", sa.String(length=4), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", foundation.db.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_media")),
    )
    op.create_table(
        "media_holding",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=False),
        sa.Column("added_at", foundation.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["added_by"], ["person.id"], name=op.f("fk_media_holding_added_by")),
        sa.ForeignKeyConstraint(["sha256"], ["media.sha256"], name=op.f("fk_media_holding_sha256")),
        sa.ForeignKeyConstraint(["unit_id"], ["org_unit.id"], name=op.f("fk_media_holding_unit_id")),
        sa.PrimaryKeyConstraint("sha256", "unit_id", name=op.f("pk_media_holding")),
    )
    op.create_table(
        "attempt_file",
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("mime", sa.String(length=16), nullable=False),
        sa.Column("extension", sa.String(length=4), nullable=False),
        sa.Column("n_bytes", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", foundation.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "attempt_id"],
            ["attempt.tenant_id", "attempt.id"],
            name=op.f("fk_attempt_file_tenant_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "attempt_id", "sha256", name=op.f("pk_attempt_file")),
    )


def downgrade() -> None:
    """Back to the one before."""
    op.drop_table("attempt_file")
    op.drop_table("media_holding")
    op.drop_table("media")
