"""What happened in a room: its record, and what was seen of one attempt's page."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from certify.delivery import queries
from certify.delivery.domain.presence import Need
from certify.delivery.domain.room import Incident, IncidentKind
from certify.delivery.domain.signals import Signal, SignalKind
from certify.delivery.services.room.reach import reach_attempt, reach_sitting
from certify.delivery.services.room.viewing import Sources
from certify.exams import services as exams
from people.domain import Actor, Permission


def incidents(actor: Actor, sitting_id: UUID) -> list[Incident]:
    """The record of the room, oldest first."""
    sitting = reach_sitting(actor, sitting_id, Permission.MANAGE_SITTINGS)
    names = {line.person_id: line.name for line in exams.load_roster(sitting)}
    return [_incident(row, names) for row in queries.RECORD.all(sitting_id=sitting_id)]


def newest_incidents(sources: Sources, n: int) -> list[Incident]:
    """The last lines of the record, the newest first."""
    names = {line.person_id: line.name for line in sources.roster}
    return [_incident(row, names) for row in reversed(queries.RECORD.read(sources.record[-n:]))]


def _incident(row: Any, names: Mapping[UUID, str]) -> Incident:
    details = row.details
    return Incident(
        id=row.id,
        kind=IncidentKind(row.kind),
        at=row.at,
        by_id=row.by_id,
        by_name=row.by_name,
        person_id=row.person_id,
        person_name=names.get(row.person_id) if row.person_id else None,
        attempt_id=row.attempt_id,
        reason=row.reason,
        minutes=details.get("minutes"),
        seat=details.get("seat"),
        former_seat=details.get("former_seat"),
        address=details.get("address"),
        why=Need(details["why"]) if "why" in details else None,
        n_people=details.get("n_people"),
    )


def signals_of(actor: Actor, attempt_id: UUID) -> list[Signal]:
    """What was seen of one attempt's page, in the order in which it came: evidence for a person to weigh."""
    reach_attempt(actor, attempt_id, Permission.MANAGE_SITTINGS)
    return [
        Signal(attempt_id, SignalKind(row.kind), row.received_at, row.client_time, row.amount, row.detail)
        for row in queries.list_signals(attempt_id)
    ]
