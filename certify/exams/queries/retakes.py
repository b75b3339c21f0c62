"""Named reads and writes of what a person has sat before: the rosters' own columns, told by delivery and results."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select, update

from certify.exams.models import TENANT, ExamVersionRow, RosterEntryRow, SittingRow
from foundation.db import db
from foundation.ready import Ready


def _entry() -> Any:
    entry = RosterEntryRow
    return update(entry).where(
        entry.tenant_id == TENANT,
        entry.sitting_id == bindparam("at_sitting"),
        entry.person_id == bindparam("of_person"),
    )


_STARTED = Ready(lambda: _entry().values(started_at=bindparam("moment"), form_id=bindparam("with_form")))
_RESULT = Ready(lambda: _entry().values(passed=bindparam("has_passed"), open_sections=bindparam("left")))


def write_start(sitting_id: UUID, person_id: UUID, form_id: UUID, moment: Any) -> None:
    """The person began, with this form."""
    _STARTED.run(at_sitting=sitting_id, of_person=person_id, with_form=form_id, moment=moment)


def write_result(sitting_id: UUID, person_id: UUID, passed: bool, open_sections: Collection[int]) -> None:
    """Its result is out, and leaves these sections to be sat."""
    left = sorted(open_sections) or None
    _RESULT.run(at_sitting=sitting_id, of_person=person_id, has_passed=passed, left=left)


def find_open_sections(sitting_id: UUID, person_id: UUID) -> tuple[int, ...]:
    """What this sitting's result left to be sat."""
    entry = db.session.get(RosterEntryRow, (TENANT, sitting_id, person_id))
    return tuple(entry.open_sections or ()) if entry else ()


def list_tries(exam_id: UUID, person_ids: Collection[UUID], *, besides: UUID) -> list[Any]:
    """Scored sittings of the exam that these persons began, but for one sitting: person, start, form, passed, version,
    sections left.
    """
    entry, sitting, version = RosterEntryRow, SittingRow, ExamVersionRow
    found: list[Any] = []
    ids = list(person_ids)
    for start in range(0, len(ids), 500):
        query = (
            select(entry.person_id, entry.started_at, entry.form_id, entry.passed, version.id, entry.open_sections)
            .join(sitting, sitting.id == entry.sitting_id)
            .join(version, version.id == sitting.exam_version_id)
            .where(
                entry.tenant_id == TENANT,
                entry.person_id.in_(ids[start : start + 500]),
                entry.started_at.is_not(None),
                version.exam_id == exam_id,
                sitting.kind == "scored",
                sitting.id != besides,
            )
        )
        found += db.session.execute(query.order_by(entry.started_at))
    return found


def list_begun(person_ids: Collection[UUID], *, besides: UUID) -> list[tuple[UUID, UUID]]:
    """Who began a scored sitting of any exam with which form, but for one sitting."""
    found: list[tuple[UUID, UUID]] = []
    ids = list(person_ids)
    for start in range(0, len(ids), 500):
        query = (
            select(RosterEntryRow.person_id, RosterEntryRow.form_id)
            .join(SittingRow, SittingRow.id == RosterEntryRow.sitting_id)
            .where(
                RosterEntryRow.tenant_id == TENANT,
                RosterEntryRow.person_id.in_(ids[start : start + 500]),
                RosterEntryRow.started_at.is_not(None),
                SittingRow.kind == "scored",
                SittingRow.id != besides,
            )
            .distinct()
        )
        found += [(person_id, form_id) for person_id, form_id in db.session.execute(query)]
    return found
