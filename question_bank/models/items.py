"""Items, their versions (immutable once submitted), content areas, where versions stand on forms."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Date, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.db import Base, JsonText, UtcDateTime
from foundation.ids import new_id


class ContentAreaRow(Base):
    """What items are about (模块); a sub-score and a minimum may stand on it."""

    __tablename__ = "content_area"
    code: Mapped[str] = mapped_column(String(32), primary_key=True)
    name_zh: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80))
    position: Mapped[int] = mapped_column(default=0)


class Item(Base):
    """One question of a unit's bank. What it says lies in its versions; `external_id` is its stable name in files,
    `imported_hash` the content that a file gave last: what differs from it was changed by hand since.

    While an import writes it (`staged_by`) it exists for nobody: every list and search asks for `staged_by` null.
    """

    __tablename__ = "item"
    __table_args__ = (
        UniqueConstraint("unit_id", "external_id"),
        Index(
            "ix_item_staged",
            "staged_by",
            sqlite_where=text("staged_by IS NOT NULL"),
            postgresql_where=text("staged_by IS NOT NULL"),
        ),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("org_unit.id"), index=True)
    external_id: Mapped[str | None] = mapped_column(String(80))
    imported_hash: Mapped[str | None] = mapped_column(String(64))
    staged_by: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    versions: Mapped[list["ItemVersionRow"]] = relationship(
        lazy="raise", order_by="ItemVersionRow.number", back_populates="item"
    )


class ItemVersionRow(Base):
    """One version. A draft may still be rewritten; from the first submission on its content never changes.

    `author_id` saved it last; `writer_ids` lists everybody who ever did, on this version or one before it: none of them
    may review it. `submitted_by`, `reviewer_id` (who was asked) and `review_due_on` are of the last submission; from
    `valid_until` on no form may hold it, by `review_by` somebody looks whether it still holds.
    """

    __tablename__ = "item_version"
    __table_args__ = (
        UniqueConstraint("item_id", "number"),
        Index("ix_item_version_drawable", "status", "pool", "area_code", "item_type"),
        Index("ix_item_version_current", "latest", "item_id", "content_hash"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    item_id: Mapped[UUID] = mapped_column(ForeignKey("item.id"))
    number: Mapped[int]
    status: Mapped[str] = mapped_column(String(16))
    latest: Mapped[bool] = mapped_column(default=True, index=True)
    item_type: Mapped[str] = mapped_column(String(32))
    content: Mapped[dict[str, Any]] = mapped_column(JsonText)
    content_hash: Mapped[str] = mapped_column(String(64), index=True)
    area_code: Mapped[str] = mapped_column(ForeignKey("content_area.code"))
    difficulty: Mapped[str] = mapped_column(String(16))
    level: Mapped[str | None] = mapped_column(String(16))
    pool: Mapped[str] = mapped_column(String(16))
    critical: Mapped[bool] = mapped_column(default=False)
    tags: Mapped[list[str]] = mapped_column(JsonText)
    search_text: Mapped[str] = mapped_column(Text)
    author_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    writer_ids: Mapped[list[str]] = mapped_column(JsonText)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    submitted_by: Mapped[UUID | None]
    reviewer_id: Mapped[UUID | None]
    review_due_on: Mapped[date | None] = mapped_column(Date)
    valid_until: Mapped[date | None] = mapped_column(Date, index=True)
    review_by: Mapped[date | None] = mapped_column(Date, index=True)
    item: Mapped[Item] = relationship(lazy="raise", back_populates="versions")


class ItemUsage(Base):
    """A version stands on an exam form."""

    __tablename__ = "item_usage"
    version_id: Mapped[UUID] = mapped_column(ForeignKey("item_version.id"), primary_key=True)
    form_id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
