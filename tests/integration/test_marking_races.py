"""Marking and results on the real databases: markers, releases and scorings that run into each other; query counts."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import delete, event, func, select

from certify.exams import services as exams
from certify.marking import services as marking
from certify.marking.domain import LeaseLost
from certify.marking.models import MarkingLeaseRow, MarkingScriptRow, MarkRow, ScoreRunRow, SlotScoreRow
from certify.results import services as results
from certify.results.domain import NothingToRelease
from certify.results.models import ExamResultRow
from foundation.db import db, engines, transaction
from foundation.events import OutboxEvent
from people.domain import Role
from tests.exam_hall import Hall
from tests.factories import House, make_person
from tests.marking_desk import full_marks, mark_all, sit, small_hall

RACERS = 4


@pytest.fixture
def hall(house: House, now: datetime) -> Hall:
    return small_hall(house, now)


def race(app: Flask, act: Callable[[int], Any]) -> list[Any]:
    """The same act from several threads at once, each with a session of its own."""
    start = Barrier(RACERS)

    def run(number: int) -> Any:
        with app.app_context():
            start.wait()
            try:
                return act(number)
            finally:
                db.session.remove()

    with ThreadPoolExecutor(RACERS) as pool:
        found = list(pool.map(run, range(RACERS)))
    db.session.rollback()
    return found


def count(table: type) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def short_answer(hall: Hall) -> UUID:
    return exams.get_form(hall.form_ids[0]).slot(5).version_id


def test_two_markers_never_get_the_same_script(app: Flask, house: House, hall: Hall, now: datetime) -> None:
    markers = [make_person(f"10020{n}", f"评卷{n}", house.units["north"], Role.MARKER, now=now) for n in range(RACERS)]
    sit(house.ada, hall, now)
    sit(house.adam, hall, now)
    version_id = short_answer(hall)
    taken = race(app, lambda n: marking.take_next(markers[n], version_id, now=now))
    codes = [script.code for script in taken if script is not None]
    assert len(codes) == len(set(codes)) == 2, "two scripts, four markers"
    assert db.session.scalar(select(func.count()).where(MarkingLeaseRow.ended_at.is_(None))) == 2


def test_a_mark_sent_twice_counts_once(app: Flask, house: House, hall: Hall, now: datetime) -> None:
    sit(house.ada, hall, now)
    version_id = short_answer(hall)
    script = marking.take_next(house.marker, version_id, now=now)
    assert script is not None

    def save(_n: int) -> str:
        try:
            marking.save_mark(house.marker, version_id, script.lease_id, full_marks(script), now=now)
        except LeaseLost:
            return "lost"
        return "saved"

    assert sorted(race(app, save)) == ["lost", "lost", "lost", "saved"]
    assert count(MarkRow) == 1


def test_two_releases_at_once_are_one(app: Flask, house: House, hall: Hall, now: datetime) -> None:
    sit(house.ada, hall, now)
    sit(house.adam, hall, now)
    mark_all(house.marker, now)

    def release(_n: int) -> int:
        try:
            return results.release(house.ben, hall.sitting_id, now=now)
        except NothingToRelease:
            return 0

    assert sum(race(app, release)) == 2
    assert count(ExamResultRow) == 2
    news = select(func.count()).select_from(OutboxEvent).where(OutboxEvent.kind == "ResultReleased")
    assert db.session.scalar(news) == 2


def test_the_same_hand_in_scored_by_several_workers_makes_one_run(
    app: Flask, house: House, hall: Hall, now: datetime
) -> None:
    attempt_id = sit(house.ada, hall, now)
    with transaction() as session:
        for table in (SlotScoreRow, MarkingScriptRow, ScoreRunRow):
            session.execute(delete(table))
    race(app, lambda _n: marking.score_attempt(attempt_id, now=now))
    assert (count(ScoreRunRow), count(SlotScoreRow), count(MarkingScriptRow)) == (1, 6, 2)


def statements(act: Callable[[], object]) -> int:
    """How many statements an act sends."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    sources = {engines().read, engines().write} if engines().is_sqlite else {engines().write}
    for engine in sources:
        event.listen(engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        for engine in sources:
            event.remove(engine, "before_cursor_execute", note)
    return len([each for each in seen if not each.startswith(("BEGIN", "COMMIT"))])


def test_pages_cost_the_same_for_one_script_and_for_two(house: House, hall: Hall, now: datetime) -> None:
    acts = (
        lambda: marking.list_queue(house.marker),
        lambda: results.list_dry_runs(house.ben),
        lambda: results.dry_run(house.ben, hall.sitting_id),
    )
    sit(house.ada, hall, now)
    once = [statements(act) for act in acts]
    sit(house.adam, hall, now)
    assert [statements(act) for act in acts] == once
    assert max(once) <= 9


def test_scoring_writes_set_wise(house: House, hall: Hall, now: datetime) -> None:
    attempt_id = sit(house.ada, hall, now)
    assert statements(lambda: marking.score_attempt(attempt_id, now=now)) <= 4, "news that comes again only reads"
