"""One person's exam under faults: sign in, start, answer with think time, sometimes reload, crash or change computers,
then hand in, or walk away and leave it to the closer.
"""

import asyncio
import json
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from bench.chaos.browser import FORM, Answer, Browser, NetworkFailure
from bench.chaos.life import Life, Notebook, ThrownOut, new_client_id
from bench.chaos.page import Event
from bench.hall import PASSWORD, Hall
from bench.loop import Address
from bench.paper import answer

Running = asyncio.Task[None]
Stored = dict[tuple[int, int], Event]
FIELD = re.compile(rb'name="csrf_token"[^>]*value="([^"]+)"')
DATA = re.compile(rb'<script[^>]*id="exam-data"[^>]*>(.*?)</script>', re.S)
AGAIN_SECONDS = (1.0, 3.0)
ENDINGS = ("hands_in", "deaf", "eager", "time_up", "leaves", "cheats")
WEIGHTS = (50, 15, 10, 10, 11, 4)
CHEATING_SECONDS = 25


class TooLate(Exception):
    """The start was done, its reply was lost, and when the network came back the time was over: nothing to sit."""


@dataclass(frozen=True, slots=True)
class World:
    """What all candidates share: the hall, the way to the server, what was answered, the mean think time."""

    hall: Hall
    address: Address
    seen: Counter[tuple[str, int]]
    think_seconds: float
    minutes: int
    is_ending: asyncio.Event


