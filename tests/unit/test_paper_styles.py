"""Thirty-four papers of our own in the styles that examiners bring: every item right, or told."""

from pathlib import Path
from typing import Any

import pytest

from question_bank.formats.model import Paper
from question_bank.formats.paper import read_paper

PAPERS = Path(__file__).parents[1] / "data" / "papers"
GUIDE = "guide"
TOLD = "told"

EXPECTED: dict[str, list[Any]] = {
    "school": ["A", "C", "B", "B", "A", "ABD", "ABD", ["谢谢", "挂机"], ["态度", "效率"], ["30"], GUIDE, GUIDE],
    "centre": ["B", "C", "A", "ABC", "ABC", False, True, True, False],
    "copied": [TOLD, "A", False, "ACD"],
    "columns": ["C", "D", "A"],
    "case": [GUIDE, GUIDE, "A", "A"],
    "shared": ["A", "B", "D", TOLD, GUIDE],
    "judgements": [True, False, TOLD, True, False, True, False, True],
    "blanks": [["机密性", "完整性", "可用性"], ["应用"], ["中央处理器"], ["1010", "A"], TOLD, ["投诉"]],
    "english": ["B", "A", True, False, ["handling"], TOLD],
    "quiz": ["A", "B", "C", "ABC", False, False, True, GUIDE, GUIDE],
    "bracketed": ["B", "B", "ABCD", True, False],
    "unheaded": ["A", "A", "A"],
    "statements": ["A", "C"],
    "parts": ["A", "A", "A", True, True, GUIDE, GUIDE],
    "labelled": ["D", "B", "ABC"],
    "bullets": ["B", "A", True, False],
    "strip": [TOLD] * 7,
    "boxed": ["B", "A", ["电压", "电阻"], ["碳膜", "金属膜"], True],
    "rules": ["A", "B", "ABE", "ABD", "ACD", True, False],
    "platform": ["A", "B", True, False],
    "surveyed": ["A", "ABD", False, ["占线"]],
    "lettered": ["A", "ABC", False],
    "unanswered": [TOLD, TOLD],
    "circled": ["A", "ABD", "B", "A"],
    "separators": ["A", "B", "C", "D"],
    "pages": ["A", "B", "A"],
    "romans": ["C", True, GUIDE],
    "matched": ["B", "C", "C", "D"],
    "candidates": ["A", "A", "A", TOLD],
    "chapters": ["A", "A", "A"],
    "closed": [["子"], ["丑", "寅"], True, False],
    "filled": [["10086", "移动"], ["010"], ["国际漫游"]],
    "tagged": ["C", "ABC", True, ["国际漫游"], GUIDE],
    "judged": [True, False, True, "C", "A", "B"],
}


def read(name: str) -> Paper:
    return read_paper((PAPERS / f"{name}.txt").read_bytes(), name=f"{name}.txt")


@pytest.mark.parametrize("name", EXPECTED)
def test_every_item_is_right_or_told(name: str) -> None:
    paper = read(name)
    found = []
    for item in paper.items:
        key: Any = item.answer_key
        if item.type == "fill_blank" and key:
            key = [accepted[0] for accepted in key]
        elif isinstance(key, list):
            key = "".join(str(letter) for letter in key)
        found.append(key if key is not None else GUIDE if item.marking_guide else TOLD if item.problems else None)
    assert found == EXPECTED[name]


def test_bullets_of_markdown_leave_nothing_behind() -> None:
    item = read("bullets").items[0]
    assert (item.stem, [option.text for option in item.options]) == (
        "公司成立于哪一年？",
        ["1999", "2001", "2005", "2010"],
    )
    assert not item.problems


def test_a_key_in_the_bracket_is_no_option() -> None:
    item = read("quiz").items[0]
    assert (item.stem, [option.text for option in item.options]) == (
        "安全第一，（　）为主。",
        ["预防", "治理", "生产", "效益"],
    )


def test_rules_become_named_policies() -> None:
    rules = {name: [section.scoring_rule for section in read(name).declared.sections] for name in EXPECTED}
    assert rules["school"] == [None, "partial_if_no_wrong", "per_blank", None]
    assert rules["centre"] == [None, "partial_if_no_wrong", None]
    assert rules["rules"] == [None, "exact", "partial_if_no_wrong", None]


@pytest.mark.parametrize(
    ("rule", "name"),
    [
        ("每题2分，漏选、错选、多选均不得分", "exact"),
        ("每题2分，少选得0.5分，错选不得分", "partial_if_no_wrong"),
        ("每题2分，部分选对的得1分，有选错的得0分", "partial_if_no_wrong"),
        ("每题2分，选错一项倒扣0.5分", "net_floor0"),
        ("每题2分", None),
    ],
)
def test_rules_of_choices(rule: str, name: str | None) -> None:
    paper = read_paper(f"一、多选题（{rule}）\n1、可以的是（AB）\nA、甲\nB、乙\nC、丙\n")
    assert paper.declared.sections[0].scoring_rule == name


def test_a_blank_rule_that_wants_all() -> None:
    paper = read_paper("一、填空题（每题2分，全部填对才得分）\n1、热线是____和____。\n")
    assert paper.declared.sections[0].scoring_rule == "all_blanks"


def test_parallel_blanks_may_change_places() -> None:
    paper = read("blanks")
    assert [item.any_order for item in paper.items] == [((1, 2, 3),), (), (), (), (), ()]


def test_stories_go_before_each_of_their_questions() -> None:
    items = read("case").items
    assert ["王女士" in item.stem for item in items] == [True, True, False, False]
    assert ["张先生连续三次" in item.stem for item in items] == [False, False, True, True]
    assert all("放在了题干前面" in item.problems[0].text() for item in items)


def test_a_list_that_lost_its_beginning_or_its_end_is_told() -> None:
    paper = read_paper(
        "一、简答题\n1、简述步骤？\n答案：1)先核身\n2、\n3)再办理\n4)后回访\n还有哪些方法？\n答案：（一）听\n"
    )
    told = [problem.text() for item in paper.items for problem in item.problems]
    assert "答案可能不完整，请核对" in told and "题干里像是混入了别的文字，请核对" in told


def test_an_empty_grid_for_answers_is_no_sheet() -> None:
    paper = read_paper("一、单选题\n题号 1 2\n答案\n1、甲（ ）\nA、一\nB、二\n2、乙（ ）\nA、一\nB、二\n")
    assert [item.number for item in paper.items] == ["1", "2"] and not paper.problems
