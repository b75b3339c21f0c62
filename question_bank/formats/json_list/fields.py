"""The fields of question objects: which role each has, decided by its name and checked against its value."""

from collections.abc import Mapping
from typing import Any

from question_bank.formats.model import MappedField
from question_bank.formats.records import roles
from question_bank.formats.records.choices import clean, read_choices, read_flags

_BEST_STEM = (
    "题干",
    "题目内容",
    "questioncontent",
    "questiontext",
    "question",
    "题目",
    "stem",
    "content",
    "title",
    "问题",
)


class Fields:
    """Roles of one file's fields, and the account of all that was seen."""

    def __init__(self, mapping: Mapping[str, str]) -> None:
        self._given = dict(mapping)
        self._seen: dict[str, tuple[str | None, int, str]] = {}

    def role(self, key: str) -> str | None:
        """What the field means: as given, else by its name."""
        return self._given[key] or roles.IGNORED if key in self._given else roles.role_of(key)

    def is_question(self, node: Mapping[str, Any]) -> bool:
        """It has a question of words, and something that answers, offers, numbers or types it."""
        named = {role: value for key, value in node.items() if (role := self.role(key))}
        stems = [value for key, value in node.items() if self.role(key) == roles.STEM and _is_words(value)]
        if not stems:
            return False
        more = {roles.ANSWER, roles.OPTIONS, roles.TYPE, roles.EXPLANATION} & set(named)
        lettered = [key for key in node if (self.role(key) or "").startswith(roles.OPTION)]
        return bool(more or lettered) and self.parts_of(node) is None

    def parts_of(self, node: Mapping[str, Any]) -> str | None:
        """The field that holds questions of its own below a story."""
        for key, value in node.items():
            offers = self.role(key) in (roles.OPTIONS, roles.ANSWER)
            objects = value if isinstance(value, list) and not offers else []
            if objects and all(isinstance(each, Mapping) and self.is_question(each) for each in objects):
                return key
        return None

    def values(self, node: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        """By role; where two fields share one, the better named keeps it and the other is unknown."""
        values: dict[str, Any] = {}
        lettered: dict[str, Any] = {}
        owner: dict[str, str] = {}
        for key, value in sorted(node.items(), key=self._rank):
            role = self.role(key)
            if role and role.startswith(roles.OPTION):
                lettered[role[len(roles.OPTION) :]] = value
                self.note(key, role, value)
                continue
            role = self._fitting(role, value)
            if role in values and role not in (roles.IGNORED, roles.MINE) and clean(values[role]) and _has(value):
                role = None
            if role and (role not in values or not _has(values[role])):
                values[role], owner[role] = value, key
            self.note(key, role, value)
        return values, lettered

    def _rank(self, field: tuple[str, Any]) -> int:
        plain = "".join(field[0].split()).replace("_", "").casefold()
        return _BEST_STEM.index(plain) if plain in _BEST_STEM else len(_BEST_STEM)

    @staticmethod
    def _fitting(role: str | None, value: Any) -> str | None:
        """A name may mislead: `answers` with texts and flags are options, `items` with letters and flags a key."""
        is_list = isinstance(value, list) and bool(value) and isinstance(value[0], Mapping)
        if role == roles.ANSWER and is_list and read_flags(value) is None and (found := read_choices(value)):
            return roles.OPTIONS if found.marked is not None else role
        if role == roles.OPTIONS and isinstance(value, str) and len(value) < 3:
            return None
        if role == roles.POINTS and isinstance(value, (list, Mapping)):
            return None
        return role

    def note(self, key: str, role: str | None, value: Any) -> None:
        """Count a field; one that carries nothing at all is not worth a word."""
        old = self._seen.get(key)
        example = (old[2] if old else "") or clean(value if not isinstance(value, (list, dict)) else "")[:40]
        if old is None:
            if role is not None or _has(value):
                self._seen[key] = (role, 1, example)
        else:
            self._seen[key] = (old[0] if role is None and old[0] else role, old[1] + 1, example)

    def mapping(self) -> tuple[MappedField, ...]:
        """All fields, in the order in which they came."""
        return tuple(MappedField(name, role, count, example) for name, (role, count, example) in self._seen.items())


def _is_words(value: Any) -> bool:
    if isinstance(value, list):
        return bool(value) and all(isinstance(each, str) for each in value)
    return isinstance(value, str)


def _has(value: Any) -> bool:
    return value not in (None, "", [], {})
