"""The bank: enemies, near-duplicates, and what is worked out of each item's latest version.

Revision: 0010, follows 0009.
"""

import sqlalchemy as sa
from alembic import op

import foundation.db

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only."""
    op.create_index("ix_item_version_current", "item_version", ["latest", "item_id", "content_hash"])
    _pairs(
        "item_bond",
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("said_by", sa.Uuid(), nullable=False),
        sa.Column("said_at", foundation.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["said_by"], ["person.id"], name=op.f("fk_item_bond_said_by")),
        sa.PrimaryKeyConstraint("one_id", "other_id", "kind", name=op.f("pk_item_bond")),
    )
    _pairs(
        "item_likeness",
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("found", foundation.db.JsonText(), nullable=False),
        sa.Column("found_at", foundation.db.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("one_id", "other_id", name=op.f("pk_item_likeness")),
    )
    op.create_index("ix_item_likeness_percent", "item_likeness", ["percent"])
    op.create_table(
        "item_profile",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("method", sa.Integer(), nullable=False),
        sa.Column("lints", sa.Text(), nullable=False),
        sa.Column("key_place", sa.String(length=8), nullable=True),
        sa.Column("sketch", foundation.db.JsonText(), nullable=False),
        sa.Column("made_at", foundation.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_item_profile_item_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_item_profile")),
        sa.UniqueConstraint("item_id", name=op.f("uq_item_profile_item_id")),
    )
    op.create_table(
        "item_sketch",
        sa.Column("gram", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("profile", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("gram", "profile", name=op.f("pk_item_sketch")),
        sqlite_with_rowid=False,
    )


def _pairs(name: str, *columns: sa.Column | sa.Constraint) -> None:
    """A table of pairs of items."""
    op.create_table(
        name,
        sa.Column("one_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(["one_id"], ["item.id"], name=op.f(f"fk_{name}_one_id")),
        sa.ForeignKeyConstraint(["other_id"], ["item.id"], name=op.f(f"fk_{name}_other_id")),
    )
    op.create_index(f"ix_{name}_other_id", name, ["other_id"])


def downgrade() -> None:
    """Back to the one before."""
    for name in ("item_sketch", "item_profile", "item_likeness", "item_bond"):
        op.drop_table(name)
    op.drop_index("ix_item_version_current", "item_version")
