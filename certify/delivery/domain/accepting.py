"""`accept`: one outcome per event of a batch, pure and deterministic (rules 5–7, 12–17, 19, 25).

The rules are an ordered tuple; the first that answers decides. Events are judged in the order of their numbers, so the
order in which a request lists them never matters. Who may write at all is `attempt.admit`'s question, asked before.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from certify.delivery.domain.attempt import Attempt, Number, Paper
from certify.delivery.domain.events import MAX_VALUE_BYTES, EventKind, SaveEvent, digest, value_bytes
from certify.delivery.domain.outcomes import Ledger, Outcome, OutcomeKind, Reason, Stored
from certify.delivery.domain.states import AttemptState, SubmitCause
from certify.delivery.domain.wire import Batch

NOTHING_STORED = Ledger()


class _Verdict(NamedTuple):
    kind: OutcomeKind
    reason: Reason | None = None
    first: OutcomeKind | None = None


class _Desk:
    """The batch under judgement: what was read, and what the events judged so far have changed."""

    def __init__(self, attempt: Attempt, batch: Batch, received_at: datetime, paper: Paper, ledger: Ledger) -> None:
        self.attempt, self.client_id, self.paper, self.heads = attempt, batch.client_id, paper, ledger.heads
        self.stored: dict[Number, Stored] = dict(ledger.stored)
        self.sequences = set(ledger.sequences)
        self.locks: dict[int, Number] = dict(attempt.locks)
        self.forked_epochs: set[int] = set()
        stop = min(attempt.deadline_at, attempt.paused_at or attempt.deadline_at)
        self.is_in_grace = received_at > stop
        self.is_too_late = received_at > stop + timedelta(seconds=attempt.grace_seconds)

    def judge(self, event: SaveEvent) -> Outcome:
        mark = digest(event)
        verdict = next(filter(None, (rule(self, event, mark) for rule in RULES)))
        outcome = Outcome(event.number, *verdict, event=event, digest=mark)
        self._note(outcome, event)
        return outcome.in_the_grace() if self.is_in_grace and outcome.is_counted else outcome

    def _note(self, outcome: Outcome, event: SaveEvent) -> None:
        """Later events of the batch see what this one changed."""
        if outcome.kind is OutcomeKind.FORK:
            self.forked_epochs.add(event.epoch)
        if outcome.is_kept:
            self.stored[event.number] = Stored(outcome.digest, outcome.kind)
            if event.epoch == self.attempt.epoch:
                self.sequences.add(event.sequence)
        if outcome.locks_section:
            self.locks[event.value] = event.number


def _already_stored(desk: _Desk, event: SaveEvent, mark: bytes) -> _Verdict | None:
    """Rule 6. Comes first: what was acknowledged once is acknowledged again, whatever has happened since."""
    known = desk.stored.get(event.number)
    if known is None:
        return None
    if known.digest != mark:
        return _Verdict(OutcomeKind.FORK)
    return _Verdict(OutcomeKind.DUPLICATE, first=known.outcome if known.outcome is not OutcomeKind.SAVED else None)


def _after_a_fork(desk: _Desk, event: SaveEvent, mark: bytes) -> _Verdict | None:
    """Rule 6: the tab renumbers from the fork on. A later event saved now would be overtaken by an earlier one."""
    return _Verdict(OutcomeKind.REFUSED, Reason.AFTER_FORK) if event.epoch in desk.forked_epochs else None


def _too_large_or_unknown(desk: _Desk, event: SaveEvent, mark: bytes) -> _Verdict | None:
    """Rule 16: that event alone is refused; the rest of the batch stands."""
    if value_bytes(event) > MAX_VALUE_BYTES:
        return _Verdict(OutcomeKind.REFUSED, Reason.TOO_LARGE)
    if event.kind is EventKind.LEAVE_SECTION:
        can_be_left = type(event.value) is int and event.value in desk.paper.linear
        return None if can_be_left else _Verdict(OutcomeKind.REFUSED, Reason.UNKNOWN_SECTION)
    return None if event.slot in desk.paper.section_of else _Verdict(OutcomeKind.REFUSED, Reason.UNKNOWN_SLOT)


def _other_epoch(desk: _Desk, event: SaveEvent, mark: bytes) -> _Verdict | None:
    """Rules 12, 15: the past is kept and not counted; an epoch that was never given out is refused."""
    if event.epoch < desk.attempt.epoch:
        return _Verdict(OutcomeKind.SUPERSEDED, Reason.TAKEN_OVER)
    return _Verdict(OutcomeKind.REFUSED, Reason.UNKNOWN_EPOCH) if event.epoch > desk.attempt.epoch else None


def _not_the_writer(desk: _Desk, event: SaveEvent, mark: bytes) -> _Verdict | None:
    """Rule 3: a page that only reads must not use up the writer's numbers."""
    return None if desk.client_id == desk.attempt.client_id else _Verdict(OutcomeKind.REFUSED, Reason.NOT_WRITER)


