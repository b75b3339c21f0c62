"""Statements made ready: the same rows as the ordinary way, inside and outside a transaction, on both databases."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from foundation.db import db, transaction
from foundation.events import OutboxEvent
from foundation.ids import new_id
from foundation.ready import Ready

ADD = Ready(lambda: insert(OutboxEvent), ("id", "at", "kind", "payload", "tries"))
FIND = Ready(
    lambda: (
        select(OutboxEvent.id, OutboxEvent.at, OutboxEvent.kind, OutboxEvent.tries, OutboxEvent.delivered_at)
        .where(OutboxEvent.kind == bindparam("kind"), OutboxEvent.at < bindparam("before"), OutboxEvent.payload == "{}")
        .order_by(OutboxEvent.at)
    )
)
MARK = Ready(
    lambda: (
        update(OutboxEvent)
        .where(OutboxEvent.id == bindparam("event_id"))
        .values(tries=OutboxEvent.tries + 1, delivered_at=bindparam("delivered"))
    )
)


def test_values_and_rows_pass_through_the_column_types(app: Flask, now: datetime) -> None:
    ids = [new_id(), new_id()]
    with transaction():
        for n, event_id in enumerate(ids):
            ADD.run(id=event_id, at=now + timedelta(microseconds=n), kind="One%s", payload="{}", tries=n)
        assert [row.id for row in FIND.all(kind="One%s", before=now + timedelta(1))] == ids  # its own writes
        MARK.run(event_id=ids[1], delivered=now)
    rows = FIND.all(kind="One%s", before=now + timedelta(1))
    assert rows == [(ids[0], now, "One%s", 0, None), (ids[1], now + timedelta(microseconds=1), "One%s", 2, now)]
    ordinary = db.session.execute(select(OutboxEvent.id, OutboxEvent.at).order_by(OutboxEvent.at)).all()
    assert [(row.id, row.at) for row in rows] == [tuple(row) for row in ordinary]
    assert FIND.first(kind="Two", before=now) is None


def test_a_write_stands_in_a_transaction_and_falls_with_it(app: Flask, now: datetime) -> None:
    values = {"id": new_id(), "at": now, "kind": "One", "payload": "{}", "tries": 0}
    with pytest.raises(RuntimeError):
        ADD.run(**values)
    with pytest.raises(ZeroDivisionError), transaction():
        ADD.run(**values)
        raise ZeroDivisionError
    assert FIND.all(kind="One", before=now + timedelta(1)) == []


def test_a_broken_constraint_is_named_as_everywhere(app: Flask, now: datetime) -> None:
    values = {"id": new_id(), "at": now, "kind": "One", "payload": "{}", "tries": 0}
    with transaction():
        ADD.run(**values)
    with pytest.raises(IntegrityError), transaction():
        ADD.run(**values)
    assert len(FIND.all(kind="One", before=now + timedelta(1))) == 1


def test_many_rows_go_in_by_one_statement(app: Flask, now: datetime) -> None:
    rows = [{"id": new_id(), "at": now, "kind": f"%s {n}", "payload": "{}", "tries": n} for n in range(3)]
    with transaction():
        ADD.add_all(rows)
        ADD.add_all([])
    kinds = db.session.scalars(select(OutboxEvent.kind).order_by(OutboxEvent.tries)).all()
    assert kinds == ["%s 0", "%s 1", "%s 2"]
    with pytest.raises(IntegrityError), transaction():
        ADD.add_all(rows)
