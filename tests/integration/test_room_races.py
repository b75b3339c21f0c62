"""Acts in the room beside saves, starts and each other, on SQLite and PostgreSQL; and a room of five hundred seats.

Rules 11, 24, 25: whatever comes at once, each deadline follows from its ledger, and a save is wholly before or after.
"""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, insert

from certify.delivery import queries
from certify.delivery import services as delivery
from certify.delivery.domain import deadline
from certify.delivery.domain.errors import AlreadySubmitted
from certify.delivery.domain.presence import Presence
from certify.delivery.domain.room_errors import AlreadyProposed
from certify.delivery.models import TENANT, AttemptPresenceRow, ResponseRow
from certify.delivery.services import room
from certify.delivery.services.room.steps import terms_of
from certify.exams import services as exams
from foundation.db import engines, transaction
from foundation.errors import DomainError
from people.domain import Actor
from tests.exam_hall import Candidate, Hall
from tests.factories import House
from tests.room_hall import crowd, small_hall

MINUTE = timedelta(minutes=1)
WHY = "教室断电"


def at_once(app: Flask, *acts: Callable[[], Any]) -> list[Any]:
    """All acts in the same moment, each in a thread of its own; what they returned or were refused with."""
    gate = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        with app.app_context():
            gate.wait()
            try:
                return act()
            except DomainError as refusal:
                return refusal

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def follows_from_its_ledger(attempt_id: Any) -> bool:
    row = queries.get_attempt(attempt_id)
    granted = map(queries.adjustment, queries.list_adjustments(row.sitting_id, [row.id]))
    return bool(deadline(terms_of(row), granted) == row.deadline_at)


def test_grants_at_once_are_all_given(app: Flask, house: House, now: datetime) -> None:
    """Two invigilators, one person and everyone, and a candidate who saves all the while."""
    hall = small_hall(house, now)
    ada = Candidate.start(house.ada, hall, now)
    at, who = now + MINUTE, [house.ada.require_person()]
    for turn in range(4):
        saved = ada.event(1, "ABCD"[turn])
        results = at_once(
            app,
            lambda: room.extend(house.invigilator, hall.sitting_id, who, 1, WHY, now=at),
            lambda: room.extend(house.invigilator, hall.sitting_id, None, 2, WHY, now=at),
            lambda: room.extend(house.invigilator, hall.sitting_id, None, 4, WHY, now=at),
            lambda saved=saved: ada.send(at, saved),
        )
        assert results[3][0] == 200 and all(who[0] in report.done for report in results[:3])
    row = queries.get_attempt(ada.attempt_id)
    assert row.deadline_at == now + 90 * MINUTE + 4 * 7 * MINUTE and follows_from_its_ledger(ada.attempt_id)
    assert len(room.incidents(house.invigilator, hall.sitting_id)) == 12


def test_who_starts_during_an_act_on_everyone_gets_it_too(app: Flask, house: House, now: datetime) -> None:
    people = crowd(house, 6, now)
    hall = small_hall(house, now, people=people)
    starts = [lambda actor=actor: Candidate.start(actor, hall, now) for actor in people]
    results = at_once(
        app,
        *starts[:3],
        lambda: room.extend(house.invigilator, hall.sitting_id, None, 10, WHY, now=now),
        lambda: room.pause(house.invigilator, hall.sitting_id, None, WHY, now=now),
        *starts[3:],
    )
    assert not [each for each in results if isinstance(each, DomainError)]
    for row in queries.list_room(hall.sitting_id):
        assert (row.state, row.deadline_at) == ("paused", now + 100 * MINUTE) and follows_from_its_ledger(row.id)
    room.resume(house.invigilator, hall.sitting_id, None, "来电", now=now + 5 * MINUTE)
    for row in queries.list_room(hall.sitting_id):
        assert (row.state, row.deadline_at) == ("in_progress", now + 105 * MINUTE) and follows_from_its_ledger(row.id)


def test_a_collected_paper_holds_each_save_wholly_or_not_at_all(app: Flask, house: House, now: datetime) -> None:
    """Rule 11: what was acknowledged as saved is in the paper; what came after is kept and not counted."""
    hall = small_hall(house, now)
    for actor in (house.ada, house.adam):
        page = Candidate.start(actor, hall, now)
        who, saved = [actor.require_person()], page.event(1, "A")
        (status, reply), report = at_once(
            app,
            lambda page=page, saved=saved: page.send(now + MINUTE, saved),
            lambda who=who: room.collect(house.invigilator, hall.sitting_id, who, WHY, now=now + MINUTE),
        )
        assert len(report.done) == 1
        outcome = reply["outcomes"][0]["outcome"]
        assert (status, outcome) in ((200, "saved"), (202, "late"))
        assert (1 in queries.responses_of(page.attempt_id)) is (outcome == "saved")


