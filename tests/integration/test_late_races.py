"""Emergency files and late decisions on the real databases, when several come at once: nothing twice, nothing lost."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from certify.delivery import queries
from certify.delivery import services as delivery
from certify.delivery.domain.late import DecidedMeanwhile, ResultIsOut, Verdict
from certify.delivery.models import EmergencyFileRow, LateDecisionRow, ResponseEventRow
from certify.marking import services as marking
from certify.marking.models import ScoreRunRow
from certify.results import services as results
from certify.results.domain import NothingToRelease
from certify.results.models import ExamResultRow
from foundation.db import db
from tests.emergency_files import RING, event, make
from tests.exam_hall import Candidate, Hall
from tests.factories import House
from tests.ledger import replay_holds
from tests.marking_desk import small_hall

MINUTE = timedelta(minutes=1)


@pytest.fixture
def hall(house: House, now: datetime) -> Hall:
    return small_hall(house, now)


@pytest.fixture
def ada(house: House, hall: Hall, now: datetime) -> Candidate:
    return Candidate.start(house.ada, hall, now)


def race(app: Flask, *acts: Callable[[], Any]) -> list[Any]:
    """These acts at once, each in a thread and session of its own; what each gave, or the refusal that it met."""
    start = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        with app.app_context():
            start.wait()
            try:
                return act()
            except (DecidedMeanwhile, ResultIsOut, NothingToRelease) as refusal:
                return type(refusal)
            finally:
                db.session.remove()

    with ThreadPoolExecutor(len(acts)) as pool:
        found = list(pool.map(run, acts))
    db.session.rollback()
    return found


def count(table: type) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_rule_28_a_file_loaded_twice_at_once_while_the_page_sends_the_same(
    app: Flask, house: House, ada: Candidate, now: datetime
) -> None:
    unsent = [event(sequence, 1 + sequence % 4, "B") for sequence in range(1, 21)]
    raw = make(ada.attempt_id, unsent)
    at = now + MINUTE
    file_id = delivery.hand_in_file(house.invigilator, raw, RING, now=at)

    def load() -> dict[str, int]:
        return delivery.load_emergency_file(house.invigilator, file_id, RING, now=at)

    def send() -> dict[str, Any]:
        body = json.dumps({"client_id": ada.client_id, "events": unsent}).encode()
        saved = delivery.save(ada.ticket, ada.attempt_id, body, received_at=at, is_stale=lambda: False)
        return dict(json.loads(saved.body))

    first, second, sent = race(app, load, load, send)
    assert sum(first.values()) == sum(second.values()) == len(sent["outcomes"]) == 20
    assert count(ResponseEventRow) == 20 and replay_holds(ada.attempt_id)
    new = first.get("saved", 0) + second.get("saved", 0) + sum(o["outcome"] == "saved" for o in sent["outcomes"])
    assert new + first.get("malformed", 0) + second.get("malformed", 0) >= 4


def test_the_same_file_handed_in_by_two_is_one(app: Flask, house: House, ada: Candidate, now: datetime) -> None:
    raw = make(ada.attempt_id, [event(1, 1, "B")])

    def hand_in() -> Any:
        return delivery.hand_in_file(house.invigilator, raw, RING, now=now + MINUTE)

    assert len(set(race(app, hand_in, hand_in, hand_in))) == 1 and count(EmergencyFileRow) == 1


@pytest.fixture
def late(ada: Candidate, now: datetime) -> Candidate:
    """A counts; B came after the hand-in."""
    ada.answer(now + MINUTE, 1, "A")
    ada.hand_in(now + 2 * MINUTE)
    ada.send(now + 3 * MINUTE, ada.event(1, "B"))
    return ada


def test_two_examiners_at_once_one_decides_and_the_other_is_told(
    app: Flask, house: House, late: Candidate, now: datetime
) -> None:
    def decide(accepts: bool) -> Callable[[], None]:
        verdicts = [Verdict(1, (1, 2), accepts)]
        at = now + 4 * MINUTE
        return lambda: marking.decide_late(house.ben, late.attempt_id, verdicts, "断网", seen=0, now=at)

    found = race(app, decide(True), decide(False), decide(True))
    assert sorted(map(str, found)) == sorted(map(str, [None, DecidedMeanwhile, DecidedMeanwhile]))
    assert count(LateDecisionRow) == 1
    (decision,) = queries.list_decisions(late.attempt_id)
    assert count(ScoreRunRow) == 1 + decision.is_accepted
    assert delivery.get_submitted(late.attempt_id).responses[1] == ("B" if decision.is_accepted else "A")


def test_a_decision_is_wholly_before_the_release_or_refused(
    app: Flask, house: House, hall: Hall, late: Candidate, now: datetime
) -> None:
    at = now + 4 * MINUTE
    verdicts = [Verdict(1, (1, 2), True)]
    decided, released = race(
        app,
        lambda: marking.decide_late(house.ben, late.attempt_id, verdicts, "断网", seen=0, now=at),
        lambda: results.release(house.ben, hall.sitting_id, now=at),
    )
    assert released == 1
    frozen = db.session.scalars(select(ExamResultRow)).one()
    assert frozen.run_number == (2 if decided is None else 1)
    assert count(LateDecisionRow) == (1 if decided is None else 0)
