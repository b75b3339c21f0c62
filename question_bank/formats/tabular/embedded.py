"""Tables of questions inside a document of lines (Word, PDF, web page): read like the sheets of a workbook.

What is a table of questions and what its columns mean is the tables' own rule (`columns`, `rows`); here only the way
from a document's lines to it and back: where each row stands, which heading stands above, what was left beside.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from question_bank.formats.model import Paper, PaperProblem
from question_bank.formats.records.building import Shown, build_paper
from question_bank.formats.records.record import Header, Record
from question_bank.formats.records.types import type_of_words
from question_bank.formats.tabular.arranging import arranged
from question_bank.formats.tabular.beside import with_text
from question_bank.formats.tabular.cards import dealt
from question_bank.formats.tabular.columns import Columns
from question_bank.formats.tabular.rows import records_of
from question_bank.formats.tabular.sheets import Sheet

Table = Sequence[tuple[int, list[str]]]  # the line of each row, and its cells
_LEAST_ROWS = 2
_LEAST_COLUMNS = 3
_WIDE = 4
_TITLE = 40


def read_tables(
    file_format: str, name: str, lines: Sequence[str], tables: Sequence[Table], mapping: Mapping[str, str] | None
) -> Paper | None:
    """The items of such tables, and of the text beside them; None where there are no such tables, so that the document
    is read as text.
    """
    columns = Columns(mapping or {})
    records: list[Record] = []
    told: list[PaperProblem] = []
    inside: set[int] = set()
    everywhere = {line for rows in tables for line, _ in rows}
    for at, rows in enumerate(_joined_cards(tables, columns), 1):
        sheet = arranged(Sheet(f"T{at}", [(n, cells) for n, (_, cells) in enumerate(rows, 1)]), columns)
        if not _asks(sheet, columns):
            continue
        title = _title_above(lines, rows[0][0], everywhere)
        section = lines[title - 1].strip() if title else ""
        own: list[PaperProblem] = []
        homes = [rows[number - 1][0] for number, _ in sheet.rows]
        for record in records_of(sheet, columns, 0, own, several=True):
            following = homes[record.line] if record.line < len(homes) else rows[-1][0] + 1
            line = homes[record.line - 1]
            records.append(
                replace(record, line=line, n_lines=max(1, following - line), section=record.section or section)
            )
        told += [replace(each, line=homes[each.line - 1] if each.line else None) for each in own]
        inside |= {line for line, _ in rows} | ({title} if title else set())
    if not records:
        return None
    paper = build_paper(file_format, name, Header(), records, Shown((), (), columns.mapping()), told)
    return with_text(paper, lines, inside)


def _joined_cards(tables: Sequence[Table], columns: Columns) -> list[list[tuple[int, list[str]]]]:
    """The tables without empty rows; cards that follow one another, a table each, as one."""
    found: list[list[tuple[int, list[str]]]] = []
    was_card = False
    for rows in tables:
        filled = [(line, list(cells)) for line, cells in rows if any(cells)]
        sheet = Sheet("", filled)
        is_card = bool(filled) and columns.find_header(filled) is None and dealt(sheet, columns) is not sheet
        if is_card and was_card:
            found[-1] += filled
        elif filled:
            found.append(filled)
        was_card = is_card
    return found


def _asks(sheet: Sheet, columns: Columns) -> bool:
    """A head and rows below it, cards, or rows that count up and hold questions and keys."""
    header = columns.find_header(sheet.rows)
    if header is not None:
        return len(sheet.rows) - header - 1 >= (1 if len(sheet.rows[header][1]) >= _WIDE else _LEAST_ROWS)
    numbers = [row[0].strip(" .、．") for _, row in sheet.rows]
    counts_up = len(numbers) > _LEAST_ROWS and numbers == [str(n) for n in range(1, len(numbers) + 1)]
    return counts_up and max(len(row) for _, row in sheet.rows) >= _LEAST_COLUMNS


def _title_above(lines: Sequence[str], first: int, everywhere: set[int]) -> int:
    """The line of the heading right above a table that names a type; 0 where there is none."""
    for at in range(first - 1, max(0, first - 4), -1):
        text = lines[at - 1].strip()
        if text and at not in everywhere:
            return at if len(text) <= _TITLE and type_of_words(text[:20]) else 0
    return 0
