"""Error similarity: independent papers are left alone, copied ones are found, the arithmetic is exact."""

import random
from itertools import product
from math import isclose, prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certify.results.domain.likeness import CHANCE_AT_MOST, FEWEST_PAPERS, WrongAnswers, at_least, find_alike

ITEMS = range(60)


def independent(n: int, seed: int, wrong: float = 0.35) -> list[dict[int, str]]:
    """Papers whose wrong answers prefer one distractor (weights 5:3:2) but know nothing of each other."""
    dice = random.Random(seed)
    return [{item: dice.choices("BCD", (5, 3, 2))[0] for item in ITEMS if dice.random() < wrong} for _paper in range(n)]


@pytest.mark.parametrize("seed", range(5))
def test_independent_papers_are_not_alike(seed: int) -> None:
    assert find_alike(independent(60, seed)) == ()


@pytest.mark.parametrize("seed", range(5))
def test_a_copied_paper_is_found_and_nobody_else(seed: int) -> None:
    papers = independent(60, seed)
    dice = random.Random(seed)
    papers[7] = {item: answer for item, answer in papers[3].items() if dice.random() < 0.95}
    (pair,) = find_alike(papers)
    assert (pair.first, pair.second) == (3, 7)
    assert pair.chance <= CHANCE_AT_MOST and set(pair.same) == set(papers[7])


def test_errors_that_everybody_makes_prove_nothing() -> None:
    papers: list[WrongAnswers] = [dict.fromkeys(range(12), "B") for _n in range(40)]
    assert find_alike(papers) == ()


def test_the_same_right_answers_prove_nothing() -> None:
    assert find_alike([{} for _n in range(40)]) == ()


def test_few_papers_allow_no_conclusion() -> None:
    papers = independent(FEWEST_PAPERS - 1, 1)
    papers[1] = dict(papers[0])
    assert find_alike(papers) == ()


@given(st.lists(st.floats(0, 1), max_size=8), st.integers(1, 8))
def test_at_least_is_the_sum_over_all_outcomes(odds: list[float], successes: int) -> None:
    outcomes = product((0, 1), repeat=len(odds))
    expected = sum(
        prod(p if hit else 1 - p for p, hit in zip(odds, hits, strict=True))
        for hits in outcomes
        if sum(hits) >= successes
    )
    assert isclose(at_least(successes, odds), expected, abs_tol=1e-9)


@pytest.mark.parametrize("seed", range(10))
def test_the_order_of_papers_and_items_does_not_matter(seed: int) -> None:
    dice = random.Random(seed)
    papers = independent(25, 3)
    papers[9] = dict(papers[2])
    places = list(range(len(papers)))
    dice.shuffle(places)
    shuffled = [dict(sorted(papers[place].items(), key=lambda _pair: dice.random())) for place in places]
    pairs = {frozenset((places[pair.first], places[pair.second])) for pair in find_alike(shuffled)}
    assert pairs == {frozenset((pair.first, pair.second)) for pair in find_alike(papers)}
