"""The marker's desk.

GET /marking · GET/POST /marking/<version_id> (next script, save) · POST /marking/<version_id>/skip, /flag, /undo
"""

from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from certify.marking import services
from certify.marking.domain import Pile
from certify.marking.forms import PutAsideForm, SaveMarkForm
from certify.marking.routes.blueprint import bp
from foundation import clock
from foundation.errors import Conflict, Invalid, Problem
from foundation.i18n import N_
from foundation.web.access import requires
from foundation.web.marked import media_from
from foundation.web.shell import note
from people.domain import Permission
from people.web import actor

Page = str | Response | tuple[str, int]


def _pile() -> Pile:
    value = request.args.get("pile", "")
    return Pile(value) if value in set(Pile) else Pile.FRESH


def _next(version_id: UUID) -> Response:
    pile = _pile()
    return redirect(url_for("marking.script", version_id=version_id, pile=None if pile is Pile.FRESH else pile.value))


@bp.get("/marking")
@requires(Permission.MARK)
def queue() -> Page:
    """What waits, item by item."""
    return render_template("marking/queue.html", items=services.list_queue(actor()))


@bp.get("/marking/<uuid:version_id>")
@requires(Permission.MARK)
def script(version_id: UUID) -> Page:
    """The next script of the item."""
    return _show(version_id, SaveMarkForm())


def _show(version_id: UUID, form: SaveMarkForm, given: list[str | None] | None = None, status: int = 200) -> Page:
    now, pile = clock.now(), _pile()
    media_from(f"/marking/{version_id}/media/")
    progress = services.get_progress(actor(), version_id, now=now)
    found = services.take_next(actor(), version_id, pile, now=now)
    if found is not None and given is None:
        form.comment.data, given = found.comment, list(found.given)
    page = render_template(
        "marking/script.html" if found else "marking/nothing_left.html",
        script=found,
        progress=progress,
        pile=pile,
        form=form,
        given=given or [],
        aside=PutAsideForm(formdata=None),
    )
    return page, status


@bp.post("/marking/<uuid:version_id>")
@requires(Permission.MARK)
def save(version_id: UUID) -> Page:
    """Save the points and go to the next script."""
    form = SaveMarkForm()
    given = form.given()
    if form.validate_on_submit():
        try:
            services.save_mark(actor(), version_id, form.lease_id, given, form.comment.data or "", now=clock.now())
        except Invalid as error:
            form.take(error)
        except Conflict as error:
            return _refused(version_id, error)
        else:
            return _next(version_id)
    return _show(version_id, form, given, 422)


def _refused(version_id: UUID, error: Conflict | Invalid) -> Page:
    """Say why on the page of the script that the marker holds now; what was typed belonged to another one."""
    form = SaveMarkForm(formdata=None)
    form.take(error)
    return _show(version_id, form, None, error.status)


@bp.post("/marking/<uuid:version_id>/skip")
@requires(Permission.MARK)
def skip(version_id: UUID) -> Page:
    """Leave the script to others, or to later."""
    return _put_aside(version_id, services.skip_script, N_("已跳过，写明的原因会留下"))


@bp.post("/marking/<uuid:version_id>/flag")
@requires(Permission.MARK)
def flag(version_id: UUID) -> Page:
    """Put the script on the lead's pile."""
    return _put_aside(version_id, services.flag_script, N_("已交组长，写明的原因会留下"))


def _put_aside(version_id: UUID, act: Any, done: str) -> Page:
    form = PutAsideForm()
    if not form.validate_on_submit():
        return _refused(version_id, Invalid(Problem(N_("请写明原因，再跳过或交组长"))))
    try:
        act(actor(), version_id, form.lease_id, form.reason.data or "", now=clock.now())
    except (Conflict, Invalid) as error:
        return _refused(version_id, error)
    note(done)
    return _next(version_id)


@bp.post("/marking/<uuid:version_id>/undo")
@requires(Permission.MARK)
def undo(version_id: UUID) -> Page:
    """Take the last mark back and open that script again."""
    try:
        services.undo_last_mark(actor(), version_id, now=clock.now())
    except Conflict as error:
        return _refused(version_id, error)
    return _next(version_id)
