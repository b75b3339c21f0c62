"""Certification decisions: by a second person, with a reason where something is taken away; each one a ledger entry."""

from datetime import datetime, timedelta
from uuid import UUID

from certify.programmes import queries
from certify.programmes.domain import (
    LedgerKind,
    add_months,
    require_possible,
    require_second_person,
    standing_at,
)
from certify.programmes.domain.news import CertificationChanged, CertificationGranted
from certify.programmes.services.definition import get_programme
from certify.programmes.services.standing import PersonProgramme, in_programme
from foundation import audit, events
from foundation.calendar import local_day
from foundation.db import transaction
from foundation.errors import N_, Conflict, Invalid, Problem
from people import services as people
from people.domain import Actor, Holder, Permission, UnknownPerson


class RequirementsOpen(Conflict):
    """Something is still missing."""

    message = N_("还有条件没有满足，不能批准：%(missing)s")


def approve(actor: Actor, person_id: UUID, programme_id: UUID, *, now: datetime) -> UUID:
    """Grant the certification: all other requirements met, by a second person. Returns the ledger entry's id."""
    holder = people.get_holder(person_id)
    actor.require(Permission.DECIDE_CERTIFICATION, holder.unit_path)
    programme = get_programme(programme_id)
    with transaction():
        person = in_programme(person_id, programme, for_decision=True, now=now)
        require_possible(LedgerKind.GRANTED, person.standing.status)
        missing = [
            child.requirement.label_zh
            for child in person.requirements.children
            if child.requirement.kind != "approval" and not child.is_met
        ]
        if missing:
            raise RequirementsOpen(missing=tuple(missing))
        require_second_person(actor.require_person(), person.facts)
        today = local_day(now)
        until = add_months(today, programme.validity_months) - timedelta(days=1)
        row = queries.add_entry(
            person_id=person_id,
            programme_id=programme_id,
            version_id=programme.version_id,
            kind=LedgerKind.GRANTED,
            at=now,
            by=actor.person_id,
            valid_from=today,
            valid_until=until,
            details={"exams": [str(exam.attempt_id) for exam in person.facts.exams if exam.verdict == "passed"]},
        )
        events.record(CertificationGranted(row.id, person_id, programme_id, today, until), now=now)
        audit.record(actor, "programmes.approve", "person", person_id, now=now, programme=programme.code)
    return row.id


def list_ready(actor: Actor, *, now: datetime) -> list[tuple[Holder, PersonProgramme, bool]]:
    """Who waits for a decision within the actor's reach: holder, standing, and whether the actor may be the second
    person.
    """
    ready: list[tuple[Holder, PersonProgramme, bool]] = []
    holders = {h.person_id: h for h in people.list_holders(actor.scopes(Permission.DECIDE_CERTIFICATION))}
    for (person_id, programme_id), entries in queries.ledgers(person_ids=holders).items():
        if standing_at(entries, now, local_day(now)).status in ("in_training", "expiring", "expired"):
            person = in_programme(person_id, get_programme(programme_id), for_decision=True, now=now)
            if person.is_ready:
                ready.append((holders[person_id], person, _may_decide(actor, person)))
    return sorted(ready, key=lambda row: (row[0].login, row[1].programme.code))


def _may_decide(actor: Actor, person: PersonProgramme) -> bool:
    involved = {person.facts.person_id}
    for exam in person.facts.exams:
        involved |= exam.markers | ({exam.released_by} if exam.released_by else set())
    return actor.person_id not in involved


def suspend(actor: Actor, person_id: UUID, programme_id: UUID, *, reason: str, now: datetime) -> None:
    """The certification does not count until reinstated."""
    _change(actor, person_id, programme_id, LedgerKind.SUSPENDED, reason, now)


def reinstate(actor: Actor, person_id: UUID, programme_id: UUID, *, reason: str, now: datetime) -> None:
    """The suspension ends; validity runs on as before."""
    _change(actor, person_id, programme_id, LedgerKind.REINSTATED, reason, now)


def revoke(actor: Actor, person_id: UUID, programme_id: UUID, *, reason: str, now: datetime) -> None:
    """Taken back for good; the verification page says so."""
    _change(actor, person_id, programme_id, LedgerKind.REVOKED, reason, now)


def _change(actor: Actor, person_id: UUID, programme_id: UUID, kind: LedgerKind, reason: str, now: datetime) -> None:
    holder = people.get_holder(person_id)
    actor.require(Permission.DECIDE_CERTIFICATION, holder.unit_path)
    if actor.person_id == person_id:
        raise UnknownPerson()
    if not reason.strip():
        raise Invalid(Problem(N_("请写明原因，原因会记入台账"), field="reason"))
    with transaction():
        entries = queries.list_entries(person_id, programme_id)
        require_possible(kind, standing_at(entries, now, local_day(now)).status)
        version = queries.get_version(programme_id)
        queries.add_entry(
            person_id=person_id,
            programme_id=programme_id,
            version_id=version.id,
            kind=kind,
            at=now,
            by=actor.person_id,
            reason=reason.strip(),
        )
        events.record(CertificationChanged(person_id, programme_id, kind.value), now=now)
        audit.record(actor, f"programmes.{kind.value}", "person", person_id, now=now, programme=str(programme_id))
