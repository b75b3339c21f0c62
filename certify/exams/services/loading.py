"""Rows to the frozen records that pages and upper packages get, and how far an actor reaches."""

from uuid import UUID

from certify.exams import queries
from certify.exams.domain import (
    FormState,
    SittingKind,
    SittingState,
    UnknownSitting,
    blueprint_from_json,
    rules_from_json,
)
from certify.exams.domain.views import Exam, ExamVersion, FormSummary, Sitting
from certify.exams.models import ExamFormRow, ExamVersionRow
from certify.exams.queries.places import AnyRow
from people.domain import Actor, Permission
from question_bank import item_types

ITEM_TYPES = {kind.name: kind for kind in item_types.ALL}


def version_of(row: ExamVersionRow, saved_by: str | None = None) -> ExamVersion:
    """A stored blueprint as a record."""
    return ExamVersion(
        id=row.id,
        exam_id=row.exam_id,
        number=row.number,
        is_frozen=row.state == FormState.FROZEN,
        blueprint=blueprint_from_json(row.blueprint),
        blueprint_hash=row.blueprint_hash,
        saved_at=row.saved_at,
        saved_by=saved_by,
    )


def exam_of(row: AnyRow) -> Exam:
    """A row of `queries.get_exam` or `list_exams` as a record."""
    exam, version, path, name, saved_by = row
    return Exam(exam.id, exam.unit_id, path, name, exam.title, version_of(version, saved_by))


def label_of(number: int) -> str:
    """A form's letter: A, B … Z, then A1, B1 …"""
    turn, place = divmod(number - 1, 26)
    return chr(ord("A") + place) + (str(turn) if turn else "")


def summary_of(form: ExamFormRow, version: ExamVersionRow) -> FormSummary:
    """A form for a list."""
    return FormSummary(
        id=form.id,
        exam_version_id=version.id,
        version_number=version.number,
        label=label_of(form.number),
        state=FormState(form.state),
        hash=form.hash,
        created_at=form.created_at,
        frozen_at=form.frozen_at,
        n_slots=len(form.slots),
    )


def sitting_of(row: AnyRow) -> Sitting:
    """A row of `queries.get_sitting` or `list_sittings` as a record."""
    sitting, version, path, unit_name, n_roster = row
    blueprint = blueprint_from_json(version.blueprint)
    return Sitting(
        sitting_id=sitting.id,
        tenant_id=sitting.tenant_id,
        title=sitting.title,
        unit_id=sitting.unit_id,
        unit_path=path,
        unit_name=unit_name,
        exam_id=version.exam_id,
        exam_version_id=version.id,
        exam_title=blueprint.title,
        exam_title_en=blueprint.title_en or blueprint.title,
        kind=SittingKind(sitting.kind),
        state=SittingState(sitting.state),
        opens_at=sitting.opens_at,
        closes_at=sitting.closes_at,
        latest_entry_minutes=sitting.latest_entry_minutes,
        duration_minutes=blueprint.duration_minutes,
        grace_seconds=blueprint.grace_seconds,
        room=sitting.room,
        form_ids=tuple(UUID(form_id) for form_id in sitting.form_ids),
        n_roster=n_roster,
        published_at=sitting.published_at,
        rules=rules_from_json(sitting.room_rules),
        access_code=sitting.access_code,
    )


def reach_exam(actor: Actor, exam_id: UUID) -> Exam:
    """The exam, if the actor manages exams on its unit. Raises MissingPermission, UnknownExam."""
    actor.require_anywhere(Permission.MANAGE_EXAMS)
    exam = exam_of(queries.get_exam(exam_id))
    if not actor.may(Permission.MANAGE_EXAMS, exam.unit_path):
        raise queries.UnknownExam()
    return exam


def reach_sitting(actor: Actor, sitting_id: UUID, *permissions: Permission) -> Sitting:
    """The sitting, if the actor holds one of the permissions (by default: manage sittings) on its unit. Raises
    MissingPermission, UnknownSitting.
    """
    wanted = permissions or (Permission.MANAGE_SITTINGS,)
    if not any(actor.may_anywhere(permission) for permission in wanted):
        actor.require_anywhere(wanted[0])
    sitting = sitting_of(queries.get_sitting(sitting_id))
    if not any(actor.may(permission, sitting.unit_path) for permission in wanted):
        raise UnknownSitting()
    return sitting
