"""What is missing, and drawing a form: exact, decided by the seed, right whenever a solution exists (brute force)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certify.exams.domain import (
    DrawCell,
    ExamBlueprint,
    FixedItem,
    NotFeasible,
    PointsPer,
    Section,
    assemble,
    feasibility,
)
from certify.exams.domain.drawing import Chance, Drawing, fits
from foundation.score import points
from question_bank.domain import Difficulty
from tests.unit.exams_samples import KINDS, Stub, blueprint, cell, stub, theory


def bank(per_cell: int = 2) -> list[Stub]:
    """A bank that holds `per_cell` times what the theory blueprint asks for, blanks as in its cells."""
    items: list[Stub] = []
    for _number, _at, wanted in theory().cells():
        for _round in range(per_cell):
            blanks = wanted.blanks or 0
            for place in range(wanted.count):
                share = blanks // wanted.count + (place < blanks % wanted.count)
                critical = place == 0 and wanted.item_type == "single_choice"
                items.append(
                    stub(
                        len(items) + 1,
                        item_type=wanted.item_type,
                        area_code=wanted.area,
                        n_blanks=share,
                        critical=critical,
                    )
                )
    return items


def short(found: ExamBlueprint, pool: Sequence[Stub]) -> list[str]:
    return [str(problem) for problem in feasibility(found, pool, KINDS).problems]


def test_the_theory_blueprint_draws_a_form_of_one_hundred_points() -> None:
    picks = assemble(theory(), bank(), 7, KINDS)
    assert len(picks) == 49 and sum(pick.points for pick in picks) == 100
    assert len({pick.version_id for pick in picks}) == 49
    assert Counter(pick.section for pick in picks) == {1: 20, 2: 10, 3: 14, 4: 4, 5: 1}
    assert [pick.points for pick in picks if pick.section == 4] == [points(6), points(6), points(7), points(6)]


def test_the_seed_decides_and_nothing_else() -> None:
    pool = bank()
    first = assemble(theory(), pool, 7, KINDS)
    assert assemble(theory(), list(reversed(pool)), 7, KINDS) == first
    assert assemble(theory(), pool, 8, KINDS) != first


def test_a_second_form_without_repeats_when_the_bank_holds_twice_the_need() -> None:
    pool = bank()
    by_version = {item.version_id: item.item_id for item in pool}
    first = assemble(theory(), pool, 1, KINDS)
    used = frozenset(by_version[pick.version_id] for pick in first)
    second = assemble(theory(), pool, 1, KINDS, exclude=used)
    assert not used & {by_version[pick.version_id] for pick in second}
    with pytest.raises(NotFeasible):
        assemble(theory(), bank(1), 1, KINDS, exclude=used)


def test_a_short_cell_is_named() -> None:
    pool = [item for item in bank() if not (item.area_code == "M3" and item.item_type == "multiple_choice")]
    answer = feasibility(theory(), pool, KINDS)
    assert [(need.section, need.cell, need.need, need.have, need.short) for need in answer.cells if need.is_short] == [
        (2, 4, 2, 0, 2)
    ]
    problem = answer.problems[0]
    assert problem.params == {"area": "M3", "type": "多选题", "narrow": "", "n": 2}
    assert str(problem) == "题量不足：M3 多选题 还差 2 题" and problem.field == "cell-2-4"


def test_a_narrow_cell_names_its_difficulty_or_tag() -> None:
    hard = blueprint(cell(2, difficulty=Difficulty.HARD))
    assert short(hard, [stub(1), stub(2, difficulty=Difficulty.HARD)]) == ["题量不足：M0 单选题·难 还差 1 题"]
    tagged = blueprint(cell(1, tag="set-1"))
    assert short(tagged, [stub(1, tags=("set-2",))]) == ["题量不足：M0 单选题·set-1 还差 1 题"]


def test_overlapping_cells_share_and_the_wide_one_lacks() -> None:
    found = blueprint(cell(3), cell(2, difficulty=Difficulty.EASY))
    pool = [stub(n, difficulty=Difficulty.EASY) for n in (1, 2)] + [stub(3), stub(4)]
    answer = feasibility(found, pool, KINDS)
    assert [(need.have, need.short) for need in answer.cells] == [(4, 1), (2, 0)]
    assert feasibility(found, [*pool, stub(5)], KINDS).is_feasible


def test_tight_is_enough_once_but_not_twice() -> None:
    need = feasibility(blueprint(cell(2)), [stub(1), stub(2), stub(3)], KINDS)
    assert need.is_feasible and need.n_tight == 1
    assert feasibility(blueprint(cell(2)), [stub(n) for n in range(1, 5)], KINDS).n_tight == 0


def fills(*blanks: int) -> list[Stub]:
    return [stub(n, item_type="fill_blank", n_blanks=b) for n, b in enumerate(blanks, 1)]


def test_blanks_that_are_too_few_or_don_t_sum_are_told_apart() -> None:
    found = blueprint(cell(2, item_type="fill_blank", blanks=5))
    assert short(found, fills(1, 2, 2)) == ["空数不足：M0 填空题 2 题最多还差 1 空到 5 空"]
    assert short(found, fills(4, 4, 2)) == ["空数凑不出：M0 填空题 没有 2 题正好 5 空"]
    assert short(found, fills(1, 1, 1, 4)) == []


def test_greedy_would_fail_where_the_search_does_not() -> None:
    """The narrow cell needs the only item with three blanks, and the sums leave one way."""
    section = Section(
        title="填空",
        points=points(9),
        points_each=points(1),
        points_per=PointsPer.BLANK,
        draw=(
            cell(2, item_type="fill_blank", blanks=4),
            cell(2, item_type="fill_blank", blanks=5, difficulty=Difficulty.EASY),
        ),
    )
    found = ExamBlueprint(title="考", total=points(9), duration_minutes=5, sections=(section,))
    pool = [
        stub(1, item_type="fill_blank", n_blanks=3, difficulty=Difficulty.EASY),
        stub(2, item_type="fill_blank", n_blanks=2, difficulty=Difficulty.EASY),
        stub(3, item_type="fill_blank", n_blanks=2, difficulty=Difficulty.EASY),
        stub(4, item_type="fill_blank", n_blanks=2),
    ]
    for seed in range(20):
        picks = assemble(found, pool, seed, KINDS)
        assert sum(pick.points for pick in picks) == 9
        assert stub(1).version_id in {pick.version_id for pick in picks[2:]}


def test_cells_that_are_enough_alone_but_not_together() -> None:
    found = blueprint(
        cell(1, item_type="fill_blank", blanks=3, points_each=points(3)),
        cell(1, item_type="fill_blank", blanks=3, tag="a", points_each=points(3)),
    )
    pool = [
        stub(1, item_type="fill_blank", n_blanks=3, tags=("a",)),
        stub(2, item_type="fill_blank", n_blanks=2, tags=("a",)),
        stub(3, item_type="fill_blank", n_blanks=1),
    ]
    assert short(found, pool) == ["各格单独够，合在一起不够：M0 填空题 的 2 格抢同样的题（空数也要正好）"]


def test_critical_items_are_reached_or_the_shortage_is_named() -> None:
    found = blueprint(cell(3), cell(2, area="M1"), critical_at_least=3)
    pool = [stub(n, critical=n <= 2) for n in range(1, 9)]
    pool += [stub(n, area_code="M1", critical=n == 20) for n in range(20, 25)]
    critical = {item.version_id for item in pool if item.critical}
    for seed in range(10):
        picks = assemble(found, pool, seed, KINDS)
        assert len(critical & {pick.version_id for pick in picks}) == 3
    assert short(replace(found, critical_at_least=4), pool) == ["题量不足：关键题要 4 题，最多只能抽到 3 题"]


def test_fixed_items_stand_as_given_and_are_not_drawn_again() -> None:
    drawn = blueprint(cell(2), critical_at_least=1).sections[0]
    fixed = Section(title="固", points=points(5), fixed=(FixedItem(stub(1).version_id, points(5)),))
    found = ExamBlueprint(title="考", total=points(7), duration_minutes=5, sections=(fixed, drawn), critical_at_least=1)
    pool = [stub(1, critical=True), stub(2), stub(3)]
    picks = assemble(found, pool, 3, KINDS)
    assert picks[0].version_id == stub(1).version_id and picks[0].points == 5
    assert {pick.version_id for pick in picks[1:]} == {stub(2).version_id, stub(3).version_id}
    assert short(found, [stub(2), stub(3), stub(4)]) == ["第 1 大题第 1 题已经退役或有了新版本，换一题再组卷"]


def test_a_blueprint_that_is_not_ready_is_refused_with_its_own_problems() -> None:
    with pytest.raises(NotFeasible) as error:
        assemble(replace(blueprint(cell(1)), total=points(2)), [stub(1)], 1, KINDS)
    assert str(error.value.problems[0]) == "分值合计 1，应为 2：还差 1 分"


def test_each_selection_is_about_equally_likely() -> None:
    found = blueprint(cell(2))
    pool = [stub(n) for n in range(1, 5)]
    seen = Counter(frozenset(pick.version_id for pick in assemble(found, pool, seed, KINDS)) for seed in range(1200))
    assert len(seen) == 6 and all(150 <= n <= 250 for n in seen.values())


def test_chance_is_the_same_for_ever() -> None:
    chance = Chance(42)
    assert [chance.below(1000) for _ in range(5)] == [402, 647, 631, 229, 993]
    assert chance.below(1) == 0 and 0 <= chance.below(1 << 200) < 1 << 200


# --------------------------------------------------------------------------------------------- against brute force

DIFFICULTIES = st.sampled_from([Difficulty.EASY, Difficulty.HARD])
ITEMS: st.SearchStrategy[list[dict[str, Any]]] = st.lists(
    st.builds(
        dict,
        item_type=st.just("fill_blank"),
        area_code=st.sampled_from(["M0", "M0", "M1"]),
        difficulty=DIFFICULTIES,
        critical=st.booleans(),
        n_blanks=st.integers(1, 3),
        tags=st.sampled_from([(), ("a",), ("a", "b")]),
    ),
    max_size=8,
)
CELLS = st.lists(
    st.builds(
        lambda count, blanks, **fields: DrawCell(
            item_type="fill_blank", count=count, blanks=count + blanks if blanks is not None else None, **fields
        ),
        count=st.integers(1, 3),
        blanks=st.none() | st.integers(0, 3),
        area=st.sampled_from(["M0", "M0", "M1"]),
        difficulty=st.none() | DIFFICULTIES,
        tag=st.sampled_from([None, None, "a", "b"]),
    ),
    min_size=1,
    max_size=3,
)


def brute(cells: Sequence[DrawCell], pool: Sequence[Stub], critical: int) -> int:
    """How many selections fill the cells, by trying them all."""
    if not cells:
        return critical <= 0
    ways = 0
    for choice in combinations([item for item in pool if fits(cells[0], item)], cells[0].count):
        if cells[0].blanks is None or sum(item.n_blanks for item in choice) == cells[0].blanks:
            rest = [item for item in pool if item not in choice]
            ways += brute(cells[1:], rest, critical - sum(item.critical for item in choice))
    return ways


@settings(max_examples=300, deadline=None)
@given(cells=CELLS, items=ITEMS, critical=st.integers(0, 3), seed=st.integers(0, 1 << 40))
def test_the_search_agrees_with_brute_force(
    cells: list[DrawCell], items: list[dict[str, Any]], critical: int, seed: int
) -> None:
    pool = [stub(n, **fields) for n, fields in enumerate(items, 1)]
    drawing = Drawing(cells, pool, cap=critical)
    assert drawing.n_ways == brute(cells, pool, critical)
    found = blueprint(*cells, critical_at_least=critical)
    answer = feasibility(found, pool, KINDS)
    assert answer.is_feasible == (drawing.n_ways > 0)
    if drawing.n_ways:
        drawn = drawing.draw(seed)
        assert len({item.item_id for group in drawn for item in group}) == sum(wanted.count for wanted in cells)
        for wanted, group in zip(cells, drawn, strict=True):
            assert len(group) == wanted.count and all(fits(wanted, item) for item in group)
            assert wanted.blanks in (None, sum(item.n_blanks for item in group))
        assert sum(item.critical for group in drawn for item in group) >= critical
