"""Tables of questions, Excel or CSV: our template and everybody else's, by a mapping of columns that can be changed.

`sheets` and `workbook` make rows of text, `columns` finds the header and what its columns mean; the items are made in
`formats/records`. Formulas are never computed, only what was stored with them is read.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from foundation.errors import Invalid, Problem
from question_bank.formats.limits import check_number
from question_bank.formats.model import Paper, PaperProblem
from question_bank.formats.paper.decoding import decode, peek
from question_bank.formats.records import roles
from question_bank.formats.records.building import Shown, build_paper
from question_bank.formats.records.messages import NO_RECORDS
from question_bank.formats.records.record import Header, Record
from question_bank.formats.records.types import type_of_words
from question_bank.formats.tabular.answer_sheet import answers_of, joined
from question_bank.formats.tabular.arranging import arranged
from question_bank.formats.tabular.columns import Columns, is_key
from question_bank.formats.tabular.messages import SHEET_HIDDEN
from question_bank.formats.tabular.notes import notes_of, of_columns_used, with_notes
from question_bank.formats.tabular.rows import records_of
from question_bank.formats.tabular.sheets import Sheet, delimiter_of, read_csv
from question_bank.formats.tabular.spreadsheet_xml import SIGN, read_spreadsheet
from question_bank.formats.tabular.workbook import is_workbook, read_workbook

__all__ = ["read", "recognises"]

_HEAD = 4_000


def recognises(data: bytes, name: str) -> int:
    """A workbook, or text whose header names columns like those of questions."""
    if data[:2] == b"PK":
        return 90 if is_workbook(data) else 0
    if SIGN in data[:_HEAD] and b"<Workbook" in data[:_HEAD]:
        return 90
    try:
        head = [line for line in peek(data, 1 << 14).split("\n")[:15] if line.strip()]
    except Invalid:
        return 0
    for line in head:
        cells = [cell.strip(' "') for cell in re.split(re.escape(delimiter_of(line)), line)]
        named = {role for cell in cells if len(cell) <= 20 and (role := roles.role_of(cell))}
        if roles.STEM in named and len(named) >= 2 and len(cells) >= 3:
            return 70 if len(named) >= 3 else 60
    return 50 if _is_even(head[:12]) else 0


def _is_even(head: list[str]) -> bool:
    """Rows of as many cells, each with a type or a key among them: a table without a header."""
    delimiter = delimiter_of(head[0]) if head else ","
    rows = [[cell.strip(' "') for cell in line.split(delimiter)] for line in head]
    marked = sum(any((type_of_words(cell) and len(cell) < 6) or is_key(cell) for cell in row) for row in rows)
    return len(rows) > 1 and len({len(row) for row in rows}) == 1 and len(rows[0]) >= 4 and marked == len(rows)


def read(data: bytes, name: str, *, mapping: Mapping[str, str] | None = None, **_others: Any) -> Paper:
    """Read it; `mapping` (column name → role, "" for none) outweighs what names and values suggest."""
    if data[:2] == b"PK":
        sheets = read_workbook(data, name)
    elif SIGN in data[:_HEAD]:
        sheets = read_spreadsheet(data, name)
    else:
        sheets = [read_csv(decode(data, name), name)]
    return read_sheets(sheets, name, Columns(mapping or {}))


def read_sheets(sheets: Sequence[Sheet], name: str, columns: Columns) -> Paper:
    """The items of all sheets; what is odd about a row is told of its item. Raises Invalid where there are none."""
    told = [each for sheet in sheets if sheet.is_hidden for each in _hidden(sheet, columns)]
    seen = [sheet for sheet in sheets if not sheet.is_hidden]
    records: list[Record] = []
    lines: list[str] = []
    places: list[str] = []
    notes: list[PaperProblem] = []
    for sheet in seen:
        answers = answers_of(sheet, columns) if len(seen) > 1 else None
        if answers is not None and records:
            records = joined(records, answers, sheet.name, len(lines) + 1, told)
        else:
            sheet = arranged(of_columns_used(sheet, columns), columns)
            records += records_of(sheet, columns, len(lines), told, len(seen) > 1)
        notes += notes_of(sheet, len(lines))
        lines += [" | ".join(cells) for _, cells in sheet.rows]
        named = f"{sheet.name}!" if len(seen) > 1 else ""
        places += [f"{named}{number}" for number, _ in sheet.rows]
    if not records:
        raise Invalid(Problem(NO_RECORDS, field=name or None), message=NO_RECORDS)
    check_number(len(records), name or None)
    shown = Shown(tuple(lines), tuple(places), columns.mapping())
    counts_from = 1 if columns.are_options_counted else None
    return with_notes(build_paper("table", name, Header(), records, shown, told, counts_from=counts_from), notes)


def _hidden(sheet: Sheet, columns: Columns) -> list[PaperProblem]:
    """Said only where questions stand on it: lists of types to choose from are hidden in most templates."""
    if columns.find_header(sheet.rows) is None:
        return []
    return [PaperProblem(None, "warning", SHEET_HIDDEN, {"sheet": sheet.name})]
