"""The order in which a page is read: in one column, or in two to four, lines across them where they stand."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from question_bank.formats.pdf.rows import Piece, Row, height_of, text_of

_NUMBER = re.compile(r"\s*[(（\[【第]?\s*(\d{1,3})\s*[、.．:：)）\]】题](?!\d)")
_OPTION = re.compile(r"\s*[(（\[【]?\s*[B-Hb-h]\s*[、.．:：)）\]】]|\s*[B-H]\s")
_LETTER = re.compile(r"\s*[(（\[【]?\s*([A-Ha-h])\s*[、.．:：)）\]】]")
_FEWEST = 4
_STEP = 2.0
_MOST = 4
_PITCHES = (0.16, 0.36)  # from one of three or four columns to the next, as shares of the page's width
_GUTTERS = {  # where the gutters of so many columns may lie, as shares of the page's width
    2: ((0.33, 0.67),),
    3: ((0.26, 0.42), (0.58, 0.74)),
    4: ((0.18, 0.32), (0.4, 0.6), (0.68, 0.82)),
}


@dataclass(frozen=True, slots=True)
class Placed:
    """A line of text and where it stands; `right` is where its column's lines end, `cells` those of a table's row."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    left: float
    right: float
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A page's lines in order; `columns` is 1 to 4, `is_sure` False where several ways made sense."""

    lines: tuple[Placed, ...]
    columns: int = 1
    is_sure: bool = True


def reading_of(rows: Sequence[Row], width: float) -> Reading:
    """Columns where gutters part them and item numbers or the layout speak for it."""
    one = _placed(rows, width - _margin(rows))
    ways = []
    for edges in _layouts(rows, width):
        lines = _in_columns(rows, edges, width)
        ways.append((_counting(lines), _lettering(lines), -len(edges), edges, lines))
    if not ways:
        return Reading(one)
    by_column, _, fewer, edges, lines = max(ways, key=lambda way: way[:3])
    number = 1 - fewer
    right = [piece for row in rows for piece in row if piece.x0 > edges[0]]
    options = sum(bool(_OPTION.match(piece.text)) for piece in right) / len(right)
    by_row = _counting(one)
    if by_row != by_column:
        return Reading(lines, number) if by_column > by_row else Reading(one)
    running = sum(piece.x1 - piece.x0 > 0.4 / number * width for piece in right) / len(right)
    if options >= 0.5 or running < 0.4:  # options beside one another, cells of a table
        return Reading(one)
    return Reading(lines, number, is_sure=False)


def _layouts(rows: Sequence[Row], width: float) -> list[list[float]]:
    """Sets of gutters that may part the page: where all its columns are filled, and where the last ones hardly are."""
    found: list[list[float]] = []
    for number, ranges in _GUTTERS.items():
        near = width if number == 2 else 0.75 * width / number
        gutters = [_gutter(rows, width, *share, near) for share in ranges]
        edges = [gutter for gutter in gutters if gutter is not None]
        if len(edges) == len(ranges):
            found.append(edges)
    second = [piece.x0 for row in rows for piece in row[1:2]]
    left, height = _margin(rows), height_of(rows)
    right = max((row[-1].x1 for row in rows), default=0.0)
    for start, count in Counter(round(x) for x in second).most_common(2):
        pitch = start - left
        if count < _FEWEST or not _PITCHES[0] * width < pitch < _PITCHES[1] * width:
            continue
        starts = [left + pitch * k for k in range(1, _MOST) if left + pitch * k < right - height]
        edges = [begin - 1.5 for begin in starts]
        if len(starts) > 1 and all(_begins_column(rows, begin, height) for begin in starts):
            found.append(edges)
    return found


