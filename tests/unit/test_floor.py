"""Who computes at once: saves before pages, pages in order, too many pages are sent away. Handovers, no clocks."""

import threading
from collections.abc import Callable

import pytest

from foundation.gates import Busy
from foundation.web.floor import Floor

PATIENCE = 10.0


class Crowd:
    """Threads that enter one after the other and note it; each stays until it is told to leave."""

    def __init__(self, floor: Floor) -> None:
        self.floor = floor
        self.entered: list[str] = []
        self._threads: list[threading.Thread] = []

    def waits(self, name: str, enter: Callable[[], None]) -> None:
        """Let somebody come for whom there is no place yet."""
        before = self.waiting()
        thread = threading.Thread(target=lambda: (enter(), self.entered.append(name)))
        thread.start()
        self._threads.append(thread)
        while self.waiting() == before and thread.is_alive():
            pass

    def waiting(self) -> int:
        return self.floor.n_waiting

    def next(self, *, is_page: bool) -> str:
        """One leaves, another comes in: who."""
        before = len(self.entered)
        self.floor.leave(is_page=is_page)
        while len(self.entered) == before and any(thread.is_alive() for thread in self._threads):
            pass
        return self.entered[-1]


def make(places: int, for_pages: int, waiting: int = 5, overstay: float = PATIENCE) -> tuple[Floor, Crowd]:
    floor = Floor(places, for_pages, waiting_pages=waiting, wait_seconds=PATIENCE, overstay_seconds=overstay)
    return floor, Crowd(floor)


def test_saves_go_before_pages_that_came_earlier() -> None:
    floor, crowd = make(1, 1)
    floor.enter_page()
    crowd.waits("page 1", floor.enter_page)
    crowd.waits("page 2", floor.enter_page)
    crowd.waits("save 1", floor.enter)
    crowd.waits("save 2", floor.enter)
    order = [crowd.next(is_page=True), *(crowd.next(is_page=False) for _save in range(2)), crowd.next(is_page=True)]
    assert order == ["save 1", "save 2", "page 1", "page 2"]


def test_a_page_that_computes_for_long_loses_its_place_to_the_saves() -> None:
    floor, crowd = make(1, 1, overstay=0.001)
    floor.enter_page()
    for _save in range(3):
        floor.enter()  # none of them waits until the page is done
        floor.leave(is_page=False)
    floor.leave(is_page=True)
    floor.enter()  # and there is one place again, not two
    crowd.waits("save", floor.enter)
    assert crowd.entered == [] and crowd.next(is_page=False) == "save"


def test_pages_never_take_the_last_places() -> None:
    floor, crowd = make(3, 2)
    floor.enter_page()
    floor.enter_page()
    crowd.waits("page", floor.enter_page)
    floor.enter()  # a save has room beside two pages
    floor.leave(is_page=False)
    assert crowd.waiting() == 1  # and its place is not a page's
    assert crowd.next(is_page=True) == "page"


def test_too_many_pages_are_sent_away_and_saves_never() -> None:
    floor, crowd = make(1, 1, waiting=1)
    floor.enter()
    crowd.waits("page", floor.enter_page)
    with pytest.raises(Busy) as told:
        floor.enter_page()
    assert told.value.status == 503 and told.value.retry_after_seconds >= 1
    crowd.waits("save", floor.enter)
    assert [crowd.next(is_page=False), crowd.next(is_page=False)] == ["save", "page"]


def test_a_page_that_waited_too_long_leaves_the_queue() -> None:
    floor = Floor(1, 1, waiting_pages=1, wait_seconds=0)
    floor.enter()
    for _turn in range(2):
        with pytest.raises(Busy):
            floor.enter_page()
    floor.leave(is_page=False)
    floor.enter_page()  # the place was not handed to somebody who had gone
