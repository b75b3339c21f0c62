"""Parallel forms: equal figures, items used evenly, nothing shared where that is asked, what can't be in numbers."""

from collections import Counter
from collections.abc import Sequence
from itertools import combinations

import pytest

from certify.exams.domain import ExamBlueprint, NotFeasible
from certify.exams.domain.balancing import Measure, aims_of_form, aims_of_pool, figures_of
from certify.exams.domain.constrained import Assembly, Supply
from certify.exams.domain.limits import Items, Limits
from certify.exams.domain.parallel import draw_parallel
from certify.exams.solving import SOLVER
from question_bank.domain import Difficulty
from tests.unit.exams_samples import KINDS, Stub, blueprint, cell, stub

EASY, MEDIUM, HARD = Difficulty
FOUND = blueprint(cell(4), cell(3, area="M1"), cell(2, area="M2", difficulty=HARD))


def bank(n: int) -> list[Stub]:
    """So many items of each of three areas, their difficulties by turns; those of M2 are all hard."""
    return [
        stub(1000 * area + k, area_code=f"M{area}", difficulty=HARD if area == 2 else list(Difficulty)[k % 3])
        for area in range(3)
        for k in range(1, n + 1)
    ]


def measures(pool: Sequence[Stub]) -> dict[object, Measure]:
    return {item.item_id: Measure(item.difficulty, 20 + item.item_id.int * 7 % 30) for item in pool}


def draw(
    found: ExamBlueprint, pool: Sequence[Stub], n: int, limits: Limits | None = None, **more: object
) -> tuple[Assembly, ...]:
    supply = Supply.of(found, pool, KINDS, limits or Limits())
    return draw_parallel(supply, 11, n, SOLVER, measures(pool), **more)  # type: ignore[arg-type]


def items(assembly: Assembly) -> Items:
    return frozenset(item.item_id for group in assembly.drawn for item in group)


def mix(assembly: Assembly) -> Counter[Difficulty]:
    return Counter(item.difficulty for group in assembly.drawn for item in group)


def test_forms_that_share_nothing_are_equally_difficult() -> None:
    forms = draw(FOUND, bank(30), 6, most_shared=0)
    assert len({tuple(sorted(mix(form).items())) for form in forms}) == 1
    assert all(not items(one) & items(other) for one, other in combinations(forms, 2))
    assert all(len(form.picks) == 9 for form in forms)


def test_the_same_seed_makes_the_same_set() -> None:
    first, again = (draw(FOUND, pool, 4, most_shared=1) for pool in (bank(16), list(reversed(bank(16)))))
    assert [form.picks for form in first] == [form.picks for form in again]
    assert max(len(items(one) & items(other)) for one, other in combinations(first, 2)) <= 1


def test_lengths_are_near_each_other() -> None:
    pool = bank(24)
    known = measures(pool)
    forms = draw(FOUND, pool, 6, most_shared=0)
    sums = [sum(known[item_id].n_chars for item_id in items(form)) for form in forms]
    assert max(sums) - min(sums) <= 0.1 * max(sums)


def test_a_measured_facility_counts_more_than_the_author_s_guess() -> None:
    pool = [stub(n) for n in range(1, 21)]
    known = {item.item_id: Measure(MEDIUM, 30, 300 if item.item_id.int % 2 else 900) for item in pool}
    supply = Supply.of(blueprint(cell(4)), pool, KINDS, Limits())
    forms = draw_parallel(supply, 3, 5, SOLVER, known, most_shared=0)
    assert {sum(known[item_id].facility or 0 for item_id in items(form)) for form in forms} == {2400}


def test_items_are_used_evenly_where_forms_must_repeat() -> None:
    pool = bank(8)
    used = Counter(item_id for form in draw(FOUND, pool, 10) for item_id in items(form))
    for area in range(3):
        for difficulty in Difficulty:
            alike = [item for item in pool if (item.area_code, item.difficulty) == (f"M{area}", difficulty)]
            counts = [used[item.item_id] for item in alike]
            assert not counts or max(counts) - min(counts) <= 1


def test_all_at_once_where_one_after_the_other_may_fail() -> None:
    """Two areas' cells each need three of six; the critical items are just enough, if no form takes two."""
    pool = [stub(n, critical=n <= 3) for n in range(1, 7)]
    found = blueprint(cell(2), critical_at_least=1)
    forms = draw(found, pool, 3, most_shared=0)
    assert [sum(item.critical for group in form.drawn for item in group) for form in forms] == [1, 1, 1]


def test_too_many_forms_are_refused_with_the_number_that_there_could_be() -> None:
    with pytest.raises(NotFeasible) as error:
        draw(FOUND, bank(11), 3, most_shared=0)
    assert str(error.value.problems[0]) == "只够组 2 套，第 3 套组不出来"
    assert "和别的卷重复的题超过上限" in str(error.value.problems[1])


def test_exclusive_items_stay_apart_on_each_form() -> None:
    groups = tuple(frozenset({stub(n).item_id, stub(n + 1).item_id}) for n in range(1, 24, 2))
    for form in draw(FOUND, bank(24), 6, Limits(groups=groups), most_shared=0):
        assert all(len(group & items(form)) <= 1 for group in groups) and form.relaxed == ()


def test_a_large_bank_is_thinned_and_nothing_is_lost_by_it() -> None:
    pool = bank(240)
    forms = draw(FOUND, pool, 8, most_shared=0)
    assert forms[0].n_candidates < 200 and len({tuple(sorted(mix(form).items())) for form in forms}) == 1
    assert all(not items(one) & items(other) for one, other in combinations(forms, 2))


def test_more_forms_can_be_made_like_one_that_is_there() -> None:
    pool = bank(24)
    easy = {1: [item.item_id for item in pool if item.difficulty is EASY][:7]}
    hard_two = [item.item_id for item in pool if item.area_code == "M2"][:2]
    aims = aims_of_form({1: [*easy[1], *hard_two]}, measures(pool))  # type: ignore[arg-type]
    for form in draw(FOUND, pool, 2, aims=aims):
        assert mix(form) == {EASY: 7, HARD: 2}


def test_aims_are_whole_numbers_that_sum_to_the_items() -> None:
    pool = bank(10)
    aim = aims_of_pool(FOUND, pool, measures(pool))[1]  # type: ignore[arg-type]
    assert sum(aim.n_by_difficulty.values()) == 9 and aim.n_by_difficulty[HARD] >= 2


def test_figures_stand_side_by_side() -> None:
    pool = [stub(1, difficulty=EASY), stub(2, difficulty=HARD), stub(3, difficulty=HARD)]
    one, two = figures_of(
        [("A", {1: [stub(1).item_id, stub(2).item_id]}), ("B", {1: [stub(2).item_id, stub(3).item_id]})],
        measures(pool),  # type: ignore[arg-type]
    )
    assert (str(one.whole.mean_facility), str(two.whole.mean_facility)) == ("60.0", "40.0")
    assert one.shared == (None, 1) and two.sections[0].n_by_difficulty == {EASY: 0, MEDIUM: 0, HARD: 2}
