"""The storm's load as a process of its own: it is handed the crowd, runs phase after phase, answers with its book.

Every phase ends when all its browsers are done. CPU is its own, measured here.
"""

import gc
import multiprocessing
import os
import random
import resource
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import cycle
from multiprocessing.connection import Connection
from typing import Any

from bench.checking import Acknowledged
from bench.crowd import Crowd
from bench.loop import Address
from bench.open_loop import Book, OpenLoop, TimedBrowser
from bench.storm_candidate import StormCandidate, Times
from bench.think_times import think_seconds

N_ITEMS = 54
PAGES_PER_SECOND = 100  # what all exam pages together may ask (certify/delivery/domain/presence.py)


@dataclass(frozen=True, slots=True)
class Weather:
    """How a province behaves: comes to the rules page in the `arrive_seconds` before the exam opens, starts within
    `start_seconds`, thinks `compress` times faster than people do, and hands in within the last `end_seconds` of
    `exam_seconds` after the opening.
    """

    arrive_seconds: float
    start_seconds: float
    compress: float
    exam_seconds: float
    end_seconds: float

    def times(self, number: int, begin: float) -> Times:
        """One candidate's; the same number always behaves alike. Who arrives soonest need not start first."""
        dice = random.Random(f"storm {number}")
        pauses = [seconds / self.compress for seconds in think_seconds(number, N_ITEMS)]
        opening = begin + self.arrive_seconds
        start, end = opening + dice.uniform(0, self.start_seconds), opening + self.exam_seconds
        arrive = begin + dice.uniform(0, self.arrive_seconds) if self.arrive_seconds else start
        return Times(arrive, start, pauses, end - dice.uniform(0, self.end_seconds))


@dataclass(frozen=True, slots=True)
class Report:
    """A phase: its book, when it began (perf_counter) and what the load itself used."""

    book: Book
    began: float
    seconds: float
    cpu_seconds: float


Phase = Callable[["Crew", float], Iterable[TimedBrowser]]


class Crew:
    """The candidates, as the load process holds them."""

    def __init__(self, crowd: Crowd, address: Address) -> None:
        self.hall = crowd.hall
        poll = min(60.0, max(5.0, len(crowd.cookies) / PAGES_PER_SECOND))
        self.all = [StormCandidate(n, address, dict(cookies), poll) for n, cookies in enumerate(crowd.cookies)]

    def starting(self, one: StormCandidate, due: float) -> TimedBrowser:
        """One start."""
        return one.start(self.hall.sitting_id, self.hall.access_code, due, due)

    def next_answers(self, one: StormCandidate, dues: Iterable[float]) -> TimedBrowser:
        """The items that follow, each at its moment; nobody answers an item twice."""
        slots = list(self.hall.items.items())[len(one.acknowledged) :]
        for (slot, item), due in zip(slots, dues, strict=False):
            yield from one.save(slot, item, due)


@dataclass(frozen=True, slots=True)
class Warm:
    """Some candidates at their ease from start to receipt, so that every worker has read the paper."""

    numbers: range

    def __call__(self, crew: Crew, begin: float) -> Iterable[TimedBrowser]:
        for n in self.numbers:
            times = Times(begin + n / 20, begin + n / 20, [0.02] * N_ITEMS, begin + n / 20 + 3)
            yield crew.all[n].whole(crew.hall.sitting_id, crew.hall.access_code, crew.hall.items, times)


@dataclass(frozen=True, slots=True)
class Storm:
    """All of them, by the weather."""

    numbers: range
    weather: Weather

    def __call__(self, crew: Crew, begin: float) -> Iterable[TimedBrowser]:
        for n in self.numbers:
            times = self.weather.times(n, begin + 1)
            yield crew.all[n].whole(crew.hall.sitting_id, crew.hall.access_code, crew.hall.items, times)


@dataclass(frozen=True, slots=True)
class Start:
    """Starts alone, so many a second."""

    numbers: range
    rate: float

    def __call__(self, crew: Crew, begin: float) -> Iterable[TimedBrowser]:
        for place, n in enumerate(self.numbers):
            yield crew.starting(crew.all[n], begin + place / self.rate)


@dataclass(frozen=True, slots=True)
class Saves:
    """Saves alone at a told rate, at moments like those of independent people; the candidates take turns."""

    numbers: range
    rate: float
    seconds: float

    def __call__(self, crew: Crew, begin: float) -> Iterable[TimedBrowser]:
        dice, at = random.Random(f"saves {self.rate}"), begin + 1  # the plan itself takes a moment
        dues: dict[int, list[float]] = {n: [] for n in self.numbers}
        for n in cycle(self.numbers):
            at += dice.expovariate(self.rate)
            if at > begin + 1 + self.seconds:
                break
            dues[n].append(at)
        return (crew.next_answers(crew.all[n], due) for n, due in dues.items())


@dataclass(frozen=True, slots=True)
class HandIns:
    """Hand-ins alone, so many a second."""

    numbers: range
    rate: float

    def __call__(self, crew: Crew, begin: float) -> Iterable[TimedBrowser]:
        for place, n in enumerate(self.numbers):
            yield crew.all[n].hand_in(begin + place / self.rate)


class StormLoad:
    """Handle of the load process; a call blocks until the phase is over, `begin` and `end` do not."""

    def __init__(self, crowd: Crowd, address: Address) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, crowd, address), daemon=True)
        self._process.start()
        theirs.close()

    def __call__(self, phase: Phase) -> Report:
        """Run one phase."""
        self.begin(phase)
        return self.end()

    def begin(self, phase: Phase) -> None:
        """Let it begin; meanwhile something else may be measured."""
        self._pipe.send(phase)

    def end(self) -> Report:
        """Wait for its report."""
        found: Report = self._pipe.recv()
        return found

    def acknowledged(self) -> Acknowledged:
        """By attempt: the candidate's number and what was acknowledged. The process ends."""
        self._pipe.send(None)
        found: Acknowledged = self._pipe.recv()
        self._process.join()
        return found

    def stop(self) -> None:
        """End the process if a run went wrong."""
        self._process.kill()


def _serve(pipe: Connection, crowd: Crowd, address: Address) -> None:
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    crew = Crew(crowd, address)
    gc.collect()
    gc.freeze()
    gc.disable()  # looking through ten thousand candidates takes half a second, which would count as the server's
    while (phase := pipe.recv()) is not None:
        pipe.send(_run(phase, crew, address))
    pipe.send({one.attempt_id: (one.number, one.acknowledged) for one in crew.all if one.attempt_id})


def _run(phase: Any, crew: Crew, address: Address) -> Report:
    book = Book()
    before, began = time.process_time(), time.perf_counter()
    OpenLoop(address, book, seed=os.getpid()).run(phase(crew, began))
    return Report(book, began, time.perf_counter() - began, time.process_time() - before)
