"""One open exam page of a simulated candidate: sends, polls, forks and hands in as static/js/exam/ does (sender.js,
news.js, hand_in.js).

A life ends with a reload, a crash or another computer; the notebook remembers what the server acknowledged over all of
a candidate's lives.
"""

import asyncio
import random
import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bench.chaos.browser import Answer, Browser, NetworkFailure
from bench.chaos.page import NEVER, Event, Page, leftovers

JUDGED = frozenset({200, 202, 409, 423})
POLL_SECONDS, INSIST_SECONDS, RETRY_SECONDS = 5.0, 2.0, 3.0


class ThrownOut(Exception):
    """A reply after which the page cannot go on: the candidate lost the exam to a fault."""


@dataclass
class Acknowledged:
    """An event that the server said it holds: what was sent, what was said, when it was first sent (wall clock), and
    the seconds that it was unsent.
    """

    event: Event
    meaning: str
    first_sent: float
    waited: float


@dataclass
class Notebook:
    """What the bench knows of a candidate's attempt."""

    number: int
    attempt_id: str = ""
    acknowledged: list[Acknowledged] = field(default_factory=list)
    receipt_said: bool = False
    thrown_out: list[str] = field(default_factory=list)


class Life:
    """A page with its timers. `stored` is the browser's queue (IndexedDB): it outlives the page."""

    def __init__(
        self, browser: Browser, notebook: Notebook, client_id: str, stored: dict[tuple[int, int], Event]
    ) -> None:
        self.browser, self.notebook, self.stored = browser, notebook, stored
        self.page = Page(client_id)
        self.sent_at: dict[tuple[int, int], float] = {}
        self.state, self.over, self.is_replaced, self.is_lost = "in_progress", False, False, False
        self._ends_at, self._heard_at = NEVER, 0.0
        self.saved_at = 0.0  # loop time of the last judgement
        self._wake = asyncio.Event()

    @property
    def _base(self) -> str:
        return f"/attempts/{self.notebook.attempt_id}"

    async def insist(self, question: Callable[[], Awaitable[Answer]]) -> Answer:
        """The same question until the server answers it."""
        while True:
            wait = INSIST_SECONDS
            try:
                answer = await question()
                if answer.status < 500 and answer.status != 429:
                    return answer
                wait = answer.retry_after or wait
            except NetworkFailure:
                pass
            await asyncio.sleep(wait)

    async def open(self, heads: dict[int, dict[str, int]]) -> bool:
        """Open the page; True when it may write."""
        body = {"client_id": self.page.client_id}
        answer = await self.insist(lambda: self.browser.ask("open", "POST", f"{self._base}/open", body))
        if answer.status != 200 or "epoch" not in answer.json:
            raise ThrownOut(f"open: {answer.status} {answer.body[:100]!r}")
        self.page.open(answer.json, list(self.stored.values()), _now())
        self.on_reply(answer.json)
        if self.page.writer:
            for event in leftovers(self.page.events, self.page.epoch, heads):
                self.record(event.slot, event.kind, event.value)
        return self.page.writer

    async def take_over(self) -> None:
        """ "Continue here", and the page loads anew."""
        body = {"client_id": self.page.client_id, "epoch": self.page.epoch}
        answer = await self.insist(lambda: self.browser.ask("take_over", "POST", f"{self._base}/take-over", body))
        if answer.status != 200 and self.seconds_left() > 0:
            raise ThrownOut(f"take-over: {answer.status} {answer.body[:100]!r}")

    def record(self, slot: int, kind: str, value: Any, *, typing: bool = False) -> None:
        """An answer: in this browser at once, to the server soon."""
        moment = datetime.now(UTC).isoformat(timespec="milliseconds")
        event = self.page.record(slot, kind, value, _now(), moment, typing=typing)
        self.stored[event.number] = event
        self._wake.set()

    def on_reply(self, reply: dict[str, Any]) -> None:
        """The server's clock and state, in every reply."""
        if "seconds_left" not in reply:
            return
        self._heard_at = _now()
        self._ends_at = self._heard_at + reply["seconds_left"]
        self.state = reply["state"]
        if reply.get("epoch", 0) > self.page.epoch:
            self.page.writer = False
        if self.state == "submitted":
            self.over = True

    def seconds_left(self) -> float:
        """By the server's clock."""
        return self._ends_at - _now()

    async def run(self) -> None:
        """Send and poll until the page is over, or is cancelled (a reload, a crash)."""
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._send_all()), group.create_task(self._poll())]
            while not self._is_done():
                await asyncio.sleep(0.25)
            for task in tasks:
                task.cancel()

    def _is_done(self) -> bool:
        if self.is_lost or (self.over and not self.page.pending()):
            return True
        is_reader = not self.page.writer and self.page.blocked is None
        if is_reader and not self.is_replaced:
            self.throw_out("another page writes, though none was open")
        return is_reader

    def throw_out(self, reason: str) -> None:
        """The candidate lost the exam page to a fault."""
        self.notebook.thrown_out.append(reason)
        self.is_lost = True

    async def _send_all(self) -> None:
        while True:
            wait = self.page.send_at() - _now()
            if wait > 0:
                self._wake.clear()
                try:
                    async with asyncio.timeout(min(wait, 60)):
                        await self._wake.wait()
                except TimeoutError:
                    pass
                continue
            batch = self.page.take(_now())
            if batch is None:
                await asyncio.sleep(0.05)
                continue
            await self._send(batch)

    async def _send(self, batch: list[Event]) -> None:
        self._note_sent(batch)
        body = {"client_id": self.page.client_id, "events": [event.wire() for event in batch]}
        try:
            answer = await self.browser.ask("save", "PUT", f"{self._base}/responses", body)
        except NetworkFailure:
            self.page.fail("network", _now(), random.random())
            return
        reply = answer.json
        if answer.status in JUDGED and "outcomes" in reply:
            await self.judged(reply)
        else:
            self._unjudged("save", answer)

    def _note_sent(self, batch: list[Event]) -> None:
        for event in batch:
            self.sent_at.setdefault(event.number, time.time())

    def _unjudged(self, step: str, answer: Answer) -> None:
        if answer.status < 500 and answer.status not in (409, 429):
            self.throw_out(f"{step}: {answer.status} {answer.body[:100]!r}")
        if self.page.in_flight is not None:
            self.page.fail("server", _now(), random.random(), answer.retry_after)

    async def judged(self, reply: dict[str, Any]) -> None:
        """Outcomes of a save or of a hand-in's last batch."""
        epoch = self.page.epoch
        self.saved_at = _now()
        done = self.page.settle(reply["outcomes"], self.saved_at)
        for event, meaning in done.acknowledged:
            first = self.sent_at.get(event.number, 0.0)
            self.notebook.acknowledged.append(Acknowledged(event, meaning, first, self.saved_at - event.since))
            if meaning != "superseded" or event.epoch < epoch:
                self.stored.pop(event.number, None)
        if done.odd:
            self.throw_out(done.odd[0])
        self.on_reply(reply)
        if done.superseded and not self.is_replaced:
            self.throw_out(f"superseded, though no other page was open: {reply['outcomes'][:3]}")
        if done.forked and not done.superseded:
            await self._renew()

    async def _renew(self) -> None:
        self.page.blocked = "renewing"
        fresh = new_client_id()
        body = {"client_id": fresh, "epoch": self.page.epoch, "former_client_id": self.page.client_id}
        answer = await self.insist(lambda: self.browser.ask("take_over", "POST", f"{self._base}/take-over", body))
        if answer.status != 200:
            self.page.blocked = None
            if self.seconds_left() > 0 and not self.is_replaced:
                self.throw_out(f"take-over after a fork: {answer.status} {answer.body[:100]!r}")
            self.page.writer = False
            return
        old = [event.number for event in self.page.pending() if event.epoch == self.page.epoch]
        self.page.renew(answer.json["epoch"], fresh)
        self.stored.update({event.number: event for event in self.page.pending()})
        for number in old:
            self.stored.pop(number, None)

    async def _poll(self) -> None:
        while True:
            await asyncio.sleep(POLL_SECONDS)
            if _now() - self._heard_at > POLL_SECONDS * 0.9:
                await self._ask_state()
                self._wake.set()

    async def _ask_state(self) -> None:
        try:
            answer = await self.browser.ask("state", "GET", f"{self._base}/state")
        except NetworkFailure:
            if self.page.in_flight is None:
                self.page.fail("network", _now(), random.random())
            return
        self.page.heard()
        if answer.status == 200 and answer.json:
            self.on_reply(answer.json)
        elif answer.status < 500 and answer.status != 429:
            self.throw_out(f"state: {answer.status} {answer.body[:100]!r}")

    async def hand_in(self, *, deaf: bool = False, eager: bool = False) -> None:
        """Hand in, again and again until it is done. `deaf`: the network dies in the first reply; `eager`: what is
        unsent goes with it instead of before it.
        """
        while not (self.over or self.is_lost):
            if self.page.in_flight is not None or (self.page.pending() and not eager):
                self._wake.set()
                await asyncio.sleep(0.25)
                continue
            await self._hand_in_once(deaf=deaf)
            deaf = eager = False
            if not self.over:
                await asyncio.sleep(RETRY_SECONDS)

    async def _hand_in_once(self, *, deaf: bool) -> None:
        batch = self.page.take(_now(), force=True) or []
        self._note_sent(batch)
        body = {
            **{"client_id": self.page.client_id, "epoch": self.page.epoch, "highest_sequence": self.page.sequence},
            **{"events": [event.wire() for event in batch], "without": self.page.gaps()},
        }
        try:
            answer = await self.browser.ask("hand_in", "POST", f"{self._base}/hand-in", body, deaf=deaf)
        except NetworkFailure:
            self.page.fail("network", _now(), random.random())
            return
        if "outcomes" in answer.json:
            await self.judged(answer.json)
        else:
            self._unjudged("hand_in", answer)
        if answer.status == 200:
            self.over = True


def new_client_id() -> str:
    """A page's random name."""
    return f"p-{secrets.token_hex(16)}"


def _now() -> float:
    return asyncio.get_running_loop().time()
