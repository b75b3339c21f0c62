"""Deadline (rule 26), expiry and closing (rule 23), pauses and grants (rules 24, 25), each at its boundaries."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certify.delivery.domain import (
    Adjustment,
    AdjustmentKind,
    AlreadySubmitted,
    AttemptPaused,
    AttemptState,
    BadGrant,
    NotPaused,
    Terms,
    TimeIsUp,
    closes_at,
    counts_until,
    deadline,
    extend,
    is_due_to_close,
    is_expired,
    is_over,
    pause,
    resume,
    seconds_left,
)
from tests.unit.delivery_samples import DEADLINE, START, an_attempt

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
TICK = timedelta(microseconds=1)
PERSON, SITTING, PAUSE = AdjustmentKind.PERSON_GRANT, AdjustmentKind.SITTING_GRANT, AdjustmentKind.PAUSE


def minutes(n: int, kind: AdjustmentKind = PERSON) -> Adjustment:
    return Adjustment(kind, Decimal(n * 60))


# D = 90 min, window 120 min from START; (start after, factor, grants, expected minutes after START)
TABLE = [
    (0, "1", (), 90),
    (30, "1", (), 120),
    (31, "1", (), 120),
    (60, "1", (), 120),
    (0, "1.25", (), 112.5),
    (30, "1.25", (), 142.5),
    (60, "1.5", (), 165),
    (60, "1", (minutes(10),), 130),
    (0, "1", (minutes(10),), 100),
    (60, "1", (minutes(10, SITTING),), 130),
    (60, "1.5", (minutes(10), minutes(5, SITTING)), 180),
    (60, "1", (minutes(7, PAUSE),), 127),
    (0, "1", (minutes(7, PAUSE), minutes(3, PAUSE)), 100),
]


@pytest.mark.parametrize(("start_after", "factor", "grants", "expected"), TABLE)
def test_rule_26_deadline(start_after, factor, grants, expected):
    terms = Terms(START + start_after * MINUTE, 90 * MINUTE, START + 120 * MINUTE, Decimal(factor))
    assert deadline(terms, grants) == START + timedelta(minutes=expected)


durations = st.integers(1, 300).map(lambda n: n * MINUTE)
factors = st.sampled_from([Decimal(x) for x in ("1", "1.1", "1.25", "1.333333", "1.5", "2")])
grants = st.lists(
    st.builds(Adjustment, st.sampled_from(AdjustmentKind), st.integers(1, 10**9).map(lambda n: Decimal(n) / 10**6))
)


@given(durations, factors, grants, st.integers(0, 300), st.integers(1, 300))
def test_rule_26_extra_time_is_never_cut_by_the_window(duration, factor, given_time, started_after, window):
    terms = Terms(START + started_after * MINUTE, duration, START + window * MINUTE, factor)
    plain = deadline(replace(terms, factor=Decimal(1)))
    extra = sum((timedelta(seconds=float(each.seconds)) for each in given_time), timedelta(0))
    extra += duration * float(factor) - duration
    assert abs(deadline(terms, given_time) - (plain + extra)) < timedelta(milliseconds=1)


@given(durations, factors, grants)
def test_rule_24_moving_a_stored_deadline_equals_computing_it_anew(duration, factor, given_time):
    terms = Terms(START, duration, START + 60 * MINUTE, factor)
    attempt = an_attempt(deadline_at=deadline(terms))
    for grant in given_time:
        attempt = extend(attempt, grant, START)
    assert attempt.deadline_at == deadline(terms, given_time)
    assert attempt.deadline_version == 1 + len(given_time)


@pytest.mark.parametrize("seconds", [0, -1, -600])
@pytest.mark.parametrize("kind", [PERSON, SITTING])
def test_time_is_given_and_never_taken(kind, seconds):
    with pytest.raises(BadGrant):
        Adjustment(kind, Decimal(seconds))


@pytest.mark.parametrize(
    ("at", "expired", "due", "left"),
    [
        (START, False, False, 5400.0),
        (DEADLINE - SECOND, False, False, 1.0),
        (DEADLINE, False, False, 0.0),
        (DEADLINE + 10 * SECOND, False, False, 0.0),
        (DEADLINE + 10 * SECOND + TICK, True, False, 0.0),
        (DEADLINE + 25 * SECOND - TICK, True, False, 0.0),
        (DEADLINE + 25 * SECOND, True, True, 0.0),
    ],
)
def test_rule_23_expiry_is_derived_and_the_closer_comes_15_s_after_the_grace(at, expired, due, left):
    attempt = an_attempt()
    assert (is_expired(attempt, at), is_due_to_close(attempt, at), seconds_left(attempt, at)) == (expired, due, left)
    assert is_over(attempt, at) is expired


def test_rule_12_the_grace_is_part_of_the_attempt():
    attempt = an_attempt(grace_seconds=30)
    assert counts_until(attempt) == DEADLINE + 30 * SECOND
    assert closes_at(attempt) == DEADLINE + 45 * SECOND


def test_rule_23_a_submitted_attempt_is_over_and_not_expired():
    attempt = an_attempt(state=AttemptState.SUBMITTED)
    later = DEADLINE + MINUTE
    assert is_over(attempt, START) and not is_expired(attempt, later) and not is_due_to_close(attempt, later)
    assert seconds_left(attempt, START) == 0.0


def test_rule_25_the_clock_stands_still_in_a_pause_and_equal_time_is_given_back():
    paused = pause(an_attempt(), DEADLINE - 5 * MINUTE)
    assert (paused.state, paused.paused_at, paused.deadline_version) == (AttemptState.PAUSED, DEADLINE - 5 * MINUTE, 2)
    assert seconds_left(paused, DEADLINE + 60 * MINUTE) == 300.0
    assert not is_expired(paused, DEADLINE + 60 * MINUTE) and not is_due_to_close(paused, DEADLINE + 60 * MINUTE)
    resumed, row = resume(paused, DEADLINE + 60 * MINUTE)
    assert (resumed.state, resumed.paused_at, resumed.deadline_version) == (AttemptState.IN_PROGRESS, None, 3)
    assert resumed.deadline_at == DEADLINE + 65 * MINUTE
    assert seconds_left(resumed, DEADLINE + 60 * MINUTE) == 300.0
    assert row == Adjustment(PAUSE, Decimal(65 * 60))


@given(st.integers(0, 10**10))
def test_rule_25_a_pause_is_given_back_to_the_microsecond(length):
    paused = pause(an_attempt(), START)
    resumed, row = resume(paused, START + length * TICK)
    terms = Terms(START, 90 * MINUTE, START + 120 * MINUTE)
    assert resumed.deadline_at == deadline(terms, (row,)) == DEADLINE + length * TICK


def test_rule_24_an_extension_in_a_pause_keeps_the_pause():
    extended = extend(pause(an_attempt(), START), minutes(10), START)
    assert (extended.state, extended.deadline_at) == (AttemptState.PAUSED, DEADLINE + 10 * MINUTE)


def test_rule_24_an_extension_is_possible_until_the_attempt_is_closed():
    late = DEADLINE + 20 * SECOND
    attempt = an_attempt()
    assert is_expired(attempt, late) and not is_expired(extend(attempt, minutes(10), late), late)
    with pytest.raises(AlreadySubmitted):
        extend(an_attempt(state=AttemptState.SUBMITTED), minutes(10), START)


def test_rule_25_what_cannot_be_paused_or_resumed_says_why():
    with pytest.raises(TimeIsUp):
        pause(an_attempt(), DEADLINE + 11 * SECOND)
    with pytest.raises(AttemptPaused):
        pause(an_attempt(state=AttemptState.PAUSED, paused_at=START), START)
    with pytest.raises(AlreadySubmitted):
        pause(an_attempt(state=AttemptState.SUBMITTED), START)
    with pytest.raises(NotPaused):
        resume(an_attempt(), START)
