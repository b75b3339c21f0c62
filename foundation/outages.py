"""When the database cannot serve for a moment: which errors mean that, and what is said then.

Killed and restarting, unreachable, disk full: nothing is wrong with the request, so it is answered 503 and may be sent
again. Everything else that a driver reports is a defect and stays one.
"""

import errno
import sqlite3
from typing import ClassVar

import psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from foundation.errors import N_, DomainError

# What a driver, the pool or the disk may raise; `is_outage` says which of them are one.
DATABASE_ERRORS = (DBAPIError, NoConnectionFree, psycopg.Error, sqlite3.Error, OSError)
_SQLITE = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
    }
)
_LOST = ("08", "57P01", "57P02", "57P03")  # connection broken, server shutting down, crashed, starting up
# … and: disk, memory or connections used up, cancelled, another's lock, a standby, a disk that cannot be read
_POSTGRESQL = (*_LOST, "53", "57014", "40001", "40P01", "55P03", "25006", "58030")
_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS})


class Unavailable(DomainError):
    """Nothing was changed; the same request may be sent again after `retry_after_seconds`."""

    message = N_("服务器暂时不能读写数据，没有保存任何更改。请稍等，恢复后再试")
    status = 503
    retry_after_seconds: ClassVar[int] = 1


def _driver_error(error: BaseException) -> BaseException | None:
    return error.orig if isinstance(error, DBAPIError) else error


def is_outage(error: BaseException) -> bool:
    """The database or its disk cannot serve now; later it can."""
    cause = _driver_error(error)
    if isinstance(cause, sqlite3.Error):
        code: int | None = getattr(cause, "sqlite_errorcode", None)
        return code is not None and code & 0xFF in _SQLITE  # the low byte: SQLITE_IOERR has thirty variants
    if isinstance(cause, psycopg.Error):
        return is_lost_connection(cause) or (cause.sqlstate or "").startswith(_POSTGRESQL)
    if isinstance(cause, OSError):
        return cause.errno in _DISK
    return isinstance(cause, NoConnectionFree)


def is_lost_connection(error: BaseException) -> bool:
    """PostgreSQL went away under the statement: it may have been done or not. libpq reports that without a state."""
    cause = _driver_error(error)
    if not isinstance(cause, psycopg.Error):
        return False
    if cause.sqlstate is not None:
        return cause.sqlstate.startswith(_LOST)
    return isinstance(cause, psycopg.OperationalError) or type(cause) is psycopg.DatabaseError
