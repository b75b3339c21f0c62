"""One app a worker, an empty database a test; TEST_DATABASE=postgresql runs the same tests on a throw-away cluster."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from app import create_app
from foundation.db import db, engines
from foundation.settings import Settings
from tests import factories, postgres

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # 12:00 in Shanghai, a Monday


class Browser(FlaskClient):
    """A test client whose every request has an application context of its own, as in production.

    A body of more than 500 KB lies in a file that werkzeug's client leaves open; it is closed here.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        with self.application.app_context():
            reply = super().open(*args, **kwargs)
        body = reply.request.environ["wsgi.input"]
        if not isinstance(body, BytesIO):
            body.close()
        return reply


def _database_url(tmp: Path) -> Iterator[str]:
    if os.environ.get("TEST_DATABASE", "sqlite") == "postgresql":
        with postgres.throwaway_cluster() as base, postgres.scratch_database(base) as url:
            yield url
    else:
        yield f"sqlite:///{tmp / 'test.sqlite3'}"


@pytest.fixture(scope="session")
def _app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    tmp = tmp_path_factory.mktemp("instance")
    for url in _database_url(tmp):
        settings = Settings(
            instance_path=tmp,
            database_url=url,
            secret_key="for tests only",
            testing=True,
            cheap_passwords=True,
            sqlite_synchronous="OFF",
        )
        app = create_app(settings)
        app.config["WTF_CSRF_ENABLED"] = False  # tests/web/test_csrf.py switches it on
        app.test_client_class = Browser
        with app.app_context():
            db.metadata.create_all(engines().write)
        yield app
        engines().dispose()


def _empty() -> None:
    tables = [table.name for table in reversed(db.metadata.sorted_tables)]
    with engines().write.begin() as connection:
        if engines().is_sqlite:
            for name in tables:
                connection.exec_driver_sql(f'DELETE FROM "{name}"')
        else:
            connection.execute(text("TRUNCATE {} CASCADE".format(", ".join(f'"{name}"' for name in tables))))


@pytest.fixture
def app(_app: Flask) -> Iterator[Flask]:
    """The app with an empty database, inside an application context."""
    with _app.app_context():
        _empty()
        yield _app
        db.session.rollback()
        db.session.remove()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """An anonymous visitor."""
    return app.test_client()


@pytest.fixture
def now() -> datetime:
    """The told time of a story: noon of Monday 2026-11-23 in Shanghai."""
    return NOON


@pytest.fixture
def house(app: Flask) -> "factories.House":
    """A province with two cities and three centres, the posts, and the cast (see factories.House)."""
    return factories.House.build(NOON)


@pytest.fixture
def shared() -> Path:
    """The folder of real inputs beside the project; the test is skipped where it is not there."""
    if not SHARED.is_dir():
        pytest.skip("../shared is not there: tests over the source documents and real data need it")
    return SHARED
