"""Score runs: what each slot gets, what waits for a marker, what names a run's inputs."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certify.exams.domain import Slot
from certify.marking.domain import GivenMark, SlotScore, inputs_hash, response_hash, score_slots, settle
from question_bank import item_types, scoring_rules
from question_bank.domain import Outcome, OutcomeStatus
from tests.unit.paper_samples import a_slot, blanks, essay, multiple, single


def by_rule(slot: Slot, value: Any) -> Outcome:
    rule = scoring_rules.get(slot.scoring_rule)
    return rule.score(item_types.get(slot.item_type), slot.content, value, slot.points)


SLOTS = [
    a_slot(1, "single_choice", single(), "1"),
    a_slot(2, "multiple_choice", multiple(), "2"),
    a_slot(3, "fill_blank", blanks(), "3"),
    a_slot(4, "essay", essay(("流程", "5"), ("时限", "10")), "15"),
    a_slot(5, "single_choice", single(None), "1"),
]


def run(responses: dict[int, Any]) -> dict[int, SlotScore]:
    return {score.position: score for score in score_slots(SLOTS, responses, by_rule)}


@pytest.mark.parametrize(
    ("chosen", "points"), [(["A", "C"], 2), (["A"], 0), (["A", "B"], 0), (["A", "B", "C"], 0), (["C", "A"], 2)]
)
def test_multiple_choice_is_all_or_nothing(chosen: list[str], points: int) -> None:
    assert run({2: chosen})[2].points == points


def test_two_of_three_blanks_right_gets_two_of_three() -> None:
    score = run({3: ["答案0", "错", "答案2"]})[3]
    assert score.points == 2
    assert [part["verdict"] for part in score.detail] == ["right", "wrong", "right"]


def test_what_was_never_answered_is_blank_with_zero_points_and_needs_no_marker() -> None:
    scores = run({})
    assert {score.status for score in scores.values()} == {OutcomeStatus.BLANK}
    assert all(score.points == 0 and not score.needs_marker for score in scores.values())


@pytest.mark.parametrize(
    ("position", "value", "status"),
    [
        (4, "先听完。", OutcomeStatus.AWAITING_MARKER),
        (5, "A", OutcomeStatus.AWAITING_MARKER),  # no key yet: only a person can tell
        (1, "Z", OutcomeStatus.MALFORMED),
        (3, ["一个"], OutcomeStatus.MALFORMED),
    ],
)
def test_what_only_a_person_can_settle_has_no_points(position: int, value: Any, status: OutcomeStatus) -> None:
    score = run({position: value})[position]
    assert (score.status, score.points, score.needs_marker) == (status, None, True)
    assert score.response_hash == response_hash(value)


def test_what_a_rule_settled_keeps_no_hash() -> None:
    assert run({1: "B"})[1].response_hash is None


def test_inputs_are_the_paper_and_the_answers() -> None:
    base = inputs_hash("a" * 64, {1: "B", 2: None})
    assert base == inputs_hash("a" * 64, {1: "B"}), "a cleared answer is the same as none"
    assert base != inputs_hash("b" * 64, {1: "B"})
    assert base != inputs_hash("a" * 64, {1: "A"})


@given(st.dictionaries(st.integers(1, 60), st.text(max_size=5), max_size=8))
def test_the_order_in_which_answers_come_changes_nothing(responses: dict[int, str]) -> None:
    backwards = dict(reversed(responses.items()))
    assert inputs_hash("a" * 64, responses) == inputs_hash("a" * 64, backwards)


def a_mark(value: Any, total: str = "12.5") -> GivenMark:
    return GivenMark(4, UUID(int=9), Decimal(total), "时限写得好", response_hash(value))


def test_a_mark_settles_the_slot_that_waited() -> None:
    outcome = settle(score_slots(SLOTS, {4: "全过程"}, by_rule), [a_mark("全过程")])[4]
    assert (outcome.status, outcome.points, outcome.by_marker) == (OutcomeStatus.SCORED, Decimal("12.5"), True)
    assert outcome.marker_id == UUID(int=9) and outcome.comment == "时限写得好"


def test_a_mark_for_another_answer_does_not_count() -> None:
    outcome = settle(score_slots(SLOTS, {4: "改过的全过程"}, by_rule), [a_mark("全过程")])[4]
    assert outcome.is_open and outcome.points is None


def test_a_mark_cannot_change_what_a_rule_settled() -> None:
    mark = GivenMark(1, UUID(int=9), Decimal("1"), "", response_hash("A"))
    assert settle(score_slots(SLOTS, {1: "A"}, by_rule), [mark])[1].points == 0
