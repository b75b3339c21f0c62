"""Assembly at scale: 1,000 parallel forms of 54 slots from 5,000 items, made in memory by the exams' own rules.

    python -m bench.assembly [--forms 1000] [--items 5000] [--seed 1]

The bank has 400 exclusive groups, measured facilities, texts of unlike length. Every form is checked: slots, points,
cells, groups, counts by difficulty. Beside it in the same run: a draw by chance alone that knows the cells only, which
is what the figures would be without rules and balance, and the counting draw of a single form.
"""

import argparse
import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from statistics import mean
from time import perf_counter, process_time
from typing import TypeVar
from uuid import UUID

from certify.exams.domain import DrawCell, ExamBlueprint, Section
from certify.exams.domain.balancing import Measure
from certify.exams.domain.constrained import Supply, draw_within
from certify.exams.domain.drawing import fits
from certify.exams.domain.limits import Limits
from certify.exams.domain.parallel import draw_parallel
from certify.exams.solving import SOLVER
from question_bank import item_types
from question_bank.domain import Difficulty

KINDS = {kind.name: kind for kind in item_types.ALL}
AREAS = tuple(f"M{number}" for number in range(5))
SECTIONS = (("single_choice", 4, "1"), ("multiple_choice", 2, "2"), ("fill_blank", 4, "1"), ("essay", 0, "10"))
N_GROUPS = 400
Form = frozenset[UUID]
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class BankItem:
    """An item of the made-up bank."""

    item_id: UUID
    item_type: str
    area_code: str
    difficulty: Difficulty
    critical: bool
    n_blanks: int = 0
    tags: tuple[str, ...] = ()

    @property
    def version_id(self) -> UUID:
        """Another number, as in the bank."""
        return UUID(int=self.item_id.int + (1 << 64))


def blueprint() -> ExamBlueprint:
    """54 slots: 20 single choice, 10 multiple choice and 20 blanks by area, 4 essays."""
    sections = []
    for item_type, count, each in SECTIONS:
        draw = tuple(DrawCell(area, item_type, count) for area in AREAS)
        if not count:
            draw = tuple(DrawCell(area, item_type, 1) for area in AREAS[:4])
        made = Section(item_type, Decimal(0), item_type, points_each=Decimal(each), draw=draw)
        sections.append(Section(item_type, made.total, item_type, points_each=Decimal(each), draw=draw))
    total = sum((section.total for section in sections), Decimal(0))
    return ExamBlueprint("54", total, 90, tuple(sections), critical_at_least=4)


