"""Forms: look at, freeze, discard; and the frozen paper that everybody above reads, cached per process. How they are
made says `assembling`.
"""

from datetime import datetime
from functools import lru_cache
from uuid import UUID

from certify.exams import queries
from certify.exams.domain import (
    ExamForm,
    FormDamaged,
    FormState,
    SlotRecord,
    blueprint_from_json,
    form_hash,
    records_from_json,
    require_total,
    sections_of,
    slots_of,
)
from certify.exams.domain.views import Exam, FormSummary
from certify.exams.models import ExamFormRow, ExamVersionRow
from certify.exams.services.expiry import gone_problems
from certify.exams.services.loading import ITEM_TYPES, label_of, reach_exam, summary_of
from foundation import audit
from foundation.db import transaction
from foundation.errors import N_, Conflict, Invalid
from people.domain import Actor
from question_bank import services as bank
from question_bank.domain import Pool

FORMS_KEPT = 64  # frozen forms held per process; a few megabytes


class FormOutdated(Conflict):
    """The blueprint has changed since the form was assembled."""

    message = N_("蓝图在组卷之后改过，这套卷不能冻结，请重新组卷")


class FormDiscarded(Conflict):
    """It was put away, by hand or because its blueprint was changed."""

    message = N_("这套卷已作废，请重新组卷")


class FormFrozen(Conflict):
    """A frozen form stays."""

    message = N_("试卷已冻结，不能再改")


class ItemsGone(Invalid):
    """Items were retired or replaced since the form was assembled; the problems name the slots."""

    message = N_("有题目已失效、退役或有了新版本，请重新组卷")


def list_forms(actor: Actor, exam_id: UUID) -> list[FormSummary]:
    """The exam's forms, newest version first; discarded ones are left out."""
    reach_exam(actor, exam_id)
    return [summary_of(form, version) for form, version in queries.list_forms(exam_id)]


def show_form(actor: Actor, form_id: UUID) -> tuple[Exam, FormSummary, ExamForm]:
    """A form as staff see it, draft or frozen, with keys. Raises UnknownForm outside the actor's reach."""
    exam, row, version = reach_form(actor, form_id)
    if row.state == FormState.DISCARDED:
        raise FormDiscarded()
    return exam, summary_of(row, version), _load(row, version)


def reach_form(actor: Actor, form_id: UUID) -> tuple[Exam, ExamFormRow, ExamVersionRow]:
    """The form's rows with its exam; raises UnknownForm outside the actor's reach."""
    row, version = queries.get_form(form_id)
    try:
        return reach_exam(actor, version.exam_id), row, version
    except queries.UnknownExam:
        raise queries.UnknownForm()


def freeze_form(actor: Actor, form_id: UUID, *, now: datetime) -> None:
    """Make the form what people sit, and its blueprint with it; a second time changes nothing. Raises FormOutdated,
    WrongTotal, ItemsGone naming the slots.
    """
    exam, row, _version = reach_form(actor, form_id)
    records, version_id = records_from_json(row.slots), row.exam_version_id
    pool = bank.list_drawable(exam.unit_path, pool=exam.version.blueprint.pool, now=now)
    drawable = {item.version_id for item in pool}
    with transaction():
        version, form = queries.lock_version(version_id), queries.lock_form(form_id)
        if form.state == FormState.FROZEN:
            return
        _require_current(form, version)
        require_total(blueprint_from_json(version.blueprint), records)
        _require_drawable(records, drawable, now)
        form.state, form.frozen_at = FormState.FROZEN.value, now
        if version.state != FormState.FROZEN:
            version.state, version.frozen_at = FormState.FROZEN.value, now
        bank.note_usage([record.version_id for record in records], form_id=form_id, now=now)
        audit.record(actor, "exams.freeze", "exam_form", form_id, now=now, hash=form.hash)


def _require_current(form: ExamFormRow, version: ExamVersionRow) -> None:
    if form.state == FormState.DISCARDED:
        raise FormDiscarded()
    if form.blueprint_hash != version.blueprint_hash:
        raise FormOutdated()


def _require_drawable(records: tuple[SlotRecord, ...], drawable: set[UUID], now: datetime) -> None:
    gone = [record for record in records if record.version_id not in drawable]
    if gone:
        raise ItemsGone(*gone_problems(gone, now=now))


def discard_form(actor: Actor, form_id: UUID, *, now: datetime) -> None:
    """Put a draft away; its items are free for other forms. Raises FormFrozen."""
    version_id = reach_form(actor, form_id)[1].exam_version_id
    with transaction():
        queries.lock_version(version_id)
        form = queries.lock_form(form_id)
        if form.state == FormState.FROZEN:
            raise FormFrozen()
        form.state = FormState.DISCARDED.value
        audit.record(actor, "exams.discard", "exam_form", form_id, now=now)


class _NotFrozen(Exception):
    """Keeps drafts out of the cache."""


def get_form(form_id: UUID, sections: tuple[int, ...] | None = None) -> ExamForm:
    """The form for delivery, marking and results, or the part of it that these sections are; the caller has checked
    that the actor may. Frozen forms never change, so each process keeps them; a stored form that no longer matches its
    hash raises FormDamaged.
    """
    if sections is not None:
        return _part_of(form_id, sections)
    try:
        return _frozen_form(form_id)
    except _NotFrozen:
        return _load(*queries.get_form(form_id))


@lru_cache(maxsize=FORMS_KEPT)
def _part_of(form_id: UUID, sections: tuple[int, ...]) -> ExamForm:
    return get_form(form_id).only(sections)


@lru_cache(maxsize=FORMS_KEPT)
def _frozen_form(form_id: UUID) -> ExamForm:
    row, version = queries.get_form(form_id)
    if row.state != FormState.FROZEN:
        raise _NotFrozen
    return _load(row, version)


def _load(row: ExamFormRow, version: ExamVersionRow) -> ExamForm:
    blueprint = blueprint_from_json(version.blueprint)
    records = records_from_json(row.slots)
    if form_hash(blueprint, records) != row.hash:
        raise FormDamaged()
    return ExamForm(
        id=row.id,
        exam_id=version.exam_id,
        exam_version_id=version.id,
        label=label_of(row.number),
        state=FormState(row.state),
        seed=row.seed,
        hash=row.hash,
        title=blueprint.title,
        title_en=blueprint.title_en,
        total=sum((record.points for record in records), start=blueprint.total * 0),
        duration_seconds=blueprint.duration_minutes * 60,
        grace_seconds=blueprint.grace_seconds,
        pass_rule=blueprint.pass_rule,
        show_answers=blueprint.show_answers,
        pool=Pool(blueprint.pool),
        sections=sections_of(blueprint, records),
        slots=slots_of(records, bank.load_versions(record.version_id for record in records), ITEM_TYPES),
        retakes=blueprint.retakes,
    )
