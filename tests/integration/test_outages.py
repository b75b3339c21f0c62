"""The database away in the middle of things: 503 in words, nothing half-written, nobody signed out, work goes on."""

import json
import logging
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest
from flask import Flask, current_app
from flask.testing import FlaskClient
from sqlalchemy import func, select

from certify.delivery.models import ResponseEventRow, ResponseRow
from certify.delivery.services import saving
from certify.delivery.tickets import COOKIE, seal
from foundation import clock, events, jobs
from foundation.db import db, engines, transaction
from foundation.events import OutboxEvent
from foundation.web.pressure import NEWS_GIVE_WAY
from people import web
from tests.exam_hall import Candidate, open_hall
from tests.factories import House, signed_in

AWAY = psycopg.OperationalError("the server is gone")
SECOND = timedelta(seconds=1)


def away(*_args: Any, **_values: Any) -> Any:
    raise AWAY


@contextmanager
def full_disk() -> Iterator[None]:
    """SQLite may not take one more page, and has none to spare; the connection used last is used next."""
    assert engines().is_sqlite
    with closing(sqlite3.connect(str(engines().write.url.database))) as other:
        other.execute("VACUUM")  # what earlier tests have left free would be room
    for limit in (1, 2**30):
        with engines().write.connect() as connection:
            connection.exec_driver_sql(f"PRAGMA max_page_count = {limit}")
        if limit == 1:
            yield


