"""Outcomes of save events, what must be known of earlier ones, and the reply's status (rules 6, 14–18, 25)."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field, replace
from enum import StrEnum

from certify.delivery.domain.attempt import Number
from certify.delivery.domain.events import Aspect, EventKind, SaveEvent


class OutcomeKind(StrEnum):
    """One per event of a batch (rule 17). Only `fork` and `refused` leave nothing in the ledger."""

    SAVED = "saved"
    DUPLICATE = "duplicate"
    STALE = "stale"
    FORK = "fork"
    SUPERSEDED = "superseded"
    LATE = "late"
    MALFORMED = "malformed"
    REFUSED = "refused"


COUNTED = frozenset({OutcomeKind.SAVED, OutcomeKind.STALE, OutcomeKind.MALFORMED})
KEPT = COUNTED | {OutcomeKind.SUPERSEDED, OutcomeKind.LATE}
ACKNOWLEDGED = KEPT | {OutcomeKind.DUPLICATE}  # the page may delete its copy (rule 18)


class Reason(StrEnum):
    """Why an event was refused or not counted; the page has a sentence for each."""

    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"
    FILE_MISSING = "file_missing"
    UNKNOWN_SLOT = "unknown_slot"
    UNKNOWN_SECTION = "unknown_section"
    UNKNOWN_EPOCH = "unknown_epoch"
    NOT_WRITER = "not_writer"
    AFTER_FORK = "after_fork"
    PAUSED = "paused"
    GAP = "gap"
    SECTION_NOT_OPEN = "section_not_open"
    SECTION_CLOSED = "section_closed"
    SECTION_TIME_UP = "section_time_up"
    TAKEN_OVER = "taken_over"
    TIME_UP = "time_up"
    SUBMITTED = "submitted"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one event. `first` tells a duplicate's original outcome, so that a lost reply loses no news."""

    number: Number
    kind: OutcomeKind
    reason: Reason | None = None
    first: OutcomeKind | None = None
    in_grace: bool = False
    event: SaveEvent | None = None
    digest: bytes = b""

    @property
    def is_counted(self) -> bool:
        """May become the current response."""
        return self.kind in COUNTED

    @property
    def is_kept(self) -> bool:
        """To be appended to the ledger now."""
        return self.kind in KEPT

    @property
    def is_acknowledged(self) -> bool:
        """In the ledger now or from before."""
        return self.kind in ACKNOWLEDGED

    @property
    def locks_section(self) -> bool:
        """The event left a section, and all before it is there (rule 19)."""
        is_leaving = self.event is not None and self.event.kind is EventKind.LEAVE_SECTION
        return is_leaving and self.kind is OutcomeKind.SAVED

    @property
    def ends_break(self) -> bool:
        """The event opened a section before its time: the break before it is over."""
        is_entering = self.event is not None and self.event.kind is EventKind.ENTER_SECTION
        return is_entering and self.kind is OutcomeKind.SAVED

    def in_the_grace(self) -> "Outcome":
        """The same, marked as counted within the grace (rule 12)."""
        return replace(self, in_grace=True)

    def as_reply(self) -> dict[str, str | int]:
        """The outcome as it stands in the JSON reply."""
        reply: dict[str, str | int] = {"epoch": self.number[0], "sequence": self.number[1], "outcome": self.kind.value}
        note = self.first or self.reason
        return {**reply, "reason": note.value} if note else reply


@dataclass(frozen=True, slots=True)
class Stored:
    """An event that the ledger holds already."""

    digest: bytes
    outcome: OutcomeKind


@dataclass(frozen=True, slots=True)
class Ledger:
    """What the ledger holds that can touch a batch.

    Needed only where the batch looks back: `stored` and `heads` for numbers not above (epoch, last_sequence),
    `sequences` (all of the current epoch) when a section is left or the paper handed in, `files` (pictures stored for
    the attempt) when an answer names some. The usual save needs none.
    """

    stored: Mapping[Number, Stored] = field(default_factory=dict)
    heads: Mapping[tuple[int, Aspect], Number] = field(default_factory=dict)
    sequences: Set[int] = frozenset()
    files: Set[str] = frozenset()


_CONFLICTS = frozenset({Reason.UNKNOWN_EPOCH, Reason.NOT_WRITER, Reason.AFTER_FORK})


def _status(outcome: Outcome) -> int:
    kind = outcome.first or outcome.kind
    if kind in (OutcomeKind.FORK, OutcomeKind.SUPERSEDED) or outcome.reason in _CONFLICTS:
        return 409
    if outcome.reason is Reason.PAUSED:
        return 423
    return 202 if kind is OutcomeKind.LATE else 200


def reply_status(outcomes: Iterable[Outcome]) -> int:
    """HTTP status of a batch: 409 before 423 before 202 before 200; the page goes by the outcomes."""
    seen = {_status(outcome) for outcome in outcomes}
    return next((status for status in (409, 423, 202) if status in seen), 200)
