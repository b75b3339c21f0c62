"""Tables that give every option a row of its own: folded to one row an item, so that all others' rules apply.

The item's own words stand in the first of its rows, and in the others again or not at all. Which options are right may
stand beside each of them (是, √, 1) or as letters beside the first.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from question_bank.formats.records import roles
from question_bank.formats.tabular.columns import Columns
from question_bank.formats.tabular.sheets import Sheet

_RIGHT = frozenset(("是", "√", "✓", "✔", "1", "正确", "对", "true", "yes", "y", "t"))
_NOT = frozenset(("否", "×", "✗", "0", "错误", "错", "false", "no", "n", "f", ""))
_FLAG_NAMES = frozenset(
    ("是否正确", "是否答案", "是否正确答案", "是否为答案", "正确", "正确与否", "iscorrect", "correct", "right")
)
_LETTERED = 0.85
_LOOKED_AT = 300  # letters of a cell
_HOLDS_SEVERAL = re.compile(r"\S\s*\n\s*\S|[(（]?A[)）]?\s{0,2}[、.．:：)）].*[(（]?B[)）]?\s{0,2}[、.．:：)）]", re.S)
_LED = re.compile(r"\s*[(（]?([A-N])[)）]?\s{0,3}[、.．:：)）]\s*(?=\S)")


@dataclass(slots=True)
class _Item:
    """One item: where its first row stands, that row, its options and which of them are right."""

    number: int
    row: list[str]
    options: list[str] = field(default_factory=list)
    right: str = ""


@dataclass(frozen=True, slots=True)
class _Places:
    """Which column holds what; -1 where there is none."""

    stem: int
    number: int
    letter: int
    option: int
    answer: int
    flag: int


def folded(sheet: Sheet, columns: Columns) -> Sheet:
    """The sheet with a row an item; as it is where options have no rows of their own."""
    header = columns.find_header(sheet.rows)
    if header is None:
        return sheet
    names = sheet.rows[header][1]
    body = sheet.rows[header + 1 :]
    width = max([len(names), *(len(row) for _, row in body)])
    padded = [(number, [*row, *[""] * (width - len(row))]) for number, row in body]
    names = [*names, *[""] * (width - len(names))]
    places = _places(names, [row for _, row in padded], columns)
    if places is None:
        return sheet
    if any(_HOLDS_SEVERAL.search(row[places.option][:_LOOKED_AT]) for _, row in padded):
        return sheet
    items = _items(padded, places)
    if not items or 2 * sum(len(item.options) >= 2 for item in items) < len(items):
        return sheet
    return Sheet(
        sheet.name,
        [*sheet.rows[:header], (sheet.rows[header][0], _names(names, places)), *_rows(items, places)],
        sheet.notes,
    )


def _places(names: Sequence[str], rows: Sequence[Sequence[str]], columns: Columns) -> _Places | None:
    found = [columns.role(name) for name in names]
    if roles.STEM not in found or any(role and role.startswith(roles.OPTION) for role in found):
        return None
    stem = found.index(roles.STEM)
    free = [
        at for at, role in enumerate(found) if at != stem and role in (roles.OPTIONS, roles.STEM, roles.ANSWER, None)
    ]
    letter = next(
        (at for at in free if found[at] != roles.ANSWER and _are_letters([row[at] for row in rows], len(rows))), -1
    )
    text = next((at for at in free if at > letter >= 0 and found[at] != roles.ANSWER), -1)
    if letter < 0:
        text = next((at for at in free if found[at] == roles.OPTIONS), -1)
    if text < 0:
        return None
    number = found.index(roles.NUMBER) if roles.NUMBER in found else -1
    answer = found.index(roles.ANSWER) if roles.ANSWER in found else -1
    others = [at for at in range(len(names)) if at not in (stem, letter, text, number)]
    flag = next((at for at in others if _are_flags(names[at], at == answer, rows, at, stem)), -1)
    return _Places(stem, number, letter, text, answer, flag)


def _are_letters(values: Sequence[str], count: int) -> bool:
    letters = [value.strip(" .、．:：)）(（") for value in values if value]
    single = sum(len(each) == 1 and each.upper() in roles.LETTERS for each in letters)
    return 2 * len(letters) > count > 2 and single >= _LETTERED * len(letters)


def _are_flags(name: str, is_answer: bool, rows: Sequence[Sequence[str]], at: int, stem: int) -> bool:
    """A column of yes and no: by its name, or because it answers beside options that are not an item's first."""
    values = [row[at].strip().casefold() for row in rows]
    if not any(value in _RIGHT for value in values) or any(value not in _RIGHT | _NOT for value in values):
        return False
    plain = name.replace(" ", "").replace("_", "").casefold()
    return plain in _FLAG_NAMES or (is_answer and any(row[at] and not row[stem] for row in rows))


def _items(rows: Sequence[tuple[int, list[str]]], places: _Places) -> list[_Item]:
    items: list[_Item] = []
    last: tuple[str, str] | None = None
    for number, row in rows:
        own = (row[places.stem], row[places.number] if places.number >= 0 else "")
        text = row[places.option]
        is_repeated = own == last and bool(places.letter >= 0 or places.flag >= 0 or own[1])  # stems may well be alike
        if text and items and (not own[0] or is_repeated):
            item = items[-1]
        else:
            item = _Item(number, list(row))
            items.append(item)
            last = own
        if text and (item.row[places.stem] or item is not items[-1]):
            letter = row[places.letter].strip(" .、．:：)）(（").upper() if places.letter >= 0 else ""
            led = _LED.match(text)
            letter = letter or (led.group(1) if led else roles.LETTERS[len(item.options) % len(roles.LETTERS)])
            item.options.append(f"{letter}. {text[led.end() :] if led and led.group(1) == letter else text}")
            if places.flag >= 0 and row[places.flag].strip().casefold() in _RIGHT:
                item.right += letter
    return items


def _names(names: Sequence[str], places: _Places) -> list[str]:
    kept = [name for at, name in enumerate(names) if at not in (places.letter, places.option, places.flag)]
    return [*kept, "选项", *(["答案"] if places.flag >= 0 else [])]


def _rows(items: Sequence[_Item], places: _Places) -> list[tuple[int, list[str]]]:
    rows = []
    for item in items:
        kept = [cell for at, cell in enumerate(item.row) if at not in (places.letter, places.option, places.flag)]
        added = ["\n".join(item.options), *([item.right] if places.flag >= 0 else [])]
        rows.append((item.number, [*kept, *added] if item.row[places.stem] else kept))
    return rows
