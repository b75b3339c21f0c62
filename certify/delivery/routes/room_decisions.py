"""Reopening by two persons, for the second one: also an examiner, who watches no room but answers for the sitting.

GET /rooms/<sitting>/reopenings · POST /rooms/<sitting>/reopenings/<reopening>
"""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from certify.delivery.forms import WordForm
from certify.delivery.routes.blueprint import bp
from certify.delivery.services import room
from certify.delivery.services.room.proposals import list_reopenings
from certify.exams import services as exams
from foundation import clock
from foundation.errors import N_
from foundation.web.access import requires
from foundation.web.shell import note
from people.domain import Permission
from people.web import actor

Page = str | Response | tuple[str, int]
DECIDERS = (Permission.INVIGILATE, Permission.MANAGE_SITTINGS)


@bp.get("/rooms/<uuid:sitting_id>/reopenings")
@requires(*DECIDERS)
def reopenings(sitting_id: UUID) -> Page:
    """What waits for a second person in this sitting."""
    return _page(sitting_id, WordForm(formdata=None))


def _page(sitting_id: UUID, form: WordForm, status: int = 200) -> Page:
    who = actor()
    waiting = list_reopenings(who, sitting_id)
    sitting = exams.show_sitting(who, sitting_id)
    page = render_template(
        "delivery/reopenings.html", sitting=sitting, waiting=waiting, form=form, me=who.person_id, now=clock.now()
    )
    return page, status


@bp.post("/rooms/<uuid:sitting_id>/reopenings/<uuid:reopening_id>")
@requires(*DECIDERS)
def decide_reopening(sitting_id: UUID, reopening_id: UUID) -> Page:
    """Agree, or not."""
    form = WordForm()
    list_reopenings(actor(), sitting_id)  # not found outside the actor's reach
    if form.validate_on_submit():
        with form.explain():
            if "confirm" in request.form:
                room.confirm_reopening(actor(), reopening_id, now=clock.now())
                note(N_("已重新打开"))
            else:
                room.decline_reopening(actor(), reopening_id, form.said, now=clock.now())
                note(N_("已记下，答卷不重新打开"))
            return redirect(url_for("delivery.reopenings", sitting_id=sitting_id))
    return _page(sitting_id, form, 422)
