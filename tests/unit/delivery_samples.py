"""Sample attempts, papers and events for the delivery tests, and a ledger in memory that writes what `accept` says."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from certify.delivery.domain import (
    Aspect,
    Attempt,
    AttemptState,
    Batch,
    CurrentResponse,
    EventKind,
    Ledger,
    Number,
    Outcome,
    OutcomeKind,
    Paper,
    SaveEvent,
    Stored,
    accept,
    current_responses,
    upserts,
)
from certify.delivery.domain.accepting import moved_on

START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
DEADLINE = START + timedelta(minutes=90)
TAB = "tab-aaaa-1"
OTHER_TAB = "tab-bbbb-2"
ADA = UUID(int=1)


def an_attempt(**changes: Any) -> Attempt:
    """In progress, epoch 1, written by TAB, 90 minutes, 10 s of grace."""
    base = Attempt(UUID(int=7), ADA, AttemptState.IN_PROGRESS, 1, TAB, START, DEADLINE)
    return replace(base, **changes)


def a_paper(slots: int = 6, per_section: int = 3, linear: Iterable[int] = ()) -> Paper:
    """Slots 1…n in sections of three; a value is well formed unless it is the word "bad"."""
    section_of = {slot: (slot - 1) // per_section + 1 for slot in range(1, slots + 1)}
    sections = tuple(sorted(set(section_of.values())))
    return Paper(section_of, sections, frozenset(linear), lambda slot, value: value != "bad")


def answer(sequence: int, slot: int = 1, value: Any = "A", epoch: int = 1) -> SaveEvent:
    return SaveEvent(epoch, sequence, slot, EventKind.ANSWER, value, "2026-11-22T09:30:00.000Z")


def clear(sequence: int, slot: int = 1, epoch: int = 1) -> SaveEvent:
    return SaveEvent(epoch, sequence, slot, EventKind.CLEAR)


def flag(sequence: int, slot: int = 1, value: Any = True, epoch: int = 1) -> SaveEvent:
    return SaveEvent(epoch, sequence, slot, EventKind.FLAG, value)


def leave(sequence: int, section: Any = 1, epoch: int = 1) -> SaveEvent:
    return SaveEvent(epoch, sequence, 0, EventKind.LEAVE_SECTION, section)


def judge(
    attempt: Attempt,
    *events: SaveEvent,
    at: datetime = START + timedelta(minutes=5),
    paper: Paper | None = None,
    ledger: Ledger | None = None,
    client_id: str = TAB,
) -> tuple[Outcome, ...]:
    """`accept` with the samples' defaults."""
    return accept(attempt, Batch(client_id, events), at, paper or a_paper(), ledger or Ledger())


def kinds(outcomes: Iterable[Outcome]) -> list[str]:
    return [outcome.kind.value for outcome in outcomes]


@dataclass
class MemoryLedger:
    """A server's tables in memory: append-only events, current responses upserted the way the database does it."""

    attempt: Attempt
    paper: Paper
    events: dict[Number, tuple[SaveEvent, Outcome]] = field(default_factory=dict)
    responses: dict[int, CurrentResponse] = field(default_factory=dict)

    def view(self) -> Ledger:
        """Everything that the ledger holds, as `accept` wants it."""
        heads = {(row.slot, aspect): number for row in self.responses.values() for aspect, number in _numbers(row)}
        stored = {number: Stored(outcome.digest, outcome.kind) for number, (_, outcome) in self.events.items()}
        return Ledger(stored, heads, self.sequences())

    def sequences(self) -> set[int]:
        return {sequence for epoch, sequence in self.events if epoch == self.attempt.epoch}

    def save(self, batch: Batch, received_at: datetime) -> tuple[Outcome, ...]:
        """One save: judge, append, upsert."""
        outcomes = accept(self.attempt, batch, received_at, self.paper, self.view())
        for outcome in outcomes:
            if outcome.is_kept and outcome.event is not None:
                assert outcome.number not in self.events, "a ledger only grows"
                self.events[outcome.number] = (outcome.event, outcome)
        for slot, new in upserts(outcomes).items():
            self.responses[slot] = _merged(self.responses.get(slot), new)
        self.attempt = moved_on(self.attempt, outcomes, received_at)
        return outcomes

    def replayed(self) -> dict[int, CurrentResponse]:
        """Rule 7 over the whole ledger."""
        return current_responses((event, outcome.kind) for event, outcome in self.events.values())

    def counted(self) -> list[tuple[SaveEvent, OutcomeKind]]:
        return [(event, outcome.kind) for event, outcome in self.events.values() if outcome.is_counted]


def _numbers(row: CurrentResponse) -> list[tuple[Any, Number]]:
    return [(Aspect.VALUE, row.number), (Aspect.FLAG, row.flag_number)]


def _merged(old: CurrentResponse | None, new: CurrentResponse) -> CurrentResponse:
    """INSERT … ON CONFLICT DO UPDATE, per aspect only where the excluded number is larger (rule 10)."""
    if old is None:
        return new
    value = (new.value, new.number) if new.number > old.number else (old.value, old.number)
    mark = (new.flagged, new.flag_number) if new.flag_number > old.flag_number else (old.flagged, old.flag_number)
    return CurrentResponse(old.slot, value[0], value[1], mark[0], mark[1])
