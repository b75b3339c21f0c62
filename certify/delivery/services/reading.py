"""What packages above and the candidate's pages read of attempts: the page's content, submitted answers, lists."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from certify.delivery import queries
from certify.delivery.domain import CurrentResponse, SectionSlots, is_over, option_order, slot_order
from certify.delivery.models import AttemptRow
from certify.delivery.services.papers import paper_of
from certify.exams import services as exams
from certify.exams.domain import ExamForm, FormSection, Slot
from people.domain import Actor
from question_bank import item_types, scoring_rules


@dataclass(frozen=True, slots=True)
class HolderSnapshot:
    """The candidate as they were at the start; the telephone is masked wherever it is printed."""

    name: str
    login: str
    phone: str | None
    unit_path: str
    unit_names: str
    post: str | None


@dataclass(frozen=True, slots=True)
class SubmittedAttempt:
    """A handed-in paper: everything that marking needs. `responses` holds what was answered, by position."""

    attempt_id: UUID
    sitting_id: UUID
    form_id: UUID
    person_id: UUID
    number: int
    seed: int
    holder: HolderSnapshot
    started_at: datetime
    submitted_at: datetime
    cause: str
    responses: dict[int, Any]


def _holder(row: AttemptRow) -> HolderSnapshot:
    return HolderSnapshot(
        row.holder_name, row.holder_login, row.holder_phone, row.holder_unit_path, row.holder_unit_name, row.holder_post
    )


def _submitted(row: AttemptRow) -> SubmittedAttempt:
    queries.require_submitted(row)
    assert row.submitted_at is not None and row.submit_cause is not None
    return SubmittedAttempt(
        attempt_id=row.id,
        sitting_id=row.sitting_id,
        form_id=row.form_id,
        person_id=row.person_id,
        number=row.number,
        seed=row.seed,
        holder=_holder(row),
        started_at=row.started_at,
        submitted_at=row.submitted_at,
        cause=row.submit_cause,
        responses={slot: found.value for slot, found in queries.responses_of(row.id).items()},
    )


def get_submitted(attempt_id: UUID) -> SubmittedAttempt:
    """A submitted attempt with its answers; raises NotFound or NotSubmitted. The caller has checked who asks."""
    return _submitted(queries.get_attempt(attempt_id))


def list_submitted(sitting_id: UUID) -> list[SubmittedAttempt]:
    """All submitted attempts of a sitting, in the order of their start."""
    return [_submitted(row) for row in queries.list_attempts(sitting_id=sitting_id) if row.state == "submitted"]


@dataclass(frozen=True, slots=True)
class HandedInLine:
    """A handed-in paper in a list: who as they were, which form, when; without its answers."""

    attempt_id: UUID
    sitting_id: UUID
    form_id: UUID
    person_id: UUID
    holder: HolderSnapshot
    submitted_at: datetime


def list_handed_in(
    *, sitting_ids: Collection[UUID] | None = None, person_ids: Collection[UUID] | None = None
) -> list[HandedInLine]:
    """Handed-in papers of these sittings, of these persons, in the order of their start; one read."""
    return [
        HandedInLine(row.id, row.sitting_id, row.form_id, row.person_id, _holder(row), row.submitted_at)
        for row in queries.list_handed_in(sitting_ids, person_ids)
        if row.submitted_at is not None
    ]


@dataclass(frozen=True, slots=True)
class AttemptLine:
    """An attempt in a list."""

    attempt_id: UUID
    sitting_id: UUID
    form_id: UUID
    person_id: UUID
    state: str
    is_over: bool
    started_at: datetime
    deadline_at: datetime
    submitted_at: datetime | None


def list_attempts_of(person_id: UUID, *, now: datetime) -> list[AttemptLine]:
    """A person's attempts, oldest first."""
    return [
        AttemptLine(
            attempt_id=row.id,
            sitting_id=row.sitting_id,
            form_id=row.form_id,
            person_id=row.person_id,
            state=row.state,
            is_over=is_over(queries.domain_attempt(row), now),
            started_at=row.started_at,
            deadline_at=row.deadline_at,
            submitted_at=row.submitted_at,
        )
        for row in queries.list_attempts(person_id=person_id)
    ]


@dataclass(frozen=True, slots=True)
class PageSlot:
    """A slot as this candidate sees it: number on their paper, no key, their own order of options, their answer."""

    position: int
    number: int
    slot: Slot
    order: tuple[str, ...] | None  # of the options; None where they stand as written
    response: CurrentResponse | None

    @property
    def view(self) -> dict[str, Any]:
        """The item as this candidate sees it: no key, no explanation."""
        return item_types.get(self.slot.item_type).candidate_view(self.slot.content, self.order)


