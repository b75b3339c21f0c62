"""What a line of an uploaded paper is: one click says it, another takes it back.

POST /bank/imports/<id>/lines
"""

import re
from uuid import UUID

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from foundation import clock
from foundation.errors import Invalid, NotFound
from foundation.i18n import N_, explain
from foundation.web.access import requires
from foundation.web.shell import note
from people.domain import Permission
from people.web import actor
from question_bank.routes.blueprint import bp
from question_bank.services import imports

SAID = re.compile(r"(\d{1,6}):([a-z_]{0,20}(?::[a-z_]{1,20})?)")
UNDO = "undo"


@bp.post("/imports/<uuid:import_id>/lines")
@requires(Permission.WRITE_ITEMS)
def move_boundary(import_id: UUID) -> Response:
    """`said` is "12:item", "12:" for nothing any more, or "undo"; the paper is read anew."""
    said = request.form.get("said", "")
    try:
        line = _undo(import_id) if said == UNDO else _say(import_id, said)
    except Invalid as error:
        line = None
        note(N_("这样读不出题目：%(reason)s"), reason=explain(error.problems[0]))
    anchor = f"L{line}" if line else "source"
    only = request.args.get("only")
    return redirect(url_for("bank.paper_import", import_id=import_id, only=only, _anchor=anchor))


def _say(import_id: UUID, said: str) -> int:
    found = SAID.fullmatch(said)
    if found is None:
        imports.show_import(actor(), import_id)  # somebody else's upload is not found, whatever was said of it
        raise NotFound()
    line = int(found.group(1))
    imports.move_boundary(actor(), import_id, line, found.group(2), now=clock.now())
    return line


def _undo(import_id: UUID) -> int | None:
    return imports.undo_boundary(actor(), import_id, now=clock.now())
