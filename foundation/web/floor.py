"""Who computes at once in this process: a few places, saves before pages; whoever waits is handed a place, in order.

More threads than can compute at once only fight for the interpreter (and on SQLite for the one writer's lock), and a
save that has to wait for it holds up all others. A page that computes for long loses its place to the saves that wait,
and goes on beside them. Nothing here knows of requests.
"""

import random
import threading
from collections import deque

from foundation.gates import Busy

OVERSTAY_SECONDS = 0.03  # what a save waits for a page


class Floor:
    """`places` at once, of which pages take at most `for_pages`; so many pages may wait, and not for ever."""

    def __init__(
        self,
        places: int,
        for_pages: int,
        *,
        waiting_pages: int,
        wait_seconds: float,
        overstay_seconds: float = OVERSTAY_SECONDS,
    ) -> None:
        self._overstay_seconds = overstay_seconds
        self._lock = threading.Lock()
        self._free, self._free_for_pages = places, for_pages
        self._for_pages = for_pages
        self._overstaying = 0  # pages whose place is a save's now
        self._saves: deque[threading.Lock] = deque()
        self._pages: deque[threading.Lock] = deque()
        self._waiting_pages, self._wait_seconds = waiting_pages, wait_seconds

    @property
    def n_waiting(self) -> int:
        """How many wait for a place at this moment."""
        return len(self._saves) + len(self._pages)

    def enter(self) -> None:
        """A save's place; it waits for nobody but other saves, and a moment for the pages that compute just now."""
        with self._lock:
            if self._free:
                self._free -= 1
                return
            turn = _closed()
            self._saves.append(turn)
        while not turn.acquire(timeout=self._overstay_seconds):
            if self._take_from_page(turn):
                return

    def _take_from_page(self, turn: threading.Lock) -> bool:
        with self._lock:
            pages_with_a_place = self._for_pages - self._free_for_pages - self._overstaying
            if turn not in self._saves or pages_with_a_place <= 0:
                return False  # its place is there, or only saves are before it
            self._saves.remove(turn)
            self._overstaying += 1
            return True

    def enter_page(self) -> None:
        """A page's place; raises Busy when too many wait already, or when it takes too long."""
        with self._lock:
            if self._free and self._free_for_pages:
                self._free -= 1
                self._free_for_pages -= 1
                return
            if len(self._pages) >= self._waiting_pages:
                raise _later()
            turn = _closed()
            self._pages.append(turn)
        if not turn.acquire(timeout=self._wait_seconds) and self._give_up(turn):
            raise _later()

    def _give_up(self, turn: threading.Lock) -> bool:
        """False when the place was handed over in this very moment."""
        with self._lock:
            if turn not in self._pages:
                return False
            self._pages.remove(turn)
            return True

    def leave(self, *, is_page: bool) -> None:
        """Give the place back, or on to whoever is next."""
        with self._lock:
            self._free_for_pages += is_page
            if is_page and self._overstaying:
                self._overstaying -= 1
                return
            self._free += 1
            if self._saves:
                self._free -= 1
                self._saves.popleft().release()
            elif self._pages and self._free_for_pages:
                self._free -= 1
                self._free_for_pages -= 1
                self._pages.popleft().release()


def _later() -> Busy:
    """Seconds from now, spread: whoever is sent away costs almost as much as whoever is served."""
    return Busy(random.uniform(4, 12))  # noqa: S311  # no secret


def _closed() -> threading.Lock:
    turn = threading.Lock()
    turn.acquire()
    return turn
