"""Tables of delivery: attempts, save events, current responses, added time; the room's record, who was heard, signals.

`response_event`, `deadline_adjustment`, `incident` and `signal` only grow; `attempt_presence` is a notice board that
proves nothing. `tenant_id` leads every key. The two tables of the hot path carry their primary key and nothing else,
clustered by attempt, so that a save costs the same beside five million rows; an attempt's last sequence is the end of
that key, so that a save never has to write the attempt row.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base, JsonText, UtcDateTime
from foundation.ids import new_id

TENANT = 1  # the one operating company of an embedded installation
_ATTEMPT = (["tenant_id", "attempt_id"], ["attempt.tenant_id", "attempt.id"])
_RUNNING = text("state = 'in_progress'")
_OPEN = text("decided_at IS NULL")


class AttemptRow(Base):
    """One candidate's go; the holder as they were at the start; the terms that its deadline follows from."""

    __tablename__ = "attempt"
    __table_args__ = (
        UniqueConstraint("tenant_id", "sitting_id", "person_id", "number"),
        Index("ix_attempt_person", "tenant_id", "person_id"),
        # the closer's list: only what is running
        Index("ix_attempt_running", "deadline_at", sqlite_where=_RUNNING, postgresql_where=_RUNNING),
        CheckConstraint("state IN ('in_progress', 'paused', 'submitted')", name="state"),
        CheckConstraint("(state = 'submitted') = (submitted_at IS NOT NULL)", name="submitted"),
        CheckConstraint("(state = 'paused') = (paused_at IS NOT NULL)", name="paused"),
    )
    tenant_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=TENANT)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    sitting_id: Mapped[UUID] = mapped_column(ForeignKey("sitting.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    form_id: Mapped[UUID] = mapped_column(ForeignKey("exam_form.id"))
    number: Mapped[int] = mapped_column(SmallInteger)
    seed: Mapped[int] = mapped_column(BigInteger)
    parts: Mapped[list[int] | None] = mapped_column(JsonText)  # the sections that are sat; NULL: all

    state: Mapped[str] = mapped_column(String(16))
    epoch: Mapped[int] = mapped_column(default=1)
    client_id: Mapped[str | None] = mapped_column(String(64))
    section_locks: Mapped[dict[str, Any]] = mapped_column(JsonText, default=dict)
    section_windows: Mapped[list[Any] | None] = mapped_column(JsonText)  # NULL: no section has a clock

    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    duration_seconds: Mapped[int]
    window_end_at: Mapped[datetime] = mapped_column(UtcDateTime)
    factor_percent: Mapped[int] = mapped_column(SmallInteger, default=100)
    grace_seconds: Mapped[int] = mapped_column(SmallInteger, default=10)
    deadline_at: Mapped[datetime] = mapped_column(UtcDateTime)
    deadline_version: Mapped[int] = mapped_column(default=1)
    earliest_leave_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    take_over_consent: Mapped[bool] = mapped_column(default=False, server_default=false())
    paused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    paused_with_room: Mapped[bool] = mapped_column(default=False, server_default=false())
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    submit_cause: Mapped[str | None] = mapped_column(String(16))
    submitted_without: Mapped[list[int] | None] = mapped_column(JsonText)
    late_round: Mapped[int | None] = mapped_column(SmallInteger)  # the last round of late_decision; NULL: none
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # its result is out: never reopened again

    holder_name: Mapped[str] = mapped_column(String(80))
    holder_login: Mapped[str] = mapped_column(String(32))
    holder_phone: Mapped[str | None] = mapped_column(String(24))
    holder_unit_path: Mapped[str] = mapped_column(String(400))
    holder_unit_name: Mapped[str] = mapped_column(String(200))
    holder_post: Mapped[str | None] = mapped_column(String(80))


class ResponseEventRow(Base):
    """A save event as it came, with what became of it. Value: canonical JSON. `client_time` is the browser's claim."""

    __tablename__ = "response_event"
    __table_args__ = (ForeignKeyConstraint(*_ATTEMPT), {"sqlite_with_rowid": False})
    tenant_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=TENANT)
    attempt_id: Mapped[UUID] = mapped_column(primary_key=True)
    epoch: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    slot: Mapped[int] = mapped_column(SmallInteger)
    kind: Mapped[str] = mapped_column(String(16))
    value: Mapped[str] = mapped_column(Text)
    client_time: Mapped[str | None] = mapped_column(String(40))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    digest: Mapped[bytes] = mapped_column(LargeBinary(16))
    outcome: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str | None] = mapped_column(String(20))
    in_grace: Mapped[bool]


class ResponseRow(Base):
    """A slot as it stands: rule 7 over the ledger. Value: canonical JSON, NULL once cleared or never answered.

    Value and flag each carry the number that set them; (0, 0) stands for never.
    """

    __tablename__ = "response"
    __table_args__ = (ForeignKeyConstraint(*_ATTEMPT), {"sqlite_with_rowid": False})
    tenant_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=TENANT)
    attempt_id: Mapped[UUID] = mapped_column(primary_key=True)
    slot: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    epoch: Mapped[int] = mapped_column(default=0)
    sequence: Mapped[int] = mapped_column(default=0)
    value: Mapped[str | None] = mapped_column(Text)
    flag_epoch: Mapped[int] = mapped_column(default=0)
    flag_sequence: Mapped[int] = mapped_column(default=0)
    flagged: Mapped[bool] = mapped_column(default=False)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)


