"""Answers that were kept and not counted (rules 14, 15), and what an examiner's decision makes of them. Pure.

The ledger never changes: a decision stands beside it, the last one of a slot holds, and what is scored is rule 7 over
the counted answers and the accepted ones together.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from certify.delivery.domain.attempt import Number
from certify.delivery.domain.events import EventKind
from certify.delivery.domain.outcomes import OutcomeKind, Reason
from certify.delivery.domain.replay import NEVER, CurrentResponse
from foundation.errors import N_, Conflict, Invalid, Problem

MOST_REASON = 400
NOT_COUNTED = frozenset({OutcomeKind.LATE, OutcomeKind.SUPERSEDED})


class DecidedMeanwhile(Conflict):
    """Another examiner was first, or more answers came: look again."""

    message = N_("另一位考务员刚刚做了决定，或者又收到了答案。请看过新的情况再决定")


class ResultIsOut(Conflict):
    """After the release nothing of the answers changes here."""

    message = N_("成绩已经发布，这里不能再收迟到的答案。需要更正时走复核，由第二人重新评分")


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer in the ledger that does not count, as it came; `claimed_at` is the browser's word."""

    slot: int
    number: Number
    kind: EventKind
    value: Any
    claimed_at: str | None
    received_at: datetime
    outcome: OutcomeKind
    reason: Reason | None
    digest: str

    @property
    def response(self) -> Any:
        """What would become the response."""
        return None if self.kind is EventKind.CLEAR else self.value


@dataclass(frozen=True, slots=True)
class Decision:
    """An examiner's word on one of them."""

    round: int
    slot: int
    number: Number
    is_accepted: bool
    reason: str
    decided_at: datetime
    decided_by: UUID


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a decision says of a slot: this very answer, taken or not."""

    slot: int
    number: Number
    is_accepted: bool


def contenders(kept: Iterable[KeptAnswer], current: Mapping[int, CurrentResponse]) -> dict[int, tuple[KeptAnswer, ...]]:
    """Per slot the answers that are newer than the counted one, the newest last; slots without any are absent."""
    found: dict[int, tuple[KeptAnswer, ...]] = {}
    for answer in sorted(kept, key=lambda each: each.number):
        counted = current[answer.slot].number if answer.slot in current else NEVER
        if answer.outcome in NOT_COUNTED and answer.number > counted:
            found[answer.slot] = (*found.get(answer.slot, ()), answer)
    return found


def standing(decisions: Iterable[Decision]) -> dict[int, Decision]:
    """The last decision of each slot."""
    return {each.slot: each for each in sorted(decisions, key=lambda each: each.round)}


def undecided(
    open_answers: Mapping[int, Sequence[KeptAnswer]], decisions: Mapping[int, Decision]
) -> dict[int, KeptAnswer]:
    """The newest answer of each slot on which nobody has decided yet."""
    newest = {slot: answers[-1] for slot, answers in open_answers.items()}
    return {
        slot: answer
        for slot, answer in newest.items()
        if slot not in decisions or decisions[slot].number != answer.number
    }


def chosen(
    current: Mapping[int, CurrentResponse], kept: Iterable[KeptAnswer], decisions: Mapping[int, Decision]
) -> dict[int, Any]:
    """What is scored: per slot the larger number of the counted answer and the accepted one (rule 7)."""
    responses = {slot: found.value for slot, found in current.items()}
    accepted = {(each.slot, each.number) for each in decisions.values() if each.is_accepted}
    for answer in kept:
        counted = current[answer.slot].number if answer.slot in current else NEVER
        if (answer.slot, answer.number) in accepted and answer.number > counted:
            responses[answer.slot] = answer.response
    return responses


def check_verdicts(verdicts: Sequence[Verdict], open_answers: Mapping[int, Sequence[KeptAnswer]], reason: str) -> str:
    """The reason as stored; raises Invalid (nothing decided, no reason) or DecidedMeanwhile (not the newest answer)."""
    text = reason.strip()
    problems = []
    if not verdicts:
        problems.append(Problem(N_("至少对一道题做出决定")))
    if not 1 <= len(text) <= MOST_REASON:
        problems.append(Problem(N_("请写明理由，最多 %(n)s 个字"), {"n": MOST_REASON}, field="reason"))
    if problems:
        raise Invalid(*problems)
    for verdict in verdicts:
        answers = open_answers.get(verdict.slot, ())
        if not answers or answers[-1].number != verdict.number:
            raise DecidedMeanwhile
    return text
