"""A frozen form as saving sees it: which slot lies in which section, and whether a value is well formed. Kept per
process.
"""

from functools import lru_cache
from typing import Any
from uuid import UUID

from certify.delivery.domain import Paper, SectionSlots, slot_order
from certify.delivery.domain.attempt import SectionTime
from certify.exams import services as exams
from certify.exams.domain import ExamForm, Navigation
from question_bank import item_types
from question_bank.domain import Malformed


@lru_cache(maxsize=256)
def paper_of(form_id: UUID, parts: tuple[int, ...] | None = None) -> Paper:
    """The paper of a frozen form, or the part of it that is sat; forms never change, so it is made once a process."""
    form = exams.get_form(form_id, parts)
    parsers = {slot.position: (item_types.get(slot.item_type).parse_response, slot.shape) for slot in form.slots}

    def well_formed(position: int, value: Any) -> bool:
        parse, shape = parsers[position]
        return not isinstance(parse(shape, value), Malformed)

    return Paper(
        section_of={slot.position: slot.section for slot in form.slots},
        sections=tuple(section.number for section in form.sections),
        linear=frozenset(s.number for s in form.sections if s.navigation is Navigation.LINEAR),
        well_formed=well_formed,
    )


def times_of(form: ExamForm) -> tuple[SectionTime, ...]:
    """The times of the sections of a paper (or a part of one); () where none has its own."""
    if not any(section.minutes for section in form.sections):
        return ()
    return tuple(
        SectionTime(each.number, each.minutes * 60 if each.minutes else None, each.break_minutes * 60)
        for each in form.sections
    )


def numbers_on_paper(form_id: UUID, seed: int, parts: tuple[int, ...] | None = None) -> dict[int, int]:
    """Position → the number that the slot has on this candidate's paper."""
    form = exams.get_form(form_id, parts)
    sections = [SectionSlots(each.number, each.positions, each.shuffle_items) for each in form.sections]
    return {position: number for number, position in enumerate(slot_order(sections, seed), 1)}
