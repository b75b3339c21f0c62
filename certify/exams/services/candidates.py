"""What delivery asks about one candidate: their published sittings, their form, their time."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from certify.exams import queries
from certify.exams.domain import Accommodation, SittingKind, SittingView, blueprint_from_json, factor_on
from certify.exams.queries.places import AnyRow
from certify.exams.services.rosters import rights_of
from foundation.calendar import local_day


def sitting_for_candidate(person_id: UUID, sitting_id: UUID) -> SittingView:
    """A published sitting with this person on its roster; raises UnknownSitting (404) otherwise."""
    row = queries.get_candidacy(person_id, sitting_id)
    return _view(row, rights_of([person_id]).get(person_id, ()))


def list_sittings_for(person_id: UUID) -> list[SittingView]:
    """All published sittings with this person on the roster, the latest opening first."""
    rights = rights_of([person_id]).get(person_id, ())
    return [_view(row, rights) for row in queries.list_candidacies(person_id)]


def time_factor(person_id: UUID, at: datetime) -> Decimal:
    """The person's factor on the organisation's day of that moment, exact to hundredths; 1.00 without a right."""
    return factor_on(local_day(at), rights_of([person_id]).get(person_id, ()))


def _view(row: AnyRow, rights: Iterable[Accommodation]) -> SittingView:
    sitting, version, unit_path, entry = row
    blueprint = blueprint_from_json(version.blueprint)
    latest = sitting.latest_entry_minutes
    return SittingView(
        tenant_id=sitting.tenant_id,
        sitting_id=sitting.id,
        person_id=entry.person_id,
        title=sitting.title,
        exam_id=version.exam_id,
        exam_version_id=version.id,
        exam_title=blueprint.title,
        exam_title_en=blueprint.title_en or blueprint.title,
        kind=SittingKind(sitting.kind),
        opens_at=sitting.opens_at,
        closes_at=sitting.closes_at,
        latest_entry_at=None if latest is None else sitting.opens_at + timedelta(minutes=latest),
        duration_seconds=blueprint.duration_minutes * 60,
        grace_seconds=blueprint.grace_seconds,
        form_id=entry.form_id,
        unit_id=sitting.unit_id,
        unit_path=unit_path,
        room=sitting.room,
        seat=entry.seat,
        time_factor=factor_on(local_day(sitting.opens_at), rights),
        access_code=sitting.access_code,
    )
