"""Automatic scoring: a run at hand-in, another when somebody asks for it. Runs are added, never overwritten."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache, partial
from typing import Any
from uuid import UUID

from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError

from certify.delivery import services as delivery
from certify.delivery.services import SubmittedAttempt
from certify.exams import services as exams
from certify.exams.domain import ExamForm, Slot
from certify.marking import queries
from certify.marking.domain import ScoredAttempt, SlotOutcome, SlotScore, code_of, inputs_hash, score_slots, settle
from certify.marking.models import TENANT, MarkingScriptRow, ScoreRunRow, SlotScoreRow
from certify.marking.services.leases import end_lease
from foundation import audit
from foundation.db import Base, transaction
from foundation.ready import Ready
from people.domain import Actor, Permission
from question_bank import item_types, scoring_rules
from question_bank.domain import Outcome, Pool

AT_HAND_IN = "submitted"


def _adding(row: type[Base]) -> Ready:
    """Inserts with all columns: a unit of work would cost more than the scoring itself."""
    return Ready(partial(insert, row), tuple(row.__table__.columns.keys()))


_ADD_RUN, _ADD_SLOTS, _ADD_SCRIPTS = map(_adding, (ScoreRunRow, SlotScoreRow, MarkingScriptRow))


def score_attempt(attempt_id: UUID, *, now: datetime) -> None:
    """Score what was handed in. The same inputs are scored once, however often this is called; a rehearsal never."""
    try:
        _run(attempt_id, AT_HAND_IN, None, now, is_forced=False)
    except IntegrityError:  # another worker has just written the same run number; if it scored the same, all is done
        attempt, form = _load(attempt_id)
        last = queries.find_run(attempt_id)
        if last is None or last.inputs_hash != inputs_hash(form.hash, attempt.responses):
            raise


def rescore_attempt(actor: Actor, attempt_id: UUID, *, reason: str, now: datetime) -> None:
    """A new run beside the old ones, even over the same inputs; marks for unchanged answers keep counting."""
    attempt = delivery.get_submitted(attempt_id)
    actor.require(Permission.RELEASE_RESULTS, exams.get_sitting(attempt.sitting_id).unit_path)
    with transaction():
        _run(attempt_id, reason, actor.person_id, now, is_forced=True)
        audit.record(actor, "marking.rescore", "attempt", attempt_id, now=now, reason=reason)


def run_anew(attempt_id: UUID, reason: str, actor: Actor, *, now: datetime) -> None:
    """A new run in the current transaction, if what is scored has changed; the caller has checked the actor."""
    _run(attempt_id, reason, actor.person_id, now, is_forced=False)


def _load(attempt_id: UUID) -> tuple[SubmittedAttempt, ExamForm]:
    attempt = delivery.get_submitted(attempt_id)
    return attempt, exams.get_form(attempt.form_id, attempt.parts)


def score_slot(slot: Slot, value: Any) -> Outcome:
    """One answer by its slot's rule."""
    rule = scoring_rules.get(slot.scoring_rule)
    return rule.score(item_types.get(slot.item_type), slot.content, value, slot.points)


def _run(attempt_id: UUID, reason: str, requested_by: UUID | None, now: datetime, *, is_forced: bool) -> None:
    attempt, form = _load(attempt_id)
    if form.pool is not Pool.EXAM:
        return
    digest = inputs_hash(form.hash, attempt.responses)
    scores = score_slots(form.slots, attempt.responses, score_slot)
    with transaction():
        last = queries.find_run(attempt_id)
        if last is not None and last.inputs_hash == digest and not is_forced:
            return
        number = last.number + 1 if last else 1
        here = {"tenant_id": TENANT, "attempt_id": attempt_id}
        run = {"number": number, "at": now, "reason": reason, "form_hash": form.hash, "inputs_hash": digest}
        _ADD_RUN.run(**here, **run, requested_by=requested_by)
        _ADD_SLOTS.add_all([_row(here, number, score) for score in scores])
        _queue(attempt, form, [score for score in scores if score.needs_marker], now, is_first=last is None)


