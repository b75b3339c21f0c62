"""A score run: every slot of a paper scored once from fixed inputs. Pure; which rule runs is told by the caller.

The hash of the inputs makes a second run over the same ones needless. A slot that a person must look at keeps the
hash of its response, so that a mark counts only for the answer that was marked.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from certify.exams.domain import Slot
from foundation.score import show
from question_bank.domain import Outcome, OutcomeStatus, canonical_json

SCORING = "certify/scoring/1"  # changes when the same inputs would give other points
FOR_A_MARKER = frozenset({OutcomeStatus.AWAITING_MARKER, OutcomeStatus.MALFORMED})


@dataclass(frozen=True, slots=True)
class SlotScore:
    """What a run says of one slot. `points` is None exactly where nothing is settled; `detail` has a dict a part."""

    position: int
    version_id: UUID
    scoring_rule: str
    status: OutcomeStatus
    points: Decimal | None
    detail: list[dict[str, str]]
    response_hash: str | None = None

    @property
    def needs_marker(self) -> bool:
        """Only a person can settle it: a text, an item without a key, a response that can't be read."""
        return self.status in FOR_A_MARKER


def score_slots(
    slots: Iterable[Slot], responses: Mapping[int, Any], score: Callable[[Slot, Any], Outcome]
) -> tuple[SlotScore, ...]:
    """Every slot's score, in the order of the paper; what was never answered is None."""
    return tuple(_score(slot, responses.get(slot.position), score) for slot in slots)


def _score(slot: Slot, value: Any, score: Callable[[Slot, Any], Outcome]) -> SlotScore:
    outcome = score(slot, value)
    return SlotScore(
        position=slot.position,
        version_id=slot.version_id,
        scoring_rule=slot.scoring_rule,
        status=outcome.status,
        points=outcome.points,
        detail=_detail(outcome),
        response_hash=response_hash(value) if outcome.status in FOR_A_MARKER else None,
    )


def _detail(outcome: Outcome) -> list[dict[str, str]]:
    """How each part was judged; what was typed stands in the response itself."""
    return [
        {"verdict": part.verdict.value, "points": show(part.points)} | ({"step": part.step} if part.step else {})
        for part in outcome.detail
    ]


def response_hash(value: Any) -> str:
    """Names one answer."""
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()


def inputs_hash(form_hash: str, responses: Mapping[int, Any]) -> str:
    """Names what a run was computed from: paper (with rules and keys), answers, and the program's own rules."""
    answers = {str(position): value for position, value in responses.items() if value is not None}
    return hashlib.sha256(canonical_json([SCORING, form_hash, answers]).encode()).hexdigest()
