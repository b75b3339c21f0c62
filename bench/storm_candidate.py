"""A candidate in a storm: starts at a given moment, thinks as long as people do, hands in at a given moment.

The same requests as bench/candidate.py, each with its due time, and the page's own questions while nothing is said.
"""

import json
import time
from collections.abc import Generator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bench.candidate import FIELD, FORM, JSON
from bench.loop import Address
from bench.open_loop import Answer, Failed, Timed, TimedBrowser
from bench.paper import BenchItem, answer

SAVED = b'"outcome":"saved"'
Asking = Generator[Timed, Answer, Answer]


@dataclass(frozen=True, slots=True)
class Times:
    """When a candidate does what (perf_counter): reads the rules, starts, pauses before each answer, hands in."""

    arrive: float
    start: float
    pauses: list[float]
    hand_in: float


@dataclass(slots=True)
class StormCandidate:
    """One signed-in browser, and what the server acknowledged to it: (epoch, sequence, slot, value)."""

    number: int
    address: Address
    cookies: dict[str, str]
    poll_seconds: float
    attempt_id: str = ""
    epoch: int = 0
    sequence: int = 0
    acknowledged: list[tuple[int, int, int, Any]] = field(default_factory=list)
    _heard: float = 0.0
    _cookie: str = ""

    def data(self, method: str, path: str, body: bytes = b"", kind: str = "") -> bytes:
        """A request's bytes."""
        host = f"{self.address[0]}:{self.address[1]}"
        head = (f"{method} {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: certify-bench\r\nAccept: */*\r\n"
                f"Accept-Language: zh-CN\r\nSec-Fetch-Site: same-origin\r\nCookie: {self._cookie}\r\n")  # fmt: skip
        if method != "GET":
            head += f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\nOrigin: http://{host}\r\n"
        return head.encode() + b"\r\n" + body

    def ask(
        self, step: str, method: str, path: str, expected: int, body: bytes = b"", kind: str = "", due: float = 0.0
    ) -> Asking:
        """One request and its reply; raises Failed for another status than the expected one."""
        found = yield Timed(step, self.data(method, path, body, kind), due)
        self._heard = time.perf_counter()
        if found.status != expected:
            raise Failed(f"{step}: {found.status} instead of {expected}: {found.body[:200]!r}")
        if b"et-cookie:" in found.head:
            self.keep_cookies(found.head)
        return found

    def keep_cookies(self, head: bytes) -> None:
        """What the reply sets."""
        for line in head.decode("latin-1").split("\r\n"):
            name, _colon, value = line.partition(": ")
            if name.lower() == "set-cookie":
                cookie, _equals, text = value.partition(";")[0].partition("=")
                self.cookies[cookie] = text
        self.show_cookies()

    def show_cookies(self) -> None:
        """The Cookie header of the requests to come."""
        self._cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def _call(self, step: str, door: str, body: dict[str, Any]) -> Asking:
        return self.ask(step, "POST", f"/attempts/{self.attempt_id}/{door}", 200, json.dumps(body).encode(), JSON)

    def start(self, sitting_id: str, access_code: str, arrive: float, due: float) -> TimedBrowser:
        """The rules page when one arrives; then, due, three requests in a row: start, the exam page, opening it."""
        self.show_cookies()
        path = f"/sittings/{sitting_id}/start"
        page = yield from self.ask("rules", "GET", path, 200, due=arrive)
        token = FIELD.search(page.body)
        if token is None:
            raise Failed("no form on the rules page")
        body = f"access_code={access_code}&csrf_token={token.group(1).decode()}".encode()
        sent = yield from self.ask("begin", "POST", path, 302, body, FORM, due)
        self.attempt_id = sent.header(b"location").decode().rpartition("/")[2]
        exam = yield from self.ask("exam_page", "GET", f"/attempts/{self.attempt_id}", 200)
        if exam.body.count(b"<article") != 54:
            raise Failed("the exam page lacks items")
        found = yield from self._call("open", "open", {"client_id": self._client_id})
        opened = json.loads(found.body)
        self.epoch, self.sequence = opened["epoch"], opened["last_sequence"]
        self.poll_seconds = float(opened.get("poll_seconds", self.poll_seconds))

    @property
    def _client_id(self) -> str:
        return f"bench-page-{self.number}"

    def save(self, slot: int, item: BenchItem, due: float = 0.0) -> TimedBrowser:
        """One answer."""
        self.sequence += 1
        value = answer(self.number, item).value
        event = {"epoch": self.epoch, "sequence": self.sequence, "slot": slot, "kind": "answer", "value": value,
                 "client_time": datetime.now(UTC).isoformat(timespec="milliseconds")}  # fmt: skip
        body = json.dumps({"client_id": self._client_id, "events": [event]}).encode()
        path = f"/attempts/{self.attempt_id}/responses"
        found = yield from self.ask("save", "PUT", path, 200, body, JSON, due)
        if SAVED not in found.body:
            raise Failed(f"save: {found.body[:200]!r}")
        self.acknowledged.append((self.epoch, self.sequence, slot, value))

    def _quiet_until(self, moment: float) -> TimedBrowser:
        """The page asks how things stand after some seconds in which it heard nothing."""
        while moment - self._heard > self.poll_seconds:
            yield from self.ask("state", "GET", f"/attempts/{self.attempt_id}/state", 200,
                                 due=self._heard + self.poll_seconds)  # fmt: skip

    def answer_all(self, items: dict[int, BenchItem], times: Times) -> TimedBrowser:
        """Every item after its pause; what is not answered when the time comes to hand in stays unanswered."""
        at = time.perf_counter()
        for (slot, item), pause in zip(items.items(), times.pauses, strict=True):
            at += pause
            if at > times.hand_in:
                break
            yield from self._quiet_until(at)
            yield from self.save(slot, item, at)

    def hand_in(self, due: float) -> TimedBrowser:
        """The hand-in, then its receipt."""
        yield from self._quiet_until(due)
        body = {"client_id": self._client_id, "epoch": self.epoch, "highest_sequence": self.sequence, "events": []}
        path = f"/attempts/{self.attempt_id}/hand-in"
        found = yield from self.ask("finish", "POST", path, 200, json.dumps(body).encode(), JSON, due)
        if b'"state":"submitted"' not in found.body.replace(b" ", b""):
            raise Failed(f"finish: {found.body[:200]!r}")
        yield from self.ask("receipt", "GET", f"/attempts/{self.attempt_id}/receipt", 200)

    def whole(self, sitting_id: str, access_code: str, items: dict[int, BenchItem], times: Times) -> TimedBrowser:
        """Start, 54 answers, hand-in, receipt."""
        yield from self.start(sitting_id, access_code, times.arrive, times.start)
        yield from self.answer_all(items, times)
        yield from self.hand_in(times.hand_in)
