"""One drawn item of a draft changed by hand: which items of the pool may stand in its place, and which rule speaks
against each. A given item isn't changed here, but in the blueprint.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from certify.exams.domain.blueprint import DrawCell, ExamBlueprint, PointsPer
from certify.exams.domain.constrained import Supply
from certify.exams.domain.constraints import Rule
from certify.exams.domain.drawing import Drawable, fits
from certify.exams.domain.drawn import Swap
from certify.exams.domain.form import SlotRecord
from certify.exams.domain.limits import Items


@dataclass(frozen=True, slots=True)
class Choice:
    """An item that fits the slot; `rules` are those that it would break there, `may` whether they give way."""

    item: Drawable
    rules: tuple[Rule, ...]
    may: bool


def cell_of(blueprint: ExamBlueprint, record: SlotRecord) -> DrawCell | None:
    """The cell for which the slot was drawn; None where the blueprint gives the item itself."""
    section = blueprint.sections[record.section - 1]
    left = record.number - len(section.fixed)
    if left <= 0:
        return None
    for cell in section.draw:
        if left <= cell.count:
            return cell
        left -= cell.count
    return None


def choices(supply: Supply, records: Sequence[SlotRecord], record: SlotRecord) -> list[Choice]:
    """What may stand in the slot instead: of its cell, worth the same, not on the form, and leaving critical items
    enough; in the pool's order. () for a given item.
    """
    cell = cell_of(supply.blueprint, record)
    if cell is None:
        return []
    kept = frozenset(each.item_id for each in records if each.position != record.position)
    needs_critical = sum(each.critical for each in records) <= supply.blueprint.critical_at_least
    section = supply.blueprint.sections[record.section - 1]
    blanks = {item.item_id: item.n_blanks for item in supply.pool}.get(record.item_id)
    broken = _broken(supply, kept)
    found = []
    for item in supply.pool:
        if item.item_id in kept or item.item_id == record.item_id or not fits(cell, item):
            continue
        if section.points_per is PointsPer.BLANK and item.n_blanks != blanks:
            continue
        if needs_critical and record.critical and not item.critical:
            continue
        if item.item_id not in supply.limits.banned:
            rules = tuple(rule for rule in Rule if item.item_id in broken[rule])
            found.append(Choice(item, rules, supply.limits.yielding.issuperset(rules)))
    return found


def _broken(supply: Supply, kept: Items) -> dict[Rule, Items]:
    """By rule, the items that would break it beside those that stay."""
    limits, empty = supply.limits, frozenset[UUID]()
    return {
        Rule.OVERLAP: empty.union(
            *(other.items for other in limits.others if len(other.items & (kept - supply.fixed)) >= other.most)
        ),
        Rule.EXPOSURE: limits.capped,
        Rule.EXCLUSIVE: empty.union(*(group for group in limits.groups if group & (kept | supply.fixed))),
    }


def as_drawn(records: Sequence[SlotRecord], swaps: Sequence[Swap]) -> list[UUID]:
    """The versions in the order of the paper, as they stood before anybody changed one by hand."""
    found = {record.position: record.version_id for record in records}
    for swap in reversed(swaps):
        found[swap.position] = swap.out
    return [found[record.position] for record in records]
