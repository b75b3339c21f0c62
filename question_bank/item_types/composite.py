"""Composite: one stimulus, several items, each of a type of its own that judges it; a response lists one value each.

The keys of all items stand together in `answer_key`, so that a content without its key is a draft like any other.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from foundation.errors import N_, Invalid, Problem
from question_bank.domain import (
    Content,
    Fault,
    ItemType,
    Malformed,
    OutcomeStatus,
    ParsedResponse,
    Part,
    Response,
    Shape,
    Specimen,
    SpecimenKind,
    Verdict,
)
from question_bank.domain.tallies import Made, Place
from question_bank.item_types.base import Plain
from question_bank.item_types.checking import NO_KEY, NOT_ANSWERED, Checker, quoted
from question_bank.item_types.fill_blank import FillBlank
from question_bank.item_types.multiple_choice import MultipleChoice
from question_bank.item_types.single_choice import SingleChoice
from question_bank.item_types.true_false import TrueFalse

LEAST, MOST, MOST_WEIGHT = 2, 10, 100
KINDS: Mapping[str, ItemType] = {
    kind.name: kind for kind in (SingleChoice(), MultipleChoice(), TrueFalse(), FillBlank())
}
ITEMS_NOT_A_LIST = N_("小题应当是一列，2 到 10 道")
ITEM_NOT_AN_OBJECT = N_("第 %(number)s 小题应当有 item_type、weight 和 content")
NO_SUCH_KIND = N_("第 %(number)s 小题的题型不能放在材料题里")
BAD_WEIGHT = N_("第 %(number)s 小题的份数应当是 1 到 100 的整数")
OWN_KEYS = N_("第 %(number)s 小题的内容里不写 answer_key 和 lang")
IN_THIS_ITEM = N_("第 %(number)s 小题：")
KEYS_NOT_A_LIST = N_("材料题的答案应当是一列，每小题一个")
KEY_MISSING = N_("第 %(number)s 小题还没有答案")


class Composite(Plain):
    """A stimulus and its items."""

    name = "composite"
    label = N_("材料题")
    default_scoring_rule = "per_blank"
    allowed_scoring_rules: tuple[str, ...] = ("per_blank", "all_blanks")
    rule_texts: Mapping[str, str] = {
        "per_blank": N_("各小题分别给分，答错不扣分。"),
        "all_blanks": N_("各小题全部答对才得分。"),
    }

    def validate(self, content: Content) -> dict[str, Any]:
        checker = Checker(content, ("items", "answer_key"))
        normal = checker.common()
        items = checker.content.get("items")
        if not isinstance(items, list | tuple) or not LEAST <= len(items) <= MOST:
            checker.problem(ITEMS_NOT_A_LIST, "items", found=quoted(items))
            items = []
        keys = _keys(checker, len(items))
        checked = [_item(checker, number, raw, keys[number - 1]) for number, raw in enumerate(items, 1)]
        normal["items"] = [item for item, _key in checked]
        found = [key for _item, key in checked]
        normal["answer_key"] = found if any(key is not None for key in found) else None
        return checker.finish(normal)

    def complete_problems(self, content: Content) -> tuple[Problem, ...]:
        if content["answer_key"] is None:
            return (Problem(NO_KEY, field="answer_key"),)
        problems = []
        for number, (kind, whole, key) in enumerate(_wholes(content), 1):
            if key is None:
                problems.append(Problem(KEY_MISSING, {"number": number}, field="answer_key"))
                continue
            problems += _of_an_item(number, kind.complete_problems(whole))
        return tuple(problems)

    def candidate_view(self, content: Content, option_order: Sequence[str] | None = None) -> dict[str, Any]:
        return {
            "type": self.name,
            "lang": content["lang"],
            "stem": content["stem"],
            "items": [kind.candidate_view(whole) for kind, whole, _key in _wholes(content)],
        }

    def response_shape(self, content: Content) -> Shape:
        parts = tuple((kind.name, kind.response_shape(whole)) for kind, whole, _key in _wholes(content))
        return Shape(blanks=len(parts), parts=parts)

    def parse_response(self, shape: Shape, value: object) -> ParsedResponse:
        if value is None:
            return Response(None)
        if not isinstance(value, list):
            return Malformed(Fault.WRONG_KIND)
        if len(value) != len(shape.parts):
            return Malformed(Fault.WRONG_NUMBER_OF_BLANKS)
        found = []
        for (name, each), given in zip(shape.parts, value, strict=True):
            parsed = KINDS[name].parse_response(each, given)
            if isinstance(parsed, Malformed):
                return parsed
            found.append(None if KINDS[name].is_blank(parsed.value) else parsed.value)
        return Response(None if all(each is None for each in found) else found)

    def read_form(self, values: Sequence[Any]) -> Any:
        """`values` holds, for each item, the values of its fields and its type."""
        return [KINDS[name].read_form(fields) for name, fields in values] or None

    def is_blank(self, value: Any) -> bool:
        return value is None or all(each is None for each in value)

    def judge(self, content: Content, value: Any) -> tuple[Part, ...] | None:
        judged = [
            _judged(kind, whole, given) for (kind, whole, _key), given in zip(_wholes(content), value, strict=True)
        ]
        found = [parts for parts in judged if parts is not None]
        if content["answer_key"] is None or len(found) < len(judged):
            return None
        sums = [sum(part.weight for part in parts) for parts in found]
        common = math.lcm(*sums)
        return tuple(
            replace(part, weight=part.weight * item["weight"] * common // whole)
            for parts, whole, item in zip(found, sums, content["items"], strict=True)
            for part in parts
        )

    def choice_places(self, content: Content) -> tuple[Place, ...]:
        return tuple(
            replace(place, label=f"({number}) {place.label}".rstrip())
            for number, (kind, whole, _key) in enumerate(_wholes(content), 1)
            for place in kind.choice_places(whole)
        )

    def choices_made(self, content: Content, value: Any) -> Made:
        given = value or [None] * len(content["items"])
        pairs = zip(_wholes(content), given, strict=True)
        return tuple(made for (kind, whole, _key), each in pairs for made in kind.choices_made(whole, each))

    def describe_response(
        self,
        content: Content,
        value: Any,
        translate: Callable[[str], str] = str,
        option_order: Sequence[str] | None = None,
    ) -> str:
        if self.is_blank(value):
            return translate(NOT_ANSWERED)
        told = (
            kind.describe_response(whole, given, translate)
            for (kind, whole, _key), given in zip(_wholes(content), value, strict=True)
        )
        return _numbered(told)

    def describe_key(
        self, content: Content, translate: Callable[[str], str] = str, option_order: Sequence[str] | None = None
    ) -> str:
        if content["answer_key"] is None:
            return translate(NO_KEY)
        return _numbered(kind.describe_key(whole, translate) for kind, whole, _key in _wholes(content))

    def specimens(self) -> tuple[Specimen, ...]:
        content = {
            "stem": "客户来电：上月新装的宽带，这个月第三次断网，要求马上恢复并退费。",
            "items": [
                {"item_type": "single_choice", "weight": 2, "content": _CHOICE},
                {
                    "item_type": "fill_blank",
                    "weight": 2,
                    "content": {"stem": "登记 ____ 和 ____ 。", "explanation": None},
                },
                {
                    "item_type": "true_false",
                    "weight": 1,
                    "content": {"stem": "可以当场答应退全年的费。", "explanation": "超出权限的事不答应。"},
                },
            ],
            "answer_key": [["B"], [["诉求"], ["时限", "答复时间"]], False],
            "explanation": "先安抚，再查，后答复。",
            "lang": "zh-CN",
        }
        scored, none = OutcomeStatus.SCORED, Decimal(0)
        cases: tuple[tuple[SpecimenKind, Any, OutcomeStatus, Decimal | None, Decimal | None], ...] = (
            (SpecimenKind.RIGHT, ["B", ["诉求", "时限"], False], scored, Decimal(5), Decimal(5)),
            (SpecimenKind.PARTLY_RIGHT, ["B", ["", "时限"], None], scored, Decimal(3), none),
            (SpecimenKind.PARTLY_RIGHT, [None, None, False], scored, Decimal(1), none),
            (SpecimenKind.WRONG, ["A", ["甲", "乙"], True], scored, none, none),
            (SpecimenKind.BLANK, [None, ["", ""], None], OutcomeStatus.BLANK, none, none),
            (SpecimenKind.MALFORMED, ["B"], OutcomeStatus.MALFORMED, None, None),
            (SpecimenKind.MALFORMED, ["Z", None, None], OutcomeStatus.MALFORMED, None, None),
        )
        return tuple(
            Specimen(kind, content, value, Decimal(5), {"per_blank": (status, shared), "all_blanks": (status, whole)})
            for kind, value, status, shared, whole in cases
        )


_CHOICE = {
    "stem": "第一句话怎么接？",
    "options": [
        {"id": "A", "text": "这不归我们管", "rationale": "推诿。"},
        {"id": "B", "text": "给您添麻烦了，我马上查", "rationale": None},
    ],
    "explanation": None,
}


def _wholes(content: Content) -> Iterator[tuple[ItemType, dict[str, Any], Any]]:
    """Each item's type, its whole content, its key."""
    keys = content["answer_key"] or [None] * len(content["items"])
    for item, key in zip(content["items"], keys, strict=True):
        whole = {**item["content"], "lang": content["lang"], "answer_key": key}
        yield KINDS[item["item_type"]], whole, key


