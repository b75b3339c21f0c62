"""A candidate confirms that a sitting's change was seen. POST /sittings/<id>/changes/<number>"""

from uuid import UUID

from flask import redirect, url_for
from werkzeug.wrappers import Response

from certify.delivery.routes.blueprint import bp
from certify.exams import services as exams
from foundation import clock
from foundation.errors import N_
from foundation.web.access import requires
from foundation.web.shell import note
from people.domain import Permission
from people.web import actor


@bp.post("/sittings/<uuid:sitting_id>/changes/<int:number>")
@requires(Permission.SIT_EXAMS)
def confirm_change(sitting_id: UUID, number: int) -> Response:
    """Seen; back to my exams."""
    exams.confirm_change(actor(), sitting_id, number, now=clock.now())
    note(N_("已确认，新的安排在下面"))
    return redirect(url_for("delivery.my_exams"))
