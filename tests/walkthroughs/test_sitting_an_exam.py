"""A sitting told through the services: start, save, lose the page, take over, run out of time, hand in.

Each test names the rules of the save protocol that it walks.
"""

from datetime import datetime, timedelta
from decimal import Decimal

import msgspec
import pytest

from certify.delivery import queries
from certify.delivery import services as delivery
from certify.delivery.domain import EventKind, OutcomeKind, SaveEvent, SessionEnded, current_responses
from certify.delivery.domain.errors import AlreadySubmitted, EntryClosed, PersonLeft, SittingOver, TooEarly, WrongCode
from certify.exams import services as exams
from foundation.db import db
from foundation.errors import NotFound
from foundation.events import OutboxEvent
from people import services as people
from tests.exam_hall import Candidate, Hall, open_hall, right_answer
from tests.factories import PASSWORD, House

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def hall(house: House, now: datetime) -> Hall:
    return open_hall(house, now)


def replay_holds(attempt_id: object) -> bool:
    """Rule 30: the current responses equal rule 7 replayed over the ledger."""
    events = [
        (
            SaveEvent(row.epoch, row.sequence, row.slot, EventKind(row.kind), msgspec.json.decode(row.value)),
            OutcomeKind(row.outcome),
        )
        for row in queries.list_events(attempt_id)  # type: ignore[arg-type]  # an id
    ]
    return current_responses(events) == queries.responses_of(attempt_id)  # type: ignore[arg-type]  # an id


def test_answers_are_saved_resumed_and_handed_in(house: House, hall: Hall, now: datetime) -> None:
    """Rules 1, 3, 5, 7, 21, 22, 30."""
    ada = Candidate.start(house.ada, hall, now)
    again = delivery.start_attempt(ada.actor, hall.sitting_id, access_code=hall.code, now=now + SECOND)
    assert again == ada.attempt_id
    form = ada.form()
    assert len(form.slots) == 49 and form.total == 100
    for number, slot in enumerate(form.slots):
        assert ada.answer(now + number * SECOND, slot.position, right_answer(slot)) == "saved"
    back = Candidate(ada.actor, ada.attempt_id)
    opening = back.open(now + 10 * MINUTE)
    assert opening["writer"] and opening["last_sequence"] == 49
    assert back.answer(now + 11 * MINUTE, 1, None) == "saved"
    done = back.hand_in(now + 12 * MINUTE)
    assert done.status == 200 and done.body["state"] == "submitted"
    assert back.hand_in(now + 13 * MINUTE).body["state"] == "submitted"
    receipt = delivery.receipt(ada.actor, ada.attempt_id, now=now + 14 * MINUTE)
    assert len(receipt.answered) == 48 and receipt.unanswered == (1,)
    assert receipt.submitted_at == now + 12 * MINUTE and receipt.cause == "handed_in"
    assert replay_holds(ada.attempt_id)
    news = db.session.query(OutboxEvent).filter_by(kind="AttemptSubmitted").count()
    assert news == 1


def test_the_same_numbers_again_are_acknowledged_again(house: House, hall: Hall, now: datetime) -> None:
    """Rules 6, 17, 18: a reply that was lost costs nothing; other content under the same number is a fork."""
    ada = Candidate.start(house.ada, hall, now)
    event = ada.event(1, "A")
    assert ada.send(now, event)[1]["outcomes"][0]["outcome"] == "saved"
    status, reply = ada.send(now + SECOND, event)
    assert (status, reply["outcomes"][0]["outcome"]) == (200, "duplicate")
    status, reply = ada.send(now + SECOND, event | {"value": "B"})
    assert (status, reply["outcomes"][0]["outcome"]) == (409, "fork")
    assert queries.responses_of(ada.attempt_id)[1].value == "A"


def test_order_of_arrival_does_not_matter(house: House, hall: Hall, now: datetime) -> None:
    """Rule 7: the largest number counts, however late it is overtaken."""
    ada = Candidate.start(house.ada, hall, now)
    first, second = ada.event(1, "A"), ada.event(1, "B")
    assert ada.send(now, second)[1]["outcomes"][0]["outcome"] == "saved"
    assert ada.send(now + SECOND, first)[1]["outcomes"][0]["outcome"] == "stale"
    assert queries.responses_of(ada.attempt_id)[1].value == "B"
    assert replay_holds(ada.attempt_id)


