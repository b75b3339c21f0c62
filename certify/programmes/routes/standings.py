"""Persons on their way: one's own, who is enrolled, the second person's decisions, what is taken back."""

from uuid import UUID

from flask import redirect, render_template, request, url_for

from certify.programmes import services
from certify.programmes.domain import STANDING_LABELS
from certify.programmes.forms.standings import ApproveForm, ChangeStandingForm, EnrolPeopleForm
from certify.programmes.routes.blueprint import Page, bp
from foundation import clock
from foundation.i18n import N_, content_text
from foundation.web.access import requires
from foundation.web.shell import note, safe_path
from people import services as people
from people.domain import Permission, Role
from people.web import actor


@bp.get("/my/way")
@requires(Permission.LEARN)
def my_way() -> Page:
    """What is done, what is next, and why."""
    now = clock.now()
    ways = services.ways_of(actor().require_person(), now=now)
    next_steps = services.next_steps(actor().require_person(), ways)
    return render_template("programmes/my_way.html", ways=ways, next_steps=next_steps, labels=STANDING_LABELS, now=now)


def _enrol_form() -> EnrolPeopleForm:
    form = EnrolPeopleForm()
    form.programme_id.choices = [
        (str(p.id), content_text(p.full_title_zh, p.full_title_en)) for p in services.list_enrollable(actor())
    ]
    words = request.values.get("words", "")
    holders = people.list_holders(actor().scopes(Permission.MANAGE_PEOPLE), role=Role.AGENT, words=words)
    form.person_ids.choices = [(str(h.person_id), f"{h.name}　{h.login}　{h.unit_names}") for h in holders[:200]]
    return form


@bp.get("/enrolments")
@requires(Permission.MANAGE_PEOPLE)
def enrolments() -> Page:
    """Choose a programme and people."""
    return render_template("programmes/enrolments.html", form=_enrol_form(), words=request.args.get("words", ""))


@bp.post("/enrolments")
@requires(Permission.MANAGE_PEOPLE)
def enrol() -> Page:
    """Put them on the way; who is on it already stays as they are."""
    form = _enrol_form()
    if form.validate_on_submit():
        with form.explain():
            n = services.enrol_many(
                actor(), [UUID(p) for p in form.person_ids.data or ()], UUID(form.programme_id.data), now=clock.now()
            )
            note(N_("已为 %(n)s 人安排认证"), n=n)
            return redirect(url_for("programmes.enrolments"))
    return render_template("programmes/enrolments.html", form=form, words=request.values.get("words", "")), 422


@bp.get("/decisions")
@requires(Permission.DECIDE_CERTIFICATION)
def decisions() -> Page:
    """Who has met everything and waits for the second person."""
    ready = services.list_ready(actor(), now=clock.now())
    return render_template("programmes/decisions.html", ready=ready, form=ApproveForm())


@bp.post("/decisions/<uuid:person_id>/<uuid:programme_id>")
@requires(Permission.DECIDE_CERTIFICATION)
def approve(person_id: UUID, programme_id: UUID) -> Page:
    """Grant; the certificate is issued right after."""
    services.approve(actor(), person_id, programme_id, now=clock.now())
    note(N_("已批准，证书已颁发"))
    return redirect(url_for("programmes.decisions"))


@bp.post("/standings/<uuid:person_id>/<uuid:programme_id>")
@requires(Permission.DECIDE_CERTIFICATION)
def change_standing(person_id: UUID, programme_id: UUID) -> Page:
    """Suspend, reinstate or revoke, with a reason."""
    form = ChangeStandingForm()
    if form.validate_on_submit():
        step = {"suspend": services.suspend, "reinstate": services.reinstate, "revoke": services.revoke}[form.step.data]
        with form.explain():
            step(actor(), person_id, programme_id, reason=form.reason.data or "", now=clock.now())
            note(N_("已记入台账"))
            return redirect(safe_path(request.form.get("back")) or url_for("programmes.decisions"))
    holder = people.get_holder(person_id)
    actor().require(Permission.DECIDE_CERTIFICATION, holder.unit_path)
    return render_template("programmes/change_standing.html", form=form, holder=holder, programme_id=programme_id), 422
