"""A strip of answers, dealt out: letters, signs, numbers, sets; what does not fit is said of its place."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.domain.strips import Target, deal

ABCD = tuple("ABCD")


def singles(n: int, **keys: Any) -> list[Target]:
    return [Target(str(i), ABCD, answer_key=keys.get(f"k{i}")) for i in range(1, n + 1)]


def multiples(n: int) -> list[Target]:
    return [Target(str(i), ABCD, several=True) for i in range(1, n + 1)]


def truths(n: int) -> list[Target]:
    return [Target(str(i)) for i in range(1, n + 1)]


def read(strip: str, targets: Sequence[Target]) -> tuple[list[Any], list[str]]:
    dealing = deal(strip, targets)
    answers = ["".join(a) if isinstance(a, list) else a for a in (line.answer for line in dealing.lines)]
    return answers, [str(problem) for problem in dealing.faults]


@pytest.mark.parametrize(
    "strip",
    [
        "CACBB CCCDA",
        "cacbbcccda",
        "ＣＡＣＢＢ　ＣＣＣＤＡ",
        "1-5 CACBB 6-10 CCCDA",
        "1～5：CACBB\n6～10：CCCDA",
        "答案：CACBB,CCCDA",
    ],
)
def test_single_choice_in_every_dress(strip: str) -> None:
    assert read(strip, singles(10)) == (list("CACBBCCCDA"), [])


@pytest.mark.parametrize("strip", ["√×√√×", "对错对对错", "TFTTF", "✓✗✓✓✗", "正确 错误 正确 正确 错误", "1-5 √×√√×"])
def test_true_or_false_in_every_dress(strip: str) -> None:
    assert read(strip, truths(5)) == ([True, False, True, True, False], [])


@pytest.mark.parametrize("strip", ["AB,CD,ACD", "BA DC DCA", "1-3 AB、CD、ACD", "1.AB 2.CD 3.ACD"])
def test_multiple_choice_takes_a_word_for_an_item(strip: str) -> None:
    assert read(strip, multiples(3)) == (["AB", "CD", "ACD"], [])


def test_mixed_items_in_one_strip() -> None:
    targets = [*singles(3), *multiples(2), *truths(2)]
    assert read("ABC AB CD √×", targets) == (["A", "B", "C", "AB", "CD", True, False], [])


def test_a_strip_for_what_is_missing_leaves_the_rest() -> None:
    targets = singles(4, k2=["D"])
    assert read("ABC", targets) == (["A", None, "B", "C"], [])
    dealing = deal("ABCC", targets)
    assert [line.contradicts for line in dealing.lines] == [False, True, False, False]
    assert [line.is_news for line in deal("ADCC", targets).lines] == [True, False, True, True]


def test_what_is_not_known_stays_open() -> None:
    assert read("AB?D_", singles(5)) == (["A", "B", None, "D", None], [])


@pytest.mark.parametrize(
    ("strip", "targets", "says"),
    [
        ("CACB", singles(5), "写了 4 个答案，这里要 5 个"),
        ("AAA", singles(4, k1=["A"], k2=["A"]), "写了 3 个答案；缺答案的有 2 题，一共 4 题"),
        ("ABCDE", singles(5), "第 5 题没有选项 E"),
        ("√×A√C", truths(5), "第 5 题是判断题，“C”认不出是对还是错"),
        ("1-5 ABCD", singles(5), "1-5 是 5 题，写了 4 个答案"),
        ("1A 9B", singles(5), "这里没有第 9 题"),
        ("1A 1B", singles(5), "第 1 题写了两次"),
        ("1AB", singles(5), "第 1 题只能选一项，写了 AB"),
        ("AB C AD", multiples(3), "第 2 题是多选题，只写了 C"),
        ("AA BC", multiples(2), "第 1 题的“AA”里有重复的字母"),
        ("甲 1A", singles(2), "“甲”前面没有题号"),
        ("  ", singles(2), "先写答案，例如 CACBB CCCDA"),
    ],
)
def test_what_does_not_fit_is_said_of_its_place(strip: str, targets: list[Target], says: str) -> None:
    assert says in read(strip, targets)[1]


@given(st.text(max_size=60), st.integers(1, 6), st.integers(0, 3), st.integers(0, 3))
def test_any_text_is_dealt_or_faulted_and_answers_are_options(text: str, n: int, m: int, t: int) -> None:
    targets = [*singles(n), *multiples(m), *truths(t)]
    dealing = deal(text, targets)
    assert len(dealing.lines) == len(targets)
    for line in dealing.lines:
        assert line.answer is None or isinstance(line.answer, bool) or set(line.answer) <= set(line.target.options)


@given(st.lists(st.sampled_from("ABCD"), min_size=1, max_size=30))
def test_letters_come_to_their_items_in_order(letters: list[str]) -> None:
    assert read("".join(letters), singles(len(letters))) == (letters, [])
