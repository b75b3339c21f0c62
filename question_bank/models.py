"""Tables of the question bank: items, their versions (immutable once submitted), reviews, usage, areas, paper
imports, pictures and sound.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Date, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
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


class Review(Base):
    """What one person did with one version: answered it blind, approved it, returned it, changed its dates (`dates`:
    before and after). Rows are only added.
    """

    __tablename__ = "review"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    version_id: Mapped[UUID] = mapped_column(ForeignKey("item_version.id"), index=True)
    reviewer_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    decision: Mapped[str] = mapped_column(String(16))
    comment: Mapped[str] = mapped_column(Text)
    blind_answer: Mapped[Any] = mapped_column(JsonText, nullable=True)
    dates: Mapped[dict[str, Any] | None] = mapped_column(JsonText)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class ItemComment(Base):
    """A remark on a place of a version (`place`: stem, option:B …), or a reply to one (`thread_id`). Text and author
    stay; a thread's first row says whether it is settled.
    """

    __tablename__ = "item_comment"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    version_id: Mapped[UUID] = mapped_column(ForeignKey("item_version.id"), index=True)
    thread_id: Mapped[UUID | None] = mapped_column(ForeignKey("item_comment.id"), index=True)
    place: Mapped[str] = mapped_column(String(40))
    author_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    resolved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    resolved_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))


class ItemUsage(Base):
    """A version stands on an exam form."""

    __tablename__ = "item_usage"
    version_id: Mapped[UUID] = mapped_column(ForeignKey("item_version.id"), primary_key=True)
    form_id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


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


class MediaRow(Base):
    """A picture or a sound, named by the SHA-256 of its bytes: it never changes, and is kept once."""

    __tablename__ = "media"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    mime: Mapped[str] = mapped_column(String(16))
    extension: Mapped[str] = mapped_column(String(4))
    width: Mapped[int]
    height: Mapped[int]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)


class MediaHolding(Base):
    """A unit's bank holds a picture or a sound: who may see that bank may see it."""

    __tablename__ = "media_holding"
    sha256: Mapped[str] = mapped_column(ForeignKey("media.sha256"), primary_key=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("org_unit.id"), primary_key=True)
    added_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AnswerProposalRow(Base):
    """Somebody who read candidates' answers thinks that this one should count. It is no key and earns nothing."""

    __tablename__ = "answer_proposal"
    __table_args__ = (UniqueConstraint("version_id", "part", "text"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    version_id: Mapped[UUID] = mapped_column(ForeignKey("item_version.id"))
    part: Mapped[int]
    text: Mapped[str] = mapped_column(String(500))
    proposed_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)


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
