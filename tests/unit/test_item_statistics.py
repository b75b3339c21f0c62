"""Item statistics: sums add up, stay in their bounds, and say what a plain computation over all answers says."""

from decimal import Decimal
from math import isclose, sqrt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.domain.statistics import (
    FEWEST,
    SCALE,
    ItemFlag,
    ItemMeasure,
    ItemSums,
    answer_sums,
    band_of,
    bands_between,
    guess_of,
    item_rest_correlation,
    measure,
    share_of,
    total,
)
from question_bank.domain.tallies import Place

Answer = tuple[Decimal, Decimal, Decimal, Decimal, bool]
HALVES = st.integers(0, 8).map(lambda n: Decimal(n) / 2)


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    maximum, rest_maximum = draw(HALVES) + 1, draw(HALVES) + 1
    points = draw(st.integers(0, int(maximum * 2)).map(lambda n: Decimal(n) / 2))
    rest = draw(st.integers(0, int(rest_maximum * 2)).map(lambda n: Decimal(n) / 2))
    return points, maximum, rest, rest_maximum, draw(st.booleans())


def sums_of(sitting: list[Answer]) -> ItemSums:
    return total(answer_sums(*each[:4], omitted=each[4]) for each in sitting)


def dichotomous(pairs: list[tuple[int, int]]) -> ItemSums:
    """Right or wrong, and how many of ten others were right."""
    return sums_of([(Decimal(x), Decimal(1), Decimal(y), Decimal(10), False) for x, y in pairs])


SITTINGS = st.lists(st.lists(answers(), max_size=12), min_size=1, max_size=4)


@given(st.lists(answers(), max_size=20), st.lists(answers(), max_size=20))
def test_sums_add_up_in_any_order(one: list[Answer], other: list[Answer]) -> None:
    assert sums_of(one) + sums_of(other) == sums_of([*other, *one]) == sums_of([*one, *other])
    assert ItemSums() + sums_of(one) == sums_of(one)


@given(SITTINGS)
def test_what_the_sums_say_is_what_all_answers_say(sittings: list[list[Answer]]) -> None:
    found = measure([sums_of(each) for each in sittings])
    flat = [each for sitting in sittings for each in sitting]
    if len(flat) < FEWEST:
        assert found is None
        return
    assert found is not None and found.n == len(flat)
    table = pd.DataFrame(
        [
            (at, float(x / xm), float(y / ym), omitted)
            for at, sitting in enumerate(sittings)
            for x, xm, y, ym, omitted in sitting
        ],
        columns=["sitting", "x", "y", "omitted"],
    )
    assert isclose(found.facility, table.x.mean(), abs_tol=1e-5)
    assert isclose(found.standard_error, table.x.sem(), abs_tol=1e-5)
    assert isclose(found.omit_rate, table.omitted.mean())
    centred = table[["x", "y"]] - table.groupby("sitting")[["x", "y"]].transform("mean")
    spread = (centred.x**2).sum() * (centred.y**2).sum()
    if found.item_rest is not None and spread > 1e-9:
        assert isclose(found.item_rest, (centred.x * centred.y).sum() / sqrt(spread), abs_tol=1e-3)


@given(SITTINGS)
def test_every_figure_stays_in_its_bounds(sittings: list[list[Answer]]) -> None:
    found = measure([sums_of(each) for each in sittings])
    if found is not None:
        assert 0 <= found.low <= found.facility <= found.high <= 1
        assert 0 <= found.omit_rate <= 1 and 0 <= found.standard_error <= 0.6
        assert found.item_rest is None or -1 <= found.item_rest <= 1
        assert len(set(found.flags)) == len(found.flags)


@given(SITTINGS, st.randoms(use_true_random=False))
def test_the_order_of_sittings_changes_nothing(sittings: list[list[Answer]], dice: object) -> None:
    sums = [sums_of(each) for each in sittings]
    shuffled = list(sums)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]  # a Random
    assert measure(sums) == measure(shuffled)


def test_within_one_sitting_it_is_pearson_of_item_and_rest() -> None:
    pairs = [(1, 9), (1, 7), (0, 4), (1, 8), (0, 5), (0, 6), (1, 6), (1, 10), (0, 2), (1, 5), (0, 7)]
    found = measure([dichotomous(pairs)])
    table = pd.DataFrame(pairs, columns=["x", "y"])
    assert found is not None and found.item_rest == pytest.approx(table.x.corr(table.y), abs=1e-6)
    assert found.facility == pytest.approx(6 / 11) and found.flags == ()


