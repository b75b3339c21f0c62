"""Runs on a page → rows of pieces from left to right; ruled places to write become ____."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from question_bank.formats.pdf.opening import Page, Run

BLANK = "____"
_SYMBOLS = str.maketrans({"\uf0fc": "√", "\uf0fb": "×", "\uf0fe": "√", "\uf0fd": "×", "\uf0a8": "□", "\uf0b7": "•"})
_ALNUM = re.compile(r"[0-9A-Za-z]")
_WIDE = 0.9  # heights of a letter: wider gaps part pieces, as the gutter of two columns does
_SHORTEST_RULE = 12.0


@dataclass(frozen=True, slots=True)
class Piece:
    """Text without wide gaps on one row; `cells` where it is a row of a ruled table."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    cells: tuple[str, ...] = ()


Row = tuple[Piece, ...]


def rows_of(page: Page) -> list[Row]:
    """The page's rows from top to bottom."""
    rows = [_pieces(row) for row in _clustered([*page.runs, *_blanks(page)])]
    return [row for row in rows if row]


def text_of(pieces: Sequence[Piece]) -> str:
    """A row as a line of text; pieces stand apart by two spaces, which no reader takes for a place to write."""
    return "  ".join(piece.text for piece in pieces)


def height_of(rows: Iterable[Row]) -> float:
    """The usual height of a letter."""
    heights = [piece.bottom - piece.top for row in rows for piece in row]
    return max(4.0, median(heights)) if heights else 10.0


def _clustered(runs: Sequence[Run]) -> list[list[Run]]:
    """Runs whose middles lie on one height, small raised letters included."""
    rows: list[list[Run]] = []
    middle = -1e9
    for run in sorted(runs, key=lambda run: (run.top + run.bottom) / 2):
        here, height = (run.top + run.bottom) / 2, max(4.0, run.bottom - run.top)
        if rows and here - middle < 0.45 * height:
            rows[-1].append(run)
        else:
            rows.append([run])
            middle = here
    return rows


def _pieces(runs: Sequence[Run]) -> Row:
    pieces: list[Piece] = []
    for run in sorted(runs, key=lambda run: run.x0):
        text = run.text.translate(_SYMBOLS)
        height = max(4.0, run.bottom - run.top)
        last = pieces[-1] if pieces else None
        if last is None or run.x0 - last.x1 > _WIDE * height:
            pieces.append(Piece(text, run.x0, run.x1, run.top, run.bottom))
        else:
            joint = _joint(last.text, text, (run.x0 - last.x1) / height)
            top, bottom = min(last.top, run.top), max(last.bottom, run.bottom)
            pieces[-1] = Piece(last.text.rstrip() + joint + text, last.x0, max(last.x1, run.x1), top, bottom)
    return tuple(Piece(p.text.strip(), p.x0, p.x1, p.top, p.bottom) for p in pieces if p.text.strip())


def _joint(before: str, after: str, gap: float) -> str:
    """A space where the file has one, between words, and where there is room; not the hair between 汉字 and digits."""
    if before.endswith(" "):
        return " "
    n_words = sum(bool(_ALNUM.match(letter)) for letter in (before[-1:], after[:1]))
    return " " if gap > (0.8, 0.45, 0.14)[n_words] else ""  # justified lines spread their 汉字


def _blanks(page: Page) -> list[Run]:
    """Level rules beside text on its foot, with nothing written on them and no table around."""
    found: list[Run] = []
    upright = [(x0, top, bottom) for x0, x1, top, bottom in page.rules if x1 - x0 <= 2 < bottom - top]
    for x0, x1, top, bottom in page.rules:
        if not _SHORTEST_RULE <= x1 - x0 <= 0.6 * page.width or bottom - top > 2:
            continue
        if any(min(abs(x - x0), abs(x - x1)) < 3 and a - 3 <= top <= b + 3 for x, a, b in upright):
            continue
        beside = [run for run in page.runs if _on_foot(run, top)]
        written = any(min(run.x1, x1) - max(run.x0, x0) > 0.2 * (x1 - x0) for run in beside)
        near = [run for run in beside if min(abs(run.x1 - x0), abs(run.x0 - x1)) < 3 * (run.bottom - run.top)]
        if near and not written:
            found.append(Run(BLANK, x0, x1, near[0].top, near[0].bottom))
    return found


def _on_foot(run: Run, y: float) -> bool:
    height = run.bottom - run.top
    return run.top + 0.55 * height <= y <= run.bottom + 0.35 * height
