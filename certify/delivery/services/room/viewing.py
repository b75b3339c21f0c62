"""What the invigilator sees: the rooms of the day, one room with all its seats. Its record is told by `history`.

A room is read by a fixed number of statements, whatever the length of its roster.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from certify.delivery import queries
from certify.delivery.domain import AttemptState, is_over, seconds_left
from certify.delivery.domain.presence import (
    Presence,
    Sight,
    derive_needs,
    derive_presence,
    holds_until,
    urgency,
)
from certify.delivery.domain.room import IncidentKind, Reopening, RoomLine, RoomView, Seat
from certify.delivery.domain.sections import place_of
from certify.delivery.services.room.door import signed_at
from certify.delivery.services.room.polling import poll_seconds_now
from certify.delivery.services.room.reach import Room, reach_sitting
from certify.delivery.services.room.record import Standing, standing_of
from certify.exams import services as exams
from certify.exams.services import RosterLine, Sitting
from foundation.calendar import local_day
from people.domain import Actor, Permission

LOOK_BACK = timedelta(hours=24)
NOBODY = Standing()


def list_rooms(actor: Actor, *, now: datetime) -> list[RoomLine]:
    """Today's sittings in the actor's reach, and those in which somebody is still writing; the first to open first."""
    actor.require_anywhere(Permission.INVIGILATE)
    near = exams.list_sittings(actor, Permission.INVIGILATE, closing_after=now - LOOK_BACK)
    sittings = [sitting for sitting in near if sitting.is_published]
    ids = [sitting.sitting_id for sitting in sittings]
    counts, signed = queries.count_by_state(ids), queries.list_signed_off(ids)
    lines = [_line(sitting, counts.get(sitting.sitting_id, {}), signed.get(sitting.sitting_id)) for sitting in sittings]
    return sorted((line for line in lines if _is_of_today(line, now)), key=lambda line: (line.opens_at, line.title))


def _line(sitting: Sitting, counts: Mapping[str, int], signed_off_at: datetime | None) -> RoomLine:
    submitted = counts.get(AttemptState.SUBMITTED.value, 0)
    return RoomLine(
        sitting_id=sitting.sitting_id,
        title=sitting.title,
        room=sitting.room,
        unit_name=sitting.unit_name,
        kind=sitting.kind.value,
        opens_at=sitting.opens_at,
        closes_at=sitting.closes_at,
        n_roster=sitting.n_roster,
        n_running=sum(counts.values()) - submitted,
        n_submitted=submitted,
        signed_off_at=signed_off_at,
    )


def _is_of_today(line: RoomLine, now: datetime) -> bool:
    is_open = line.opens_at <= now < line.closes_at
    return is_open or line.n_running > 0 or local_day(now) in (local_day(line.opens_at), local_day(line.closes_at))


@dataclass(frozen=True, slots=True)
class Sources:
    """All that a room is shown from, as it was read: rows as the driver gives them. Two that are equal show the same
    room, as long as the clock turns nobody's state (`RoomView.holds_until`).
    """

    sitting: Sitting
    roster: tuple[RosterLine, ...]
    attempts: list[Any]
    record: list[Any]
    presence: list[Any]
    saved: list[Any]
    signals: list[Any]
    reopenings: list[Any]
    poll_seconds: int


def read_room(actor: Actor, sitting_id: UUID, *, now: datetime) -> Sources:
    """What the database says of the room. Raises NotFound outside the actor's reach."""
    sitting, here = reach_sitting(actor, sitting_id), {"sitting_id": sitting_id}
    return Sources(
        sitting=sitting,
        roster=exams.load_roster(sitting),
        attempts=queries.ROOM.raw(**here),
        record=queries.RECORD.raw(**here),
        presence=queries.PRESENCE.raw(**here),
        saved=queries.SAVED.raw(**here),
        signals=queries.SIGNALS.raw(**here),
        reopenings=queries.OPEN_REOPENINGS.raw(**here),
        poll_seconds=poll_seconds_now(now),
    )


