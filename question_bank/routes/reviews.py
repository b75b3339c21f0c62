"""Pages of the review: what waits, the blind answer, then the key and the decision."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from foundation import clock
from foundation.calendar import local_day
from foundation.errors import Invalid
from foundation.i18n import N_, explain
from foundation.web.access import requires
from foundation.web.shell import note
from people.domain import Permission
from people.web import actor
from question_bank import item_types, services, web
from question_bank.domain import form_values
from question_bank.forms import DecideReviewForm
from question_bank.routes.blueprint import bp
from question_bank.routes.comments import place_lines, place_text

Answer = str | Response | tuple[str, int]


@bp.get("/reviews")
@requires(Permission.REVIEW_ITEMS)
def list_reviews() -> Answer:
    """What waits for me."""
    return render_template(
        "question_bank/list_reviews.html",
        lines=services.list_waiting(actor(), now=clock.now()),
        n_own=services.count_own_waiting(actor()),
    )


@bp.get("/reviews/<uuid:item_id>")
@requires(Permission.REVIEW_ITEMS)
def review(item_id: UUID) -> Answer:
    """First the candidate's view to answer, then the key beside the answer."""
    return _page(services.show_review(actor(), item_id), DecideReviewForm())


@bp.post("/reviews/<uuid:item_id>/answer")
@requires(Permission.REVIEW_ITEMS)
def answer_blind(item_id: UUID) -> Answer:
    """Keep the blind answer."""
    sheet = services.show_review(actor(), item_id)
    kind = item_types.get(sheet.version.item_type)
    value = kind.read_form(form_values(request.form.getlist, "q1", kind.response_shape(sheet.version.content)))
    try:
        services.answer_blind(actor(), item_id, value, now=clock.now())
    except Invalid as error:
        return _page(sheet, DecideReviewForm(), fault=explain(error.problems[0])), 422
    return redirect(url_for("bank.review", item_id=item_id))


@bp.post("/reviews/<uuid:item_id>")
@requires(Permission.REVIEW_ITEMS)
def decide_review(item_id: UUID) -> Answer:
    """Approve, or return with a reason; only after the blind answer."""
    sheet, form = services.show_review(actor(), item_id), DecideReviewForm()
    if sheet.answered is None:
        return redirect(url_for("bank.review", item_id=item_id))
    approves = request.form.get("act") == "approve"
    if form.validate_on_submit():
        with form.explain():
            decide = services.approve_item if approves else services.return_item
            decide(actor(), item_id, comment=form.comment.data or "", now=clock.now())
            note(N_("已通过，新试卷可以用这一版") if approves else N_("已退回修改，作者会看到你的意见"))
            return redirect(url_for("bank.list_reviews"))
    return _page(sheet, form), 422


def _page(sheet: services.ReviewSheet, form: DecideReviewForm, fault: str = "") -> str:
    return render_template(
        "question_bank/review.html",
        sheet=sheet,
        form=form,
        fault=fault,
        changes=web.changes(sheet.in_use, sheet.version) if sheet.in_use and sheet.answered else (),
        spots=place_lines(sheet.version) if sheet.answered else [],
        place_text=place_text,
        today=local_day(clock.now()),
    )
