"""Handing in with and without gaps, collecting, timing out; the first receipt stands (rules 11, 21–23)."""

from datetime import timedelta

import pytest

from certify.delivery.domain import (
    AnswersMissing,
    AttemptPaused,
    AttemptState,
    HandIn,
    Ledger,
    NumbersTaken,
    OutcomeKind,
    Stored,
    SubmitCause,
    TakenOver,
    TimeIsUp,
    collect,
    digest,
    missing_sequences,
    submit_decision,
    time_out,
)
from tests.unit.delivery_samples import DEADLINE, OTHER_TAB, START, TAB, an_attempt, answer, judge

SECOND = timedelta(seconds=1)
NOW = START + timedelta(minutes=50)
SUBMITTED = an_attempt(state=AttemptState.SUBMITTED, submitted_at=NOW, submit_cause=SubmitCause.HANDED_IN)
PAUSED = an_attempt(state=AttemptState.PAUSED, paused_at=NOW)


def hand_in(attempt=None, *events, highest=0, sequences=(), without=(), at=NOW, epoch=1, client_id=TAB, ledger=None):
    attempt = attempt or an_attempt()
    request = HandIn(client_id, epoch, highest, events, without)
    outcomes = judge(attempt, *events, at=at, client_id=client_id, ledger=ledger)
    return submit_decision(attempt, request, outcomes, sequences, at)


@pytest.mark.parametrize(
    ("present", "highest", "expected"),
    [
        (set(), 0, ()),
        ({1, 2, 3}, 3, ()),
        ({1, 3}, 3, (2,)),
        (set(), 2, (1, 2)),
        ({1, 2}, 4, (3, 4)),
        ({1, 5}, 2, (2, 3, 4)),
        ({1, 2, 3}, 0, ()),
    ],
)
def test_rule_21_gaps_are_numbers_that_never_arrived(present, highest, expected):
    assert missing_sequences(present, highest) == expected


def test_rule_21_hand_in_carries_the_last_batch():
    done = hand_in(None, answer(3), answer(4), highest=4, sequences={1, 2})
    assert done.is_new and done.without == ()
    assert (done.attempt.state, done.attempt.submitted_at) == (AttemptState.SUBMITTED, NOW)
    assert done.attempt.submit_cause is SubmitCause.HANDED_IN


def test_rule_21_an_empty_paper_can_be_handed_in():
    assert hand_in().is_new


def test_rule_21_gaps_are_refused_with_their_list():
    with pytest.raises(AnswersMissing) as gaps:
        hand_in(None, answer(5), highest=5, sequences={1, 3})
    assert gaps.value.missing == (2, 4) and gaps.value.status == 409


def test_rule_21_handing_in_without_them_is_explicit_and_recorded():
    assert hand_in(None, answer(5), highest=5, sequences={1, 3}, without=(2, 4)).without == (2, 4)
    with pytest.raises(AnswersMissing):
        hand_in(None, answer(5), highest=5, sequences={1, 3}, without=(2,))


def test_rule_21_a_refused_event_is_a_gap_that_can_be_accepted():
    with pytest.raises(AnswersMissing) as gaps:
        hand_in(None, answer(1), answer(2, slot=99), highest=2)
    assert gaps.value.missing == (2,)
    assert hand_in(None, answer(1), answer(2, slot=99), highest=2, without=(2,)).is_new


def test_rule_21_duplicates_in_the_last_batch_are_no_gaps():
    ledger = Ledger({(1, 1): Stored(digest(answer(1)), OutcomeKind.SAVED)})
    assert hand_in(None, answer(1), highest=1, sequences={1}, ledger=ledger).is_new


def test_rule_6_a_fork_in_the_last_batch_is_never_handed_in():
    ledger = Ledger({(1, 1): Stored(digest(answer(1, value="B")), OutcomeKind.SAVED)})
    with pytest.raises(NumbersTaken):
        hand_in(None, answer(1), highest=1, sequences={1}, without=(1,), ledger=ledger)


@pytest.mark.parametrize(("epoch", "client_id"), [(1, TAB), (2, TAB), (1, OTHER_TAB)])
def test_rule_15_only_the_writer_hands_in(epoch, client_id):
    with pytest.raises(TakenOver):
        hand_in(an_attempt(epoch=2, client_id=OTHER_TAB), epoch=epoch, client_id=client_id)


def test_rule_22_a_second_submit_returns_the_first_receipt():
    later = NOW + timedelta(hours=3)
    for again in (hand_in(SUBMITTED, at=later), collect(SUBMITTED, later), time_out(SUBMITTED, later)):
        assert again.attempt is SUBMITTED and not again.is_new


def test_rule_25_no_handing_in_while_paused_yet_the_invigilator_may_collect():
    with pytest.raises(AttemptPaused):
        hand_in(PAUSED)
    done = collect(PAUSED, NOW)
    assert (done.attempt.submit_cause, done.attempt.paused_at, done.attempt.submitted_at) == (
        SubmitCause.COLLECTED,
        None,
        NOW,
    )


@pytest.mark.parametrize(
    ("at", "cause", "submitted_at"),
    [
        (DEADLINE, SubmitCause.HANDED_IN, DEADLINE),
        (DEADLINE + SECOND, SubmitCause.TIME_OUT, DEADLINE),
        (DEADLINE + 10 * SECOND, SubmitCause.TIME_OUT, DEADLINE),
        (DEADLINE + 25 * SECOND, SubmitCause.TIME_OUT, DEADLINE),
    ],
)
def test_rule_23_after_the_deadline_it_is_a_time_out_at_the_deadline(at, cause, submitted_at):
    done = hand_in(at=at)
    assert (done.attempt.submit_cause, done.attempt.submitted_at) == (cause, submitted_at)


@pytest.mark.parametrize(
    "act", [lambda at: hand_in(at=at), lambda at: collect(an_attempt(), at), lambda at: time_out(an_attempt(), at)]
)
@pytest.mark.parametrize("seconds", [11, 24])
def test_rule_23_between_the_grace_and_the_closer_nobody_closes_since_packets_are_on_their_way(act, seconds):
    with pytest.raises(TimeIsUp):
        act(DEADLINE + seconds * SECOND)


@pytest.mark.parametrize("act", [lambda at: collect(an_attempt(), at), lambda at: time_out(an_attempt(), at)])
def test_rule_23_from_then_on_whoever_comes_first_writes_it_down(act):
    done = act(DEADLINE + 25 * SECOND)
    assert done.is_new and done.attempt.submit_cause is SubmitCause.TIME_OUT


def test_rule_23_the_closer_leaves_running_and_paused_attempts_alone():
    with pytest.raises(TimeIsUp):
        time_out(an_attempt(), NOW)
    with pytest.raises(AttemptPaused):
        time_out(PAUSED, DEADLINE + timedelta(hours=1))
