"""One candidate's browser: sign in, read the rules, start, 54 saves, hand in, receipt; over HTTP as the page does it.

Each save is one event and must come back as saved; what was acknowledged is written down for the check.
"""

import json
import re
import time
from collections.abc import Generator
from datetime import UTC, datetime
from typing import Any

from bench.loop import Address, Browser, Reply, Request, Times
from bench.paper import BenchItem, answer

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
FIELD = re.compile(rb'name="csrf_token"[^>]*value="([^"]+)"')
Asking = Generator[Request, Reply, Reply]


class Unexpected(AssertionError):
    """A reply that a working server does not give; the run is void."""


def noop(address: Address, times: int) -> Browser:
    """The baseline: the same browser asks for the route that does nothing."""
    request = Request("noop", _bytes(address, "GET", "/-/noop"))
    for _turn in range(times):
        reply = yield request
        if reply.status != 200:
            raise Unexpected(reply.status)


def _bytes(address: Address, method: str, path: str, body: bytes = b"", kind: str = "", cookie: str = "") -> bytes:
    lines = [f"{method} {path} HTTP/1.1", f"Host: {address[0]}:{address[1]}", "User-Agent: certify-bench",
             "Accept: */*", "Accept-Language: zh-CN", "Sec-Fetch-Site: same-origin"]  # fmt: skip
    if cookie:
        lines.append(f"Cookie: {cookie}")
    if method != "GET":
        lines += [f"Content-Type: {kind}", f"Content-Length: {len(body)}", f"Origin: http://{address[0]}:{address[1]}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


class Candidate:
    """A person with a browser, and what the server acknowledged to them: (epoch, sequence, slot, value)."""

    def __init__(self, number: int, login: str, address: Address, times: Times) -> None:
        self.number, self.login, self.address, self.times = number, login, address, times
        self.cookies: dict[str, str] = {}
        self.attempt_id, self.epoch, self.sequence = "", 0, 0
        self.acknowledged: list[tuple[int, int, int, Any]] = []

    def _ask(self, step: str, method: str, path: str, expected: int, body: bytes = b"", kind: str = "") -> Asking:
        """One request; keeps the cookies of the reply."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        reply = yield Request(step, _bytes(self.address, method, path, body, kind, cookie))
        for text in reply.cookies:
            name, _equals, value = text.partition(";")[0].partition("=")
            self.cookies[name] = value
        if reply.status != expected:
            raise Unexpected(f"{method} {path}: {reply.status} instead of {expected}: {reply.body[:300]!r}")
        return reply

    def _submit(self, step: str, path: str, page: Reply, **fields: str) -> Asking:
        found = FIELD.search(page.body)
        if found is None:
            raise Unexpected(f"no form on the page before {path}")
        body = "&".join(f"{name}={value.replace(' ', '+')}" for name, value in fields.items())
        body += f"&csrf_token={found.group(1).decode()}"
        return (yield from self._ask(step, "POST", path, 302, body.encode(), FORM))

    def _call(self, step: str, method: str, door: str, body: dict[str, Any]) -> Generator[Request, Reply, Any]:
        path = f"/attempts/{self.attempt_id}/{door}"
        reply = yield from self._ask(step, method, path, 200, json.dumps(body).encode(), JSON)
        return json.loads(reply.body)

    def sign_in(self, password: str) -> Browser:
        """The door, then login and password."""
        page = yield from self._ask("door", "GET", "/sign-in", 200)
        yield from self._submit("sign_in", "/sign-in", page, login=self.login, password=password)

    def start(self, sitting_id: str, access_code: str) -> Browser:
        """The rules page; then, timed as one act, from the click on start to a page that may write."""
        path = f"/sittings/{sitting_id}/start"
        page = yield from self._ask("rules", "GET", path, 200)
        began = time.perf_counter()
        sent = yield from self._submit("begin", path, page, access_code=access_code)
        self.attempt_id = sent.headers["location"].rpartition("/")[2]
        exam = yield from self._ask("exam_page", "GET", f"/attempts/{self.attempt_id}", 200)
        if b'data-slot="54"' not in exam.body:
            raise Unexpected("the exam page lacks slots")
        opened = yield from self._call("open", "POST", "open", {"client_id": self._client_id})
        if not opened["writer"]:
            raise Unexpected("the page may not write")
        self.epoch, self.sequence = opened["epoch"], opened["last_sequence"]
        self.times.note("start", time.perf_counter() - began)

    @property
    def _client_id(self) -> str:
        return f"bench-page-{self.number}"

    def answer_all(self, items: dict[int, BenchItem]) -> Browser:
        """A save a slot, each acknowledged before the next."""
        for slot, item in items.items():
            self.sequence += 1
            value, moment = answer(self.number, item).value, datetime.now(UTC).isoformat(timespec="milliseconds")
            event = {"epoch": self.epoch, "sequence": self.sequence, "slot": slot, "kind": "answer", "value": value,
                     "client_time": moment}  # fmt: skip
            reply = yield from self._call("save", "PUT", "responses", {"client_id": self._client_id, "events": [event]})
            if reply["outcomes"] != [{"epoch": self.epoch, "sequence": self.sequence, "outcome": "saved"}]:
                raise Unexpected(reply)
            self.acknowledged.append((self.epoch, self.sequence, slot, value))

    def hand_in(self) -> Browser:
        """The hand-in with its automatic marking, then the receipt."""
        body = {"client_id": self._client_id, "epoch": self.epoch, "highest_sequence": self.sequence, "events": []}
        reply = yield from self._call("finish", "POST", "hand-in", body)
        if reply["state"] != "submitted":
            raise Unexpected(reply)
        yield from self._ask("receipt", "GET", f"/attempts/{self.attempt_id}/receipt", 200)

    def whole(self, sitting_id: str, access_code: str, items: dict[int, BenchItem]) -> Browser:
        """Start to receipt."""
        yield from self.start(sitting_id, access_code)
        yield from self.answer_all(items)
        yield from self.hand_in()
