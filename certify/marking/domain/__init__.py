"""Marking's rules: score runs, marks, what a slot stands at, the queue. Pure: no clock, database or randomness."""

from certify.marking.domain.marks import (
    COMMENT_LENGTH,
    REASON_LENGTH,
    Criterion,
    Mark,
    check_comment,
    check_mark,
    check_reason,
    criteria_of,
)
from certify.marking.domain.outcomes import GivenMark, ScoredAttempt, SlotOutcome, settle
from certify.marking.domain.queue import (
    LEASE,
    Ending,
    LeaseLost,
    NothingToUndo,
    Pile,
    code_of,
    due_on,
    typical_seconds,
)
from certify.marking.domain.scoring import SlotScore, inputs_hash, response_hash, score_slots

__all__ = [
    "COMMENT_LENGTH",
    "LEASE",
    "REASON_LENGTH",
    "Criterion",
    "Ending",
    "GivenMark",
    "LeaseLost",
    "Mark",
    "NothingToUndo",
    "Pile",
    "ScoredAttempt",
    "SlotOutcome",
    "SlotScore",
    "check_comment",
    "check_mark",
    "check_reason",
    "code_of",
    "criteria_of",
    "due_on",
    "inputs_hash",
    "response_hash",
    "score_slots",
    "settle",
    "typical_seconds",
]
