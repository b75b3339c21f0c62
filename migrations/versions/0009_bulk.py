"""The bank: bulk edits, and what each did to each item.

Revision: 0009, follows 0008.
"""

import sqlalchemy as sa
from alembic import op

import foundation.db

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TIMES = ("planned_at", "confirmed_at", "finished_at", "undone_at", "undo_finished_at")


def upgrade() -> None:
    """Forward only."""
    op.create_table(
        "bulk_edit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("unit_path", sa.Text(), nullable=False),
        sa.Column("chosen", foundation.db.JsonText(), nullable=False),
        sa.Column("n_items", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=24), nullable=True),
        sa.Column("value", foundation.db.JsonText(), nullable=True),
        sa.Column("created_at", foundation.db.UtcDateTime(timezone=True), nullable=False),
        *(sa.Column(name, foundation.db.UtcDateTime(timezone=True), nullable=True) for name in TIMES),
        sa.Column("undone_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_bulk_edit_actor_id")),
        sa.ForeignKeyConstraint(["undone_by"], ["person.id"], name=op.f("fk_bulk_edit_undone_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_edit")),
    )
    op.create_index(op.f("ix_bulk_edit_actor_id"), "bulk_edit", ["actor_id"])
    op.create_index(op.f("ix_bulk_edit_confirmed_at"), "bulk_edit", ["confirmed_at"])
    op.create_table(
        "bulk_edit_item",
        sa.Column("edit_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("steps", foundation.db.JsonText(), nullable=False),
        sa.Column("note", foundation.db.JsonText(), nullable=True),
        sa.Column("trace", foundation.db.JsonText(), nullable=True),
        sa.ForeignKeyConstraint(["edit_id"], ["bulk_edit.id"], name=op.f("fk_bulk_edit_item_edit_id")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_bulk_edit_item_item_id")),
        sa.PrimaryKeyConstraint("edit_id", "position", name=op.f("pk_bulk_edit_item")),
    )
    op.create_index("ix_bulk_edit_item_state", "bulk_edit_item", ["edit_id", "state", "position"])


def downgrade() -> None:
    """Back to the one before."""
    op.drop_table("bulk_edit_item")
    op.drop_table("bulk_edit")