def _judged(kind: ItemType, whole: Content, given: Any) -> tuple[Part, ...] | None:
    """As many parts whether it was answered or not; one that counts as a whole has one."""
    if given is None:
        blanks = kind.response_shape(whole).blanks
        if not blanks:
            return None if whole["answer_key"] is None else (Part(Verdict.BLANK, ""),)
        given = [""] * blanks
    return kind.judge(whole, given)


def _keys(checker: Checker, count: int) -> list[Any]:
    given = checker.content.get("answer_key")
    if given is None:
        return [None] * count
    if isinstance(given, list | tuple) and len(given) == count:
        return list(given)
    checker.problem(KEYS_NOT_A_LIST, "answer_key", found=quoted(given), expected=str(count))
    return [None] * count


def _item(checker: Checker, number: int, raw: object, key: Any) -> tuple[dict[str, Any], Any]:
    """An item in its normal form and its key; problems go to the checker, under `items` or `answer_key`."""
    if not isinstance(raw, Mapping) or set(raw) != {"item_type", "weight", "content"}:
        checker.problem(ITEM_NOT_AN_OBJECT, "items", found=quoted(raw), number=number)
        return {}, None
    kind = KINDS.get(raw["item_type"]) if isinstance(raw["item_type"], str) else None
    weight, inner = raw["weight"], raw["content"]
    if kind is None:
        checker.problem(NO_SUCH_KIND, "items", found=quoted(raw["item_type"]), expected=", ".join(KINDS), number=number)
        return {}, None
    if type(weight) is not int or not 1 <= weight <= MOST_WEIGHT:
        checker.problem(BAD_WEIGHT, "items", found=quoted(weight), number=number)
    if not isinstance(inner, Mapping) or {"answer_key", "lang", "blanks", "any_order"} & set(inner):
        checker.problem(OWN_KEYS, "items", found=quoted(inner), number=number)
        return {}, None
    try:
        normal = kind.validate({**inner, "answer_key": key})
    except Invalid as invalid:
        checker.problems += _of_an_item(number, invalid.problems)
        return {}, None
    found = normal.pop("answer_key")
    del normal["lang"]
    return {"item_type": kind.name, "weight": weight, "content": normal}, found


def _of_an_item(number: int, problems: Sequence[Problem]) -> list[Problem]:
    """An item's own problems with its number before them."""
    moved = [replace(problem, field="items") for problem in problems]
    return [Problem(IN_THIS_ITEM, {"number": number}, field="items"), *moved] if moved else []


def _numbered(texts: Iterable[str]) -> str:
    return "\n".join(f"({number}) {text}" for number, text in enumerate(texts, 1))
