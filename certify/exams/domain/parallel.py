"""A set of parallel forms: each within the limits, all aimed at the same figures, items used as evenly as can be.

One after the other, from the longest unused items of every kind (few enough for the solver to be quick, all of them
where those don't do). Where the last ones can't be made: all at once if the forms may share nothing, else anew by
another seed.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from uuid import UUID

from certify.exams.domain.assembly import NotFeasible
from certify.exams.domain.balancing import Aim, Measures, aims_of_pool, balances
from certify.exams.domain.blueprint import DrawCell
from certify.exams.domain.constrained import Assembly, Supply, assembly_of, draw_within
from certify.exams.domain.drawing import Drawable, fits, shuffled
from certify.exams.domain.limits import Items, Other
from certify.exams.domain.tasks import Balance, Drawn, Solve, Unsolved, sub_seed
from foundation.errors import N_, Problem

FEW = 600  # so many items need no thinning
TURNS, FEW_FORMS = 8, 40  # a set that may share some items is begun anew so often, where the last ones can't be made
AT_ONCE = 60_000  # yes-or-nos that one model of all forms may have
SPARE = 5  # halves: of a kind that a form takes n of by its share, a form chooses among two and a half times n


def draw_parallel(
    supply: Supply,
    seed: int,
    n_forms: int,
    solve: Solve,
    measures: Measures,
    *,
    most_shared: int | None = None,
    aims: Mapping[int, Aim] | None = None,
) -> tuple[Assembly, ...]:
    """So many forms of equal difficulty; two of them share at most `most_shared` drawn items (None: as few as come of
    using all evenly). `aims`: of a form that they are to be like. Raises NotFeasible saying at which form; Unsolved.
    """
    strict = supply.answer(supply.limits.strict())
    pool = strict.pool if strict.is_feasible else supply.answer(supply.limits).pool
    aims = aims or aims_of_pool(supply.blueprint, pool, measures)
    wanted = balances(supply.blueprint, aims, measures)
    refused: list[tuple[int, NotFeasible]] = []
    for turn in range(TURNS if most_shared and n_forms <= FEW_FORMS else 1):
        again = seed if turn == 0 else sub_seed(seed, 0, turn)
        series = _Series(supply, solve, wanted, most_shared, pool, again, is_even=turn == 0)
        try:
            return tuple(series.next(sub_seed(series.seed, n)) for n in range(1, n_forms + 1))
        except NotFeasible as error:
            refused.append((len(series.made), error))
    together = _at_once(supply, solve, wanted, seed, n_forms) if most_shared == 0 else None
    if together is not None:
        return together
    have, last = max(refused, key=lambda each: each[0])
    text = N_("只够组 %(have)s 套，第 %(next)s 套组不出来")
    raise NotFeasible(Problem(text, {"have": have, "next": have + 1}, field="n_forms"), *last.problems)


class _Series:
    """The forms so far, and what of the bank they used."""

    def __init__(
        self,
        supply: Supply,
        solve: Solve,
        wanted: tuple[Balance, ...],
        most_shared: int | None,
        pool: Sequence[Drawable],
        seed: int,
        *,
        is_even: bool,
    ) -> None:
        self.is_even = is_even  # keeping off what was used leaves sets that share little no way at times
        self.supply, self.solve, self.wanted, self.most_shared = supply, solve, wanted, most_shared
        self.seed = seed
        self.made: list[Items] = []
        self.used: Counter[UUID] = Counter()
        cells = [cell for _number, _at, cell in supply.blueprint.cells()]
        self.kinds = [
            (list(shuffled(items, seed, at)), quota) for at, (items, quota) in enumerate(_kinds(cells, pool), 1)
        ]
        self.quick = supply.task(seed, supply.limits.strict(), balances=wanted, is_quick=True)
        self.is_large = sum(len(items) for items, _quota in self.kinds) > FEW

    def next(self, seed: int) -> Assembly:
        """One more."""
        found = self._from_few(seed) if self.is_large else None
        if found is None:
            found = draw_within(self._bound(), seed, self.solve, self.wanted, self.used)
        items = frozenset(item.item_id for group in found.drawn for item in group)
        self.made.append(items)
        if self.is_even or self.most_shared == 0:
            self.used.update(items)
            self._put_last(items)
        return found

    def _put_last(self, chosen: Items) -> None:
        """Every kind stands in a row, the longest unused first; only its front was offered."""
        for row, quota in self.kinds:
            front, rest = row[:quota], row[quota:]
            kept = [item for item in front if item.item_id not in chosen]
            row[:] = [*kept, *rest, *(item for item in front if item.item_id in chosen)]

    def _bound(self) -> Supply:
        """The supply as it is after the forms so far."""
        if self.most_shared is None:
            return self.supply
        others = (*self.supply.limits.others, *(Other(items, self.most_shared) for items in self.made))
        return replace(self.supply, limits=replace(self.supply.limits, others=others))

    def _from_few(self, seed: int) -> Assembly | None:
        """From the longest unused of every kind; None where they don't make a form that keeps everything."""
        barred = self.used if self.most_shared == 0 else ()
        few: list[Drawable] = []
        for items, quota in self.kinds:
            few += islice((item for item in items if item.item_id not in barred), quota)
        there = frozenset(item.item_id for item in few)
        limits = self._bound().limits.strict().among(there | self.supply.fixed)
        task = replace(self.quick, pool=tuple(few), limits=limits, seed=seed, used=self.used)
        try:
            drawn = self.solve(task)
        except Unsolved:
            return None
        return None if drawn is None else assembly_of(self.supply, drawn, self.solve.name, 0, few)


def _kinds(cells: Sequence[DrawCell], pool: Sequence[Drawable]) -> Iterable[tuple[list[Drawable], int]]:
    """Items that are alike for cells and balance, and how many of them a form may choose among."""
    groups: dict[tuple[tuple[int, ...], int, bool, str], list[Drawable]] = {}
    sizes: Counter[int] = Counter()
    for item in pool:
        where = tuple(at for at, cell in enumerate(cells) if fits(cell, item))
        if where:
            groups.setdefault((where, item.n_blanks, item.critical, item.difficulty.value), []).append(item)
            sizes.update(where)
    for (where, *_alike), items in sorted(groups.items(), key=lambda entry: entry[0]):
        quota = sum(-(-SPARE * cells[at].count * len(items) // (2 * sizes[at])) for at in where)
        yield sorted(items, key=lambda item: item.item_id), quota


def _at_once(
    supply: Supply, solve: Solve, wanted: tuple[Balance, ...], seed: int, n_forms: int
) -> tuple[Assembly, ...] | None:
    """All forms in one model, no item twice; None where that is too large, or proved impossible."""
    cells = [cell for _number, _at, cell in supply.blueprint.cells()]
    task = supply.task(seed, supply.limits.strict(), balances=wanted, copies=n_forms)
    if n_forms * sum(fits(cell, item) for item in task.pool for cell in cells) > AT_ONCE:
        return None
    drawn = solve(task)
    if drawn is None:
        return None
    parts: list[Drawn] = [drawn[at : at + len(cells)] for at in range(0, len(drawn), len(cells))]
    return tuple(assembly_of(supply, part, solve.name, 0, task.pool) for part in parts)