def test_another_page_reads_until_it_continues_here(house: House, hall: Hall, now: datetime) -> None:
    """Rules 3, 4, 8, 15: one writer; the old page's answers are kept and not counted."""
    ada = Candidate.start(house.ada, hall, now)
    assert ada.answer(now, 1, "A") == "saved"
    other = Candidate(ada.actor, ada.attempt_id, client_id="page-0002")
    assert other.open(now + MINUTE)["writer"] is False
    status, reply = other.send(now + MINUTE, other.event(2, "A"))
    assert (status, reply["outcomes"][0]["reason"]) == (409, "not_writer")
    other.take_over(now + MINUTE)
    assert (other.epoch, other.sequence) == (2, 0)
    assert other.answer(now + 2 * MINUTE, 1, "B") == "saved"
    status, reply = ada.send(now + 2 * MINUTE, ada.event(1, "C"))
    assert (status, reply["outcomes"][0]["outcome"]) == (409, "superseded")
    assert queries.responses_of(ada.attempt_id)[1].value == "B"
    assert replay_holds(ada.attempt_id)


def test_grace_is_for_packets_and_later_is_kept(house: House, hall: Hall, now: datetime) -> None:
    """Rules 12, 14, 23: at the deadline plus grace it still counts, a moment later it is kept and not counted."""
    ada = Candidate.start(house.ada, hall, now)
    end = now + 90 * MINUTE
    assert ada.answer(end, 1, "A") == "saved"
    assert ada.answer(end + 10 * SECOND, 2, "A") == "saved"
    status, reply = ada.send(end + 10 * SECOND + timedelta(microseconds=1), ada.event(3, "A"))
    assert (status, reply["outcomes"][0]["outcome"]) == (202, "late")
    assert 3 not in queries.responses_of(ada.attempt_id)
    assert [row.in_grace for row in queries.list_events(ada.attempt_id)][:2] == [False, True]


def test_time_out_is_written_down_by_the_server_alone(house: House, hall: Hall, now: datetime) -> None:
    """Rule 23: nobody's browser is needed; the closer comes after deadline, grace and 15 s, and twice is once."""
    ada = Candidate.start(house.ada, hall, now)
    ada.answer(now, 1, "A")
    end = now + 90 * MINUTE
    assert delivery.close_expired(now=end + 24 * SECOND) == 0
    assert delivery.page_of(ada.actor, ada.attempt_id, now=end + 11 * SECOND).is_over
    assert delivery.close_expired(now=end + 25 * SECOND) == 1
    assert delivery.close_expired(now=end + 26 * SECOND) == 0
    receipt = delivery.receipt(ada.actor, ada.attempt_id, now=end + MINUTE)
    assert (receipt.cause, receipt.submitted_at, receipt.answered) == ("time_out", end, (1,))
    with pytest.raises(AlreadySubmitted):
        delivery.start_attempt(ada.actor, hall.sitting_id, access_code=hall.code, now=end + MINUTE)


def test_extra_time_belongs_to_the_person_and_is_not_cut_by_the_window(house: House, now: datetime) -> None:
    """Rule 26 through the services: window of 2 h, 90 minutes × 1.25 for Ada, started at the last moment."""
    hall = open_hall(house, now, hours=2)
    ada_id, today = house.ada.require_person(), now.date()
    exams.grant_time(house.ben, ada_id, time_factor=Decimal("1.25"), from_day=today, reason="视力", now=now)
    late = now + 119 * MINUTE
    ada = Candidate.start(house.ada, hall, late)
    adam = Candidate.start(house.adam, hall, late)
    ends = {c.actor.login: queries.get_attempt(c.attempt_id).deadline_at for c in (ada, adam)}
    assert ends[adam.actor.login] == now + 120 * MINUTE
    assert ends[ada.actor.login] == now + 120 * MINUTE + timedelta(minutes=22.5)


