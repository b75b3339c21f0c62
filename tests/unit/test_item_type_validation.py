"""What an author did wrong, type by type: each mistake is one problem that says field, found and expected."""

from typing import Any

import pytest

from foundation.errors import Invalid, Problem
from question_bank import item_types
from question_bank.domain import Fault, Malformed, Response, problems_before_review

OPTIONS = [{"id": "A", "text": "甲"}, {"id": "B", "text": "乙"}, {"id": "C", "text": "丙"}]
CHOICE = {"stem": "题", "options": OPTIONS}
FILL = {"stem": "甲是 ____，乙是 ____。"}


def problems(type_name: str, content: Any) -> tuple[Problem, ...]:
    with pytest.raises(Invalid) as caught:
        item_types.get(type_name).validate(content)
    return caught.value.problems


@pytest.mark.parametrize(
    ("type_name", "content", "field", "found", "expected"),
    [
        ("single_choice", {**CHOICE, "stem": " \n"}, "stem", None, None),
        ("single_choice", {**CHOICE, "stem": "长" * 10_001}, "stem", "10001", "≤ 10000"),
        ("single_choice", {**CHOICE, "stem": 7}, "stem", "7", None),
        ("single_choice", {**CHOICE, "stem": "坏\ud800字"}, "stem", "'\\u574f\\ud800\\u5b57'", None),
        ("single_choice", {**CHOICE, "lang": "Chinese!"}, "lang", "Chinese!", "zh-CN"),
        ("single_choice", {"stem": "题"}, "options", "None", None),
        ("single_choice", {**CHOICE, "options": OPTIONS[:1]}, "options", "1", "≥ 2"),
        ("single_choice", {**CHOICE, "options": [*OPTIONS, OPTIONS[0]]}, "options", "A", None),
        ("single_choice", {**CHOICE, "options": [*OPTIONS, {"id": "D", "text": " "}]}, "options", None, None),
        ("single_choice", {**CHOICE, "options": [*OPTIONS, {"id": "丁", "text": "丁"}]}, "options", "丁", "A, B, C …"),
        ("single_choice", {**CHOICE, "answer_key": ["D"]}, "answer_key", "D", "A, B, C"),
        ("single_choice", {**CHOICE, "answer_key": ["A", "B"]}, "answer_key", "A, B", "1"),
        ("single_choice", {**CHOICE, "answer_key": "A"}, "answer_key", "A", '["A"]'),
        ("multiple_choice", {**CHOICE, "answer_key": ["A"]}, "answer_key", "A", "≥ 2"),
        ("multiple_choice", {**CHOICE, "answer_key": ["A", "A"]}, "answer_key", "A", "≥ 2"),
        ("true_false", {"stem": "题", "answer_key": 1}, "answer_key", "1", "true, false"),
        ("fill_blank", {**FILL, "answer_key": [["甲"]]}, "answer_key", "1", "2"),
        ("fill_blank", {**FILL, "answer_key": ["甲", "乙"]}, "answer_key", None, '[["CPU", "中央处理器"]]'),
        ("fill_blank", {"stem": "甲是 ______。"}, "stem", "6 × _", "____"),
        ("fill_blank", {"stem": "甲是 ___。"}, "stem", "3 × _", "____"),
        ("fill_blank", {**FILL, "answer_key": [["甲" * 501], ["乙"]]}, "answer_key", "501", "≤ 500"),
        ("short_answer", {"stem": "题", "answer_key": ["甲"]}, "answer_key", "['甲']", "null"),
        (
            "short_answer",
            {"stem": "题", "scoring_points": [{"text": "甲", "points": "0"}]},
            "scoring_points",
            "0",
            "> 0",
        ),
        (
            "essay",
            {"stem": "题", "scoring_points": [{"text": "甲", "points": "0.125"}]},
            "scoring_points",
            "0.125",
            "> 0",
        ),
        ("essay", {"stem": "题", "scoring_points": [{"text": "甲", "points": 1.5}]}, "scoring_points", "1.5", "> 0"),
        ("essay", {"stem": "题", "needs_drawing": "yes"}, "needs_drawing", "yes", "true, false"),
    ],
)
def test_a_mistake_is_named(type_name: str, content: Any, field: str, found: str | None, expected: str | None) -> None:
    (problem,) = problems(type_name, content)
    assert problem.field == field
    if found is not None:
        assert problem.found == found
    assert problem.expected == expected
    assert str(problem)


def test_all_mistakes_are_told_at_once() -> None:
    fields = [p.field for p in problems("single_choice", {"stem": "", "options": [], "answer_key": ["A"], "lang": 1})]
    assert sorted(map(str, fields)) == ["answer_key", "lang", "options", "stem"]


def test_a_content_that_is_no_object_is_refused() -> None:
    assert str(problems("essay", ["题"])[0]) == "题目内容应当是一组键和值"


def test_the_normal_form_trims_orders_the_key_and_fills_in_what_is_optional() -> None:
    given = {
        "stem": " 题\r\n第二行 ",
        "options": [{"id": "A", "text": "甲 "}, {"id": "B", "text": "乙", "rationale": ""}, {"id": "C", "text": "丙"}],
        "answer_key": ["C", "A"],
    }
    assert item_types.get("multiple_choice").validate(given) == {
        "stem": "题\n第二行",
        "explanation": None,
        "lang": "zh-CN",
        "options": [{"id": name, "text": text, "rationale": None} for name, text in zip("ABC", "甲乙丙", strict=True)],
        "answer_key": ["A", "C"],
    }


