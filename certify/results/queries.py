"""Named reads of released results: current ones only, with their sections and areas, set-wise."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select

from certify.results.domain import Earlier, PartResult, ReleasedResult, ResultView, Share, Verdict
from certify.results.models import TENANT, AreaResultRow, ExamResultRow, SectionResultRow, SittingStatistics
from foundation.db import db
from foundation.errors import NotFound

CURRENT = and_(ExamResultRow.tenant_id == TENANT, ExamResultRow.replaced_at.is_(None))
Parts = dict[tuple[UUID, int], list[PartResult]]


def find_result(attempt_id: UUID) -> ReleasedResult | None:
    """The current result of an attempt."""
    found = _results(ExamResultRow.attempt_id == attempt_id)
    return found[0] if found else None


def get_result(attempt_id: UUID) -> ReleasedResult:
    """The current result; raises NotFound while none is released."""
    found = find_result(attempt_id)
    if found is None:
        raise NotFound()
    return found


def list_results(*, person_ids: Iterable[UUID] | None = None, exam_id: UUID | None = None) -> list[ReleasedResult]:
    """Current results of these persons (of one exam), oldest first."""
    where: ColumnElement[bool] = CURRENT
    if person_ids is not None:
        where = and_(where, ExamResultRow.person_id.in_(list(person_ids)))
    if exam_id is not None:
        where = and_(where, ExamResultRow.exam_id == exam_id)
    return _results(where)


def list_released(sitting_ids: Iterable[UUID]) -> list[ReleasedResult]:
    """Current results of these sittings."""
    return _results(ExamResultRow.sitting_id.in_(list(sitting_ids)))


def list_runs_of(sitting_id: UUID) -> list[Any]:
    """What is released of a sitting, in the order of the attempts: attempt_id, person_id, form_id, run_number."""
    row = ExamResultRow
    query = select(row.attempt_id, row.person_id, row.form_id, row.run_number).where(CURRENT)
    return list(db.session.execute(query.where(row.sitting_id == sitting_id).order_by(row.attempt_id)))


def list_released_sittings() -> list[UUID]:
    """Every sitting with a result."""
    return list(db.session.scalars(select(ExamResultRow.sitting_id).where(CURRENT).distinct()))


def list_changed_sittings(before: datetime, limit: int) -> list[tuple[UUID, int]]:
    """Sittings of which something changed since they were measured, and nothing since that moment; with the count of
    their changes.
    """
    row = SittingStatistics
    quiet = or_(row.changed_at.is_(None), row.changed_at <= before)
    query = select(row.sitting_id, row.changes).where(row.changes > row.measured, quiet)
    return [(each.sitting_id, each.changes) for each in db.session.execute(query.order_by(row.changed_at).limit(limit))]


def list_released_ids(attempt_ids: Iterable[UUID]) -> set[UUID]:
    """Which of these attempts have a result."""
    query = select(ExamResultRow.attempt_id).where(CURRENT, ExamResultRow.attempt_id.in_(list(attempt_ids)))
    return set(db.session.scalars(query))


def _results(where: ColumnElement[bool]) -> list[ReleasedResult]:
    query = select(ExamResultRow).where(CURRENT, where).order_by(ExamResultRow.released_at, ExamResultRow.attempt_id)
    rows = list(db.session.scalars(query))
    if not rows:
        return []
    keys = [(row.attempt_id, row.number) for row in rows]
    section, area = SectionResultRow, AreaResultRow
    in_sections = select(section).where(section.tenant_id == TENANT, section.attempt_id.in_([key[0] for key in keys]))
    in_areas = select(area).where(area.tenant_id == TENANT, area.attempt_id.in_([key[0] for key in keys]))
    sections: Parts = {key: [] for key in keys}
    for each in db.session.scalars(in_sections.order_by(section.section)):
        _add(sections, each, str(each.section))
    areas: Parts = {key: [] for key in keys}
    for part in db.session.scalars(in_areas.order_by(area.area_code)):
        _add(areas, part, part.area_code)
    return [_released(row, sections[key], areas[key]) for row, key in zip(rows, keys, strict=True)]


def _add(parts: Parts, row: SectionResultRow | AreaResultRow, code: str) -> None:
    """To its result, unless that one has been replaced."""
    share = Share(row.points, row.maximum, 0, row.required)
    if (row.attempt_id, row.number) in parts:
        parts[row.attempt_id, row.number].append(PartResult(code, row.title, row.title_en, share, _earlier(row)))


def _earlier(row: SectionResultRow | AreaResultRow) -> Earlier | None:
    if isinstance(row, AreaResultRow) or row.from_attempt_id is None or row.from_submitted_at is None:
        return None
    return Earlier(row.from_attempt_id, row.from_submitted_at)


def _released(row: ExamResultRow, sections: list[PartResult], areas: list[PartResult]) -> ReleasedResult:
    total = Share(row.points, row.maximum, 0, row.required)
    return ReleasedResult(
        attempt_id=row.attempt_id,
        person_id=row.person_id,
        exam_id=row.exam_id,
        exam_version_id=row.exam_version_id,
        sitting_id=row.sitting_id,
        form_id=row.form_id,
        title=row.title,
        title_en=row.title_en,
        submitted_at=row.submitted_at,
        released_at=row.released_at,
        released_by=row.released_by,
        run_number=row.run_number,
        markers=frozenset(UUID(each) for each in row.markers),
        verdict=Verdict(row.verdict),
        view=ResultView(total, tuple(sections), tuple(areas), row.critical_wrong, row.critical_allowed),
    )
