"""Safe Exam Browser: the file of a sitting, the links to it, the page that ends it, and what a request shows.

GET /sittings/<id>/exam.seb · GET /safe-browser/<link>/exam.seb · GET /safe-browser/quit/<word>
"""

from datetime import datetime
from uuid import UUID

from flask import Response as FlaskResponse
from flask import current_app, render_template, request, url_for
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.urls import iri_to_uri
from werkzeug.wrappers import Response

from certify.delivery.domain.safe_browser import EXAM_KEY_HEADER, KEY_HEADER, Claim, Proof
from certify.delivery.formats.seb_file import MEDIA_TYPE
from certify.delivery.routes.blueprint import bp
from certify.delivery.services import safe_browser
from certify.delivery.services.safe_browser import Place
from certify.exams.domain import SittingView
from certify.exams.domain.safe_browser import SafeBrowser
from foundation.errors import NotFound
from foundation.web.access import public, requires, token
from people.domain import Permission
from people.web import actor

LINK_SECONDS = 3600
FORM_CONFIG, FORM_EXAM = "seb_config_key", "seb_exam_key"  # filled in by static/js/exam/safe_browser.js


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key, salt="safe browser file")  # type: ignore[arg-type]  # a str


def _place(sitting_id: UUID) -> Place:
    """As the browser came here: behind a proxy that is one of TRUSTED_PROXIES, by its name and scheme."""
    return Place(
        url_for("delivery.start", sitting_id=sitting_id, _external=True),
        lambda word: url_for("delivery.safe_browser_quit", word=word, _external=True),
    )


def _file(body: bytes) -> Response:
    named = {"Content-Disposition": 'attachment; filename="exam.seb"'}
    return FlaskResponse(body, content_type=MEDIA_TYPE, headers=named)


@bp.get("/sittings/<uuid:sitting_id>/exam.seb")
@requires(Permission.SIT_EXAMS, Permission.MANAGE_SITTINGS, Permission.INVIGILATE)
def safe_browser_file(sitting_id: UUID) -> Response:
    """The file, for those on the roster and for staff."""
    return _file(safe_browser.file_for(actor(), sitting_id, _place(sitting_id)))


@bp.get("/safe-browser/<link>/exam.seb")
@token
def safe_browser_link(link: str) -> Response:
    """The file, for the browser itself, which fetches it without anybody's cookie: by a link that ends in an hour."""
    try:
        sitting_id = UUID(_signer().loads(link, max_age=LINK_SECONDS))
    except (BadSignature, ValueError):
        raise NotFound()
    return _file(safe_browser.file_by_link(sitting_id, _place(sitting_id)))


@bp.get("/safe-browser/quit/<word>")
@public
def safe_browser_quit(word: str) -> str:
    """Safe Exam Browser ends when it is led here; any other browser reads that there is nothing more to do."""
    return render_template("delivery/safe_browser_quit.html")


def open_link(sitting_id: UUID) -> str:
    """The link that opens Safe Exam Browser with the sitting's file."""
    link = _signer().dumps(sitting_id.hex)
    address = url_for("delivery.safe_browser_link", link=link, _external=True)
    return address.replace("http", "seb", 1)  # http → seb, https → sebs


def quit_link(sitting_id: UUID) -> str:
    """Out of Safe Exam Browser; empty for a sitting that doesn't want it."""
    rules = safe_browser.rules_of(sitting_id)
    return url_for("delivery.safe_browser_quit", word=rules.quit_token, _external=True) if rules.is_wanted else ""


def seen_browser(rules: SafeBrowser, sitting_id: UUID) -> Proof:
    """What this request shows: by its headers, and in a form by what the page's script was told."""
    address = iri_to_uri(request.url)
    sent = Claim(address, request.headers.get(KEY_HEADER), request.headers.get(EXAM_KEY_HEADER))
    reported = Claim(address, request.form.get(FORM_CONFIG), request.form.get(FORM_EXAM))
    return safe_browser.prove(rules, _place(sitting_id), sent, reported)


def browser_at_the_door(sitting: SittingView) -> Proof:
    """What the start page's request shows; a sitting that wants nothing is content with anything."""
    if not sitting.rules.safe_browser.is_wanted:
        return Proof.MATCH
    return seen_browser(safe_browser.rules_for(actor(), sitting.sitting_id), sitting.sitting_id)


def note_browser(sitting_id: UUID, attempt_id: UUID, *, now: datetime, at_the_door: Proof | None = None) -> None:
    """Write down in what an exam was begun or is opened, where it matters."""
    rules = safe_browser.rules_of(sitting_id)
    if rules.is_wanted:
        safe_browser.note_browser(attempt_id, at_the_door or seen_browser(rules, sitting_id), now=now)
