"""Draws within limits: every form keeps every strict rule, the seed decides, brute force agrees on what can't be."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certify.exams.domain import (
    DrawCell,
    ExamBlueprint,
    FixedItem,
    NotFeasible,
    Section,
    blueprint_from_json,
    blueprint_hash,
    blueprint_to_json,
    validate_blueprint,
)
from certify.exams.domain.constrained import EXACT, Assembly, Supply, draw_within
from certify.exams.domain.constraints import Constraints, Exposure, Fallback, Overlap, Rule
from certify.exams.domain.drawing import fits
from certify.exams.domain.limits import Limits, Other, breaches
from certify.exams.domain.tasks import Drawn, Task
from certify.exams.solving import SOLVER
from foundation.score import points
from question_bank.domain import Difficulty
from tests.unit.exams_samples import KINDS, Stub, blueprint, cell, stub


def ids(*numbers: int) -> frozenset[UUID]:
    return frozenset(UUID(int=number) for number in numbers)


def draw(found: ExamBlueprint, pool: Sequence[Stub], limits: Limits, seed: int = 1) -> Assembly:
    return draw_within(Supply.of(found, pool, KINDS, limits), seed, SOLVER)


def numbers(assembly: Assembly) -> frozenset[int]:
    return frozenset(item.item_id.int for group in assembly.drawn for item in group)


def why(found: ExamBlueprint, pool: Sequence[Stub], limits: Limits) -> list[str]:
    with pytest.raises(NotFeasible) as error:
        draw(found, pool, limits)
    return [str(problem) for problem in error.value.problems]


# ---------------------------------------------------------------------------------------------- what the rules mean


def test_a_blueprint_without_constraints_is_stored_and_named_as_before() -> None:
    plain = blueprint(cell(1))
    assert "constraints" not in blueprint_to_json(plain)
    assert blueprint_hash(plain) == blueprint_hash(replace(plain, constraints=Constraints()))
    bound = replace(plain, constraints=Constraints(exposure=Exposure(percent=30), overlap=Overlap(items=5)))
    assert blueprint_hash(bound) != blueprint_hash(plain)
    assert blueprint_from_json(blueprint_to_json(bound)) == bound


@pytest.mark.parametrize(
    "constraints",
    [
        Constraints(exposure=Exposure()),
        Constraints(exposure=Exposure(percent=101)),
        Constraints(exposure=Exposure(forms=0)),
        Constraints(exposure=Exposure(percent=10, days=0)),
        Constraints(overlap=Overlap()),
        Constraints(overlap=Overlap(items=-1)),
        Constraints(overlap=Overlap(percent=101)),
    ],
)
def test_constraints_that_make_no_sense_are_named(constraints: Constraints) -> None:
    assert len(validate_blueprint(replace(blueprint(cell(1)), constraints=constraints), KINDS)) == 1


@pytest.mark.parametrize(
    ("exposure", "n_seen", "n_candidates", "n_forms", "over"),
    [
        (Exposure(percent=30), 30, 100, 9, False),
        (Exposure(percent=30), 31, 100, 0, True),
        (Exposure(percent=0), 0, 0, 0, False),
        (Exposure(forms=2), 0, 0, 1, False),
        (Exposure(forms=2), 0, 0, 2, True),
        (Exposure(percent=30, forms=2), 31, 100, 0, True),
    ],
)
def test_the_cap_is_more_than_the_share_or_as_many_forms(
    exposure: Exposure, n_seen: int, n_candidates: int, n_forms: int, over: bool
) -> None:
    assert exposure.is_over(n_seen, n_candidates, n_forms) is over


def test_the_smaller_of_number_and_share_may_be_common() -> None:
    assert [Overlap(items=5).most(54), Overlap(percent=10).most(54), Overlap(items=5, percent=5).most(54)] == [5, 5, 2]


# ------------------------------------------------------------------------------------------------- drawing by chance


def test_without_anything_that_binds_the_form_is_the_one_that_it_always_was() -> None:
    pool = [stub(n) for n in range(1, 9)]
    found = draw(blueprint(cell(3)), pool, Limits(groups=(ids(1, 99),)), seed=7)
    assert found.method == EXACT and found.n_tries == 1 and found.relaxed == ()
    assert found.picks == draw(blueprint(cell(3)), list(reversed(pool)), Limits(), seed=7).picks


def test_every_form_that_keeps_the_groups_is_about_equally_likely() -> None:
    pool, limits = [stub(n) for n in range(1, 6)], Limits(groups=(ids(1, 2), ids(3, 4)))
    seen = Counter(numbers(draw(blueprint(cell(2)), pool, limits, seed)) for seed in range(1600))
    assert len(seen) == 8 and all(150 <= n <= 250 for n in seen.values())


def test_where_chance_gives_up_the_solver_finds_the_one_form_there_is() -> None:
    """Fourteen pairs that exclude each other and one free item: one of each pair and the free one, 1 of 2¹⁴ · …"""
    pool = [stub(n) for n in range(1, 30)]
    limits = Limits(groups=tuple(ids(n, n + 1) for n in range(1, 29, 2)))
    found = draw(blueprint(cell(15)), pool, limits)
    assert found.method.startswith("ortools-cp-sat/") and not breaches((UUID(int=n) for n in numbers(found)), limits)
    assert 29 in numbers(found)
    again, other = draw(blueprint(cell(15)), pool, limits), draw(blueprint(cell(15)), pool, limits, seed=2)
    assert again.picks == found.picks and other.picks != found.picks


# ----------------------------------------------------------------------------------------- what can't be, in numbers


def test_the_rule_in_the_way_is_named_with_its_number() -> None:
    pool = [stub(n) for n in range(1, 6)]
    assert why(blueprint(cell(3)), pool, Limits(groups=(ids(1, 2, 3, 4, 5),))) == [
        "互斥的题不能同卷：最少也有 2 道会同卷"
    ]
    assert why(blueprint(cell(3)), pool, Limits(capped=ids(1, 2, 3, 4))) == [
        "达到曝光上限的题不能用：最少也要用 2 道",
        "题量不足：M0 单选题 还差 2 题",
    ]
    assert why(blueprint(cell(3)), pool, Limits(others=(Other(ids(1, 2, 3, 4), 1),))) == [
        "和别的卷重复的题超过上限：最少也要多出 1 题"
    ]


def test_two_rules_in_the_way_together_are_both_named() -> None:
    pool = [stub(n) for n in range(1, 5)]
    limits = Limits(groups=(ids(1, 2), ids(3, 4)), capped=ids(3, 4))
    assert why(blueprint(cell(3)), pool, limits)[:2] == [
        "达到曝光上限的题不能用：最少也要用 1 道",
        "互斥的题不能同卷：最少也有 1 道会同卷",
    ]


def test_a_bank_that_is_short_anyway_is_told_so_and_nothing_else() -> None:
    assert why(blueprint(cell(3)), [stub(1), stub(2)], Limits(groups=(ids(1, 2),))) == ["题量不足：M0 单选题 还差 1 题"]


def test_given_items_that_exclude_each_other_are_named() -> None:
    fixed = Section(title="固", points=points(2), fixed=tuple(FixedItem(stub(n).version_id, points(1)) for n in (1, 2)))
    found = ExamBlueprint(title="考", total=points(2), duration_minutes=5, sections=(fixed,))
    assert why(found, [stub(1), stub(2)], Limits(groups=(ids(1, 2),))) == ["固定题目里有 1 组互斥的题"]


def test_what_excludes_a_given_item_is_not_drawn_beside_it() -> None:
    fixed = Section(title="固", points=points(1), fixed=(FixedItem(stub(1).version_id, points(1)),))
    found = ExamBlueprint(
        title="考", total=points(2), duration_minutes=5, sections=(fixed, blueprint(cell(1)).sections[0])
    )
    for seed in range(20):
        assert numbers(draw(found, [stub(1), stub(2), stub(3)], Limits(groups=(ids(1, 2),)), seed)) == {3}


# ------------------------------------------------------------------------------------------------------ giving way


def test_rules_give_way_in_the_stated_order_and_by_the_least() -> None:
    pool = [stub(n) for n in range(1, 5)]
    limits = Limits(groups=(ids(1, 2),), capped=ids(3), others=(Other(ids(4), 0),), yielding=frozenset(Rule))
    two, three, four = (draw(blueprint(cell(n)), pool, limits) for n in (2, 3, 4))
    assert [(each.rule, each.n) for each in two.relaxed] == [(Rule.OVERLAP, 1)] and 4 in numbers(two)
    assert [(each.rule, each.n) for each in three.relaxed] == [(Rule.OVERLAP, 1), (Rule.EXPOSURE, 1)]
    assert [each.rule for each in four.relaxed] == [Rule.OVERLAP, Rule.EXPOSURE, Rule.EXCLUSIVE]
    assert draw(blueprint(cell(1)), pool, limits).relaxed == ()


def test_a_strict_rule_holds_while_another_gives_way() -> None:
    pool = [stub(n) for n in range(1, 5)]
    limits = Limits(groups=(ids(1, 2),), capped=ids(3, 4), yielding=frozenset({Rule.EXPOSURE}))
    found = draw(blueprint(cell(3)), pool, limits)
    assert len(numbers(found) & {1, 2}) == 1 and [(each.rule, each.n) for each in found.relaxed] == [(Rule.EXPOSURE, 2)]


# --------------------------------------------------------------------------------------------- against brute force

DIFFICULTIES = st.sampled_from([Difficulty.EASY, Difficulty.HARD])
POOLS: st.SearchStrategy[list[dict[str, Any]]] = st.lists(
    st.builds(
        dict,
        item_type=st.just("fill_blank"),
        area_code=st.sampled_from(["M0", "M0", "M1"]),
        difficulty=DIFFICULTIES,
        critical=st.booleans(),
        n_blanks=st.integers(1, 2),
    ),
    min_size=3,
    max_size=8,
)
CELLS = st.lists(
    st.builds(
        lambda count, blanks, **fields: DrawCell(
            item_type="fill_blank", count=count, blanks=None if blanks is None else count + blanks, **fields
        ),
        count=st.integers(1, 2),
        blanks=st.none() | st.integers(0, 2),
        area=st.sampled_from(["M0", "M0", "M1"]),
        difficulty=st.none() | DIFFICULTIES,
    ),
    min_size=1,
    max_size=3,
)
SETS = st.frozensets(st.integers(1, 8), min_size=1, max_size=4).map(lambda found: ids(*found))
LIMITS = st.builds(
    Limits,
    groups=st.lists(SETS, max_size=2).map(tuple),
    capped=SETS | st.just(frozenset()),
    others=st.lists(st.builds(Other, SETS, st.integers(0, 2)), max_size=2).map(tuple),
    yielding=st.frozensets(st.sampled_from(Rule)),
)


def every_form(cells: Sequence[DrawCell], pool: Sequence[Stub]) -> Iterator[tuple[Stub, ...]]:
    if not cells:
        yield ()
        return
    for choice in combinations([item for item in pool if fits(cells[0], item)], cells[0].count):
        if cells[0].blanks in (None, sum(item.n_blanks for item in choice)):
            rest = [item for item in pool if item not in choice]
            yield from ((*choice, *more) for more in every_form(cells[1:], rest))


def worst(items: Sequence[Stub], limits: Limits) -> tuple[int, int, int]:
    """What is broken, the rule that gives way last first: to be made as small as possible."""
    found = {each.rule: each.n for each in breaches((item.item_id for item in items), limits)}
    return found.get(Rule.EXCLUSIVE, 0), found.get(Rule.EXPOSURE, 0), found.get(Rule.OVERLAP, 0)


def held(items: Sequence[Stub], limits: Limits) -> bool:
    found = {each.rule for each in breaches((item.item_id for item in items), limits)}
    return found <= limits.yielding


@settings(max_examples=150, deadline=None)
@given(cells=CELLS, items=POOLS, limits=LIMITS, critical=st.integers(0, 2), seed=st.integers(0, 1 << 40))
def test_the_draw_agrees_with_brute_force(
    cells: list[DrawCell], items: list[dict[str, Any]], limits: Limits, critical: int, seed: int
) -> None:
    pool = [stub(n, **fields) for n, fields in enumerate(items, 1)]
    forms = [form for form in every_form(cells, pool) if sum(item.critical for item in form) >= critical]
    allowed = [form for form in forms if held(form, limits)]
    found = blueprint(*cells, critical_at_least=critical)
    if not allowed:
        assert why(found, pool, limits)
        return
    drawn = draw(found, pool, limits, seed)
    chosen = [item for item in pool if item.item_id.int in numbers(drawn)]
    assert len(drawn.picks) == sum(wanted.count for wanted in cells) == len(chosen)
    assert sum((pick.points for pick in drawn.picks), Decimal(0)) == found.total
    assert held(chosen, limits) and sum(item.critical for item in chosen) >= critical
    for wanted, group in zip(cells, drawn.drawn, strict=True):
        assert len(group) == wanted.count and all(fits(wanted, item) for item in group)
        assert wanted.blanks in (None, sum(item.n_blanks for item in group))
    assert worst(chosen, limits) == min(worst(form, limits) for form in allowed)
    assert drawn.relaxed == breaches((item.item_id for item in chosen), limits)
    assert draw(found, list(reversed(pool)), limits, seed).picks == drawn.picks


class Alone:
    """A solver that was never meant to be asked."""

    name = "nobody"

    def __call__(self, task: Task) -> Drawn | None:
        raise AssertionError(task)


def test_the_solver_is_not_asked_while_chance_finds_a_form() -> None:
    pool = [stub(n) for n in range(1, 40)]
    supply = Supply.of(blueprint(cell(3)), pool, KINDS, Limits(groups=(ids(1, 2, 3),), others=(Other(ids(4, 5), 1),)))
    assert draw_within(supply, 5, Alone()).method == EXACT


def test_only_what_is_preferred_gives_way() -> None:
    rules = Constraints(Fallback.PREFER, Exposure(percent=10), Overlap(items=1, fallback=Fallback.PREFER))
    assert rules.yielding == {Rule.EXCLUSIVE, Rule.OVERLAP} and Constraints().yielding == frozenset()
