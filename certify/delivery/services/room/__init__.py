"""The room: what the invigilator sees and does. Every act says who, when and why, and what it did for whom."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from certify.delivery.domain.deadlines import AdjustmentKind, grant_of
from certify.delivery.domain.room import ActReport, IncidentKind
from certify.delivery.services.room.acting import JOB, act_on, finish_act
from certify.delivery.services.room.door import (
    admit,
    check_identity,
    consent_to_take_over,
    mark_seen,
    move_seat,
    note,
    sign_off,
)
from certify.delivery.services.room.history import incidents, newest_incidents, signals_of
from certify.delivery.services.room.polling import poll_seconds_now
from certify.delivery.services.room.presence import note_presence
from certify.delivery.services.room.reach import reach_room, require_text
from certify.delivery.services.room.reopening import (
    close_to_reopening,
    confirm_reopening,
    decline_reopening,
    propose_reopening,
)
from certify.delivery.services.room.steps import Act
from certify.delivery.services.room.viewing import (
    Sources,
    list_rooms,
    read_room,
    room_view,
    view_of,
)
from people.domain import Actor

__all__ = [
    "JOB",
    "Sources",
    "admit",
    "check_identity",
    "close_to_reopening",
    "collect",
    "confirm_reopening",
    "consent_to_take_over",
    "decline_reopening",
    "extend",
    "finish_act",
    "incidents",
    "list_rooms",
    "mark_seen",
    "move_seat",
    "newest_incidents",
    "note",
    "note_presence",
    "pause",
    "poll_seconds_now",
    "propose_reopening",
    "read_room",
    "resume",
    "room_view",
    "sign_off",
    "signals_of",
    "view_of",
]

People = Iterable[UUID] | None  # None: everyone


def _act(
    actor: Actor, sitting_id: UUID, people: People, kind: IncidentKind, reason: str, now: datetime, minutes: int | None
) -> ActReport:
    room = reach_room(actor, sitting_id)
    act = Act(actor, sitting_id, kind, require_text(reason), now, for_all=people is None, minutes=minutes)
    return act_on(act, room, people, now=now)


def extend(
    actor: Actor, sitting_id: UUID, person_ids: People, minutes: int, reason: str, *, now: datetime
) -> ActReport:
    """More time, 1 to 240 minutes. Everyone: also who starts later. Raises BadGrant, Invalid without a reason."""
    grant_of(minutes, AdjustmentKind.PERSON_GRANT)
    return _act(actor, sitting_id, person_ids, IncidentKind.EXTENDED, reason, now, minutes)


def pause(actor: Actor, sitting_id: UUID, person_ids: People, reason: str, *, now: datetime) -> ActReport:
    """The clock stops. Everyone: who enters during the pause is held, too, and loses nothing by it (rule 25)."""
    return _act(actor, sitting_id, person_ids, IncidentKind.PAUSED, reason, now, None)


def resume(actor: Actor, sitting_id: UUID, person_ids: People, reason: str, *, now: datetime) -> ActReport:
    """The clock runs on, and the pause is given back. Everyone: but not who was paused alone. Raises RoomNotPaused."""
    return _act(actor, sitting_id, person_ids, IncidentKind.RESUMED, reason, now, None)


def collect(actor: Actor, sitting_id: UUID, person_ids: People, reason: str, *, now: datetime) -> ActReport:
    """Hand in for them what the server holds."""
    return _act(actor, sitting_id, person_ids, IncidentKind.COLLECTED, reason, now, None)
