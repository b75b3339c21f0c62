"""Late answers (save protocol, rules 14, 15): an examiner sees them beside what counts, decides with a reason, and the
attempt is scored anew from what was chosen. The ledger is not touched; the old score run stays.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from certify.delivery import services as delivery
from certify.delivery.domain.late import Decision, KeptAnswer, Verdict
from certify.delivery.services import LateAnswers
from certify.exams import services as exams
from certify.exams.domain import Slot
from certify.exams.services import Sitting
from certify.marking.services.scoring import run_anew
from certify.marking.services.scripts import describe_answer
from foundation import audit
from foundation.db import transaction
from foundation.errors import NotFound
from people import services as people
from people.domain import Actor, Permission
from question_bank.domain import Pool

RUN_REASON = "late_answers"


@dataclass(frozen=True, slots=True)
class LateLine:
    """A slot: what counts, what came late, the claimed and the real time, and the last decision with who made it."""

    slot: int
    number: int
    stem: str
    counted: str
    newest: str
    answer: KeptAnswer
    n_earlier: int
    decision: Decision | None
    decided_by: str


@dataclass(frozen=True, slots=True)
class LatePage:
    """An attempt's late answers for an examiner."""

    late: LateAnswers
    sitting: Sitting
    lines: tuple[LateLine, ...]

    @property
    def may_decide(self) -> bool:
        """Handed in, and its result is not out."""
        return self.late.submitted_at is not None and not self.late.is_released


def show_late(actor: Actor, attempt_id: UUID) -> LatePage:
    """The late answers of an attempt within the actor's reach; their own, and a rehearsal's, are not found."""
    late = delivery.late_answers(attempt_id)
    sitting = _reach(actor, late)
    form = exams.get_form(late.form_id)
    names = {each.decision.decided_by for each in late.slots if each.decision}
    deciders = {person_id: people.get_holder(person_id).name for person_id in names}
    return LatePage(late, sitting, tuple(_line(form.slot(each.slot), each, deciders) for each in late.slots))


def _reach(actor: Actor, late: LateAnswers) -> Sitting:
    actor.require_anywhere(Permission.RELEASE_RESULTS)
    sitting = exams.get_sitting(late.sitting_id)
    is_mine = late.person_id == actor.person_id
    if is_mine or not actor.may(Permission.RELEASE_RESULTS, sitting.unit_path):
        raise NotFound()
    if exams.get_form(late.form_id).pool is not Pool.EXAM:
        raise NotFound()
    return sitting


def _line(slot: Slot, late: delivery.LateSlot, deciders: dict[UUID, str]) -> LateLine:
    return LateLine(
        slot=late.slot,
        number=late.number,
        stem=str(slot.content["stem"]),
        counted=describe_answer(slot, late.counted)[0],
        newest=describe_answer(slot, late.newest.response)[0],
        answer=late.newest,
        n_earlier=late.n_earlier,
        decision=late.decision,
        decided_by=deciders[late.decision.decided_by] if late.decision else "",
    )


def decide_late(
    actor: Actor, attempt_id: UUID, verdicts: Sequence[Verdict], reason: str, *, seen: int, now: datetime
) -> None:
    """Record the decision and score anew, in one transaction. `seen`: the round of the page that it was made on.

    Raises NotFound, NotSubmitted, ResultIsOut, DecidedMeanwhile, Invalid; then nothing is changed.
    """
    _reach(actor, delivery.late_answers(attempt_id))
    with transaction():
        number = delivery.record_late_decision(actor, attempt_id, verdicts, reason, seen=seen, now=now)
        run_anew(attempt_id, RUN_REASON, actor, now=now)
        slots = {"accepted": [], "declined": []}  # type: dict[str, list[int]]
        for each in verdicts:
            slots["accepted" if each.is_accepted else "declined"].append(each.slot)
        audit.record(
            actor, "marking.decide_late", "attempt", attempt_id, now=now, round=number, reason=reason.strip(), **slots
        )
