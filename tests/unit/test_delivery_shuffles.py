"""Orders from the attempt's seed: stable, a permutation within each section, different between candidates."""

from hypothesis import given
from hypothesis import strategies as st

from certify.delivery.domain import SectionSlots, option_order, slot_order

SECTIONS = (
    SectionSlots(1, (1, 2, 3, 4, 5), is_shuffled=True),
    SectionSlots(2, (6, 7)),
    SectionSlots(3, (8, 9, 10), True),
)


@given(st.integers(0, 2**63 - 1))
def test_slots_stay_in_their_section_and_none_is_lost(seed):
    order = slot_order(SECTIONS, seed)
    assert sorted(order[:5]) == [1, 2, 3, 4, 5]
    assert order[5:7] == (6, 7)
    assert sorted(order[7:]) == [8, 9, 10]


@given(st.integers(0, 2**63 - 1))
def test_the_same_seed_gives_the_same_order(seed):
    assert slot_order(SECTIONS, seed) == slot_order(SECTIONS, seed)


def test_candidates_see_different_orders():
    assert len({slot_order(SECTIONS, seed) for seed in range(50)}) > 30


def test_an_order_once_given_never_changes():
    """Stored attempts rely on it: the numbers stand for ever."""
    assert slot_order(SECTIONS, 20261122) == (5, 4, 3, 2, 1, 6, 7, 9, 8, 10)
    assert option_order("ABCD", 20261122, 1) == ("C", "A", "D", "B")
