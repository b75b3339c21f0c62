"""Courses on the real databases: two windows at once, the command, and how many queries a lesson costs."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from courses import services
from courses.domain import AlreadySubmitted
from courses.models import CheckRun, LessonProgressRow, TrainingHoursRow
from foundation.db import db, engines
from tests.courses_samples import answers, cut, lessons, load
from tests.factories import House


@pytest.fixture
def folder(tmp_path: Path, house: House, now: datetime) -> Path:
    """One short lesson, loaded."""
    found = cut(tmp_path / "course", "L3.1")
    load(house, found, now)
    return found


def test_two_windows_hand_in_one_check(app: Flask, house: House, folder: Path, now: datetime) -> None:
    check = services.open_check(house.ada, "L3.1", now=now)
    assert check is not None
    fields = answers(lessons(folder)["L3.1"], check)
    windows = Barrier(4)

    def window(_n: int) -> str:
        with app.app_context():
            windows.wait()
            try:
                services.submit_check(
                    house.ada, "L3.1", number=1, fingerprint=check.fingerprint, fields=fields, now=now
                )
                return "first"
            except AlreadySubmitted:
                return "second"
            finally:
                db.session.remove()

    with ThreadPoolExecutor(4) as pool:
        told = sorted(pool.map(window, range(4)))
    assert told == ["first", "second", "second", "second"]
    db.session.rollback()
    for model in (CheckRun, LessonProgressRow, TrainingHoursRow):
        assert db.session.scalar(select(func.count()).select_from(model)) == 1


def test_a_lesson_costs_few_queries(house: House, folder: Path, now: datetime) -> None:
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    event.listen(engines().read, "before_cursor_execute", note)
    try:
        services.get_lesson(house.ada, "L3.1")
        services.open_check(house.ada, "L3.1", now=now)
        page, statements[:] = len(statements), []
        services.progress_of(house.ada.require_person())
    finally:
        event.remove(engines().read, "before_cursor_execute", note)
    assert page <= 10 and len(statements) <= 5


def test_the_command_loads_and_says_what_it_did(app: Flask, house: House, now: datetime) -> None:
    run = app.test_cli_runner().invoke
    refused = run(args=["courses", "load", "--as", house.ada.login])
    assert refused.exit_code == 2
    unknown = run(args=["courses", "load", "--as", "nobody"])
    assert unknown.exit_code == 2
    texts = run(args=["courses", "load"])
    assert texts.exit_code == 0 and "lessons new: 28" in texts.output and "items left out: 102" in texts.output
    whole = run(args=["courses", "load", "--as", house.writer.login, "--reviewer", house.reviewer.login])
    assert whole.exit_code == 0 and "lessons same: 28" in whole.output and "items approved: 102" in whole.output
    assert services.open_check(house.ada, "L0.6", now=now) is not None
