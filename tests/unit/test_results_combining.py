"""Points that are kept from earlier tries, and what a failed result leaves to be sat."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from certify.exams.domain import ExamForm, PassRule
from certify.exams.domain.retakes import ResultRule
from certify.results.domain import Earlier, Piece, Share, Verdict, evaluate, kept_sections, still_open
from tests.unit.paper_samples import AREAS, a_form, a_slot, scored, single

EARLIER = Earlier(UUID(int=7), datetime(2026, 11, 23, tzinfo=UTC))


THREE = PassRule(Decimal(3))


def paper(rule: PassRule = THREE) -> ExamForm:
    """Three sections of two points: M0, M0 and M1 (critical), M1. The first two ask for half."""
    slots = [
        a_slot(1, "single_choice", single(), "2", 1, "M0"),
        a_slot(2, "single_choice", single(), "1", 2, "M0"),
        a_slot(3, "single_choice", single(), "1", 2, "M1", critical=True),
        a_slot(4, "single_choice", single(), "2", 3, "M1"),
    ]
    half = {"percent": 50}
    return a_form(slots, rule, {1: half, 2: half})


def got(*points: str) -> dict[int, Any]:
    return {position: scored(position, each) for position, each in enumerate(points, 1)}


def left(form: ExamForm, *points: str) -> tuple[int, ...]:
    return still_open(form, got(*points), evaluate(form, got(*points), AREAS))


def test_a_section_below_its_minimum_is_left() -> None:
    assert left(paper(), "0", "1", "1", "2") == (1,)
    assert left(paper(), "0", "0", "0", "2") == (1, 2)


def test_nothing_is_left_after_a_pass_and_the_whole_paper_where_only_the_total_is_missed() -> None:
    assert left(paper(), "2", "1", "1", "2") == ()
    assert left(paper(PassRule(Decimal(6))), "2", "1", "0", "2") == ()


def test_an_area_leaves_the_sections_that_lost_points_in_it() -> None:
    assert left(paper(PassRule(area_minimum_percent=60)), "2", "1", "0", "1") == (2, 3)
    assert left(paper(PassRule(area_minimum_percent=60)), "2", "1", "1", "0") == (3,)


def test_too_many_critical_items_leave_the_sections_that_hold_wrong_ones() -> None:
    assert left(paper(PassRule(critical_wrong_at_most=0)), "2", "1", "0", "2") == (2,)


def test_all_sections_are_the_whole_paper() -> None:
    assert left(paper(PassRule(area_minimum_percent=100)), "0", "0", "0", "0") == ()


def test_unsat_is_neither_blank_nor_zero() -> None:
    form = paper()
    alone = evaluate(form, {1: scored(1, "2")}, AREAS)
    assert alone.verdict is Verdict.NOT_YET_SCORED
    piece = Piece(EARLIER, form, got("0", "1", "1", "2"))
    view = evaluate(form, {1: scored(1, "2")}, AREAS, kept={2: piece, 3: piece})
    assert view.verdict is Verdict.PASSED and view.points == 6
    assert [part.earlier for part in view.sections] == [None, EARLIER, EARLIER]
    assert [(part.code, str(part.share.points)) for part in view.areas] == [("M0", "3.00"), ("M1", "3.00")]
    assert len(view.kept) == 2


def test_which_points_count_of_a_section_that_was_sat_again() -> None:
    def share(points: str, maximum: str = "2") -> Share:
        return Share(Decimal(points), Decimal(maximum))

    before = {1: share("2"), 2: share("1"), 3: share("1")}
    worse, better = {1: share("0"), 2: share("0"), 3: share("0")}, {1: share("0"), 2: share("2"), 3: share("0")}
    assert kept_sections({2}, worse, before, ResultRule.BEST) == {1, 2, 3}
    assert kept_sections({2}, better, before, ResultRule.BEST) == {1, 3}
    assert kept_sections({2}, worse, before, ResultRule.LAST) == {1, 3}
    withdrawn = {1: share("0"), 2: share("0.9", "1"), 3: share("0")}  # of less, and still the larger share
    assert kept_sections({2}, withdrawn, before, ResultRule.BEST) == {1, 3}
