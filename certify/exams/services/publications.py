"""What candidates were told of a sitting, by version: written at publishing, confirmed by each who knew another."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from certify.exams import queries
from certify.exams.domain.publications import (
    Change,
    ChangedAgain,
    Publication,
    Terms,
    changes,
    concerns,
    is_new,
    pending,
)
from certify.exams.models import PublicationConfirmedRow, SittingPublicationRow, SittingRow
from certify.exams.queries import publications as reads
from certify.exams.services.loading import reach_sitting
from foundation.db import db, transaction
from people.domain import Actor, Permission


@dataclass(frozen=True, slots=True)
class PendingChange:
    """What a candidate has to be told and to confirm."""

    sitting_id: UUID
    number: int
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Push:
    """The newest change of a sitting, for staff: what it was, whom it concerns, who has not confirmed it yet."""

    number: int
    published_at: datetime
    changes: tuple[Change, ...]
    n_concerned: int
    waiting: tuple[str, ...]  # names

    @property
    def n_confirmed(self) -> int:
        """How many of those concerned have seen it."""
        return self.n_concerned - len(self.waiting)


def write_publication(actor: Actor, sitting: SittingRow, *, now: datetime) -> None:
    """A new version, if it tells something else than the last; in the transaction that publishes."""
    published = _publications([sitting.id]).get(sitting.id, [])
    terms = Terms(sitting.title, sitting.opens_at, sitting.closes_at, sitting.latest_entry_minutes, sitting.room)
    if is_new(published, terms):
        db.session.add(
            SittingPublicationRow(
                sitting_id=sitting.id,
                number=len(published) + 1,
                title=terms.title,
                opens_at=terms.opens_at,
                closes_at=terms.closes_at,
                latest_entry_minutes=terms.latest_entry_minutes,
                room=terms.room,
                published_at=now,
                published_by=actor.person_id,
            )
        )


def _publications(sitting_ids: Collection[UUID]) -> dict[UUID, list[Publication]]:
    return {
        sitting_id: [
            Publication(
                row.id,
                row.number,
                Terms(row.title, row.opens_at, row.closes_at, row.latest_entry_minutes, row.room),
                row.published_at,
            )
            for row in rows
        ]
        for sitting_id, rows in reads.list_publications(sitting_ids).items()
    }


def list_pending_changes(person_id: UUID, sitting_ids: Collection[UUID]) -> dict[UUID, PendingChange]:
    """By sitting, what this person has not confirmed; sittings without a change are absent."""
    published = {key: found for key, found in _publications(sitting_ids).items() if len(found) > 1}
    entries = reads.list_entries_of(published, person_id)
    confirmed = reads.list_confirmed(published, person_id)
    found = {
        key: PendingChange(key, published[key][-1].number, pending(published[key], entry.added_at, confirmed.get(key)))
        for key, entry in entries.items()
    }
    return {key: each for key, each in found.items() if each.changes}


def confirm_change(actor: Actor, sitting_id: UUID, number: int, *, now: datetime) -> None:
    """The candidate has seen it; a second time changes nothing. Raises UnknownSitting, ChangedAgain."""
    person_id = actor.require_person()
    queries.get_candidacy(person_id, sitting_id)
    with transaction() as session:
        newest = _publications([sitting_id])[sitting_id][-1]
        if newest.number != number:
            raise ChangedAgain()
        queries.lock_sitting(sitting_id)
        if session.get(PublicationConfirmedRow, (newest.id, person_id)) is None:
            session.add(PublicationConfirmedRow(publication_id=newest.id, person_id=person_id, confirmed_at=now))


def newest_push(actor: Actor, sitting_id: UUID) -> Push | None:
    """How far the newest change has come; None while nothing was changed after the first publishing."""
    reach_sitting(actor, sitting_id, Permission.MANAGE_SITTINGS, Permission.INVIGILATE)
    published = _publications([sitting_id]).get(sitting_id, [])
    if len(published) < 2:
        return None
    newest, before = published[-1], published[-2]
    confirmed = {row.person_id for row in reads.list_confirmations(newest.id)}
    concerned = [row for row in queries.list_roster(sitting_id) if concerns(published, row.RosterEntryRow.added_at)]
    waiting = tuple(row.name for row in concerned if row.RosterEntryRow.person_id not in confirmed)
    return Push(newest.number, newest.published_at, changes(before.terms, newest.terms), len(concerned), waiting)
