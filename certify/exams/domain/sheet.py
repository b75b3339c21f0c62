"""The draw table as its page shows it: content areas down, sections across, need and have in every cell, and sums."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from certify.exams.domain.blueprint import ZERO, ExamBlueprint, PointsPer, Section
from certify.exams.domain.editing import cell_of, is_editable
from certify.exams.domain.feasibility import CellNeed, Feasibility

FULL_BAR = 3  # a full bar is three times the need


@dataclass(frozen=True, slots=True)
class SheetCell:
    """An area in a section. `n_cells` > 1: several cells (by difficulty, tag) that only the section's page can change;
    0: nothing drawn. `bar` is the stock in percent of three times the need.
    """

    section: int
    area: str
    count: int
    blanks: int | None
    have: int
    short: int
    has_problem: bool
    is_tight: bool
    bar: int
    n_cells: int
    is_editable: bool
    asks_blanks: bool
    points_each: Decimal


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A content area with what it carries and what it asks for at least (None: no minimum)."""

    area: str
    cells: tuple[SheetCell, ...]
    points: Decimal
    minimum: Decimal | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """The whole table; columns are the blueprint's sections in order."""

    columns: tuple[Section, ...]
    rows: tuple[SheetRow, ...]


def sheet_of(
    blueprint: ExamBlueprint, answer: Feasibility, areas: Sequence[str], fixed_points: Mapping[str, Decimal]
) -> Sheet:
    """The table over the given areas in their order. `fixed_points`: what fixed items carry by area."""
    needs = {(need.section, need.cell): need for need in answer.cells}
    drawn = blueprint.area_points()
    rows = []
    for area in areas:
        points = drawn.get(area, ZERO) + fixed_points.get(area, ZERO)
        percent = blueprint.pass_rule.percent_of(area)
        cells = tuple(_cell(number, section, area, needs) for number, section in enumerate(blueprint.sections, 1))
        rows.append(SheetRow(area, cells, points, None if percent is None else points * percent / 100))
    return Sheet(blueprint.sections, tuple(rows))


def _cell(number: int, section: Section, area: str, needs: Mapping[tuple[int, int], CellNeed]) -> SheetCell:
    here = [(at, cell) for at, cell in enumerate(section.draw, 1) if cell.area == area]
    found = [needs[number, at] for at, _cell in here]
    count = sum(cell.count for _at, cell in here)
    have = max((need.have for need in found), default=0)
    only = cell_of(section, area)
    return SheetCell(
        section=number,
        area=area,
        count=count,
        blanks=sum(cell.blanks or 0 for _at, cell in here) or None,
        have=have,
        short=sum(need.short for need in found),
        has_problem=any(need.is_short for need in found),
        is_tight=any(need.is_tight for need in found),
        bar=min(100, round(100 * have / (FULL_BAR * count))) if count else 0,
        n_cells=len(here),
        is_editable=is_editable(section, area),
        asks_blanks=section.points_per is PointsPer.BLANK,
        points_each=section.points_of(only) if only else section.points_each or ZERO,
    )
