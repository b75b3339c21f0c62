"""Questions as cards: names on the left, what they are on the right, one below the other; turned into rows.

A card begins where a name comes that the one above already has. Two pairs may stand side by side.
"""

from collections.abc import Sequence

from question_bank.formats.records import roles
from question_bank.formats.tabular.columns import Columns
from question_bank.formats.tabular.sheets import Sheet

_SHARE = 0.8
_LEAST = 3
_HEADS = (roles.STEM, roles.ANSWER, roles.TYPE, roles.OPTIONS, roles.EXPLANATION)  # beside a name: a head, no card


def dealt(sheet: Sheet, columns: Columns) -> Sheet:
    """The sheet with a row a card; as it is where it holds no cards."""
    pairs = [(number, pair) for number, row in sheet.rows for pair in _pairs(row, columns)]
    named = {number for number, _ in pairs}
    if len(sheet.rows) < _LEAST or len(named) < _SHARE * len(sheet.rows):
        return sheet
    if not {roles.STEM, roles.ANSWER} <= {columns.role(name) for _, (name, _value) in pairs}:
        return sheet
    cards: list[tuple[int, dict[str, str]]] = []
    for number, (name, value) in pairs:
        if not cards or name in cards[-1][1]:
            cards.append((number, {}))
        cards[-1][1][name] = value
    names = list(dict.fromkeys(name for _, card in cards for name in card))
    first = sheet.rows[0][0]
    rows = [(number, [card.get(name, "") for name in names]) for number, card in cards]
    return Sheet(sheet.name, [(first, names), *rows], sheet.notes, sheet.is_hidden)


def _pairs(row: Sequence[str], columns: Columns) -> list[tuple[str, str]]:
    """Name and value, twice where two stand side by side; none where the left cell names nothing."""
    cells = list(row)
    while len(cells) > 2 and not cells[-1]:
        cells.pop()
    found = []
    for at in range(0, len(cells), 2):
        name, value = cells[at].strip(), cells[at + 1] if at + 1 < len(cells) else ""
        if not name or len(name) > 12 or columns.role(name) is None or columns.role(value or "") in _HEADS:
            return []
        found.append((name, value))
    return found if len(cells) <= 6 else []
