"""Enemies, near-duplicates, and what is worked out of each item to find them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base, JsonText, UtcDateTime


class ItemBond(Base):
    """What people said of two items: enemies that may not stand on one form, or alike but two questions. It belongs to
    the items, whatever version they are at; `one_id` is the smaller id.
    """

    __tablename__ = "item_bond"
    one_id: Mapped[UUID] = mapped_column(ForeignKey("item.id"), primary_key=True)
    other_id: Mapped[UUID] = mapped_column(ForeignKey("item.id"), primary_key=True, index=True)
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    reason: Mapped[str] = mapped_column(Text)
    said_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    said_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ItemLikeness(Base):
    """Two items whose latest versions are alike, as last compared; derived, and made anew when either changes."""

    __tablename__ = "item_likeness"
    one_id: Mapped[UUID] = mapped_column(ForeignKey("item.id"), primary_key=True)
    other_id: Mapped[UUID] = mapped_column(ForeignKey("item.id"), primary_key=True, index=True)
    kind: Mapped[str] = mapped_column(String(8))
    percent: Mapped[int] = mapped_column(index=True)
    found: Mapped[dict[str, Any]] = mapped_column(JsonText)
    found_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ItemProfile(Base):
    """What was worked out of an item's latest version: its lints, and the grams by which its likes are found. Derived:
    stale once the content's hash or the method has changed.
    """

    __tablename__ = "item_profile"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    item_id: Mapped[UUID] = mapped_column(ForeignKey("item.id"), unique=True)
    content_hash: Mapped[str] = mapped_column(String(64))
    method: Mapped[int]
    lints: Mapped[str] = mapped_column(Text)
    key_place: Mapped[str | None] = mapped_column(String(8))
    sketch: Mapped[list[int]] = mapped_column(JsonText)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ItemSketch(Base):
    """The inverted index of the sketches: which profiles hold a gram."""

    __tablename__ = "item_sketch"
    __table_args__ = {"sqlite_with_rowid": False}
    gram: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    profile: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
