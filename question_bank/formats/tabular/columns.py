"""What the columns of a table mean: by their names, else by what stands in them, else as somebody said.

A column guessed from its values alone is told, like one that nobody knows.
"""

import re
from collections.abc import Mapping, Sequence

from question_bank.formats.model import MappedField
from question_bank.formats.records import roles
from question_bank.formats.records.types import type_of_words

_KEYS = re.compile(r"[A-Ha-h](?:[、,，;； ]?[A-Ha-h]){0,7}|[√×对错]|正确|错误|[TF]")
_DEPTH = 15
_LOOKED_AT = 300  # letters of a cell
_LOWEST = 100
_OPTIONS = re.compile(r"[(（]?A[)）]?\s{0,2}[、.．:：].*[(（]?B[)）]?\s{0,2}[、.．:：]", re.S)


class Columns:
    """Finds headers and keeps the account of all columns of a file."""

    def __init__(self, mapping: Mapping[str, str]) -> None:
        self._given = dict(mapping)
        self._seen: dict[str, MappedField] = {}
        self.are_options_counted = False

    def find_header(self, rows: Sequence[tuple[int, list[str]]]) -> int | None:
        """Which of the first rows names the columns: the one with most known names, a question's among them."""
        best, most = None, 1
        wide = [(at, cells) for at, (_, cells) in enumerate(rows[:_LOWEST]) if len(set(filter(None, cells))) > 1]
        for at, cells in wide[:_DEPTH]:  # instructions above it fill one cell each
            found = [self.role(cell) for cell in cells if cell and len(cell) <= 30]
            known = [role for role in found if role]
            if roles.STEM in known and len(known) > most:
                best, most = at, len(known)
        return best

    def roles_of(self, header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str | None]:
        """The role of each column; a role that only one column can have goes to the first that names it best."""
        found: list[str | None] = [self.role(cell) for cell in header]
        _settle_counted(found)
        _settle_spread(header, found, rows)
        taken: set[str] = set()
        self.are_options_counted |= any(
            role == f"{roles.OPTION}A" and "1" in name for role, name in zip(found, header, strict=True)
        )
        for at, role in enumerate(found):
            if role in taken and role not in (roles.IGNORED, roles.MINE):
                found[at] = None
            elif role:
                taken.add(role)
        for at, role in enumerate(found):
            values = [row[at] for row in rows[:200] if at < len(row) and row[at]]
            if role is None and values and header[at] not in self._given:
                guess = _guess(values)
                if guess and guess not in taken:
                    found[at] = guess
                    taken.add(guess)
            self._note(header[at] or f"#{at + 1}", found[at], values)
        return found

    def guess_without_header(self, rows: Sequence[Sequence[str]]) -> list[str | None] | None:
        """A table without names: its longest column asks, a column of letters answers, the ones between offer."""
        width = max((len(row) for row in rows), default=0)
        columns = [[row[at] for row in rows if at < len(row) and row[at]] for at in range(width)]
        guesses = [_guess(values) if values else None for values in columns]
        if roles.ANSWER not in guesses:
            return None
        for at, values in enumerate(columns):
            if (
                guesses[at] is None
                and values
                and sum(bool(_OPTIONS.search(value[:_LOOKED_AT])) for value in values) > len(values) / 2
            ):
                guesses[at] = None if roles.OPTIONS in guesses else roles.OPTIONS
        lengths = [
            sum(map(len, values)) / len(rows) if guess is None else 0
            for values, guess in zip(columns, guesses, strict=True)
        ]
        stem = max(range(width), key=lambda at: lengths[at])
        if lengths[stem] < 4:
            return None
        guesses[stem] = roles.STEM
        free = [at for at in range(stem + 1, width) if guesses[at] is None and columns[at]]
        for letter, at in zip(roles.LETTERS, free[:8] if roles.OPTIONS not in guesses else (), strict=False):
            guesses[at] = roles.OPTION + letter
        for at, guess in enumerate(guesses):
            self._note(f"#{at + 1}", guess, columns[at])
        return guesses

    def mapping(self) -> tuple[MappedField, ...]:
        """All columns, in the order in which they came."""
        return tuple(self._seen.values())

    def role(self, name: str) -> str | None:
        """What a column of that name is, as somebody said or as the name says."""
        if name in self._given:
            return self._given[name] or roles.IGNORED
        return roles.role_of(name)

    def _note(self, name: str, role: str | None, values: Sequence[str]) -> None:
        if not values and role is None:
            return
        old = self._seen.get(name)
        example = (old.example if old else "") or (values[0][:40] if values else "")
        self._seen[name] = MappedField(
            name, role or (old.role if old else None), (old.count if old else 0) + len(values), example
        )


def _settle_counted(found: list[str | None]) -> None:
    """答案1, 答案2 …: options where the key has a column of its own and they have none, else a blank's answer each."""
    names_key = roles.ANSWER in found
    has_options = roles.OPTIONS in found or any(role and role.startswith(roles.OPTION) for role in found)
    for at, role in enumerate(found):
        if role and role.startswith(roles.ANSWER_OF):
            number = int(role[len(roles.ANSWER_OF) :])
            if names_key and not has_options:
                found[at] = roles.OPTION + roles.LETTERS[number - 1]


def _settle_spread(header: Sequence[str], found: list[str | None], rows: Sequence[Sequence[str]]) -> None:
    """选项 over several columns, by the same name or by none: one option each."""
    for at, role in enumerate(found):
        if role != roles.OPTIONS:
            continue
        stop = at + 1
        while stop < len(found) and (header[stop] == header[at] or (not header[stop] and found[stop] is None)):
            stop += 1
        beside = [row[stop - 1] for row in rows if stop - 1 < len(row) and row[stop - 1]]
        if stop - at > 1 and beside and not any(_OPTIONS.search(row[at][:_LOOKED_AT]) for row in rows if at < len(row)):
            for letter, place in zip(roles.LETTERS, range(at, stop), strict=False):
                found[place] = roles.OPTION + letter
        return


def is_key(value: str) -> bool:
    """True for letters or a judgement."""
    return bool(_KEYS.fullmatch(value.strip()))


def _guess(values: Sequence[str]) -> str | None:
    """By the values: nearly all are types, or nearly all are keys, or they just count up."""
    share = 0.85 * len(values)
    if sum(len(value) <= 8 and type_of_words(value) is not None for value in values) >= share:
        return roles.TYPE
    if sum(is_key(value) for value in values) >= share:
        return roles.ANSWER
    if list(values) == [str(n) for n in range(1, len(values) + 1)]:
        return roles.NUMBER
    return None
