"""Changes to a blueprint as an author makes them on the page; each returns a new one."""

from collections.abc import Mapping
from dataclasses import replace

from certify.exams.domain.blueprint import DrawCell, ExamBlueprint, Section
from foundation.errors import N_, NotFound

Counts = Mapping[tuple[int, str], tuple[int | None, int | None]]  # (section number, area) → items, blanks


class NoSuchSection(NotFound):
    """The blueprint has fewer sections."""

    message = N_("没有这个大题")


def get_section(blueprint: ExamBlueprint, number: int) -> Section:
    """The section of that number, from 1; raises NoSuchSection."""
    if not 1 <= number <= len(blueprint.sections):
        raise NoSuchSection()
    return blueprint.sections[number - 1]


def put_section(blueprint: ExamBlueprint, number: int, section: Section) -> ExamBlueprint:
    """Replace a section, or append one whose number is the next."""
    if number == len(blueprint.sections) + 1:
        return replace(blueprint, sections=(*blueprint.sections, section))
    get_section(blueprint, number)
    return replace(blueprint, sections=(*blueprint.sections[: number - 1], section, *blueprint.sections[number:]))


def drop_section(blueprint: ExamBlueprint, number: int) -> ExamBlueprint:
    """Without that section."""
    get_section(blueprint, number)
    return replace(blueprint, sections=(*blueprint.sections[: number - 1], *blueprint.sections[number:]))


def raise_section(blueprint: ExamBlueprint, number: int) -> ExamBlueprint:
    """That section one place earlier; the first stays first."""
    section = get_section(blueprint, number)
    if number == 1:
        return blueprint
    rest = list(drop_section(blueprint, number).sections)
    rest.insert(number - 2, section)
    return replace(blueprint, sections=tuple(rest))


def cell_of(section: Section, area: str) -> DrawCell | None:
    """The section's only cell of an area; None where there is none or several (by difficulty, tag, type)."""
    found = [cell for cell in section.draw if cell.area == area]
    return found[0] if len(found) == 1 else None


def is_editable(section: Section, area: str) -> bool:
    """Whether one number says it all: a drawing section with one cell of the area, or a single type to make one of."""
    if section.is_fixed:
        return False
    n = sum(cell.area == area for cell in section.draw)
    return n == 1 or (n == 0 and section.item_type is not None)


def with_counts(blueprint: ExamBlueprint, counts: Counts) -> ExamBlueprint:
    """The blueprint with other numbers in its table; none or 0 takes the cell away. What isn't named stays."""
    sections = tuple(
        _with_counts(section, {area: both for (at, area), both in counts.items() if at == number})
        for number, section in enumerate(blueprint.sections, 1)
    )
    return replace(blueprint, sections=sections)


def _with_counts(section: Section, counts: Mapping[str, tuple[int | None, int | None]]) -> Section:
    draw: list[DrawCell] = []
    for cell in section.draw:
        if cell.area not in counts or not is_editable(section, cell.area):
            draw.append(cell)
            continue
        count, blanks = counts[cell.area]
        if count:
            draw.append(replace(cell, count=count, blanks=blanks or None))
    there = {cell.area for cell in section.draw}
    if section.item_type is not None and not section.is_fixed:
        draw += [
            DrawCell(area, section.item_type, count, blanks=blanks or None)
            for area, (count, blanks) in counts.items()
            if count and area not in there
        ]
    return replace(section, draw=tuple(draw))
