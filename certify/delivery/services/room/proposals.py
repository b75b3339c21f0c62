"""Proposals to reopen a paper: what waits for a second person, an invigilator or whoever manages the sitting."""

from uuid import UUID

from certify.delivery import queries
from certify.delivery.domain.room import Reopening
from certify.delivery.services.room.reach import reach_sitting
from certify.exams import services as exams
from people.domain import Actor, Permission


def list_reopenings(actor: Actor, sitting_id: UUID) -> list[Reopening]:
    """The open proposals of a sitting, oldest first. Raises UnknownSitting outside the actor's reach."""
    sitting = reach_sitting(actor, sitting_id, Permission.MANAGE_SITTINGS)
    roster = {line.person_id: line for line in exams.load_roster(sitting)}
    holders = {row.id: roster[row.person_id] for row in queries.list_room(sitting_id) if row.person_id in roster}
    return [
        Reopening(
            id=row.id,
            attempt_id=row.attempt_id,
            person_id=holders[row.attempt_id].person_id,
            person_name=holders[row.attempt_id].name,
            seat=holders[row.attempt_id].seat,
            minutes=row.minutes,
            reason=row.reason,
            proposed_at=row.proposed_at,
            proposed_by=row.proposed_by,
            proposed_by_name=row.proposed_by_name,
        )
        for row in queries.OPEN_REOPENINGS.all(sitting_id=sitting_id)
        if row.attempt_id in holders
    ]
