"""Before the release: sitting by sitting, who would pass, who would fail, what is still open. Changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from certify.delivery import services as delivery
from certify.delivery.services import HandedInLine
from certify.exams import services as exams
from certify.exams.domain import SittingKind
from certify.exams.services import Sitting
from certify.marking import services as marking
from certify.marking.domain import ScoredAttempt
from certify.results import queries
from certify.results.domain import (
    AreaNames,
    ReleasedResult,
    ResultView,
    Verdict,
)
from certify.results.services.combining import view_of
from foundation.errors import NotFound
from people.domain import Actor, Permission
from question_bank import services as bank


@dataclass(frozen=True, slots=True)
class DryRunRow:
    """One handed-in attempt: its released result, or what a release would say. `view` None: not scored at all yet."""

    attempt: HandedInLine
    view: ResultView | None
    open_positions: tuple[int, ...] = ()
    released: ReleasedResult | None = None
    n_late: int = 0  # answers that came late and wait for an examiner's decision; told for one sitting at a time

    @property
    def verdict(self) -> Verdict:
        """Passed, failed or not yet scored."""
        if self.released is not None:
            return self.released.verdict
        return self.view.verdict if self.view else Verdict.NOT_YET_SCORED

    @property
    def is_ready(self) -> bool:
        """A release would take it."""
        return self.released is None and self.verdict is not Verdict.NOT_YET_SCORED


@dataclass(frozen=True, slots=True)
class DryRun:
    """A sitting before its release: n pass, n fail, n open, n released already."""

    sitting: Sitting
    rows: tuple[DryRunRow, ...]

    def count(self, verdict: Verdict) -> int:
        """How many of those not released have it."""
        return sum(row.verdict is verdict for row in self.rows if row.released is None)

    @property
    def n_passed(self) -> int:
        """Would pass."""
        return self.count(Verdict.PASSED)

    @property
    def n_failed(self) -> int:
        """Would fail."""
        return self.count(Verdict.FAILED)

    @property
    def n_open(self) -> int:
        """Stay provisional."""
        return self.count(Verdict.NOT_YET_SCORED)

    @property
    def n_late(self) -> int:
        """Have late answers on which nobody has decided."""
        return sum(row.n_late > 0 for row in self.rows)

    @property
    def n_released(self) -> int:
        """Are out."""
        return sum(row.released is not None for row in self.rows)


def list_dry_runs(actor: Actor) -> list[DryRun]:
    """Every scored sitting within reach at which somebody handed in; those with something to release on top."""
    found = [
        run
        for run in _dry_runs(
            [s for s in exams.list_sittings(actor, Permission.RELEASE_RESULTS) if _is_releasable(actor, s)]
        )
        if run.rows
    ]
    return sorted(found, key=lambda run: run.n_released == len(run.rows))


def dry_run(actor: Actor, sitting_id: UUID) -> DryRun:
    """What a release of the sitting would do; changes nothing. A sitting out of reach is not found."""
    run = _dry_runs([reach_releasable(actor, sitting_id)])[0]
    late = delivery.count_late([row.attempt.attempt_id for row in run.rows if row.released is None])
    return replace(run, rows=tuple(replace(row, n_late=late.get(row.attempt.attempt_id, 0)) for row in run.rows))


def reach_releasable(actor: Actor, sitting_id: UUID) -> Sitting:
    """A scored sitting whose results the actor may release; raises MissingPermission, NotFound."""
    actor.require_anywhere(Permission.RELEASE_RESULTS)
    sitting = exams.get_sitting(sitting_id)
    if not _is_releasable(actor, sitting):
        raise NotFound()
    return sitting


def _is_releasable(actor: Actor, sitting: Sitting) -> bool:
    return sitting.kind is SittingKind.SCORED and actor.may(Permission.RELEASE_RESULTS, sitting.unit_path)


def _dry_runs(sittings: Sequence[Sitting]) -> list[DryRun]:
    """In as many reads for all sittings as for one."""
    attempts = delivery.list_handed_in(sitting_ids=[sitting.sitting_id for sitting in sittings])
    released = {
        result.attempt_id: result for result in queries.list_released(sitting.sitting_id for sitting in sittings)
    }
    scored = marking.list_scored(a.attempt_id for a in attempts if a.attempt_id not in released)
    names = area_names()
    rows: dict[UUID, list[DryRunRow]] = {sitting.sitting_id: [] for sitting in sittings}
    for each in attempts:
        row = _row(each, released.get(each.attempt_id), scored.get(each.attempt_id), names)
        rows[each.sitting_id].append(row)
    return [DryRun(sitting, tuple(rows[sitting.sitting_id])) for sitting in sittings]


def _row(
    attempt: HandedInLine, released: ReleasedResult | None, scored: ScoredAttempt | None, names: AreaNames
) -> DryRunRow:
    if released is not None:
        return DryRunRow(attempt, released.view, released=released)
    if scored is None:
        return DryRunRow(attempt, None)
    return DryRunRow(attempt, view_of(attempt, scored, names).view, scored.open_positions)


def area_names() -> AreaNames:
    """Content areas by code, in both languages."""
    return {area.code: (area.name_zh, area.name_en) for area in bank.list_areas()}