def test_two_hand_ins_two_proposals_two_confirmations(app: Flask, house: House, now: datetime) -> None:
    hall = small_hall(house, now)
    ada = Candidate.start(house.ada, hall, now)
    who = [house.ada.require_person()]
    one, other = at_once(
        app,
        lambda: room.collect(house.invigilator, hall.sitting_id, who, WHY, now=now + MINUTE),
        lambda: room.collect(house.invigilator, hall.sitting_id, who, WHY, now=now + MINUTE),
    )
    assert len(one.done) + len(other.done) == 1
    assert {type(each.why) for report in (one, other) for each in report.not_done} == {AlreadySubmitted}
    proposals = at_once(
        app,
        lambda: room.propose_reopening(house.invigilator, ada.attempt_id, 10, WHY, now=now + 2 * MINUTE),
        lambda: room.propose_reopening(house.invigilator, ada.attempt_id, 10, WHY, now=now + 2 * MINUTE),
    )
    (asked,) = [each for each in proposals if not isinstance(each, DomainError)]
    assert [type(each) for each in proposals if isinstance(each, DomainError)] == [AlreadyProposed]
    results = at_once(
        app,
        lambda: room.confirm_reopening(house.ben, asked, now=now + 3 * MINUTE),
        lambda: room.confirm_reopening(house.ben, asked, now=now + 3 * MINUTE),
    )
    assert sorted(str(type(each).__name__) for each in results) == ["AlreadyDecided", "NoneType"]
    assert queries.get_attempt(ada.attempt_id).epoch == 2 and follows_from_its_ledger(ada.attempt_id)


def test_the_closer_and_an_extension_at_the_last_moment(app: Flask, house: House, now: datetime) -> None:
    """Either the paper is closed and the extension is refused, or it goes on; never both, never neither."""
    hall = small_hall(house, now)
    for actor, at in ((house.ada, 26), (house.adam, 24)):
        page = Candidate.start(actor, hall, now)
        moment = now + 90 * MINUTE + timedelta(seconds=at)
        report, _closed = at_once(
            app,
            lambda who=actor, at=moment: room.extend(
                house.invigilator, hall.sitting_id, [who.require_person()], 5, WHY, now=at
            ),
            lambda at=moment, attempt_id=page.attempt_id: delivery.close_if_due(attempt_id, now=at),
        )
        row = queries.get_attempt(page.attempt_id)
        assert (row.state == "in_progress") is bool(report.done) and follows_from_its_ledger(page.attempt_id)
        assert bool(report.done) is (at == 24)


@contextmanager
def statements() -> Iterator[list[str]]:
    """What is sent to the database meanwhile, through SQLAlchemy."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, text: str, *_rest: Any) -> None:
        sent.append(text)

    # on PostgreSQL both are one engine
    pair = [engines().read, engines().write][: 2 if engines().is_sqlite else 1]
    for engine in pair:
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        for engine in pair:
            event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
def quiet_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Five hundred accounts with one hash between them."""
    from people.passwords import hash_password

    known = hash_password("correct horse 42")
    monkeypatch.setattr("tests.factories.hash_password", lambda _password: known)


def seated(house: House, hall: Hall, people: tuple[Actor, ...], now: datetime) -> None:
    """Everybody has begun, has been heard, and has answered three items."""
    ids = [delivery.start_attempt(actor, hall.sitting_id, access_code=hall.code, now=now) for actor in people]
    heard = {"tenant_id": TENANT, "address": "10.0.0.1", "last_seen_at": now, "unsent": 0, "visible": True, "epoch": 1}
    saved = {"tenant_id": TENANT, "epoch": 1, "sequence": 1, "value": '"A"', "flagged": False, "saved_at": now}
    with transaction() as session:
        session.execute(insert(AttemptPresenceRow), [heard | {"attempt_id": attempt_id} for attempt_id in ids])
        answers = [saved | {"attempt_id": attempt_id, "slot": slot} for attempt_id in ids for slot in (1, 2, 3)]
        session.execute(insert(ResponseRow), [row | {"flag_epoch": 0, "flag_sequence": 0} for row in answers])


@pytest.mark.usefixtures("quiet_passwords")
def test_a_room_of_many_is_read_by_as_few_statements_as_one_of_two(app: Flask, house: House, now: datetime) -> None:
    people = crowd(house, 120, now)
    hall = small_hall(house, now, people=people[:1])
    seated(house, hall, people[:1], now)
    room.room_view(house.invigilator, hall.sitting_id, now=now)
    with statements() as few:
        room.room_view(house.invigilator, hall.sitting_id, now=now)
    exams.add_to_roster(house.ben, hall.sitting_id, [actor.require_person() for actor in people[1:]], now=now)
    seated(house, hall, people[1:], now)
    with statements() as many:
        view = room.room_view(house.invigilator, hall.sitting_id, now=now)
    assert len(many) == len(few) <= 12
    assert len(view.seats) == 122 and view.counts[Presence.WORKING] == 120
    assert {seat.answered for seat in view.seats if seat.attempt_id} == {3}
    began = time.monotonic()
    report = room.extend(house.invigilator, hall.sitting_id, None, 5, WHY, now=now + MINUTE)
    assert len(report.done) == 122 and time.monotonic() - began < 10
