"""Save events: numbers, digests and limits (rules 5, 6, 8, 16), and requests that are partly or wholly unreadable."""

import json

import msgspec
import pytest

from certify.delivery.domain import (
    Batch,
    BatchTooLarge,
    BatchUnreadable,
    EventKind,
    HandIn,
    OpenPage,
    SaveEvent,
    TakeOver,
    decode,
    digest,
    stored_value,
)
from certify.delivery.domain.wire import MAX_BODY_BYTES, MAX_EVENTS
from tests.unit.delivery_samples import answer

GOOD = {
    "epoch": 1,
    "sequence": 1,
    "slot": 3,
    "kind": "answer",
    "value": ["A", "C"],
    "client_time": "2026-11-22T09:00:00Z",
}


def body(*events: object, **fields: object) -> bytes:
    return json.dumps({"client_id": "tab-aaaa-1", "events": list(events), **fields}).encode()


def test_rule_5_an_event_has_epoch_sequence_slot_kind_value_and_claimed_time():
    (event,) = decode(body(GOOD), Batch).events
    assert event == SaveEvent(1, 1, 3, EventKind.ANSWER, ["A", "C"], "2026-11-22T09:00:00Z")
    assert event.number == (1, 1)


def test_rule_8_epoch_and_sequence_travel_in_the_body():
    request = decode(body(GOOD, epoch=1, highest_sequence=1), HandIn)
    assert (request.epoch, request.batch.events[0].number) == (1, (1, 1))


@pytest.mark.parametrize("kind", ["answer", "clear", "flag", "leave_section"])
def test_rule_5_the_four_kinds(kind):
    assert decode(body({**GOOD, "kind": kind}), Batch).events[0].kind == kind


@pytest.mark.parametrize(
    "broken",
    [
        {"sequence": 0},
        {"sequence": "2"},
        {"sequence": 1.5},
        {"sequence": None},
        {"epoch": 0},
        {"epoch": True},
        {"slot": -1},
        {"slot": "3"},
        {"kind": "mark"},
        {"client_time": "x" * 41},
        {"client_time": 5},
    ],
)
def test_rule_16_one_unreadable_event_does_not_cost_the_others(broken):
    batch = decode(body({**GOOD, "sequence": 1}, {**GOOD, "sequence": 2, **broken}, {**GOOD, "sequence": 3}), Batch)
    assert [event.sequence for event in batch.events] == [1, 3]
    assert len(batch.unreadable) == 1


def test_rule_16_an_unreadable_event_is_named_by_its_numbers_as_far_as_they_can_be_read():
    batch = decode(body({**GOOD, "sequence": 2, "kind": "no such kind"}, "not even an object"), Batch)
    assert batch.unreadable == ((1, 2), (0, 0))


def test_rule_16_half_an_emoji_does_not_cost_the_answer_around_it():
    half = body({**GOOD, "value": "ok HALF ok"}).replace(b"HALF", b"\\ud83d")
    batch = decode(half, Batch)
    assert [event.value for event in batch.events] == ["ok \N{REPLACEMENT CHARACTER} ok"]
    assert digest(batch.events[0]) == digest(decode(half, Batch).events[0])


@pytest.mark.parametrize(
    "nonsense",
    [b"", b"[]", b"null", b"{", b"\xff\xfe", b'{"client_id":"tab-aaaa-1","events":3}', b'{"events":[]}', b"[" * 50_000],
)
def test_a_body_that_is_no_batch_is_refused_as_a_whole(nonsense):
    with pytest.raises(BatchUnreadable):
        decode(nonsense, Batch)


@pytest.mark.parametrize("client_id", ["", "short", "x" * 65, "with space!", None, 12345678])
def test_rule_3_a_client_id_is_8_to_64_plain_characters(client_id):
    with pytest.raises(BatchUnreadable):
        decode(body(GOOD, client_id=client_id), Batch)


@pytest.mark.parametrize(("n_events", "fits"), [(0, True), (1, True), (MAX_EVENTS, True), (MAX_EVENTS + 1, False)])
def test_a_batch_has_at_most_100_events(n_events, fits):
    request = body(*({**GOOD, "sequence": n} for n in range(1, n_events + 1)))
    if fits:
        assert len(decode(request, Batch).events) == n_events
    else:
        with pytest.raises(BatchTooLarge):
            decode(request, Batch)


def test_a_body_over_the_limit_is_not_even_read():
    with pytest.raises(BatchTooLarge):
        decode(b" " * (MAX_BODY_BYTES + 1), Batch)


def test_requests_of_opening_and_taking_over():
    assert decode(b'{"client_id":"tab-aaaa-1"}', OpenPage).client_id == "tab-aaaa-1"
    assert decode(b'{"client_id":"tab-bbbb-2","epoch":1}', TakeOver) == TakeOver("tab-bbbb-2", 1)
    with pytest.raises(BatchUnreadable):
        decode(b'{"client_id":"tab-bbbb-2"}', TakeOver)


def test_rule_6_the_digest_is_of_the_event_and_not_of_its_spelling():
    spelled = b'{"value":["A",\n "C"], "kind":"answer","slot":3,'
    spelled += b'"client_time":"2026-11-22T09:00:00\\u005a","sequence":1,"epoch":1}'
    assert digest(msgspec.json.decode(spelled, type=SaveEvent)) == digest(decode(body(GOOD), Batch).events[0])


@pytest.mark.parametrize(
    "change",
    [
        {"epoch": 2},
        {"sequence": 2},
        {"slot": 4},
        {"kind": "flag"},
        {"value": ["A"]},
        {"value": "A"},
        {"value": None},
        {"client_time": "2026-11-22T09:00:01Z"},
        {"client_time": None},
    ],
)
def test_rule_6_every_field_is_part_of_the_digest(change):
    assert digest(decode(body({**GOOD, **change}), Batch).events[0]) != digest(decode(body(GOOD), Batch).events[0])


def test_the_ledger_keeps_the_value_as_canonical_json():
    assert stored_value(answer(1, value={"b": "中", "a": [1, None]})) == '{"a":[1,null],"b":"中"}'
