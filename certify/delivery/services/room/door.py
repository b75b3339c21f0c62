"""At the door and in the book: identity, admission, seats, consent to change computers, notes, the signature."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from certify.delivery import queries
from certify.delivery.domain import is_over
from certify.delivery.domain.errors import AlreadySubmitted
from certify.delivery.domain.opening import Arrival
from certify.delivery.domain.presence import Need
from certify.delivery.domain.room import ActReport, IncidentKind, NotDone
from certify.delivery.domain.room_errors import (
    AlreadySigned,
    AlreadyStarted,
    NobodyToAllow,
    ReasonNeeded,
    StillExpected,
    StillSitting,
)
from certify.delivery.services.room.reach import Room, reach_attempt, reach_room, reach_sitting, require_text
from certify.delivery.services.room.record import Standing, standing_of
from certify.delivery.services.room.writing import add_incident
from certify.exams import services as exams
from certify.exams.services import RosterLine, Sitting
from foundation import audit
from foundation.db import transaction
from foundation.errors import DomainError
from people.domain import Actor

AT_ONCE = 40
EXCEPTIONS = (Need.ADDRESS, Need.LATE_ENTRY, Need.SAFE_BROWSER)


def admit(actor: Actor, sitting_id: UUID, person_ids: Iterable[UUID], reason: str = "", *, now: datetime) -> ActReport:
    """Let people in. With a reason it is an exception: latest entry, networks and browser don't hold them back;
    whoever was refused for these is admitted with a reason only.
    """
    room = reach_room(actor, sitting_id)
    reason = require_text(reason) if reason.strip() else ""
    standings = standing_of(queries.list_incidents(sitting_id))
    lines = [room.line(person_id) for person_id in dict.fromkeys(person_ids)]
    whys = {line.person_id: _why_not_admitted(room, line, standings.get(line.person_id), reason) for line in lines}
    done = [line.person_id for line in lines if whys[line.person_id] is None]
    for start in range(0, len(done), AT_ONCE):
        with transaction():
            for person_id in done[start : start + AT_ONCE]:
                _write(actor, room.sitting, IncidentKind.ADMITTED, reason, person_id, now)
    refused = ((line, whys[line.person_id]) for line in lines)
    return ActReport(
        tuple(done), tuple(NotDone(line.person_id, line.name, line.seat, why) for line, why in refused if why)
    )


def _why_not_admitted(room: Room, line: RosterLine, standing: Standing | None, reason: str) -> DomainError | None:
    if line.person_id in room.attempts:
        return AlreadyStarted()
    return ReasonNeeded() if standing and standing.refused in EXCEPTIONS and not reason else None


def _write(
    actor: Actor, sitting: Sitting, kind: IncidentKind, reason: str, person_id: UUID | None, now: datetime, **more: Any
) -> None:
    add_incident(actor, sitting.sitting_id, kind, reason, now=now, person_id=person_id, **more)
    who = {} if person_id is None else {"person": str(person_id)}
    audit.record(actor, f"room.{kind}", "sitting", sitting.sitting_id, now=now, reason=reason, **who)


def check_identity(actor: Actor, sitting_id: UUID, person_id: UUID, *, now: datetime) -> None:
    """The person at the seat is the one on the roster. A second time changes nothing."""
    room = reach_room(actor, sitting_id)
    line = room.line(person_id)
    with transaction():
        known = standing_of(queries.list_incidents_of(sitting_id, person_id)).get(person_id)
        if known is None or known.identity_checked_at is None:
            _write(actor, room.sitting, IncidentKind.IDENTITY_CHECKED, "", line.person_id, now)


def arrival_of(sitting_id: UUID, person_id: UUID, address: str | None) -> Arrival:
    """What the rules of starting are told about somebody at the door."""
    known = standing_of(queries.list_incidents_of(sitting_id, person_id)).get(person_id)
    if known is None:
        return Arrival(address)
    return Arrival(address, known.admitted_at is not None, known.is_exception)


def move_seat(actor: Actor, sitting_id: UUID, person_id: UUID, seat: str, reason: str, *, now: datetime) -> None:
    """Another seat; attempt and form stay. Raises Invalid when the seat is taken."""
    room = reach_room(actor, sitting_id)
    line, reason = room.line(person_id), require_text(reason)
    with transaction():
        exams.move_seat(actor, sitting_id, person_id, seat, now=now)
        more: dict[str, Any] = {"seat": seat.strip(), "former_seat": line.seat}
        add_incident(actor, sitting_id, IncidentKind.SEAT_MOVED, reason, now=now, person_id=person_id, **more)


def note(actor: Actor, sitting_id: UUID, person_id: UUID | None, text: str, *, now: datetime) -> None:
    """An observation for the record, about somebody or about the room."""
    sitting, text = reach_sitting(actor, sitting_id), require_text(text, "text")
    if person_id is not None:
        reach_room(actor, sitting_id).line(person_id)
    with transaction():
        _write(actor, sitting, IncidentKind.NOTE, text, person_id, now)


def mark_seen(
    actor: Actor, attempt_id: UUID, remark: str = "", *, address: str | None, epoch: int, now: datetime
) -> None:
    """The invigilator has looked into it: this address, and the changes of page up to this epoch, need nobody any more.
    What changes after that does.
    """
    row, remark = reach_attempt(actor, attempt_id), require_text(remark) if remark.strip() else ""
    with transaction():
        more: dict[str, Any] = {"address": address, "epoch": epoch, "person_id": row.person_id, "attempt_id": row.id}
        add_incident(actor, row.sitting_id, IncidentKind.SEEN, remark, now=now, **more)
        audit.record(actor, "room.seen", "attempt", row.id, now=now, reason=remark, address=address or "", epoch=epoch)


def consent_to_take_over(actor: Actor, attempt_id: UUID, reason: str, *, now: datetime) -> None:
    """Allow the next change of computer of this attempt (rule 4). Raises NobodyToAllow, AlreadySubmitted."""
    reach_attempt(actor, attempt_id)
    reason = require_text(reason)
    with transaction():
        row = queries.get_attempt(attempt_id, for_update=True)
        if not row.take_over_consent:
            raise NobodyToAllow()
        if is_over(queries.domain_attempt(row), now):
            raise AlreadySubmitted()
        who = {"person_id": row.person_id, "attempt_id": row.id}
        add_incident(actor, row.sitting_id, IncidentKind.TAKE_OVER_ALLOWED, reason, now=now, **who, epoch=row.epoch)
        audit.record(actor, "room.take_over_allowed", "attempt", row.id, now=now, reason=reason, epoch=row.epoch)


def sign_off(actor: Actor, sitting_id: UUID, *, now: datetime) -> None:
    """Close the record: nobody writes, and nobody can still come. Raises StillSitting, StillExpected (with the names),
    AlreadySigned.
    """
    room = reach_room(actor, sitting_id)
    with transaction():
        exams.hold_sitting(sitting_id, alone=True)
        room = reach_room(actor, sitting_id)
        if signed_at(queries.list_incidents(sitting_id, kinds=SIGNING)) is not None:
            raise AlreadySigned()
        _require_everybody_out(room, now)
        _write(actor, room.sitting, IncidentKind.SIGNED_OFF, "", None, now)


def _require_everybody_out(room: Room, now: datetime) -> None:
    sitting = [
        line.name
        for line in room.roster
        if (row := room.attempts.get(line.person_id)) is not None and not is_over(queries.domain_attempt(row), now)
    ]
    if sitting:
        raise StillSitting(sitting)
    expected = [line.name for line in room.roster if line.active and line.person_id not in room.attempts]
    if expected and now < room.sitting.entry_ends_at:
        raise StillExpected(expected)


SIGNING = (IncidentKind.SIGNED_OFF, IncidentKind.REOPENED)


def signed_at(record: Iterable[Any]) -> datetime | None:
    """When the record was signed; a reopening after that opens it again. `record`: oldest first."""
    found = None
    for line in record:
        if line.kind == IncidentKind.SIGNED_OFF.value:
            found = line.at
        elif line.kind == IncidentKind.REOPENED.value:
            found = None
    return found
