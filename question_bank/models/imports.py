"""Papers and large files on their way into the bank."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base, JsonText, UtcDateTime
from foundation.ids import new_id


class PaperImport(Base):
    """A paper that was uploaded: its source as it came, the corrections made beside it, and what came of taking it in.

    `source_hash` is of paper, key and area: uploading the same again finds this row. A large one is read and taken in
    by the job process: its source and its items lie in tables of their own, `stage` and the counts say how far it is,
    `beat_at` that somebody is at work, `summary` what was read, or why it could not be.
    """

    __tablename__ = "paper_import"
    __table_args__ = (
        Index("ix_paper_import_same", "unit_id", "source_hash"),
        Index("ix_paper_import_stage", "stage", "beat_at"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("org_unit.id"))
    author_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    source: Mapped[str] = mapped_column(Text)
    answer_key: Mapped[str | None] = mapped_column(Text)
    source_hash: Mapped[str] = mapped_column(String(64))
    area_code: Mapped[str] = mapped_column(String(32))
    corrections: Mapped[dict[str, Any]] = mapped_column(JsonText)
    outcome: Mapped[dict[str, Any] | None] = mapped_column(JsonText)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    committed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    stage: Mapped[str] = mapped_column(String(16), default="ready")
    n_done: Mapped[int] = mapped_column(default=0)
    n_total: Mapped[int] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(default=0)
    beat_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    summary: Mapped[dict[str, Any] | None] = mapped_column(JsonText)


class PaperImportPart(Base):
    """A piece of a large source, as text; together in order they are the whole."""

    __tablename__ = "paper_import_part"
    import_id: Mapped[UUID] = mapped_column(ForeignKey("paper_import.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[str] = mapped_column(Text)


class PaperImportItem(Base):
    """An item of a large file as it was read, with what was corrected and how it stands to the bank; gone once taken
    in.
    """

    __tablename__ = "paper_import_item"
    __table_args__ = (UniqueConstraint("import_id", "ref"),)
    import_id: Mapped[UUID] = mapped_column(ForeignKey("paper_import.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(32))
    section_index: Mapped[int | None]
    read: Mapped[dict[str, Any]] = mapped_column(JsonText)
    correction: Mapped[dict[str, Any] | None] = mapped_column(JsonText)
    external_id: Mapped[str] = mapped_column(String(80))
    content_hash: Mapped[str] = mapped_column(String(64))
    standing: Mapped[str] = mapped_column(String(8))
    dropped: Mapped[bool] = mapped_column(default=False)
    faulty: Mapped[bool] = mapped_column(default=False)
    complete: Mapped[bool] = mapped_column(default=False)
    looks: Mapped[bool] = mapped_column(default=False)
    theirs: Mapped[bool] = mapped_column(default=False)
