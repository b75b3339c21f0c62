"""Tables of results: written once, at the release, and frozen. A corrected result is a new number beside the old one.

`replaced_at` is set on the old one then; at most one row of an attempt is current (the partial unique index).
"""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, SmallInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base, JsonText, Points, UtcDateTime

TENANT = 1  # the one operating company of an embedded installation
_ATTEMPT = (["tenant_id", "attempt_id"], ["attempt.tenant_id", "attempt.id"])
_RESULT = (
    ["tenant_id", "attempt_id", "number"],
    ["exam_result.tenant_id", "exam_result.attempt_id", "exam_result.number"],
)
_CURRENT = text("replaced_at IS NULL")


class ExamResultRow(Base):
    """A released result: total against the line, critical items, the verdict; who released it and on which marks."""

    __tablename__ = "exam_result"
    __table_args__ = (
        ForeignKeyConstraint(*_ATTEMPT),
        Index(
            "uq_exam_result_current",
            "tenant_id",
            "attempt_id",
            unique=True,
            sqlite_where=_CURRENT,
            postgresql_where=_CURRENT,
        ),
        Index("ix_exam_result_person", "tenant_id", "person_id", "exam_id"),
        Index("ix_exam_result_sitting", "tenant_id", "sitting_id"),
        CheckConstraint("verdict IN ('passed', 'failed')", name="verdict"),
    )
    tenant_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=TENANT)
    attempt_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False, default=1)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    exam_id: Mapped[UUID] = mapped_column(ForeignKey("exam.id"))
    exam_version_id: Mapped[UUID] = mapped_column(ForeignKey("exam_version.id"))
    sitting_id: Mapped[UUID] = mapped_column(ForeignKey("sitting.id"))
    form_id: Mapped[UUID] = mapped_column(ForeignKey("exam_form.id"))
    title: Mapped[str] = mapped_column(String(200))
    title_en: Mapped[str] = mapped_column(String(200))
    submitted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    released_at: Mapped[datetime] = mapped_column(UtcDateTime)
    released_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    replaced_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    run_number: Mapped[int] = mapped_column(SmallInteger)
    markers: Mapped[list[Any]] = mapped_column(JsonText)
    points: Mapped[Decimal] = mapped_column(Points)
    maximum: Mapped[Decimal] = mapped_column(Points)
    required: Mapped[Decimal] = mapped_column(Points)
    critical_wrong: Mapped[int] = mapped_column(SmallInteger)
    critical_allowed: Mapped[int | None] = mapped_column(SmallInteger)
    verdict: Mapped[str] = mapped_column(String(16))


class SectionResultRow(Base):
    """A section's share in a released result; `required` NULL: no minimum stands on it. Points that were kept from an
    earlier try name it, with its hand-in time.
    """

    __tablename__ = "section_result"
    __table_args__ = (ForeignKeyConstraint(*_RESULT),)
    tenant_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=TENANT)
    attempt_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False, default=1)
    section: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    from_attempt_id: Mapped[UUID | None]
    from_submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    title: Mapped[str] = mapped_column(String(120))
    title_en: Mapped[str] = mapped_column(String(120))
    points: Mapped[Decimal] = mapped_column(Points)
    maximum: Mapped[Decimal] = mapped_column(Points)
    required: Mapped[Decimal | None] = mapped_column(Points)


class AreaResultRow(Base):
    """A content area's share, with its names as they were."""

    __tablename__ = "area_result"
    __table_args__ = (ForeignKeyConstraint(*_RESULT),)
    tenant_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=TENANT)
    attempt_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False, default=1)
    area_code: Mapped[str] = mapped_column(String(32), primary_key=True)
    title: Mapped[str] = mapped_column(String(80))
    title_en: Mapped[str] = mapped_column(String(80))
    points: Mapped[Decimal] = mapped_column(Points)
    maximum: Mapped[Decimal] = mapped_column(Points)
    required: Mapped[Decimal | None] = mapped_column(Points)


class SittingStatistics(Base):
    """How far the bank's item statistics are with a sitting: `changes` counts what could alter them, `measured` is the
    count that they were last worked out at. A higher `changes` waits for the job process.
    """

    __tablename__ = "sitting_statistics"
    sitting_id: Mapped[UUID] = mapped_column(ForeignKey("sitting.id"), primary_key=True)
    changes: Mapped[int] = mapped_column(default=1)
    measured: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
