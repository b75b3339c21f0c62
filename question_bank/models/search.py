"""Tables of the search: an entry for the latest version of each item, what a filter can offer, saved filters.

SQLite keeps the tokens in a full-text table beside (`item_gram`, its rowid is the entry's place) that holds nothing
else: no text, no positions, no lengths. PostgreSQL keeps them with the entry. `services/search_index.py` writes it all.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DDL, ForeignKey, Index, Integer, SmallInteger, String, Text, UniqueConstraint, event
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base, BigId, JsonText, UtcDateTime
from foundation.ids import new_id

CREATE_GRAMS = (
    "CREATE VIRTUAL TABLE item_gram USING fts5(tokens, content='', detail=none, columnsize=0, tokenize='ascii')"
)
CREATE_GRAM_INDEX = (
    "CREATE INDEX ix_item_search_grams ON item_search USING gin (grams) WITH (gin_pending_list_limit = 1024)"
)

# A count visits thousands of rows, so PostgreSQL shall keep their tokens elsewhere. It thinks of that for rows of 2 kB
# and more only, and then brings them below the target. Several processes for one search would wait for each other.
KEEP_ROWS_NARROW = "ALTER TABLE item_search SET (toast_tuple_target = 512, parallel_workers = 0)"
LONG_ROW = 512  # tokens of four bytes


class SearchEntry(Base):
    """What a search sees of an item's latest version. Places are handed out in the order of saving and never twice.

    `marks` are tags, writers and flags, one to a line. Measured columns (per mille) are of the item's newest answered
    version, NULL where it has too few answers. Narrow on purpose: a count visits thousands of these rows.
    """

    __tablename__ = "item_search"
    __table_args__ = (
        Index("ix_item_search_status_place", "status", "place"),
        Index("ix_item_search_unit_status", "unit_id", "status"),
        Index("ix_item_search_answers", "n_answers", "place"),
        Index("ix_item_search_facility", "facility", "place"),
        Index("ix_item_search_item_rest", "item_rest", "place"),
        {"sqlite_autoincrement": True},
    )
    place: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    version_id: Mapped[UUID] = mapped_column(ForeignKey("item_version.id"), unique=True)
    item_id: Mapped[UUID] = mapped_column(ForeignKey("item.id"))
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("org_unit.id"))
    status: Mapped[str] = mapped_column(String(16))
    item_type: Mapped[str] = mapped_column(String(32))
    area_code: Mapped[str] = mapped_column(String(32))
    difficulty: Mapped[str] = mapped_column(String(16))
    pool: Mapped[str] = mapped_column(String(16))
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    n_answers: Mapped[int | None]
    facility: Mapped[int | None] = mapped_column(SmallInteger)
    item_rest: Mapped[int | None] = mapped_column(SmallInteger)
    marks: Mapped[str] = mapped_column(Text)
    grams: Mapped[list[int] | None] = mapped_column(ARRAY(Integer).with_variant(Text(), "sqlite"))


class ItemMark(Base):
    """A tag, or a person who writes, that some item of the unit carries: what the filters of a list offer."""

    __tablename__ = "item_mark"
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("org_unit.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    value: Mapped[str] = mapped_column(String(40), primary_key=True)


class SavedFilter(Base):
    """A search of the bank that a person gave a name; nobody else sees it."""

    __tablename__ = "saved_filter"
    __table_args__ = (UniqueConstraint("person_id", "name"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(40))
    wanted: Mapped[dict[str, Any]] = mapped_column(JsonText)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)


_ENTRIES = SearchEntry.__table__
Base.metadata.info.setdefault("beside", set()).update({"item_gram", "ix_item_search_grams"})
event.listen(_ENTRIES, "after_create", DDL(CREATE_GRAMS).execute_if(dialect="sqlite"))
event.listen(_ENTRIES, "before_drop", DDL("DROP TABLE IF EXISTS item_gram").execute_if(dialect="sqlite"))
event.listen(_ENTRIES, "after_create", DDL(KEEP_ROWS_NARROW).execute_if(dialect="postgresql"))
event.listen(_ENTRIES, "after_create", DDL(CREATE_GRAM_INDEX).execute_if(dialect="postgresql"))
