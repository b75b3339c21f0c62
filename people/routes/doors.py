"""Doors of the house: sign in and out, passwords, the first administrator.

GET/POST /sign-in · POST /sign-out · GET/POST /password · GET/POST /sign-in-slip/<token> · GET/POST /setup/<token>
"""

from flask import g, jsonify, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from foundation import clock
from foundation.errors import Invalid, TooMany
from foundation.gates import Busy
from foundation.i18n import N_
from foundation.web.access import public, signed_in, token
from foundation.web.shell import note, safe_path, wants_json
from people import services
from people.forms.doors import ChangePasswordForm, SetPasswordForm, SetUpForm, SignInForm
from people.routes.blueprint import Page, bp
from people.services.set_up import check_set_up_token
from people.web import COOKIE_FIELD, actor, current_actor, must_change_password


@bp.before_app_request
def first_change_password() -> Response | None:
    """A password given by somebody else is changed before anything else."""
    return redirect(url_for("people.change_password")) if session.get(COOKIE_FIELD) and must_change_password() else None


@bp.get("/sign-in")
@public
def sign_in() -> Page:
    """The door."""
    if current_actor() is not None:
        return redirect(safe_path(request.args.get("next")) or "/")
    return render_template("people/sign_in.html", form=_sign_in_form())


def _sign_in_form() -> SignInForm:
    asked = request.args
    return SignInForm(formdata=None, next=asked.get("next", ""), login=asked.get("login", "")[:32])


@bp.post("/sign-in")
@public
def sign_in_now() -> Page:
    """Check and let in."""
    form = SignInForm()
    if form.validate_on_submit():
        try:
            found = services.sign_in(
                form.login.data or "",
                form.password.data or "",
                now=clock.now(),
                address=request.remote_addr or "",
                agent=str(request.user_agent),
            )
        except Busy:
            raise
        except (Invalid, TooMany) as error:
            form.take(error)
            status = error.status
        else:
            session.clear()
            session[COOKIE_FIELD] = found
            path = safe_path(form.next.data) or "/"
            return jsonify(location=path) if wants_json() else redirect(path)
    else:
        status = 422
    return render_template("people/sign_in.html", form=form), status


@bp.post("/sign-out")
@signed_in
def sign_out() -> Page:
    """End the session here and on the server."""
    services.sign_out(actor(), now=clock.now())
    session.clear()
    return redirect(url_for("people.sign_in"))


@bp.get("/password")
@signed_in
def change_password() -> Page:
    """One's own password."""
    return render_template("people/change_password.html", form=ChangePasswordForm(), forced=_forced())


def _forced() -> bool:
    return bool(g.get("must_change_password"))


@bp.post("/password")
@signed_in
def save_password() -> Page:
    """Change it; other sessions end."""
    form = ChangePasswordForm()
    if form.validate_on_submit():
        with form.explain():
            services.change_password(actor(), form.current.data or "", form.password.data or "", now=clock.now())
            note(N_("密码已改，其他设备上的登录已结束"))
            return redirect("/")
    return render_template("people/change_password.html", form=form, forced=_forced()), 422


@bp.get("/sign-in-slip/<slip>")
@token
def sign_in_slip(slip: str) -> Page:
    """A slip from the administrator: set a password."""
    holder = services.check_slip(slip, now=clock.now())
    return render_template("people/sign_in_slip.html", form=SetPasswordForm(), slip=slip, holder=holder)


@bp.post("/sign-in-slip/<slip>")
@token
def use_sign_in_slip(slip: str) -> Page:
    """Use the slip, then sign in with the new password."""
    holder = services.check_slip(slip, now=clock.now())
    form = SetPasswordForm()
    if form.validate_on_submit():
        with form.explain():
            login = services.set_password_by_token(slip, form.password.data or "", now=clock.now())
            note(N_("密码已设好，请登录"))
            return redirect(url_for("people.sign_in", login=login))
    return render_template("people/sign_in_slip.html", form=form, slip=slip, holder=holder), 422


@bp.get("/setup/<link>")
@token
def set_up(link: str) -> Page:
    """The first administrator's link."""
    check_set_up_token(link, now=clock.now())
    return render_template("people/set_up.html", form=SetUpForm(), link=link)


@bp.post("/setup/<link>")
@token
def create_first_administrator(link: str) -> Page:
    """Make the organisation and its first administrator."""
    form = SetUpForm()
    if form.validate_on_submit():
        with form.explain():
            services.create_first_administrator(
                link,
                organisation=form.organisation.data or "",
                login=form.login.data or "",
                name=form.name.data or "",
                password=form.password.data or "",
                now=clock.now(),
            )
            note(N_("组织已建好，请登录"))
            return redirect(url_for("people.sign_in", next=url_for("admin.organisation")))
    return render_template("people/set_up.html", form=form, link=link), 422
