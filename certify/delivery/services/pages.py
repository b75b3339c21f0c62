"""What the candidate's own pages are made of: the exam page and the outline of a paper.

Nothing here holds a key, an explanation, a scoring point or a code: a template can print only what it is given, and it
is given the item types' candidate views, made anew when they are asked for.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from certify.delivery import queries
from certify.delivery.domain import CurrentResponse, SectionSlots, is_over, option_order, slot_order
from certify.delivery.domain.sections import Phase, Place, is_done, open_sections, place_of
from certify.delivery.services.papers import paper_of
from certify.delivery.services.reading import shuffles
from certify.exams import services as exams
from certify.exams.domain import ExamForm, FormSection, Navigation, SittingView, Slot
from people.domain import Actor
from question_bank import item_types, scoring_rules
from question_bank.domain import Pool


@dataclass(frozen=True, slots=True)
class PageSlot:
    """A slot as this candidate sees it: number on their paper, their own order of options, their answer."""

    form_id: UUID
    position: int
    number: int
    item_type: str
    points: Decimal
    order: tuple[str, ...] | None  # of the options; None where they stand as written
    response: CurrentResponse | None

    @property
    def view(self) -> dict[str, Any]:
        """The item as this candidate sees it: no key, no explanation."""
        slot = exams.get_form(self.form_id).slot(self.position)
        return item_types.get(slot.item_type).candidate_view(slot.content, self.order)


@dataclass(frozen=True, slots=True)
class PageSection:
    """A section with this candidate's slots; one that is not open (rule 19) brings none.

    `minutes` and `break_minutes` are those of a factor of 1; None minutes: it shares what the others leave. `rule` is
    the scoring rule in words (a msgid); None where a marker decides or the rules differ.
    """

    number: int
    title: str
    title_en: str
    note: str
    note_en: str
    rule: str | None
    n_items: int
    points: Decimal
    is_linear: bool
    minutes: int | None
    break_minutes: int
    is_open: bool
    is_done: bool
    slots: tuple[PageSlot, ...]


@dataclass(frozen=True, slots=True)
class ExamPage:
    """Everything that the exam page shows."""

    attempt_id: UUID
    sitting_id: UUID
    person_id: UUID
    form_id: UUID
    title: str
    title_en: str
    n_slots: int
    is_rehearsal: bool
    holder_name: str
    holder_login: str
    deadline_at: datetime
    grace_seconds: int
    earliest_leave_at: datetime | None
    is_over: bool
    place: Place | None  # None: no section has a clock
    sections: tuple[PageSection, ...]

    @property
    def next_section(self) -> PageSection | None:
        """In a break: the section after it."""
        here = self.place.section if self.place and self.place.phase is Phase.BREAK else None
        return next((section for section in self.sections if section.number == here), None)

    @property
    def n_ahead(self) -> int:
        """How many sections are neither open nor done: handing in now gives them up."""
        return sum(not section.is_open and not section.is_done for section in self.sections)


@dataclass(frozen=True, slots=True)
class Outline:
    """A paper before one has begun: its sections, how many items, how many points. No item."""

    sections: tuple[PageSection, ...]
    n_slots: int
    total: Decimal
    is_rehearsal: bool

    @property
    def has_clocks(self) -> bool:
        """Some section has its own time."""
        return any(section.minutes for section in self.sections)

    @property
    def has_breaks(self) -> bool:
        """There is a break between sections."""
        return self.has_clocks and any(section.break_minutes for section in self.sections)


def page_of(actor: Actor, attempt_id: UUID, *, now: datetime) -> ExamPage:
    """The candidate's own exam page; raises NotFound for anybody else."""
    row = queries.get_attempt(attempt_id, person_id=actor.require_person())
    parts = queries.parts_of(row.parts)
    form = exams.get_form(row.form_id, parts)
    responses = queries.responses_of(attempt_id)
    attempt = queries.domain_attempt(row)
    place = place_of(attempt, now)
    opened = open_sections(attempt, paper_of(row.form_id, parts), now)
    outline, shuffled = _layout(form.id, parts)
    order = slot_order([SectionSlots(s.number, s.positions, s.shuffle_items) for s in form.sections], row.seed)
    slots: dict[int, list[PageSlot]] = {}
    for number, slot in enumerate(map(form.slot, order), 1):
        if slot.section in opened:
            seed = row.seed if slot.position in shuffled else None
            found = _page_slot(form.id, slot, number, seed, responses.get(slot.position))
            slots.setdefault(slot.section, []).append(found)
    return ExamPage(
        attempt_id=attempt_id,
        sitting_id=row.sitting_id,
        person_id=row.person_id,
        form_id=form.id,
        title=form.title,
        title_en=form.title_en,
        n_slots=outline.n_slots,
        is_rehearsal=outline.is_rehearsal,
        holder_name=row.holder_name,
        holder_login=row.holder_login,
        deadline_at=row.deadline_at,
        grace_seconds=row.grace_seconds,
        earliest_leave_at=row.earliest_leave_at,
        is_over=is_over(attempt, now),
        place=place,
        sections=tuple(
            replace(
                section,
                is_open=section.number in opened,
                is_done=is_done(attempt, section.number, now),
                slots=tuple(slots.get(section.number, ())),
            )
            for section in outline.sections
        ),
    )


