"""Assembly: from a blueprint and the drawable items to the picks of one form, exact and decided by the seed alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from certify.exams.domain.blueprint import ExamBlueprint, PointsPer
from certify.exams.domain.checking import ItemTypes, open_problems
from certify.exams.domain.drawing import Drawable, Drawing
from certify.exams.domain.feasibility import feasibility
from foundation.errors import N_, Invalid


class NotFeasible(Invalid):
    """The bank does not hold what the blueprint asks for; the problems name each shortage."""

    message = N_("还不能组卷")


@dataclass(frozen=True, slots=True)
class Pick:
    """An item version in a section, with the points of the whole item; picks stand in the order of the paper."""

    section: int
    version_id: UUID
    points: Decimal


def assemble(
    blueprint: ExamBlueprint,
    pool: Sequence[Drawable],
    seed: int,
    item_types: ItemTypes,
    exclude: frozenset[UUID] = frozenset(),
) -> tuple[Pick, ...]:
    """The picks of one form. Finds a selection whenever there is one; raises NotFeasible naming all that is missing.

    `exclude` holds ids of items (not versions) that may not be drawn, for instance those of an earlier form.
    """
    missing = open_problems(blueprint)
    if missing:
        raise NotFeasible(*missing)
    answer = feasibility(blueprint, pool, item_types, exclude)
    if not answer.is_feasible:
        raise NotFeasible(*answer.problems)
    cells = [cell for _number, _at, cell in blueprint.cells()]
    fixed_ids = {item.version_id for _n, _at, item in blueprint.fixed_items()}
    n_fixed_critical = sum(item.critical for item in pool if item.version_id in fixed_ids)
    drawing = Drawing(cells, answer.pool, cap=max(0, blueprint.critical_at_least - n_fixed_critical))
    return picks_of(blueprint, drawing.draw(seed))


def picks_of(blueprint: ExamBlueprint, drawn: Sequence[Sequence[Drawable]]) -> tuple[Pick, ...]:
    """The paper's slots in order: given items as given, drawn ones with the points of their cell."""
    groups = iter(drawn)
    picks: list[Pick] = []
    for number, section in enumerate(blueprint.sections, 1):
        picks += [Pick(number, item.version_id, item.points) for item in section.fixed]
        for cell in section.draw:
            each = section.points_of(cell)
            for item in next(groups):
                n = item.n_blanks if section.points_per is PointsPer.BLANK else 1
                picks.append(Pick(number, item.version_id, each * n))
    return tuple(picks)
