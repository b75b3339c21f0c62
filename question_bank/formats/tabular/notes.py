"""What is odd about rows of a sheet, told of the items that stand there; else of the paper."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from question_bank.formats.model import Paper, PaperProblem
from question_bank.formats.records import roles
from question_bank.formats.tabular.columns import Columns
from question_bank.formats.tabular.sheets import Sheet

_OF_DAYS = re.compile(r"时间|日期|date|time|created|updated", re.I)


def notes_of(sheet: Sheet, before: int) -> list[PaperProblem]:
    """The sheet's notes by line; `before` is how many lines stand above it in what is shown."""
    lines = [number for number, _ in sheet.rows]
    found = []
    for note in sheet.notes:
        above = bisect_right(lines, note.number)  # a row folded into its item's first goes with it
        found.append(PaperProblem(before + max(above, 1), "warning", note.message, note.params))
    return found


def of_columns_used(sheet: Sheet, columns: Columns) -> Sheet:
    """Without the notes on cells of columns that nobody reads, as the day on which a row was made."""
    header = columns.find_header(sheet.rows)
    names = sheet.rows[header][1] if header is not None else []
    found = [(at, name, columns.role(name)) for at, name in enumerate(names)]
    unused = {at for at, name, role in found if role == roles.IGNORED or (role is None and _OF_DAYS.search(name))}
    return replace(sheet, notes=[note for note in sheet.notes if note.column not in unused])


def with_notes(paper: Paper, notes: Sequence[PaperProblem]) -> Paper:
    """Each note with the item of its line, which is no longer certain."""
    by_line: dict[int, list[PaperProblem]] = {}
    for note in notes:
        by_line.setdefault(note.line or 0, []).append(note)
    items = []
    for item in paper.items:
        mine = [note for line in range(item.line_start, item.line_end + 1) for note in by_line.pop(line, ())]
        items.append(replace(item, problems=(*item.problems, *mine), confidence="low") if mine else item)
    left = [note for each in by_line.values() for note in each]
    return replace(paper, items=tuple(items), problems=(*paper.problems, *left))
