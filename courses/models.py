"""Tables of courses: modules, versions of lessons, each person's progress and checks, the ledger of training hours."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base, JsonText, Points, UtcDateTime
from foundation.ids import new_id


class CourseModuleRow(Base):
    """A module of the course."""

    __tablename__ = "course_module"
    code: Mapped[str] = mapped_column(String(16), primary_key=True)
    position: Mapped[int]
    title_zh: Mapped[str] = mapped_column(String(120))
    title_en: Mapped[str] = mapped_column(String(120))
    summary_zh: Mapped[str] = mapped_column(Text)
    summary_en: Mapped[str] = mapped_column(Text)
    hours: Mapped[int]


class LessonRow(Base):
    """One version of a lesson; its content never changes. `current` is the version that is taught."""

    __tablename__ = "lesson"
    __table_args__ = (UniqueConstraint("code", "number"), Index("ix_lesson_current", "current", "module_code"))
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    code: Mapped[str] = mapped_column(String(32))
    number: Mapped[int]
    edition: Mapped[int]
    current: Mapped[bool]
    module_code: Mapped[str] = mapped_column(ForeignKey("course_module.code"))
    position: Mapped[int]
    title_zh: Mapped[str] = mapped_column(String(200))
    title_en: Mapped[str] = mapped_column(String(200))
    minutes: Mapped[int]
    depth: Mapped[str] = mapped_column(String(16))
    content: Mapped[dict[str, Any]] = mapped_column(JsonText, deferred=True)
    content_hash: Mapped[str] = mapped_column(String(64))
    loaded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class LessonProgressRow(Base):
    """A person and a version of a lesson: opened, read to the end, passed, and the place last read."""

    __tablename__ = "lesson_progress"
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    lesson_id: Mapped[UUID] = mapped_column(ForeignKey("lesson.id"), primary_key=True)
    touched_at: Mapped[datetime] = mapped_column(UtcDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    passed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    place: Mapped[str | None] = mapped_column(String(32))


class CheckRun(Base):
    """A knowledge check that was handed in: what was asked in which order, what was answered, what it came to."""

    __tablename__ = "check_run"
    __table_args__ = (UniqueConstraint("person_id", "lesson_code", "number"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    lesson_code: Mapped[str] = mapped_column(String(32))
    lesson_id: Mapped[UUID] = mapped_column(ForeignKey("lesson.id"))
    number: Mapped[int]
    items: Mapped[list[dict[str, Any]]] = mapped_column(JsonText, deferred=True)
    points: Mapped[Decimal] = mapped_column(Points)
    maximum: Mapped[Decimal] = mapped_column(Points)
    passed: Mapped[bool]
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class TrainingHoursRow(Base):
    """The ledger of training hours: grows only; one entry for a person, a lesson and its edition."""

    __tablename__ = "training_hours"
    __table_args__ = (UniqueConstraint("person_id", "lesson_code", "edition"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    lesson_code: Mapped[str] = mapped_column(String(32))
    edition: Mapped[int]
    lesson_id: Mapped[UUID] = mapped_column(ForeignKey("lesson.id"))
    minutes: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    source: Mapped[str] = mapped_column(String(24))
