"""Decisions on late answers beside any ledger: what is scored is rule 7 over what counts and what was accepted."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certify.delivery.domain import (
    CurrentResponse,
    EventKind,
    OutcomeKind,
    Reason,
    SaveEvent,
    current_responses,
)
from certify.delivery.domain.late import (
    DecidedMeanwhile,
    Decision,
    KeptAnswer,
    Verdict,
    check_verdicts,
    chosen,
    contenders,
    standing,
    undecided,
)
from foundation.errors import Invalid

AT = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
EXAMINER = UUID(int=9)


def kept(event: SaveEvent, outcome: OutcomeKind = OutcomeKind.LATE) -> KeptAnswer:
    return KeptAnswer(event.slot, event.number, event.kind, event.value, None, AT, outcome, Reason.TIME_UP, "00" * 16)


def answer(slot: int, epoch: int, sequence: int, value: Any = "late") -> SaveEvent:
    return SaveEvent(epoch, sequence, slot, EventKind.ANSWER, value)


def decision(slot: int, number: tuple[int, int], is_accepted: bool, round: int = 1) -> Decision:
    return Decision(round, slot, number, is_accepted, "断网", AT, EXAMINER)


numbers = st.lists(st.tuples(st.integers(1, 3), st.integers(1, 9)), unique=True, max_size=12)


@st.composite
def ledgers(draw: st.DrawFn) -> list[tuple[SaveEvent, OutcomeKind]]:
    """Events of three slots with numbers of their own; some count, some came late or from an old epoch."""
    events = []
    for number in draw(numbers):
        slot = draw(st.integers(1, 3))
        kind = draw(st.sampled_from([EventKind.ANSWER, EventKind.CLEAR]))
        value = None if kind is EventKind.CLEAR else draw(st.sampled_from("ABC"))
        outcome = draw(st.sampled_from([OutcomeKind.SAVED, OutcomeKind.LATE, OutcomeKind.SUPERSEDED]))
        events.append((SaveEvent(*number, slot, kind, value), outcome))
    return events


@given(ledgers(), st.lists(st.booleans(), min_size=6, max_size=6))
def test_rule_30_what_is_scored_is_the_replay_with_the_accepted_ones_counted(
    ledger: list[tuple[SaveEvent, OutcomeKind]], words: list[bool]
) -> None:
    counted = current_responses(ledger)
    late = [kept(event, outcome) for event, outcome in ledger if outcome is not OutcomeKind.SAVED]
    open_answers = contenders(late, counted)
    # two rounds on each slot: the last word holds
    decisions = [
        decision(slot, answers[-1].number, word, round)
        for round, start in ((1, 0), (2, 3))
        for (slot, answers), word in zip(sorted(open_answers.items()), words[start:], strict=False)
    ]
    accepted = {each.number for each in standing(decisions).values() if each.is_accepted}
    as_if = [(event, OutcomeKind.SAVED if event.number in accepted else outcome) for event, outcome in ledger]
    expected = {slot: found.value for slot, found in current_responses(as_if).items()}
    assert chosen(counted, late, standing(decisions)) == expected
    if open_answers and not decisions:
        assert set(undecided(open_answers, {})) == set(open_answers)


@given(ledgers())
def test_without_a_decision_nothing_late_ever_counts(ledger: list[tuple[SaveEvent, OutcomeKind]]) -> None:
    counted = current_responses(ledger)
    late = [kept(event, outcome) for event, outcome in ledger if outcome is not OutcomeKind.SAVED]
    declined = {slot: decision(slot, each[-1].number, False) for slot, each in contenders(late, counted).items()}
    plain = {slot: found.value for slot, found in counted.items()}
    assert chosen(counted, late, {}) == chosen(counted, late, declined) == plain


def test_only_what_is_newer_than_the_counted_one_is_offered() -> None:
    counted = {1: CurrentResponse(1, "A", (2, 1)), 2: CurrentResponse(2, "A", (1, 1))}
    late = [kept(answer(1, 1, 9)), kept(answer(2, 1, 2)), kept(answer(2, 1, 5)), kept(answer(3, 1, 3))]
    found = contenders(late, counted)
    assert {slot: [each.number for each in answers] for slot, answers in found.items()} == {
        2: [(1, 2), (1, 5)],
        3: [(1, 3)],
    }
    saved = [replace(each, outcome=OutcomeKind.STALE) for each in late]
    assert contenders(saved, counted) == {}


def test_an_accepted_answer_gives_way_to_one_that_is_counted_later() -> None:
    """The paper was reopened, and the slot answered anew."""
    late = [kept(answer(1, 1, 5))]
    decisions = {1: decision(1, (1, 5), True)}
    assert chosen({}, late, decisions) == {1: "late"}
    assert chosen({1: CurrentResponse(1, "new", (2, 1))}, late, decisions) == {1: "new"}


def test_a_decided_slot_waits_again_when_a_newer_answer_comes() -> None:
    late = {1: (kept(answer(1, 1, 5)), kept(answer(1, 1, 7)))}
    assert undecided(late, {1: decision(1, (1, 5), False)})[1].number == (1, 7)
    assert undecided(late, {1: decision(1, (1, 7), False)}) == {}


def test_a_decision_needs_a_reason_and_the_newest_answer() -> None:
    late = {1: (kept(answer(1, 1, 5)), kept(answer(1, 1, 7)))}
    assert check_verdicts([Verdict(1, (1, 7), True)], late, " 断网 ") == "断网"
    with pytest.raises(DecidedMeanwhile):
        check_verdicts([Verdict(1, (1, 5), True)], late, "断网")
    with pytest.raises(Invalid) as refused:
        check_verdicts([], late, "")
    assert len(refused.value.problems) == 2