@pytest.mark.parametrize(
    ("type_name", "content", "message"),
    [
        ("single_choice", {**CHOICE, "answer_key": []}, "还没有答案"),
        ("true_false", {"stem": "题"}, "还没有答案"),
        ("fill_blank", FILL, "还没有答案"),
        ("fill_blank", {**FILL, "answer_key": [[], []]}, "还没有答案"),
        ("fill_blank", {**FILL, "answer_key": [["甲"], []]}, "第 2 空还没有答案"),
        ("fill_blank", {"stem": "没有空的题"}, "题干里没有空"),
        ("short_answer", {"stem": "题"}, "还没有评分说明，也没有得分点"),
        ("essay", {"stem": "题", "marking_guide": " "}, "还没有评分说明，也没有得分点"),
    ],
)
def test_a_draft_may_lack_what_a_review_needs(type_name: str, content: Any, message: str) -> None:
    item_type = item_types.get(type_name)
    assert [str(p) for p in problems_before_review(item_type, item_type.validate(content))] == [message]


def test_a_name_with_two_underscores_is_no_blank() -> None:
    fill = item_types.get("fill_blank")
    content = fill.validate({"stem": "Python 的构造方法 __init__ 属于 ____。", "answer_key": [["类"]]})
    assert fill.response_shape(content).blanks == 1


@pytest.mark.parametrize(
    ("text", "may_shuffle"),
    [
        ("以上都是", False),
        ("A和B", False),
        ("A、C", False),
        ("All of the above", False),
        ("A类投诉", True),
        ("AB 角", True),
    ],
)
def test_an_option_that_speaks_of_others_keeps_the_order(text: str, may_shuffle: bool) -> None:
    single = item_types.get("single_choice")
    content = single.validate({**CHOICE, "options": [*OPTIONS, {"id": "D", "text": text}]})
    assert single.may_shuffle(content) is may_shuffle


@pytest.mark.parametrize(
    ("type_name", "content", "value", "parsed"),
    [
        ("single_choice", CHOICE, "B", Response("B")),
        ("single_choice", CHOICE, "", Response(None)),
        ("single_choice", CHOICE, "b", Malformed(Fault.UNKNOWN_OPTION)),
        ("multiple_choice", CHOICE, ["C", "A", "A"], Response(["A", "C"])),
        ("multiple_choice", CHOICE, [], Response(None)),
        ("multiple_choice", CHOICE, "AC", Malformed(Fault.WRONG_KIND)),
        ("multiple_choice", CHOICE, [["A"]], Malformed(Fault.WRONG_KIND)),
        ("true_false", {"stem": "题"}, False, Response(False)),
        ("true_false", {"stem": "题"}, 0, Malformed(Fault.WRONG_KIND)),
        ("true_false", {"stem": "题"}, "true", Malformed(Fault.WRONG_KIND)),
        ("fill_blank", FILL, ["甲", None], Response(["甲", ""])),
        ("fill_blank", FILL, ["甲\r\n乙", "\x00"], Response(["甲 乙", ""])),
        ("fill_blank", FILL, ["", ""], Response(None)),
        ("fill_blank", FILL, ["甲"], Malformed(Fault.WRONG_NUMBER_OF_BLANKS)),
        ("fill_blank", FILL, ["甲", "长" * 501], Malformed(Fault.TOO_LONG)),
        ("fill_blank", FILL, ["甲", "\udc00"], Malformed(Fault.UNREADABLE)),
        ("essay", {"stem": "题"}, "一\r\n二\u2028三\x0b四\x07", Response("一\n二\n三\n四")),
        ("essay", {"stem": "题"}, "长" * 20_001, Malformed(Fault.TOO_LONG)),
        ("essay", {"stem": "题"}, "好\ud83d", Malformed(Fault.UNREADABLE)),
        ("essay", {"stem": "题"}, "好😀", Response("好😀")),
    ],
)
def test_a_response_is_brought_to_its_one_form(type_name: str, content: Any, value: Any, parsed: Any) -> None:
    item_type = item_types.get(type_name)
    assert item_type.parse_response(item_type.response_shape(item_type.validate(content)), value) == parsed


def test_a_response_is_told_with_the_letters_this_candidate_saw() -> None:
    multiple = item_types.get("multiple_choice")
    content = multiple.validate({**CHOICE, "answer_key": ["A", "C"]})
    assert multiple.describe_response(content, ["A", "B"]) == "A. 甲\nB. 乙"
    assert multiple.describe_response(content, ["A", "B"], option_order=("C", "A", "B")) == "B. 甲\nC. 乙"
    assert multiple.describe_key(content, option_order=("C", "A", "B")) == "A. 丙\nB. 甲"
    with pytest.raises(ValueError, match="no order"):
        multiple.describe_key(content, option_order=("A", "B"))


def test_words_of_a_description_are_translated() -> None:
    english = {"对": "True", "未作答": "Not answered"}
    true_false = item_types.get("true_false")
    content = true_false.validate({"stem": "题", "answer_key": True})
    assert true_false.describe_response(content, None, english.__getitem__) == "Not answered"
    assert true_false.describe_key(content, english.__getitem__) == "True"
