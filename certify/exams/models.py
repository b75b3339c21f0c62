"""Tables of exams: blueprints by version, frozen forms, sittings with their rosters, rights to more time."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base, JsonText, Points, UtcDateTime
from foundation.ids import new_id

TENANT = 1  # the one operating company of an embedded installation


class ExamRow(Base):
    """An exam of a unit; what it is lies in its versions. `title` is the latest version's, for lists."""

    __tablename__ = "exam"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("org_unit.id"), index=True)
    title: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))


class ExamVersionRow(Base):
    """A blueprint. A draft is rewritten; from the first frozen form on it never changes."""

    __tablename__ = "exam_version"
    __table_args__ = (
        UniqueConstraint("exam_id", "number"),
        CheckConstraint("state IN ('draft', 'frozen')", name="state"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    exam_id: Mapped[UUID] = mapped_column(ForeignKey("exam.id"))
    number: Mapped[int] = mapped_column(SmallInteger)
    state: Mapped[str] = mapped_column(String(16))
    blueprint: Mapped[dict[str, Any]] = mapped_column(JsonText)
    blueprint_hash: Mapped[str] = mapped_column(String(64))
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    saved_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    frozen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ExamFormRow(Base):
    """A form: which immutable item version stands in each slot, with points and rules. `blueprint_hash` is the
    blueprint's at assembly: a draft form of a blueprint that has changed since can't be frozen. `drawn` tells how it
    was drawn (NULL: before that was kept).
    """

    __tablename__ = "exam_form"
    __table_args__ = (
        UniqueConstraint("exam_version_id", "number"),
        CheckConstraint("state IN ('draft', 'frozen', 'discarded')", name="state"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    exam_version_id: Mapped[UUID] = mapped_column(ForeignKey("exam_version.id"))
    number: Mapped[int] = mapped_column(SmallInteger)
    state: Mapped[str] = mapped_column(String(16))
    seed: Mapped[int] = mapped_column(BigInteger)
    slots: Mapped[list[dict[str, Any]]] = mapped_column(JsonText)
    blueprint_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    frozen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    drawn: Mapped[dict[str, Any] | None] = mapped_column(JsonText)


class SittingRow(Base):
    """A scheduled session. Its code is short-lived, read out in the room and shown to staff, so it lies in clear."""

    __tablename__ = "sitting"
    __table_args__ = (
        Index("ix_sitting_unit", "unit_id", "opens_at"),
        CheckConstraint("state IN ('draft', 'published')", name="state"),
        CheckConstraint("kind IN ('scored', 'rehearsal')", name="kind"),
        CheckConstraint("opens_at < closes_at", name="window"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    tenant_id: Mapped[int] = mapped_column(default=TENANT)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("org_unit.id"))
    exam_version_id: Mapped[UUID] = mapped_column(ForeignKey("exam_version.id"), index=True)
    title: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16))
    opens_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime)
    latest_entry_minutes: Mapped[int | None]
    access_code: Mapped[str] = mapped_column(String(16))
    room: Mapped[str] = mapped_column(String(80))
    room_rules: Mapped[dict[str, Any]] = mapped_column(JsonText, default=dict, server_default="{}")
    form_ids: Mapped[list[str]] = mapped_column(JsonText)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SittingPublicationRow(Base):
    """What the candidates were told, version by version; only grows."""

    __tablename__ = "sitting_publication"
    __table_args__ = (UniqueConstraint("sitting_id", "number"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    sitting_id: Mapped[UUID] = mapped_column(ForeignKey("sitting.id"))
    number: Mapped[int] = mapped_column(SmallInteger)
    title: Mapped[str] = mapped_column(String(120))
    opens_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime)
    latest_entry_minutes: Mapped[int | None]
    room: Mapped[str] = mapped_column(String(80))
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))


class PublicationConfirmedRow(Base):
    """A candidate has seen a change."""

    __tablename__ = "publication_confirmed"
    publication_id: Mapped[UUID] = mapped_column(ForeignKey("sitting_publication.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    confirmed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class RosterEntryRow(Base):
    """A person on a sitting's roster, with seat and form; whether they began, and how it ended once it is released."""

    __tablename__ = "roster_entry"
    __table_args__ = (
        UniqueConstraint("tenant_id", "sitting_id", "number"),
        Index("ix_roster_entry_person", "tenant_id", "person_id"),
    )
    tenant_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=TENANT)
    sitting_id: Mapped[UUID] = mapped_column(ForeignKey("sitting.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    number: Mapped[int] = mapped_column(SmallInteger)
    seat: Mapped[str] = mapped_column(String(16))
    form_id: Mapped[UUID] = mapped_column(ForeignKey("exam_form.id"))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    added_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # delivery tells it, results the next
    passed: Mapped[bool | None]
    open_sections: Mapped[list[int] | None] = mapped_column(JsonText)  # with it: what the result leaves to be sat


class AccommodationRow(Base):
    """A person's right to more time in every sitting, from a day until a day; ended rows stay as history."""

    __tablename__ = "accommodation"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    time_factor: Mapped[Decimal] = mapped_column(Points)
    from_day: Mapped[date] = mapped_column(Date)
    until_day: Mapped[date | None] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(Text)
    granted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    granted_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
