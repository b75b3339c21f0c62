"""Papers of a sitting with the same wrong answers, for the examiner to look at beside the record of the room."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from certify.delivery import services as delivery
from certify.delivery.services import SubmittedAttempt
from certify.exams import services as exams
from certify.exams.domain import ExamForm
from certify.exams.services import Sitting
from certify.marking import services as marking
from certify.marking.domain import SlotOutcome
from certify.results.domain.likeness import FEWEST_PAPERS, Item, WrongAnswers, find_alike
from certify.results.services.dry_runs import reach_releasable
from people.domain import Actor
from question_bank.domain import OutcomeStatus


@dataclass(frozen=True, slots=True)
class Side:
    """One of a pair: who, where they sat, when they began and handed in; the positions of the alike answers."""

    attempt_id: UUID
    name: str
    login: str
    seat: str
    started_at: datetime
    submitted_at: datetime
    positions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class AlikePair:
    """Two papers with `n_same` equal wrong answers of `n_both_wrong`; `one_in`: chance makes it so once in as many
    sittings like this one.
    """

    first: Side
    second: Side
    n_both_wrong: int
    n_same: int
    one_in: int


@dataclass(frozen=True, slots=True)
class LikenessReport:
    """What was compared, and the pairs that stand out."""

    sitting: Sitting
    n_papers: int
    pairs: tuple[AlikePair, ...]
    fewest_papers: int = FEWEST_PAPERS

    @property
    def is_enough(self) -> bool:
        """Enough papers to say anything at all."""
        return self.n_papers >= self.fewest_papers


MOST_SAID = 1_000_000


def compare_papers(actor: Actor, sitting_id: UUID) -> LikenessReport:
    """Compare all handed-in papers of a sitting within reach; changes nothing and decides nothing."""
    sitting = reach_releasable(actor, sitting_id)
    attempts = delivery.list_submitted(sitting_id)
    scored = marking.list_scored(attempt.attempt_id for attempt in attempts)
    papers = [each for each in attempts if each.attempt_id in scored]
    wrong = [_wrong(each, exams.get_form(each.form_id), scored[each.attempt_id].outcomes) for each in papers]
    seats = {line.person_id: line.seat for line in exams.load_roster(sitting)}
    pairs = tuple(
        AlikePair(
            _side(papers[pair.first], pair.same, seats),
            _side(papers[pair.second], pair.same, seats),
            pair.n_both_wrong,
            pair.n_same,
            min(MOST_SAID, round(1 / pair.chance)) if pair.chance else MOST_SAID,
        )
        for pair in find_alike(wrong)
    )
    return LikenessReport(sitting, len(papers), pairs)


def _wrong(attempt: SubmittedAttempt, form: ExamForm, outcomes: Mapping[int, SlotOutcome]) -> WrongAnswers:
    """What was answered and is not fully right, where no person judges it; by item, for forms share items."""
    found: dict[Item, str] = {}
    for slot in form.slots:
        outcome = outcomes.get(slot.position)
        if outcome is None or outcome.by_marker or outcome.status is not OutcomeStatus.SCORED:
            continue
        if outcome.points is not None and outcome.points < slot.points:
            found[slot.item_id] = json.dumps(attempt.responses.get(slot.position), ensure_ascii=False)
    return found


def _side(attempt: SubmittedAttempt, same: tuple[Item, ...], seats: Mapping[UUID, str]) -> Side:
    places = {slot.item_id: slot.position for slot in exams.get_form(attempt.form_id).slots}
    return Side(
        attempt.attempt_id,
        attempt.holder.name,
        attempt.holder.login,
        seats.get(attempt.person_id, ""),
        attempt.started_at,
        attempt.submitted_at,
        tuple(sorted(places[item] for item in same)),  # type: ignore[index]  # items are slots' item ids here
    )
