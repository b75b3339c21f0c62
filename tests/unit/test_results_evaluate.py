"""From slots to a verdict: exact lines, three values, minima on sections and areas, critical items."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certify.exams.domain import AreaMinimum, ExamForm, PassRule
from certify.marking.domain import SlotOutcome
from certify.results.domain import (
    ResultView,
    ShortfallKind,
    Verdict,
    evaluate,
    is_wrong,
    required_of_percent,
    required_of_points,
)
from foundation.score import from_hundredths, hundredths, show
from question_bank.domain import OutcomeStatus
from tests.unit.paper_samples import AREAS, a_form, a_slot, essay, scored, single, waiting

RULE = PassRule(total_at_least=Decimal(70), area_minimum_percent=50, critical_wrong_at_most=1)


def paper(rule: PassRule = RULE, **minima: Any) -> ExamForm:
    """100 points: section 1 has 25 in M0 and 25 in M1 (three critical items), section 2 an essay of 50 in M1."""
    slots = [
        a_slot(1, "single_choice", single(), "15", 1, "M0", critical=True),
        a_slot(2, "single_choice", single(), "10", 1, "M0", critical=True),
        a_slot(3, "single_choice", single(), "25", 1, "M1", critical=True),
        a_slot(4, "essay", essay(), "50", 2, "M1"),
    ]
    return a_form(slots, rule, {1: minima} if minima else None)


def result(points: list[str | None], form: ExamForm | None = None) -> ResultView:
    outcomes = {n: waiting(n) if p is None else scored(n, p, by_marker=n == 4) for n, p in enumerate(points, 1)}
    return evaluate(form or paper(), outcomes, AREAS)


def test_full_marks_pass() -> None:
    view = result(["15", "10", "25", "50"])
    assert view.verdict is Verdict.PASSED and view.points == 100 and view.shortfalls == ()
    assert [(p.title, show(p.share.points), show(p.share.maximum)) for p in view.areas] == [
        ("认知与安全", "25", "25"),
        ("服务礼仪", "75", "75"),
    ]
    assert [(p.code, show(p.share.points)) for p in view.sections] == [("1", "50"), ("2", "50")]


@pytest.mark.parametrize(("essay_points", "verdict"), [("20", Verdict.PASSED), ("19.99", Verdict.FAILED)])
def test_the_total_is_compared_exactly(essay_points: str, verdict: Verdict) -> None:
    view = result(["15", "10", "25", essay_points])
    assert view.verdict is verdict
    if verdict is Verdict.FAILED:
        (missed,) = view.shortfalls
        assert missed.kind is ShortfallKind.TOTAL and missed.share is not None
        assert missed.share.short_by == Decimal("0.01")


@pytest.mark.parametrize(("first", "is_met"), [("12.5", True), ("12.49", False)])
def test_an_area_minimum_of_half_of_25_is_12_5(first: str, is_met: bool) -> None:
    form = paper(PassRule(Decimal(0), 50))
    area = result([first, "0", "25", "50"], form).areas[0]
    assert area.share.required == Decimal("12.5") and area.share.is_met is is_met


def test_failing_names_every_line_and_by_how_much() -> None:
    missed = result(["0", "0", "25", "30"]).shortfalls
    assert [m.kind for m in missed] == [ShortfallKind.TOTAL, ShortfallKind.AREA, ShortfallKind.CRITICAL]
    area = missed[1]
    assert area.part is not None and area.part.code == "M0" and area.part.share.short_by == Decimal("12.5")
    assert (missed[2].wrong, missed[2].allowed) == (2, 1)


def test_a_section_minimum_fails_even_with_enough_points() -> None:
    view = result(["15", "10", "0", "50"], paper(PassRule(Decimal(70)), percent=60))
    assert view.points == 75 and view.verdict is Verdict.FAILED
    assert [m.kind for m in view.shortfalls] == [ShortfallKind.SECTION]


def test_a_section_minimum_in_points() -> None:
    form = paper(PassRule(Decimal(0)), points=Decimal(26))
    assert result(["15", "10", "0", "0"], form).verdict is Verdict.FAILED
    assert result(["15", "10", "1", "0"], form).verdict is Verdict.PASSED


def test_one_area_may_ask_for_more() -> None:
    form = paper(PassRule(Decimal(0), 50, (AreaMinimum("M0", 80),)))
    assert result(["15", "0", "25", "50"], form).verdict is Verdict.FAILED
    assert result(["15", "5", "25", "50"], form).verdict is Verdict.PASSED


def test_without_minima_nothing_is_met_or_missed() -> None:
    view = result(["0", "0", "0", "0"], paper(PassRule()))
    assert view.verdict is Verdict.PASSED, "a rule of 0 points is met by 0"
    assert all(part.share.is_met is None for part in (*view.sections, *view.areas))
    assert view.critical_allowed is None and view.critical_wrong == 3


def test_an_open_slot_makes_it_not_yet_scored_whatever_the_rest_says() -> None:
    view = result(["15", "10", "25", None])
    assert view.verdict is Verdict.NOT_YET_SCORED and view.is_provisional and view.shortfalls == ()
    assert view.points == 50 and view.total.n_open == 1
    assert view.areas[1].share.is_met is None and view.areas[0].share.is_met is True


def test_a_slot_without_any_outcome_is_open_too() -> None:
    assert evaluate(paper(), {1: scored(1, "15")}, AREAS).verdict is Verdict.NOT_YET_SCORED


def test_blank_is_zero_and_scored() -> None:
    outcomes = {n: SlotOutcome(n, OutcomeStatus.BLANK, Decimal(0)) for n in range(1, 5)}
    view = evaluate(paper(), outcomes, AREAS)
    assert view.verdict is Verdict.FAILED and view.points == 0


def test_a_withdrawn_slot_leaves_the_paper_and_the_lines_shrink_with_it() -> None:
    outcomes = {n: scored(n, p, by_marker=n == 4) for n, p in enumerate(("15", "10", "25", "20"), 1)}
    outcomes[3] = SlotOutcome(3, OutcomeStatus.WITHDRAWN, None)
    view = evaluate(paper(), outcomes, AREAS)
    assert (view.points, view.total.maximum, view.total.required) == (Decimal(45), Decimal(75), Decimal("52.5"))
    assert view.total.n_open == 0 and view.verdict is Verdict.FAILED
    assert view.areas[1].share.maximum == 50 and view.critical_wrong == 0


@pytest.mark.parametrize(
    ("position", "outcome", "wrong"),
    [
        (1, scored(1, "15"), False),
        (1, scored(1, "14.99"), True),
        (4, scored(4, "25", by_marker=True), False),
        (4, scored(4, "24.5", by_marker=True), True),
        (4, waiting(4), False),
        (1, None, False),
    ],
)
def test_what_counts_as_a_wrong_critical_item(position: int, outcome: SlotOutcome | None, wrong: bool) -> None:
    assert is_wrong(paper().slot(position), outcome) is wrong


cents = st.integers(0, 10_000)


@given(st.integers(0, 100), cents, cents)
def test_the_required_points_are_the_cross_multiplied_rule(percent: int, maximum: int, got: int) -> None:
    points, whole = from_hundredths(got), from_hundredths(maximum)
    assert (points >= required_of_percent(percent, whole)) == (points * 100 >= percent * whole)


@given(cents, st.integers(1, 10_000), cents)
def test_a_printed_minimum_stands_while_nothing_is_withdrawn(minimum: int, printed: int, maximum: int) -> None:
    least, whole, left = from_hundredths(minimum), from_hundredths(printed), from_hundredths(min(maximum, printed))
    required = required_of_points(least, whole, left)
    assert required_of_points(least, whole, whole) == least
    assert required * whole >= least * left > (required - Decimal("0.01")) * whole or required == least == 0


@st.composite
def scored_papers(draw: st.DrawFn) -> tuple[ExamForm, dict[int, SlotOutcome]]:
    n = draw(st.integers(1, 8))
    slots, outcomes = [], {}
    for position in range(1, n + 1):
        maximum = draw(st.integers(1, 2000))
        section = 1 if position == 1 else draw(st.sampled_from((1, 2)))
        area = draw(st.sampled_from(("M0", "M1")))
        critical = draw(st.booleans())
        slots.append(
            a_slot(position, "essay", essay(), str(from_hundredths(maximum)), section, area, critical=critical)
        )
        outcomes[position] = draw(
            st.one_of(
                st.integers(0, maximum).map(
                    lambda h, at=position: scored(at, from_hundredths(h))  # type: ignore[misc]  # a lambda with a default
                ),
                st.just(waiting(position)),
            )
        )
    total = sum(hundredths(slot.points) for slot in slots)
    rule = PassRule(from_hundredths(draw(st.integers(0, total))), draw(st.sampled_from((None, 0, 50, 100))), (), 1)
    return a_form(slots, rule), outcomes


@given(scored_papers())
def test_sections_and_areas_both_sum_to_the_total(case: tuple[ExamForm, dict[int, SlotOutcome]]) -> None:
    view = evaluate(*case, AREAS)
    for parts in (view.sections, view.areas):
        assert sum(part.share.points for part in parts) == view.points
        assert sum(part.share.maximum for part in parts) == view.total.maximum == case[0].total
        assert sum(part.share.n_open for part in parts) == view.total.n_open


@given(scored_papers())
def test_a_verdict_is_given_exactly_when_nothing_is_open(case: tuple[ExamForm, dict[int, SlotOutcome]]) -> None:
    form, outcomes = case
    view = evaluate(form, outcomes, AREAS)
    has_open = any(outcome.is_open for outcome in outcomes.values())
    assert (view.verdict is Verdict.NOT_YET_SCORED) == has_open
    assert (view.verdict is Verdict.FAILED) == (bool(view.shortfalls) and not has_open)


@given(scored_papers(), st.data())
def test_more_points_never_turn_a_pass_into_a_fail(
    case: tuple[ExamForm, dict[int, SlotOutcome]], data: st.DataObject
) -> None:
    form, outcomes = case
    before = evaluate(form, outcomes, AREAS)
    position = data.draw(st.sampled_from(sorted(outcomes)))
    better = outcomes | {position: scored(position, form.slot(position).points)}
    if before.verdict is Verdict.PASSED:
        assert evaluate(form, better, AREAS).verdict is Verdict.PASSED


@given(scored_papers())
def test_the_order_of_outcomes_changes_nothing(case: tuple[ExamForm, dict[int, SlotOutcome]]) -> None:
    form, outcomes = case
    assert evaluate(form, outcomes, AREAS) == evaluate(form, dict(reversed(outcomes.items())), AREAS)