def count_rows() -> list[int]:
    tables = (ResponseEventRow, ResponseRow)
    return [db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


@pytest.fixture
def browser(app: Flask, house: House, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Ada's page: send(events) → reply."""
    monkeypatch.setattr(clock, "now", lambda: now + SECOND)
    ada = Candidate.start(house.ada, open_hall(house, now), now)
    client = app.test_client()
    client.set_cookie(COOKIE, seal(ada.ticket, str(app.secret_key)), path=f"/attempts/{ada.attempt_id}")

    def send(*sent: dict[str, Any]) -> Any:
        body = {"client_id": ada.client_id, "events": sent}
        headers = {"Sec-Fetch-Site": "same-origin", "Accept": "application/json"}
        return client.put(f"/attempts/{ada.attempt_id}/responses", json=body, headers=headers)

    send.ada = ada  # type: ignore[attr-defined]  # the page behind it
    yield send


def test_a_full_disk_refuses_a_save_whole_and_takes_it_once_there_is_room(browser: Any) -> None:
    if not engines().is_sqlite:
        pytest.skip("PostgreSQL's disk is filled by bench.chaos only")
    long = [browser.ada.event(slot, "长" * 9000, kind="answer") for slot in (1, 2)]
    before = count_rows()
    with full_disk():
        reply = browser(*long)
        assert (reply.status_code, reply.headers["Retry-After"], reply.is_json) == (503, "1", True)
        assert reply.json["error"]
        assert count_rows() == before
    outcomes = browser(*long).json["outcomes"]
    assert [outcome["outcome"] for outcome in outcomes] == ["malformed", "malformed"]  # kept; a choice is no long text
    assert count_rows()[0] == before[0] + 2


def test_a_save_whose_connection_breaks_is_done_once_more(browser: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    real, broken = saving.reply_status, [AWAY]

    def break_after_the_commit(outcomes: Any) -> int:
        if broken:
            raise broken.pop()
        return real(outcomes)

    monkeypatch.setattr(saving, "reply_status", break_after_the_commit)
    reply = browser(browser.ada.event(1, "A"))
    assert (reply.status_code, reply.json["outcomes"][0]["outcome"]) == (200, "duplicate")
    assert count_rows()[0] == 1


def test_a_save_is_503_while_the_database_is_away(browser: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(saving, "lean_transaction", away)
        event = browser.ada.event(1, "A")
        assert browser(event).status_code == 503
    assert browser(event).json["outcomes"][0]["outcome"] == "saved"


def test_nobody_is_signed_out_by_an_outage(app: Flask, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    client: FlaskClient = signed_in(app, house.ada)
    with monkeypatch.context() as patch:
        patch.setattr(web, "resolve_session", away)
        page = client.get("/my/exams")
        assert (page.status_code, page.headers["Retry-After"]) == (503, "1")
        assert 'http-equiv="refresh"' in page.text and "暂时不能读写数据" in page.text
        assert 'http-equiv="refresh"' not in client.post("/password").text
    assert client.get("/my/exams").status_code == 200


def test_a_defect_stays_a_defect(app: Flask, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in(app, house.ada)

    def broken(*_args: Any, **_values: Any) -> Any:
        raise psycopg.errors.UndefinedTable("a table is missing")

    monkeypatch.setattr(web, "resolve_session", broken)
    with pytest.raises(psycopg.errors.UndefinedTable):
        client.get("/my/exams")


class _Deaf:
    """Handlers whose database is away."""

    deliver = staticmethod(away)


class _Hearing:
    """Handlers that write down what they hear."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def deliver(self, row: Any) -> None:
        self.heard.append(json.loads(row.payload))


def test_news_whose_handler_meets_an_outage_waits_for_the_sweep_uncounted(
    app: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(current_app.extensions, "certify_handlers", _Deaf())
    with transaction():
        events.record("handed in", now=now)
    (first,) = db.session.scalars(select(OutboxEvent))
    with transaction():
        events.record("handed in", now=now + 20 * SECOND)
    assert (first.tries, first.delivered_at) == (0, None)  # what the caller had read is still his
    hearing = _Hearing()
    monkeypatch.setitem(current_app.extensions, "certify_handlers", hearing)
    assert events.sweep(now=now + 11 * SECOND) == 1
    assert hearing.heard == ["handed in"]


@pytest.mark.parametrize("n_waiting", (0, NEWS_GIVE_WAY - 1, NEWS_GIVE_WAY))
def test_while_several_wait_for_their_turn_news_is_left_for_the_sweep(
    app: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch, n_waiting: int
) -> None:
    hearing = _Hearing()
    monkeypatch.setitem(current_app.extensions, "certify_handlers", hearing)
    floor = app.extensions["certify_floor"]
    n_places = floor._free
    waiting = [threading.Thread(target=floor.enter) for _one in range(n_waiting)]
    for _place in range(n_places):
        floor.enter()
    try:
        for thread in waiting:
            thread.start()
        while floor.n_waiting < n_waiting:
            pass
        with transaction():
            events.record("handed in", now=now)
    finally:
        for _place in range(n_places + n_waiting):
            floor.leave(is_page=False)
        for thread in waiting:
            thread.join()
    left = n_waiting >= NEWS_GIVE_WAY
    assert hearing.heard == ([] if left else ["handed in"])
    assert events.sweep(now=now + 11 * SECOND) == left
    assert hearing.heard == ["handed in"]


def test_a_job_of_a_killed_process_is_taken_up_after_its_lease(
    app: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[datetime] = []
    monkeypatch.setattr(current_app.extensions["certify_schedule"], "kinds", {"count": lambda now: done.append(now)})
    with transaction():
        jobs.enqueue("count", {}, run_at=now)
    assert jobs._claim(now) is not None  # … and the process dies here
    assert jobs.run_due(now=now + jobs.LEASE) == 0
    assert jobs.run_due(now=now + jobs.LEASE + SECOND) == 1
    assert done == [now + jobs.LEASE + SECOND]


def test_an_outage_is_not_a_jobs_own_failure(app: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(current_app.extensions["certify_schedule"], "kinds", {"away": away})
    with transaction():
        jobs.enqueue("away", {}, run_at=now)
    with pytest.raises(psycopg.OperationalError):
        jobs.run_due(now=now)
    db.session.remove()
    (job,) = db.session.scalars(select(jobs.Job))
    assert (job.last_error, job.finished_at) == (None, None)


def test_a_round_of_duties_goes_on_without_a_database(
    app: Flask, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    periodic = (jobs.Periodic("away", 1, away), jobs.Periodic("next", 1, lambda now: done.append("next")))
    monkeypatch.setattr(current_app.extensions["certify_schedule"], "periodic", periodic)
    with caplog.at_level(logging.WARNING):
        jobs.tick({}, 0.0)
    assert done == ["next"] and "the database is away" in caplog.text and "Traceback" not in caplog.text


def test_rule_9_a_save_that_took_too_long_is_aborted_and_not_acknowledged(browser: Any, now: datetime) -> None:
    ada = browser.ada
    body = json.dumps({"client_id": ada.client_id, "events": [ada.event(1, "A")]}).encode()
    before = count_rows()
    with pytest.raises(saving.TooSlow) as refused:
        saving.save(ada.ticket, ada.attempt_id, body, received_at=now, is_stale=lambda: True)
    assert refused.value.status == 503 and count_rows() == before
    taken = saving.save(ada.ticket, ada.attempt_id, body, received_at=now, is_stale=lambda: False)
    assert json.loads(taken.body)["outcomes"][0]["outcome"] == "saved"
