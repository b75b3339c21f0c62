"""The bank: intake.

Revision: 0012, follows 0011.
"""

import sqlalchemy as sa
from alembic import op

import foundation.db

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

STAGED = sa.text("staged_by IS NOT NULL")
WHEN = foundation.db.UtcDateTime(timezone=True)
JSON = foundation.db.JsonText()


def upgrade() -> None:
    """Forward only."""
    with op.batch_alter_table("item", recreate="never") as batch:
        batch.add_column(sa.Column("staged_by", sa.Uuid(), nullable=True))
        batch.create_index("ix_item_staged", ["staged_by"], sqlite_where=STAGED, postgresql_where=STAGED)
    with op.batch_alter_table("paper_import", recreate="never") as batch:
        batch.add_column(sa.Column("stage", sa.String(length=16), nullable=False, server_default="ready"))
        for name in ("n_done", "n_total", "tries"):
            batch.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
        batch.add_column(sa.Column("beat_at", WHEN, nullable=True))
        batch.add_column(sa.Column("summary", JSON, nullable=True))
        batch.create_index("ix_paper_import_stage", ["stage", "beat_at"])
    op.execute("UPDATE paper_import SET stage = 'done' WHERE committed_at IS NOT NULL")
    op.create_table(
        "paper_import_part",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["paper_import.id"], name=op.f("fk_paper_import_part_import_id")),
        sa.PrimaryKeyConstraint("import_id", "position", name=op.f("pk_paper_import_part")),
    )
    op.create_table(
        "paper_import_item",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("section_index", sa.Integer(), nullable=True),
        sa.Column("read", JSON, nullable=False),
        sa.Column("correction", JSON, nullable=True),
        sa.Column("external_id", sa.String(length=80), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("standing", sa.String(length=8), nullable=False),
        *(
            sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())
            for name in ("dropped", "faulty", "complete", "looks", "theirs")
        ),
        sa.ForeignKeyConstraint(["import_id"], ["paper_import.id"], name=op.f("fk_paper_import_item_import_id")),
        sa.PrimaryKeyConstraint("import_id", "position", name=op.f("pk_paper_import_item")),
        sa.UniqueConstraint("import_id", "ref", name=op.f("uq_paper_import_item_import_id_ref")),
    )


def downgrade() -> None:
    """Back to the one before."""
    op.drop_table("paper_import_item")
    op.drop_table("paper_import_part")
    with op.batch_alter_table("paper_import", recreate="never") as batch:
        batch.drop_index("ix_paper_import_stage")
        for name in ("summary", "beat_at", "tries", "n_total", "n_done", "stage"):
            batch.drop_column(name)
    op.execute("DELETE FROM item_version WHERE item_id IN (SELECT id FROM item WHERE staged_by IS NOT NULL)")
    op.execute("DELETE FROM item WHERE staged_by IS NOT NULL")
    with op.batch_alter_table("item", recreate="never") as batch:
        batch.drop_index("ix_item_staged")
        batch.drop_column("staged_by")
