"""Acts on the clock of one, some or all: extend, pause, resume, collect.

Rows are locked so many at a time that no writer is held long; ledger, record and audit log go with the change. An act
on everyone is written down first, then carried out; should the server die in between, a job finishes it. Doing it again
changes nothing that is done.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from certify.delivery import queries
from certify.delivery.domain import AdjustmentKind, AttemptState
from certify.delivery.domain.room import ActReport, IncidentKind, NotDone
from certify.delivery.domain.room_errors import NotStarted, RoomNotPaused
from certify.delivery.models import IncidentRow
from certify.delivery.services.room.reach import Room, reach_room
from certify.delivery.services.room.steps import STEPS, Act, Granted, grant
from certify.delivery.services.room.writing import add_incident, add_time
from certify.exams import services as exams
from foundation import audit, jobs
from foundation.db import transaction
from foundation.errors import DomainError
from people import services as people
from people.domain import Actor

AT_ONCE = 20  # attempts a transaction: some 10 ms of the writer
JOB = "finish_room_act"
JOB_WAIT = timedelta(seconds=30)
ONE_BY_ONE = frozenset({IncidentKind.PAUSED, IncidentKind.RESUMED, IncidentKind.REOPENED})


def act_on(act: Act, room: Room, person_ids: Iterable[UUID] | None, *, now: datetime) -> ActReport:
    """Do it to these persons, or to everyone."""
    if act.for_all:
        lines = list(room.roster)
        _begin(act, sum(row.state != AttemptState.SUBMITTED.value for row in room.attempts.values()), now)
        room = reach_room(act.actor, act.sitting_id)  # who started until the act was written down is in it
    else:
        lines = [room.line(person_id) for person_id in dict.fromkeys(person_ids or ())]
    waiting = [line for line in lines if line.person_id not in room.attempts]
    rows = {line.person_id: room.attempts[line.person_id] for line in lines if line.person_id in room.attempts}
    done, refused = _carry_out(act, [row.id for row in rows.values()], now)
    reached_later = act.for_all and act.kind in (IncidentKind.EXTENDED, IncidentKind.PAUSED)
    if reached_later:  # whoever starts later gets the time, or is held
        done |= {line.person_id for line in waiting}
    elif not (act.for_all and act.kind is IncidentKind.RESUMED):
        refused |= {line.person_id: NotStarted() for line in waiting}
    return ActReport(
        tuple(line.person_id for line in lines if line.person_id in done),
        tuple(
            NotDone(line.person_id, line.name, line.seat, refused[line.person_id])
            for line in lines
            if line.person_id in refused
        ),
    )


def _begin(act: Act, n_people: int, now: datetime) -> None:
    """Write an act on everyone down, alone with the sitting: who starts from here on sees it."""
    with transaction():
        exams.hold_sitting(act.sitting_id, alone=True)
        if act.kind is IncidentKind.EXTENDED:
            add_time(act.actor, act.sitting_id, None, grant(act, AdjustmentKind.SITTING_GRANT), act.reason, now=now)
        if act.kind is IncidentKind.RESUMED and not _is_anyone_held(act.sitting_id):
            raise RoomNotPaused()
        more: dict[str, Any] = {**act.details, "n_people": n_people}
        incident_id = add_incident(act.actor, act.sitting_id, act.kind, act.reason, now=now, **more)
        audit.record(
            act.actor, f"room.{act.kind}", "sitting", act.sitting_id, now=now, reason=act.reason, **act.details
        )
        jobs.enqueue(JOB, {"incident_id": str(incident_id)}, run_at=now + JOB_WAIT)


def _is_anyone_held(sitting_id: UUID) -> bool:
    last = queries.find_room_pause(sitting_id)
    is_paused = last is not None and last.kind == IncidentKind.PAUSED.value
    return is_paused or any(row.state == AttemptState.PAUSED.value for row in queries.list_room(sitting_id))


def _carry_out(act: Act, attempt_ids: Sequence[UUID], now: datetime) -> tuple[set[UUID], dict[UUID, DomainError]]:
    done: set[UUID] = set()
    refused: dict[UUID, DomainError] = {}
    for chunk in _chunks(sorted(attempt_ids)):
        with transaction():
            rows = queries.lock_attempts(chunk)
            granted = _granted(act, chunk) if act.for_all and act.kind is IncidentKind.EXTENDED else {}
            for row in rows:
                try:
                    STEPS[act.kind](act, row, granted, now)
                except DomainError as why:
                    refused[row.person_id] = why
                else:
                    done.add(row.person_id)
                    if not act.for_all:
                        _write_one(act, row, now)
    return done, refused


def _chunks(ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))


def _write_one(act: Act, row: Any, now: datetime) -> None:
    who = {"person_id": row.person_id, "attempt_id": row.id}
    add_incident(act.actor, act.sitting_id, act.kind, act.reason, now=now, **who, **act.details)
    audit.record(act.actor, f"room.{act.kind}", "attempt", row.id, now=now, reason=act.reason, **act.details)


def _granted(act: Act, attempt_ids: Sequence[UUID]) -> Granted:
    found: Granted = {}
    for row in queries.list_adjustments(act.sitting_id, attempt_ids):
        found.setdefault(row.attempt_id, []).append(queries.adjustment(row))
    return found


def finish_act(incident_id: str, *, now: datetime) -> None:
    """The job behind every act on everyone: what a dying server left undone is done; usually nothing is."""
    row = queries.get_incident(UUID(incident_id))
    act = _act_of(row)
    if act.kind in (IncidentKind.PAUSED, IncidentKind.RESUMED):
        last = queries.find_room_pause(row.sitting_id)
        if last is None or last.id != row.id:  # the opposite was done since
            return
    spared = _dealt_with_since(act) if act.kind is not IncidentKind.EXTENDED else set()
    waiting = [each for each in queries.list_room(row.sitting_id) if each.state != AttemptState.SUBMITTED.value]
    concerned = [each.id for each in waiting if each.started_at <= act.at and each.person_id not in spared]
    _carry_out(act, concerned, now)


def _dealt_with_since(act: Act) -> set[UUID]:
    record = queries.list_incidents(act.sitting_id, kinds=ONE_BY_ONE)
    return {line.person_id for line in record if line.person_id is not None and line.at >= act.at}


def _act_of(row: IncidentRow) -> Act:
    holder = people.get_holder(row.by_id)  # type: ignore[arg-type]  # only persons act on everyone
    actor = Actor(holder.person_id, holder.login, row.by_name, holder.unit_path)
    minutes = row.details.get("minutes")
    return Act(actor, row.sitting_id, IncidentKind(row.kind), row.reason, row.at, for_all=True, minutes=minutes)
