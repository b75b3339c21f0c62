"""One item of a draft changed by hand."""

from uuid import UUID

from flask import redirect, render_template, request, url_for

from certify.exams import services
from certify.exams.domain.constraints import RULE_LABELS
from certify.exams.forms import SwapItemForm
from certify.exams.routes.blueprint import Page, bp
from foundation import clock
from foundation.errors import N_
from foundation.web.access import requires
from foundation.web.marked import media_from
from foundation.web.shell import note
from people.domain import Permission
from people.web import actor
from question_bank.domain import DIFFICULTY_LABELS

ADDRESS = "/exams/<uuid:exam_id>/forms/<uuid:form_id>/slots/<int:position>"


@bp.get(ADDRESS)
@requires(Permission.MANAGE_EXAMS)
def swap(exam_id: UUID, form_id: UUID, position: int) -> Page:
    """What may stand there instead, narrowed by words."""
    return _page(exam_id, form_id, position, SwapItemForm())


def _page(exam_id: UUID, form_id: UUID, position: int, form: SwapItemForm) -> str:
    words = request.values.get("words", "")
    found = services.list_replacements(actor(), form_id, position, words=words, now=clock.now())
    if found.exam.id != exam_id:
        raise services.UnknownForm()
    form.token.data = found.token
    media_from("/bank/media/")
    return render_template(
        "exams/swap.html",
        found=found,
        form=form,
        words=words,
        rule_labels=RULE_LABELS,
        difficulty_labels=DIFFICULTY_LABELS,
    )


@bp.post(ADDRESS)
@requires(Permission.MANAGE_EXAMS)
def save_swap(exam_id: UUID, form_id: UUID, position: int) -> Page:
    """Put the chosen one there and show the paper at that place."""
    form = SwapItemForm()
    if form.validate_on_submit():
        with form.explain():
            services.swap_item(
                actor(), form_id, position, UUID(form.version_id.data), token=form.token.data, now=clock.now()
            )
            note(N_("第 %(n)s 题已换"), n=position)
            return redirect(url_for("exams.show_form", exam_id=exam_id, form_id=form_id, _anchor=f"q{position}"))
    return _page(exam_id, form_id, position, form), 422