def test_handing_in_with_gaps_is_an_explicit_choice(house: House, hall: Hall, now: datetime) -> None:
    """Rules 21, 22: the batch is kept, the missing number is named, and going without it is recorded."""
    ada = Candidate.start(house.ada, hall, now)
    ada.answer(now, 1, "A")
    lost = ada.event(2, "B")
    last = ada.event(3, "C")
    refused = ada.hand_in(now + MINUTE, last)
    assert (refused.status, refused.body["missing"]) == (409, [2])
    assert queries.responses_of(ada.attempt_id)[3].value == "C"
    done = ada.hand_in(now + 2 * MINUTE, without=(2,))
    assert done.status == 200
    assert delivery.receipt(ada.actor, ada.attempt_id, now=now + 3 * MINUTE).without == (2,)
    status, reply = ada.send(now + 3 * MINUTE, lost)
    assert (status, reply["outcomes"][0]["outcome"]) == (202, "late")
    assert replay_holds(ada.attempt_id)


def test_a_malformed_or_too_large_answer_costs_only_itself(house: House, hall: Hall, now: datetime) -> None:
    """Rule 16."""
    ada = Candidate.start(house.ada, hall, now)
    events = [ada.event(1, ["not", "a", "choice"]), ada.event(49, "长" * 30_000), ada.event(2, "A")]
    _status, reply = ada.send(now, *events)
    assert [outcome["outcome"] for outcome in reply["outcomes"]] == ["malformed", "refused", "saved"]


def test_a_revoked_session_counts_nothing_and_signing_in_again_goes_on(house: House, hall: Hall, now: datetime) -> None:
    """Rule 27: revoked is refused, nothing is stored; the same person's password goes on in place."""
    ada = Candidate.start(house.ada, hall, now)
    people.sign_out(ada.actor, now=now + MINUTE)
    with pytest.raises(SessionEnded):
        ada.send(now + 2 * MINUTE, ada.event(1, "A"))
    assert queries.responses_of(ada.attempt_id) == {}
    _token, ada.ticket = delivery.sign_in_again(
        ada.ticket, PASSWORD, now=now + 3 * MINUTE, address="127.0.0.1", agent=""
    )
    assert ada.send(now + 3 * MINUTE, ada.event(1, "A", sequence=1))[1]["outcomes"][0]["outcome"] == "saved"


def test_a_person_who_left_is_stopped(house: House, hall: Hall, now: datetime) -> None:
    """Rule 27."""
    ada = Candidate.start(house.ada, hall, now)
    people.leave(house.hr, house.ada.require_person(), last_day=now.date(), now=now + MINUTE)
    with pytest.raises((PersonLeft, SessionEnded)):
        ada.send(now + 2 * MINUTE, ada.event(1, "A"))


def test_nobody_else_reaches_an_attempt(house: House, hall: Hall, now: datetime) -> None:
    """An id is never a permission: another candidate's attempt does not exist."""
    ada = Candidate.start(house.ada, hall, now)
    adam = Candidate.start(house.adam, hall, now)
    adam.ticket = type(adam.ticket)(adam.ticket.person_id, adam.ticket.session_id, ada.attempt_id)
    adam.attempt_id = ada.attempt_id
    with pytest.raises(NotFound):
        adam.send(now, adam.event(1, "A"))
    with pytest.raises(NotFound):
        delivery.page_of(adam.actor, ada.attempt_id, now=now)
    with pytest.raises(NotFound):
        delivery.receipt(adam.actor, ada.attempt_id, now=now)
    with pytest.raises(NotFound):
        delivery.start_attempt(house.cleo, hall.sitting_id, access_code=hall.code, now=now)


def test_the_door_of_the_hall(house: House, now: datetime) -> None:
    """Too early, a wrong code, after the window: each is told apart, and nothing is started."""
    hall = open_hall(house, now, opens=timedelta(hours=1))
    cases = [
        (now, hall.code, TooEarly),
        (now + 61 * MINUTE, "nope", WrongCode),
        (now + 300 * MINUTE, hall.code, SittingOver),
    ]
    for at, code, error in cases:
        with pytest.raises(error):
            delivery.start_attempt(house.ada, hall.sitting_id, access_code=code, now=at)
    assert queries.list_attempts(person_id=house.ada.person_id) == []
    assert EntryClosed.status == 409


def test_the_page_holds_no_key(house: House, hall: Hall, now: datetime) -> None:
    """House rule 7: neither key nor explanation nor guide is in what the exam page gets."""
    ada = Candidate.start(house.ada, hall, now)
    page = delivery.page_of(ada.actor, ada.attempt_id, now=now)
    for section in page.sections:
        for item in section.slots:
            assert not {"answer_key", "explanation", "marking_guide", "scoring_points"} & set(item.view)