def _closed(desk: _Desk, event: SaveEvent, mark: bytes) -> _Verdict | None:
    """Rules 12, 14, 25: paused is "not now", submitted and too late are "kept, not counted"."""
    if desk.attempt.state is AttemptState.SUBMITTED:
        timed_out = desk.is_too_late or desk.attempt.submit_cause is SubmitCause.TIME_OUT
        return _Verdict(OutcomeKind.LATE, Reason.TIME_UP if timed_out else Reason.SUBMITTED)
    if not desk.is_too_late:
        return None
    if desk.attempt.state is AttemptState.PAUSED:
        return _Verdict(OutcomeKind.REFUSED, Reason.PAUSED)
    return _Verdict(OutcomeKind.LATE, Reason.TIME_UP)


def _section_closed(desk: _Desk, event: SaveEvent, mark: bytes) -> _Verdict | None:
    """Rule 19, for answers and flags."""
    if event.kind is EventKind.LEAVE_SECTION:
        return None
    section = desk.paper.section_of[event.slot]
    if section in desk.locks:
        return _Verdict(OutcomeKind.LATE, Reason.SECTION_CLOSED)
    is_open = section in desk.paper.open_sections(desk.locks)
    return None if is_open else _Verdict(OutcomeKind.REFUSED, Reason.SECTION_NOT_OPEN)


def _leave_section(desk: _Desk, event: SaveEvent, mark: bytes) -> _Verdict | None:
    """Rule 19: a section locks only when all numbers up to the leaving are present."""
    if event.kind is not EventKind.LEAVE_SECTION:
        return None
    if event.value in desk.locks:
        return _Verdict(OutcomeKind.STALE)
    if event.value not in desk.paper.open_sections(desk.locks):
        return _Verdict(OutcomeKind.REFUSED, Reason.SECTION_NOT_OPEN)
    if any(sequence not in desk.sequences for sequence in range(1, event.sequence)):
        return _Verdict(OutcomeKind.REFUSED, Reason.GAP)
    return _Verdict(OutcomeKind.SAVED)


def _malformed(desk: _Desk, event: SaveEvent, mark: bytes) -> _Verdict | None:
    """Rule 16: kept raw and unscored. It counts as the current response: an older answer must not speak for it."""
    if event.kind is EventKind.FLAG:
        return None if type(event.value) is bool else _Verdict(OutcomeKind.MALFORMED)
    is_good = event.response is None or desk.paper.well_formed(event.slot, event.response)
    return None if is_good else _Verdict(OutcomeKind.MALFORMED)


def _counted(desk: _Desk, event: SaveEvent, mark: bytes) -> _Verdict:
    """Rules 7, 12: counted; `stale` when a later number of the slot is there already."""
    head = desk.heads.get((event.slot, event.aspect)) if event.aspect else None
    return _Verdict(OutcomeKind.STALE if head is not None and head > event.number else OutcomeKind.SAVED)


RULES: tuple[Callable[[_Desk, SaveEvent, bytes], _Verdict | None], ...] = (
    _already_stored,
    _after_a_fork,
    _too_large_or_unknown,
    _other_epoch,
    _not_the_writer,
    _closed,
    _section_closed,
    _leave_section,
    _malformed,
    _counted,
)


def accept(
    attempt: Attempt, batch: Batch, received_at: datetime, paper: Paper, ledger: Ledger = NOTHING_STORED
) -> tuple[Outcome, ...]:
    """One outcome per event in the order of the batch, then those of unreadable ones. `Ledger` says what to look up."""
    desk = _Desk(attempt, batch, received_at, paper, ledger)
    order = sorted(range(len(batch.events)), key=lambda index: batch.events[index].number)
    judged = {index: desk.judge(batch.events[index]) for index in order}
    unreadable = (Outcome(number, OutcomeKind.REFUSED, Reason.UNREADABLE) for number in batch.unreadable)
    return (*(judged[index] for index in range(len(batch.events))), *unreadable)


def locks_after(attempt: Attempt, outcomes: Sequence[Outcome]) -> Mapping[int, Number]:
    """The section locks once these outcomes are written (rule 19)."""
    new = {outcome.event.value: outcome.number for outcome in outcomes if outcome.event and outcome.locks_section}
    return {**attempt.locks, **new}
