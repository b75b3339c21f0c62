"""`/`: the way in. A visitor sees what the house is for; a signed-in person goes to the first place of theirs."""

from flask import Blueprint, current_app, redirect, render_template, url_for
from werkzeug.wrappers import Response

from foundation.web.access import public

bp = Blueprint("home", __name__)


@bp.get("/")
@public
def index() -> str | Response:
    """The front page, or the actor's own first page."""
    actor = current_app.extensions["certify_actor"]()
    if actor is None:
        return render_template("foundation/welcome.html")
    for item in current_app.extensions["certify_nav"]:
        if not item.permissions or any(actor.may_anywhere(permission) for permission in item.permissions):
            return redirect(url_for(item.endpoint))
    return render_template("foundation/nothing_yet.html")
