"""Rule 28 told in services: a file is made while the network is away, handed in, looked at and loaded, in any order
with what came over the wire.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from certify.delivery import queries
from certify.delivery import services as delivery
from certify.delivery.domain.emergency import EmergencyFileRefused, FileForged, UnknownAttempt
from certify.delivery.models import EmergencyFileRow, IncidentRow, ResponseEventRow
from foundation.audit import AuditEvent
from foundation.db import db
from foundation.errors import NotFound
from tests.emergency_files import RING, event, make
from tests.exam_hall import Candidate, open_hall
from tests.factories import House
from tests.ledger import replay_holds

MINUTE = timedelta(minutes=1)


@pytest.fixture
def ada(house: House, now: datetime) -> Candidate:
    """One answer is saved; then the network goes."""
    candidate = Candidate.start(house.ada, open_hall(house, now), now)
    assert candidate.answer(now + MINUTE, 1, "A") == "saved"
    return candidate


def unsent() -> list[dict[str, Any]]:
    return [event(2, 1, "B"), event(3, 2, "C")]


def load(house: House, raw: bytes, now: datetime) -> dict[str, int]:
    file_id = delivery.hand_in_file(house.invigilator, raw, RING, now=now)
    return delivery.load_emergency_file(house.invigilator, file_id, RING, now=now)


def held(candidate: Candidate) -> dict[int, Any]:
    return {slot: found.value for slot, found in queries.responses_of(candidate.attempt_id).items()}


def test_rule_28_in_time_it_counts_like_any_save_and_twice_is_once(house: House, ada: Candidate, now: datetime) -> None:
    raw = make(ada.attempt_id, unsent())
    at = now + 10 * MINUTE
    assert load(house, raw, at) == {"saved": 2}
    assert held(ada) == {1: "B", 2: "C"}
    assert load(house, raw, at + MINUTE) == {"duplicate": 2}
    status, reply = ada.send(at + 2 * MINUTE, *unsent())  # and then the network is back
    assert status == 200 and [each["outcome"] for each in reply["outcomes"]] == ["duplicate", "duplicate"]
    assert replay_holds(ada.attempt_id)


def test_rule_28_what_came_over_the_wire_first_counts_once(house: House, ada: Candidate, now: datetime) -> None:
    ada.send(now + 2 * MINUTE, event(2, 1, "B"))
    counts = load(house, make(ada.attempt_id, unsent()), now + 3 * MINUTE)
    assert counts == {"duplicate": 1, "saved": 1}
    assert db.session.scalar(select(func.count()).select_from(ResponseEventRow)) == 3
    assert replay_holds(ada.attempt_id)


def test_rule_28_after_the_deadline_it_is_kept_and_not_counted(house: House, ada: Candidate, now: datetime) -> None:
    after = now + 200 * MINUTE
    delivery.close_expired(now=after)
    raw = make(ada.attempt_id, unsent())
    file_id = delivery.hand_in_file(house.invigilator, raw, RING, now=after)
    page = delivery.show_emergency_file(house.invigilator, file_id, RING, now=after)
    assert page.counts == {"late": 2} and page.is_news and page.loaded_at is None
    assert held(ada) == {1: "A"}
    assert db.session.scalar(select(func.count()).select_from(ResponseEventRow)) == 1  # looking changes nothing
    assert delivery.load_emergency_file(house.invigilator, file_id, RING, now=after) == {"late": 2}
    assert held(ada) == {1: "A"}
    kept = {row.sequence: (row.outcome, row.client_time) for row in queries.list_events(ada.attempt_id)}
    assert kept[2] == ("late", "2026-11-23T04:50:00.000Z")
    assert replay_holds(ada.attempt_id)


def test_rule_28_after_a_take_over_it_is_superseded(house: House, ada: Candidate, now: datetime) -> None:
    elsewhere = Candidate(ada.actor, ada.attempt_id, client_id="page-0002")
    elsewhere.open(now + 2 * MINUTE)
    elsewhere.take_over(now + 2 * MINUTE)
    elsewhere.answer(now + 3 * MINUTE, 2, "D")
    assert load(house, make(ada.attempt_id, unsent()), now + 4 * MINUTE) == {"superseded": 2}
    assert held(ada) == {1: "A", 2: "D"}
    assert replay_holds(ada.attempt_id)


def test_what_the_page_shows_is_the_proof_and_no_answer(house: House, ada: Candidate, now: datetime) -> None:
    raw = make(ada.attempt_id, [event(2, 2, "不该有人看见")])
    file_id = delivery.hand_in_file(house.invigilator, raw, RING, now=now + MINUTE)
    page = delivery.show_emergency_file(house.invigilator, file_id, RING, now=now + MINUTE)
    assert (page.holder_login, page.ranges) == (house.ada.login, ((1, 2, 2),))
    assert page.claimed == ("2026-11-23T04:50:00.000Z", "2026-11-23T04:50:00.000Z")
    assert [(line.epoch, line.sequence, line.number) for line in page.events] == [(1, 2, 2)]
    line = delivery.list_emergency_files(house.invigilator)[0]
    assert (line.file_id, line.holder_name, line.n_events, line.loaded_at) == (file_id, house.ada.name, 1, None)


def test_loading_is_audited_and_stands_in_the_rooms_record(house: House, ada: Candidate, now: datetime) -> None:
    load(house, make(ada.attempt_id, unsent()), now + MINUTE)
    acts = set(db.session.scalars(select(AuditEvent.action)))
    assert {"delivery.emergency_file", "delivery.load_emergency_file"} <= acts
    noted = db.session.scalars(select(IncidentRow).where(IncidentRow.kind == "emergency_file")).one()
    assert (noted.attempt_id, noted.by_id) == (ada.attempt_id, house.invigilator.person_id)
    assert noted.details["saved"] == 2


REFUSED: list[tuple[str, Callable[[Candidate], bytes], type[EmergencyFileRefused]]] = [
    ("edited", lambda ada: make(ada.attempt_id, unsent()).replace(b'"count": 2', b'"count": 3'), FileForged),
    ("slots of another paper", lambda ada: make(ada.attempt_id, [event(2, 999, "A")]), FileForged),
    ("no such attempt", lambda ada: make(ada.actor.require_person(), unsent()), UnknownAttempt),
]


@pytest.mark.parametrize(("why", "made", "refusal"), REFUSED, ids=[each[0] for each in REFUSED])
def test_a_refused_file_changes_nothing(
    house: House,
    ada: Candidate,
    now: datetime,
    why: str,
    made: Callable[[Candidate], bytes],
    refusal: type[EmergencyFileRefused],
) -> None:
    with pytest.raises(refusal):
        delivery.hand_in_file(house.invigilator, made(ada), RING, now=now + MINUTE)
    assert db.session.scalar(select(func.count()).select_from(EmergencyFileRow)) == 0
    assert held(ada) == {1: "A"}


def test_staff_of_another_city_find_neither_attempt_nor_file(house: House, ada: Candidate, now: datetime) -> None:
    raw = make(ada.attempt_id, unsent())
    with pytest.raises(UnknownAttempt):
        delivery.hand_in_file(house.cleo_staff, raw, RING, now=now + MINUTE)
    file_id = delivery.hand_in_file(house.invigilator, raw, RING, now=now + MINUTE)
    with pytest.raises(NotFound):
        delivery.show_emergency_file(house.cleo_staff, file_id, RING, now=now + MINUTE)
    with pytest.raises(NotFound):
        delivery.load_emergency_file(house.cleo_staff, file_id, RING, now=now + MINUTE)
    assert delivery.list_emergency_files(house.cleo_staff) == []


def test_many_answers_in_one_file(house: House, ada: Candidate, now: datetime) -> None:
    many = [event(sequence, 1 + sequence % 3, f"第 {sequence} 次") for sequence in range(2, 262)]
    counts = load(house, make(ada.attempt_id, many), now + MINUTE)
    assert sum(counts.values()) == 260 and set(counts) <= {"saved", "malformed"}
    assert replay_holds(ada.attempt_id)
