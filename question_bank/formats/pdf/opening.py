"""A PDF's pages, read by a process of its own (`child`) that is killed when it takes too long. Raises Invalid."""

import json
import subprocess
import sys
from collections import OrderedDict
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any

from foundation.errors import Invalid, Problem
from question_bank.formats.pdf import messages

CHILD = Path(__file__).with_name("child.py")
SECONDS = 40
MOST_OUTPUT = 64 * 2**20
_KEPT = 4


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text on one line of a page, in points from its top left corner."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float


Cell = tuple[float, float, float, float] | None
Grid = tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One page: `covered` is the share that its largest picture takes, `turned` and `outside` count characters.
    `tables` are ruled ones, by the places (x0, x1, top, bottom) of their cells.
    """

    number: int
    width: float
    height: float
    runs: tuple[Run, ...]
    rules: tuple[tuple[float, float, float, float], ...] = ()
    n_images: int = 0
    n_curves: int = 0
    covered: float = 0.0
    turned: int = 0
    outside: int = 0
    tables: tuple[Grid, ...] = ()


_pages: OrderedDict[str, tuple[Page, ...]] = OrderedDict()
_lock = Lock()


def read_pages(data: bytes, name: str) -> tuple[Page, ...]:
    """All pages; the last few files are kept, because a paper is read anew with each boundary that is moved."""
    digest = sha256(data).hexdigest()
    with _lock:
        if digest in _pages:
            _pages.move_to_end(digest)
            return _pages[digest]
    pages = _asked(data, name)
    with _lock:
        _pages[digest] = pages
        while len(_pages) > _KEPT:
            _pages.popitem(last=False)
    return pages


def _asked(data: bytes, name: str) -> tuple[Page, ...]:
    answer = _run(data, name)
    if "refused" in answer:
        raise refused(name, messages.REFUSED[answer["refused"]], **{k: answer[k] for k in answer if k != "refused"})
    return tuple(_page(number, raw) for number, raw in enumerate(answer["pages"], 1))


def _run(data: bytes, name: str) -> dict[str, Any]:
    try:
        done = subprocess.run(  # noqa: S603 - our own script, by its path, with nothing of the file on its command line
            [sys.executable, "-I", str(CHILD)],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
            env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
        )
    except subprocess.TimeoutExpired as error:
        raise refused(name, messages.TOO_SLOW, seconds=SECONDS) from error
    if done.returncode or len(done.stdout) > MOST_OUTPUT:
        raise refused(name, messages.TOO_SLOW if done.returncode < 0 else messages.BROKEN, seconds=SECONDS)
    try:
        answer = json.loads(done.stdout)
    except ValueError as error:
        raise refused(name, messages.BROKEN) from error
    return dict(answer)


def _page(number: int, raw: dict[str, Any]) -> Page:
    return Page(
        number,
        raw["width"],
        raw["height"],
        tuple(Run(*run) for run in raw["runs"]),
        tuple((a, b, c, d) for a, b, c, d in raw["rules"]),
        raw["n_images"],
        raw["n_curves"],
        raw["covered"],
        raw["turned"],
        raw["outside"],
        tuple(tuple(tuple(_cell(cell) for cell in row) for row in table) for table in raw["tables"]),
    )


def _cell(place: list[float] | None) -> Cell:
    return None if place is None else (place[0], place[1], place[2], place[3])


def refused(name: str, message: str, **params: Any) -> Invalid:
    """The reason, of that file."""
    return Invalid(Problem(message, params, field=name or None), message=message, **params)
