"""The exam form: one frozen paper. Slots with their points, rules and contents; the hash that names it.

A form never changes: it stores which immutable version stands in each slot and that version's content hash.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec

from certify.exams.domain.assembly import Pick
from certify.exams.domain.blueprint import ZERO, ExamBlueprint, Navigation, PassRule, Section, ShowAnswers
from certify.exams.domain.checking import ItemTypes
from certify.exams.domain.codec import blueprint_to_json
from certify.exams.domain.retakes import RetakePolicy
from foundation.errors import N_, Conflict, Invalid, Problem
from foundation.score import show
from question_bank.domain import Content, ItemVersion, Pool, Shape, canonical_json


class FormState(StrEnum):
    """A draft may be looked at and thrown away; a frozen form is what people sit."""

    DRAFT = "draft"
    FROZEN = "frozen"
    DISCARDED = "discarded"


class WrongTotal(Invalid):
    """The slots don't sum to what the blueprint declares."""

    message = N_("试卷分值合计 %(sum)s，蓝图是 %(total)s")


class FormDamaged(Conflict):
    """A stored form no longer matches its hash, or the bank's content no longer matches the form."""

    message = N_("试卷与冻结时不一致，不能使用")


@dataclass(frozen=True, slots=True)
class SlotRecord:
    """What is stored of a slot; the content lies in the bank under `version_id`."""

    position: int
    section: int
    number: int
    item_id: UUID
    version_id: UUID
    content_hash: str
    item_type: str
    area_code: str
    points: Decimal
    scoring_rule: str
    critical: bool


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in the paper. `position` runs through the paper from 1, `number` through its section. Content holds the
    answer key: it is for staff and marking; candidates get the item type's `candidate_view`.
    """

    position: int
    section: int
    number: int
    item_id: UUID
    version_id: UUID
    content_hash: str
    item_type: str
    area_code: str
    points: Decimal
    scoring_rule: str
    critical: bool
    content: Content
    shape: Shape


@dataclass(frozen=True, slots=True)
class FormSection:
    """A section as printed; `positions` are its slots in the order of the paper. `item_type` None: several types."""

    number: int
    title: str
    rule: str
    title_en: str
    rule_en: str
    item_type: str | None
    points: Decimal
    navigation: Navigation
    shuffle_items: bool
    shuffle_options: bool
    minimum_percent: int | None
    minimum_points: Decimal | None
    positions: tuple[int, ...]
    minutes: int | None = None
    break_minutes: int = 0


@dataclass(frozen=True, slots=True)
class ExamForm:
    """A paper with everything that sitting, marking and results need to know of it."""

    id: UUID
    exam_id: UUID
    exam_version_id: UUID
    label: str
    state: FormState
    seed: int
    hash: str
    title: str
    title_en: str
    total: Decimal
    duration_seconds: int
    grace_seconds: int
    pass_rule: PassRule
    show_answers: ShowAnswers
    pool: Pool
    sections: tuple[FormSection, ...]
    slots: tuple[Slot, ...]
    retakes: RetakePolicy | None = None

    def slot(self, position: int) -> Slot:
        """The slot at a position (from 1); raises IndexError outside the paper."""
        if 1 <= position <= len(self.slots) and self.slots[position - 1].position == position:
            return self.slots[position - 1]
        for slot in self.slots:  # a part of a paper keeps the whole paper's positions
            if slot.position == position:
                return slot
        raise IndexError(position)

    def only(self, sections: Collection[int]) -> "ExamForm":
        """The part of the paper that these sections are; positions and section numbers stay."""
        kept = tuple(section for section in self.sections if section.number in sections)
        return replace(
            self,
            total=sum((section.points for section in kept), ZERO),
            sections=kept,
            slots=tuple(slot for slot in self.slots if slot.section in sections),
        )

    def slots_of(self, section: FormSection) -> tuple[Slot, ...]:
        """The section's slots as printed."""
        return tuple(self.slot(position) for position in section.positions)

    @property
    def area_totals(self) -> dict[str, Decimal]:
        """What each content area carries on this form."""
        found: dict[str, Decimal] = {}
        for slot in self.slots:
            found[slot.area_code] = found.get(slot.area_code, ZERO) + slot.points
        return dict(sorted(found.items()))

    @property
    def n_critical(self) -> int:
        """How many slots are critical."""
        return sum(slot.critical for slot in self.slots)


