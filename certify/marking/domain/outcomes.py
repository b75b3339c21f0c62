"""What a slot stands at, once marks are laid over the score run. Unscored is not zero."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from certify.marking.domain.scoring import FOR_A_MARKER, SlotScore
from question_bank.domain import OutcomeStatus


@dataclass(frozen=True, slots=True)
class GivenMark:
    """The last mark on a slot that was not taken back, and the answer that it was given for."""

    position: int
    marker_id: UUID
    total: Decimal
    comment: str
    response_hash: str


@dataclass(frozen=True, slots=True)
class SlotOutcome:
    """A slot's points, or the reason why it has none. `by_marker`: a person settles it, or has."""

    position: int
    status: OutcomeStatus
    points: Decimal | None
    by_marker: bool = False
    marker_id: UUID | None = None
    comment: str = ""

    @property
    def is_open(self) -> bool:
        """Waits for a marker."""
        return self.status in FOR_A_MARKER


@dataclass(frozen=True, slots=True)
class ScoredAttempt:
    """An attempt's last score run with the marks that count; slots by position."""

    attempt_id: UUID
    run_number: int
    form_hash: str
    scored_at: datetime
    outcomes: Mapping[int, SlotOutcome] = field(default_factory=dict)

    @property
    def open_positions(self) -> tuple[int, ...]:
        """The slots that still wait for a marker."""
        return tuple(sorted(position for position, outcome in self.outcomes.items() if outcome.is_open))

    @property
    def markers(self) -> frozenset[UUID]:
        """Everyone whose points count."""
        return frozenset(outcome.marker_id for outcome in self.outcomes.values() if outcome.marker_id)


def settle(scores: Iterable[SlotScore], marks: Iterable[GivenMark]) -> dict[int, SlotOutcome]:
    """Marks count where the run asks for a person, and only for the very answer that was marked."""
    given = {mark.position: mark for mark in marks}
    return {score.position: _settled(score, given.get(score.position)) for score in scores}


def _settled(score: SlotScore, mark: GivenMark | None) -> SlotOutcome:
    if not score.needs_marker:
        return SlotOutcome(score.position, score.status, score.points)
    if mark is None or mark.response_hash != score.response_hash:
        return SlotOutcome(score.position, score.status, None, by_marker=True)
    return SlotOutcome(
        score.position, OutcomeStatus.SCORED, mark.total, by_marker=True, marker_id=mark.marker_id, comment=mark.comment
    )