class Candidate:
    """A person, from sign-in to receipt. `active` is what the room would see: the life, and since when it waits."""

    def __init__(self, number: int, world: World, seed: str) -> None:
        self.number, self.world = number, world
        self.dice = random.Random(f"{seed} candidate {number}")
        self.notebook = Notebook(number)
        self.life: Life | None = None
        self.browser = Browser(world.address, world.seen)
        self.ending = self.dice.choices(ENDINGS, WEIGHTS)[0]
        self._ghosts: list[Running] = []

    def waits_since(self, moment: float) -> bool:
        """Nothing of theirs has come through since (loop time): no reply at all, or an answer from before is unsent."""
        page = self.life.page if self.life else None
        is_unsent = page is not None and bool(page.pending()) and page.oldest_at < moment
        return self.browser.heard_at < moment or is_unsent

    def describe(self) -> str:
        """For the report: where they stand."""
        life = self.life
        if life is None:
            return f"not on the page, {self.ending}"
        page = life.page
        return f"{self.ending}, {len(page.pending())} unsent, failures {page.failures} {page.failure}, blocked " \
               f"{page.blocked}, writer {page.writer}, over {life.over}, state {life.state}"  # fmt: skip

    async def sit(self) -> None:
        """The whole exam."""
        try:
            await self._enter()
            await self._sit()
        except ThrownOut as reason:
            self.notebook.thrown_out.append(str(reason))
        except TooLate:
            pass
        finally:
            for ghost in self._ghosts:
                ghost.cancel()
            self.browser.close()

    async def _load(self, step: str, method: str, path: str, body: bytes | None = None) -> Answer | None:
        """A page as a person loads it: when it does not come, None after a moment."""
        try:
            found = await self.browser.ask(step, method, path, body, FORM, limit=30)
            if found.status < 500 and found.status != 429:
                return found
        except NetworkFailure:
            pass
        await asyncio.sleep(self.dice.uniform(*AGAIN_SECONDS))
        return None

    async def _submit(
        self, step: str, path: str, fields: Mapping[str, str], is_done: Callable[[Answer], bool]
    ) -> Answer:
        """Load a form's page, fill it in and send it, until it has worked; a page that is already beyond is as good."""
        began = time.monotonic()
        while True:
            page = await self._load(f"{step}_page", "GET", path)
            if page is None:
                continue
            if is_done(page):
                return page
            token = FIELD.search(page.body)
            if page.status != 200 or token is None:
                raise ThrownOut(f"{step}: {page.status} {page.headers.get('location', '')} {page.body[:100]!r}")
            pairs = {**fields, "csrf_token": token.group(1).decode()}
            body = "&".join(f"{name}={value.replace(' ', '+')}" for name, value in pairs.items()).encode()
            sent = await self._load(step, "POST", path, body)
            if sent is None:
                continue
            if not is_done(sent):
                if sent.status == 422 and time.monotonic() - began > 60 * self.world.minutes:
                    raise TooLate
                raise ThrownOut(f"{step}: {sent.status} {sent.headers.get('location', '')} {sent.body[:100]!r}")
            return sent

    async def _enter(self) -> None:
        """Sign in and start; on a second computer the same brings one to the same attempt (rule 1)."""
        hall = self.world.hall
        fields = {"login": hall.logins[self.number], "password": PASSWORD}
        await self._submit("sign_in", "/sign-in", fields, lambda reply: reply.status == 302)

        if self.notebook.attempt_id:
            return

        def is_started(reply: Answer) -> bool:
            return reply.status == 302 and reply.headers["location"].startswith("/attempts/")

        path = f"/sittings/{hall.sitting_id}/start"
        begun = await self._submit("start", path, {"access_code": hall.access_code}, is_started)
        self.notebook.attempt_id = begun.headers["location"].split("/")[2]

    async def _page(self) -> dict[int, dict[str, int]] | None:
        """Load the exam page; the numbers that the server holds by slot, or None when the exam is over."""
        path = f"/attempts/{self.notebook.attempt_id}"
        while (page := await self._load("exam_page", "GET", path)) is None:
            pass
        data = DATA.search(page.body)
        if page.status == 302 and page.headers["location"] == f"{path}/receipt":
            return None
        if page.status != 200 or data is None or b'data-slot="54"' not in page.body:
            raise ThrownOut(f"exam page: {page.status} {page.headers.get('location', '')} {page.body[:100]!r}")
        return {int(slot): head for slot, head in json.loads(data.group(1))["heads"].items()}

    async def _sit(self) -> None:
        remaining = list(self._plan())
        client_id: str = new_client_id()
        stored: Stored = {}
        while True:
            heads = await self._page()
            if heads is None:
                return await self._receipt()
            self.life = life = Life(self.browser, self.notebook, client_id, stored)
            if not await life.open(heads):
                if life.over or life.seconds_left() <= 0:
                    return await self._receipt()
                await life.take_over()
                continue
            running = asyncio.create_task(life.run())
            accident = await self._answer(life, remaining)
            if accident is None:
                return await self._end(life, running)
            client_id, stored = self._befall(accident, life, running, stored)
            if accident == "computer":
                await self._enter()

    def _plan(self) -> Iterator[int]:
        """Every item once or twice, some flags, some cleared again; in the order of the paper with jumps back."""
        slots = list(self.world.hall.items)
        for place, slot in enumerate(slots):
            yield slot
            if self.dice.random() < 0.2:
                yield self.dice.choice(slots[: place + 1])

    async def _answer(self, life: Life, remaining: list[int]) -> str | None:
        """Answer with think time until all is answered or the time is up; the accident that ends this page, if any."""
        accident_at = self._accident()
        while remaining and not (life.is_lost or life.over or self.world.is_ending.is_set()):
            if life.seconds_left() <= 0:
                break
            if self.ending == "leaves" and self.dice.random() < 0.01:
                break
            await asyncio.sleep(min(self.dice.expovariate(1 / self.world.think_seconds), 15.0))
            self._touch(life, remaining.pop(0))
            if accident_at and self.dice.random() < accident_at[1]:
                return accident_at[0]
        return None

    def _accident(self) -> tuple[str, float] | None:
        kind = self.dice.choices(("", "reload", "computer", "amnesia"), (70, 20, 6, 4))[0]
        return (kind, 0.03) if kind else None

    def _touch(self, life: Life, slot: int) -> None:
        """Answer, now and then flag or clear."""
        item, chance = self.world.hall.items[slot], self.dice.random()
        if chance < 0.06:
            life.record(slot, "flag", self.dice.random() < 0.7)
        elif chance < 0.09:
            life.record(slot, "clear", None)
        else:
            value = answer(self.number * 10 + self.dice.randrange(3), item).value
            life.record(slot, "answer", value, typing=item.item_type in ("fill_blank", "essay"))

    def _befall(self, accident: str, life: Life, running: Running, stored: Stored) -> tuple[str, Stored]:
        """What the next page begins with: the tab's id and the browser's queue."""
        if accident == "computer":  # the old one stays on and goes on sending what it still has
            life.is_replaced = True
            self._ghosts.append(running)
            self.browser = Browser(self.world.address, self.world.seen)
            return new_client_id(), {}
        running.cancel()
        self.browser.close()
        return life.page.client_id, stored if accident == "reload" else {}

    async def _end(self, life: Life, running: Running) -> None:
        """Hand in, each in their way, and see the receipt; those who leave switch the computer off."""
        if life.is_lost or (self.ending == "leaves" and not life.over):
            running.cancel()
            return
        if self.ending in ("time_up", "cheats") and not self.world.is_ending.is_set():
            await asyncio.sleep(max(0.0, life.seconds_left()))
            await self._cheat(life)
        await life.hand_in(deaf=self.ending == "deaf", eager=self.ending == "eager")
        await running  # what was left goes as it is
        if not life.is_lost:
            await self._receipt()

    async def _cheat(self, life: Life) -> None:
        """A page that was tampered with goes on after the time: none of that may count."""
        if self.ending == "cheats":
            end = life.seconds_left() - CHEATING_SECONDS
            slots = list(self.world.hall.items)
            while life.seconds_left() > end and not (life.over or life.is_lost):
                await asyncio.sleep(2)
                self._touch(life, self.dice.choice(slots))

    async def _receipt(self) -> None:
        """The paper's receipt; the closer may still have to come."""
        path = f"/attempts/{self.notebook.attempt_id}/receipt"
        while not self.notebook.receipt_said:
            page = await self._load("receipt", "GET", path)
            if page is not None and page.status == 302 and page.headers["location"] == path[:-8]:
                return
            if page is not None and page.status not in (200, 202):
                raise ThrownOut(f"receipt: {page.status} {page.headers.get('location', '')}")
            self.notebook.receipt_said = page is not None and page.status == 200
            if page is not None and page.status == 202:
                await asyncio.sleep(5)
