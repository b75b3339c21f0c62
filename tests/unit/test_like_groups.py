"""Groups of alike items: every pair in exactly one, no chain swallows the bank, a template is one line."""

import random
from itertools import combinations, pairwise
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from question_bank.domain.like_groups import LikeGroup, PairLine, group_pairs


def line(one: int, other: int, percent: int = 80) -> PairLine:
    """A pair by numbers; 100 percent: the same."""
    low, high = sorted((one, other))
    return PairLine(UUID(int=low), UUID(int=high), same=percent == 100, percent=percent)


def numbers(group: LikeGroup) -> set[int]:
    """The members of a group by number."""
    return {each.int for each in group.members}


def test_a_chain_is_cut_where_likeness_ends() -> None:
    groups = group_pairs(line(*two) for two in pairwise(range(5)))
    assert [(group.head.int, numbers(group)) for group in groups] == [(1, {0, 1, 2}), (3, {2, 3, 4})]
    long = group_pairs(line(*two) for two in pairwise(range(1000)))
    assert max(len(group.members) for group in long) == 3 and sum(len(group.pairs) for group in long) == 999


def test_a_template_that_drifts_is_cut_too() -> None:
    drifting = [line(one, one + step) for one in range(1000) for step in (1, 2, 3, 4)]
    groups = group_pairs(drifting)
    assert max(max(numbers(group)) - min(numbers(group)) for group in groups) <= 16
    assert sum(len(group.pairs) for group in groups) == len(drifting)


def test_one_template_is_one_group_though_not_every_pair_was_found() -> None:
    dice = random.Random(7)
    every = [line(one, other, dice.randint(72, 98)) for one, other in combinations(range(300), 2)]
    (group,) = group_pairs(each for each in every if dice.random() < 0.2)
    assert len(group.members) == 300 and group.worst == 72 and group.best == 98


def test_what_is_the_same_is_one_along_any_chain() -> None:
    same = [line(*two, 100) for two in pairwise(range(6))]
    (group,) = group_pairs([*same, line(3, 9, 75)])
    assert numbers(group) == {0, 1, 2, 3, 4, 5, 9} and group.head.int == 0 and group.worst == 75
    (alone,) = group_pairs(same)
    assert len(alone.pairs) == 5 and alone.worst == 100


def test_two_further_off_need_three_vouchers() -> None:
    star = [line(0, each) for each in (1, 2, 3, 4)]
    assert all(9 not in numbers(each) for each in group_pairs([*star, line(1, 9), line(2, 9)])[:1])
    (group,) = group_pairs([*star, line(1, 9), line(2, 9), line(3, 9)])
    assert 9 in numbers(group)


def test_the_strongest_come_first_and_nothing_said_of_them_counts_as_least() -> None:
    said = PairLine(UUID(int=1), UUID(int=2))
    groups = group_pairs([said, line(3, 4, 71), line(5, 6, 100), line(7, 8, 100), line(8, 9, 100)])
    assert [numbers(each) for each in groups] == [{7, 8, 9}, {5, 6}, {3, 4}, {1, 2}]
    assert groups[-1].worst is None and group_pairs([]) == ()


PAIRS = st.lists(
    st.builds(line, st.integers(0, 30), st.integers(31, 60), st.one_of(st.just(100), st.integers(70, 99)))
    | st.builds(lambda low, step: line(low, low + step, 85), st.integers(0, 40), st.integers(1, 9)),
    max_size=150,
    unique_by=lambda each: each.pair,
)


@given(PAIRS, st.randoms())
def test_every_pair_stands_in_exactly_one_group(pairs: list[PairLine], dice: random.Random) -> None:
    groups = group_pairs(pairs)
    told = [each for group in groups for each in group.pairs]
    assert sorted(told, key=lambda each: each.pair) == sorted(pairs, key=lambda each: each.pair)
    for group in groups:
        assert group.head in group.members and all({*each.pair} <= group.members for each in group.pairs)
    assert len({group.head for group in groups}) == len(groups)
    shuffled = list(pairs)
    dice.shuffle(shuffled)
    assert group_pairs(shuffled) == groups
