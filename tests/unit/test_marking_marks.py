"""A marker's points: criteria, ranges, exact sums; codes, due days, the pace."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certify.marking.domain import (
    Criterion,
    check_comment,
    check_mark,
    check_reason,
    code_of,
    criteria_of,
    due_on,
    typical_seconds,
)
from foundation.errors import Invalid
from foundation.score import show
from tests.unit.paper_samples import essay, single

THREE = (Criterion("倾听", Decimal(3)), Criterion("方案", Decimal("2.5")), Criterion("用语", Decimal(1)))


def test_scoring_points_that_sum_to_the_maximum_are_the_criteria() -> None:
    found = criteria_of(essay(("流程", "5"), ("时限", "10")), Decimal(15))
    assert [(c.text, show(c.maximum), c.is_whole) for c in found] == [("流程", "5", False), ("时限", "10", False)]


@pytest.mark.parametrize("content", [essay(("流程", "5"), ("时限", "9")), essay(), single(None)])
def test_else_there_is_one_criterion_over_the_whole(content: dict[str, object]) -> None:
    (whole,) = criteria_of(content, Decimal(15))
    assert whole.is_whole and whole.maximum == 15


@pytest.mark.parametrize(
    ("maximum", "buttons"),
    [("3", ["0", "1", "2", "3"]), ("2.5", ["0", "1", "2", "2.5"]), ("0.5", ["0", "0.5"]), ("15", []), ("10.5", [])],
)
def test_buttons_are_whole_points_up_to_the_maximum(maximum: str, buttons: list[str]) -> None:
    assert [str(n) for n in Criterion("x", Decimal(maximum)).buttons] == buttons


@pytest.mark.parametrize(
    ("text", "title", "explanation"),
    [
        ("倾听与致歉：让客户说完；致歉", "倾听与致歉", "让客户说完；致歉"),
        ("Listening: let the customer finish", "Listening", "let the customer finish"),
        ("流程完整", "流程完整", ""),
        ("字" * 21 + "：长", "字" * 21 + "：长", ""),
    ],
)
def test_what_stands_before_the_colon_is_the_title(text: str, title: str, explanation: str) -> None:
    criterion = Criterion(text, Decimal(2))
    assert (criterion.title, criterion.explanation) == (title, explanation)


def test_points_sum_exactly() -> None:
    assert check_mark(THREE, ["2.5", "0.1", "0.2"]).total == Decimal("2.80")


@pytest.mark.parametrize("value", ["-0.5", "3.01", "1.005", "abc", "NaN", "1e400", "", None])
def test_points_out_of_range_or_unreadable_are_named(value: str | None) -> None:
    with pytest.raises(Invalid) as caught:
        check_mark(THREE, [value, "1", "1"])
    assert [problem.field for problem in caught.value.problems] == ["points-0"]


def test_all_problems_come_at_once() -> None:
    with pytest.raises(Invalid) as caught:
        check_mark(THREE, ["4", None, "1"])
    assert [problem.field for problem in caught.value.problems] == ["points-0", "points-1"]


def test_a_mark_for_other_criteria_is_refused() -> None:
    with pytest.raises(Invalid):
        check_mark(THREE, ["1", "1"])


@given(st.lists(st.integers(0, 1500), min_size=1, max_size=8))
def test_a_mark_never_exceeds_the_maximum_and_is_the_sum(hundredths: list[int]) -> None:
    criteria = [Criterion("x", Decimal(15))] * len(hundredths)
    mark = check_mark(criteria, [str(Decimal(n) / 100) for n in hundredths])
    assert mark.total * 100 == sum(hundredths) and mark.total <= 15 * len(hundredths)


def test_a_criterion_with_levels_takes_only_the_points_of_a_level() -> None:
    levels = [{"text": "步骤完整", "points": "2.5"}, {"text": "缺一步", "points": "1"}, {"text": "没有", "points": "0"}]
    content = {"scoring_points": [{"text": "流程", "points": "2.5", "levels": levels}, {"text": "用语", "points": "1"}]}
    criteria = criteria_of(content, Decimal("3.5"))
    assert [len(criterion.levels) for criterion in criteria] == [3, 0] and criteria[0].buttons == ()
    assert check_mark(criteria, ["2.5", "0.5"]).total == 3
    with pytest.raises(Invalid) as caught:
        check_mark(criteria, ["2", "1"])
    assert [problem.field for problem in caught.value.problems] == ["points-0"]


def test_reasons_are_asked_for_and_comments_are_short() -> None:
    assert check_reason(" 字迹看不清 ") == "字迹看不清" and check_comment(" 好 ") == "好"
    for text in ("", "  ", "长" * 201):
        with pytest.raises(Invalid):
            check_reason(text)
    with pytest.raises(Invalid):
        check_comment("长" * 2001)


@given(st.binary(min_size=8, max_size=16))
def test_a_code_is_two_groups_of_four(random_bytes: bytes) -> None:
    first, second = code_of(random_bytes).split("-")
    assert len(first) == len(second) == 4 and not set(first + second) & set("OI01S5Z2")


@pytest.mark.parametrize(
    ("submitted", "due"),
    [
        (date(2026, 11, 23), date(2026, 11, 30)),  # Monday → Monday
        (date(2026, 11, 27), date(2026, 12, 4)),
        (date(2026, 11, 28), date(2026, 12, 4)),  # Saturday counts from Monday on
    ],
)
def test_marks_are_due_after_five_working_days(submitted: date, due: date) -> None:
    assert due_on(submitted) == due


def test_the_pace_is_the_median() -> None:
    assert typical_seconds([30, 600, 60]) == 60 and typical_seconds([]) is None
