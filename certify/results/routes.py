"""Release and results.

GET /marking/release · GET/POST /marking/release/<sitting_id> · GET …/alike
GET /my/results · GET /my/results/<attempt_id>, …/print, …/media/<sha256>
"""

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from certify.results import services
from certify.results.domain import NothingToRelease
from certify.results.forms import ReleaseForm
from courses import services as courses
from foundation import clock
from foundation.i18n import N_, gettext
from foundation.web.access import requires, signed_in
from foundation.web.marked import media_from
from foundation.web.nav import NavItem
from foundation.web.sending import send_media
from foundation.web.shell import note
from people.domain import Permission
from people.web import actor

bp = Blueprint("results", __name__)
Page = str | Response | tuple[str, int]
GROUP = N_("评卷与成绩")
AUDIT_WORDS = {
    "actions": {"results.release": N_("发布成绩")},
    "details": {"verdict": N_("结论"), "points": N_("得分")},
}
NAV = (NavItem("desk", N_("发布成绩"), "results.sittings", "shield", 61, (Permission.RELEASE_RESULTS,), GROUP),)


@bp.get("/marking/release")
@requires(Permission.RELEASE_RESULTS)
def sittings() -> Page:
    """Sittings with what a release would do."""
    return render_template("results/sittings.html", runs=services.list_dry_runs(actor()), now=clock.now())


@bp.get("/marking/release/<uuid:sitting_id>")
@requires(Permission.RELEASE_RESULTS)
def dry_run(sitting_id: UUID) -> Page:
    """One sitting, candidate by candidate."""
    return _dry_run(sitting_id, ReleaseForm())


def _dry_run(sitting_id: UUID, form: ReleaseForm, status: int = 200) -> Page:
    run = services.dry_run(actor(), sitting_id)
    return render_template("results/dry_run.html", run=run, form=form, now=clock.now()), status


@bp.get("/marking/release/<uuid:sitting_id>/alike")
@requires(Permission.RELEASE_RESULTS)
def alike(sitting_id: UUID) -> Page:
    """Papers with the same wrong answers: evidence, no verdict."""
    report = services.compare_papers(actor(), sitting_id)
    return render_template("results/alike.html", report=report, now=clock.now())


@bp.post("/marking/release/<uuid:sitting_id>")
@requires(Permission.RELEASE_RESULTS)
def release(sitting_id: UUID) -> Page:
    """Release what is fully scored."""
    form = ReleaseForm()
    if form.validate_on_submit():
        try:
            n = services.release(actor(), sitting_id, now=clock.now())
        except NothingToRelease as nothing:
            form.take(nothing)
            return _dry_run(sitting_id, form, nothing.status)
        note(N_("已发布 %(n)s 人的成绩，考生现在可以看到"), n=n)
        return redirect(url_for("results.dry_run", sitting_id=sitting_id))
    return _dry_run(sitting_id, form, 422)


@bp.get("/my/results")
@signed_in
def mine() -> Page:
    """My papers and what stage each is at."""
    return render_template("results/mine.html", lines=services.list_mine(actor()))


@bp.get("/my/results/<uuid:attempt_id>")
@signed_in
def my_result(attempt_id: UUID) -> Page:
    """One of my results, or where it is on its way."""
    page = services.get_mine(actor(), attempt_id, translate=gettext, now=clock.now())
    media_from(f"/my/results/{attempt_id}/media/")
    modules = {module.code for module in courses.list_modules()}  # where what was missed can be learnt again
    return render_template("results/my_result.html", page=page, modules=modules)


@bp.get("/my/results/<uuid:attempt_id>/media/<name>")
@signed_in
def media(attempt_id: UUID, name: str) -> Response:
    """A picture or sound of the answers, where they may be seen."""
    found = services.media_of_answers(actor(), attempt_id, name, now=clock.now())
    return send_media(found.body, mime=found.mime, name=found.sha256, extension=found.extension)


@bp.get("/my/results/<uuid:attempt_id>/print")
@signed_in
def print_result(attempt_id: UUID) -> Page:
    """The same on paper: the head with a masked telephone; the score only after the release."""
    page = services.get_mine(actor(), attempt_id, now=clock.now())
    return render_template("results/print_result.html", page=page)
