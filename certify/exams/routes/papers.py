"""A form as printed: for staff only, with the key on demand; freeze, discard."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Response, redirect, render_template, request, url_for

from certify.exams import services
from certify.exams.domain import ExamForm, FormSection, Slot
from certify.exams.domain.constraints import RULE_LABELS
from certify.exams.routes.blueprint import Page, bp
from foundation import clock
from foundation.errors import N_, Conflict, Invalid
from foundation.i18n import gettext
from foundation.web.access import requires
from foundation.web.marked import media_from
from foundation.web.shell import note
from people.domain import Permission
from people.web import actor
from question_bank import item_types
from question_bank.domain import key_position_lint

SHORT, MIDDLE = 7, 16  # characters of an option that fits four, two to a line


@bp.get("/exams/<uuid:exam_id>/forms/<uuid:form_id>")
@requires(Permission.MANAGE_EXAMS)
def show_form(exam_id: UUID, form_id: UUID) -> Page:
    """The paper; `?answers=1` shows the key under each item."""
    return _paper(exam_id, form_id)


def _paper(exam_id: UUID, form_id: UUID, error: Conflict | Invalid | None = None) -> str:
    _require_child(exam_id, form_id)
    exam, summary, form = services.show_form(actor(), form_id)
    media_from("/bank/media/")
    return render_template(
        "exams/show_form.html",
        exam=exam,
        summary=summary,
        form=form,
        sections=[_printed(form, section) for section in form.sections],
        with_key=request.args.get("answers") == "1",
        advice=key_position_lint(key_letters(form)),
        behind=services.look_behind(actor(), form_id),
        swappable=services.list_swappable(actor(), form_id),
        late=services.list_late_items(form, now=clock.now()),
        rule_labels=RULE_LABELS,
        error=error,
    )


def key_letters(form: ExamForm) -> list[tuple[str, int]]:
    """The letter of each single choice's key and how many options it has, where everybody sees the same order."""
    slots = [slot for section in form.sections if not section.shuffle_options for slot in form.slots_of(section)]
    choices = [slot.content for slot in slots if slot.item_type == "single_choice"]
    return [(content["answer_key"][0], len(content["options"])) for content in choices]


def _require_child(exam_id: UUID, form_id: UUID) -> None:
    if form_id not in {form.id for form in services.list_forms(actor(), exam_id)}:
        raise services.UnknownForm()


def _printed(form: ExamForm, section: FormSection) -> dict[str, Any]:
    slots = form.slots_of(section)
    rules = {_rule_text(slot) for slot in slots}
    equal = {slot.points for slot in slots}
    return {
        "section": section,
        "slots": [_slot(slot) for slot in slots],
        "rule": section.rule or (rules.pop() if len(rules) == 1 else ""),
        "each": equal.pop() if len(equal) == 1 else None,
    }


def _rule_text(slot: Slot) -> str:
    text = item_types.get(slot.item_type).rule_texts.get(slot.scoring_rule)
    return gettext(text) if text else ""


def _slot(slot: Slot) -> dict[str, Any]:
    kind = item_types.get(slot.item_type)
    view = kind.candidate_view(slot.content)
    return {
        "slot": slot,
        "view": view,
        "columns": columns([option["text"] for option in view.get("options", ())]),
        "key": kind.describe_key(slot.content, gettext),
    }


def columns(options: Sequence[str]) -> int:
    """How many options stand on a line of the printed paper."""
    longest = max((len(text) for text in options), default=99)
    return 4 if longest <= SHORT else 2 if longest <= MIDDLE else 1


@bp.post("/exams/<uuid:exam_id>/forms/<uuid:form_id>/freeze")
@requires(Permission.MANAGE_EXAMS)
def freeze_form(exam_id: UUID, form_id: UUID) -> Page:
    """Freeze it for good."""
    _require_child(exam_id, form_id)
    try:
        services.freeze_form(actor(), form_id, now=clock.now())
    except (Conflict, Invalid) as error:
        return _paper(exam_id, form_id, error), error.status
    note(N_("试卷已冻结，可以安排场次了"))
    return redirect(url_for("exams.show_form", exam_id=exam_id, form_id=form_id))


@bp.post("/exams/<uuid:exam_id>/forms/<uuid:form_id>/discard")
@requires(Permission.MANAGE_EXAMS)
def discard_form(exam_id: UUID, form_id: UUID) -> Page:
    """Put a draft away."""
    _require_child(exam_id, form_id)
    services.discard_form(actor(), form_id, now=clock.now())
    note(N_("草稿卷已作废，题目可以再用"))
    return redirect(url_for("exams.blueprint", exam_id=exam_id))


@bp.post("/exams/<uuid:exam_id>/forms/<uuid:form_id>/files/<kind>")
@requires(Permission.MANAGE_EXAMS)
def print_form(exam_id: UUID, form_id: UUID, kind: str) -> Response:
    """The paper as a Word or PDF file; with `key` sent, its key."""
    _require_child(exam_id, form_id)
    made, name = services.print_form(actor(), form_id, kind, key="key" in request.form, now=clock.now())
    reply = Response(made.data, mimetype=made.mime)
    reply.headers.set("Content-Disposition", "attachment", filename=name)
    return reply