def test_a_strong_sitting_beside_a_weak_one_makes_no_correlation() -> None:
    """Within each sitting nothing goes with the rest; over both together everything would."""
    strong, weak = [(1, 9), (1, 9), (1, 8), (0, 9), (0, 8), (0, 9)], [(0, 1), (0, 2), (1, 1), (1, 1), (1, 2), (0, 1)]
    strong = [*strong, (1, 9), (1, 8)]
    together = measure([dichotomous([*strong, *weak])])
    pooled = measure([dichotomous(strong), dichotomous(weak)])
    assert together is not None and pooled is not None and together.item_rest and pooled.item_rest is not None
    assert abs(pooled.item_rest) < 0.1 < together.item_rest


def test_the_item_is_not_in_its_own_rest() -> None:
    """Of answers by chance a total with the item in it would say that the item is good."""
    pairs = [(x, y) for x in (0, 1) for y in range(11)]
    assert item_rest_correlation([dichotomous(pairs)]) == pytest.approx(0, abs=1e-9)


def test_who_scores_alike_has_no_correlation() -> None:
    assert item_rest_correlation([dichotomous([(1, 3), (1, 5)])]) is None
    assert item_rest_correlation([dichotomous([(1, 3), (0, 3)])]) is None
    assert item_rest_correlation([]) is None


def test_the_interval_has_a_width_where_all_were_right() -> None:
    found = measure([dichotomous([(1, n % 10) for n in range(20)])])
    assert found is not None and found.high == 1 and 0.8 < found.low < 0.9 and found.standard_error == 0
    assert found.flags == (ItemFlag.TOO_EASY,)


@pytest.mark.parametrize(
    ("changed", "flags"),
    [
        ({}, ()),
        ({"facility": 0.951}, (ItemFlag.TOO_EASY,)),
        ({"facility": 0.95}, ()),
        ({"facility": 0.2, "guess": 0.0}, ()),
        ({"facility": 0.19}, (ItemFlag.TOO_HARD,)),
        ({"facility": 0.3, "guess": 1 / 3}, (ItemFlag.TOO_HARD,)),
        ({"item_rest": 0.1}, ()),
        ({"item_rest": 0.09}, (ItemFlag.CHECK_KEY,)),
        ({"item_rest": -0.4, "facility": 0.1}, (ItemFlag.CHECK_KEY, ItemFlag.TOO_HARD)),
        ({"item_rest": None}, ()),
        ({"omit_rate": 0.11}, (ItemFlag.OMITTED,)),
    ],
)
def test_flags(changed: dict[str, float], flags: tuple[ItemFlag, ...]) -> None:
    fields: dict[str, float | None] = {"facility": 0.6, "item_rest": 0.3, "omit_rate": 0.0, "guess": 0.25}
    known = {"n": 40, "standard_error": 0.1, "low": 0.4, "high": 0.8}
    assert ItemMeasure(**(known | fields | changed)).flags == flags  # type: ignore[arg-type]  # told by name


def test_guessing() -> None:
    four = {name: name for name in "ABCD"}
    assert guess_of([Place(offered=four, right=frozenset("A"))]) == 0.25
    assert guess_of([Place(offered=four, right=frozenset("AB"))]) == 0
    assert guess_of([Place()]) == guess_of([]) == guess_of([Place(offered=four, right=frozenset("A"))] * 2) == 0


def test_shares_are_millionths() -> None:
    assert share_of(Decimal("0.5"), Decimal("1.5")) == 333_333 and share_of(Decimal(2), Decimal(2)) == SCALE
    assert share_of(Decimal(0), Decimal(0)) == 0


@given(st.integers(0, 1000), st.integers(0, 1000), st.integers(0, 1000))
def test_bands_hold_everything_between(low: int, high: int, value: int) -> None:
    if low <= value <= high:
        assert band_of(value) in bands_between(low, high)
        assert band_of(2 * value - 1000, -1000) in bands_between(2 * low - 1000, 2 * high - 1000, -1000)
    assert band_of(value) in bands_between(None, None)


@pytest.mark.parametrize(
    ("n", "item_rest", "is_told"),
    [(12, -0.99, True), (12, -0.4, False), (12, 0.05, False), (30, 0.05, True), (30, 0.1, False)],
)
def test_few_answers_raise_no_doubt_about_a_key_unless_they_are_clear(n: int, item_rest: float, is_told: bool) -> None:
    measure = ItemMeasure(n, 0.5, 0.1, 0.3, 0.7, item_rest, 0.0)
    assert (ItemFlag.CHECK_KEY in measure.flags) is is_told
