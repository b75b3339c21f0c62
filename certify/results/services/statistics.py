"""The bank's item statistics, worked out sitting by sitting from released results and handed down.

What counts: every released paper of a scored sitting that was its candidate's first attempt at the exam, in whichever
sitting (attempts are told apart by when they began), with the score run that its result stands on. Retakes, rehearsals
and trials don't count, nor do items withdrawn from scoring.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite

from certify.delivery import services as delivery
from certify.exams import services as exams
from certify.exams.domain import ExamForm, SittingKind, Slot
from certify.marking import services as marking
from certify.marking.domain import SlotOutcome
from certify.results import queries
from certify.results.models import SittingStatistics
from foundation.db import engines, transaction
from question_bank import services as bank
from question_bank.domain import OutcomeStatus, Pool
from question_bank.domain.statistics import ItemSums, answer_sums

PAPERS = 200  # read at once: memory does not grow with the sitting
QUIET = timedelta(seconds=10)  # a release tells of paper after paper: the sitting is measured when no more come
SITTINGS = 5  # of one turn

Sums = dict[UUID, ItemSums]


def note_change(sitting_id: UUID, *, now: datetime) -> None:
    """Something of the sitting was released, corrected or taken back: it is measured anew in the job process."""
    row = SittingStatistics
    insert = sqlite.insert if engines().is_sqlite else postgresql.insert
    with transaction() as session:
        found = insert(row).values(sitting_id=sitting_id, changes=1, measured=0, changed_at=now)
        again = {"changes": row.changes + 1, "changed_at": now}
        session.execute(found.on_conflict_do_update(index_elements=[row.sitting_id], set_=again))


def measure_changed(*, now: datetime) -> int:
    """Measure the sittings that changed and have been quiet since; returns how many."""
    found = queries.list_changed_sittings(now - QUIET, SITTINGS)
    for sitting_id, changes in found:
        measure_sitting(sitting_id, now=now)
        with transaction() as session:
            here = update(SittingStatistics).where(SittingStatistics.sitting_id == sitting_id)
            session.execute(here.values(measured=changes))
    return len(found)


def measure_sitting(sitting_id: UUID, *, now: datetime) -> None:
    """Replace what the bank keeps of a sitting by what its released results say now."""
    sitting = exams.get_sitting(sitting_id)
    bank.replace_statistics(sitting_id, sitting.unit_id, sums_of(sitting_id), now=now)


def sums_of(sitting_id: UUID) -> Sums:
    """The sums by version, from the released results."""
    sitting = exams.get_sitting(sitting_id)
    found: Sums = {}
    if sitting.kind is not SittingKind.SCORED:
        return found
    sittings = exams.list_scored_ids(sitting.exam_id)
    papers = queries.list_runs_of(sitting_id)
    for start in range(0, len(papers), PAPERS):
        for version_id, sums in _papers(papers[start : start + PAPERS], sittings):
            found[version_id] = found.get(version_id, ItemSums()) + sums
    return found


def _papers(papers: Sequence[Any], sittings: Sequence[UUID]) -> Iterator[tuple[UUID, ItemSums]]:
    first = delivery.first_attempts(sittings, [paper.person_id for paper in papers])
    counting = [paper for paper in papers if paper.attempt_id in first]
    outcomes = marking.list_outcomes({paper.attempt_id: paper.run_number for paper in counting})
    for paper in counting:
        yield from _answers(exams.get_form(paper.form_id), outcomes[paper.attempt_id])


def _answers(form: ExamForm, outcomes: Mapping[int, SlotOutcome]) -> Iterator[tuple[UUID, ItemSums]]:
    if form.pool is not Pool.EXAM:
        return
    counting = [(slot, outcomes[slot.position]) for slot in form.slots if _counts(outcomes.get(slot.position))]
    points = sum((outcome.points or Decimal(0) for _slot, outcome in counting), Decimal(0))
    maximum = sum((slot.points for slot, _outcome in counting), Decimal(0))
    for slot, outcome in counting:
        yield slot.version_id, _sums(slot, outcome, points, maximum)


def _counts(outcome: SlotOutcome | None) -> bool:
    """Settled and not withdrawn from scoring."""
    return outcome is not None and outcome.points is not None and outcome.status is not OutcomeStatus.WITHDRAWN


def _sums(slot: Slot, outcome: SlotOutcome, points: Decimal, maximum: Decimal) -> ItemSums:
    own = outcome.points or Decimal(0)
    omitted = outcome.status is OutcomeStatus.BLANK
    return answer_sums(own, slot.points, points - own, maximum - slot.points, omitted=omitted)


@dataclass(frozen=True, slots=True)
class StatisticsCheck:
    """How many sittings were looked at, and those whose sums are not what their results say."""

    n_sittings: int
    differing: tuple[UUID, ...]


def check_statistics(*, now: datetime, rebuild: bool) -> StatisticsCheck:
    """Compare what the bank keeps with the released results, sitting by sitting; `rebuild` replaces what differs."""
    sittings = sorted({*queries.list_released_sittings(), *bank.list_measured_sittings()})
    differing = []
    for sitting_id in sittings:
        sums = sums_of(sitting_id)
        if sums == bank.sums_of_sitting(sitting_id):
            continue
        differing.append(sitting_id)
        if rebuild:
            bank.replace_statistics(sitting_id, exams.get_sitting(sitting_id).unit_id, sums, now=now)
    return StatisticsCheck(len(sittings), tuple(differing))
