"""The load as a process of its own: told what to do through a pipe, it answers with times and acknowledged answers."""

import multiprocessing
from collections.abc import Iterable
from multiprocessing.connection import Connection
from typing import Any

from bench.candidate import Candidate, noop
from bench.hall import PASSWORD, Hall
from bench.loop import Address, Browser, Times, run


class Load:
    """Handle of the load process; every call blocks until the phase is over."""

    def __init__(self, hall: Hall, address: Address) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, hall, address), daemon=True)
        self._process.start()
        theirs.close()

    def __call__(self, phase: str, numbers: range, at_once: int) -> Times:
        """Run one phase with these candidates, so many at once."""
        self._pipe.send((phase, numbers, at_once))
        found: Times | Exception = self._pipe.recv()
        if isinstance(found, Exception):
            raise found
        return found

    def acknowledged(self) -> dict[str, tuple[int, list[tuple[int, int, int, Any]]]]:
        """By attempt: the candidate's number and what was acknowledged."""
        self._pipe.send(None)
        found: dict[str, tuple[int, list[tuple[int, int, int, Any]]]] = self._pipe.recv()
        self._process.join()
        return found

    def stop(self) -> None:
        """End the process if a run went wrong."""
        self._process.kill()


def _serve(pipe: Connection, hall: Hall, address: Address) -> None:
    candidates: dict[int, Candidate] = {}
    while (order := pipe.recv()) is not None:
        phase, numbers, at_once = order
        times = Times()
        try:
            run(_browsers(phase, numbers, hall, address, candidates, times), address, at_once, times)
        except (AssertionError, OSError) as error:
            pipe.send(error)
        else:
            pipe.send(times)
    pipe.send({one.attempt_id: (one.number, one.acknowledged) for one in candidates.values()})


def _browsers(
    phase: str, numbers: range, hall: Hall, address: Address, candidates: dict[int, Candidate], times: Times
) -> Iterable[Browser]:
    for number in numbers:
        if phase == "noop":
            yield noop(address, 100)
            continue
        one = candidates.setdefault(number, Candidate(number, hall.logins[number], address, times))
        one.times = times
        if phase == "sign_in":
            yield one.sign_in(PASSWORD)
        elif phase == "start":
            yield one.start(hall.sitting_id, hall.access_code)
        elif phase == "save":
            yield one.answer_all(hall.items)
        elif phase == "finish":
            yield one.hand_in()
        else:
            yield one.whole(hall.sitting_id, hall.access_code, hall.items)
