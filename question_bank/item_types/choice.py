"""What single and multiple choice share: showing options in an order, and judging what was chosen.

How many options are right, and what a response looks like, is each type's own.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any

from foundation.errors import N_, Problem
from question_bank.domain import Content, Part, Shape, Verdict
from question_bank.domain.tallies import Made, Place
from question_bank.item_types.base import Plain
from question_bank.item_types.checking import NO_KEY, NOT_ANSWERED, Checker
from question_bank.item_types.options import check_key, check_options
from question_bank.item_types.sets import judge_set

LETTERS = "ABCDEFGHIJ"
SAME_TEXT_TWICE = N_("选项 %(first)s 和 %(second)s 的文字相同")

_SPEAKS_OF_OTHERS = re.compile(
    r"以上|上述|前述|[A-J]\s*[、,，和与及/]\s*[A-J](?![A-Za-z])|\b(?:all|none|both|any) of the (?:above|other)",
    re.IGNORECASE,
)


class Choice(Plain):
    """The behaviour both kinds have; subclasses say how many options are right and what a response looks like."""

    name: str
    shuffles_options = True
    default_scoring_rule = "exact"
    allowed_scoring_rules: tuple[str, ...] = ("exact",)

    def chosen(self, value: Any) -> tuple[str, ...]:
        """The option ids of a canonical response."""
        raise NotImplementedError

    def check_number(self, checker: Checker, key: list[str]) -> None:
        """Note when a key has too few or too many options for this kind."""
        raise NotImplementedError

    def validate(self, content: Content) -> dict[str, Any]:
        checker = Checker(content, ("options", "answer_key"))
        normal = checker.common()
        normal["options"] = check_options(checker)
        normal["answer_key"] = check_key(checker, normal["options"])
        if normal["answer_key"] is not None:
            self.check_number(checker, normal["answer_key"])
        return checker.finish(normal)

    def complete_problems(self, content: Content) -> tuple[Problem, ...]:
        problems = [] if content["answer_key"] else [Problem(NO_KEY, field="answer_key")]
        first_with: dict[str, str] = {}
        for option in content["options"]:
            first = first_with.setdefault(option["text"], option["id"])
            if first != option["id"]:
                problems.append(Problem(SAME_TEXT_TWICE, {"first": first, "second": option["id"]}, field="options"))
        return tuple(problems)

    def candidate_view(self, content: Content, option_order: Sequence[str] | None = None) -> dict[str, Any]:
        texts = {option["id"]: option["text"] for option in content["options"]}
        shown = self._order(content, option_order)
        return {
            "type": self.name,
            "lang": content["lang"],
            "stem": content["stem"],
            "options": [{"id": name, "text": texts[name]} for name in shown],
        }

    def may_shuffle(self, content: Content) -> bool:
        return not any(speaks_of_others(option["text"]) for option in content["options"])

    def response_shape(self, content: Content) -> Shape:
        return Shape(options=tuple(option["id"] for option in content["options"]))

    def is_blank(self, value: Any) -> bool:
        return not value

    def judge(self, content: Content, value: Any) -> tuple[Part, ...] | None:
        if not content["answer_key"]:
            return None
        chosen = self.chosen(value)
        right = set(chosen) == set(content["answer_key"])
        return (Part(Verdict.RIGHT if right else Verdict.WRONG, " ".join(chosen)),)

    def judge_options(self, content: Content, value: Any) -> tuple[Part, ...] | None:
        return judge_set(self.response_shape(content).options, content["answer_key"], self.chosen(value))

    def choice_places(self, content: Content) -> tuple[Place, ...]:
        texts = {option["id"]: option["text"] for option in content["options"]}
        return (Place(offered=texts, right=frozenset(content["answer_key"] or ())),)

    def choices_made(self, content: Content, value: Any) -> Made:
        return (() if self.is_blank(value) else tuple(self.chosen(value)),)

    def describe_response(
        self,
        content: Content,
        value: Any,
        translate: Callable[[str], str] = str,
        option_order: Sequence[str] | None = None,
    ) -> str:
        if self.is_blank(value):
            return translate(NOT_ANSWERED)
        return self._lines(content, self.chosen(value), option_order)

    def describe_key(
        self, content: Content, translate: Callable[[str], str] = str, option_order: Sequence[str] | None = None
    ) -> str:
        if not content["answer_key"]:
            return translate(NO_KEY)
        return self._lines(content, content["answer_key"], option_order)

    def _lines(self, content: Content, names: Sequence[str], option_order: Sequence[str] | None) -> str:
        texts = {option["id"]: option["text"] for option in content["options"]}
        shown = self._order(content, option_order)
        return "\n".join(
            f"{letter}. {texts[name]}" for letter, name in zip(LETTERS, shown, strict=False) if name in names
        )

    def _order(self, content: Content, option_order: Sequence[str] | None) -> tuple[str, ...]:
        return ordered(tuple(option["id"] for option in content["options"]), option_order)


def speaks_of_others(text: str) -> bool:
    """An option such as 以上都对, or "A 和 B", which must keep its place."""
    return _SPEAKS_OF_OTHERS.search(text) is not None


def ordered(ids: tuple[str, ...], option_order: Sequence[str] | None) -> tuple[str, ...]:
    """The ids as this candidate sees them; ValueError for what is no order of them."""
    if option_order is None:
        return ids
    if sorted(option_order) != sorted(ids):
        raise ValueError(f"{tuple(option_order)} is no order of {ids}")
    return tuple(option_order)
