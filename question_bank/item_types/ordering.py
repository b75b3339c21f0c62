"""Ordering: things to bring into their right order. A response lists all ids; it exists from the first move on."""

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
from question_bank.item_types.checking import NO_KEY, NOT_ANSWERED, Checker
from question_bank.item_types.choice import ordered
from question_bank.item_types.entries import Entries, check_ids, ids_of

OPTIONS = Entries("options", N_("要排序的各项"), 2, 12, optional=("rationale",))
NOT_ALL = N_("答案应当把每一项各列一次")
SHOWN_IN_ORDER = N_("考生看到的顺序就是正确顺序，请打乱")


class Ordering(Plain):
    """A list with a place for each thing."""

    name = "ordering"
    label = N_("排序题")
    default_scoring_rule = "exact"
    allowed_scoring_rules: tuple[str, ...] = ("exact", "per_blank")
    rule_texts: Mapping[str, str] = {
        "exact": N_("顺序全部正确才得分。"),
        "per_blank": N_("每一项放对位置给一份分，放错不扣分。"),
    }
    shuffles_options = True

    def validate(self, content: Content) -> dict[str, Any]:
        checker = Checker(content, ("options", "answer_key"))
        normal = checker.common()
        normal["options"] = OPTIONS.check(checker, checker.content.get("options"))
        ids = ids_of(normal["options"])
        normal["answer_key"] = check_ids(checker, ids)
        if normal["answer_key"] is not None and sorted(normal["answer_key"]) != sorted(ids):
            checker.problem(
                NOT_ALL, "answer_key", found=", ".join(normal["answer_key"]), expected=", ".join(sorted(ids))
            )
        return checker.finish(normal)

    def complete_problems(self, content: Content) -> tuple[Problem, ...]:
        if not content["answer_key"]:
            return (Problem(NO_KEY, field="answer_key"),)
        if content["answer_key"] == ids_of(content["options"]):
            return (Problem(SHOWN_IN_ORDER, field="options"),)
        return ()

    def candidate_view(self, content: Content, option_order: Sequence[str] | None = None) -> dict[str, Any]:
        texts = {option["id"]: option["text"] for option in content["options"]}
        return {
            "type": self.name,
            "lang": content["lang"],
            "stem": content["stem"],
            "options": [{"id": name, "text": texts[name]} for name in ordered(tuple(texts), option_order)],
        }

    def may_shuffle(self, content: Content) -> bool:
        return True

    def response_shape(self, content: Content) -> Shape:
        return Shape(options=tuple(ids_of(content["options"])))

    def parse_response(self, shape: Shape, value: object) -> ParsedResponse:
        if value is None or value == []:
            return Response(None)
        if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
            return Malformed(Fault.WRONG_KIND)
        if not all(name in shape.options for name in value):
            return Malformed(Fault.UNKNOWN_OPTION)
        if len(value) != len(shape.options) or len(set(value)) != len(value):
            return Malformed(Fault.NOT_AN_ORDER)
        return Response(value)

    def read_form(self, values: Sequence[str]) -> Any:
        """Each field holds "<id>:<place>", or nothing where no place was chosen; a bare id stands where it is."""
        placed = [(value.partition(":")[::2], number) for number, value in enumerate(values, 1) if value]
        by_place = sorted(placed, key=lambda one: (len(one[0][1] or str(one[1])), one[0][1] or str(one[1])))
        return [name for (name, _place), _number in by_place] or None

    def is_blank(self, value: Any) -> bool:
        return not value

    def judge(self, content: Content, value: Any) -> tuple[Part, ...] | None:
        if not content["answer_key"]:
            return None
        return tuple(
            Part(Verdict.RIGHT if given == key else Verdict.WRONG, given)
            for key, given in zip(content["answer_key"], value, strict=True)
        )

    def choice_places(self, content: Content) -> tuple[Place, ...]:
        texts = {option["id"]: option["text"] for option in content["options"]}
        keys = content["answer_key"] or [""] * len(texts)
        return tuple(Place(str(number), texts, frozenset({key} if key else ())) for number, key in enumerate(keys, 1))

    def choices_made(self, content: Content, value: Any) -> Made:
        return tuple((name,) for name in value) if value else ((),) * len(content["options"])

    def describe_response(
        self,
        content: Content,
        value: Any,
        translate: Callable[[str], str] = str,
        option_order: Sequence[str] | None = None,
    ) -> str:
        return _lines(content, value) if value else translate(NOT_ANSWERED)

    def describe_key(
        self, content: Content, translate: Callable[[str], str] = str, option_order: Sequence[str] | None = None
    ) -> str:
        return _lines(content, content["answer_key"]) if content["answer_key"] else translate(NO_KEY)

    def specimens(self) -> tuple[Specimen, ...]:
        content = {
            "stem": "接到障碍申告，按先后排列这几步。",
            "options": [
                {"id": "A", "text": "约定回访时间", "rationale": "查完才知道要多久。"},
                {"id": "B", "text": "核对机主身份", "rationale": None},
                {"id": "C", "text": "查障碍单", "rationale": None},
                {"id": "D", "text": "问清现象", "rationale": None},
            ],
            "answer_key": ["B", "D", "C", "A"],
            "explanation": "先知道是谁，再知道是什么事。",
            "lang": "zh-CN",
        }
        scored, four, none = OutcomeStatus.SCORED, Decimal(4), Decimal(0)
        cases: tuple[tuple[SpecimenKind, Any, OutcomeStatus, Decimal | None, Decimal | None], ...] = (
            (SpecimenKind.RIGHT, ["B", "D", "C", "A"], scored, four, four),
            (SpecimenKind.PARTLY_RIGHT, ["B", "C", "D", "A"], scored, none, Decimal(2)),
            (SpecimenKind.WRONG, ["A", "C", "D", "B"], scored, none, none),
            (SpecimenKind.BLANK, [], OutcomeStatus.BLANK, none, none),
            (SpecimenKind.MALFORMED, ["B", "D"], OutcomeStatus.MALFORMED, None, None),
            (SpecimenKind.MALFORMED, ["B", "D", "C", "C"], OutcomeStatus.MALFORMED, None, None),
            (SpecimenKind.MALFORMED, "BDCA", OutcomeStatus.MALFORMED, None, None),
        )
        return tuple(
            Specimen(kind, content, value, four, {"exact": (status, exact), "per_blank": (status, shared)})
            for kind, value, status, exact, shared in cases
        )


def _lines(content: Content, ids: Sequence[str]) -> str:
    texts = {option["id"]: option["text"] for option in content["options"]}
    return "\n".join(f"{number}. {texts[name]}" for number, name in enumerate(ids, 1))
