"""Rights to more time: list, grant, end."""

from uuid import UUID

from flask import redirect, render_template, url_for

from certify.exams import services
from certify.exams.forms import GrantTimeForm
from certify.exams.routes.blueprint import Page, bp, fresh, once_of
from foundation import clock
from foundation.calendar import local_day
from foundation.errors import N_
from foundation.i18n import gettext
from foundation.web.access import requires
from foundation.web.shell import note
from people.domain import Permission
from people.web import actor


@bp.get("/time-rights")
@requires(Permission.MANAGE_SITTINGS)
def list_time_rights() -> Page:
    """Who has more time, and the form to grant it."""
    return _page(GrantTimeForm(formdata=None, data={"from_day": local_day(clock.now())}))


def _page(form: GrantTimeForm) -> str:
    fresh(form)
    day = local_day(clock.now())
    return render_template(
        "exams/list_time_rights.html", rights=services.list_time_rights(actor()), form=form, today=day
    )


@bp.post("/time-rights")
@requires(Permission.MANAGE_SITTINGS)
def grant_time() -> Page:
    """Grant it to the person of that 工号."""
    form = GrantTimeForm()
    if form.validate_on_submit():
        person_id = services.find_candidate(actor(), form.login.data or "")
        if person_id is None:
            form.login.errors = [gettext(N_("你的范围内没有这个工号"))]
        else:
            with form.explain():
                services.grant_time(
                    actor(),
                    person_id,
                    time_factor=form.time_factor.exact,
                    from_day=form.from_day.data,
                    until_day=form.until_day.data,
                    reason=form.reason.data or "",
                    now=clock.now(),
                    right_id=once_of(form),
                )
                note(N_("延时已登记，从下一场起生效"))
                return redirect(url_for("exams.list_time_rights"))
    return _page(form), 422


@bp.post("/time-rights/<uuid:right_id>/end")
@requires(Permission.MANAGE_SITTINGS)
def end_time(right_id: UUID) -> Page:
    """End it."""
    services.end_time(actor(), right_id, now=clock.now())
    note(N_("延时已结束"))
    return redirect(url_for("exams.list_time_rights"))
