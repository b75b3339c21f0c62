"""What delivery's tables hold by themselves: one attempt a number, one event a number, states that fit their times."""

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import IntegrityError

from certify.delivery.models import AttemptRow, DeadlineAdjustmentRow, ResponseEventRow
from foundation.db import db, engines, transaction
from foundation.ids import new_id
from tests.exam_hall import Candidate, Hall, open_hall
from tests.factories import House


@pytest.fixture
def hall(house: House, now: datetime) -> Hall:
    return open_hall(house, now)


@pytest.fixture
def ada(house: House, hall: Hall, now: datetime) -> Candidate:
    candidate = Candidate.start(house.ada, hall, now)
    assert candidate.answer(now, 1, "A") == "saved"
    return candidate


def copy_of(table: Any, **changes: Any) -> dict[str, Any]:
    row = db.session.execute(select(table.__table__)).mappings().one()
    return {**row, **changes}


def refused(statement: Any) -> None:
    with pytest.raises(IntegrityError), transaction() as session:
        session.execute(statement)


def test_rule_1_one_attempt_per_sitting_person_and_number(ada: Candidate) -> None:
    refused(insert(AttemptRow).values(copy_of(AttemptRow, id=new_id())))


def test_rule_6_one_event_per_attempt_epoch_and_sequence(ada: Candidate) -> None:
    refused(insert(ResponseEventRow).values(copy_of(ResponseEventRow, digest=b"0" * 16)))


def test_an_event_belongs_to_an_attempt(ada: Candidate) -> None:
    refused(insert(ResponseEventRow).values(copy_of(ResponseEventRow, attempt_id=new_id())))


CONTRADICTIONS: tuple[dict[str, Any], ...] = (
    {"state": "expired"},
    {"state": "submitted"},
    {"state": "paused"},
    {"submitted_at": True},
    {"paused_at": True},
)


def test_a_state_and_its_time_go_together(ada: Candidate, now: datetime) -> None:
    for changes in CONTRADICTIONS:
        refused(update(AttemptRow).values({name: now if value is True else value for name, value in changes.items()}))


def test_rule_24_time_is_never_taken(ada: Candidate, hall: Hall, house: House, now: datetime) -> None:
    row = {"id": new_id(), "sitting_id": hall.sitting_id, "attempt_id": ada.attempt_id, "kind": "person_grant"}
    row |= {"reason": "x", "granted_by": house.ben.require_person(), "granted_at": now}
    refused(insert(DeadlineAdjustmentRow).values(**row, microseconds=-1))
    with transaction() as session:
        session.execute(insert(DeadlineAdjustmentRow).values(**row, microseconds=300_000_000))


LOOK_UPS = [
    "SELECT max(sequence) FROM response_event WHERE tenant_id = 1 AND attempt_id = {attempt} AND epoch = 1",
    "SELECT value FROM response WHERE tenant_id = 1 AND attempt_id = {attempt} AND slot = 1",
    "SELECT id FROM attempt WHERE state = 'in_progress' AND deadline_at < CURRENT_TIMESTAMP",
]


def test_the_hot_look_ups_come_from_an_index_however_long_the_tables_grow(ada: Candidate) -> None:
    with transaction() as session:
        if not engines().is_sqlite:
            session.execute(text("SET LOCAL enable_seqscan = off"))  # a table of one row would be read whole
        explain, word = ("EXPLAIN QUERY PLAN", "SEARCH") if engines().is_sqlite else ("EXPLAIN", "Index")
        for look_up in LOOK_UPS:
            plan = session.execute(text(f"{explain} {look_up.format(attempt=repr(str(ada.attempt_id)))}")).all()
            assert any(word in row[-1] for row in plan), plan