def room_view(actor: Actor, sitting_id: UUID, *, now: datetime) -> RoomView:
    """The room as it is now, whoever needs the invigilator most first. Raises NotFound outside the actor's reach."""
    return view_of(read_room(actor, sitting_id, now=now), now=now)


def view_of(sources: Sources, *, now: datetime) -> RoomView:
    """The same from what was read."""
    book = _open(sources)
    found = [_seat(book, line, now) for line in book.room.roster]
    seats = sorted(
        (seat for seat, _until in found), key=lambda seat: (*urgency(seat.needs, seat.presence), seat.number)
    )
    sitting, counts = sources.sitting, Counter(seat.presence for seat in seats)
    return RoomView(
        holds_until=min((until for _seat, until in found if until is not None), default=None),
        sitting_id=sitting.sitting_id,
        title=sitting.title,
        room=sitting.room,
        unit_path=sitting.unit_path,
        unit_name=sitting.unit_name,
        opens_at=sitting.opens_at,
        closes_at=sitting.closes_at,
        access_code=sitting.access_code,
        kind=sitting.kind.value,
        as_of=now,
        poll_seconds=book.poll_seconds,
        seats=tuple(seats),
        counts={presence: counts.get(presence, 0) for presence in Presence},
        pending_reopenings=tuple(book.reopenings.values()),
        signed_off_at=signed_at(book.record),
        is_paused=book.room_pause is not None,
        pause_reason=book.room_pause.reason if book.room_pause is not None else None,
        requires_admission=sitting.rules.requires_admission,
        take_over_consent=sitting.rules.take_over_consent,
        networks=sitting.rules.networks,
    )


@dataclass(frozen=True, slots=True)
class _Book:
    """Everything that was read of a room."""

    room: Room
    record: Sequence[Any]
    standings: Mapping[UUID, Standing]
    presence: Mapping[UUID, Any]
    saved: Mapping[UUID, tuple[int, datetime]]
    signals: Mapping[UUID, int]
    reopenings: Mapping[UUID, Reopening]
    pauses: Mapping[UUID | None, str]  # the last reason by person; None: of everyone
    room_pause: Any
    n_slots: Mapping[UUID, int]
    poll_seconds: int


def _open(sources: Sources) -> _Book:
    record = queries.RECORD.read(sources.record)
    attempts = {row.person_id: row for row in queries.ROOM.read(sources.attempts)}
    room = Room(sources.sitting, sources.roster, attempts)
    for_all = [line for line in record if line.person_id is None and line.kind in ("paused", "resumed")]
    forms = {line.form_id for line in room.roster} | {row.form_id for row in room.attempts.values()}
    return _Book(
        room=room,
        record=record,
        standings=standing_of(record),
        presence={row.attempt_id: row for row in queries.PRESENCE.read(sources.presence)},
        saved={row.attempt_id: (row.n, row.at) for row in queries.SAVED.read(sources.saved) if row.at is not None},
        signals={row.attempt_id: row.n for row in queries.SIGNALS.read(sources.signals)},
        reopenings=_reopenings(room, queries.OPEN_REOPENINGS.read(sources.reopenings)),
        pauses={line.person_id: line.reason for line in record if line.kind == IncidentKind.PAUSED.value},
        room_pause=for_all[-1] if for_all and for_all[-1].kind == IncidentKind.PAUSED.value else None,
        n_slots={form_id: len(exams.get_form(form_id).slots) for form_id in forms},
        poll_seconds=sources.poll_seconds,
    )


