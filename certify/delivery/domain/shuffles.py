"""The order in which one candidate sees slots and options: from the attempt's seed alone, the same for ever.

Slots are shuffled inside their section only; numbers of slots never change, just where they stand on the page.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from question_bank.domain import option_order

__all__ = ["SectionSlots", "option_order", "slot_order"]


@dataclass(frozen=True, slots=True)
class SectionSlots:
    """A section's number (from 1), its slots as printed, and whether candidates see them shuffled."""

    number: int
    slots: tuple[int, ...]
    is_shuffled: bool = False


def slot_order(sections: Sequence[SectionSlots], seed: int) -> tuple[int, ...]:
    """All slots in this candidate's order, section by section."""
    return tuple(slot for section in sections for slot in _within(section, seed))


def _within(section: SectionSlots, seed: int) -> tuple[int, ...]:
    if not section.is_shuffled:
        return section.slots
    # positions of slots are positive, so a section draws from numbers that no slot's options use
    shuffled = option_order([str(slot) for slot in section.slots], seed, -section.number)
    return tuple(int(slot) for slot in shuffled)
