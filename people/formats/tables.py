"""A table of people from a file: .xlsx or .csv, found out by its content; rows as text by column, header found by name.

Broken files are refused with what was found; what a row means is not decided here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from foundation.errors import N_
from people.domain.importing import COLUMN_LABELS, REQUIRED, ROWS_MAX, Cells, Column, column_of
from people.formats.csv_text import read_csv
from people.formats.grid import BrokenTable, Grid, refuse
from people.formats.workbook import OLE, ZIP, read_workbook

BYTES_MAX = 5 * 2**20
HEADER_WITHIN = 10


@dataclass(frozen=True, slots=True)
class Table:
    """The people of a sheet: where each column stands (0-based), headings that mean nothing to us, numbered rows."""

    grid: Grid
    header_row: int
    positions: dict[Column, int]
    unknown_headings: tuple[str, ...]
    rows: tuple[tuple[int, Cells], ...]


def read_table(data: bytes) -> Table:
    """The table of people in a file. Raises BrokenTable."""
    if not data:
        raise refuse(N_("文件是空的"))
    if len(data) > BYTES_MAX:
        raise refuse(N_("文件太大，上限是 %(limit)s MB"), limit=BYTES_MAX // 2**20)
    if data.startswith(OLE):
        raise refuse(N_("这是旧版 .xls 或加了密码的工作簿：请在 Excel 里另存为不带密码的 .xlsx"))
    grids = read_workbook(data) if data.startswith(ZIP) else [read_csv(data)]
    for grid in grids:
        header = find_header(grid.rows)
        if header is not None:
            return _table(grid, *header)
    raise _no_header(grids)


def _no_header(grids: Sequence[Grid]) -> BrokenTable:
    first = next((cells for grid in grids for _number, cells in grid.rows if any(cells)), ())
    found = " | ".join(cell for cell in first[:8] if cell)[:80]
    return refuse(N_("前 %(n)s 行里没有找到表头，要有“工号”和“姓名”两列"), n=HEADER_WITHIN, found=found or None)


def find_header(rows: Iterable[tuple[int, Sequence[str]]]) -> tuple[int, Sequence[str]] | None:
    """The first row near the top that names the columns which must be there."""
    for number, cells in rows:
        if number > HEADER_WITHIN:
            return None
        if set(REQUIRED) <= {column_of(cell) for cell in cells}:
            return number, cells
    return None


def _table(grid: Grid, header_row: int, headings: Sequence[str]) -> Table:
    positions: dict[Column, int] = {}
    unknown = []
    for index, heading in enumerate(headings):
        column = column_of(heading)
        if column is None:
            unknown += [heading] if heading else []
        elif column in positions:
            raise refuse(N_("有两列都是“%(column)s”"), column=COLUMN_LABELS[column], found=heading)
        else:
            positions[column] = index
    rows = tuple(
        (number, {column: cells[index] for column, index in positions.items() if index < len(cells) and cells[index]})
        for number, cells in grid.rows
        if number > header_row and any(cells)
    )
    if not rows:
        raise refuse(N_("表头下面没有人员"))
    if len(rows) > ROWS_MAX:
        raise refuse(N_("最多 %(n)s 行，请分成几个文件"), n=ROWS_MAX, found=str(len(rows)))
    return Table(grid, header_row, positions, tuple(unknown), rows)
