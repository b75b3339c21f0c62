"""Papers written blind, in layouts that people circulate: every item right, or told. The truth stands beside them."""

from collections import Counter
from pathlib import Path

import pytest

from question_bank.formats.model import PaperItem
from question_bank.formats.paper import read_paper
from tests.paper_truth import count, papers

BLIND = Path(__file__).parents[1] / "data" / "blind"
RIGHT = {"first": 927, "second": 242}  # of 943 and 267; the others are told
ONE = "1、热线号码是（ ）\nA、10000\nB、10001\nC、10002\n"


def only(text: str) -> PaperItem:
    (item,) = read_paper(text).items
    return item


@pytest.mark.parametrize("batch", RIGHT)
def test_every_item_of_the_batch_is_right_or_told(batch: str) -> None:
    total: Counter[str] = Counter()
    notes: list[str] = []
    for name, truth in papers(BLIND / batch).items():
        found = count((BLIND / batch / f"{name}.txt").read_text("utf-8"), truth["items"])
        total.update(found.counts)
        notes += [f"{name}: {note}" for note in found.notes if note.startswith(("silent", "lost", "extra_silent"))]
    assert notes == []
    assert total["right"] >= RIGHT[batch]


@pytest.mark.parametrize("line", ["B", "【B】", "→ B", "（B）", "选B", "答案选B。"])
def test_a_lone_letter_below_the_options_is_the_key_and_told(line: str) -> None:
    item = only(ONE + line + "\n")
    assert (item.answer_key, [option.text for option in item.options]) == (["B"], ["10000", "10001", "10002"])
    assert [problem.text() for problem in item.problems if "单独" in problem.text()]


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("其他都不对，故选C。", ["C"]),
        ("B。见规范第三章。", ["B"]),
        ("A项错误，故不选A。", None),
        ("B。第一句对，故选C。", None),
        ("见第三章。", None),
    ],
)
def test_an_explanation_may_name_the_key(words: str, key: list[str] | None) -> None:
    item = only(f"{ONE}解析：{words}\n")
    assert item.answer_key == key
    assert item.problems


def test_a_question_about_tags_keeps_them() -> None:
    text = "".join(f"{n}、换行的标签是（ ）\nA、<br>\nB、<p>\nC、<hr>\n答案：A\n" for n in range(1, 6))
    assert [[option.text for option in item.options] for item in read_paper(text).items] == [
        ["<br>", "<p>", "<hr>"]
    ] * 5


def test_what_is_left_of_a_dress_is_told() -> None:
    item = only("1、热线号码是（ ）&nbsp;\nA、10000\nB、10001\nC、10002\n答案：A\n")
    assert "&nbsp;" in item.problems[0].text()


def test_ticks_before_numbers_belong_to_what_follows() -> None:
    paper = read_paper("判断题\n√ 1、先报工号。\n× 2、可以吃零食。\n√ 3、要锁屏。\n")
    assert [item.answer_key for item in paper.items] == [True, False, True]


def test_a_dialogue_in_the_stem_holds_no_answer() -> None:
    item = only("1、看对话\n问：何时修好？\n答：不知道。\n错在（ ）\nA、用了禁语\nB、语速快\n答案：A\n")
    assert item.answer_key == ["A"] and "不知道" in item.stem


def test_lines_that_are_all_quoted_or_counted_lose_what_hangs_on_them() -> None:
    lines = ("1、甲（ ）", "A、一", "B、二", "答案：B", "2、乙（ ）", "A、三", "B、四", "答案：A")
    for form in ("> {line}", "{n:>3} | {line}"):
        paper = read_paper("\n".join(form.format(n=n, line=line) for n, line in enumerate(lines, 1)))
        assert [(item.stem, item.answer_key) for item in paper.items] == [("甲（　）", ["B"]), ("乙（　）", ["A"])]


def test_a_line_that_says_who_owns_the_paper_is_no_option_and_stays_in_view() -> None:
    paper = read_paper(
        "1、甲（ ）\nA、一\n内部资料 请勿外传\nB、二\n2、乙（ ）\nA、三\nB、四\n内部资料 请勿外传\n答案：1-2 AB\n"
    )
    assert [[option.text for option in item.options] for item in paper.items] == [["一", "二"], ["三", "四"]]
    assert sum(x.line_end - x.line_start + 1 for x in paper.outline) == 9


def test_an_item_that_was_struck_is_told() -> None:
    item = only(f"{ONE}答案：A\n（本题作废，给全分）\n")
    assert any("作废" in problem.text() for problem in item.problems)


@pytest.mark.parametrize(
    ("text", "stems", "options"),
    [
        ("GB2312", ["GB2312 是", "GB2313 是", "GB2314 是"], ["一", "二"]),
        ("张三 2024/5/6 9:30", ["甲", "乙", "丙"], ["张三 2024/5/6 9:30", "二"]),
        ("微信公众号", ["甲", "乙", "丙"], ["微信公众号", "二"]),
        ("1/2 以上", ["甲", "乙", "丙"], ["1/2 以上", "二"]),
    ],
)
def test_what_only_looks_like_dress_stays(text: str, stems: list[str], options: list[str]) -> None:
    lines = (f"{n}、{stem}（ ）\nA、{options[0]}\nB、{options[1]}\n答案：A\n" for n, stem in enumerate(stems, 1))
    paper = read_paper("一、单选题\n" + "".join(lines))
    assert [item.stem for item in paper.items] == [f"{stem}（　）" for stem in stems], text
    assert all([option.text for option in item.options] == options for item in paper.items)


def test_an_explanation_of_every_option_names_no_key() -> None:
    assert only(f"{ONE}解析：A。错误；B。正确；C。错误。\n").answer_key is None
