"""A form within the limits. As long as chance finds one that keeps them, every form that keeps them is equally likely:
whole forms are drawn exactly and uniformly, and one that breaks a limit is thrown away. Where chance gives up, the
solver decides; where there is none, the rule that is in the way is named with its number.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from certify.exams.domain.assembly import NotFeasible, Pick, picks_of
from certify.exams.domain.blueprint import ExamBlueprint
from certify.exams.domain.checking import ItemTypes, open_problems
from certify.exams.domain.constraints import Rule
from certify.exams.domain.drawing import Drawable, Drawing
from certify.exams.domain.feasibility import Feasibility, feasibility
from certify.exams.domain.limits import Breach, Items, Limits, breaches
from certify.exams.domain.tasks import Balance, Drawn, Solve, Task, fingerprint, sub_seed
from foundation.errors import N_, Problem

EXACT = "exact/1"  # the name of the counting draw in a form's record; another way of drawing gets another number
MOST_TRIES = 64
UNUSED: Mapping[UUID, int] = {}

IN_THE_WAY = {
    Rule.OVERLAP: N_("和别的卷重复的题超过上限：最少也要多出 %(n)s 题"),
    Rule.EXPOSURE: N_("达到曝光上限的题不能用：最少也要用 %(n)s 道"),
    Rule.EXCLUSIVE: N_("互斥的题不能同卷：最少也有 %(n)s 道会同卷"),
}


@dataclass(frozen=True, slots=True)
class Assembly:
    """A form as drawn: its picks, by which method and at which try, what was relaxed, and what it was drawn from."""

    picks: tuple[Pick, ...]
    drawn: Drawn
    method: str
    n_tries: int
    relaxed: tuple[Breach, ...]
    n_candidates: int
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Supply:
    """The pool as this blueprint and these limits see it, looked at once for many draws."""

    blueprint: ExamBlueprint
    item_types: ItemTypes
    pool: tuple[Drawable, ...]
    limits: Limits
    fixed: Items
    critical: int
    fingerprint: str

    @classmethod
    def of(cls, blueprint: ExamBlueprint, pool: Sequence[Drawable], item_types: ItemTypes, limits: Limits) -> "Supply":
        """Raises NotFeasible where the blueprint itself isn't ready, or its given items exclude each other."""
        missing = open_problems(blueprint)
        if missing:
            raise NotFeasible(*missing)
        given = {item.version_id for _n, _at, item in blueprint.fixed_items()}
        there = [item for item in pool if item.version_id in given]
        fixed = frozenset(item.item_id for item in there)
        n_clashes = sum(len(group & fixed) > 1 for group in limits.groups)
        if n_clashes and Rule.EXCLUSIVE not in limits.yielding:
            raise NotFeasible(Problem(N_("固定题目里有 %(n)s 组互斥的题"), {"n": n_clashes}, field="sections"))
        critical = max(0, blueprint.critical_at_least - sum(item.critical for item in there))
        return cls(blueprint, item_types, tuple(pool), limits, fixed, critical, fingerprint(pool, limits))

    def answer(self, limits: Limits) -> Feasibility:
        """Whether there are items enough, with those limits' exclusions."""
        return feasibility(self.blueprint, self.pool, self.item_types, self.kept_out(limits))

    def kept_out(self, limits: Limits) -> Items:
        """What these limits leave no choice about: also what excludes a given item."""
        found = set(limits.excluded)
        if Rule.EXCLUSIVE not in limits.yielding:
            found.update(*(group - self.fixed for group in limits.groups if group & self.fixed))
        return frozenset(found)

    def task(self, seed: int, limits: Limits, **more: object) -> Task:
        """The question to a solver."""
        out = self.kept_out(limits)
        cells = tuple(cell for _number, _at, cell in self.blueprint.cells())
        given = {item.version_id for _n, _at, item in self.blueprint.fixed_items()}
        free = tuple(item for item in self.pool if item.item_id not in out and item.version_id not in given)
        task = Task(cells, free, limits, seed, self.critical, self.fixed)
        return replace(task, **more)  # type: ignore[arg-type]  # the fields of Task


def draw_within(
    supply: Supply,
    seed: int,
    solve: Solve,
    balances: tuple[Balance, ...] = (),
    used: Mapping[UUID, int] = UNUSED,
) -> Assembly:
    """One form. Raises NotFeasible naming what is missing or which rule is in the way; Unsolved at the solver's end."""
    strict = supply.limits.strict()
    plain = supply.answer(replace(strict, capped=frozenset(), others=(), groups=()))
    if not plain.is_feasible:
        raise NotFeasible(*plain.problems)
    answer = supply.answer(strict)
    if answer.is_feasible and not balances:
        found = _by_chance(supply, answer, seed)
        if found is not None:
            return assembly_of(supply, found[0], EXACT, found[1], answer.pool)
    task = supply.task(seed, strict, balances=balances, used=used)
    drawn = solve(task) if answer.is_feasible else None
    if drawn is None and supply.limits.yielding:
        task = supply.task(seed, supply.limits, balances=balances, used=used)
        drawn = solve(task)
    if drawn is None:
        raise NotFeasible(*_why(supply, seed, solve, answer))
    return assembly_of(supply, drawn, solve.name, 0, task.pool)


def _by_chance(supply: Supply, answer: Feasibility, seed: int) -> tuple[Drawn, int] | None:
    """Uniform over the forms that keep the limits, as long as a try succeeds; the first try has the seed itself."""
    cells = [cell for _number, _at, cell in supply.blueprint.cells()]
    drawing = Drawing(cells, answer.pool, cap=supply.critical)
    for n in range(MOST_TRIES):
        drawn = drawing.draw(seed if n == 0 else sub_seed(seed, n))
        if not breaches(_ids(drawn), supply.limits, supply.fixed):
            return drawn, n + 1
    return None


def _ids(drawn: Drawn) -> Iterator[UUID]:
    return (item.item_id for group in drawn for item in group)


def assembly_of(supply: Supply, drawn: Drawn, method: str, n_tries: int, pool: Sequence[Drawable]) -> Assembly:
    """The record of a draw; what it relaxed is counted anew."""
    return Assembly(
        picks=picks_of(supply.blueprint, drawn),
        drawn=drawn,
        method=method,
        n_tries=n_tries,
        relaxed=breaches(_ids(drawn), supply.limits, supply.fixed),
        n_candidates=len(pool),
        fingerprint=supply.fingerprint,
    )


def _why(supply: Supply, seed: int, solve: Solve, answer: Feasibility) -> list[Problem]:
    """The rules whose yielding alone would make a form, with the least number by which; all of them, if none alone."""
    held = [rule for rule in supply.limits.binding if rule not in supply.limits.yielding]
    found = [problem for rule in held for problem in _by_yielding(supply, seed, solve, {rule})]
    if not found:
        found = _by_yielding(supply, seed, solve, set(held))
    return [*found, *answer.problems]


def _by_yielding(supply: Supply, seed: int, solve: Solve, rules: set[Rule]) -> list[Problem]:
    limits = replace(supply.limits, yielding=supply.limits.yielding | rules)
    if not supply.answer(limits).is_feasible:
        return []
    drawn = solve(supply.task(seed, limits))
    if drawn is None:
        return []
    broken = breaches(_ids(drawn), limits, supply.fixed)
    return [Problem(IN_THE_WAY[each.rule], {"n": each.n}, field="constraints") for each in broken if each.rule in rules]