def _begins_column(rows: Sequence[Row], start: float, height: float) -> bool:
    """Something begins there, and hardly anything goes across."""
    pieces = [piece for row in rows for piece in row]
    crossing = sum(piece.x0 < start - 3 and piece.x1 > start + 1 for piece in pieces)
    return crossing <= max(1, len(rows) // 12) and any(abs(piece.x0 - start) < 0.5 * height for piece in pieces)


def _gutter(rows: Sequence[Row], width: float, first: float, last: float, near: float) -> float | None:
    """A place between two shares of the width that hardly any piece crosses, with text on both sides."""
    pieces = [piece for row in rows for piece in row]
    if not pieces:
        return None
    least = max(1, len(rows) // 12)
    beside = [piece for row in rows for piece in row if len(row) > 1 or not _is_centred(piece, width)]
    found: list[tuple[int, float, float]] = []
    x = first * width
    while x <= last * width:
        crossing = sum(piece.x0 < x - 1 and piece.x1 > x + 1 for piece in beside)
        if crossing <= least:
            found.append((crossing, abs(x - (first + last) / 2 * width), x))
        x += _STEP
    for _crossing, _off, x in sorted(found):
        left = sum(any(piece.x1 <= x for piece in row) for row in rows)
        right = sum(any(piece.x0 >= x for piece in row) for row in rows)
        if left >= _FEWEST and right >= _FEWEST and _starts_together(pieces, x, near, height_of(rows)):
            return x
    return None


def _is_centred(piece: Piece, width: float) -> bool:
    return abs(piece.x0 + piece.x1 - width) < 0.1 * width


def _starts_together(pieces: Sequence[Piece], x: float, near: float, height: float) -> bool:
    """The lines of the next column begin below one another; pieces behind a gap begin anywhere."""
    starts = [piece.x0 for piece in pieces if piece.x0 >= x]
    nearest = min(starts)
    starts = [start for start in starts if start < nearest + near]  # and not those of columns further on
    return sum(start - nearest < 3.5 * height for start in starts) >= 0.7 * len(starts)


def _in_columns(rows: Sequence[Row], gutters: Sequence[float], width: float) -> tuple[Placed, ...]:
    """Bands between lines that go across: in each the columns from left to right."""
    lines: list[Placed] = []
    band: list[Row] = []
    pieces = [piece for row in rows for piece in row]
    starts = [_margin(rows), *(min((p.x0 for p in pieces if p.x0 >= gutter), default=width) for gutter in gutters)]
    for row in rows:
        goes_across = any(piece.x0 < gutter - 1 and piece.x1 > gutter + 1 for piece in row for gutter in gutters)
        if goes_across or (not band and not lines and _is_title(row, starts, width)):
            lines += [*_band(band, gutters, width), *_placed([row], width - _margin([row]))]
            band = []
        else:
            band.append(row)
    return (*lines, *_band(band, gutters, width))


def _is_title(row: Row, starts: Sequence[float], width: float) -> bool:
    """Alone in the middle of the page, where no column begins."""
    is_alone = len(row) == 1 and abs(row[0].x0 + row[0].x1 - width) < 0.04 * width
    return is_alone and all(abs(row[0].x0 - start) > 0.01 * width for start in starts)


def _band(rows: Sequence[Row], gutters: Sequence[float], width: float) -> list[Placed]:
    lines: list[Placed] = []
    column = sorted(rows, key=lambda row: row[0].top)
    for gutter in gutters:
        here = [tuple(piece for piece in row if piece.x1 <= gutter + 1) for row in column]
        lines += _placed([row for row in here if row], gutter)
        column = [rest for row in column if (rest := tuple(piece for piece in row if piece.x1 > gutter + 1))]
    return [*lines, *_placed(column, width - _margin(rows))]


def _margin(rows: Sequence[Sequence[Piece]]) -> float:
    return min((row[0].x0 for row in rows if row), default=0.0)


def _placed(rows: Sequence[Sequence[Piece]], edge: float) -> tuple[Placed, ...]:
    """Lines of one column that could run to the edge; where all are short, none of them is full."""
    if not rows:
        return ()
    left, ends = _margin(rows), sorted((row[-1].x1 for row in rows), reverse=True)
    right = ends[min(2, len(ends) // 6)]  # a line or two may stand out
    if right - left < 0.75 * (edge - left):
        right = edge
    return tuple(
        Placed(
            text_of(row),
            row[0].x0,
            row[-1].x1,
            min(piece.top for piece in row),
            max(piece.bottom for piece in row),
            left,
            right,
            row[0].cells if len(row) == 1 else (),
        )
        for row in rows
    )


def _counting(lines: Sequence[Placed]) -> int:
    """How well the numbers at the beginnings of lines count up."""
    numbers = [int(found.group(1)) for line in lines if (found := _NUMBER.match(line.text))]
    return sum(b == a + 1 for a, b in pairwise(numbers)) - sum(b < a and b != 1 for a, b in pairwise(numbers))


def _lettering(lines: Sequence[Placed]) -> int:
    """How often an option is followed by the next letter's."""
    letters = [found.group(1).upper() if (found := _LETTER.match(line.text)) else "" for line in lines]
    return sum(bool(a and b) and ord(b) == ord(a) + 1 for a, b in pairwise(letters))
