"""Exams and their blueprints: create, save, check, take over from a file, start the next version."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from certify.exams import queries
from certify.exams.domain import (
    ExamBlueprint,
    Feasibility,
    FormState,
    PassRule,
    Section,
    blueprint_hash,
    blueprint_to_json,
    feasibility,
    read_blueprint,
    shape_problems,
)
from certify.exams.domain.blueprint import ZERO
from certify.exams.domain.views import Exam, ExamVersion
from certify.exams.models import ExamRow, ExamVersionRow
from certify.exams.services.expiry import notes_of
from certify.exams.services.loading import ITEM_TYPES, exam_of, reach_exam
from foundation import audit
from foundation.db import transaction
from foundation.errors import N_, Conflict, Invalid, Locked, Problem
from foundation.ids import new_id
from people import services as people
from people.domain import Actor, Permission
from question_bank import services as bank


class SavedMeanwhile(Conflict):
    """Somebody saved or froze the blueprint since this page was opened."""

    message = N_("蓝图刚被改过或冻结（第 %(number)s 版），请刷新后再改；这次没有保存")


class BlueprintFrozen(Locked):
    """A frozen version never changes."""

    message = N_("第 %(number)s 版已冻结，要改请先新建一版")


class StillDraft(Conflict):
    """The latest version is a draft already."""

    message = N_("第 %(number)s 版还是草稿，直接改就行")


def create_exam(
    actor: Actor, *, unit_id: UUID, blueprint: ExamBlueprint, now: datetime, exam_id: UUID | None = None
) -> UUID:
    """Make an exam on a unit, its first version a draft. The same `exam_id` twice (a form sent twice) makes one exam.
    Raises Invalid with every problem of shape.
    """
    actor.require(Permission.MANAGE_EXAMS, people.get_unit(unit_id).path)
    _require_shape(blueprint)
    exam_id = exam_id or new_id()
    with transaction() as session:
        there = session.get(ExamRow, exam_id)
        if there is not None:
            if there.created_by != actor.person_id:
                raise Conflict()
            return exam_id
        session.add(
            ExamRow(id=exam_id, unit_id=unit_id, title=blueprint.title, created_at=now, created_by=actor.person_id)
        )
        session.flush()
        _add_version(actor, exam_id, 1, blueprint, now)
        audit.record(actor, "exams.create", "exam", exam_id, now=now, title=blueprint.title)
    return exam_id


def _add_version(actor: Actor, exam_id: UUID, number: int, blueprint: ExamBlueprint, now: datetime) -> None:
    with transaction() as session:
        session.add(
            ExamVersionRow(
                id=new_id(),
                exam_id=exam_id,
                number=number,
                state=FormState.DRAFT.value,
                blueprint=blueprint_to_json(blueprint),
                blueprint_hash=blueprint_hash(blueprint),
                saved_at=now,
                saved_by=actor.person_id,
            )
        )


def _require_shape(blueprint: ExamBlueprint) -> None:
    problems = shape_problems(blueprint, ITEM_TYPES, {area.code for area in bank.list_areas()})
    if problems:
        raise Invalid(*problems)


def get_exam(actor: Actor, exam_id: UUID) -> Exam:
    """The exam with its latest blueprint; raises UnknownExam outside the actor's reach."""
    return reach_exam(actor, exam_id)


def list_exams(actor: Actor) -> list[Exam]:
    """The exams of the units on which the actor manages exams, newest first."""
    return [exam_of(row) for row in queries.list_exams(actor.scopes(Permission.MANAGE_EXAMS))]


