"""Inline choice: a cloze whose gaps, `[[1]]`, `[[2]]` … in the stem, are drop-downs with options of their own.

A response lists an option id, or "", for each gap.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from foundation.errors import N_, Problem
from question_bank.domain import Content, Specimen
from question_bank.item_types.checking import Checker, quoted
from question_bank.item_types.entries import Entries, check_placed, ids_of
from question_bank.item_types.placed import Placed, placed_specimens

MOST_GAPS = 20
GAP, OPTIONS = N_("空"), N_("空的选项")
GAPS_NOT_A_LIST = N_("空应当是一列，每个有 id 和 options")
GAP_NOT_AN_OBJECT = N_("第 %(number)s 空应当有 id 和 options")
GAP_ID = N_("第 %(number)s 空的编号应当与题干里的标记一致")
TOO_MANY_GAPS = N_("空太多")
MARKS_DIFFER = N_("题干里的空写成 [[1]]、[[2]]，从 1 起依次编号，每空一个")
NO_GAP = N_("题干里没有空")

_MARK = re.compile(r"\[\[(\d{1,2})\]\]")
_OF_A_GAP = Entries("gaps", OPTIONS, 2, 10, length=200)


def split_gaps(stem: str) -> list[str]:
    """The pieces of a stem between its gaps."""
    return _MARK.split(stem)[::2]


def count_gaps(stem: str) -> int:
    """How many gaps a stem has."""
    return len(_MARK.findall(stem))


class InlineChoice(Placed):
    """A drop-down in each gap of the stem."""

    name = "inline_choice"
    label = N_("选词填空题")
    rule_texts: Mapping[str, str] = {
        "per_blank": N_("每空单独给分，选错不扣分。"),
        "all_blanks": N_("各空全部选对才得分。"),
    }

    def validate(self, content: Content) -> dict[str, Any]:
        checker = Checker(content, ("gaps", "answer_key"))
        normal = checker.common()
        normal["gaps"] = _gaps(checker)
        marks = _MARK.findall(normal["stem"])
        if marks != [str(number) for number in range(1, len(marks) + 1)] or len(marks) != len(normal["gaps"]):
            expected = " ".join(f"[[{gap['id']}]]" for gap in normal["gaps"])
            checker.problem(MARKS_DIFFER, "stem", found=" ".join(f"[[{mark}]]" for mark in marks), expected=expected)
        normal["answer_key"] = check_placed(checker, [ids_of(gap["options"]) for gap in normal["gaps"]])
        return checker.finish(normal)

    def complete_problems(self, content: Content) -> tuple[Problem, ...]:
        if not content["gaps"]:
            return (Problem(NO_GAP, field="stem", expected="[[1]]"),)
        return super().complete_problems(content)

    def candidate_view(self, content: Content, option_order: Sequence[str] | None = None) -> dict[str, Any]:
        return {
            "type": self.name,
            "lang": content["lang"],
            "stem": content["stem"],
            "gap_pieces": split_gaps(content["stem"]),
            "gaps": [
                [{"id": option["id"], "text": option["text"]} for option in gap["options"]] for gap in content["gaps"]
            ],
        }

    def places(self, content: Content) -> Iterable[tuple[str, Mapping[str, str]]]:
        return [(gap["id"], {option["id"]: option["text"] for option in gap["options"]}) for gap in content["gaps"]]

    def specimens(self) -> tuple[Specimen, ...]:
        gaps = (
            ("复述", "反问", "沉默"),
            ("尽快", "两个工作日内", "有空时"),
        )
        content = {
            "stem": "登记前先向客户 [[1]] 诉求，再说明 [[2]] 答复。",
            "gaps": [
                {
                    "id": str(number),
                    "options": [{"id": name, "text": text} for name, text in zip("ABC", texts, strict=True)],
                }
                for number, texts in enumerate(gaps, 1)
            ],
            "answer_key": ["A", "B"],
            "explanation": "时限要说得清楚。",
            "lang": "zh-CN",
        }
        return placed_specimens(
            content,
            right=["A", "B"],
            partly=[(["A", ""], 1), (["A", "C"], 1)],
            wrong=["B", "A"],
            malformed=[["A"], ["A", "D"], "AB"],
        )


def _gaps(checker: Checker) -> list[dict[str, Any]]:
    given = checker.content.get("gaps")
    if not isinstance(given, list | tuple):
        checker.problem(GAPS_NOT_A_LIST, "gaps", found=quoted(given))
        return []
    if len(given) > MOST_GAPS:
        checker.problem(TOO_MANY_GAPS, "gaps", found=str(len(given)), expected=f"≤ {MOST_GAPS}")
    found = []
    for number, raw in enumerate(given, 1):
        if not isinstance(raw, Mapping) or not set(raw) <= {"id", "options"}:
            checker.problem(GAP_NOT_AN_OBJECT, "gaps", found=quoted(raw), expected="id, options", number=number)
            continue
        if raw.get("id") != str(number):
            checker.problem(GAP_ID, "gaps", found=quoted(raw.get("id")), expected=str(number), number=number)
        found.append({"id": str(number), "options": _OF_A_GAP.check(checker, raw.get("options"))})
    return found