def _page_slot(form_id: UUID, slot: Slot, number: int, seed: int | None, response: CurrentResponse | None) -> PageSlot:
    order = None if seed is None else option_order(slot.shape.options, seed, slot.position)
    return PageSlot(form_id, slot.position, number, slot.item_type, slot.points, order, response)


def outline_of(form_id: UUID, parts: tuple[int, ...] | None = None) -> Outline:
    """What a candidate may know of a paper, or of the part that they sit, before the start."""
    return _layout(form_id, parts)[0]


@lru_cache(maxsize=256)
def _layout(form_id: UUID, parts: tuple[int, ...] | None) -> tuple[Outline, frozenset[int]]:
    """Of a frozen form (or a part), kept per process: its outline, and the slots whose options are shuffled."""
    form = exams.get_form(form_id, parts)
    shuffled = (
        slot.position for section in form.sections for slot in form.slots_of(section) if shuffles(slot, section)
    )
    sections = tuple(_section(form, section) for section in form.sections)
    return Outline(sections, len(form.slots), form.total, form.pool is Pool.PRACTICE), frozenset(shuffled)


def _section(form: ExamForm, section: FormSection) -> PageSection:
    return PageSection(
        number=section.number,
        title=section.title,
        title_en=section.title_en,
        note=section.rule,
        note_en=section.rule_en,
        rule=rule_in_words(form, section),
        n_items=len(section.positions),
        points=section.points,
        is_linear=section.navigation is Navigation.LINEAR,
        minutes=section.minutes,
        break_minutes=section.break_minutes,
        is_open=False,
        is_done=False,
        slots=(),
    )


def rule_in_words(form: ExamForm, section: FormSection) -> str | None:
    """What candidates read above a section whose items share one rule; None where they don't, or only people score."""
    rules = {(slot.scoring_rule, slot.item_type) for slot in form.slots_of(section)}
    if len(rules) != 1:
        return None
    rule, item_type = rules.pop()
    return None if rule == "manual" else scoring_rules.get(rule).candidate_text(item_types.get(item_type))


def sitting_of(actor: Actor, sitting_id: UUID) -> tuple[SittingView, bool]:
    """A sitting for its candidate's page, without its access code, and whether it asks for one.

    Raises UnknownSitting (404) for a sitting whose roster does not name them.
    """
    found = exams.sitting_for_candidate(actor.require_person(), sitting_id)
    return _for_candidate(found), found.access_code is not None


def _for_candidate(found: SittingView) -> SittingView:
    """Without the words that only staff know: the access code, the way out of Safe Exam Browser."""
    return replace(found, access_code=None, rules=found.rules.without_secrets)


def list_sittings_of(actor: Actor) -> list[SittingView]:
    """The sittings whose rosters name this candidate, without their access codes, the latest opening first."""
    return [_for_candidate(found) for found in exams.list_sittings_for(actor.require_person())]
