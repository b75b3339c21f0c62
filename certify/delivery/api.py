"""The JSON doors of an attempt: save, open, take over, state, presence, hand in, sign in again.

PUT /attempts/<id>/responses · …/drawings/<sha256>
POST …/open · …/take-over · GET …/state · POST …/presence · …/hand-in · …/sign-in-again
The signed attempt cookie names the browser; each service checks person, session and attempt in its one row read.
"""

import time
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import msgspec
from flask import Blueprint, Response, current_app, request, session

from certify.delivery import services
from certify.delivery.domain import HandIn, OpenPage, SessionEnded, TakeOver, decode
from certify.delivery.domain.signals import read_note
from certify.delivery.services import room
from certify.delivery.tickets import COOKIE, Ticket, seal, unseal
from foundation import clock
from foundation.errors import Forbidden, NotFound
from foundation.i18n import explain
from foundation.media import MEGABYTE
from foundation.media.kinds import TooLarge
from foundation.web import pressure
from foundation.web.access import token
from people.web import COOKIE_FIELD

bp = Blueprint("attempts_api", __name__)
REQUEST_SECONDS = 10  # rule 9
DOORS = ("save_responses", "open_page", "take_over", "state", "presence", "hand_in")
LEAN = frozenset(f"attempts_api.{name}" for name in DOORS)


def _ticket(attempt_id: UUID) -> Ticket:
    """Whose browser this is; a browser of another site or a wrong cookie gets nowhere."""
    _require_same_origin()
    ticket = unseal(request.cookies.get(COOKIE), current_app.secret_key)  # type: ignore[arg-type]  # always a str here
    if ticket is None:
        raise SessionEnded()
    if ticket.attempt_id != attempt_id:
        raise NotFound()
    return ticket


def _require_same_origin() -> None:
    """Sec-Fetch-Site where the browser sends it (https, localhost), else an exact Origin; neither is refused."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is None and request.method != "GET":
        origin = urlsplit(request.headers.get("Origin", ""))
        site = "same-origin" if origin.netloc == request.host else "unknown"
    if site not in (None, "same-origin"):
        raise Forbidden()


def give_cookie(response: Any, ticket: Ticket) -> None:
    """Set the attempt cookie, for this attempt's addresses only."""
    response.set_cookie(
        COOKIE,
        seal(ticket, current_app.secret_key),  # type: ignore[arg-type]  # always a str here
        path=f"/attempts/{ticket.attempt_id}",
        httponly=True,
        samesite="Strict",
        secure=request.is_secure,
    )


def _json(body: Any, status: int = 200) -> Response:
    encoded = body if isinstance(body, bytes) else msgspec.json.encode(body)
    return Response(encoded, status, content_type="application/json")


@bp.put("/attempts/<uuid:attempt_id>/responses")
@token
def save_responses(attempt_id: UUID) -> Response:
    """Save a batch; `received_at` is when it came, before it waited for its turn (rule 9)."""
    received_at, began = pressure.arrival()
    saved = services.save(
        _ticket(attempt_id),
        attempt_id,
        request.get_data(cache=False),
        received_at=received_at,
        is_stale=lambda: time.monotonic() - began > REQUEST_SECONDS,
    )
    return _json(saved.body, saved.status)


@bp.post("/attempts/<uuid:attempt_id>/open")
@token
def open_page(attempt_id: UUID) -> Response:
    """A page opens: does it write, and from which number on (rule 3)."""
    now = clock.now()
    return _json(services.open_attempt(_ticket(attempt_id), decode(request.get_data(), OpenPage), now=now))


@bp.post("/attempts/<uuid:attempt_id>/take-over")
@token
def take_over(attempt_id: UUID) -> Response:
    """Continue here: this page becomes the writer (rules 3, 4)."""
    now = clock.now()
    wish, address = decode(request.get_data(), TakeOver), request.remote_addr
    return _json(services.continue_here(_ticket(attempt_id), wish, now=now, address=address))


@bp.get("/attempts/<uuid:attempt_id>/state")
@token
def state(attempt_id: UUID) -> Response:
    """State, deadline and clock."""
    return _json(services.standing(_ticket(attempt_id), now=clock.now()))


@bp.post("/attempts/<uuid:attempt_id>/presence")
@token
def presence(attempt_id: UUID) -> Response:
    """The page is there: what it holds unsent and what it saw; told state, clock, pace and the last change."""
    ticket, note = _ticket(attempt_id), read_note(request.get_data())
    return _json(room.note_presence(ticket, note, address=request.remote_addr or "", now=clock.now()))


@bp.post("/attempts/<uuid:attempt_id>/hand-in")
@token
def hand_in(attempt_id: UUID) -> Response:
    """The last batch and the hand-in (rule 21)."""
    received_at, _began = pressure.arrival()
    result = services.hand_in(_ticket(attempt_id), decode(request.get_data(), HandIn), received_at=received_at)
    body = dict(result.body)
    if "refusal" in body:
        body["error"] = explain(body.pop("refusal"))
    return _json(body, result.status)


@bp.put("/attempts/<uuid:attempt_id>/drawings/<name>")
@token
def keep_drawing(attempt_id: UUID, name: str) -> Response:
    """A picture, before the answer that names it. Told by its hash: sending it twice is sending it once."""
    ticket = _ticket(attempt_id)
    if (request.content_length or 0) > services.FILE_BYTES:
        raise TooLarge(most=services.FILE_BYTES // MEGABYTE)
    services.keep_drawing(ticket, attempt_id, name, request.get_data(cache=False), now=clock.now())
    return _json({"stored": name})


@bp.post("/attempts/<uuid:attempt_id>/sign-in-again")
@token
def sign_in_again(attempt_id: UUID) -> Response:
    """The password in place, when the sign-in has ended (rule 27)."""
    fields = request.get_json(silent=True) or {}
    found, ticket = services.sign_in_again(
        _ticket(attempt_id),
        str(fields.get("password", "")),
        now=clock.now(),
        address=request.remote_addr or "",
        agent=str(request.user_agent),
    )
    session.clear()
    session[COOKIE_FIELD] = found
    response = _json({"signed_in": True})
    give_cookie(response, ticket)
    return response
