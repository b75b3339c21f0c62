"""Fill-in: blanks (`____`, four underscores) in the stem, each with its accepted literals.

A response is a list with one text for each blank.
"""

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
)
from question_bank.domain.tallies import Made, Place
from question_bank.domain.typed_text import one_line, readable
from question_bank.item_types.base import Plain
from question_bank.item_types.blank_kinds import check_blank_kinds, check_entries, judge_all
from question_bank.item_types.blanks import (
    BLANK,
    BLANK_LENGTH,
    check_blanks,
    check_key,
    count_blanks,
    split_stem,
)
from question_bank.item_types.checking import NO_KEY, NOT_ANSWERED, Checker

NO_BLANK = N_("题干里没有空")
ANY_ORDER = N_("次序不限的空：")
BLANK_WITHOUT_KEY = N_("第 %(blank)s 空还没有答案")


class FillBlank(Plain):
    """Blanks to fill; each is judged on its own."""

    name = "fill_blank"
    label = N_("填空题")
    default_scoring_rule = "per_blank"
    allowed_scoring_rules: tuple[str, ...] = ("per_blank", "exact", "all_blanks")
    rule_texts: Mapping[str, str] = {"exact": N_("各空全部填对才得分。")}

    def validate(self, content: Content) -> dict[str, Any]:
        checker = Checker(content, ("answer_key", "blanks", "any_order"))
        normal = checker.common()
        blanks = check_blanks(checker, normal["stem"])
        normal["answer_key"] = check_key(checker, blanks)
        normal |= check_blank_kinds(checker, blanks)
        check_entries(checker, normal["answer_key"], normal.get("blanks", ()))
        return checker.finish(normal)

    def complete_problems(self, content: Content) -> tuple[Problem, ...]:
        if not count_blanks(content["stem"]):
            return (Problem(NO_BLANK, field="stem", expected=BLANK),)
        if content["answer_key"] is None:
            return (Problem(NO_KEY, field="answer_key"),)
        return tuple(
            Problem(BLANK_WITHOUT_KEY, {"blank": number}, field="answer_key")
            for number, variants in enumerate(content["answer_key"], 1)
            if not variants
        )

    def candidate_view(self, content: Content, option_order: Sequence[str] | None = None) -> dict[str, Any]:
        return {
            "type": self.name,
            "lang": content["lang"],
            "stem": content["stem"],
            "pieces": split_stem(content["stem"]),
            "max_length": BLANK_LENGTH,
        }

    def response_shape(self, content: Content) -> Shape:
        return Shape(blanks=count_blanks(content["stem"]), max_length=BLANK_LENGTH)

    def parse_response(self, shape: Shape, value: object) -> ParsedResponse:
        if value is None:
            return Response(None)
        if not isinstance(value, list):
            return Malformed(Fault.WRONG_KIND)
        if len(value) != shape.blanks:
            return Malformed(Fault.WRONG_NUMBER_OF_BLANKS)
        texts: list[str] = []
        for typed in value:
            if not isinstance(typed, str | None):
                return Malformed(Fault.WRONG_KIND)
            text = readable(typed or "")
            if text is None:
                return Malformed(Fault.UNREADABLE)
            if len(text) > shape.max_length:
                return Malformed(Fault.TOO_LONG)
            texts.append(one_line(text))
        return Response(texts if any(texts) else None)

    def read_form(self, values: Sequence[str]) -> Any:
        return list(values) or None

    def is_blank(self, value: Any) -> bool:
        return value is None or not any(text.strip() for text in value)

    def judge(self, content: Content, value: Any) -> tuple[Part, ...] | None:
        answer_key = content["answer_key"]
        if answer_key is None or not all(answer_key):
            return None
        return judge_all(content, value)

    def typed_entries(self, content: Content) -> tuple[tuple[str, ...], ...] | None:
        return tuple(map(tuple, content["answer_key"])) if content["answer_key"] else None

    def choice_places(self, content: Content) -> tuple[Place, ...]:
        return tuple(Place(str(number)) for number in range(1, count_blanks(content["stem"]) + 1))

    def choices_made(self, content: Content, value: Any) -> Made:
        typed = value or [""] * count_blanks(content["stem"])
        return tuple((text,) if text.strip() else () for text in typed)

    def describe_response(
        self,
        content: Content,
        value: Any,
        translate: Callable[[str], str] = str,
        option_order: Sequence[str] | None = None,
    ) -> str:
        if self.is_blank(value):
            return translate(NOT_ANSWERED)
        typed = (text.strip() or translate(NOT_ANSWERED) for text in value)
        return "\n".join(f"{number}. {text}" for number, text in enumerate(typed, 1))

    def describe_key(
        self, content: Content, translate: Callable[[str], str] = str, option_order: Sequence[str] | None = None
    ) -> str:
        if content["answer_key"] is None:
            return translate(NO_KEY)
        accepted = (" / ".join(variants) or translate(NO_KEY) for variants in content["answer_key"])
        lines = [f"{number}. {text}" for number, text in enumerate(accepted, 1)]
        lines += [f"{translate(ANY_ORDER)} {', '.join(map(str, group))}" for group in content.get("any_order", ())]
        return "\n".join(lines)

    def specimens(self) -> tuple[Specimen, ...]:
        content = {
            "stem": "来电先由 ____ 排队分配，按键选择由 ____ 处理，屏幕弹出客户资料靠的是 ____ 技术。",
            "answer_key": [["ACD", "自动呼叫分配"], ["IVR", "交互式语音应答"], ["CTI", "计算机电话集成"]],
            "explanation": "三个系统各管一段。",
            "lang": "zh-CN",
        }
        scored, none = OutcomeStatus.SCORED, Decimal(0)
        cases = (
            (SpecimenKind.RIGHT, ["ＡＣＤ", " ivr ", "计算机电话 集成。"], (scored, Decimal(3)), (scored, Decimal(3))),
            (SpecimenKind.PARTLY_RIGHT, ["acd", "IVR", ""], (scored, Decimal(2)), (scored, none)),
            (SpecimenKind.PARTLY_RIGHT, ["IVR", "ACD", "CTI"], (scored, Decimal(1)), (scored, none)),
            (SpecimenKind.WRONG, ["CRM", "CRM", "不知道"], (scored, none), (scored, none)),
            (SpecimenKind.BLANK, ["", " ", "\u3000"], (OutcomeStatus.BLANK, none), (OutcomeStatus.BLANK, none)),
            (SpecimenKind.MALFORMED, ["ACD"], (OutcomeStatus.MALFORMED, None), (OutcomeStatus.MALFORMED, None)),
            (SpecimenKind.MALFORMED, "ACD", (OutcomeStatus.MALFORMED, None), (OutcomeStatus.MALFORMED, None)),
        )
        usual = tuple(
            Specimen(kind, content, value, Decimal(3), {"per_blank": shared, "exact": exact, "all_blanks": exact})
            for kind, value, shared, exact in cases
        )
        return usual + _special_specimens()