def save_blueprint(
    actor: Actor, exam_id: UUID, blueprint: ExamBlueprint, *, token: str | None = None, now: datetime
) -> None:
    """Store the draft; it may still lack things (`open_problems`), but make sense it must. Draft forms of the old text
    are put away. `token` is what the page showed. Raises Invalid, SavedMeanwhile, BlueprintFrozen.
    """
    version = reach_exam(actor, exam_id).version
    _require_shape(blueprint)
    with transaction() as session:
        row = queries.lock_version(version.id)
        latest = exam_of(queries.get_exam(exam_id)).version
        if token is not None and token != latest.token:
            raise SavedMeanwhile(number=latest.number)
        if latest.is_frozen:
            raise BlueprintFrozen(number=latest.number)
        if latest.blueprint == blueprint:
            return
        row.blueprint = blueprint_to_json(blueprint)
        row.blueprint_hash = blueprint_hash(blueprint)
        row.saved_at, row.saved_by = now, actor.person_id
        session.get_one(ExamRow, exam_id).title = blueprint.title
        for form in queries.list_draft_forms(row.id):
            form.state = FormState.DISCARDED.value
        audit.record(
            actor, "exams.save_blueprint", "exam", exam_id, now=now, version=row.number, hash=row.blueprint_hash
        )


def new_version(actor: Actor, exam_id: UUID, *, now: datetime) -> None:
    """Start the next version as a draft with the same text. Raises StillDraft."""
    version = reach_exam(actor, exam_id).version
    with transaction():
        queries.lock_version(version.id)
        latest = exam_of(queries.get_exam(exam_id)).version
        if not latest.is_frozen:
            raise StillDraft(number=latest.number)
        _add_version(actor, exam_id, latest.number + 1, latest.blueprint, now)
        audit.record(actor, "exams.new_version", "exam", exam_id, now=now, version=latest.number + 1)


def check_feasibility(actor: Actor, exam_id: UUID, *, now: datetime) -> Feasibility:
    """The latest blueprint against the items that are approved and hold."""
    return feasibility_of(reach_exam(actor, exam_id), now=now)


def feasibility_of(exam: Exam, *, now: datetime) -> Feasibility:
    """The same for an exam at hand."""
    answer = _counted(exam, now)
    if answer.is_feasible:
        return answer
    return replace(answer, problems=(*answer.problems, *notes_of(exam, answer, now=now)))


def expired_beside(exam: Exam, *, now: datetime) -> tuple[Problem, ...]:
    """What expired items would have filled, to be told beside what is missing."""
    return notes_of(exam, _counted(exam, now), now=now)


def _counted(exam: Exam, now: datetime) -> Feasibility:
    blueprint = exam.version.blueprint
    return feasibility(blueprint, bank.list_drawable(exam.unit_path, pool=blueprint.pool, now=now), ITEM_TYPES)


def import_blueprint(actor: Actor, unit_id: UUID, data: Mapping[str, Any], *, now: datetime) -> UUID:
    """An exam from a blueprint file's decoded YAML; importing the same again finds the same exam. Raises Invalid."""
    return find_or_create(actor, unit_id, read_blueprint(data), now=now)


def find_or_create(actor: Actor, unit_id: UUID, blueprint: ExamBlueprint, *, now: datetime) -> UUID:
    """The unit's exam whose latest blueprint is exactly this one; made if there is none."""
    for exam in list_exams(actor):
        if exam.unit_id == unit_id and exam.version.blueprint_hash == blueprint_hash(blueprint):
            return exam.id
    return create_exam(actor, unit_id=unit_id, blueprint=blueprint, now=now)


def exam_from_items(
    actor: Actor,
    unit_id: UUID,
    *,
    title: str,
    sections: Sequence[Section],
    duration_minutes: int,
    pass_rule: PassRule | None = None,
    now: datetime,
    exam_id: UUID | None = None,
) -> UUID:
    """An exam of given items (an imported paper): sections with `fixed` items, total and sections' points as they sum.

    Versions must be approved by the time a form is assembled; here they only have to exist.
    """
    total = sum((section.total for section in sections), ZERO)
    blueprint = ExamBlueprint(
        title=title,
        total=total,
        duration_minutes=duration_minutes,
        sections=tuple(sections),
        pass_rule=pass_rule or PassRule(),
    )
    return create_exam(actor, unit_id=unit_id, blueprint=blueprint, now=now, exam_id=exam_id)


def load_version(version_id: UUID) -> ExamVersion:
    """A version for the packages above; the caller has checked that the actor may. Raises UnknownExam."""
    return exam_of(queries.get_exam_of_version(version_id)).version


def load_exam(exam_id: UUID) -> Exam:
    """An exam for the packages above (programmes name exams); the caller has checked that the actor may."""
    return exam_of(queries.get_exam(exam_id))
