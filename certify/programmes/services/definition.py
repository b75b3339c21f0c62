"""Programmes as their authors define them, and who is enrolled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from certify.programmes import queries, requirement_kinds
from certify.programmes.domain import ALLOWED, LedgerKind, Requirement, require_possible, standing_at
from certify.programmes.domain.news import CertificationChanged
from certify.programmes.models import Programme, ProgrammeVersion
from foundation import audit, events
from foundation.calendar import local_day
from foundation.db import transaction
from foundation.errors import N_, Conflict, Invalid, Problem
from foundation.ids import new_id
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
    certificate_zh: str
    certificate_en: str
    job_role: str | None
    version_id: UUID
    version: int
    validity_months: int
    requirements: Requirement


class CodeTaken(Conflict):
    """Another programme has that code."""

    message = N_("编号 %(code)s 已经有认证方案使用")


def create_programme(
    actor: Actor,
    *,
    unit_id: UUID,
    code: str,
    title_zh: str,
    title_en: str,
    certificate_zh: str,
    certificate_en: str,
    job_role: str | None,
    requirements: Requirement,
    validity_months: int,
    now: datetime,
) -> UUID:
    """Define a programme and publish its first conditions. `certificate_zh` is what the certificate says it is."""
    actor.require(Permission.MANAGE_PROGRAMMES, people.get_unit(unit_id).path)
    _check(requirements, validity_months)
    with transaction() as session:
        if queries.find_programme_by_code(code):
            raise CodeTaken(code=code)
        programme = Programme(
            id=new_id(),
            code=code,
            unit_id=unit_id,
            title_zh=title_zh,
            title_en=title_en,
            certificate_zh=certificate_zh,
            certificate_en=certificate_en,
            job_role=job_role,
            created_at=now,
        )
        session.add(programme)
        session.flush()
        _publish(programme.id, 1, requirements, validity_months, now)
        audit.record(actor, "programmes.create", "programme", programme.id, now=now, code=code)
    return programme.id


def _check(requirements: Requirement, validity_months: int) -> None:
    if not 1 <= validity_months <= 120:
        raise Invalid(Problem(N_("有效期是 1 到 120 个月"), field="validity_months", found=str(validity_months)))
    requirement_kinds.get(requirements.kind)
    for child in requirements.children:
        _check(child, validity_months)


def _publish(programme_id: UUID, number: int, requirements: Requirement, validity_months: int, now: datetime) -> None:
    with transaction() as session:
        session.add(
            ProgrammeVersion(
                id=new_id(),
                programme_id=programme_id,
                number=number,
                requirements=requirements.to_json(),
                validity_months=validity_months,
                published_at=now,
            )
        )


def publish_version(
    actor: Actor, programme_id: UUID, requirements: Requirement, validity_months: int, *, now: datetime
) -> None:
    """Publish new conditions; certificates that were granted before keep the old ones."""
    programme = queries.get_programme(programme_id)
    actor.require(Permission.MANAGE_PROGRAMMES, people.get_unit(programme.unit_id).path)
    _check(requirements, validity_months)
    with transaction():
        number = queries.get_version(programme_id).number + 1
        _publish(programme_id, number, requirements, validity_months, now)
        audit.record(actor, "programmes.publish", "programme", programme_id, now=now, version=number)


def view(programme: Programme, version: ProgrammeVersion) -> ProgrammeView:
    """The programme as other rooms see it."""
    return ProgrammeView(
        id=programme.id,
        code=programme.code,
        unit_id=programme.unit_id,
        title_zh=programme.title_zh,
        title_en=programme.title_en,
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


def list_programmes() -> list[ProgrammeView]:
    """All programmes by code."""
    return [view(programme, queries.get_version(programme.id)) for programme in queries.list_programmes()]


def enrol(actor: Actor, person_id: UUID, programme_id: UUID, *, now: datetime) -> None:
    """Put a person on the way; twice is once while in training. Raises NotAllowedNow for who is certified."""
    holder = people.get_holder(person_id)
    actor.require(Permission.MANAGE_PEOPLE, holder.unit_path)
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
    with transaction():
        for person_id in person_ids:
            status = standing_at(queries.list_entries(person_id, programme_id), now, local_day(now)).status
            if status in ALLOWED[LedgerKind.ENROLLED]:
                enrol(actor, person_id, programme_id, now=now)
                count += 1
    return count
