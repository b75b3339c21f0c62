"""A stand-in for the exam page's server: the real rules of `certify.delivery.domain` over a ledger in memory.

Its network can be cut or lose replies. For testing the page's scripts in Chromium without the application.
"""

import json
import mimetypes
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from string import Template
from typing import Any

from playwright.sync_api import Route

from certify.delivery.domain import (
    AnswersMissing,
    Batch,
    CurrentResponse,
    HandIn,
    Opening,
    OpenPage,
    TakeOver,
    decode,
    is_expired,
    open_page,
    reply_status,
    seconds_left,
    submit_decision,
    take_over,
)
from certify.delivery.domain.page_texts import translated
from certify.delivery.domain.signals import PresenceNote, read_note
from foundation.errors import DomainError
from tests.unit.delivery_samples import MemoryLedger, a_paper, an_attempt

ROOT = Path(__file__).parents[2]
ORIGIN = "http://localhost"
TITLE = "理论考试"


@dataclass
class ExamStub:
    """`network` decides for each API request: "up", "down", "lost reply", or an HTTP status."""

    minutes: float = 30
    network: Callable[[str, str], str | int] = lambda method, path: "up"
    n_slots: int = 6
    linear: tuple[int, ...] = ()
    server: MemoryLedger = field(init=False)
    requests: list[tuple[str, str, Any]] = field(default_factory=list)
    change: dict[str, Any] | None = None
    poll_seconds: int = 1
    notes: list[PresenceNote] = field(default_factory=list)
    password: str = "right horse"

    def __post_init__(self) -> None:
        now = datetime.now(UTC)
        attempt = an_attempt(client_id=None, started_at=now, deadline_at=now + timedelta(minutes=self.minutes))
        self.server = MemoryLedger(attempt, a_paper(self.n_slots, linear=self.linear))

    # ---- what tests look at

    def value(self, slot: int) -> Any:
        row = self.server.responses.get(slot)
        return row.value if row else None

    def saves(self) -> list[Any]:
        return [body for method, path, body in self.requests if method == "PUT"]

    def set(self, **changes: Any) -> None:
        self.server.attempt = replace(self.server.attempt, **changes)

    # ---- the network

    def answer(self, route: Route) -> None:
        path, method = route.request.url.removeprefix(ORIGIN), route.request.method
        if path.startswith("/static/"):
            return self._file(route, ROOT / path.lstrip("/"))
        if path == "/exam":
            return route.fulfill(body=self.page(), content_type="text/html; charset=utf-8")
        if not path.startswith("/api/"):
            return route.fulfill(body="<title>receipt</title>", content_type="text/html")
        return self._api(route, method, path.removeprefix("/api/"))

    def _file(self, route: Route, path: Path) -> None:
        kind = mimetypes.guess_type(path.name)[0] or "text/plain"
        route.fulfill(body=path.read_bytes(), content_type=kind)

    def _api(self, route: Route, method: str, name: str) -> None:
        mode = self.network(method, name)
        if mode == "down":
            return route.abort("internetdisconnected")
        if isinstance(mode, int):
            return route.fulfill(status=mode, json={"error": "no"})
        body = (route.request.post_data or "").encode()
        self.requests.append((method, name, json.loads(body) if body else None))
        status, reply = getattr(self, "_" + name.replace("-", "_"))(body)
        if mode == "lost reply":
            return route.abort("connectionreset")
        return route.fulfill(status=status, json=reply)

    # ---- the contract

    def _standing(self) -> dict[str, Any]:
        now, attempt = datetime.now(UTC), self.server.attempt
        return {
            "server_time": now.isoformat(),
            "seconds_left": seconds_left(attempt, now),
            "deadline_version": attempt.deadline_version,
            "state": "expired" if is_expired(attempt, now) else attempt.state.value,
        }

    def _responses(self, body: bytes) -> tuple[int, dict[str, Any]]:
        outcomes = self.server.save(decode(body, Batch), datetime.now(UTC))
        reply = {"outcomes": [outcome.as_reply() for outcome in outcomes], **self._standing()}
        return reply_status(outcomes), reply

    def _opening(self, opening: Opening) -> dict[str, Any]:
        reply = {"epoch": opening.epoch, "last_sequence": opening.last_sequence, "writer": opening.is_writer}
        return {**reply, **self._standing()}

    def _open(self, body: bytes) -> tuple[int, dict[str, Any]]:
        request = decode(body, OpenPage)
        opening = open_page(self._attempt(), request.client_id, datetime.now(UTC))
        if opening.adopts:
            self.set(client_id=request.client_id)
        return 200, self._opening(opening)

    def _attempt(self) -> Any:
        return replace(self.server.attempt, last_sequence=max(self.server.sequences(), default=0))

    def _take_over(self, body: bytes) -> tuple[int, dict[str, Any]]:
        request = decode(body, TakeOver)
        self.server.attempt = take_over(self.server.attempt, request, datetime.now(UTC))
        return 200, self._opening(Opening(self.server.attempt.epoch, 0, is_writer=True))

    def _state(self, body: bytes) -> tuple[int, dict[str, Any]]:
        return 200, {**self._standing(), "change": self.change}

    def _presence(self, body: bytes) -> tuple[int, dict[str, Any]]:
        self.notes.append(read_note(body))
        known = self.notes[-1].known == self.server.attempt.deadline_version
        return 200, {**self._standing(), "poll_seconds": self.poll_seconds, "change": None if known else self.change}

    def _hand_in(self, body: bytes) -> tuple[int, dict[str, Any]]:
        request, now, before = decode(body, HandIn), datetime.now(UTC), self.server.sequences()
        outcomes = self.server.save(request.batch, now)
        reply = {"outcomes": [outcome.as_reply() for outcome in outcomes]}
        try:
            self.server.attempt = submit_decision(self.server.attempt, request, outcomes, before, now).attempt
        except DomainError as error:
            missing = list(error.missing) if isinstance(error, AnswersMissing) else []
            return error.status, {**reply, "error": str(error), "missing": missing, **self._standing()}
        return 200, {**reply, **self._standing()}

    def _sign_in_again(self, body: bytes) -> tuple[int, dict[str, Any]]:
        return (200, {}) if json.loads(body)["password"] == self.password else (403, {"error": "密码不对"})

    # ---- the page, as small as it can be

    def page(self) -> str:
        names = ("responses", "open", "take-over", "state", "presence", "hand-in", "sign-in-again")
        data = {
            "attempt": "0190-attempt",
            "person": "0190-person",
            "vault": "what the server alone knows",
            "title": TITLE,
            "time_zone": "Asia/Shanghai",
            "poll_seconds": 1,
            "heads": {slot: _numbers(row) for slot, row in self.server.responses.items()},
            "urls": {name.replace("-", "_"): f"/api/{name}" for name in names} | {"receipt": "/receipt"},
            "texts": translated(str),
        }
        slots = range(1, self.n_slots + 1)
        cells = "".join(f'<li><a href="#q{n}" data-slot="{n}" data-number="{n}">{n}</a></li>' for n in slots)
        items = "".join(map(self._item, slots))
        return TEMPLATE.substitute(data=json.dumps(data).replace("<", "\\u003c"), items=items, cells=cells)

    def _item(self, slot: int) -> str:
        row = self.server.responses.get(slot)
        flagged = str(bool(row and row.flagged)).lower()
        head = f'<div class="bar"><span class="no" data-heading tabindex="-1">第 {slot} 题</span>'
        head += f'<button class="cf-flag" type="button" aria-pressed="{flagged}">标记</button></div>'
        response, inputs = FIELDS[slot % 5](slot, self.value(slot))
        field_set = f'<fieldset data-response="{response}" disabled><legend>{slot}</legend>{inputs}</fieldset>'
        return f'<article id="q{slot}" data-slot="{slot}" data-number="{slot}">{head}{field_set}</article>'


