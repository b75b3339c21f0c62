"""True or false: a statement to judge. A response is a JSON boolean; in the page's fields it is "true" or "false"."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from foundation.errors import N_, Problem
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
from question_bank.domain.tallies import Made, Place
from question_bank.item_types.base import Plain
from question_bank.item_types.checking import NO_KEY, NOT_ANSWERED, Checker, quoted

TRUE, FALSE = N_("对"), N_("错")
KEY_NOT_A_BOOLEAN = N_("判断题的答案应当是 true 或 false")
_FIELD_VALUES = {"true": True, "false": False}


class TrueFalse(Plain):
    """One statement, right or wrong."""

    name = "true_false"
    label = N_("判断题")
    default_scoring_rule = "exact"
    allowed_scoring_rules: tuple[str, ...] = ("exact",)
    rule_texts: Mapping[str, str] = {}

    def validate(self, content: Content) -> dict[str, Any]:
        checker = Checker(content, ("answer_key",))
        normal = checker.common()
        normal["answer_key"] = checker.content.get("answer_key")
        if not isinstance(normal["answer_key"], bool | None):
            checker.problem(KEY_NOT_A_BOOLEAN, "answer_key", found=quoted(normal["answer_key"]), expected="true, false")
        return checker.finish(normal)

    def complete_problems(self, content: Content) -> tuple[Problem, ...]:
        return (Problem(NO_KEY, field="answer_key"),) if content["answer_key"] is None else ()

    def candidate_view(self, content: Content, option_order: Sequence[str] | None = None) -> dict[str, Any]:
        return {"type": self.name, "lang": content["lang"], "stem": content["stem"]}

    def response_shape(self, content: Content) -> Shape:
        return Shape()

    def parse_response(self, shape: Shape, value: object) -> ParsedResponse:
        return Response(value) if isinstance(value, bool | None) else Malformed(Fault.WRONG_KIND)

    def read_form(self, values: Sequence[str]) -> Any:
        return _FIELD_VALUES.get(values[-1], values[-1]) if values else None

    def is_blank(self, value: Any) -> bool:
        return value is None

    def judge(self, content: Content, value: Any) -> tuple[Part, ...] | None:
        if content["answer_key"] is None:
            return None
        right = value == content["answer_key"]
        return (Part(Verdict.RIGHT if right else Verdict.WRONG, _name(value)),)

    def choice_places(self, content: Content) -> tuple[Place, ...]:
        key = content["answer_key"]
        right = frozenset[str]() if key is None else frozenset({_name(key)})
        return (Place(offered={"true": TRUE, "false": FALSE}, right=right),)

    def choices_made(self, content: Content, value: Any) -> Made:
        return (() if value is None else (_name(value),),)

    def describe_response(
        self,
        content: Content,
        value: Any,
        translate: Callable[[str], str] = str,
        option_order: Sequence[str] | None = None,
    ) -> str:
        return translate(NOT_ANSWERED) if value is None else translate(TRUE if value else FALSE)

    def describe_key(
        self, content: Content, translate: Callable[[str], str] = str, option_order: Sequence[str] | None = None
    ) -> str:
        answer_key = content["answer_key"]
        return translate(NO_KEY) if answer_key is None else translate(TRUE if answer_key else FALSE)

    def specimens(self) -> tuple[Specimen, ...]:
        content = {
            "stem": "客户没有同意时，可以先开通业务，客户不喜欢再退。",
            "answer_key": False,
            "explanation": "办理之前要有客户明确的同意。",
            "lang": "zh-CN",
        }
        one, none = Decimal(1), Decimal(0)
        cases = (
            (SpecimenKind.RIGHT, False, OutcomeStatus.SCORED, one),
            (SpecimenKind.WRONG, True, OutcomeStatus.SCORED, none),
            (SpecimenKind.BLANK, None, OutcomeStatus.BLANK, none),
            (SpecimenKind.MALFORMED, "错", OutcomeStatus.MALFORMED, None),
            (SpecimenKind.MALFORMED, 0, OutcomeStatus.MALFORMED, None),
        )
        return tuple(
            Specimen(kind, content, value, one, {"exact": (status, points)}) for kind, value, status, points in cases
        )


def _name(value: bool) -> str:
    return "true" if value else "false"
