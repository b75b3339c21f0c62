"""What people said of versions: reviews, remarks on their places, answers proposed for acceptance."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base, JsonText, UtcDateTime
from foundation.ids import new_id


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
