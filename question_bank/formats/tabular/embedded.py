"""Tables of questions inside a document of lines (Word, PDF, web page): read like the sheets of a workbook.

What is a table of questions and what its columns mean is the tables' own rule (`columns`, `rows`); here only the way
from a document's lines to it and back: where each row stands, which heading stands above, what was left beside.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from question_bank.formats.model import Paper, PaperProblem
from question_bank.formats.paper.tidy import shortened
from question_bank.formats.records import messages
from question_bank.formats.records.building import Shown, build_paper
from question_bank.formats.records.record import Header, Record
from question_bank.formats.records.types import type_of_words
from question_bank.formats.tabular.columns import Columns
from question_bank.formats.tabular.option_rows import folded
from question_bank.formats.tabular.rows import records_of
from question_bank.formats.tabular.sheets import Sheet

Table = Sequence[tuple[int, list[str]]]  # the line of each row, and its cells
_LEAST_ROWS = 2
_LONG = 15
_TITLE = 40


def read_tables(
    file_format: str, name: str, lines: Sequence[str], tables: Sequence[Table], mapping: Mapping[str, str] | None
) -> Paper | None:
    """The items of such tables; None where the document has none, so that it is read as text."""
    columns = Columns(mapping or {})
    records: list[Record] = []
    told: list[PaperProblem] = []
    inside: set[int] = set()
    titles: set[int] = set()
    everywhere = {line for rows in tables for line, _ in rows}
    for at, rows in enumerate(tables, 1):
        filled = [(line, list(cells)) for line, cells in rows if any(cells)]
        header = columns.find_header(filled)
        if header is None or len(filled) - header - 1 < _LEAST_ROWS:
            continue
        title = _title_above(lines, filled[0][0], everywhere)
        section = lines[title - 1].strip() if title else ""
        sheet = folded(Sheet(f"T{at}", [(n, cells) for n, (_, cells) in enumerate(filled, 1)]), columns)
        own: list[PaperProblem] = []
        homes = [filled[number - 1][0] for number, _ in sheet.rows]
        for record in records_of(sheet, columns, 0, own, several=True):
            following = homes[record.line] if record.line < len(homes) else filled[-1][0] + 1
            line = homes[record.line - 1]
            records.append(
                replace(record, line=line, n_lines=max(1, following - line), section=record.section or section)
            )
        told += [replace(each, line=homes[each.line - 1] if each.line else None) for each in own]
        inside |= {line for line, _ in filled}
        titles |= {title} if title else set()
    if not records:
        return None
    outside = [line for at, line in enumerate(lines, 1) if at not in inside | titles and len(line) > _LONG]
    if outside:
        told.append(PaperProblem(None, "warning", messages.TEXT_BESIDE_TABLE, {"text": shortened(" ".join(outside))}))
    return build_paper(file_format, name, Header(), records, Shown((), (), columns.mapping()), told)


def _title_above(lines: Sequence[str], first: int, everywhere: set[int]) -> int:
    """The line of the heading right above a table that names a type; 0 where there is none."""
    for at in range(first - 1, max(0, first - 4), -1):
        text = lines[at - 1].strip()
        if text and at not in everywhere:
            return at if len(text) <= _TITLE and type_of_words(text[:20]) else 0
    return 0
