"""What delivery asks about one candidate: their published sittings, their form, their time."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from certify.exams import queries
from certify.exams.domain import Accommodation, ExamBlueprint, SittingKind, SittingView, factor_on, rules_from_json
from certify.exams.services.blueprints import load_version
from foundation.calendar import local_day


def sitting_for_candidate(person_id: UUID, sitting_id: UUID) -> SittingView:
    """A published sitting with this person on its roster; raises UnknownSitting (404) otherwise."""
    return _view(queries.get_candidacy(person_id, sitting_id), _rights_of(person_id))


def list_sittings_for(person_id: UUID) -> list[SittingView]:
    """All published sittings with this person on the roster, the latest opening first."""
    rights = _rights_of(person_id)
    return [_view(row, rights) for row in queries.list_candidacies(person_id)]


def time_factor(person_id: UUID, at: datetime) -> Decimal:
    """The person's factor on the organisation's day of that moment, exact to hundredths; 1.00 without a right."""
    return factor_on(local_day(at), _rights_of(person_id))


def _rights_of(person_id: UUID) -> list[Accommodation]:
    return [Accommodation(*row) for row in queries.list_time_rights_of(person_id)]


@lru_cache(maxsize=256)
def _blueprint(version_id: UUID, blueprint_hash: str) -> ExamBlueprint:
    """A version's blueprint, kept by its hash: a published sitting's never changes."""
    return load_version(version_id).blueprint


def duration_of(version_id: UUID) -> timedelta:
    """How long a version's exam takes."""
    return timedelta(minutes=load_version(version_id).blueprint.duration_minutes)


def _view(row: Any, rights: Iterable[Accommodation]) -> SittingView:
    blueprint = _blueprint(row.version_id, row.blueprint_hash)
    latest = row.latest_entry_minutes
    return SittingView(
        tenant_id=row.tenant_id,
        sitting_id=row.sitting_id,
        person_id=row.person_id,
        title=row.title,
        exam_id=row.exam_id,
        exam_version_id=row.version_id,
        exam_title=blueprint.title,
        exam_title_en=blueprint.title_en or blueprint.title,
        kind=SittingKind(row.kind),
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        latest_entry_at=None if latest is None else row.opens_at + timedelta(minutes=latest),
        duration_seconds=blueprint.duration_minutes * 60,
        grace_seconds=blueprint.grace_seconds,
        form_id=row.form_id,
        unit_id=row.unit_id,
        unit_path=row.unit_path,
        room=row.room,
        seat=row.seat,
        time_factor=factor_on(local_day(row.opens_at), rights),
        rules=rules_from_json(row.room_rules),
        access_code=None if row.kind == SittingKind.REHEARSAL else row.access_code,  # nobody announces a rehearsal's
        retakes=blueprint.retakes,
    )