def _reopenings(room: Room, rows: Iterable[Any]) -> dict[UUID, Reopening]:
    lines = {row.id: line for line in room.roster if (row := room.attempts.get(line.person_id)) is not None}
    return {
        row.attempt_id: Reopening(
            id=row.id,
            attempt_id=row.attempt_id,
            person_id=lines[row.attempt_id].person_id,
            person_name=lines[row.attempt_id].name,
            seat=lines[row.attempt_id].seat,
            minutes=row.minutes,
            reason=row.reason,
            proposed_at=row.proposed_at,
            proposed_by=row.proposed_by,
            proposed_by_name=row.proposed_by_name,
        )
        for row in rows
        if row.attempt_id in lines
    }


def _seat(book: _Book, line: RosterLine, now: datetime) -> tuple[Seat, datetime | None]:
    standing = book.standings.get(line.person_id, NOBODY)
    row = book.room.attempts.get(line.person_id)
    sight = _sight(book, standing, row)
    known: dict[str, Any] = {
        "person_id": line.person_id,
        "name": line.name,
        "login": line.login,
        "seat": line.seat,
        "number": line.number,
        "presence": derive_presence(sight, now),
        "needs": derive_needs(sight, now),
        "factor_percent": int(line.time_factor * 100),
        "identity_checked_at": standing.identity_checked_at,
        "admitted_at": standing.admitted_at,
        "n_slots": book.n_slots[line.form_id],
        "refused_reason": standing.refused_reason if row is None else None,
    }
    if row is not None:
        known.update(_of_attempt(book, row, sight, now))
    return Seat(**known), holds_until(sight, now)


def _sight(book: _Book, standing: Standing, row: Any) -> Sight:
    if row is None:
        return Sight(is_admitted=standing.admitted_at is not None, refused=standing.refused)
    page, saved = book.presence.get(row.id), book.saved.get(row.id)
    heard = [at for at in (page and page.last_seen_at, saved and saved[1]) if at]
    return Sight(
        attempt=queries.domain_attempt(row),
        is_admitted=True,
        last_heard_at=max(heard, default=None),
        last_save_at=saved[1] if saved else None,
        unsent=page.unsent if page and _is_current(page, row) else None,
        is_outside=page is not None and _is_outside(book, standing, page.address),
        seen_epoch=standing.seen_epoch,
        asks_take_over=standing.asked_epoch == row.epoch and standing.allowed_epoch != row.epoch,
        has_reopening=row.id in book.reopenings,
        poll_seconds=book.poll_seconds,
    )


def _is_outside(book: _Book, standing: Standing, address: str) -> bool:
    """None of the room's, and none that an invigilator has looked into."""
    return address not in standing.seen_addresses and not book.room.sitting.rules.allows_address(address)


def _is_current(page: Any, row: Any) -> bool:
    """What a page said before its paper was closed says nothing about after: the last batch came with the hand-in."""
    return row.submitted_at is None or page.last_seen_at > row.submitted_at


def _of_attempt(book: _Book, row: Any, sight: Sight, now: datetime) -> dict[str, Any]:
    attempt, page = sight.attempt, book.presence.get(row.id)
    assert attempt is not None
    is_paused = attempt.state is AttemptState.PAUSED
    whose = None if row.paused_with_room else row.person_id
    return {
        "attempt_id": row.id,
        "seconds_left": 0.0 if is_over(attempt, now) else seconds_left(attempt, now),
        "deadline_at": row.deadline_at,
        "factor_percent": row.factor_percent,
        "started_at": row.started_at,
        "submitted_at": row.submitted_at,
        "cause": row.submit_cause,
        "last_save_at": sight.last_save_at,
        "last_seen_at": sight.last_heard_at,
        "answered": book.saved[row.id][0] if row.id in book.saved else 0,
        "n_slots": len(exams.get_form(row.form_id, queries.parts_of(row.parts)).slots),
        "unsent": sight.unsent,
        "address": page.address if page else None,
        "signals": book.signals.get(row.id, 0),
        "epoch": row.epoch,
        "deadline_version": row.deadline_version,
        "pause_reason": book.pauses.get(whose) if is_paused else None,
        "section": None if is_over(attempt, now) else place_of(attempt, now),
    }
