"""Rules 7, 10, 18 and 30: whatever the network does to batches, the current responses are the same, nothing is lost."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certify.delivery.domain import (
    Batch,
    CurrentResponse,
    OutcomeKind,
    SaveEvent,
    current_responses,
    is_blank,
    tally,
    upserts,
)
from tests.unit.delivery_samples import (
    START,
    TAB,
    MemoryLedger,
    a_paper,
    an_attempt,
    answer,
    clear,
    flag,
    judge,
)

SAVED = OutcomeKind.SAVED


def replay(*events: SaveEvent) -> dict[int, CurrentResponse]:
    return current_responses((event, SAVED) for event in events)


@st.composite
def typed_events(draw: st.DrawFn, first: int = 1, epoch: int = 1) -> list[SaveEvent]:
    """What one candidate types: answers, clears and flags on a few slots, numbered without gaps."""
    steps = draw(
        st.lists(st.tuples(st.sampled_from("acf"), st.integers(1, 4), st.sampled_from(["A", "B", "bad"])), max_size=12)
    )
    events = []
    for sequence, (kind, slot, value) in enumerate(steps, first):
        make = {"a": lambda n, s, v: answer(n, s, v, epoch), "c": lambda n, s, v: clear(n, s, epoch)}.get(kind)
        events.append(make(sequence, slot, value) if make else flag(sequence, slot, value == "A", epoch))
    return events


@st.composite
def deliveries(draw: st.DrawFn) -> tuple[list[SaveEvent], list[list[SaveEvent]]]:
    """The events, and batches in which each arrives at least once: reordered, cut anywhere, repeated."""
    events = draw(typed_events())
    repeated = draw(st.lists(st.sampled_from(events), max_size=12)) if events else []
    order = draw(st.permutations(events + repeated))
    cuts = sorted(draw(st.lists(st.integers(0, len(order)), max_size=4)))
    bounds = [0, *cuts, len(order)]
    return events, [list(order[a:b]) for a, b in pairwise(bounds)]


def test_rule_7_the_largest_number_wins():
    current = replay(answer(1, value="A"), answer(3, value="C"), answer(2, value="B"))
    assert current == {1: CurrentResponse(1, "C", (1, 3))}


def test_rule_7_a_later_epoch_wins_over_any_sequence_of_an_earlier_one():
    assert replay(answer(900, value="A"), answer(1, value="B", epoch=2))[1].value == "B"


def test_rule_7_clear_is_an_answer_and_a_flag_is_not():
    current = replay(answer(1), clear(2), flag(3), answer(4, slot=2), flag(5, slot=2), flag(6, slot=2, value=False))
    assert current[1] == CurrentResponse(1, None, (1, 2), True, (1, 3))
    assert current[2] == CurrentResponse(2, "A", (1, 4), False, (1, 6))


@pytest.mark.parametrize(("kind", "counts"), [(k, k in {"saved", "stale", "malformed"}) for k in OutcomeKind])
def test_rule_7_only_counted_events_become_current(kind, counts):
    assert bool(current_responses([(answer(1), kind)])) is counts


def test_rule_10_the_rows_of_a_batch_touch_only_what_the_batch_touches():
    rows = upserts(judge(an_attempt(), answer(1, slot=2), flag(2, slot=3), answer(3, slot=99)))
    assert rows == {2: CurrentResponse(2, "A", (1, 1)), 3: CurrentResponse(3, None, (0, 0), True, (1, 2))}


@given(deliveries())
def test_rule_7_any_order_repetition_and_cutting_gives_the_same_current_responses(delivery):
    events, batches = delivery
    server = MemoryLedger(an_attempt(), a_paper())
    for minute, batch in enumerate(batches):
        server.save(Batch(TAB, tuple(batch)), START + timedelta(minutes=minute))
    expected = current_responses((event, SAVED) for event in events)
    assert server.responses == server.replayed() == expected


@given(deliveries())
def test_rule_18_what_was_acknowledged_is_in_the_ledger_and_counted(delivery):
    _, batches = delivery
    server = MemoryLedger(an_attempt(), a_paper())
    for batch in batches:
        for outcome in server.save(Batch(TAB, tuple(batch)), START):
            assert outcome.is_acknowledged
            kept, first = server.events[outcome.number]
            assert kept == outcome.event and first.is_counted


@given(deliveries(), deliveries(), st.lists(st.booleans(), max_size=12))
def test_rule_30_two_writers_with_the_same_numbers_never_break_the_ledger(one, two, turns):
    """Cloned tabs: forks are possible and nothing is replaced; the table always equals the ledger replayed."""
    server = MemoryLedger(an_attempt(), a_paper())
    queues = [list(one[1]), [[answer(e.sequence, e.slot, "other") for e in batch] for batch in two[1]]]
    for turn in turns:
        if queues[turn]:
            before = dict(server.events)
            server.save(Batch(TAB, tuple(queues[turn].pop(0))), START)
            assert before.items() <= server.events.items()
            assert server.responses == server.replayed()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, True),
        ("", True),
        (" \n", True),
        ([], True),
        (["", " "], True),
        (["", "x"], False),
        ("A", False),
        (False, False),
    ],
)
def test_what_counts_as_blank(value, expected):
    assert is_blank(value) is expected


def test_check_page_and_receipt_count_what_the_server_holds():
    counts = tally(
        range(1, 6), replay(answer(1), answer(2, slot=2), clear(3, slot=2), flag(4, slot=3), answer(5, 4, ["", "x"]))
    )
    assert (counts.answered, counts.unanswered, counts.flagged) == ((1, 4), (2, 3, 5), (3,))
