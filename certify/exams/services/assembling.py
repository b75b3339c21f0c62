"""Making forms: one, or several of equal difficulty, of the latest version, within its constraints. How each was drawn
is kept with it, so that the draw can be repeated.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from certify.exams import queries
from certify.exams.domain import FormState, NotFeasible, form_hash, records_from_json, records_of, records_to_json
from certify.exams.domain.balancing import Aim, aims_of_form
from certify.exams.domain.constrained import Assembly, Supply, draw_within
from certify.exams.domain.drawn import DrawRecord, draw_record_from_json, draw_record_to_json
from certify.exams.domain.parallel import draw_parallel
from certify.exams.domain.swapping import as_drawn
from certify.exams.domain.tasks import Unsolved
from certify.exams.domain.views import Exam
from certify.exams.models import ExamFormRow
from certify.exams.services.blueprints import expired_beside
from certify.exams.services.limits import Wish, forms_before, most_shared, supply_of
from certify.exams.services.loading import ITEM_TYPES, reach_exam
from certify.exams.services.measures import measures_of
from certify.exams.services.papers import FormOutdated, reach_form
from certify.exams.solving import SOLVER
from foundation import audit
from foundation.db import transaction
from foundation.errors import N_, Conflict, Invalid, Problem
from foundation.ids import new_id
from people.domain import Actor
from question_bank import services as bank

MOST_AT_ONCE = 40


class DrawUnsolved(Conflict):
    """The solver gave up: no form found, and no proof that there is none."""

    message = N_("限定的时间里没有找到合适的组合，也没有证明做不到：放宽一条规则再试")


class Redraw(StrEnum):
    """What drawing a form again says of it."""

    SAME = "same"
    BANK_CHANGED = "bank_changed"
    OTHER = "other"
    UNKNOWN = "unknown"


def assemble_form(
    actor: Actor,
    exam_id: UUID,
    *,
    now: datetime,
    seed: int | None = None,
    without_repeats: bool | None = None,
    only_tag: str | None = None,
    form_id: UUID | None = None,
) -> UUID:
    """Draw a form of the latest version. The same `form_id` twice makes one form; the seed follows from it by default.

    `without_repeats` keeps away from items that stand on another form of the exam (None: as the blueprint says);
    `only_tag` draws tagged items only. Raises NotFeasible naming all that is missing or in the way.
    """
    exam, form_id = reach_exam(actor, exam_id), form_id or new_id()
    wish = Wish(without_repeats, only_tag)
    if _own_form(actor, exam, form_id):
        return form_id
    seed = form_id.int % (1 << 62) if seed is None else seed
    found = _drawn(exam, wish, forms_before(exam_id), seed, 1, now)
    _store(actor, exam, (form_id,), found, _records_of_draw(found, wish), seed, now)
    return form_id


def assemble_forms(
    actor: Actor,
    exam_id: UUID,
    n_forms: int,
    *,
    now: datetime,
    without_repeats: bool | None = None,
    only_tag: str | None = None,
    batch: UUID | None = None,
) -> tuple[UUID, ...]:
    """Draw so many forms of equal difficulty; like the version's first form, where there is one. The same `batch`
    twice makes one set. Raises Invalid, NotFeasible saying how many there could be.
    """
    if not 1 <= n_forms <= MOST_AT_ONCE:
        raise Invalid(Problem(N_("一次组 1 到 %(n)s 套"), {"n": MOST_AT_ONCE}, field="n_forms"))
    exam, batch = reach_exam(actor, exam_id), batch or new_id()
    if n_forms == 1:
        one = assemble_form(actor, exam_id, without_repeats=without_repeats, only_tag=only_tag, form_id=batch, now=now)
        return (one,)
    wish, before = Wish(without_repeats, only_tag), forms_before(exam_id)
    there = tuple(form.id for form in before if _batch_of(form) == batch and form.created_by == actor.person_id)
    if there:
        return there
    seed = batch.int % (1 << 62)
    found = _drawn(exam, wish, before, seed, n_forms, now)
    form_ids = tuple(new_id() for _form in found)
    _store(actor, exam, form_ids, found, _records_of_draw(found, wish, batch), seed, now)
    return form_ids


def _drawn(
    exam: Exam, wish: Wish, before: Sequence[ExamFormRow], seed: int, n_forms: int, now: datetime
) -> tuple[Assembly, ...]:
    """Raises NotFeasible, DrawUnsolved."""
    supply = supply_of(exam, wish, before, now=now)
    try:
        if n_forms == 1:
            return (draw_within(supply, seed, SOLVER),)
        measures = measures_of(item.version_id for item in supply.pool)
        most = most_shared(exam.version.blueprint, wish)
        aims = _aims(exam, supply, before)
        return draw_parallel(supply, seed, n_forms, SOLVER, measures, most_shared=most, aims=aims)
    except Unsolved as error:
        raise DrawUnsolved() from error
    except NotFeasible as error:
        raise NotFeasible(*error.problems, *expired_beside(exam, now=now)) from error


def _aims(exam: Exam, supply: Supply, before: Sequence[ExamFormRow]) -> dict[int, Aim] | None:
    """What the version's first form comes to, where there is one."""
    own = [form for form in before if form.exam_version_id == exam.version.id]
    if not own:
        return None
    records = [each for each in records_from_json(own[0].slots) if each.item_id not in supply.fixed]
    sections = {number for number, _at, _cell in exam.version.blueprint.cells()}
    drawn = {number: [each.item_id for each in records if each.section == number] for number in sorted(sections)}
    return aims_of_form(drawn, measures_of(each.version_id for each in records))


