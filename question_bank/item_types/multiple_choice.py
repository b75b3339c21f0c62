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

TOO_FEW_KEYS = N_("多选题至少要有两个答案")


class MultipleChoice(Choice):
    """Several keys; a missing or an extra choice scores nothing."""

    name = "multiple_choice"
    label = N_("多选题")
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
        two, none = Decimal(2), Decimal(0)
        cases: tuple[tuple[SpecimenKind, Any, OutcomeStatus, Decimal | None], ...] = (
            (SpecimenKind.RIGHT, ["C", "A"], OutcomeStatus.SCORED, two),
            (SpecimenKind.PARTLY_RIGHT, ["A"], OutcomeStatus.SCORED, none),
            (SpecimenKind.PARTLY_RIGHT, ["A", "B", "C"], OutcomeStatus.SCORED, none),
            (SpecimenKind.WRONG, ["B", "D"], OutcomeStatus.SCORED, none),
            (SpecimenKind.BLANK, [], OutcomeStatus.BLANK, none),
            (SpecimenKind.MALFORMED, "AC", OutcomeStatus.MALFORMED, None),
            (SpecimenKind.MALFORMED, ["A", "F"], OutcomeStatus.MALFORMED, None),
        )
        return tuple(
            Specimen(kind, content, value, two, {"exact": (status, points)}) for kind, value, status, points in cases
        )
