"""The order in which a page is read: in one column, or in two with the lines across both where they stand."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from question_bank.formats.pdf.rows import Piece, Row, height_of, text_of

_NUMBER = re.compile(r"\s*[(（\[【第]?\s*(\d{1,3})\s*[、.．:：)）\]】题](?!\d)")
_OPTION = re.compile(r"\s*[(（\[【]?\s*[B-Hb-h]\s*[、.．:：)）\]】]|\s*[B-H]\s")
_FEWEST = 4
_STEP = 2.0


@dataclass(frozen=True, slots=True)
class Placed:
    """A line of text and where it stands; `right` is where the lines of its column end."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Reading:
    """A page's lines in order; `columns` is 1 or 2, `is_sure` False where both ways made sense."""

    lines: tuple[Placed, ...]
    columns: int = 1
    is_sure: bool = True


def reading_of(rows: Sequence[Row], width: float) -> Reading:
    """Two columns where a gutter parts them and item numbers or the layout speak for it."""
    one = _placed(rows, width - _margin(rows))
    gutter = _gutter(rows, width)
    if gutter is None:
        return Reading(one)
    two = _in_columns(rows, gutter, width)
    right = [piece for row in rows for piece in row if piece.x0 > gutter]
    options = sum(bool(_OPTION.match(piece.text)) for piece in right) / len(right)
    by_row, by_column = _counting(one), _counting(two)
    if by_row != by_column:
        return Reading(two, 2) if by_column > by_row else Reading(one)
    running = sum(piece.x1 - piece.x0 > 0.2 * width for piece in right) / len(right)
    if options >= 0.5 or running < 0.4:  # options beside one another, cells of a table
        return Reading(one)
    return Reading(two, 2, is_sure=False)


def _gutter(rows: Sequence[Row], width: float) -> float | None:
    """A place in the middle third that hardly any piece crosses, with text on both sides."""
    pieces = [piece for row in rows for piece in row]
    if not pieces:
        return None
    least = max(1, len(rows) // 12)
    beside = [piece for row in rows for piece in row if len(row) > 1 or not _is_centred(piece, width)]
    found: list[tuple[int, float, float]] = []
    x = 0.33 * width
    while x <= 0.67 * width:
        crossing = sum(piece.x0 < x - 1 and piece.x1 > x + 1 for piece in beside)
        if crossing <= least:
            found.append((crossing, abs(x - width / 2), x))
        x += _STEP
    for _crossing, _off, x in sorted(found):
        left = sum(any(piece.x1 <= x for piece in row) for row in rows)
        right = sum(any(piece.x0 >= x for piece in row) for row in rows)
        if left >= _FEWEST and right >= _FEWEST and _starts_together(pieces, x, height_of(rows)):
            return x
    return None


def _is_centred(piece: Piece, width: float) -> bool:
    return abs(piece.x0 + piece.x1 - width) < 0.1 * width


def _starts_together(pieces: Sequence[Piece], x: float, height: float) -> bool:
    """The lines of a right column begin below one another; pieces behind a gap begin anywhere."""
    starts = [piece.x0 for piece in pieces if piece.x0 >= x]
    nearest = min(starts)
    return sum(start - nearest < 3.5 * height for start in starts) >= 0.7 * len(starts)


def _in_columns(rows: Sequence[Row], gutter: float, width: float) -> tuple[Placed, ...]:
    """Bands between lines that go across: in each the left column, then the right one."""
    lines: list[Placed] = []
    band: list[Row] = []
    for row in rows:
        if any(piece.x0 < gutter - 1 and piece.x1 > gutter + 1 for piece in row):
            lines += [*_band(band, gutter, width), *_placed([row], width - _margin([row]))]
            band = []
        else:
            band.append(row)
    return (*lines, *_band(band, gutter, width))


def _band(rows: Sequence[Row], gutter: float, width: float) -> list[Placed]:
    left = [tuple(piece for piece in row if piece.x1 <= gutter + 1) for row in rows]
    right = [tuple(piece for piece in row if piece.x1 > gutter + 1) for row in rows]
    return [
        *_placed([row for row in left if row], gutter),
        *_placed([row for row in right if row], width - _margin(left or right)),
    ]


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
        )
        for row in rows
    )


def _counting(lines: Sequence[Placed]) -> int:
    """How well the numbers at the beginnings of lines count up."""
    numbers = [int(found.group(1)) for line in lines if (found := _NUMBER.match(line.text))]
    return sum(b == a + 1 for a, b in pairwise(numbers)) - sum(b < a and b != 1 for a, b in pairwise(numbers))
