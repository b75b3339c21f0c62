"""The rows of a sheet → records: section titles between them, rows that hold no question told, never dropped."""

from collections.abc import Sequence

from question_bank.formats.model import PaperProblem
from question_bank.formats.records import messages, roles
from question_bank.formats.records.record import Record
from question_bank.formats.records.types import type_of_words
from question_bank.formats.tabular.columns import Columns, is_key
from question_bank.formats.tabular.sheets import Sheet


def records_of(sheet: Sheet, columns: Columns, before: int, told: list[PaperProblem], several: bool) -> list[Record]:
    """All questions of a sheet; `before` is how many lines stand above it in what is shown."""
    header = columns.find_header(sheet.rows)
    names = sheet.rows[header][1] if header is not None else []
    if header is not None and (lower := _names_below(names, sheet.rows[header + 1 :], columns)):
        header, names = header + 1, lower
    body = sheet.rows[header + 1 :] if header is not None else sheet.rows
    cells = [row for _, row in body]
    named = columns.roles_of(names, cells) if header is not None else columns.guess_without_header(cells)
    if named is None:
        if any(any(row) for row in cells) and several:
            told.append(PaperProblem(before + 1, "warning", messages.SHEET_LEFT, {"sheet": sheet.name}))
        return []
    records: list[Record] = []
    section = sheet.name if type_of_words(sheet.name) else ""
    start = before + (header + 2 if header is not None else 1)
    for line, (number, row) in enumerate(body, start):
        if header is not None and row == sheet.rows[header][1]:
            continue  # a header repeated on a new page
        title = _title(row)
        if title:
            section = title
            continue
        record = _record(row, named, section, line, f"{sheet.name}!{number}")
        if record is None:
            text = " | ".join(cell for cell in row if cell)[:60]
            told.append(PaperProblem(line, "error", messages.RECORD_EMPTY, {"place": str(number), "text": text}))
        else:
            records.append(record)
    if any(roles.MATERIAL in record.values for record in records):
        told.append(PaperProblem(records[0].line, "warning", messages.MATERIAL_ADDED))
    return records


def _names_below(names: Sequence[str], below: Sequence[tuple[int, list[str]]], columns: Columns) -> list[str] | None:
    """The names where a header takes two rows, as 选项 above A, B, C; None where it takes one."""
    if not below:
        return None
    row = below[0][1]
    lettered = [cell for cell in row if len(cell) <= 12 and (columns.role(cell) or "").startswith(roles.OPTION)]
    others = [cell for cell in row if cell and cell not in lettered and cell not in names]
    if len(lettered) < 2 or others:
        return None
    width = max(len(names), len(row))
    pairs = zip([*names, *[""] * (width - len(names))], [*row, *[""] * (width - len(row))], strict=True)
    return [lower or upper for upper, lower in pairs]


def _title(row: Sequence[str]) -> str:
    """一、单选题 alone in its row."""
    filled = [cell for cell in row if cell]
    is_title = len(set(filled)) == 1 and len(filled[0]) <= 60 and type_of_words(filled[0][:20]) is not None
    return filled[0] if is_title and not filled[0].endswith(("？", "?", "。", "）", ")")) else ""


def _record(row: Sequence[str], named: Sequence[str | None], section: str, line: int, place: str) -> Record | None:
    values: dict[str, object] = {}
    lettered: dict[str, object] = {}
    each_blank: list[str] = []
    for cell, role in zip(row, named, strict=False):
        if role is None or not cell:
            continue
        if role.startswith(roles.OPTION):
            lettered[role[len(roles.OPTION) :]] = cell
        elif role.startswith(roles.ANSWER_OF):
            each_blank.append(cell)
        else:
            values.setdefault(role, cell)
    if not values.get(roles.STEM):
        return None
    if each_blank and roles.ANSWER not in values:
        values[roles.ANSWER] = each_blank if len(each_blank) > 1 else each_blank[0]
    right = str(values.get(roles.ANSWER, ""))
    if right and lettered and "A" not in lettered and len(right) > 1 and not is_key(right):
        lettered["A"], values[roles.ANSWER] = right, "A"  # the right answer and the wrong ones in columns of their own
    own = str(values.get(roles.SECTION, ""))
    return Record(values, lettered, own or section, "", line, 1, place)
