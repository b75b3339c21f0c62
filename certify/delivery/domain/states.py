"""The attempt's states and acts as data. Expiry is no state: it follows from the deadline (deadlines.py, rule 23).

Whether an act is also *timely* (a pause after the time is up, a hand-in with gaps) is decided elsewhere.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from certify.delivery.domain.errors import AlreadySubmitted, AttemptPaused, NotPaused, NotSubmitted
from foundation.errors import DomainError


class AttemptState(StrEnum):
    """What is written on the attempt row. A reopened attempt is in progress again, under a new epoch."""

    IN_PROGRESS = "in_progress"
    PAUSED = "paused"
    SUBMITTED = "submitted"


class Act(StrEnum):
    """Everything that can be done to an attempt once it exists."""

    SAVE = "save"
    TAKE_OVER = "take_over"
    PAUSE = "pause"
    RESUME = "resume"
    EXTEND = "extend"
    HAND_IN = "hand_in"
    COLLECT = "collect"
    TIME_OUT = "time_out"
    REOPEN = "reopen"


class SubmitCause(StrEnum):
    """Why an attempt is submitted: by the candidate, by the invigilator, or because its time was up."""

    HANDED_IN = "handed_in"
    COLLECTED = "collected"
    TIME_OUT = "time_out"


_S, _A = AttemptState, Act

# A save is possible in every state: `accept` judges each event, and keeps what it may not count.
TRANSITIONS: Mapping[AttemptState, Mapping[Act, AttemptState | type[DomainError]]] = MappingProxyType(
    {
        _S.IN_PROGRESS: {
            _A.SAVE: _S.IN_PROGRESS,
            _A.TAKE_OVER: _S.IN_PROGRESS,
            _A.PAUSE: _S.PAUSED,
            _A.RESUME: NotPaused,
            _A.EXTEND: _S.IN_PROGRESS,
            _A.HAND_IN: _S.SUBMITTED,
            _A.COLLECT: _S.SUBMITTED,
            _A.TIME_OUT: _S.SUBMITTED,
            _A.REOPEN: NotSubmitted,
        },
        _S.PAUSED: {
            _A.SAVE: _S.PAUSED,
            _A.TAKE_OVER: _S.PAUSED,
            _A.PAUSE: AttemptPaused,
            _A.RESUME: _S.IN_PROGRESS,
            _A.EXTEND: _S.PAUSED,
            _A.HAND_IN: AttemptPaused,
            _A.COLLECT: _S.SUBMITTED,
            _A.TIME_OUT: AttemptPaused,
            _A.REOPEN: NotSubmitted,
        },
        _S.SUBMITTED: {
            _A.SAVE: _S.SUBMITTED,
            _A.TAKE_OVER: AlreadySubmitted,
            _A.PAUSE: AlreadySubmitted,
            _A.RESUME: AlreadySubmitted,
            _A.EXTEND: AlreadySubmitted,
            # a second submit is no error: it returns the first receipt (rule 22)
            _A.HAND_IN: _S.SUBMITTED,
            _A.COLLECT: _S.SUBMITTED,
            _A.TIME_OUT: _S.SUBMITTED,
            _A.REOPEN: _S.IN_PROGRESS,
        },
    }
)


def next_state(state: AttemptState, act: Act) -> AttemptState:
    """The state after an act; raises the domain error that the table names where the act is not possible."""
    outcome = TRANSITIONS[state][act]
    if isinstance(outcome, AttemptState):
        return outcome
    raise outcome()