def _special_specimens() -> tuple[Specimen, ...]:
    """Two blanks in any order, a number with a tolerance that counts double, a pattern."""
    plain = {"kind": "literal", "weight": 1, "numerals": True}
    content = {
        "stem": "投诉先核实 ____ 和 ____ ，____ 小时内首次答复，单号写成 ____ 。",
        "answer_key": [["时间"], ["地点"], ["24±2"], ["TS[0-9]{4}"]],
        "blanks": [
            plain,
            plain,
            {"kind": "number", "weight": 2, "numerals": True},
            {"kind": "pattern", "weight": 1, "numerals": False},
        ],
        "any_order": [[1, 2]],
        "explanation": None,
        "lang": "zh-CN",
    }
    scored = OutcomeStatus.SCORED
    cases = (
        (SpecimenKind.RIGHT, ["地点", "时间", "二十四", "ts2026"], "5", "5"),
        (SpecimenKind.PARTLY_RIGHT, ["时间", "时间", "26", "TS26"], "3", "0"),
        (SpecimenKind.PARTLY_RIGHT, ["", "时间", "26.1", "TS2026"], "2", "0"),
        (SpecimenKind.WRONG, ["人物", "起因", "二十", "2026"], "0", "0"),
    )
    return tuple(
        Specimen(
            kind,
            content,
            value,
            Decimal(5),
            {
                "per_blank": (scored, Decimal(shared)),
                "exact": (scored, Decimal(whole)),
                "all_blanks": (scored, Decimal(whole)),
            },
        )
        for kind, value, shared, whole in cases
    )
