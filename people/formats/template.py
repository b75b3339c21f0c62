"""The empty workbook that people fill in, and tables that they take away. Written so that no text becomes a formula."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from people.domain.importing import ROWS_MAX, Column
from people.formats.cells import safe

TEXT = "@"  # a staff number keeps its zeros
WIDTHS = {Column.UNIT: 36, Column.POST: 22, Column.NAME: 14}


def put(sheet: Worksheet, row: int, column: int, text: str) -> Cell:
    """Write text as text, whatever it begins with."""
    cell: Cell = sheet.cell(row=row, column=column, value=text)
    cell.data_type = "s"
    return cell


def build_template(
    headings: Mapping[Column, str], *, sheet: str, lists: str, units: Sequence[str], posts: Sequence[str]
) -> bytes:
    """A workbook with the headings given, unit and post to choose from lists on a second sheet."""
    workbook = Workbook()
    page = workbook.active
    page.title = sheet
    choices = workbook.create_sheet(lists)
    chosen = {Column.UNIT: units, Column.POST: posts}
    for index, (column, heading) in enumerate(headings.items(), start=1):
        cell = put(page, 1, index, heading)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", start_color="DCEBEC")
        cell.alignment = Alignment(vertical="center")
        dimension = page.column_dimensions[cell.column_letter]
        dimension.width = WIDTHS.get(column, 16)
        dimension.number_format = TEXT
        if chosen.get(column):
            _offer(page, choices, cell.column_letter, heading, chosen[column])
    page.freeze_panes = "A2"
    return _saved(workbook)


def _offer(page: Worksheet, choices: Worksheet, letter: str, heading: str, texts: Sequence[str]) -> None:
    """A drop-down for a column, its texts in the next free column of the second sheet."""
    column = 1 if choices.max_column == 1 and choices.cell(1, 1).value is None else choices.max_column + 1
    top = put(choices, 1, column, heading)
    top.font = Font(bold=True)
    for row, text in enumerate(texts, start=2):
        put(choices, row, column, text)
    choices.column_dimensions[top.column_letter].width = 48
    source = f"='{choices.title}'!${top.column_letter}$2:${top.column_letter}${len(texts) + 1}"
    validation = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=False)
    validation.add(f"{letter}2:{letter}{ROWS_MAX + 1}")
    page.add_data_validation(validation)


def _saved(workbook: Workbook) -> bytes:
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def build_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """A CSV file that Excel opens as UTF-8."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows([safe(text) for text in row] for row in rows)
    return buffer.getvalue().encode("utf-8-sig")
