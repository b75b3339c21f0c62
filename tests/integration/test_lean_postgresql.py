"""The lean connection to PostgreSQL: values and rows as text, all or nothing, refusals as the errors of psycopg."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg.errors import DivisionByZero, InFailedSqlTransaction, UniqueViolation
from sqlalchemy import make_url

from foundation.lean_postgresql import LeanConnection
from tests import postgres

pytestmark = pytest.mark.postgresql
AN_ID = UUID("0190a5f0-0000-7000-8000-00000000002a")
NOON = datetime(2026, 11, 23, 4, 0, 0, 123456, tzinfo=UTC)
ADD = "INSERT INTO thing (n, id, at, what, digest, is_good) VALUES (%s, %s, %s, %s, %s, %s)"
ALL = "SELECT n, id, at, what, digest, is_good FROM thing WHERE n >= %s ORDER BY n"


@pytest.fixture(scope="module")
def _database() -> Iterator[str]:
    with postgres.throwaway_cluster() as base:
        yield base


@pytest.fixture
def connection(_database: str) -> Iterator["psycopg.Connection[Any]"]:
    url = make_url(_database)
    with psycopg.connect(host=str(url.query["host"]), user=url.username, dbname=url.database) as found:
        found.execute("DROP TABLE IF EXISTS thing")
        found.execute(
            "CREATE TABLE thing (n int PRIMARY KEY, id uuid, at timestamptz, what text, digest bytea, is_good bool)"
        )
        found.commit()
        yield found


@pytest.mark.parametrize("threshold", [5, None])
def test_values_go_there_and_back(connection: "psycopg.Connection[Any]", threshold: int | None) -> None:
    connection.prepare_threshold = threshold
    lean = LeanConnection(connection)
    with lean.transaction():
        lean.execute(ADD, (1, AN_ID, NOON, "一 %s 'x' \\", b"\x00\xff", True))
        lean.execute(ADD, (2, None, None, None, None, False))
    with lean.transaction():
        first, second = lean.execute(ALL, (0,)).fetchall()
        assert lean.execute(ALL, (3,)).fetchone() is None
    assert (first[0], UUID(first[1]), first[3:]) == (1, AN_ID, ("一 %s 'x' \\", b"\x00\xff", True))
    assert datetime.fromisoformat(first[2]) == NOON
    assert second == (2, None, None, None, None, False)


def test_an_error_takes_everything_back(connection: "psycopg.Connection[Any]") -> None:
    lean = LeanConnection(connection)
    with pytest.raises(UniqueViolation), lean.transaction():
        lean.execute(ADD, (1, None, None, None, None, None))
        lean.execute(ADD, (1, None, None, None, None, None))
    with pytest.raises(ZeroDivisionError), lean.transaction():
        lean.execute(ADD, (1, None, None, None, None, None))
        raise ZeroDivisionError
    with lean.transaction():
        assert lean.execute(ALL, (0,)).fetchall() == []


def test_a_commit_that_did_not_commit_is_an_error(connection: "psycopg.Connection[Any]") -> None:
    lean = LeanConnection(connection)
    with pytest.raises(InFailedSqlTransaction), lean.transaction(), pytest.raises(DivisionByZero):
        lean.execute("SELECT 1 / %s::int", (0,))


def test_dates_in_another_style_are_refused_at_once(connection: "psycopg.Connection[Any]") -> None:
    connection.execute("SET DateStyle TO 'German'")
    with pytest.raises(RuntimeError):
        LeanConnection(connection)
