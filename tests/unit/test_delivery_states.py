"""The attempt's states and acts: every pair of the table."""

import pytest

from certify.delivery.domain import (
    TRANSITIONS,
    Act,
    AlreadySubmitted,
    AttemptPaused,
    AttemptState,
    NotPaused,
    NotSubmitted,
    next_state,
)

RUNNING, PAUSED, SUBMITTED = AttemptState.IN_PROGRESS, AttemptState.PAUSED, AttemptState.SUBMITTED

EXPECTED = [
    # act, from in_progress, from paused, from submitted
    (Act.SAVE, RUNNING, PAUSED, SUBMITTED),
    (Act.TAKE_OVER, RUNNING, PAUSED, AlreadySubmitted),
    (Act.PAUSE, PAUSED, AttemptPaused, AlreadySubmitted),
    (Act.RESUME, NotPaused, RUNNING, AlreadySubmitted),
    (Act.EXTEND, RUNNING, PAUSED, AlreadySubmitted),
    (Act.HAND_IN, SUBMITTED, AttemptPaused, SUBMITTED),
    (Act.COLLECT, SUBMITTED, SUBMITTED, SUBMITTED),
    (Act.TIME_OUT, SUBMITTED, AttemptPaused, SUBMITTED),
    (Act.REOPEN, NotSubmitted, NotSubmitted, RUNNING),
]
PAIRS = [
    (state, act, expected)
    for act, *column in EXPECTED
    for state, expected in zip((RUNNING, PAUSED, SUBMITTED), column, strict=True)
]


@pytest.mark.parametrize(("state", "act", "expected"), PAIRS)
def test_each_pair_of_state_and_act_leads_to_a_state_or_says_why_not(state, act, expected):
    if isinstance(expected, AttemptState):
        assert next_state(state, act) is expected
    else:
        with pytest.raises(expected):
            next_state(state, act)


def test_the_table_names_every_pair():
    assert {(state, act) for state, act, _ in PAIRS} == {(state, act) for state in AttemptState for act in Act}
    assert all(set(acts) == set(Act) for acts in TRANSITIONS.values())
    assert set(TRANSITIONS) == set(AttemptState)