def scoring_rule_of(section: Section, item_type: str, item_types: ItemTypes) -> str:
    """The section's rule where the item type allows it, else the type's own."""
    kind = item_types[item_type]
    wanted = section.scoring_rule
    return wanted if wanted is not None and wanted in kind.allowed_scoring_rules else kind.default_scoring_rule


def records_of(
    blueprint: ExamBlueprint, picks: Sequence[Pick], versions: Mapping[UUID, ItemVersion], item_types: ItemTypes
) -> tuple[SlotRecord, ...]:
    """The slots of a new form; raises WrongTotal unless they sum to the blueprint's total."""
    found: list[SlotRecord] = []
    numbers: dict[int, int] = {}
    for position, pick in enumerate(picks, 1):
        version = versions[pick.version_id]
        number = numbers[pick.section] = numbers.get(pick.section, 0) + 1
        found.append(
            SlotRecord(
                position=position,
                section=pick.section,
                number=number,
                item_id=version.item_id,
                version_id=version.id,
                content_hash=version.content_hash,
                item_type=version.item_type,
                area_code=version.area_code,
                points=pick.points,
                scoring_rule=scoring_rule_of(blueprint.sections[pick.section - 1], version.item_type, item_types),
                critical=version.critical,
            )
        )
    require_total(blueprint, found)
    return tuple(found)


def require_total(blueprint: ExamBlueprint, records: Iterable[SlotRecord]) -> None:
    """Raises WrongTotal."""
    total = sum((record.points for record in records), ZERO)
    if total != blueprint.total:
        params = {"sum": show(total), "total": show(blueprint.total)}
        raise WrongTotal(Problem(WrongTotal.message, params, field="total"), **params)


def records_to_json(records: Sequence[SlotRecord]) -> list[dict[str, Any]]:
    """As stored."""
    return list(msgspec.to_builtins(records))


msgspec.json.Decoder(SlotRecord)  # learnt at import: two threads that convert to a new shape at once crash the process


def records_from_json(data: Any) -> tuple[SlotRecord, ...]:
    """The inverse."""
    return msgspec.convert(data, tuple[SlotRecord, ...])


def form_hash(blueprint: ExamBlueprint, records: Sequence[SlotRecord]) -> str:
    """Names the paper: blueprint, slots, points, rules and contents (by their hashes)."""
    whole = {"blueprint": blueprint_to_json(blueprint), "slots": records_to_json(records)}
    return hashlib.sha256(canonical_json(whole).encode()).hexdigest()


def slots_of(
    records: Sequence[SlotRecord], versions: Mapping[UUID, ItemVersion], item_types: ItemTypes
) -> tuple[Slot, ...]:
    """Records joined with their contents; raises FormDamaged where a content is not the one that was chosen."""
    found = []
    for record in records:
        version = versions.get(record.version_id)
        if version is None or version.content_hash != record.content_hash:
            raise FormDamaged()
        shape = item_types[record.item_type].response_shape(version.content)
        fields = {name: getattr(record, name) for name in SlotRecord.__slots__}
        found.append(Slot(**fields, content=version.content, shape=shape))
    return tuple(found)


def sections_of(blueprint: ExamBlueprint, records: Sequence[SlotRecord]) -> tuple[FormSection, ...]:
    """The blueprint's sections with the positions of their slots."""
    return tuple(
        FormSection(
            number=number,
            title=section.title,
            rule=section.rule,
            title_en=section.title_en,
            rule_en=section.rule_en,
            item_type=section.item_type,
            points=sum((record.points for record in records if record.section == number), ZERO),
            navigation=section.navigation,
            shuffle_items=section.shuffle_items,
            shuffle_options=section.shuffle_options,
            minimum_percent=section.minimum_percent,
            minimum_points=section.minimum_points,
            positions=tuple(record.position for record in records if record.section == number),
            minutes=section.minutes,
            break_minutes=section.break_minutes,
        )
        for number, section in enumerate(blueprint.sections, 1)
    )