def _numbers(row: CurrentResponse) -> dict[str, int]:
    (epoch, sequence), (flag_epoch, flag_sequence) = row.number, row.flag_number
    return {"epoch": epoch, "sequence": sequence, "flag_epoch": flag_epoch, "flag_sequence": flag_sequence}


def _options(slot: int, kind: str, values: dict[str, str], chosen: list[str]) -> str:
    marks = {value: " checked" if value in chosen else "" for value in values}
    return "".join(
        f'<label><input type="{kind}" name="q{slot}" value="{value}"{marks[value]}>{text}</label>'
        for value, text in values.items()
    )


def _one(slot: int, value: Any) -> tuple[str, str]:
    return "one", _options(slot, "radio", LETTERS, [value])


def _many(slot: int, value: Any) -> tuple[str, str]:
    return "many", _options(slot, "checkbox", LETTERS, value or [])


def _boolean(slot: int, value: Any) -> tuple[str, str]:
    return "boolean", _options(slot, "radio", {"true": "对", "false": "错"}, [str(value).lower()])


def _blanks(slot: int, value: Any) -> tuple[str, str]:
    typed = value or ["", ""]
    return "blanks", "".join(f'<input type="text" name="q{slot}" aria-label="{n}" value="{typed[n]}">' for n in (0, 1))


def _text(slot: int, value: Any) -> tuple[str, str]:
    return "text", f'<textarea name="q{slot}" aria-label="x">{value or ""}</textarea>'


LETTERS = {letter: letter for letter in "ABCD"}
FIELDS = {1: _one, 2: _many, 3: _boolean, 4: _blanks, 0: _text}

TEMPLATE = Template((Path(__file__).parent / "exam_stub.html").read_text())
