"""Check this computer, before the exam.

GET /my/exams/check · GET /my/exams/check/clock (JSON: the server's time; what the page measures the connection with)
"""

from flask import jsonify, render_template, url_for
from werkzeug.wrappers import Response

from certify.delivery.domain.check_texts import translated_checks
from certify.delivery.routes.blueprint import bp
from foundation import clock
from foundation.i18n import forms_of
from foundation.web.access import signed_in


@bp.get("/my/exams/check")
@signed_in
def check() -> str:
    """What an exam needs of this browser, its connection and its screen, found out by the page itself."""
    data = {"urls": {"clock": url_for("delivery.server_clock")}, "texts": translated_checks(forms_of)}
    return render_template("delivery/check.html", data=data)


@bp.get("/my/exams/check/clock")
@signed_in
def server_clock() -> Response:
    """The server's time."""
    return jsonify(server_time=clock.now().isoformat(timespec="milliseconds"))
