"""Programmes made and changed by their authors: a first version, a next one, and whom that concerns.

A published version never changes. Whom a new one concerns stands in docs/decisions (0009).
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from certify.programmes import queries, requirement_kinds
from certify.programmes.domain import Offer, ProgrammeNames, Requirement, StandingStatus, problems_of, standing_at
from certify.programmes.domain.news import ProgrammePublished
from certify.programmes.models import Programme, ProgrammeVersion
from certify.programmes.services.definition import ProgrammeView, get_programme
from certify.programmes.services.offering import FORMS, offer_for
from foundation import audit, events
from foundation.calendar import local_day
from foundation.db import transaction
from foundation.errors import N_, Conflict, Invalid, Problem
from foundation.ids import new_id
from people import services as people
from people.domain import Actor, Permission


class CodeTaken(Conflict):
    """Another programme has that code."""

    message = N_("编号 %(code)s 已经有认证方案使用")


class PublishedMeanwhile(Conflict):
    """Somebody published a version after this page was opened."""

    message = N_("第 %(number)s 版已经发布：看过新的条件后再改")


def _require_sound(requirements: Requirement, validity_months: int, offer: Offer, *more: Problem) -> None:
    problems = list(more)
    if not 1 <= validity_months <= 120:
        problems.append(Problem(N_("有效期是 1 到 120 个月"), field="validity_months", found=str(validity_months)))
    for node in requirements.walk():
        requirement_kinds.get(node.kind)
    problems.extend(problems_of(requirements, FORMS, offer))
    if problems:
        raise Invalid(*problems)


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
    level_zh: str = "",
    level_en: str = "",
    programme_id: UUID | None = None,
    now: datetime,
) -> UUID:
    """Define a programme and publish its first conditions; `certificate_zh` is what the certificate says it is.

    The same `programme_id` twice (a form sent twice) makes one. Raises Invalid with every problem, CodeTaken.
    """
    actor.require(Permission.MANAGE_PROGRAMMES, people.get_unit(unit_id).path)
    names = ProgrammeNames(code, title_zh, title_en, certificate_zh, certificate_en, level_zh, level_en)
    _require_sound(requirements, validity_months, offer_for(actor, unit_id), *names.problems())
    programme_id = programme_id or new_id()
    with transaction() as session:
        taken = queries.find_programme_by_code(code)
        if taken is not None and taken.id == programme_id:
            return programme_id
        if taken is not None or session.get(Programme, programme_id) is not None:
            raise CodeTaken(code=code)
        session.add(
            Programme(
                id=programme_id,
                code=code,
                unit_id=unit_id,
                title_zh=title_zh,
                title_en=title_en,
                level_zh=level_zh,
                level_en=level_en,
                certificate_zh=certificate_zh,
                certificate_en=certificate_en,
                job_role=job_role,
                created_at=now,
            )
        )
        session.flush()
        _publish(programme_id, 1, requirements, validity_months, now)
        audit.record(actor, "programmes.create", "programme", programme_id, now=now, code=code)
    return programme_id


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
        session.flush()


def reach_programme(actor: Actor, programme_id: UUID) -> ProgrammeView:
    """The programme, for whoever may change it; raises MissingPermission, UnknownProgramme."""
    actor.require_anywhere(Permission.MANAGE_PROGRAMMES)
    programme = get_programme(programme_id)
    if not actor.may(Permission.MANAGE_PROGRAMMES, people.get_unit(programme.unit_id).path):
        raise queries.UnknownProgramme()
    return programme


def publish_version(
    actor: Actor,
    programme_id: UUID,
    requirements: Requirement,
    validity_months: int,
    *,
    based_on: int | None = None,
    now: datetime,
) -> int:
    """Publish new conditions, returns their number; who is certified keeps the old ones. `based_on` is the version that
    the author saw. Raises Invalid, PublishedMeanwhile, UnknownProgramme.
    """
    programme = reach_programme(actor, programme_id)
    _require_sound(requirements, validity_months, offer_for(actor, programme.unit_id))
    with transaction():
        newest = queries.get_version(programme_id)
        if based_on is not None and newest.number != based_on:
            raise PublishedMeanwhile(number=newest.number)
        _require_change(newest, requirements, validity_months)
        _publish(programme_id, newest.number + 1, requirements, validity_months, now)
        events.record(ProgrammePublished(programme_id, newest.number + 1), now=now)
        audit.record(actor, "programmes.publish", "programme", programme_id, now=now, version=newest.number + 1)
    return newest.number + 1


def _require_change(newest: ProgrammeVersion, requirements: Requirement, validity_months: int) -> None:
    if newest.requirements == requirements.to_json() and newest.validity_months == validity_months:
        raise Invalid(Problem(N_("条件和有效期都没有变，不用发布新版本"), field="rows"))


@dataclass(frozen=True, slots=True)
class Effect:
    """Whom a new version concerns: how many are where, and what it changes between the two trees."""

    counts: Mapping[StandingStatus, int]
    added: tuple[Requirement, ...]
    dropped: tuple[Requirement, ...]

    @property
    def n_follow_now(self) -> int:
        """Under the new conditions from the moment of publication."""
        return self.counts[StandingStatus.IN_TRAINING] + self.counts[StandingStatus.EXPIRED]

    @property
    def n_later(self) -> int:
        """Certified: under the new conditions when they renew."""
        return sum(self.counts[s] for s in (StandingStatus.VALID, StandingStatus.EXPIRING, StandingStatus.SUSPENDED))


def effect_of(
    actor: Actor, programme_id: UUID, requirements: Requirement, validity_months: int, *, now: datetime
) -> Effect:
    """What publishing these conditions would mean; nothing is changed. Raises Invalid as publishing would."""
    programme = reach_programme(actor, programme_id)
    _require_sound(requirements, validity_months, offer_for(actor, programme.unit_id))
    _require_change(queries.get_version(programme_id), requirements, validity_months)
    today = local_day(now)
    ledgers = queries.ledgers(programme_id=programme_id).values()
    counts = Counter(standing_at(entries, now, today).status for entries in ledgers)
    before, after = list(programme.requirements.walk())[1:], list(requirements.walk())[1:]
    return Effect(
        counts={status: counts[status] for status in StandingStatus if status is not StandingStatus.NONE},
        added=tuple(node for node in after if node not in before),
        dropped=tuple(node for node in before if node not in after),
    )
