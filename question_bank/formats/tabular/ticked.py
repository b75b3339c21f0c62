"""Statements judged by a tick in one of two columns (对 and 错, 正确 and 错误): made one column of answers."""

from question_bank.formats.records import roles
from question_bank.formats.tabular.columns import Columns
from question_bank.formats.tabular.sheets import Sheet

_PAIRS = (("对", "错"), ("正确", "错误"), ("√", "×"), ("是", "否"), ("true", "false"), ("t", "f"))
_TICKS = frozenset(("√", "✓", "✔", "☑", "1", "v", "y", "是", "●"))


def with_answers(sheet: Sheet, columns: Columns) -> Sheet:
    """The sheet with the answers in a column of their own; as it is where nothing is ticked so."""
    header = columns.find_header(sheet.rows)
    if header is None:
        return sheet
    names = [name.strip().casefold() for name in sheet.rows[header][1]]
    right, wrong = next(((names.index(a), names.index(b)) for a, b in _PAIRS if a in names and b in names), (-1, -1))
    if right < 0 or roles.ANSWER in [columns.role(name) for name in sheet.rows[header][1]]:
        return sheet
    width = len(names)
    body = [(number, [*row, *[""] * (width - len(row))]) for number, row in sheet.rows[header + 1 :]]
    marks = {row[at].casefold() for _, row in body for at in (right, wrong) if row[at]}
    if not marks or not marks <= _TICKS:
        return sheet
    rows = [(number, [*_without(row, right, wrong), _judged(row[right], row[wrong])]) for number, row in body]
    head = (sheet.rows[header][0], [*_without(sheet.rows[header][1], right, wrong), "答案"])
    return Sheet(sheet.name, [*sheet.rows[:header], head, *rows], sheet.notes, sheet.is_hidden)


def _without(row: list[str], *places: int) -> list[str]:
    return [cell for at, cell in enumerate(row) if at not in places]


def _judged(right: str, wrong: str) -> str:
    """Nothing where both are ticked or none."""
    return "" if bool(right) == bool(wrong) else "正确" if right else "错误"
