"""Back-pressure: when more is asked than the machine can do, saving answers goes first and everything else waits.

- Saves, polls and hand-ins are never sent away, and take their turn before any page (foundation/web/floor.py).
- Pages: a few wait for their turn, the others come again in a moment.
- Doors (whatever checks a password): a few seats in each process, then a moment is kept for each, in the order in
  which they came, so that ten thousand people neither storm the door again and again nor overtake each other.
- Heavy ones (reports, imports, exports): one at a time on the machine.
- News (what follows a hand-in, such as its marking): left for the job process while several wait.
Whoever is sent away gets 503 with Retry-After, and a page that comes again by itself.
"""

import random
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from functools import wraps
from typing import Any

from flask import Flask, Response, jsonify, make_response, render_template, request, session

from foundation import clock, events
from foundation.gates import Busy, Gate
from foundation.i18n import explain
from foundation.settings import Settings
from foundation.web.floor import Floor
from foundation.web.shell import wants_json

SWITCH_SECONDS = 0.0005  # a thread that computes gives way after this (Python's own default: ten times that)
SWITCH_SECONDS_BESIDE_HEAVY = 0.0001
PLACES_SQLITE, PLACES_POSTGRESQL = 1, 8  # SQLite has one writer; PostgreSQL's replies are waited for meanwhile
PAGES_AT_ONCE, PAGES_WAITING, PAGE_WAIT_SECONDS = 2, 40, 5.0  # forty pages are some 0.3 s of work
SEATS_AT_THE_DOOR = 3
SEATS_FOR_HEAVY, HEAVY_WAIT_SECONDS = 2, 3.0
NEWS_GIVE_WAY = 4  # to so many who wait in this process
PLACE_FIELD = "place"
PLACE_KEPT_SECONDS = 120
READ_FIRST_BYTES = 32 * 1024
PAGE, SAVE = "certify.page", "certify.save"
ARRIVED = "certify.arrived"
View = Callable[..., Any]


class Seats:
    """So many at once in this process; whoever comes then is sent away."""

    def __init__(self, count: int) -> None:
        self._free = threading.BoundedSemaphore(count)

    @contextmanager
    def seat(self) -> Iterator[None]:
        """For the length of a block; raises Busy."""
        if not self._free.acquire(blocking=False):
            raise Busy()
        try:
            yield
        finally:
            self._free.release()


class Door:
    """Seats before the gate of passwords; nobody takes one before those who were told to come at this time."""

    def __init__(self, gate: Gate, seats: int = SEATS_AT_THE_DOOR) -> None:
        self._gate, self._seats = gate, Seats(seats)

    @contextmanager
    def seat(self, now: float) -> Iterator[None]:
        """Sit down, or be told when to come (Busy). The moment is kept in the visitor's signed session."""
        place: float | None = session.pop(PLACE_FIELD, None)
        if place is not None and place < now - PLACE_KEPT_SECONDS:
            place = None
        if place is None and self._gate.has_list(now):
            place = self._gate.keep_place(now)
        if place is not None and place > now:
            session[PLACE_FIELD] = place
            raise Busy(place - now)
        with ExitStack() as stack:
            try:
                stack.enter_context(self._seats.seat())
            except Busy:
                session[PLACE_FIELD] = place = place or self._gate.keep_place(now)
                raise Busy(max(place - now, 1 + random.random())) from None  # noqa: S311  # spreads them; no secret
            yield


def on_busy(error: Busy) -> Response:
    """503: when to come again; a page that was only asked for comes again by itself."""
    seconds = str(error.retry_after_seconds)
    if wants_json():
        response = make_response(jsonify(error=explain(error)), error.status)
    else:
        page = render_template("foundation/busy.html", text=explain(error), seconds=seconds)
        response = make_response(page, error.status)
        if request.method == "GET":
            response.headers["Refresh"] = seconds
    response.headers["Retry-After"] = seconds
    return response


def arrival() -> tuple[datetime, float]:
    """When this request came, before it waited for its turn: the moment, and the monotonic clock."""
    came: tuple[datetime, float] | None = request.environ.get(ARRIVED)
    return came or (clock.now(), time.monotonic())


def init_app(
    app: Flask, settings: Settings, *, free: frozenset[str], doors: frozenset[str], heavy: frozenset[str]
) -> None:
    """Call last: `free` are the endpoints of a running exam, `doors` check passwords, `heavy` take long."""
    sys.setswitchinterval(SWITCH_SECONDS)
    places = PLACES_SQLITE if settings.is_sqlite else PLACES_POSTGRESQL
    floor = Floor(places, min(places, PAGES_AT_ONCE), waiting_pages=PAGES_WAITING, wait_seconds=PAGE_WAIT_SECONDS)
    door = Door(Gate(settings.instance_path, "password"))
    gate, seats = Gate(settings.instance_path, "heavy"), Seats(SEATS_FOR_HEAVY)
    for endpoint in doors:
        app.view_functions[endpoint] = _at_the_door(app.view_functions[endpoint], door)
    for endpoint in heavy:
        app.view_functions[endpoint] = _alone(app.view_functions[endpoint], gate, seats)
    apart = doors | heavy | {"static", "shell.noop"}

    def take_place() -> None:
        request.environ[ARRIVED] = (clock.now(), time.monotonic())
        if (request.content_length or 0) > READ_FIRST_BYTES:
            request.get_data()  # a photo on a slow line holds nobody's place
        if request.endpoint in free:
            floor.enter()
            request.environ[SAVE] = True
        elif request.endpoint not in apart:
            floor.enter_page()
            request.environ[PAGE] = True

    def give_back(_error: BaseException | None) -> None:
        if request.environ.pop(SAVE, False):
            floor.leave(is_page=False)
        elif request.environ.pop(PAGE, False):
            floor.leave(is_page=True)

    app.before_request_funcs.setdefault(None, []).insert(0, take_place)
    app.teardown_request(give_back)
    app.extensions["certify_floor"] = floor
    app.extensions[events.GIVES_WAY] = lambda: floor.n_waiting >= NEWS_GIVE_WAY
    app.register_error_handler(Busy, on_busy)


def _at_the_door(view: View, door: Door) -> View:
    @wraps(view)
    def entered(*args: Any, **kwargs: Any) -> Any:
        with door.seat(time.time()):
            return view(*args, **kwargs)

    return entered


def _alone(view: View, gate: Gate, seats: Seats) -> View:
    @wraps(view)
    def entered(*args: Any, **kwargs: Any) -> Any:
        with seats.seat(), gate.turn(HEAVY_WAIT_SECONDS):
            sys.setswitchinterval(SWITCH_SECONDS_BESIDE_HEAVY)
            try:
                return view(*args, **kwargs)
            finally:
                sys.setswitchinterval(SWITCH_SECONDS)

    return entered
