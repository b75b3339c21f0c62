"""What one act does to one attempt, whose row is locked: the rule is asked, then clock and ledger are written.

A step raises the rule's own error where it does not apply; nothing is written then (but for a time-out that was due).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from certify.delivery import queries
from certify.delivery.domain import (
    Adjustment,
    AdjustmentKind,
    AttemptState,
    Terms,
    collect,
    extend,
    is_due_to_close,
    pause,
    resume,
    time_out,
)
from certify.delivery.domain.deadlines import grant_of, settle
from certify.delivery.domain.errors import AlreadySubmitted, AttemptPaused, TimeIsUp
from certify.delivery.domain.room import IncidentKind
from certify.delivery.domain.room_errors import PausedAlone
from certify.delivery.services.handing_in import write_down
from certify.delivery.services.room.writing import add_time, set_clock
from people.domain import SYSTEM, Actor


@dataclass(frozen=True, slots=True)
class Act:
    """What an invigilator does, to whom it may concern."""

    actor: Actor
    sitting_id: UUID
    kind: IncidentKind
    reason: str
    at: datetime
    for_all: bool
    minutes: int | None = None

    @property
    def details(self) -> dict[str, Any]:
        """What record and audit log say besides the reason."""
        return {} if self.minutes is None else {"minutes": self.minutes}


Granted = dict[UUID | None, list[Adjustment]]


def grant(act: Act, kind: AdjustmentKind) -> Adjustment:
    """The time that the act gives."""
    return grant_of(act.minutes or 0, kind)


def terms_of(row: Any) -> Terms:
    """What an attempt's deadline is made of, besides grants."""
    factor = Decimal(row.factor_percent) / 100
    return Terms(row.started_at, timedelta(seconds=row.duration_seconds), row.window_end_at, factor)


def _extend(act: Act, row: Any, granted: Granted, now: datetime) -> None:
    if act.for_all:
        return _settle(act, row, granted, now)
    given = grant(act, AdjustmentKind.PERSON_GRANT)
    attempt = extend(queries.domain_attempt(row), given, now)
    add_time(act.actor, act.sitting_id, row.id, given, act.reason, now=now)
    return set_clock(attempt, with_room=row.paused_with_room)


def _settle(act: Act, row: Any, granted: Granted, now: datetime) -> None:
    """Everyone's grant stands in the ledger once; each deadline follows from it. Doing it twice is doing it once."""
    attempt = queries.domain_attempt(row)
    if attempt.state is AttemptState.SUBMITTED:
        raise AlreadySubmitted()
    if is_due_to_close(attempt, act.at):  # its hour had come before the act: written down, not extended
        write_down(SYSTEM, time_out(attempt, now), now)
        raise TimeIsUp()
    settled = settle(attempt, terms_of(row), [*granted.get(None, ()), *granted.get(row.id, ())], act.at)
    if settled is not attempt:
        set_clock(settled, with_room=row.paused_with_room)


def _pause(act: Act, row: Any, granted: Granted, now: datetime) -> None:
    if (
        act.for_all and row.paused_with_room and row.started_at >= act.at
    ):  # held at the door, as everyone who enters now
        return
    set_clock(pause(queries.domain_attempt(row), act.at), with_room=act.for_all)


def _resume(act: Act, row: Any, granted: Granted, now: datetime) -> None:
    if act.for_all and row.state == AttemptState.PAUSED.value and not row.paused_with_room:
        raise PausedAlone()
    if row.paused_at is not None and row.paused_at > act.at:  # paused anew since
        raise AttemptPaused()
    attempt, given_back = resume(queries.domain_attempt(row), act.at)
    add_time(act.actor, act.sitting_id, row.id, given_back, act.reason, now=now)
    set_clock(attempt)


def _collect(act: Act, row: Any, granted: Granted, now: datetime) -> None:
    submission = collect(queries.domain_attempt(row), now)
    if not submission.is_new:
        raise AlreadySubmitted()
    write_down(act.actor, submission, now)


Step = Callable[[Act, Any, Granted, datetime], None]
STEPS: dict[IncidentKind, Step] = {
    IncidentKind.EXTENDED: _extend,
    IncidentKind.PAUSED: _pause,
    IncidentKind.RESUMED: _resume,
    IncidentKind.COLLECTED: _collect,
}
