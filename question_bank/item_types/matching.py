"""Matching: each source gets one of the options; more options than sources are distractors.

A response lists an option id, or "", for each source.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from foundation.errors import N_, Problem
from question_bank.domain import Content, Shape, Specimen
from question_bank.item_types.checking import Checker, quoted
from question_bank.item_types.choice import ordered, speaks_of_others
from question_bank.item_types.entries import Entries, check_placed, ids_of
from question_bank.item_types.placed import Placed, placed_specimens

SOURCES = Entries("sources", N_("左列"), 2, 12)
OPTIONS = Entries("options", N_("右列"), 2, 15)
NOT_A_FLAG = N_("选项可否重复使用应当是 true 或 false")
USED_TWICE = N_("右列的同一项配给了两处；如果允许，请勾选可以重复使用")


class Matching(Placed):
    """Sources on the left, a select at each."""

    name = "matching"
    label = N_("匹配题")
    shuffles_options = True
    rule_texts: Mapping[str, str] = {
        "per_blank": N_("每配对一处给一份分，配错不扣分。"),
        "all_blanks": N_("全部配对才得分。"),
    }

    def validate(self, content: Content) -> dict[str, Any]:
        checker = Checker(content, ("sources", "options", "answer_key", "reuse"))
        normal = checker.common()
        normal["sources"] = SOURCES.check(checker, checker.content.get("sources"))
        normal["options"] = OPTIONS.check(checker, checker.content.get("options"))
        normal["answer_key"] = check_placed(checker, [ids_of(normal["options"])] * len(normal["sources"]))
        normal["reuse"] = checker.content.get("reuse", False)
        if not isinstance(normal["reuse"], bool):
            checker.problem(NOT_A_FLAG, "reuse", found=quoted(normal["reuse"]), expected="true, false")
        return checker.finish(normal)

    def complete_problems(self, content: Content) -> tuple[Problem, ...]:
        key = content["answer_key"] or []
        if len(set(key)) < len(key) and not content["reuse"]:
            return (Problem(USED_TWICE, field="answer_key"),)
        return super().complete_problems(content)

    def candidate_view(self, content: Content, option_order: Sequence[str] | None = None) -> dict[str, Any]:
        texts = _texts(content)
        return {
            "type": self.name,
            "lang": content["lang"],
            "stem": content["stem"],
            "sources": [{"id": source["id"], "text": source["text"]} for source in content["sources"]],
            "options": [{"id": name, "text": texts[name]} for name in ordered(tuple(texts), option_order)],
            "reuse": content["reuse"],
        }

    def may_shuffle(self, content: Content) -> bool:
        return not any(speaks_of_others(option["text"]) for option in content["options"])

    def places(self, content: Content) -> Iterable[tuple[str, Mapping[str, str]]]:
        texts = _texts(content)
        return [(source["text"], texts) for source in content["sources"]]

    def response_shape(self, content: Content) -> Shape:
        return replace(super().response_shape(content), options=tuple(_texts(content)))

    def specimens(self) -> tuple[Specimen, ...]:
        content = {
            "stem": "把客户的话和应当转往的部门配对。",
            "sources": [
                {"id": "1", "text": "“我的账单多了一笔钱。”"},
                {"id": "2", "text": "“光猫红灯亮了。”"},
                {"id": "3", "text": "“我要把号码转到别家。”"},
            ],
            "options": [
                {"id": "A", "text": "装维调度"},
                {"id": "B", "text": "携号转网专席"},
                {"id": "C", "text": "账务核查"},
                {"id": "D", "text": "商务合作"},
            ],
            "answer_key": ["C", "A", "B"],
            "reuse": False,
            "explanation": "先听清诉求，再转派。",
            "lang": "zh-CN",
        }
        return placed_specimens(
            content,
            right=["C", "A", "B"],
            partly=[(["C", "A", ""], 2), (["C", "B", "A"], 1)],
            wrong=["A", "B", "D"],
            malformed=[["C"], ["C", "A", "Z"], "CAB", [1, 2, 3]],
        )


def _texts(content: Content) -> dict[str, str]:
    return {option["id"]: option["text"] for option in content["options"]}
