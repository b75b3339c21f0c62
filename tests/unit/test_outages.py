"""Which errors mean that the database is away for a moment, and which mean a defect."""

import errno
import sqlite3

import psycopg
import pytest
from psycopg import errors
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from foundation.outages import is_lost_connection, is_outage


def of_sqlite(code: int) -> sqlite3.Error:
    error = sqlite3.OperationalError("made up")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    "error",
    [
        of_sqlite(sqlite3.SQLITE_FULL),
        of_sqlite(sqlite3.SQLITE_IOERR_FSYNC),
        of_sqlite(sqlite3.SQLITE_BUSY),
        of_sqlite(sqlite3.SQLITE_CANTOPEN),
        errors.DiskFull(),
        errors.CannotConnectNow(),
        errors.AdminShutdown(),
        errors.TooManyConnections(),
        errors.ReadOnlySqlTransaction(),
        psycopg.OperationalError("connection refused"),
        psycopg.DatabaseError("server closed the connection unexpectedly"),
        OperationalError("SELECT 1", {}, of_sqlite(sqlite3.SQLITE_FULL)),
        NoConnectionFree(),
        OSError(errno.ENOSPC, "No space left on device"),
    ],
    ids=repr,
)
def test_an_outage(error: Exception) -> None:
    assert is_outage(error)


@pytest.mark.parametrize(
    "error",
    [
        of_sqlite(sqlite3.SQLITE_CONSTRAINT_UNIQUE),
        of_sqlite(sqlite3.SQLITE_CORRUPT),
        sqlite3.ProgrammingError("closed"),
        errors.UniqueViolation(),
        errors.UndefinedTable(),
        errors.InFailedSqlTransaction(),
        psycopg.ProgrammingError("no result"),
        IntegrityError("INSERT", {}, errors.UniqueViolation()),
        FileNotFoundError(errno.ENOENT, "No such file"),
        ValueError(),
    ],
    ids=repr,
)
def test_a_defect(error: Exception) -> None:
    assert not is_outage(error)


def test_a_lost_connection_is_not_a_full_disk() -> None:
    assert is_lost_connection(errors.AdminShutdown()) and is_lost_connection(psycopg.OperationalError("gone"))
    assert not is_lost_connection(errors.DiskFull()) and not is_lost_connection(of_sqlite(sqlite3.SQLITE_BUSY))
