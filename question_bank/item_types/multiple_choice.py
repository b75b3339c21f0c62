"""Multiple choice: two or more right options. A response is the list of chosen ids, kept in the options' order."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from foundation.errors import N_
from question_bank.domain import (
    Fault,
    Malformed,
    OutcomeStatus,
    ParsedResponse,
    Response,
    Shape,
    Specimen,
    SpecimenKind,
)
from question_bank.item_types.checking import Checker
from question_bank.item_types.choice import Choice
from question_bank.item_types.sets import OVER_OPTIONS

TOO_FEW_KEYS = N_("多选题至少要有两个答案")


class MultipleChoice(Choice):
    """Several keys; a missing or an extra choice scores nothing."""

    name = "multiple_choice"
    label = N_("多选题")
    allowed_scoring_rules = ("exact", *OVER_OPTIONS)
    rule_texts: Mapping[str, str] = {"exact": N_("漏选、多选均不得分")}

    def chosen(self, value: Any) -> tuple[str, ...]:
        return tuple(value)

    def check_number(self, checker: Checker, key: list[str]) -> None:
        if len(key) < 2:
            checker.problem(TOO_FEW_KEYS, "answer_key", found=", ".join(key), expected="≥ 2")

    def parse_response(self, shape: Shape, value: object) -> ParsedResponse:
        if value is None:
            return Response(None)
        if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
            return Malformed(Fault.WRONG_KIND)
        if len(value) > len(shape.options) or not all(name in shape.options for name in value):
            return Malformed(Fault.UNKNOWN_OPTION)
        return Response([name for name in shape.options if name in value] or None)

    def read_form(self, values: Sequence[str]) -> Any:
        return list(values)

    def specimens(self) -> tuple[Specimen, ...]:
        content = {
            "stem": "登记投诉时，哪些内容要当场向客户复述？",
            "options": [
                {"id": "A", "text": "客户的诉求", "rationale": "确认没有听错。"},
                {"id": "B", "text": "其他客户的类似情况", "rationale": "与本人无关，且涉及他人信息。"},
                {"id": "C", "text": "答复的时间", "rationale": "让客户知道何时有结果。"},
                {"id": "D", "text": "同事的评价", "rationale": None},
            ],
            "answer_key": ["A", "C"],
            "explanation": "复述诉求和时限。",
            "lang": "zh-CN",
        }
        scored, none = OutcomeStatus.SCORED, Decimal(0)
        rules = self.allowed_scoring_rules
        cases: tuple[tuple[SpecimenKind, Any, tuple[str, ...]], ...] = (
            (SpecimenKind.RIGHT, ["C", "A"], ("2", "2", "2", "2", "2")),
            (SpecimenKind.PARTLY_RIGHT, ["A"], ("0", "1.5", "1", "1", "1")),
            (SpecimenKind.PARTLY_RIGHT, ["A", "B", "C"], ("0", "1.5", "1", "1.33", "0")),
            (SpecimenKind.PARTLY_RIGHT, ["A", "B"], ("0", "1", "0", "0.5", "0")),
            (SpecimenKind.PARTLY_RIGHT, ["A", "B", "C", "D"], ("0", "1", "0", "1", "0")),
            (SpecimenKind.WRONG, ["B", "D"], ("0", "0", "0", "0", "0")),
        )
        unscored: tuple[tuple[SpecimenKind, Any, tuple[OutcomeStatus, Decimal | None]], ...] = (
            (SpecimenKind.BLANK, [], (OutcomeStatus.BLANK, none)),
            (SpecimenKind.MALFORMED, "AC", (OutcomeStatus.MALFORMED, None)),
            (SpecimenKind.MALFORMED, ["A", "F"], (OutcomeStatus.MALFORMED, None)),
        )
        told: list[tuple[SpecimenKind, Any, dict[str, tuple[OutcomeStatus, Decimal | None]]]] = [
            (kind, value, {name: (scored, Decimal(earned)) for name, earned in zip(rules, by_rule, strict=True)})
            for kind, value, by_rule in cases
        ]
        told += [(kind, value, dict.fromkeys(rules, outcome)) for kind, value, outcome in unscored]
        return tuple(Specimen(kind, content, value, Decimal(2), expected) for kind, value, expected in told)
