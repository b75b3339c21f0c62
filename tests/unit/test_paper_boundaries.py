"""What a person says of a line outweighs what the reader finds: items split, joined, begun; no line is lost."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.errors import Invalid
from question_bank.formats.model import Paper
from question_bank.formats.paper import read_paper
from question_bank.formats.paper.boundaries import WORDS, read_boundaries

HOTLINE = (Path(__file__).resolve().parents[1] / "data/papers/hotline.txt").read_text("utf-8")
SMALL = """班组考核
考核日期写在右上角
一、单选题（共2题，每题2分）
1、热线号码是（ ）
A、一万号 B、一千号
2、座席接听要（ ）
A、微笑 B、皱眉
二、判断题（共2题，每题1分）
1、可以挂断客户。（ ）
2、要复述诉求。（ ）
参考答案
一、1-2 AB
二、1-2 ×√
"""


def read(source: str, **said: str) -> Paper:
    """`L4="item"` says that of line 4."""
    words = {name[1:]: word.replace("_of_", ":") for name, word in said.items()}
    return read_paper(source, boundaries=read_boundaries(words))


def items(paper: Paper) -> list[tuple[str, str, int, int]]:
    return [(item.number, item.type, item.line_start, item.line_end) for item in paper.items]


def kind_of(paper: Paper, line: int) -> str:
    return next(x.kind for x in paper.outline if x.line_start <= line <= x.line_end)


def test_without_a_word_nothing_changes() -> None:
    assert read_paper(SMALL, boundaries={}) == read_paper(SMALL)
    assert len(read_paper(SMALL).items) == 4


def test_two_items_become_one() -> None:
    paper = read(SMALL, L6="above")
    assert items(paper)[:2] == [("1", "single_choice", 4, 7), ("1", "true_false", 9, 9)]
    assert "2、座席接听要" in paper.items[0].source_text


def test_one_item_becomes_two_and_the_answers_stay_with_their_numbers() -> None:
    source = SMALL.replace("2、座席接听要（ ）", "下列做法对的是（ ）\nA、让座 B、起身\n2、座席接听要（ ）")
    paper = read(source, L6="item")
    assert items(paper)[:3] == [
        ("1", "single_choice", 4, 5),
        ("1.2", "single_choice", 6, 7),
        ("2", "single_choice", 8, 9),
    ]
    assert [item.answer_key for item in paper.items[:3]] == [["A"], None, ["B"]]
    assert not any(problem.message == "没有题号，按段落分出，请核对" for problem in paper.items[1].problems)


def test_a_number_that_was_text_counts_where_an_item_is_said_to_begin() -> None:
    source = "一、简答题\n1、说出三点\n40、第二题说说流程\n3、再说一点\n"
    assert [item.number for item in read(source, L3="item").items] == ["1", "1.2", "3"]
    assert [item.number for item in read(source.replace("40、", "2)"), L3="item").items] == ["1", "2", "3"]


def test_a_line_of_the_header_becomes_an_item() -> None:
    paper = read(SMALL, L2="item")
    assert items(paper)[0][2:] == (2, 2) and paper.items[0].stem == "考核日期写在右上角"
    assert len(paper.items) == 5 and kind_of(paper, 1) == "header"


def test_a_heading_that_is_none_goes_to_the_item_above_it() -> None:
    paper = read(SMALL, L8="above")
    assert [section.title for section in paper.declared.sections] == ["一、单选题"]
    assert "二、判断题" in paper.items[1].source_text


def test_a_line_becomes_a_heading_of_a_type() -> None:
    source = SMALL.replace("二、判断题（共2题，每题1分）", "下面的说法对不对（每题1分）")
    paper = read(source, L8="section_of_true_false")
    assert [(s.title, s.type) for s in paper.declared.sections][1] == ("下面的说法对不对", "true_false")
    assert [item.type for item in paper.items[2:]] == ["true_false", "true_false"]
    assert paper.items[2].points == 1
    assert read(SMALL, L8="section_of_short_answer").declared.sections[1].type == "short_answer"


def test_a_line_is_left_out_and_says_so() -> None:
    paper = read(SMALL, L5="ignore")
    assert paper.items[0].options == () and kind_of(paper, 5) == "ignored"


def test_plain_text_holds_no_options() -> None:
    paper = read("一、单选题\n1、看代码\nA、这是代码 B、也是\n选哪个（ ）\nA、一 B、二\n", L3="text")
    assert [option.text for option in paper.items[0].options] == ["一", "二"]
    assert "A、这是代码" in paper.items[0].stem


def test_a_sheet_begins_and_ends_where_one_is_told() -> None:
    source = SMALL.replace("参考答案\n", "以下为阅卷用\n")
    assert read(source, L11="answers").items[0].answer_key == ["A"]
    paper = read(SMALL + "3、漏下的一题说什么\n", L14="item")
    assert paper.items[-1].stem == "漏下的一题说什么" and paper.items[0].answer_key == ["A"]
    assert kind_of(paper, 12) == "answers" and kind_of(paper, 14) == "item"


def test_items_without_numbers_are_split_and_joined() -> None:
    source = "一、判断题\n客户可以骂人。（ ）\n要复述\n客户的诉求。（ ）\n要道谢。（ ）\n"
    paper = read(source, L4="above")
    assert [item.stem for item in paper.items] == ["客户可以骂人。", "要复述客户的诉求。", "要道谢。"]


def test_what_is_no_boundary_is_left_aside() -> None:
    assert read_boundaries({"3": "nonsense", "x": "item", "-1": "item", "0": "item", "2": "section:poem"}) == {}
    assert read_paper(SMALL, boundaries=read_boundaries({"9999": "item"})).items == read_paper(SMALL).items


ONE = (
    "一、单选题\n1、热线的要求是（ ）\nA、倾听\n{line}\nC、催促\nD、沉默\n答案：B\n"
    "2、接听要（ ）\nA、微笑\nB、皱眉\n答案：A\n"
)


@pytest.mark.parametrize("line", ["8.复述", "复述", "3、复述", "（.复述", "B、复述", "B复述", "B、答案：复述"])
def test_a_line_becomes_an_option_of_the_item_above(line: str) -> None:
    paper = read(ONE.format(line=line), L4="option")
    options = [(option.id, option.text[-2:]) for option in paper.items[0].options]
    assert options == [("A", "倾听"), ("B", "复述"), ("C", "催促"), ("D", "沉默")]
    assert [item.answer_key for item in paper.items] == [["B"], ["A"]]
    assert not [problem for problem in paper.items[0].problems if problem.severity == "error"]


def test_lines_without_letters_become_options_in_order() -> None:
    source = "一、单选题\n1、热线的要求是\n倾听\n沉默\n答案：A\n"
    (item,) = read(source, L3="option", L4="option").items
    assert (item.stem, [(o.id, o.text) for o in item.options], item.answer_key) == (
        "热线的要求是",
        [("A", "倾听"), ("B", "沉默")],
        ["A"],
    )


def test_an_option_below_the_answer_is_one_more() -> None:
    source = "一、单选题\n1、热线的要求是（ ）\nA、倾听\nB、沉默\n答案：C\n解析：见手册\nC、复述\n"
    (item,) = read(source, L7="option").items
    assert [(o.id, o.text) for o in item.options] == [("A", "倾听"), ("B", "沉默"), ("C", "复述")]
    assert (item.answer_key, item.explanation) == (["C"], "见手册")


def test_lines_that_look_like_options_go_on_the_stem() -> None:
    talk = "1、看对话\nA、您好，请讲\nB、我要投诉\n座席应当（ ）\n"
    source = f"一、单选题\n{talk}A、倾听\nB、催促\n（对话节选自录音）\n答案：A\n"
    (item,) = read(source, L3="stem", L4="stem", L8="stem").items
    assert [option.text for option in item.options] == ["倾听", "催促"] and item.answer_key == ["A"]
    assert all(words in item.stem for words in ("您好，请讲", "我要投诉", "对话节选自录音"))


def test_a_numbered_option_is_no_new_item() -> None:
    source = "一、单选题\n1、热线的要求是（ ）\nA、倾听\n2、沉默\n2、接听要（ ）\nA、微笑\nB、皱眉\n"
    paper = read(source, L4="option")
    assert [item.number for item in paper.items] == ["1", "2"]
    assert [option.text for option in paper.items[0].options] == ["倾听", "沉默"]


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_no_boundary_loses_a_line(data: st.DataObject) -> None:
    source = data.draw(st.sampled_from((SMALL, HOTLINE)))
    lines = source.split("\n")
    said = data.draw(st.dictionaries(st.integers(1, len(lines)), st.sampled_from(WORDS), min_size=1, max_size=4))
    try:
        paper = read_paper(source, boundaries=read_boundaries({str(line): str(word) for line, word in said.items()}))
    except Invalid:
        return  # nothing is left that could be an item
    covered = {n for x in paper.outline for n in range(x.line_start, x.line_end + 1)}
    assert {n for n, line in enumerate(lines, 1) if line.strip()} <= covered
    for item in paper.items:
        assert 1 <= item.line_start <= item.line_end <= len(lines)
    for line, word in said.items():
        if word == "item" and lines[line - 1].strip():
            assert any(item.line_start == line for item in paper.items)


@pytest.mark.parametrize("word", WORDS)
def test_every_line_may_be_anything_alone(word: str) -> None:
    for number in range(1, SMALL.count("\n") + 1):
        paper = read_paper(SMALL, boundaries=read_boundaries({str(number): str(word)}))
        assert sum(x.line_end - x.line_start + 1 for x in paper.outline) == 13
