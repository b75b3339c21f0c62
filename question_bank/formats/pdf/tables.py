"""Ruled tables of a page: their text by cells, and each row as one line that stands where the row stood."""

import re
from collections.abc import Sequence
from dataclasses import replace

from question_bank.formats.pdf.opening import Cell, Grid, Page, Run
from question_bank.formats.pdf.rows import Piece, Row, rows_of
from question_bank.formats.tabular.answer_grid import as_lines

_MARKED = re.compile(r"\s*(?:[(（]?[A-Ha-h]\s*[、.．:：)）]|\d{1,3}\s*[、.．)）]|[①-⑳])")
_ALNUM = re.compile(r"[0-9A-Za-z]")
_TALLEST = 15  # lines in a cell: more is a column of the paper, with rules beside it
_LARGEST = 0.8  # of a page: a frame around all that stands on it is no table


def rows_with_tables(page: Page) -> list[Row]:
    """The rows of a page, those of tables as one piece each, from top to bottom."""
    tables = [table for table in page.tables if _is_table(table, page)]
    if not tables:
        return rows_of(page)
    found: list[Row] = []
    inside: set[int] = set()
    for table in tables:
        cells = [[_runs_in(page.runs, cell) for cell in row] for row in table]
        inside |= {id(run) for row in cells for runs in row for run in runs}
        rows = [tuple(_text(page, runs) for runs in row) for row in cells]
        for at, (places, texts) in enumerate(zip(table, rows, strict=True)):
            if any(texts):
                flat = [[text.replace("\n", "  ") for text in row] for row in (texts, rows[0], rows[at - 1])]
                lines = as_lines(flat[0], flat[0], flat[1], flat[2] if at else None)
                found += [(_piece(places, texts if line is lines[-1] else (), line),) for line in lines]
    outside = replace(page, runs=tuple(run for run in page.runs if id(run) not in inside))
    return sorted([*found, *rows_of(outside)], key=lambda row: min(piece.top for piece in row))


def _is_table(table: Grid, page: Page) -> bool:
    """Two columns and more with text in both, and more cells than one frame would have."""
    width = max(len(row) for row in table)
    filled = [[bool(_runs_in(page.runs, cell)) for cell in row] for row in table]
    columns = sum(any(row[at] for row in filled) for at in range(width))
    held = [run for row in table for cell in row for run in _runs_in(page.runs, cell)]
    is_frame = len(table) == 1 and len(held) > _LARGEST * len(page.runs) and len(held) > 20
    return columns >= 2 and not is_frame and all(_lines_in(page, cell) <= _TALLEST for row in table for cell in row)


def _lines_in(page: Page, cell: Cell) -> int:
    return len({round(run.top) for run in _runs_in(page.runs, cell)})


def _runs_in(runs: Sequence[Run], cell: Cell) -> list[Run]:
    if cell is None:
        return []
    x0, x1, top, bottom = cell
    return [
        run for run in runs if x0 - 1 <= (run.x0 + run.x1) / 2 <= x1 + 1 and top <= (run.top + run.bottom) / 2 <= bottom
    ]


def _text(page: Page, runs: Sequence[Run]) -> str:
    """A cell's lines, joined where only its width broke them."""
    joined = ""
    for row in rows_of(replace(page, runs=tuple(runs), rules=())):
        line = " ".join(piece.text for piece in row)
        if joined and _MARKED.match(line):
            joined += "\n"
        elif joined and _ALNUM.match(joined[-1]) and _ALNUM.match(line):
            joined += " "
        joined += line
    return joined


def _piece(places: Sequence[Cell], texts: tuple[str, ...], line: str) -> Piece:
    """A row, or a line of it, where the row stands."""
    here = [cell for cell in places if cell is not None]
    left, right = min(cell[0] for cell in here), max(cell[1] for cell in here)
    return Piece(line, left, right, min(cell[2] for cell in here), min(cell[3] for cell in here), texts)