def _own_form(actor: Actor, exam: Exam, form_id: UUID) -> bool:
    """A form of that id is there and was made by this person of this version; raises Conflict for another's."""
    there = queries.find_form(form_id)
    if there is not None and (there.exam_version_id, there.created_by) != (exam.version.id, actor.person_id):
        raise Conflict()
    return there is not None


def _batch_of(form: ExamFormRow) -> UUID | None:
    record = draw_record_from_json(form.drawn)
    return record.batch if record else None


def _records_of_draw(found: Sequence[Assembly], wish: Wish, batch: UUID | None = None) -> list[DrawRecord]:
    return [
        DrawRecord(
            method=each.method,
            n_tries=each.n_tries,
            n_candidates=each.n_candidates,
            fingerprint=each.fingerprint,
            relaxed=each.relaxed,
            without_repeats=wish.without_repeats,
            only_tag=wish.only_tag,
            batch=batch,
            place=place,
            n_forms=len(found),
        )
        for place, each in enumerate(found, 1)
    ]


def _store(
    actor: Actor,
    exam: Exam,
    form_ids: Sequence[UUID],
    found: Sequence[Assembly],
    how: Sequence[DrawRecord],
    seed: int,
    now: datetime,
) -> None:
    blueprint, blueprint_hash = exam.version.blueprint, exam.version.blueprint_hash
    versions = bank.load_versions({pick.version_id for each in found for pick in each.picks})
    papers = [records_of(blueprint, each.picks, versions, ITEM_TYPES) for each in found]
    with transaction() as session:
        version = queries.lock_version(exam.version.id)
        if version.blueprint_hash != blueprint_hash:
            raise FormOutdated()
        number = queries.next_form_number(version.id)
        for form_id, records, record in zip(form_ids, papers, how, strict=True):
            if session.get(ExamFormRow, form_id) is not None:
                return
            session.add(
                ExamFormRow(
                    id=form_id,
                    exam_version_id=version.id,
                    number=number + record.place - 1,
                    state=FormState.DRAFT.value,
                    seed=seed,
                    slots=records_to_json(records),
                    blueprint_hash=blueprint_hash,
                    hash=form_hash(blueprint, records),
                    created_at=now,
                    created_by=actor.person_id,
                    drawn=draw_record_to_json(record),
                )
            )
            audit.record(
                actor,
                "exams.assemble",
                "exam_form",
                form_id,
                now=now,
                exam=str(exam.id),
                seed=str(seed),
                method=record.method,
                **{each.rule.value: each.n for each in record.relaxed},
            )


def redraw(actor: Actor, form_id: UUID) -> Redraw:
    """Draw the form again from its stored seed, as the bank is now, and compare: a proof where the bank is still as it
    was; what was changed by hand is taken as it was before. Changes nothing.
    """
    exam, row, _version = reach_form(actor, form_id)
    record = draw_record_from_json(row.drawn)
    if record is None:
        return Redraw.UNKNOWN
    if row.blueprint_hash != exam.version.blueprint_hash:
        return Redraw.BANK_CHANGED
    wish, before = Wish(record.without_repeats, record.only_tag), forms_before(exam.id, row.created_at)
    supply = supply_of(exam, wish, before, now=row.created_at)
    if supply.fingerprint != record.fingerprint:
        return Redraw.BANK_CHANGED
    found = _drawn(exam, wish, before, row.seed, record.n_forms, row.created_at)[record.place - 1]
    same = [pick.version_id for pick in found.picks] == as_drawn(records_from_json(row.slots), record.swaps)
    return Redraw.SAME if same else Redraw.OTHER
