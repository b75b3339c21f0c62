"""Programmes with the conditions that hold now, and who is enrolled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from certify.programmes import queries
from certify.programmes.domain import ALLOWED, LedgerKind, Requirement, require_possible, standing_at, with_level
from certify.programmes.domain.news import CertificationChanged
from certify.programmes.models import Programme, ProgrammeVersion
from foundation import audit, events
from foundation.calendar import local_day
from foundation.db import transaction
from people import services as people
from people.domain import Actor, Permission


@dataclass(frozen=True, slots=True)
class ProgrammeView:
    """A programme with its newest conditions."""

    id: UUID
    code: str
    unit_id: UUID
    title_zh: str
    title_en: str
    level_zh: str
    level_en: str
    certificate_zh: str
    certificate_en: str
    job_role: str | None
    version_id: UUID
    version: int
    validity_months: int
    requirements: Requirement

    @property
    def full_title_zh(self) -> str:
        """The title with its level, which many authors write into the title itself."""
        return with_level(self.title_zh, self.level_zh)

    @property
    def full_title_en(self) -> str:
        """The same in English."""
        return with_level(self.title_en, self.level_en)


def view(programme: Programme, version: ProgrammeVersion) -> ProgrammeView:
    """The programme as other rooms see it."""
    return ProgrammeView(
        id=programme.id,
        code=programme.code,
        unit_id=programme.unit_id,
        title_zh=programme.title_zh,
        title_en=programme.title_en,
        level_zh=programme.level_zh,
        level_en=programme.level_en,
        certificate_zh=programme.certificate_zh,
        certificate_en=programme.certificate_en,
        job_role=programme.job_role,
        version_id=version.id,
        version=version.number,
        validity_months=version.validity_months,
        requirements=Requirement.from_json(version.requirements),
    )


def get_programme(programme_id: UUID) -> ProgrammeView:
    """A programme; raises UnknownProgramme."""
    return view(queries.get_programme(programme_id), queries.get_version(programme_id))


def list_versions(programme_id: UUID) -> list[ProgrammeVersion]:
    """All published conditions, newest first; raises UnknownProgramme."""
    queries.get_programme(programme_id)
    return queries.list_versions(programme_id)


def get_version(programme_id: UUID, number: int) -> ProgrammeView:
    """A programme with the conditions of one version; raises UnknownProgramme."""
    for version in list_versions(programme_id):
        if version.number == number:
            return view(queries.get_programme(programme_id), version)
    raise queries.UnknownProgramme()


def list_programmes() -> list[ProgrammeView]:
    """All programmes by code."""
    return [view(programme, queries.get_version(programme.id)) for programme in queries.list_programmes()]


def list_enrollable(actor: Actor) -> list[ProgrammeView]:
    """The programmes that the actor may enrol people in: of units within their reach, and of units above it."""
    scopes = actor.scopes(Permission.MANAGE_PEOPLE)
    return [each for each in list_programmes() if is_on_the_line(people.get_unit(each.unit_id).path, scopes)]


def is_on_the_line(unit_path: str, scopes: Sequence[str]) -> bool:
    """The unit lies below one of these, or above it: a city takes part in its province's programmes, not in another
    city's.
    """
    return any(unit_path.startswith(scope) or scope.startswith(unit_path) for scope in scopes)


def _require_enrollable(actor: Actor, programme_id: UUID) -> None:
    unit_path = people.get_unit(queries.get_programme(programme_id).unit_id).path
    if not is_on_the_line(unit_path, actor.scopes(Permission.MANAGE_PEOPLE)):
        raise queries.UnknownProgramme()


def enrol(actor: Actor, person_id: UUID, programme_id: UUID, *, now: datetime) -> None:
    """Put a person on the way; twice is once while in training. Raises NotAllowedNow for who is certified,
    UnknownProgramme for one of a unit that is neither within the actor's reach nor above it.
    """
    holder = people.get_holder(person_id)
    actor.require(Permission.MANAGE_PEOPLE, holder.unit_path)
    _require_enrollable(actor, programme_id)
    version = queries.get_version(programme_id)
    with transaction():
        entries = queries.list_entries(person_id, programme_id)
        standing = standing_at(entries, now, local_day(now))
        if standing.status == "in_training":
            return
        require_possible(LedgerKind.ENROLLED, standing.status)
        queries.add_entry(
            person_id=person_id,
            programme_id=programme_id,
            version_id=version.id,
            kind=LedgerKind.ENROLLED,
            at=now,
            by=actor.person_id,
        )
        events.record(CertificationChanged(person_id, programme_id, LedgerKind.ENROLLED.value), now=now)
        audit.record(actor, "programmes.enrol", "person", person_id, now=now, programme=str(programme_id))


def enrol_many(actor: Actor, person_ids: Sequence[UUID], programme_id: UUID, *, now: datetime) -> int:
    """Enrol several people, all or nothing; returns how many. Who is certified or in training already stays so."""
    count = 0
    actor.require_anywhere(Permission.MANAGE_PEOPLE)
    _require_enrollable(actor, programme_id)
    with transaction():
        for person_id in person_ids:
            status = standing_at(queries.list_entries(person_id, programme_id), now, local_day(now)).status
            if status in ALLOWED[LedgerKind.ENROLLED]:
                enrol(actor, person_id, programme_id, now=now)
                count += 1
    return count
