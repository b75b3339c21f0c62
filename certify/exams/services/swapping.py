"""Changing one item of a draft by hand: what may stand there, and the change itself, which the form's record keeps."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from certify.exams import queries
from certify.exams.domain import (
    FormState,
    SlotRecord,
    form_hash,
    records_from_json,
    records_to_json,
    require_total,
)
from certify.exams.domain.constrained import Supply
from certify.exams.domain.constraints import Rule
from certify.exams.domain.drawn import DrawRecord, Swap, draw_record_from_json, draw_record_to_json
from certify.exams.domain.exposure import UNSEEN, ItemExposure
from certify.exams.domain.form import scoring_rule_of
from certify.exams.domain.limits import breaches
from certify.exams.domain.swapping import Choice, cell_of, choices
from certify.exams.domain.views import Exam
from certify.exams.models import ExamFormRow, ExamVersionRow
from certify.exams.services.exposure import exposures_of
from certify.exams.services.limits import Wish, forms_before, supply_of
from certify.exams.services.loading import ITEM_TYPES, label_of
from certify.exams.services.papers import FormDiscarded, FormFrozen, FormOutdated, reach_form
from foundation import audit
from foundation.db import transaction
from foundation.errors import N_, Conflict, Invalid, NotFound, Problem
from foundation.text import fold
from people.domain import Actor
from question_bank import services as bank
from question_bank.domain.items import ItemSummary

LISTED = 40


class UnknownSlot(NotFound):
    """The form has no such position."""

    message = N_("这套卷没有这道题")


class SlotGiven(Conflict):
    """The blueprint gives the item itself."""

    message = N_("这道题是蓝图里固定的，到蓝图的固定题目里改")


class FormChanged(Conflict):
    """Somebody changed the form meanwhile."""

    message = N_("这套卷刚刚被改过，看一下现在的样子再换")


@dataclass(frozen=True, slots=True)
class Replacement:
    """An item that may stand in the slot, or may not, with the rules that speak against it."""

    item: ItemSummary
    rules: tuple[Rule, ...]
    may: bool
    exposure: ItemExposure


@dataclass(frozen=True, slots=True)
class Replacements:
    """A slot of a draft and what may stand there instead: allowed ones first, those that fewest have seen first."""

    exam: Exam
    form_id: UUID
    label: str
    token: str
    slot: SlotRecord
    stem: str
    listed: tuple[Replacement, ...]
    n_found: int


def list_replacements(actor: Actor, form_id: UUID, position: int, *, words: str = "", now: datetime) -> Replacements:
    """What may stand at the position instead, narrowed to stems and numbers that hold the words. Raises UnknownForm,
    UnknownSlot, SlotGiven, and FormFrozen, FormDiscarded, FormOutdated where nothing can be changed.
    """
    exam, row, version = reach_form(actor, form_id)
    records, slot = _slot(row, version, position)
    found = _choices(exam, row, records, slot, now)
    items = {item.version_id: item for item in bank.list_drawable(exam.unit_path, pool=_pool(exam), now=now)}
    wanted = fold(words)
    kept = [each for each in found if _holds(items[each.item.version_id], wanted)]
    seen = exposures_of(exam.unit_path, [each.item.item_id for each in kept])
    ranked = sorted(kept, key=lambda each: (not each.may, len(each.rules), seen.get(each.item.item_id, UNSEEN).n_seen))
    return Replacements(
        exam=exam,
        form_id=form_id,
        label=label_of(row.number),
        token=row.hash,
        slot=slot,
        stem=str(bank.load_versions([slot.version_id])[slot.version_id].content["stem"]),
        listed=tuple(
            Replacement(items[each.item.version_id], each.rules, each.may, seen.get(each.item.item_id, UNSEEN))
            for each in ranked[:LISTED]
        ),
        n_found=len(ranked),
    )


def swap_item(
    actor: Actor, form_id: UUID, position: int, version_id: UUID, *, token: str | None, now: datetime
) -> None:
    """Put this version at the position. `token` is the hash of the form that the actor saw. Raises FormChanged, what
    `list_replacements` raises, and Invalid naming the rule that speaks against it.
    """
    exam, row, version = reach_form(actor, form_id)
    records, slot = _slot(row, version, position)
    if token is not None and token != row.hash:
        raise FormChanged()
    supply = _supply(exam, row, now)
    chosen = next((each for each in choices(supply, records, slot) if each.item.version_id == version_id), None)
    if chosen is None or not chosen.may:
        raise Invalid(Problem(N_("这道题不能放在这里"), field="version_id"))
    changed = _changed(exam, records, slot, version_id)
    record = _record(row, supply, changed, Swap(position, slot.version_id, version_id, actor.person_id, now))
    with transaction():
        now_version, form = queries.lock_version(row.exam_version_id), queries.lock_form(form_id)
        _require_open(form, now_version)
        if form.hash != row.hash:
            raise FormChanged()
        form.slots, form.hash = records_to_json(changed), form_hash(exam.version.blueprint, changed)
        form.drawn = draw_record_to_json(record) if record else None
        what = {"position": str(position), "out": str(slot.version_id), "into": str(version_id)}
        audit.record(actor, "exams.swap", "exam_form", form_id, now=now, exam=str(exam.id), **what)


def list_swappable(actor: Actor, form_id: UUID) -> frozenset[int]:
    """The positions that can be changed by hand: the drawn ones of a draft that its blueprint still fits."""
    exam, row, version = reach_form(actor, form_id)
    if row.state != FormState.DRAFT or row.blueprint_hash != version.blueprint_hash:
        return frozenset()
    records = records_from_json(row.slots)
    return frozenset(each.position for each in records if cell_of(exam.version.blueprint, each) is not None)


def _slot(row: ExamFormRow, version: ExamVersionRow, position: int) -> tuple[tuple[SlotRecord, ...], SlotRecord]:
    _require_open(row, version)
    records = records_from_json(row.slots)
    slot = next((each for each in records if each.position == position), None)
    if slot is None:
        raise UnknownSlot()
    return records, slot


def _require_open(form: ExamFormRow, version: ExamVersionRow) -> None:
    if form.state == FormState.FROZEN:
        raise FormFrozen()
    if form.state == FormState.DISCARDED:
        raise FormDiscarded()
    if form.blueprint_hash != version.blueprint_hash:
        raise FormOutdated()


def _pool(exam: Exam) -> str:
    return exam.version.blueprint.pool


def _supply(exam: Exam, row: ExamFormRow, now: datetime) -> Supply:
    """The pool and the rules as the form was drawn by, with the other forms that are there now."""
    record = draw_record_from_json(row.drawn)
    wish = Wish(record.without_repeats, record.only_tag) if record else Wish()
    return supply_of(exam, wish, [form for form in forms_before(exam.id) if form.id != row.id], now=now)


def _choices(
    exam: Exam, row: ExamFormRow, records: tuple[SlotRecord, ...], slot: SlotRecord, now: datetime
) -> list[Choice]:
    if cell_of(exam.version.blueprint, slot) is None:
        raise SlotGiven()
    return choices(_supply(exam, row, now), records, slot)


def _holds(item: ItemSummary, wanted: str) -> bool:
    return wanted in fold(f"{item.stem} {item.external_id or ''}")


def _changed(exam: Exam, records: tuple[SlotRecord, ...], slot: SlotRecord, version_id: UUID) -> tuple[SlotRecord, ...]:
    version = bank.load_versions([version_id])[version_id]
    section = exam.version.blueprint.sections[slot.section - 1]
    put = replace(
        slot,
        item_id=version.item_id,
        version_id=version.id,
        content_hash=version.content_hash,
        item_type=version.item_type,
        area_code=version.area_code,
        scoring_rule=scoring_rule_of(section, version.item_type, ITEM_TYPES),
        critical=version.critical,
    )
    changed = tuple(put if each.position == slot.position else each for each in records)
    require_total(exam.version.blueprint, changed)
    return changed


def _record(row: ExamFormRow, supply: Supply, changed: tuple[SlotRecord, ...], swap: Swap) -> DrawRecord | None:
    record = draw_record_from_json(row.drawn)
    if record is None:
        return None
    drawn = (each.item_id for each in changed if each.item_id not in supply.fixed)
    return replace(record, swaps=(*record.swaps, swap), relaxed=breaches(drawn, supply.limits, supply.fixed))
