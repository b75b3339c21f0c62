"""The solver for draws whose cells are coupled: OR-tools CP-SAT, behind the rules' own question and answer (`tasks`).

The library takes a second to load, so it is loaded when the first such draw comes. One worker, a seed and a limit in
deterministic time: the same task gives the same form, for one version of the library, which stands in `name`.
"""

from collections.abc import Iterable
from functools import cached_property
from importlib import import_module
from importlib.metadata import version
from typing import Any
from uuid import UUID

from certify.exams.domain.constraints import Rule
from certify.exams.domain.drawing import Chance, Drawable, fits, shuffled
from certify.exams.domain.limits import Items
from certify.exams.domain.tasks import Balance, Drawn, Task, Unsolved

TIME = 12.0  # deterministic seconds, about as many real ones
GAP = 40.0  # chance weighs less than this, so a solution this near the best is as good
QUICK_TIME, QUICK_GAP = 0.05, 8000.0  # for one of many forms: near its aims
SPREAD = 100  # chance: each item weighs 0 … 99 by the seed
AGAIN = 2000  # for each form of the batch that holds the item already
YIELD = {Rule.OVERLAP: 10**8, Rule.EXPOSURE: 10**10, Rule.EXCLUSIVE: 10**12}  # what gives way first costs least


class Solver:
    """CP-SAT as a `Solve`."""

    @cached_property
    def name(self) -> str:
        """Kept with each form: for this version of the library the draw can be repeated."""
        return f"ortools-cp-sat/{version('ortools')}"

    def __call__(self, task: Task) -> Drawn | None:
        """A selection, or None where there is proved to be none. Raises Unsolved."""
        return _Model(import_module("ortools.sat.python.cp_model"), task).solve()


SOLVER = Solver()


class _Model:
    """One task as a model: a yes-or-no for each item in each cell that may hold it, on each of the forms."""

    def __init__(self, cp: Any, task: Task) -> None:
        self.cp, self.task, self.model = cp, task, cp.CpModel()
        self.pool = sorted(task.pool, key=lambda item: item.item_id)
        self.cells = [cell for _copy in range(task.copies) for cell in task.cells]
        self.held: list[list[tuple[Drawable, Any]]] = [[] for _cell in self.cells]
        self.taken: dict[UUID, list[list[Any]]] = {}  # by item: the yes-or-nos of each form
        for item in self.pool:
            fitting = [at for at, cell in enumerate(task.cells) if fits(cell, item)]
            for copy in range(task.copies if fitting else 0):
                choices = [(at + copy * len(task.cells), self.model.new_bool_var("")) for at in fitting]
                self.taken.setdefault(item.item_id, []).append([yes for _at, yes in choices])
                for at, yes in choices:
                    self.held[at].append((item, yes))
        self.costs: list[Any] = []
        self.weights: list[int] = []

    def solve(self) -> Drawn | None:
        self._fill()
        for copy in range(self.task.copies):
            self._keep_limits(copy)
            for balance in self.task.balances:
                self._balance(balance, copy)
        self._chance()
        if self.costs:
            self.model.minimize(self.cp.LinearExpr.weighted_sum(self.costs, self.weights))
        solver = self.cp.CpSolver()
        settings = solver.parameters
        settings.num_workers, settings.random_seed = 1, self.task.seed % (1 << 31)
        quick = self.task.is_quick
        settings.max_deterministic_time = QUICK_TIME if quick else TIME
        settings.absolute_gap_limit = QUICK_GAP if quick else GAP
        settings.cp_model_presolve = not quick  # it takes longer than a small model
        status = solver.solve(self.model)
        if status == self.cp.INFEASIBLE:
            return None
        if status not in (self.cp.OPTIMAL, self.cp.FEASIBLE):
            raise Unsolved
        chosen = [[item for item, yes in here if solver.value(yes)] for here in self.held]
        return tuple(shuffled(group, self.task.seed, -at - 1) for at, group in enumerate(chosen))

    def _cost(self, what: Any, weight: int) -> None:
        self.costs.append(what)
        self.weights.append(weight)

    def _fill(self) -> None:
        for cell, here in zip(self.cells, self.held, strict=True):
            self.model.add(sum(yes for _item, yes in here) == cell.count)
            if cell.blanks is not None:
                self.model.add(sum(item.n_blanks * yes for item, yes in here) == cell.blanks)
        for forms in self.taken.values():
            choices = [yes for choices in forms for yes in choices]
            if len(choices) > 1:
                self.model.add_at_most_one(choices)
        width = len(self.task.cells)
        for start in range(0, len(self.cells), width) if self.task.critical else ():
            critical = [yes for part in self.held[start : start + width] for item, yes in part if item.critical]
            self.model.add(sum(critical) >= self.task.critical)

    def _keep_limits(self, copy: int) -> None:
        limits = self.task.limits
        for group in limits.groups:
            self._at_most(copy, group, max(0, 1 - len(group & self.task.fixed)), Rule.EXCLUSIVE)
        for other in limits.others:
            self._at_most(copy, other.items, other.most, Rule.OVERLAP)
        for item_id in sorted(limits.capped) if Rule.EXPOSURE in limits.yielding else ():
            for yes in self._choices(item_id, copy):
                self._cost(yes, YIELD[Rule.EXPOSURE])

    def _choices(self, item_id: UUID, copy: int) -> list[Any]:
        forms = self.taken.get(item_id)
        return forms[copy] if forms else []

    def _at_most(self, copy: int, items: Items, most: int, rule: Rule) -> None:
        choices = [yes for item_id in sorted(items) for yes in self._choices(item_id, copy)]
        n_items = sum(item_id in self.taken for item_id in items)
        if n_items <= most:
            return
        if rule not in self.task.limits.yielding:
            self.model.add(sum(choices) <= most)
            return
        over = self.model.new_int_var(0, n_items, "")
        self.model.add(sum(choices) <= most + over)
        self._cost(over, YIELD[rule])

    def _balance(self, balance: Balance, copy: int) -> None:
        here = [pair for at in sorted(balance.cells) for pair in self.held[at + copy * len(self.task.cells)]]
        values = [balance.values[item.item_id] for item, _yes in here]
        total = self.cp.LinearExpr.weighted_sum([yes for _item, yes in here], values)
        off = self.model.new_int_var(0, max(balance.target, sum(map(abs, values))), "")
        self.model.add(total - balance.target <= off + balance.give)
        self.model.add(balance.target - total <= off + balance.give)
        self._cost(off, balance.weight)

    def _chance(self) -> None:
        for item, weight in zip(self.pool, _weights(self.pool, self.task.seed), strict=True):
            for yes in (yes for choices in self.taken.get(item.item_id, ()) for yes in choices):
                self._cost(yes, weight + AGAIN * self.task.used.get(item.item_id, 0))


def _weights(pool: Iterable[Drawable], seed: int) -> Iterable[int]:
    chance = Chance(seed)
    return (chance.below(SPREAD) for _item in pool)
