"""One's own sign-ins.

GET, POST /my/sessions
"""

from flask import redirect, render_template, url_for

from foundation import clock
from foundation.i18n import N_
from foundation.web.access import signed_in
from foundation.web.shell import note
from people import services
from people.forms.doors import ConfirmPasswordForm
from people.routes.blueprint import Page, bp
from people.web import actor


@bp.get("/my/sessions")
@signed_in
def own_sessions() -> Page:
    """Where one is signed in."""
    return _page(ConfirmPasswordForm(formdata=None))


def _page(form: ConfirmPasswordForm, status: int = 200) -> Page:
    found = services.list_own_sessions(actor(), now=clock.now())
    return render_template("people/own_sessions.html", sessions=found, form=form), status


@bp.post("/my/sessions")
@signed_in
def end_own_sessions() -> Page:
    """Sign out everywhere else."""
    form = ConfirmPasswordForm()
    if form.validate_on_submit():
        with form.explain():
            services.end_other_sessions(actor(), form.password.data or "", now=clock.now())
            note(N_("其他设备上的登录已结束"))
            return redirect(url_for("people.own_sessions"))
    return _page(form, 422)
