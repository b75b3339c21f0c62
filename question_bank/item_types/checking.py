"""Reading what an author wrote, key by key: collects every problem, then gives the normal form or raises Invalid once.

A problem's `field` is a key of the content; what it found is quoted, lengths are counted in characters.
"""

import re
from collections.abc import Mapping
from typing import Any

from foundation.errors import N_, Invalid, Problem
from question_bank.domain.typed_text import readable

STEM_LENGTH = 10_000
TEXT_LENGTH = 20_000
COMMON_KEYS = ("stem", "explanation", "lang")

NOT_AN_OBJECT = N_("题目内容应当是一组键和值")
UNKNOWN_KEY = N_("题目内容里有不认识的项“%(name)s”")
NOT_TEXT = N_("%(part)s%(which)s：应当是文字")
EMPTY = N_("%(part)s%(which)s：不能为空")
TOO_LONG = N_("%(part)s%(which)s：太长")
UNREADABLE = N_("%(part)s%(which)s：有无法保存的字符")
NO_KEY, NOT_ANSWERED = N_("还没有答案"), N_("未作答")
NOT_A_LANGUAGE = N_("语言代码写成 zh-CN 的样子")
STEM, EXPLANATION, LANGUAGE = N_("题干"), N_("解析"), N_("语言")

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def quoted(value: object, limit: int = 40) -> str:
    """A value as a problem report shows it: short, on one line."""
    text = value if isinstance(value, str) else repr(value)
    text = " ".join((readable(text) or ascii(text)).split())
    return text if len(text) <= limit else text[: limit - 1] + "…"


class Checker:
    """One pass over a content. Its methods return the normal form of a part and note what is wrong with it."""

    def __init__(self, content: object, keys: tuple[str, ...]) -> None:
        if not isinstance(content, Mapping):
            raise Invalid(Problem(NOT_AN_OBJECT, found=quoted(content)))
        self.content: Mapping[str, Any] = content
        self.problems: list[Problem] = []
        expected = (*COMMON_KEYS, *keys)
        for name in content:
            if name not in expected:
                self.problem(UNKNOWN_KEY, name=quoted(name), expected=", ".join(expected))

    def problem(
        self,
        message: str,
        field: str | None = None,
        found: str | None = None,
        expected: str | None = None,
        **params: Any,
    ) -> None:
        """Note one problem."""
        self.problems.append(Problem(message, params, field=field, found=found, expected=expected))

    def common(self) -> dict[str, Any]:
        """Stem, explanation and language, which every type has."""
        language = self.content.get("lang") or "zh-CN"
        if not isinstance(language, str) or not _LANGUAGE.fullmatch(language):
            self.problem(NOT_A_LANGUAGE, "lang", found=quoted(language), expected="zh-CN")
        return {
            "stem": self.text("stem", STEM, required=True, limit=STEM_LENGTH) or "",
            "explanation": self.text("explanation", EXPLANATION),
            "lang": language,
        }

    def text(self, name: str, part: str, *, required: bool = False, limit: int = TEXT_LENGTH) -> str | None:
        """A text under a key; None where an optional one is absent or empty."""
        return self.text_value(self.content.get(name), name, part, required=required, limit=limit)

    def text_value(
        self, value: object, field: str, part: str, *, which: str = "", required: bool = False, limit: int = TEXT_LENGTH
    ) -> str | None:
        """A text wherever it stands; `which` tells siblings apart (" B", " 2")."""
        if value is not None and not isinstance(value, str):
            self.problem(NOT_TEXT, field, found=quoted(value), part=part, which=which)
            return None
        text = readable(value or "")
        if text is None:
            self.problem(UNREADABLE, field, found=quoted(value), part=part, which=which)
            return None
        text = text.strip()
        if not text and required:
            self.problem(EMPTY, field, part=part, which=which)
        if len(text) > limit:
            self.problem(TOO_LONG, field, found=str(len(text)), expected=f"≤ {limit}", part=part, which=which)
        return text or None

    def finish(self, content: dict[str, Any]) -> dict[str, Any]:
        """The normal form, or Invalid with all problems."""
        if self.problems:
            raise Invalid(*self.problems)
        return content
