"""Tables of marking: score runs with a row a slot, scripts that wait for a person, leases on them, marks.

`score_run`, `slot_score` and `mark` only grow. A script's `is_waiting` is kept beside the ledger; a test re-derives it.
`tenant_id` leads every key.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, SmallInteger, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base, JsonText, Points, UtcDateTime
from foundation.ids import new_id

TENANT = 1  # the one operating company of an embedded installation
_ATTEMPT = (["tenant_id", "attempt_id"], ["attempt.tenant_id", "attempt.id"])
_SCRIPT_KEY = ["tenant_id", "attempt_id", "position"]
_SCRIPT = (_SCRIPT_KEY, [f"marking_script.{name}" for name in _SCRIPT_KEY])
_OPEN = text("closed_at IS NULL")
_LIVE = text("ended_at IS NULL")


class ScoreRunRow(Base):
    """One automatic scoring of an attempt. `form_hash` names paper, rules and keys; a re-score is a new row."""

    __tablename__ = "score_run"
    __table_args__ = (ForeignKeyConstraint(*_ATTEMPT),)
    tenant_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=TENANT)
    attempt_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(String(200))
    form_hash: Mapped[str] = mapped_column(String(64))
    inputs_hash: Mapped[str] = mapped_column(String(64))
    requested_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))


class SlotScoreRow(Base):
    """What a run says of a slot; points are NULL exactly where nothing is settled."""

    __tablename__ = "slot_score"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "attempt_id", "run_number"],
            ["score_run.tenant_id", "score_run.attempt_id", "score_run.number"],
        ),
        CheckConstraint("(status IN ('scored', 'blank')) = (points IS NOT NULL)", name="unscored"),
        {"sqlite_with_rowid": False},
    )
    tenant_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=TENANT)
    attempt_id: Mapped[UUID] = mapped_column(primary_key=True)
    run_number: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    version_id: Mapped[UUID]
    scoring_rule: Mapped[str] = mapped_column(String(24))
    status: Mapped[str] = mapped_column(String(20))
    points: Mapped[Decimal | None] = mapped_column(Points)
    detail: Mapped[list[dict[str, str]]] = mapped_column(JsonText)
    response_hash: Mapped[str | None] = mapped_column(String(64))


class MarkingScriptRow(Base):
    """One answer that needs a person. A marker sees its `code`, never whose it is; `closed_at`: its result is out."""

    __tablename__ = "marking_script"
    __table_args__ = (
        ForeignKeyConstraint(*_ATTEMPT),
        # what is not released yet, however many scripts there have ever been
        Index("ix_marking_script_open", "version_id", "sitting_id", "code", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )
    tenant_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=TENANT)
    attempt_id: Mapped[UUID] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    version_id: Mapped[UUID] = mapped_column(ForeignKey("item_version.id"))
    sitting_id: Mapped[UUID] = mapped_column(ForeignKey("sitting.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    unit_path: Mapped[str] = mapped_column(String(400))
    code: Mapped[str] = mapped_column(String(12))
    maximum: Mapped[Decimal] = mapped_column(Points)
    submitted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    response_hash: Mapped[str] = mapped_column(String(64))
    is_waiting: Mapped[bool] = mapped_column(default=True)
    is_flagged: Mapped[bool] = mapped_column(default=False)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class MarkingLeaseRow(Base):
    """A marker holds a script until a moment; at most one such row is live for a script (the partial unique index)."""

    __tablename__ = "marking_lease"
    __table_args__ = (
        ForeignKeyConstraint(*_SCRIPT),
        Index("ix_marking_lease_script", *_SCRIPT_KEY),
        Index("uq_marking_lease_live", *_SCRIPT_KEY, unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
        Index("ix_marking_lease_marker", "tenant_id", "marker_id", "version_id", "ended_at"),
    )
    tenant_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=TENANT)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    attempt_id: Mapped[UUID]
    position: Mapped[int] = mapped_column(SmallInteger)
    version_id: Mapped[UUID]
    marker_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime)
    until: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ending: Mapped[str | None] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(String(200), default="")


class MarkRow(Base):
    """A marker's points for one answer, or (`is_undone`) the same marker taking the last ones back. Only grows."""

    __tablename__ = "mark"
    __table_args__ = (
        ForeignKeyConstraint(*_SCRIPT),
        Index("ix_mark_marker", "tenant_id", "marker_id", "at"),
        CheckConstraint("is_undone = (total IS NULL)", name="undone"),
    )
    tenant_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=TENANT)
    attempt_id: Mapped[UUID] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    marker_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    response_hash: Mapped[str] = mapped_column(String(64))
    points: Mapped[list[Any]] = mapped_column(JsonText)
    total: Mapped[Decimal | None] = mapped_column(Points)
    comment: Mapped[str] = mapped_column(Text, default="")
    is_undone: Mapped[bool] = mapped_column(default=False)
