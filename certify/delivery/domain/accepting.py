"""`accept`: one outcome per event of a batch, pure and deterministic (rules 5–7, 12–17, 19, 25).

The rules are an ordered tuple; the first that answers decides. Events are judged in the order of their numbers, so the
order in which a request lists them never matters. Who may write at all is `attempt.admit`'s question, asked before.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from certify.delivery.domain.attempt import Attempt, Number, Paper
from certify.delivery.domain.events import (
    MAX_VALUE_BYTES,
    SECTION_KINDS,
    EventKind,
    SaveEvent,
    digest,
    value_bytes,
)
from certify.delivery.domain.outcomes import Ledger, Outcome, OutcomeKind, Reason, Stored
from certify.delivery.domain.sections import (
    Phase,
    SectionState,
    clock_of,
    entered,
    left,
    place_of,
    state_at,
    window_of,
)
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
        self.sequences, self.files = set(ledger.sequences), frozenset(ledger.files)
        self.received_at = received_at
        self.clock = clock_of(attempt, received_at)
        self.forked_epochs: set[int] = set()
        stop = min(attempt.deadline_at, attempt.paused_at or attempt.deadline_at)
        self.is_in_grace = received_at > stop
        self.is_too_late = received_at > stop + timedelta(seconds=attempt.grace_seconds)

    def judge(self, event: SaveEvent) -> Outcome:
        mark = digest(event)
        verdict = next(filter(None, (rule(self, event, mark) for rule in RULES)))
        outcome = Outcome(event.number, *verdict, event=event, digest=mark)
        self._note(outcome, event)
        if not outcome.is_counted:
            return outcome
        in_grace = self.is_in_grace or self.section_state(event) is SectionState.IN_GRACE
        return outcome.in_the_grace() if in_grace else outcome

    def section_state(self, event: SaveEvent) -> SectionState | None:
        """Of the event's section by its own clock; None where it has none."""
        if not self.attempt.windows:
            return None
        section = event.value if event.kind in SECTION_KINDS else self.paper.section_of[event.slot]
        window = window_of(self.attempt, section)
        return None if window is None else state_at(self.attempt, window, self.clock)

    def _note(self, outcome: Outcome, event: SaveEvent) -> None:
        """Later events of the batch see what this one changed."""
        if outcome.kind is OutcomeKind.FORK:
            self.forked_epochs.add(event.epoch)
        if outcome.is_kept:
            self.stored[event.number] = Stored(outcome.digest, outcome.kind)
            if event.epoch == self.attempt.epoch:
                self.sequences.add(event.sequence)
        if outcome.locks_section or outcome.ends_break:
            self.attempt = moved_on(self.attempt, (outcome,), self.received_at)


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
    if event.kind in SECTION_KINDS:
        known = (
            desk.paper.linear if event.kind is EventKind.LEAVE_SECTION else {w.section for w in desk.attempt.windows}
        )
        is_known = type(event.value) is int and event.value in known
        return None if is_known else _Verdict(OutcomeKind.REFUSED, Reason.UNKNOWN_SECTION)
    return None if event.slot in desk.paper.section_of else _Verdict(OutcomeKind.REFUSED, Reason.UNKNOWN_SLOT)


def _picture_missing(desk: _Desk, event: SaveEvent, mark: bytes) -> _Verdict | None:
    """Rule 29: acknowledged means stored, with the pictures that an answer names. The page brings them first."""
    return None if desk.files.issuperset(event.files) else _Verdict(OutcomeKind.REFUSED, Reason.FILE_MISSING)


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
    """Rule 19, for answers and flags: a section that was left, whose own time is up, or that is not open yet."""
    if event.kind in SECTION_KINDS:
        return None
    section, state = desk.paper.section_of[event.slot], desk.section_state(event)
    if section in desk.attempt.locks:
        return _Verdict(OutcomeKind.LATE, Reason.SECTION_CLOSED)
    if state is SectionState.CLOSED:
        return _Verdict(OutcomeKind.LATE, Reason.SECTION_TIME_UP)
    return None if _is_open(desk, section, state) else _Verdict(OutcomeKind.REFUSED, Reason.SECTION_NOT_OPEN)


def _is_open(desk: _Desk, section: int, state: SectionState | None) -> bool:
    if state is None:
        return section in desk.paper.open_sections(desk.attempt.locks)
    return state is not SectionState.NOT_YET


def _leave_section(desk: _Desk, event: SaveEvent, mark: bytes) -> _Verdict | None:
    """Rule 19: a section locks only when all numbers up to the leaving are present. One whose time is up is left."""
    if event.kind is not EventKind.LEAVE_SECTION:
        return None
    state = desk.section_state(event)
    if event.value in desk.attempt.locks or state is SectionState.CLOSED:
        return _Verdict(OutcomeKind.STALE)
    if not _is_open(desk, event.value, state):
        return _Verdict(OutcomeKind.REFUSED, Reason.SECTION_NOT_OPEN)
    if any(sequence not in desk.sequences for sequence in range(1, event.sequence)):
        return _Verdict(OutcomeKind.REFUSED, Reason.GAP)
    return _Verdict(OutcomeKind.SAVED)


def _enter_section(desk: _Desk, event: SaveEvent, mark: bytes) -> _Verdict | None:
    """The break before a section is ended early; one that has begun by itself needs no opening."""
    if event.kind is not EventKind.ENTER_SECTION:
        return None
    if event.value in desk.attempt.locks or desk.section_state(event) is not SectionState.NOT_YET:
        return _Verdict(OutcomeKind.STALE)
    place = place_of(desk.attempt, desk.received_at)
    is_next = place is not None and place.phase is Phase.BREAK and place.section == event.value
    return _Verdict(OutcomeKind.SAVED) if is_next else _Verdict(OutcomeKind.REFUSED, Reason.SECTION_NOT_OPEN)


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
    _picture_missing,
    _other_epoch,
    _not_the_writer,
    _closed,
    _section_closed,
    _leave_section,
    _enter_section,
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


def locks_after(attempt: Attempt, outcomes: Iterable[Outcome]) -> Mapping[int, Number]:
    """The section locks once these outcomes are written (rule 19)."""
    new = {outcome.event.value: outcome.number for outcome in outcomes if outcome.event and outcome.locks_section}
    return {**attempt.locks, **new}


def moved_on(attempt: Attempt, outcomes: Sequence[Outcome], received_at: datetime) -> Attempt:
    """The attempt once these outcomes are written: locks, and the clocks of its sections."""
    at, windows = clock_of(attempt, received_at), attempt.windows
    for outcome in sorted(outcomes, key=lambda each: each.number) if windows else ():
        if outcome.event and outcome.locks_section:
            windows = left(windows, outcome.event.value, at)
        if outcome.event and outcome.ends_break:
            windows = entered(windows, outcome.event.value, at)
    return replace(attempt, locks=locks_after(attempt, outcomes), windows=windows)
