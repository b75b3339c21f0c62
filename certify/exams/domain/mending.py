"""A section while it is being written: what each cell asks and finds, what is coming, what would mend a shortage."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from certify.exams.domain.blueprint import DrawCell, ExamBlueprint, Section
from certify.exams.domain.drawing import Drawable, fits
from certify.exams.domain.feasibility import CellNeed
from foundation.errors import N_
from question_bank.domain import Difficulty


@dataclass(frozen=True, slots=True)
class Mend:
    """A change of one field of a cell that would be enough, in words."""

    field: str
    value: str
    text: str
    n: int


@dataclass(frozen=True, slots=True)
class CellCheck:
    """A cell against the bank. `n_waiting` and `n_expired` would fit, were they approved or still valid."""

    cell: DrawCell
    need: CellNeed
    points: Decimal
    n_waiting: int
    n_expired: int
    mends: tuple[Mend, ...]


@dataclass(frozen=True, slots=True)
class SectionCheck:
    """A section as typed, and the whole blueprint with it."""

    section: Section
    cells: tuple[CellCheck, ...]
    n_items: int
    total: Decimal
    wanted_total: Decimal
    minutes: int
    by_area: Mapping[str, Decimal]
    by_difficulty: Mapping[Difficulty | None, int]


LOWER = N_("改为 %(n)s 题")
ANY_TAG = N_("去掉标签，有 %(n)s 题")
ANY_DIFFICULTY = N_("难度不限，有 %(n)s 题")


def check_section(
    blueprint: ExamBlueprint,
    number: int,
    needs: Sequence[CellNeed],
    pool: Sequence[Drawable],
    waiting: Sequence[Drawable],
    expired: Sequence[Drawable],
) -> SectionCheck:
    """`needs` of the whole blueprint, with the section in it; the other three as the bank has them."""
    section = blueprint.sections[number - 1]
    own = [need for need in needs if need.section == number]
    counts: dict[Difficulty | None, int] = {}
    for _number, _at, cell in blueprint.cells():
        counts[cell.difficulty] = counts.get(cell.difficulty, 0) + cell.count
    return SectionCheck(
        section=section,
        cells=tuple(
            CellCheck(
                cell=cell,
                need=need,
                points=section.cell_total(cell),
                n_waiting=sum(fits(cell, item) for item in waiting),
                n_expired=sum(fits(cell, item) for item in expired),
                mends=_mends(cell, need, pool) if need.short else (),
            )
            for cell, need in zip(section.draw, own, strict=True)
        ),
        n_items=blueprint.n_items,
        total=blueprint.sections_total,
        wanted_total=blueprint.total,
        minutes=blueprint.duration_minutes,
        by_area=dict(sorted(blueprint.area_points().items())),
        by_difficulty=counts,
    )


def _mends(cell: DrawCell, need: CellNeed, pool: Sequence[Drawable]) -> tuple[Mend, ...]:
    found = []
    if need.need > need.short:
        found.append(Mend("count", str(need.need - need.short), LOWER, need.need - need.short))
    for field, wider, text in (
        ("tag", replace(cell, tag=None), ANY_TAG),
        ("difficulty", replace(cell, difficulty=None), ANY_DIFFICULTY),
    ):
        n = sum(fits(wider, item) for item in pool)
        if wider != cell and n >= cell.count:
            found.append(Mend(field, "", text, n))
    return tuple(found)
