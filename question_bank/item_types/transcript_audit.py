"""Transcript audit: a dialogue of lines; the candidate marks the faulty ones. A response lists line ids in their order.

What counts as faulty the stem says. Lines are read, never shuffled.
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
    Verdict,
)
from question_bank.domain.tallies import Made, Place
from question_bank.item_types.base import Plain
from question_bank.item_types.checking import NO_KEY, NOT_ANSWERED, Checker
from question_bank.item_types.entries import Entries, check_ids, ids_of
from question_bank.item_types.sets import OVER_OPTIONS, judge_set

LINES = Entries("lines", N_("对话"), 2, 60, optional=("speaker", "rationale"))
ALL_FAULTY = N_("每一句都标成了有问题：至少留一句没有问题的")


class TranscriptAudit(Plain):
    """A box at each line."""

    name = "transcript_audit"
    label = N_("对话质检题")
    default_scoring_rule = "exact"
    allowed_scoring_rules: tuple[str, ...] = ("exact", *OVER_OPTIONS)
    rule_texts: Mapping[str, str] = {"exact": N_("漏标、多标均不得分")}

    def validate(self, content: Content) -> dict[str, Any]:
        checker = Checker(content, ("lines", "answer_key"))
        normal = checker.common()
        normal["lines"] = LINES.check(checker, checker.content.get("lines"))
        ids = ids_of(normal["lines"])
        key = check_ids(checker, ids)
        normal["answer_key"] = [name for name in ids if name in key] if key else None
        return checker.finish(normal)

    def complete_problems(self, content: Content) -> tuple[Problem, ...]:
        if not content["answer_key"]:
            return (Problem(NO_KEY, field="answer_key"),)
        return (Problem(ALL_FAULTY, field="lines"),) if len(content["answer_key"]) == len(content["lines"]) else ()

    def candidate_view(self, content: Content, option_order: Sequence[str] | None = None) -> dict[str, Any]:
        return {
            "type": self.name,
            "lang": content["lang"],
            "stem": content["stem"],
            "lines": [{name: line[name] for name in ("id", "speaker", "text")} for line in content["lines"]],
        }

    def response_shape(self, content: Content) -> Shape:
        return Shape(options=tuple(ids_of(content["lines"])))

    def parse_response(self, shape: Shape, value: object) -> ParsedResponse:
        if value is None:
            return Response(None)
        if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
            return Malformed(Fault.WRONG_KIND)
        if len(value) > len(shape.options) or not all(name in shape.options for name in value):
            return Malformed(Fault.UNKNOWN_OPTION)
        chosen = set(value)
        return Response([name for name in shape.options if name in chosen] or None)

    def read_form(self, values: Sequence[str]) -> Any:
        return list(values)

    def is_blank(self, value: Any) -> bool:
        return not value

    def judge(self, content: Content, value: Any) -> tuple[Part, ...] | None:
        if not content["answer_key"]:
            return None
        right = set(value) == set(content["answer_key"])
        return (Part(Verdict.RIGHT if right else Verdict.WRONG, " ".join(value)),)

    def judge_options(self, content: Content, value: Any) -> tuple[Part, ...] | None:
        return judge_set(ids_of(content["lines"]), content["answer_key"], value)

    def choice_places(self, content: Content) -> tuple[Place, ...]:
        texts = {line["id"]: _said(line) for line in content["lines"]}
        return (Place(offered=texts, right=frozenset(content["answer_key"] or ())),)

    def choices_made(self, content: Content, value: Any) -> Made:
        return (tuple(value or ()),)

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
        said = (
            ("客服", "您好，请讲。", None),
            ("客户", "我的网又断了，这个月第三次。", None),
            ("客服", "那您自己重启一下吧，别的我也不清楚。", "推诿，也没有安抚。"),
            ("客户", "我重启过了。", None),
            ("客服", "我先把您的密码记一下，好帮您查。", "不得索要密码。"),
        )
        content = {
            "stem": "下面的通话里，客服的哪几句不合规范？请标出来。",
            "lines": [
                {"id": str(number), "speaker": speaker, "text": text, "rationale": why}
                for number, (speaker, text, why) in enumerate(said, 1)
            ],
            "answer_key": ["3", "5"],
            "explanation": "一句推诿，一句索要密码。",
            "lang": "zh-CN",
        }
        scored, none, rules = OutcomeStatus.SCORED, Decimal(0), self.allowed_scoring_rules
        told: list[tuple[SpecimenKind, Any, dict[str, tuple[OutcomeStatus, Decimal | None]]]] = [
            (kind, value, {name: (scored, Decimal(earned)) for name, earned in zip(rules, by_rule, strict=True)})
            for kind, value, by_rule in (
                (SpecimenKind.RIGHT, ["5", "3"], ("3", "3", "3", "3", "3")),
                (SpecimenKind.PARTLY_RIGHT, ["3"], ("0", "2.4", "1.5", "1.5", "1.5")),
                (SpecimenKind.PARTLY_RIGHT, ["1", "3", "5"], ("0", "2.4", "2", "2", "0")),
                (SpecimenKind.WRONG, ["1", "2", "4"], ("0", "0", "0", "0", "0")),
            )
        ]
        for kind, value, status, points in (
            (SpecimenKind.BLANK, [], OutcomeStatus.BLANK, none),
            (SpecimenKind.MALFORMED, ["9"], OutcomeStatus.MALFORMED, None),
            (SpecimenKind.MALFORMED, "3", OutcomeStatus.MALFORMED, None),
        ):
            told.append((kind, value, dict.fromkeys(rules, (status, points))))
        return tuple(Specimen(kind, content, value, Decimal(3), expected) for kind, value, expected in told)


def _lines(content: Content, ids: Sequence[str]) -> str:
    chosen = set(ids)
    return "\n".join(
        f"{number}. {_said(line)}" for number, line in enumerate(content["lines"], 1) if line["id"] in chosen
    )


def _said(line: Mapping[str, Any]) -> str:
    return f"{line['speaker']}：{line['text']}" if line["speaker"] else str(line["text"])
