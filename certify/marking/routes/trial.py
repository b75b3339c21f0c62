"""A form as its candidates will see it, to be answered and scored by whoever made it; nothing is kept.

GET, POST /marking/trial/<form_id>
"""

from uuid import UUID

from flask import render_template, request

from certify.marking import services
from certify.marking.routes.blueprint import bp
from foundation.i18n import gettext
from foundation.web.access import requires
from foundation.web.marked import media_from
from people.domain import Permission
from people.web import actor


@bp.get("/marking/trial/<uuid:form_id>")
@requires(Permission.MANAGE_EXAMS)
def try_form(form_id: UUID) -> str:
    """The paper, empty."""
    return _page(services.try_form(actor(), form_id))


@bp.post("/marking/trial/<uuid:form_id>")
@requires(Permission.MANAGE_EXAMS)
def score_trial(form_id: UUID) -> str:
    """What the typed answers would earn."""
    return _page(services.try_form(actor(), form_id, request.form.getlist, gettext))


def _page(trial: services.Trial) -> str:
    media_from("/bank/media/")
    return render_template("marking/trial.html", trial=trial, form=trial.form)