def _row(here: dict[str, Any], run_number: int, score: SlotScore) -> dict[str, Any]:
    return {
        **here,
        "run_number": run_number,
        "position": score.position,
        "version_id": score.version_id,
        "scoring_rule": score.scoring_rule,
        "status": score.status.value,
        "points": score.points,
        "detail": score.detail,
        "response_hash": score.response_hash,
    }


def _queue(
    attempt: SubmittedAttempt, form: ExamForm, waiting: Sequence[SlotScore], now: datetime, *, is_first: bool
) -> None:
    """Put what needs a person into the queue; what is there already waits again only if its answer changed."""
    there = {} if is_first else {row.position: row for row in queries.list_scripts_of(attempt.attempt_id)}
    for position, row in there.items():
        score = next((score for score in waiting if score.position == position), None)
        if score is None:
            row.is_waiting = False
        elif score.response_hash is not None and score.response_hash != row.response_hash:
            row.response_hash, row.is_waiting = score.response_hash, True
            end_lease(attempt.attempt_id, position, now)  # whoever holds it has read another answer
    new = [score for score in waiting if score.position not in there]
    if new:
        unit_path = _unit_path(attempt.sitting_id)
        _ADD_SCRIPTS.add_all([_script(attempt, form, score, unit_path) for score in new])


@lru_cache(maxsize=256)
def _unit_path(sitting_id: UUID) -> str:
    """Where a sitting belongs never changes; kept, because every hand-in asks."""
    return exams.get_sitting(sitting_id).unit_path


def _script(attempt: SubmittedAttempt, form: ExamForm, score: SlotScore, unit_path: str) -> dict[str, Any]:
    return {
        "tenant_id": TENANT,
        "attempt_id": attempt.attempt_id,
        "position": score.position,
        "version_id": score.version_id,
        "sitting_id": attempt.sitting_id,
        "person_id": attempt.person_id,
        "unit_path": unit_path,
        "code": code_of(secrets.token_bytes(8)),
        "maximum": form.slot(score.position).points,
        "submitted_at": attempt.submitted_at,
        "response_hash": score.response_hash,
        "is_waiting": True,
        "is_flagged": False,
        "closed_at": None,
    }


def find_scored(attempt_id: UUID, run_number: int | None = None) -> ScoredAttempt | None:
    """The attempt's last run (or that one) with the marks that count; None before its first run."""
    run = queries.find_run(attempt_id, run_number)
    return _settled([run])[attempt_id] if run else None


def list_scored(attempt_ids: Iterable[UUID]) -> dict[UUID, ScoredAttempt]:
    """The same for many attempts, in three reads."""
    return _settled(queries.list_last_runs(list(attempt_ids)))


def _settled(runs: Sequence[ScoreRunRow]) -> dict[UUID, ScoredAttempt]:
    scores = queries.list_slot_scores(runs)
    marks = queries.list_given_marks(scores)
    return {
        run.attempt_id: ScoredAttempt(
            attempt_id=run.attempt_id,
            run_number=run.number,
            form_hash=run.form_hash,
            scored_at=run.at,
            outcomes=settle(scores[run.attempt_id], marks.get(run.attempt_id, ())),
        )
        for run in runs
    }


def list_outcomes(run_numbers: Mapping[UUID, int]) -> dict[UUID, dict[int, SlotOutcome]]:
    """What these runs, by attempt, came to with the marks that count: outcomes by position."""
    scores = queries.list_points(run_numbers)
    marked = [attempt_id for attempt_id, slots in scores.items() if any(slot.needs_marker for slot in slots)]
    marks = queries.list_given_marks(marked) if marked else {}
    return {attempt_id: settle(slots, marks.get(attempt_id, ())) for attempt_id, slots in scores.items()}


def close_marking(attempt_id: UUID, *, now: datetime) -> None:
    """The result goes out: in the current transaction, lock the scripts and let no mark change any more."""
    with transaction() as session:
        session.execute(
            update(MarkingScriptRow)
            .where(MarkingScriptRow.attempt_id == attempt_id, MarkingScriptRow.closed_at.is_(None))
            .values(closed_at=now)
        )
