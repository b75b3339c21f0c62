"""Turns on one machine: a gate that a single thread of all processes passes at a time, and a list of who comes later.

Small files in the instance folder hold both, so that it needs no service, and the kernel lets go of a gate whose
holder was killed. Nothing here knows what is done behind a gate.
"""

import fcntl
import math
import os
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from foundation.errors import N_, TooMany

POLL_SECONDS = 0.005
FIRST_PACE = 0.06  # seconds a turn, before one was taken
LONGEST_LIST = 3600.0
_NUMBER = struct.Struct("<d")


class Busy(TooMany):
    """Others are before you; `retry_after_seconds` says when to come again. Nothing was done."""

    message = N_("现在人多，请约 %(seconds)s 秒后再试")
    status = 503

    def __init__(self, retry_after_seconds: float = 2.0) -> None:
        seconds = max(1, math.ceil(retry_after_seconds))
        super().__init__(retry_after_seconds=seconds, seconds=seconds)


class Gate:
    """One at a time on the whole machine. It remembers how long a turn takes, and for whom a moment is kept."""

    def __init__(self, folder: Path, name: str) -> None:
        self._turn_file, self._list_file = folder / f"{name}.turn", folder / f"{name}.list"
        self._mine = threading.Lock()

    @contextmanager
    def turn(self, wait_seconds: float = 0.0) -> Iterator[None]:
        """Hold the gate; raises Busy when it does not come free in time."""
        deadline = time.monotonic() + wait_seconds
        if not self._mine.acquire(timeout=wait_seconds):
            raise Busy(self.pace())
        try:
            descriptor = _open(self._turn_file)
            try:
                self._lock(descriptor, deadline)
                began = time.monotonic()
                yield
                self._note(descriptor, time.monotonic() - began)
            finally:
                os.close(descriptor)  # and with it the lock
        finally:
            self._mine.release()

    def _lock(self, descriptor: int, deadline: float) -> None:
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise Busy(self.pace()) from None
                time.sleep(POLL_SECONDS)
            else:
                return

    def _note(self, descriptor: int, seconds: float) -> None:
        _write(descriptor, 0.8 * (_read(descriptor) or FIRST_PACE) + 0.2 * seconds)

    def pace(self) -> float:
        """How many seconds a turn takes, of late."""
        return self._peek(self._turn_file) or FIRST_PACE

    def has_list(self, now: float) -> bool:
        """Whether moments are kept for others from now on (`now`: seconds since 1970, the same for all processes)."""
        return now < self._peek(self._list_file) <= now + LONGEST_LIST

    def keep_place(self, now: float) -> float:
        """The next moment that nobody was told yet, a turn after the last one."""
        descriptor = _open(self._list_file)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            last = _read(descriptor)
            if not now < last <= now + LONGEST_LIST:  # nobody waits, or the clock was set
                last = now
            place = last + self.pace()
            _write(descriptor, place)
        finally:
            os.close(descriptor)
        return place

    def _peek(self, path: Path) -> float:
        try:
            with path.open("rb") as file:
                return _read(file.fileno())
        except FileNotFoundError:
            return 0.0


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _read(descriptor: int) -> float:
    data = os.pread(descriptor, _NUMBER.size, 0)
    return float(_NUMBER.unpack(data)[0]) if len(data) == _NUMBER.size else 0.0


def _write(descriptor: int, number: float) -> None:
    os.pwrite(descriptor, _NUMBER.pack(number), 0)
