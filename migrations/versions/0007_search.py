"""The bank: search.

Revision: 0007, follows 0006.
"""

import json

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

import foundation.db
from foundation.media import bare
from foundation.text import fold
from question_bank.domain.searchable import texts

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

GRAMS = "CREATE VIRTUAL TABLE item_gram USING fts5(tokens, content='', detail=none, columnsize=0, tokenize='ascii')"
NARROW = "ALTER TABLE item_search SET (toast_tuple_target = 512, parallel_workers = 0)"
GRAM_INDEX = "CREATE INDEX ix_item_search_grams ON item_search USING gin (grams) WITH (gin_pending_list_limit = 1024)"


def upgrade() -> None:
    """The tables. The entries of items that are there are made by 0013, whose columns they need."""
    op.create_table(
        "item_search",
        sa.Column("place", foundation.db.BigId, nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("item_type", sa.String(length=32), nullable=False),
        sa.Column("area_code", sa.String(length=32), nullable=False),
        sa.Column("difficulty", sa.String(length=16), nullable=False),
        sa.Column("pool", sa.String(length=16), nullable=False),
        sa.Column("used_at", foundation.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("marks", sa.Text(), nullable=False),
        sa.Column("grams", postgresql.ARRAY(sa.Integer()).with_variant(sa.Text(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_item_search_item_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["org_unit.id"], name=op.f("fk_item_search_unit_id")),
        sa.ForeignKeyConstraint(["version_id"], ["item_version.id"], name=op.f("fk_item_search_version_id")),
        sa.PrimaryKeyConstraint("place", name=op.f("pk_item_search")),
        sa.UniqueConstraint("version_id", name=op.f("uq_item_search_version_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_item_search_status_place", "item_search", ["status", "place"])
    op.create_index("ix_item_search_unit_status", "item_search", ["unit_id", "status"])
    op.create_table(
        "item_mark",
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("value", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["org_unit.id"], name=op.f("fk_item_mark_unit_id")),
        sa.PrimaryKeyConstraint("unit_id", "kind", "value", name=op.f("pk_item_mark")),
    )
    op.create_table(
        "saved_filter",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("wanted", foundation.db.JsonText(), nullable=False),
        sa.Column("saved_at", foundation.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_saved_filter_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filter")),
        sa.UniqueConstraint("person_id", "name", name=op.f("uq_saved_filter_person_id_name")),
    )
    connection = op.get_bind()
    for statement in (GRAMS,) if connection.dialect.name == "sqlite" else (NARROW, GRAM_INDEX):
        op.execute(statement)
    _look_through_all_parts(connection)


def _look_through_all_parts(connection: sa.Connection) -> None:
    """Until now a search saw only what stands in stem, options and explanation: not what there is to match or mark."""
    version = sa.table("item_version", *(sa.column(name) for name in ("id", "item_type", "content", "search_text")))
    kinds = ("matching", "inline_choice", "transcript_audit", "composite")
    query = sa.select(version).where(version.c.item_type.in_(kinds))
    for row in connection.execute(query).all():
        seen = " ".join(part for part in texts(json.loads(row.content)) if fold(part) not in row.search_text)
        found = fold(f"{row.search_text} {bare(seen)}")
        connection.execute(sa.update(version).where(version.c.id == row.id).values(search_text=found))


def downgrade() -> None:
    """Back to the one before."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE item_gram")
    op.drop_table("saved_filter")
    op.drop_table("item_mark")
    op.drop_table("item_search")
