"""Acts on many items at once."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base, JsonText, UtcDateTime
from foundation.ids import new_id


class BulkEdit(Base):
    """One act on many items: chosen, planned, confirmed, carried out, perhaps undone; each time is set as it comes.
    `unit_path` covers all of its items, `chosen` says what they were chosen by.
    """

    __tablename__ = "bulk_edit"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    actor_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    unit_path: Mapped[str] = mapped_column(Text)
    chosen: Mapped[dict[str, Any]] = mapped_column(JsonText)
    n_items: Mapped[int]
    act: Mapped[str | None] = mapped_column(String(24))
    value: Mapped[Any] = mapped_column(JsonText, nullable=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    planned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undo_finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class BulkEditItem(Base):
    """What a bulk edit means for one item: the steps planned, why it stays, and what was written (for the undo)."""

    __tablename__ = "bulk_edit_item"
    __table_args__ = (Index("ix_bulk_edit_item_state", "edit_id", "state", "position"),)
    edit_id: Mapped[UUID] = mapped_column(ForeignKey("bulk_edit.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[UUID] = mapped_column(ForeignKey("item.id"))
    state: Mapped[str] = mapped_column(String(8))
    steps: Mapped[list[dict[str, Any]]] = mapped_column(JsonText)
    note: Mapped[dict[str, Any] | None] = mapped_column(JsonText)
    trace: Mapped[list[dict[str, Any]] | None] = mapped_column(JsonText)
