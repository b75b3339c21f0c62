"""What the bank lacks for a blueprint, named cell by cell, before anybody tries to assemble a form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from certify.exams.domain.blueprint import DrawCell, ExamBlueprint
from certify.exams.domain.checking import ItemTypes
from certify.exams.domain.drawing import Drawable, Drawing, Kind, fits, kinds_of
from foundation.errors import N_, Problem
from question_bank.domain import DIFFICULTY_LABELS


@dataclass(frozen=True, slots=True)
class CellNeed:
    """A cell's need against the bank: `have` items fit; `short` of them are missing once overlapping cells have theirs.
    `blanks_short` is how many blanks the richest choice still lacks; `blanks_fit` whether some choice sums exactly.
    """

    section: int
    cell: int
    need: int
    have: int
    short: int
    blanks_short: int = 0
    blanks_fit: bool = True

    @property
    def is_short(self) -> bool:
        """Something is missing in this cell."""
        return self.short > 0 or not self.blanks_fit

    @property
    def is_tight(self) -> bool:
        """Enough for one form, not for a second one without repeats."""
        return not self.is_short and self.have < 2 * self.need


@dataclass(frozen=True, slots=True)
class Feasibility:
    """The whole answer. `n_critical`: the most critical items that a form can hold (counted up to the minimum)."""

    cells: tuple[CellNeed, ...]
    problems: tuple[Problem, ...]
    n_critical: int
    pool: tuple[Drawable, ...]

    @property
    def is_feasible(self) -> bool:
        """A form can be assembled."""
        return not self.problems

    @property
    def n_tight(self) -> int:
        """How many cells would repeat items on a second form."""
        return sum(need.is_tight for need in self.cells)


def feasibility(
    blueprint: ExamBlueprint, pool: Sequence[Drawable], item_types: ItemTypes, exclude: frozenset[UUID] = frozenset()
) -> Feasibility:
    """Compare the blueprint with the drawable items; `exclude` names items that may not be drawn."""
    fixed_ids = {item.version_id for _n, _at, item in blueprint.fixed_items()}
    fixed = [item for item in pool if item.version_id in fixed_ids]
    free = tuple(item for item in pool if item.version_id not in fixed_ids and item.item_id not in exclude)
    cells = [cell for _number, _at, cell in blueprint.cells()]
    needs = _needs(blueprint, cells, free)
    lost = fixed_ids - {item.version_id for item in fixed}
    problems = [*_lost(blueprint, lost), *(_short(need, blueprint, item_types) for need in needs if need.is_short)]
    n_fixed = sum(item.critical for item in fixed)
    n_critical = 0
    if not problems:
        drawing = Drawing(cells, free, cap=max(0, blueprint.critical_at_least - n_fixed))
        most = drawing.most_critical
        n_critical = n_fixed + (most or 0)
        if most is None:
            problems.append(_together(blueprint, cells, free, item_types))
        elif n_critical < blueprint.critical_at_least:
            text = N_("题量不足：关键题要 %(need)s 题，最多只能抽到 %(have)s 题")
            problems.append(Problem(text, {"need": blueprint.critical_at_least, "have": n_critical}))
    return Feasibility(needs, tuple(problems), n_critical, free)


def _needs(blueprint: ExamBlueprint, cells: Sequence[DrawCell], pool: Sequence[Drawable]) -> tuple[CellNeed, ...]:
    given = _most_filled(cells, kinds_of(cells, pool))
    found = []
    for (number, at, cell), got in zip(blueprint.cells(), given, strict=True):
        fitting = [item for item in pool if fits(cell, item)]
        short, lack, exact = cell.count - got, 0, True
        if cell.blanks is not None and not short:
            richest = sum(sorted((item.n_blanks for item in fitting), reverse=True)[: cell.count])
            lack, exact = max(0, cell.blanks - richest), Drawing([cell], fitting).n_ways > 0
        found.append(CellNeed(number, at, cell.count, len(fitting), short, lack, exact))
    return tuple(found)


def _most_filled(cells: Sequence[DrawCell], kinds: Sequence[Kind]) -> list[int]:
    """How many items each cell gets when as many places as possible are filled (augmenting paths); narrow cells first,
    so that what is missing shows at the wide ones.
    """
    flow: dict[tuple[int, int], int] = {}
    left = [len(kind.items) for kind in kinds]

    def augment(at: int, seen: set[int]) -> bool:
        for k, kind in enumerate(kinds):
            if at not in kind.cells or k in seen:
                continue
            seen.add(k)
            if left[k]:
                left[k] -= 1
                flow[at, k] = flow.get((at, k), 0) + 1
                return True
            for other in kind.cells:
                if flow.get((other, k), 0) and augment(other, seen):
                    flow[other, k] -= 1
                    flow[at, k] = flow.get((at, k), 0) + 1
                    return True
        return False

    got = [0] * len(cells)
    sizes = {at: sum(len(kind.items) for kind in kinds if at in kind.cells) for at in range(len(cells))}
    for at in sorted(sizes, key=lambda at: (sizes[at], at)):
        while got[at] < cells[at].count and augment(at, set()):
            got[at] += 1
    return got


def _place(cell: DrawCell, item_types: ItemTypes) -> dict[str, str]:
    label = item_types[cell.item_type].label if cell.item_type in item_types else cell.item_type
    narrow = DIFFICULTY_LABELS[cell.difficulty] if cell.difficulty else cell.tag or ""
    return {"area": cell.area, "type": label, "narrow": narrow}


def _short(need: CellNeed, blueprint: ExamBlueprint, item_types: ItemTypes) -> Problem:
    cell = blueprint.sections[need.section - 1].draw[need.cell - 1]
    place: Mapping[str, object] = _place(cell, item_types)
    field = f"cell-{need.section}-{need.cell}"
    if need.short:
        text = N_("题量不足：%(area)s %(type)s 还差 %(n)s 题")
        if cell.difficulty or cell.tag:
            text = N_("题量不足：%(area)s %(type)s·%(narrow)s 还差 %(n)s 题")
        return Problem(text, {**place, "n": need.short}, field, found=str(need.have), expected=str(need.need))
    blanks = {**place, "count": need.need, "blanks": cell.blanks, "n": need.blanks_short}
    if need.blanks_short:
        return Problem(N_("空数不足：%(area)s %(type)s %(count)s 题最多还差 %(n)s 空到 %(blanks)s 空"), blanks, field)
    return Problem(N_("空数凑不出：%(area)s %(type)s 没有 %(count)s 题正好 %(blanks)s 空"), blanks, field)


def _together(
    blueprint: ExamBlueprint, cells: Sequence[DrawCell], pool: Sequence[Drawable], item_types: ItemTypes
) -> Problem:
    """Every cell alone could be filled, but not all of an area and type at once; name the first such."""
    groups: dict[tuple[str, str], list[DrawCell]] = {}
    for cell in cells:
        groups.setdefault((cell.area, cell.item_type), []).append(cell)
    stuck = next(group for group in groups.values() if not Drawing(group, pool).n_ways)
    text = N_("各格单独够，合在一起不够：%(area)s %(type)s 的 %(n)s 格抢同样的题（空数也要正好）")
    return Problem(text, {**_place(stuck[0], item_types), "n": len(stuck)}, field="sections")


def _lost(blueprint: ExamBlueprint, lost: set[UUID]) -> list[Problem]:
    text = N_("第 %(section)s 大题第 %(n)s 题已经退役或有了新版本，换一题再组卷")
    return [
        Problem(text, {"section": number, "n": at}, field=f"fixed-{number}-{at}")
        for number, at, item in blueprint.fixed_items()
        if item.version_id in lost
    ]
