"""What the record of a room says of each person at the door: checked, admitted, refused, asking to change computers."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from certify.delivery import queries
from certify.delivery.domain.errors import EntryClosed
from certify.delivery.domain.presence import Need
from certify.delivery.domain.room import IncidentKind
from certify.delivery.domain.room_errors import NotAdmitted, OutsideRoom, SafeBrowserNeeded
from certify.delivery.domain.safe_browser import PROOF_TEXTS, Proof
from certify.delivery.services.room.writing import add_incident
from foundation.db import transaction
from foundation.errors import DomainError
from people.domain import Actor

REPEAT = timedelta(minutes=2)  # the same refusal again within this time is no news
MOST_REFUSALS = 50  # of one person: the record can't be flooded from the door
REFUSALS: dict[type[DomainError], Need] = {
    EntryClosed: Need.LATE_ENTRY,
    OutsideRoom: Need.ADDRESS,
    SafeBrowserNeeded: Need.SAFE_BROWSER,
    NotAdmitted: Need.ADMISSION,
}


@dataclass(frozen=True, slots=True)
class Standing:
    """One person at the door."""

    identity_checked_at: datetime | None = None
    admitted_at: datetime | None = None
    is_exception: bool = False
    refused: Need | None = None
    refused_reason: str | None = None  # in the words that the candidate read, or what their browser is, as a msgid
    refused_at: datetime | None = None
    n_refusals: int = 0
    asked_epoch: int | None = None  # asked to continue elsewhere while this epoch was current
    allowed_epoch: int | None = None  # and was allowed to
    seen_addresses: frozenset[str] = frozenset()  # an invigilator has looked into these
    seen_epoch: int = 1  # and into the changes of page up to this one


def standing_of(record: Iterable[Any]) -> dict[UUID, Standing]:
    """By person, from the lines of the record, oldest first."""
    found: dict[UUID, Standing] = {}
    for line in record:
        if line.person_id is not None and (step := _READ.get(IncidentKind(line.kind))) is not None:
            found[line.person_id] = step(found.get(line.person_id, Standing()), line)
    return found


def _admitted(standing: Standing, line: Any) -> Standing:
    return replace(
        standing,
        admitted_at=line.at,
        is_exception=standing.is_exception or bool(line.reason),
        refused=None,
        refused_reason=None,
    )


def _refused(standing: Standing, line: Any) -> Standing:
    why = Need(line.details["why"])
    reason = next(error.message for error, need in REFUSALS.items() if need is why)
    if "browser" in line.details:
        reason = PROOF_TEXTS[Proof(line.details["browser"])]
    more = standing.n_refusals + 1
    return replace(standing, refused=why, refused_reason=reason, refused_at=line.at, n_refusals=more)


def _seen(standing: Standing, line: Any) -> Standing:
    address, epoch = line.details.get("address"), line.details.get("epoch") or 1
    addresses = standing.seen_addresses | ({address} if address else set())
    return replace(standing, seen_addresses=addresses, seen_epoch=max(standing.seen_epoch, epoch))


_READ: dict[IncidentKind, Callable[[Standing, Any], Standing]] = {
    IncidentKind.IDENTITY_CHECKED: lambda standing, line: replace(standing, identity_checked_at=line.at),
    IncidentKind.ADMITTED: _admitted,
    IncidentKind.ENTRY_REFUSED: _refused,
    IncidentKind.TAKE_OVER_ASKED: lambda standing, line: replace(standing, asked_epoch=line.details["epoch"]),
    IncidentKind.TAKE_OVER_ALLOWED: lambda standing, line: replace(standing, allowed_epoch=line.details["epoch"]),
    IncidentKind.SEEN: _seen,
}
AT_THE_DOOR = frozenset(_READ)


def note_refusal(actor: Actor, sitting_id: UUID, refusal: DomainError, *, address: str | None, now: datetime) -> None:
    """Tell the invigilator that somebody could not enter, once in a while."""
    person_id, why = actor.require_person(), REFUSALS[type(refusal)]
    known = standing_of(queries.list_incidents_of(sitting_id, person_id)).get(person_id, Standing())
    is_repeated = known.refused is why and known.refused_at is not None and now - known.refused_at < REPEAT
    if is_repeated or known.n_refusals >= MOST_REFUSALS:
        return
    more: dict[str, Any] = {"why": why.value, "address": address}
    if isinstance(refusal, SafeBrowserNeeded):
        more["browser"] = refusal.proof.value
    with transaction():
        add_incident(actor, sitting_id, IncidentKind.ENTRY_REFUSED, "", now=now, person_id=person_id, **more)


def needs_consent(sitting_id: UUID, person_id: UUID, epoch: int) -> bool:
    """The invigilator has not allowed this person to leave this epoch's page."""
    known = standing_of(queries.list_incidents_of(sitting_id, person_id)).get(person_id)
    return known is None or known.allowed_epoch != epoch


def note_asking(actor: Actor, attempt: Any, *, address: str | None, now: datetime) -> None:
    """Somebody wants to continue elsewhere and waits for consent; once an epoch."""
    known = standing_of(queries.list_incidents_of(attempt.sitting_id, attempt.person_id)).get(attempt.person_id)
    if known is not None and known.asked_epoch == attempt.epoch:
        return
    who = {"person_id": attempt.person_id, "attempt_id": attempt.id}
    with transaction():
        kind = IncidentKind.TAKE_OVER_ASKED
        add_incident(actor, attempt.sitting_id, kind, "", now=now, **who, epoch=attempt.epoch, address=address)
