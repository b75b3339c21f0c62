"""Pages of the desk: what waits for me, what I sent, what came back; what expires soon."""

from flask import render_template

from foundation import clock
from foundation.calendar import local_day
from foundation.web.access import requires
from people.domain import Permission
from people.web import actor
from question_bank import services
from question_bank.routes.blueprint import bp


@bp.get("")
@requires(Permission.VIEW_BANK)
def desk() -> str:
    """Where an examiner's day begins."""
    return render_template("question_bank/desk.html", desk=services.show_desk(actor(), now=clock.now()))


@bp.get("/expiring")
@requires(Permission.VIEW_BANK)
def list_expiring() -> str:
    """What expires within sixty days, or has to be looked at again."""
    now = clock.now()
    lines = services.list_expiring(actor(), now=now)
    return render_template("question_bank/list_expiring.html", lines=lines, today=local_day(now))
