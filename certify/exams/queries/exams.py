"""Named reads of exams, versions and forms: `get_` raises NotFound, `list_`, `lock_` for writing."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, or_, select

from certify.exams.models import ExamFormRow, ExamRow, ExamVersionRow
from certify.exams.queries.places import ORG_UNIT, PERSON, AnyRow, within
from foundation.db import db
from foundation.errors import N_, NotFound


class UnknownExam(NotFound):
    """No such exam within the actor's reach."""

    message = N_("没有找到这门考试")


class UnknownForm(NotFound):
    """No such form within the actor's reach."""

    message = N_("没有找到这套试卷")


_LATEST = (
    select(ExamVersionRow.exam_id, func.max(ExamVersionRow.number).label("number"))
    .group_by(ExamVersionRow.exam_id)
    .subquery()
)


def _exams() -> Select[Any]:
    return (
        select(ExamRow, ExamVersionRow, ORG_UNIT.c.path, ORG_UNIT.c.name, PERSON.c.name.label("saved_by"))
        .join(ORG_UNIT, ORG_UNIT.c.id == ExamRow.unit_id)
        .join(ExamVersionRow, ExamVersionRow.exam_id == ExamRow.id)
        .outerjoin(PERSON, PERSON.c.id == ExamVersionRow.saved_by)
    )


def get_exam(exam_id: UUID) -> AnyRow:
    """The exam with its latest version, its unit's path and name, who saved; raises UnknownExam."""
    query = _exams().where(ExamRow.id == exam_id).order_by(ExamVersionRow.number.desc()).limit(1)
    row = db.session.execute(query).first()
    if row is None:
        raise UnknownExam()
    return row


def get_exam_of_version(version_id: UUID) -> AnyRow:
    """The same for one version, the latest or not; raises UnknownExam."""
    row = db.session.execute(_exams().where(ExamVersionRow.id == version_id)).first()
    if row is None:
        raise UnknownExam()
    return row


def list_exams(scopes: tuple[str, ...]) -> list[AnyRow]:
    """The exams of the units within the scopes, each with its latest version, newest first."""
    query = _exams().join(
        _LATEST, (_LATEST.c.exam_id == ExamVersionRow.exam_id) & (_LATEST.c.number == ExamVersionRow.number)
    )
    return list(db.session.execute(query.where(within(scopes)).order_by(ExamRow.id.desc())))


def list_frozen_versions(paths: Collection[str], scopes: tuple[str, ...]) -> list[AnyRow]:
    """Frozen versions of exams owned by the given units or within the scopes: what a sitting can be made of."""
    query = _exams().where(ExamVersionRow.state == "frozen", or_(ORG_UNIT.c.path.in_(paths), within(scopes)))
    return list(db.session.execute(query.order_by(ExamRow.title, ExamVersionRow.number.desc())))


def lock_version(version_id: UUID) -> ExamVersionRow:
    """The version, for writing; raises UnknownExam."""
    query = select(ExamVersionRow).where(ExamVersionRow.id == version_id).with_for_update()
    row = db.session.scalar(query.execution_options(populate_existing=True))
    if row is None:
        raise UnknownExam()
    return row


def get_form(form_id: UUID) -> tuple[ExamFormRow, ExamVersionRow]:
    """A form with its version; raises UnknownForm."""
    query = select(ExamFormRow, ExamVersionRow).join(ExamVersionRow, ExamVersionRow.id == ExamFormRow.exam_version_id)
    row = db.session.execute(query.where(ExamFormRow.id == form_id)).first()
    if row is None:
        raise UnknownForm()
    return row[0], row[1]


def find_form(form_id: UUID) -> ExamFormRow | None:
    """A form's row, whatever its state; None where there is none."""
    return db.session.get(ExamFormRow, form_id)


def lock_form(form_id: UUID) -> ExamFormRow:
    """The form, for writing (its version is locked before it); raises UnknownForm."""
    query = select(ExamFormRow).where(ExamFormRow.id == form_id).with_for_update()
    row = db.session.scalar(query.execution_options(populate_existing=True))
    if row is None:
        raise UnknownForm()
    return row


def list_draft_forms(version_id: UUID) -> list[ExamFormRow]:
    """The version's forms that are neither frozen nor discarded."""
    query = select(ExamFormRow).where(ExamFormRow.exam_version_id == version_id, ExamFormRow.state == "draft")
    return list(db.session.scalars(query))


def list_forms(exam_id: UUID) -> list[tuple[ExamFormRow, ExamVersionRow]]:
    """The exam's forms that were not discarded, newest version first."""
    query = (
        select(ExamFormRow, ExamVersionRow)
        .join(ExamVersionRow, ExamVersionRow.id == ExamFormRow.exam_version_id)
        .where(ExamVersionRow.exam_id == exam_id, ExamFormRow.state != "discarded")
        .order_by(ExamVersionRow.number.desc(), ExamFormRow.number)
    )
    return [(form, version) for form, version in db.session.execute(query)]


def list_frozen_form_ids(version_id: UUID) -> list[UUID]:
    """The version's frozen forms in order."""
    query = select(ExamFormRow.id).where(ExamFormRow.exam_version_id == version_id, ExamFormRow.state == "frozen")
    return list(db.session.scalars(query.order_by(ExamFormRow.number)))


def next_form_number(version_id: UUID) -> int:
    """The number of the version's next form; discarded ones keep theirs."""
    query = select(func.max(ExamFormRow.number)).where(ExamFormRow.exam_version_id == version_id)
    return (db.session.scalar(query) or 0) + 1
