"""Lists of small objects with an id and a text (things to order, sources, lines, the options of a gap), checked."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from foundation.errors import N_
from question_bank.item_types.checking import Checker, quoted

NOT_A_LIST = N_("%(part)s应当是一列")
NOT_AN_OBJECT = N_("%(part)s第 %(number)s 条应当有 %(keys)s")
BAD_ID = N_("%(part)s第 %(number)s 条：编号应当是 1 到 8 个字母或数字")
DUPLICATE_ID = N_("%(part)s：编号重复")
TOO_FEW = N_("%(part)s太少")
TOO_MANY = N_("%(part)s太多")
KEY_NOT_IDS = N_("答案应当是一列编号")
KEY_UNKNOWN = N_("答案里的编号不存在")

_ID = re.compile(r"[A-Za-z0-9]{1,8}")


@dataclass(frozen=True, slots=True)
class Entries:
    """What a list may hold: the key in the content, what people call it (a msgid), how many, how long."""

    field: str
    part: str
    least: int
    most: int
    length: int = 2_000
    optional: tuple[str, ...] = ()  # further texts of an entry, null where there is none

    def check(self, checker: Checker, given: object) -> list[dict[str, Any]]:
        """The list in its normal form; problems go to the checker."""
        if not isinstance(given, list | tuple):
            checker.problem(NOT_A_LIST, self.field, found=quoted(given), part=self.part)
            return []
        found = [one for number, raw in enumerate(given, 1) if (one := self._one(checker, number, raw)) is not None]
        ids = [one["id"] for one in found]
        for twice in dict.fromkeys(name for name in ids if ids.count(name) > 1):
            checker.problem(DUPLICATE_ID, self.field, found=twice, part=self.part)
        if len(given) < self.least:
            checker.problem(TOO_FEW, self.field, found=str(len(given)), expected=f"≥ {self.least}", part=self.part)
        if len(given) > self.most:
            checker.problem(TOO_MANY, self.field, found=str(len(given)), expected=f"≤ {self.most}", part=self.part)
        return found

    def _one(self, checker: Checker, number: int, raw: object) -> dict[str, Any] | None:
        keys = ("id", "text", *self.optional)
        if not isinstance(raw, Mapping) or not set(raw) <= set(keys):
            named = ", ".join(keys)
            checker.problem(NOT_AN_OBJECT, self.field, found=quoted(raw), part=self.part, number=number, keys=named)
            return None
        name = raw.get("id")
        if not isinstance(name, str) or not _ID.fullmatch(name):
            checker.problem(BAD_ID, self.field, found=quoted(name), part=self.part, number=number)
            name = f"x{number}"
        which = f" {name}"
        text = checker.text_value(raw.get("text"), self.field, self.part, which=which, required=True, limit=self.length)
        more = {
            key: checker.text_value(raw.get(key), self.field, self.part, which=which, limit=self.length)
            for key in self.optional
        }
        return {"id": name, "text": text or "", **more}


def ids_of(entries: Sequence[Mapping[str, Any]]) -> list[str]:
    """The ids in their order."""
    return [str(entry["id"]) for entry in entries]


def check_ids(checker: Checker, known: Sequence[str]) -> list[str] | None:
    """`answer_key` as a list of known ids, as written; None and an empty list mean no key yet."""
    given = checker.content.get("answer_key")
    if given is None:
        return None
    if not isinstance(given, list | tuple) or not all(isinstance(name, str) for name in given):
        checker.problem(KEY_NOT_IDS, "answer_key", found=quoted(given))
        return None
    strangers = [name for name in given if name not in known]
    if strangers:
        checker.problem(KEY_UNKNOWN, "answer_key", found=quoted(", ".join(strangers)), expected=", ".join(known))
    return list(given) or None


def check_placed(checker: Checker, allowed: Sequence[Sequence[str]]) -> list[str] | None:
    """`answer_key` as one known id for each place; None and all empty mean no key yet."""
    given = checker.content.get("answer_key")
    if given is None:
        return None
    if not isinstance(given, list | tuple) or not all(isinstance(name, str) for name in given):
        checker.problem(KEY_NOT_IDS, "answer_key", found=quoted(given))
        return None
    if not any(given):
        return None
    if len(given) != len(allowed):
        checker.problem(WRONG_LENGTH, "answer_key", found=str(len(given)), expected=str(len(allowed)))
        return None
    for number, (name, ids) in enumerate(zip(given, allowed, strict=True), 1):
        if not name:
            checker.problem(PLACE_WITHOUT_KEY, "answer_key", number=number)
        elif name not in ids:
            checker.problem(KEY_UNKNOWN, "answer_key", found=quoted(name), expected=", ".join(ids))
    return list(given)


WRONG_LENGTH = N_("答案的个数与题目不符")
PLACE_WITHOUT_KEY = N_("第 %(number)s 处还没有答案")