@dataclass(frozen=True, slots=True)
class PageSection:
    """A section with this candidate's slots; a section that is not open yet (rule 19) brings none."""

    section: FormSection
    slots: tuple[PageSlot, ...]
    is_open: bool
    rule: str | None


@dataclass(frozen=True, slots=True)
class ExamPage:
    """Everything that the exam page shows. Nothing here holds a key, an explanation or a score."""

    attempt_id: UUID
    person_id: UUID
    form: ExamForm
    holder_name: str
    holder_login: str
    deadline_at: datetime
    grace_seconds: int
    is_over: bool
    sections: tuple[PageSection, ...]


def page_of(actor: Actor, attempt_id: UUID, *, now: datetime) -> ExamPage:
    """The candidate's own exam page; raises NotFound for anybody else."""
    row = queries.get_attempt(attempt_id, person_id=actor.require_person())
    form = exams.get_form(row.form_id)
    responses = queries.responses_of(attempt_id)
    attempt = queries.domain_attempt(row)
    opened = paper_of(row.form_id).open_sections(attempt.locks)
    order = slot_order([SectionSlots(s.number, s.positions, s.shuffle_items) for s in form.sections], row.seed)
    shuffled, rules = _layout(form.id)
    slots: dict[int, list[tuple[int, Slot]]] = {}
    for number, slot in enumerate(map(form.slot, order), 1):
        slots.setdefault(slot.section, []).append((number, slot))
    sections = tuple(
        PageSection(
            section=section,
            slots=tuple(
                _page_slot(slot, number, row.seed if slot.position in shuffled else None, responses.get(slot.position))
                for number, slot in slots.get(section.number, ())
                if section.number in opened
            ),
            is_open=section.number in opened,
            rule=rules[section.number],
        )
        for section in form.sections
    )
    return ExamPage(
        attempt_id=attempt_id,
        person_id=row.person_id,
        form=form,
        holder_name=row.holder_name,
        holder_login=row.holder_login,
        deadline_at=row.deadline_at,
        grace_seconds=row.grace_seconds,
        is_over=is_over(attempt, now),
        sections=sections,
    )


def _page_slot(slot: Slot, number: int, seed: int | None, response: CurrentResponse | None) -> PageSlot:
    order = None if seed is None else option_order(slot.shape.options, seed, slot.position)
    return PageSlot(slot.position, number, slot, order, response)


@lru_cache(maxsize=256)
def _layout(form_id: UUID) -> tuple[frozenset[int], dict[int, str | None]]:
    """Of a frozen form, kept per process: the slots whose options are shuffled, and the sections' rules in words."""
    form = exams.get_form(form_id)
    shuffled = (
        slot.position for section in form.sections for slot in form.slots_of(section) if _shuffles(slot, section)
    )
    return frozenset(shuffled), {section.number: rule_text(form, section) for section in form.sections}


def _shuffles(slot: Slot, section: FormSection) -> bool:
    kind = item_types.get(slot.item_type)
    return section.shuffle_options and kind.shuffles_options and kind.may_shuffle(slot.content)


def options_for(slot: Slot, section: FormSection, seed: int) -> tuple[str, ...] | None:
    """The order in which this candidate sees a slot's options; None where they stand as written."""
    return option_order(slot.shape.options, seed, slot.position) if _shuffles(slot, section) else None


def candidate_view(slot: Slot, section: FormSection, seed: int) -> dict[str, Any]:
    """The item as this candidate sees it: no key, no explanation."""
    return item_types.get(slot.item_type).candidate_view(slot.content, options_for(slot, section, seed))


def find_attempt(actor: Actor, sitting_id: UUID) -> UUID | None:
    """The actor's own unfinished attempt at a sitting, to go on with."""
    row = queries.find_latest(sitting_id, actor.require_person())
    return row.id if row is not None and row.state != "submitted" else None


def rule_text(form: ExamForm, section: FormSection) -> str | None:
    """The scoring rule in words (a msgid) that stands above a section; None where a marker decides or rules differ."""
    slots = form.slots_of(section)
    rules = {(slot.scoring_rule, slot.item_type) for slot in slots}
    if len(rules) != 1:
        return None
    rule, item_type = rules.pop()
    return None if rule == "manual" else scoring_rules.get(rule).candidate_text(item_types.get(item_type))
