"""Single choice: one best answer among the options. A response is an option's id."""

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

SEVERAL_KEYS = N_("单选题只能有一个答案")


class SingleChoice(Choice):
    """One key; all or nothing."""

    name = "single_choice"
    label = N_("单选题")
    rule_texts: Mapping[str, str] = {"exact": N_("每题只有一个正确选项。")}

    def chosen(self, value: Any) -> tuple[str, ...]:
        return (value,)

    def check_number(self, checker: Checker, key: list[str]) -> None:
        if len(key) > 1:
            checker.problem(SEVERAL_KEYS, "answer_key", found=", ".join(key), expected="1")

    def parse_response(self, shape: Shape, value: object) -> ParsedResponse:
        if value is None or value == "":
            return Response(None)
        if not isinstance(value, str):
            return Malformed(Fault.WRONG_KIND)
        return Response(value) if value in shape.options else Malformed(Fault.UNKNOWN_OPTION)

    def read_form(self, values: Sequence[str]) -> Any:
        return values[-1] if values else None

    def specimens(self) -> tuple[Specimen, ...]:
        content = {
            "stem": "客户说“网又断了”，第一句话怎么接最合适？",
            "options": [
                {"id": "A", "text": "您重启一下光猫", "rationale": "还没有问清现象。"},
                {"id": "B", "text": "抱歉影响您使用，请问从什么时候开始断的？", "rationale": "先回应感受，再问事实。"},
                {"id": "C", "text": "这是线路问题，不归我们管", "rationale": "推诿。"},
            ],
            "answer_key": ["B"],
            "explanation": "先接住情绪，再了解情况。",
            "lang": "zh-CN",
        }
        two, none = Decimal(2), Decimal(0)
        cases = (
            (SpecimenKind.RIGHT, "B", OutcomeStatus.SCORED, two),
            (SpecimenKind.WRONG, "A", OutcomeStatus.SCORED, none),
            (SpecimenKind.BLANK, None, OutcomeStatus.BLANK, none),
            (SpecimenKind.MALFORMED, "D", OutcomeStatus.MALFORMED, None),
            (SpecimenKind.MALFORMED, ["B"], OutcomeStatus.MALFORMED, None),
        )
        return tuple(
            Specimen(kind, content, value, two, {"exact": (status, points)}) for kind, value, status, points in cases
        )
