"""Answers that were kept and not counted (rules 14, 15): what an examiner looks at, and the decision as rows beside the
ledger. Who may decide, and the new score run, are marking's business.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from certify.delivery import queries
from certify.delivery.domain import OutcomeKind
from certify.delivery.domain.late import (
    DecidedMeanwhile,
    Decision,
    KeptAnswer,
    ResultIsOut,
    Verdict,
    check_verdicts,
    chosen,
    contenders,
    standing,
    undecided,
)
from certify.delivery.models import AttemptRow, LateDecisionRow
from certify.delivery.services.papers import numbers_on_paper
from foundation.db import transaction
from people.domain import Actor


@dataclass(frozen=True, slots=True)
class LateSlot:
    """A slot with an answer newer than the counted one: both, and the last decision on the newest."""

    slot: int
    number: int
    counted: Any
    newest: KeptAnswer
    n_earlier: int
    decision: Decision | None


@dataclass(frozen=True, slots=True)
class LateAnswers:
    """An attempt's kept answers. `round` names what was decided so far; a decision says which it has seen."""

    attempt_id: UUID
    sitting_id: UUID
    form_id: UUID
    person_id: UUID
    holder_name: str
    holder_login: str
    started_at: datetime
    deadline_at: datetime
    submitted_at: datetime | None
    is_released: bool
    round: int
    slots: tuple[LateSlot, ...]
    files: tuple[tuple[str, datetime], ...]

    @property
    def n_undecided(self) -> int:
        """Slots on which nobody has decided."""
        return sum(each.decision is None for each in self.slots)


@dataclass(frozen=True, slots=True)
class LateCounted:
    """What the candidate is told: how many late answers count, and since when."""

    n: int
    decided_at: datetime


def late_answers(attempt_id: UUID) -> LateAnswers:
    """The attempt's answers that are newer than the counted ones; the caller has checked who asks. Raises NotFound."""
    row = queries.get_attempt(attempt_id)
    current = queries.responses_of(attempt_id)
    decisions = standing(queries.list_decisions(attempt_id)) if row.late_round else {}
    open_answers = contenders(queries.list_kept(attempt_id), current)
    numbers = numbers_on_paper(row.form_id, row.seed, queries.parts_of(row.parts))

    def slot(position: int, answers: Sequence[KeptAnswer]) -> LateSlot:
        decision = decisions.get(position)
        counted = current[position].value if position in current else None
        stands = decision if decision and decision.number == answers[-1].number else None
        return LateSlot(position, numbers[position], counted, answers[-1], len(answers) - 1, stands)

    slots = [slot(position, answers) for position, answers in open_answers.items() if position in numbers]
    return LateAnswers(
        attempt_id=attempt_id,
        sitting_id=row.sitting_id,
        form_id=row.form_id,
        person_id=row.person_id,
        holder_name=row.holder_name,
        holder_login=row.holder_login,
        started_at=row.started_at,
        deadline_at=row.deadline_at,
        submitted_at=row.submitted_at,
        is_released=row.released_at is not None,
        round=row.late_round or 0,
        slots=tuple(sorted(slots, key=lambda each: each.number)),
        files=tuple((file.checksum, file.uploaded_at) for file in queries.list_files_of(attempt_id)),
    )


def record_late_decision(
    actor: Actor, attempt_id: UUID, verdicts: Sequence[Verdict], reason: str, *, seen: int, now: datetime
) -> int:
    """Write the decision beside the ledger, in the current transaction and under the attempt's lock; its round.

    Raises NotSubmitted, ResultIsOut, DecidedMeanwhile (`seen` is not the last round), Invalid.
    """
    with transaction() as session:
        row = queries.get_attempt(attempt_id, for_update=True)
        queries.require_submitted(row)
        if row.released_at is not None:
            raise ResultIsOut
        if (row.late_round or 0) != seen:
            raise DecidedMeanwhile
        kept = queries.list_kept(attempt_id)
        text = check_verdicts(verdicts, contenders(kept, queries.responses_of(attempt_id)), reason)
        found = session.get_one(AttemptRow, (row.tenant_id, attempt_id))
        found.late_round = seen + 1
        session.add_all(_row(actor, attempt_id, seen + 1, each, text, now) for each in verdicts)
        session.flush()
    return seen + 1


def _row(actor: Actor, attempt_id: UUID, number: int, verdict: Verdict, reason: str, now: datetime) -> LateDecisionRow:
    return LateDecisionRow(
        attempt_id=attempt_id,
        round=number,
        slot=verdict.slot,
        epoch=verdict.number[0],
        sequence=verdict.number[1],
        is_accepted=verdict.is_accepted,
        reason=reason,
        decided_at=now,
        decided_by=actor.require_person(),
    )


def chosen_responses(row: Any) -> dict[int, Any]:
    """What is scored of an attempt, by position: the counted answers, and the accepted late ones (rule 30)."""
    current = queries.responses_of(row.id)
    if not row.late_round:
        return {slot: found.value for slot, found in current.items()}
    return chosen(current, queries.list_kept(row.id), standing(queries.list_decisions(row.id)))


def late_counted(attempt_id: UUID) -> LateCounted | None:
    """How many late answers count in what is scored, and since when; None without any."""
    counted = queries.responses_of(attempt_id)
    accepted = [
        each
        for each in standing(queries.list_decisions(attempt_id)).values()
        if each.is_accepted and (each.slot not in counted or each.number > counted[each.slot].number)
    ]
    return LateCounted(len(accepted), max(each.decided_at for each in accepted)) if accepted else None


def count_late(attempt_ids: Collection[UUID]) -> dict[UUID, int]:
    """How many slots of each attempt still wait for a decision; attempts without any are absent."""
    found = {attempt_id: _waiting(attempt_id) for attempt_id in queries.count_kept(attempt_ids)}
    return {attempt_id: n for attempt_id, n in found.items() if n}


def _waiting(attempt_id: UUID) -> int:
    open_answers = contenders(queries.list_kept(attempt_id), queries.responses_of(attempt_id))
    return len(undecided(open_answers, standing(queries.list_decisions(attempt_id))))


@dataclass(frozen=True, slots=True)
class NotCounted:
    """Slots with an answer that does not count so far: it came too late, or from a page that another had overtaken."""

    late: int = 0
    overtaken: int = 0


def not_counted(attempt_id: UUID) -> NotCounted:
    """For the candidate's receipt: how many slots hold a newer answer that was kept and is not counted."""
    if not queries.has_kept(attempt_id):
        return NotCounted()
    open_answers = contenders(queries.list_kept(attempt_id), queries.responses_of(attempt_id))
    taken = {slot for slot, each in standing(queries.list_decisions(attempt_id)).items() if each.is_accepted}
    newest = [answers[-1].outcome for slot, answers in open_answers.items() if slot not in taken]
    return NotCounted(newest.count(OutcomeKind.LATE), newest.count(OutcomeKind.SUPERSEDED))
