"""An examiner's decision on late answers.

GET, POST /marking/late/<attempt_id>
"""

from uuid import UUID

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from certify.delivery.domain.late import DecidedMeanwhile, ResultIsOut
from certify.delivery.domain.outcome_texts import OUTCOME_TEXTS, REASON_TEXTS
from certify.marking import services
from certify.marking.forms import DecideLateForm
from certify.marking.routes.blueprint import bp
from foundation import clock
from foundation.i18n import N_
from foundation.web.access import requires
from foundation.web.shell import note
from people.domain import Permission
from people.web import actor

Page = str | Response | tuple[str, int]


@bp.get("/marking/late/<uuid:attempt_id>")
@requires(Permission.RELEASE_RESULTS)
def late(attempt_id: UUID) -> Page:
    """What counts and what came late, slot by slot."""
    return _show(attempt_id, DecideLateForm(formdata=None))


def _show(attempt_id: UUID, form: DecideLateForm, status: int = 200) -> Page:
    page = services.show_late(actor(), attempt_id)
    form.round.data = page.late.round
    texts = {"outcome_texts": OUTCOME_TEXTS, "reason_texts": REASON_TEXTS}
    return render_template("marking/late.html", page=page, form=form, now=clock.now(), **texts), status


@bp.post("/marking/late/<uuid:attempt_id>")
@requires(Permission.RELEASE_RESULTS)
def decide_late(attempt_id: UUID) -> Page:
    """Count some of them, or none; with a reason."""
    form = DecideLateForm()
    if form.validate_on_submit():
        verdicts, reason, seen = form.verdicts(), form.reason.data or "", form.round.data or 0
        with form.explain():
            try:
                services.decide_late(actor(), attempt_id, verdicts, reason, seen=seen, now=clock.now())
            except (DecidedMeanwhile, ResultIsOut) as conflict:
                form.take(conflict)
                return _show(attempt_id, form, conflict.status)
            n = sum(each.is_accepted for each in verdicts)
            note(N_("已决定：收下 %(n)s 题，不收 %(declined)s 题，已重新评分"), n=n, declined=len(verdicts) - n)
            return redirect(url_for("marking.late", attempt_id=attempt_id))
    return _show(attempt_id, form, 422)
