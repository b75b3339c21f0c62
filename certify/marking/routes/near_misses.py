"""What was chosen and typed in a sitting: how often each choice; wrong texts, near ones first, which may be
proposed for acceptance.

GET /marking/choices/<sitting_id> · GET, POST /marking/near-misses/<sitting_id>
"""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from certify.marking import services
from certify.marking.routes.blueprint import bp
from foundation import clock
from foundation.errors import N_
from foundation.web.access import requires
from foundation.web.marked import media_from
from foundation.web.shell import note
from people.domain import Permission
from people.web import actor


@bp.get("/marking/choices/<uuid:sitting_id>")
@requires(Permission.RELEASE_RESULTS)
def choices(sitting_id: UUID) -> str:
    """How often each choice was made."""
    media_from("/bank/media/")
    return render_template("marking/choices.html", page=services.list_choices(actor(), sitting_id))


@bp.get("/marking/near-misses/<uuid:sitting_id>")
@requires(Permission.RELEASE_RESULTS)
def near_misses(sitting_id: UUID) -> str:
    """What was typed and did not count."""
    return render_template("marking/near_misses.html", page=services.list_near_misses(actor(), sitting_id))


@bp.post("/marking/near-misses/<uuid:sitting_id>")
@requires(Permission.RELEASE_RESULTS)
def propose_answer(sitting_id: UUID) -> Response:
    """Record the proposal; no key and no score changes."""
    part = request.form.get("part", 0, type=int)
    version_id = request.form.get("version", type=UUID)
    if version_id is None:
        raise services.NotTyped()
    services.propose_near_miss(actor(), sitting_id, version_id, part, request.form.get("typed", ""), now=clock.now())
    note(N_("已提议接受这个答案；分数没有变，由命题人改题、复审后重新评分"))
    return redirect(url_for("marking.near_misses", sitting_id=sitting_id))
