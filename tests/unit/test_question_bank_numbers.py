"""Numbers as typed, tolerances, units, patterns in linear time, blanks in any order."""

import time
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.domain.numbers import Tolerance, digits_for_numerals, read_number, read_quantity, show_number
from question_bank.domain.patterns import BadPattern, compile_pattern
from question_bank.domain.quantities import Expected
from question_bank.item_types.blank_kinds import explain_typed, judge_all, read_expected


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        *(("12.5", "12.5"), ("１２．５", "12.5"), (" .5 ", "0.5"), ("-3", "-3"), ("1,234.5", "1234.5")),
        *(("1，234，567", "1234567"), ("1.2e3", "1200"), ("+7", "7"), ("0.50", "0.5"), ("5.", "5")),
    ],
)
def test_a_number_is_read_however_it_is_typed(typed: str, value: str) -> None:
    assert read_number(typed) == Fraction(value)


@pytest.mark.parametrize("typed", ["3,5", "1,23", "12,3456", "", "十", "1.2.3", "e5", "--3", "1" * 60, "1e999"])
def test_what_is_no_number_is_not_guessed(typed: str) -> None:
    assert read_number(typed) is None


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("三十", "30"),
        ("一百二十", "120"),
        ("两万三千", "23000"),
        ("三点五", "3.5"),
        ("二〇二六", "2026"),
        ("负五", "-5"),
    ],
)
def test_chinese_numerals_count_where_they_are_asked_for(typed: str, value: str) -> None:
    assert read_number(typed, numerals=True) == Fraction(value)
    assert read_number(typed) is None


def test_numerals_inside_a_text_become_digits() -> None:
    assert digits_for_numerals("三十天内回复两次") == "30天内回复2次"
    assert digits_for_numerals("没有数") == "没有数"


@given(st.fractions(min_value=-1000, max_value=1000, max_denominator=400))
def test_a_number_is_shown_as_it_is_read(value: Fraction) -> None:
    shown = show_number(value)
    again = read_number(shown)
    assert again is not None and abs(again - value) < Fraction(1, 1000)
    if value.denominator in {1, 2, 4, 5, 8, 10, 20, 25}:
        assert again == value


@given(st.integers(-500, 500), st.integers(0, 50), st.integers(-60, 60))
def test_a_tolerance_is_a_distance_with_its_border(key: int, around: int, off: int) -> None:
    wanted = Expected(Fraction(key), Tolerance(Fraction(around)))
    assert wanted.try_text(str(key + off)).matched is (abs(off) <= around)


@pytest.mark.parametrize(
    ("entry", "right", "wrong"),
    [
        ("50", ["50", "50.0", "５０"], ["51", "50 ms", "五十"]),
        ("50±2", ["48", "52", "50.5"], ["47.99", "52.01"]),
        ("50±5%", ["47.5", "52.5"], ["47.4", "52.6"]),
        ("50±2 ms", ["49 ms", "51MS"], ["49", "51 s"]),
        ("98%±1%", ["97%", "99 %"], ["96.9%", "98"]),
    ],
)
def test_an_entry_says_how_far_off_and_in_which_unit(entry: str, right: list[str], wrong: list[str]) -> None:
    wanted = read_expected(entry)
    assert wanted is not None
    assert [wanted.try_text(typed).matched for typed in (*right, *wrong)] == [True] * len(right) + [False] * len(wrong)
    assert all(wanted.try_text(typed).text for typed in (*right, *wrong))


@pytest.mark.parametrize("entry", ["", "五十", "50±", "50±a", "50 ms±2 s", "±2"])
def test_an_entry_that_is_no_number_is_refused(entry: str) -> None:
    assert read_expected(entry) is None


@pytest.mark.parametrize(
    ("pattern", "right", "wrong"),
    [
        ("宽带(升级|提速)?", ["宽带", "宽带提速", " 宽带升级。"], ["宽带升级提速", "宽"]),
        ("TS[0-9]{4}", ["ts2026", "ＴＳ２０２６"], ["TS26", "TS20266"]),
        (r"\d+\.\d", ["12.5"], ["12,5", "12."]),
        ("[^a-c]+", ["xyz"], ["xa"]),
        ("a{2,3}|b", ["aa", "AAA", "b"], ["a", "aaaa"]),
        ("㎡", ["m2", "㎡"], ["m3"]),
    ],
)
def test_a_pattern_matches_the_whole_normalised_answer(pattern: str, right: list[str], wrong: list[str]) -> None:
    compiled = compile_pattern(pattern)
    assert all(compiled.matches(typed) for typed in right)
    assert not any(compiled.matches(typed) for typed in wrong)


@pytest.mark.parametrize(
    "pattern", ["(", ")", "*a", "a{21}", "a{", "[", "[]", "[z-a]", "\\", "((a{20}){20}){9}", "(" * 30]
)
def test_a_pattern_outside_the_grammar_is_refused_with_a_reason(pattern: str) -> None:
    with pytest.raises(BadPattern) as caught:
        compile_pattern(pattern)
    assert caught.value.text


@given(st.text(alphabet="ab()|*+?[]{}2,3.\\^-d", max_size=30), st.text(alphabet="ab23", max_size=20))
def test_any_pattern_is_refused_or_answers(pattern: str, typed: str) -> None:
    try:
        compile_pattern(pattern).matches(typed)
    except BadPattern:
        pass


@pytest.mark.parametrize("pattern", ["(a*)*b", "(a|a)*b", "(a|aa)+b", "((a?){9}){9}b"])
def test_patterns_that_other_engines_choke_on_take_no_time(pattern: str) -> None:
    began = time.process_time()
    assert not compile_pattern(pattern).matches("a" * 500)
    assert time.process_time() - began < 1


ANY = {"stem": "____、____、____", "answer_key": [["甲"], ["乙", "丙"], ["丙"]], "any_order": [[1, 2, 3]]}


@given(st.permutations(["甲", "乙", "丙"]))
def test_blanks_in_any_order_take_any_order(typed: list[str]) -> None:
    assert [part.verdict for part in judge_all(ANY, typed)] == ["right"] * 3


def test_in_any_order_the_same_word_twice_counts_once() -> None:
    assert [part.verdict for part in judge_all(ANY, ["甲", "甲", ""])] == ["right", "wrong", "blank"]
    assert [part.verdict for part in judge_all(ANY, ["丙", "丙", "丙"])] == ["right", "right", "wrong"]


def test_why_an_answer_counts_is_said() -> None:
    usual = {"kind": "literal", "weight": 1, "numerals": True}
    assert explain_typed(usual, ["30 天"], "三十天").matched
    assert not explain_typed(usual | {"numerals": False}, ["30 天"], "三十天").matched
    assert explain_typed(usual | {"kind": "pattern"}, ["a+"], "b").text == "不算对：与样式 %(pattern)s 不符"
    assert read_quantity("30 天") is not None