def bank(n_items: int, seed: int) -> tuple[list[BankItem], dict[UUID, Measure], Limits]:
    """Items of four types in five areas, with facilities and lengths by chance; groups of two or three alike."""
    chance = random.Random(seed)
    kinds = [item_type for item_type, *_rest in SECTIONS]
    items = [
        BankItem(
            UUID(int=number),
            kinds[number % 20 % 4] if number % 20 < 4 else kinds[number % 3],
            AREAS[number // 20 % 5],
            chance.choice(tuple(Difficulty)),
            chance.random() < 0.1,
            int(kinds[number % 20 % 4] == "fill_blank"),
        )
        for number in range(1, n_items + 1)
    ]
    middle = {Difficulty.EASY: 800, Difficulty.MEDIUM: 600, Difficulty.HARD: 400}
    measures = {
        item.item_id: Measure(
            item.difficulty,
            chance.randint(20, 220),
            max(50, min(980, round(chance.gauss(middle[item.difficulty], 90)))),
        )
        for item in items
    }
    groups = tuple(
        frozenset(item.item_id for item in chance.sample(items, chance.choice((2, 2, 3)))) for _ in range(N_GROUPS)
    )
    return items, measures, Limits(groups=groups)


def by_chance(found: ExamBlueprint, pool: Sequence[BankItem], n_forms: int, seed: int) -> list[Form]:
    """The baseline: each cell filled by chance, nothing else looked at."""
    chance = random.Random(seed)
    cells = [[item.item_id for item in pool if fits(cell, item)] for _n, _at, cell in found.cells()]
    counts = [cell.count for _n, _at, cell in found.cells()]
    return [
        frozenset(item_id for here, n in zip(cells, counts, strict=True) for item_id in chance.sample(here, n))
        for _form in range(n_forms)
    ]


Seconds = tuple[float, float]


def figures(name: str, forms: Sequence[Form], took: Seconds, measures: dict[UUID, Measure], limits: Limits) -> str:
    """One line of the table."""
    facility = [mean(measures[item_id].expected for item_id in form) / 10 for form in forms]
    chars = [sum(measures[item_id].n_chars for item_id in form) for form in forms]
    mixes = Counter(tuple(sum(measures[i].difficulty is d for i in form) for d in Difficulty) for form in forms)
    broken = sum(any(len(group & form) > 1 for group in limits.groups) for form in forms)
    used = Counter(item_id for form in forms for item_id in form)
    shared = max((len(one & other) for one, other in combinations(forms[:200], 2)), default=0)
    cells = (
        name,
        f"{len(forms):,}",
        f"{took[0]:.1f} s",
        f"{took[1]:.1f} s",
        f"{1000 * took[1] / len(forms):.1f} ms",
        broken,
        len(mixes),
        f"{min(facility):.1f}–{max(facility):.1f} %",
        f"{min(chars):,}–{max(chars):,}",
        max(used.values()),
        shared,
    )
    return f"| {' | '.join(map(str, cells))} |"


def check(found: ExamBlueprint, forms: Iterable[Form], pool: Sequence[BankItem], limits: Limits) -> None:
    """Every form fills every cell exactly and keeps the groups; a fast wrong form counts as nothing."""
    known = {item.item_id: item for item in pool}
    for form in forms:
        items = [known[item_id] for item_id in form]
        assert len(items) == found.n_items == 54
        assert all(sum(fits(cell, item) for item in items) == cell.count for _n, _at, cell in found.cells())
        assert sum(item.critical for item in items) >= found.critical_at_least
        assert all(len(group & form) <= 1 for group in limits.groups)


def timed(work: Callable[[], Made]) -> tuple[Made, Seconds]:
    """What comes of it, and the seconds by the clock and of this process's CPU."""
    started, cpu = perf_counter(), process_time()
    made = work()
    return made, (perf_counter() - started, process_time() - cpu)


def main() -> None:
    """Run all three and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--forms", type=int, default=1000)
    parser.add_argument("--items", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    found = blueprint()
    pool, measures, limits = bank(args.items, args.seed)
    plain, plain_took = timed(lambda: by_chance(found, pool, args.forms, args.seed))
    supply = Supply.of(found, pool, KINDS, limits)
    single, single_took = timed(lambda: [draw_within(supply, seed, SOLVER) for seed in range(10)])
    draw_parallel(supply, args.seed, 2, SOLVER, measures)  # the library is loaded before the clock starts
    made, took = timed(lambda: draw_parallel(supply, args.seed, args.forms, SOLVER, measures))
    forms = [frozenset(item.item_id for cell in each.drawn for item in cell) for each in made]
    singles = [frozenset(item.item_id for cell in each.drawn for item in cell) for each in single]
    check(found, (*forms, *singles), pool, limits)
    assert all(sum(pick.points for pick in each.picks) == found.total for each in made)
    print(f"{args.items:,} items, {len(limits.groups)} exclusive groups, seed {args.seed}, {SOLVER.name}\n")
    heads = ("draw", "forms", "all", "CPU", "CPU each", "break a group", "mixes of difficulty")
    print(f"| {' | '.join((*heads, 'mean facility', 'characters', 'most used', 'most shared'))} |")
    print("|" + "---|" * 11)
    print(figures("chance alone (baseline)", plain, plain_took, measures, limits))
    print(figures("one form, counted (uniform)", singles, single_took, measures, limits))
    print(figures("parallel set, solved", forms, took, measures, limits))


if __name__ == "__main__":
    main()