class DeadlineAdjustmentRow(Base):
    """Time that was added, by whom and why; without an attempt it is for everyone in the sitting (rules 24–26)."""

    __tablename__ = "deadline_adjustment"
    __table_args__ = (
        ForeignKeyConstraint(*_ATTEMPT),
        Index("ix_deadline_adjustment_sitting", "tenant_id", "sitting_id", "attempt_id"),
        CheckConstraint("microseconds >= 0", name="given"),
    )
    tenant_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=TENANT)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    sitting_id: Mapped[UUID] = mapped_column(ForeignKey("sitting.id"))
    attempt_id: Mapped[UUID | None]
    kind: Mapped[str] = mapped_column(String(16))
    microseconds: Mapped[int] = mapped_column(BigInteger)
    reason: Mapped[str] = mapped_column(String(400))
    granted_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    granted_at: Mapped[datetime] = mapped_column(UtcDateTime)


class IncidentRow(Base):
    """One line of the room's record. Without a person it concerns everyone in the room."""

    __tablename__ = "incident"
    __table_args__ = (
        ForeignKeyConstraint(*_ATTEMPT),
        Index("ix_incident_sitting", "tenant_id", "sitting_id", "person_id"),
    )
    tenant_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=TENANT)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    sitting_id: Mapped[UUID] = mapped_column(ForeignKey("sitting.id"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    attempt_id: Mapped[UUID | None]
    kind: Mapped[str] = mapped_column(String(24))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    by_name: Mapped[str] = mapped_column(String(80))
    reason: Mapped[str] = mapped_column(String(400))
    details: Mapped[dict[str, Any]] = mapped_column(JsonText)


class ReopeningRow(Base):
    """A proposal to reopen a submitted attempt, and what another person decided. One open proposal an attempt."""

    __tablename__ = "reopening"
    __table_args__ = (
        ForeignKeyConstraint(*_ATTEMPT),
        Index(
            "ix_reopening_open",
            "tenant_id",
            "attempt_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index("ix_reopening_sitting", "tenant_id", "sitting_id"),
        CheckConstraint("(decided_at IS NULL) = (is_confirmed IS NULL)", name="decided"),
        CheckConstraint("is_confirmed IS NOT TRUE OR decided_by <> proposed_by", name="two_persons"),
    )
    tenant_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=TENANT)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    sitting_id: Mapped[UUID] = mapped_column(ForeignKey("sitting.id"))
    attempt_id: Mapped[UUID]
    minutes: Mapped[int] = mapped_column(SmallInteger)
    reason: Mapped[str] = mapped_column(String(400))
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    proposed_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    proposed_by_name: Mapped[str] = mapped_column(String(80))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    is_confirmed: Mapped[bool | None]


class AttemptPresenceRow(Base):
    """What an exam page last said of itself, and from where."""

    __tablename__ = "attempt_presence"
    __table_args__ = (ForeignKeyConstraint(*_ATTEMPT), {"sqlite_with_rowid": False})
    tenant_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=TENANT)
    attempt_id: Mapped[UUID] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(String(64))
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    unsent: Mapped[int]
    visible: Mapped[bool]
    epoch: Mapped[int]


class SignalRow(Base):
    """Evidence for a person to look at; numbered by the page that saw it, so that sending twice is once."""

    __tablename__ = "signal"
    __table_args__ = (ForeignKeyConstraint(*_ATTEMPT), {"sqlite_with_rowid": False})
    tenant_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=TENANT)
    attempt_id: Mapped[UUID] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(16))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    client_time: Mapped[str | None] = mapped_column(String(40))
    amount: Mapped[int | None]
    detail: Mapped[str | None] = mapped_column(String(80))


class AttemptFileRow(Base):
    """A picture that a candidate attached, under the hash of the bytes that the page sent; kept without its notes.
    Whether it counts decides the answer that names it.
    """

    __tablename__ = "attempt_file"
    __table_args__ = (ForeignKeyConstraint(*_ATTEMPT),)
    tenant_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=TENANT)
    attempt_id: Mapped[UUID] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    mime: Mapped[str] = mapped_column(String(16))
    extension: Mapped[str] = mapped_column(String(4))
    n_bytes: Mapped[int]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)


class EmergencyFileRow(Base):
    """A sealed file of unsent answers that staff handed in (rule 28), as it came; `outcomes` once it was loaded."""

    __tablename__ = "emergency_file"
    __table_args__ = (
        ForeignKeyConstraint(*_ATTEMPT),
        UniqueConstraint("tenant_id", "attempt_id", "checksum"),
        Index("ix_emergency_file_sitting", "tenant_id", "sitting_id"),
        CheckConstraint("(loaded_at IS NULL) = (loaded_by IS NULL)", name="loaded"),
    )
    tenant_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=TENANT)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    attempt_id: Mapped[UUID]
    sitting_id: Mapped[UUID] = mapped_column(ForeignKey("sitting.id"))
    checksum: Mapped[str] = mapped_column(String(64))
    n_events: Mapped[int]
    made_at: Mapped[str] = mapped_column(String(40))
    body: Mapped[bytes] = mapped_column(LargeBinary)
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    uploaded_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    loaded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    loaded_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    outcomes: Mapped[dict[str, int] | None] = mapped_column(JsonText)


class LateDecisionRow(Base):
    """An examiner's word on an answer that was kept and not counted (rules 14, 15); the last one of a slot holds."""

    __tablename__ = "late_decision"
    __table_args__ = (ForeignKeyConstraint(*_ATTEMPT),)
    tenant_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=TENANT)
    attempt_id: Mapped[UUID] = mapped_column(primary_key=True)
    round: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    slot: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    epoch: Mapped[int]
    sequence: Mapped[int]
    is_accepted: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(400))
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
