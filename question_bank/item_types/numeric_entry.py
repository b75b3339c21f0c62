"""Numeric entry: a number, perhaps with a unit. A response is the text as typed; it is compared as a number."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from foundation.errors import N_, NC_, Problem
from question_bank.domain import (
    Content,
    Fault,
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
from question_bank.domain.numbers import Tolerance, read_number, show_number
from question_bank.domain.quantities import UNIT_MODES, Expected
from question_bank.domain.tallies import Made, Place
from question_bank.domain.typed_text import one_line, readable
from question_bank.item_types.base import Plain
from question_bank.item_types.checking import NO_KEY, NOT_ANSWERED, Checker, quoted

ANSWER_LENGTH = 100
MOST_UNITS = 10
UNIT = NC_("数值", "单位")
KEY_NOT_A_NUMBER = N_("答案应当是一个数")
BAD_TOLERANCE = N_("误差应当有 mode（exact、absolute、relative）和 value")
TOLERANCE_VALUE = N_("误差应当是不小于 0 的数")
BAD_UNIT_MODE = N_("单位要求应当是 none、shown、optional 或 required")
UNITS_NOT_A_LIST = N_("单位应当是一列写法")
NO_UNIT = N_("还没有写单位")

_MODES = ("exact", "absolute", "relative")


class NumericEntry(Plain):
    """One number against a key with a tolerance."""

    name = "numeric_entry"
    label = N_("数值题")
    default_scoring_rule = "exact"
    allowed_scoring_rules: tuple[str, ...] = ("exact",)
    rule_texts: Mapping[str, str] = {"exact": N_("数值在允许误差内得满分，否则得 0 分。")}

    def validate(self, content: Content) -> dict[str, Any]:
        checker = Checker(content, ("answer_key", "tolerance", "units", "unit_mode"))
        normal = checker.common()
        normal["answer_key"] = _key(checker)
        normal["tolerance"] = _tolerance(checker)
        normal["units"] = _units(checker)
        mode = checker.content.get("unit_mode", "none")
        if mode not in UNIT_MODES:
            checker.problem(BAD_UNIT_MODE, "unit_mode", found=quoted(mode), expected=", ".join(UNIT_MODES))
        normal["unit_mode"] = mode
        return checker.finish(normal)

    def complete_problems(self, content: Content) -> tuple[Problem, ...]:
        if content["answer_key"] is None:
            return (Problem(NO_KEY, field="answer_key"),)
        if content["unit_mode"] != "none" and not content["units"]:
            return (Problem(NO_UNIT, field="units"),)
        return ()

    def candidate_view(self, content: Content, option_order: Sequence[str] | None = None) -> dict[str, Any]:
        shown = content["unit_mode"] == "shown" and content["units"]
        return {
            "type": self.name,
            "lang": content["lang"],
            "stem": content["stem"],
            "unit": content["units"][0] if shown else None,
            "asks_unit": content["unit_mode"] == "required",
            "max_length": ANSWER_LENGTH,
        }

    def response_shape(self, content: Content) -> Shape:
        return Shape(max_length=ANSWER_LENGTH)

    def parse_response(self, shape: Shape, value: object) -> ParsedResponse:
        if value is None:
            return Response(None)
        if not isinstance(value, str):
            return Malformed(Fault.WRONG_KIND)
        text = readable(value)
        if text is None:
            return Malformed(Fault.UNREADABLE)
        if len(text) > shape.max_length:
            return Malformed(Fault.TOO_LONG)
        return Response(one_line(text) or None)

    def read_form(self, values: Sequence[str]) -> Any:
        return values[-1] if values else None

    def is_blank(self, value: Any) -> bool:
        return value is None or not value.strip()

    def judge(self, content: Content, value: Any) -> tuple[Part, ...] | None:
        wanted = expected_of(content)
        if wanted is None:
            return None
        return (Part(Verdict.RIGHT if wanted.try_text(value).matched else Verdict.WRONG, value),)

    def typed_entries(self, content: Content) -> tuple[tuple[str, ...], ...] | None:
        return None if content["answer_key"] is None else ((self.describe_key(content),),)

    def choice_places(self, content: Content) -> tuple[Place, ...]:
        return (Place(),)

    def choices_made(self, content: Content, value: Any) -> Made:
        return (() if self.is_blank(value) else (str(value),),)

    def describe_response(
        self,
        content: Content,
        value: Any,
        translate: Callable[[str], str] = str,
        option_order: Sequence[str] | None = None,
    ) -> str:
        return translate(NOT_ANSWERED) if self.is_blank(value) else str(value)

    def describe_key(
        self, content: Content, translate: Callable[[str], str] = str, option_order: Sequence[str] | None = None
    ) -> str:
        if content["answer_key"] is None:
            return translate(NO_KEY)
        tolerance = content["tolerance"]
        around = "" if tolerance["mode"] == "exact" else f" ± {tolerance['value']}"
        around += " %" if tolerance["mode"] == "relative" else ""
        units = " / ".join(content["units"]) if content["unit_mode"] != "none" else ""
        return f"{content['answer_key']}{around} {units}".strip()

    def specimens(self) -> tuple[Specimen, ...]:
        content = {
            "stem": "一条 100 Mbps 的宽带，理论上每秒最多下载多少？",
            "answer_key": "12.5",
            "tolerance": {"mode": "absolute", "value": "0.1"},
            "units": ["MB", "兆字节"],
            "unit_mode": "required",
            "explanation": "8 位是一个字节。",
            "lang": "zh-CN",
        }
        two, none = Decimal(2), Decimal(0)
        cases: tuple[tuple[SpecimenKind, Any, OutcomeStatus, Decimal | None], ...] = (
            (SpecimenKind.RIGHT, "１２.5 mb", OutcomeStatus.SCORED, two),
            (SpecimenKind.RIGHT, "12.6兆字节", OutcomeStatus.SCORED, two),
            (SpecimenKind.WRONG, "12.61 MB", OutcomeStatus.SCORED, none),
            (SpecimenKind.WRONG, "12.5", OutcomeStatus.SCORED, none),
            (SpecimenKind.WRONG, "不知道", OutcomeStatus.SCORED, none),
            (SpecimenKind.BLANK, " \u3000", OutcomeStatus.BLANK, none),
            (SpecimenKind.MALFORMED, 12.5, OutcomeStatus.MALFORMED, None),
            (SpecimenKind.MALFORMED, "1" * (ANSWER_LENGTH + 1), OutcomeStatus.MALFORMED, None),
        )
        return tuple(
            Specimen(kind, content, value, two, {"exact": (status, points)}) for kind, value, status, points in cases
        )


def expected_of(content: Content) -> Expected | None:
    """What a typed number is held against; None without a key."""
    key = read_number(content["answer_key"]) if content["answer_key"] is not None else None
    if key is None:
        return None
    tolerance = content["tolerance"]
    value = read_number(tolerance["value"]) or Fraction(0)
    return Expected(
        key, Tolerance(value, tolerance["mode"] == "relative"), tuple(content["units"]), content["unit_mode"]
    )


def _key(checker: Checker) -> str | None:
    given = checker.content.get("answer_key")
    if given is None or given == "":
        return None
    if isinstance(given, str) and len(given) <= ANSWER_LENGTH and (value := read_number(given)) is not None:
        return show_number(value)
    checker.problem(KEY_NOT_A_NUMBER, "answer_key", found=quoted(given), expected="23.5")
    return None


def _tolerance(checker: Checker) -> dict[str, str]:
    given = checker.content.get("tolerance")
    if given is None:
        return {"mode": "exact", "value": "0"}
    if not isinstance(given, Mapping) or not set(given) <= {"mode", "value"} or given.get("mode") not in _MODES:
        checker.problem(BAD_TOLERANCE, "tolerance", found=quoted(given), expected=", ".join(_MODES))
        return {"mode": "exact", "value": "0"}
    text = given.get("value", "0")
    value = read_number(text) if isinstance(text, str) and len(text) <= ANSWER_LENGTH else None
    if value is None or value < 0:
        checker.problem(TOLERANCE_VALUE, "tolerance", found=quoted(text), expected="0.5")
        value = Fraction(0)
    return {"mode": str(given["mode"]), "value": "0" if given["mode"] == "exact" else show_number(value)}


def _units(checker: Checker) -> list[str]:
    given = checker.content.get("units") or []
    if not isinstance(given, list | tuple) or len(given) > MOST_UNITS:
        checker.problem(UNITS_NOT_A_LIST, "units", found=quoted(given), expected=f"≤ {MOST_UNITS}")
        return []
    texts = (checker.text_value(text, "units", UNIT, required=True, limit=20) for text in given)
    return list(dict.fromkeys(one_line(text) for text in texts if text))
