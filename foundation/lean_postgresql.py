"""psycopg's connection without its cursors, for the handful of statements behind every save: prepared once, sent and
read as text by libpq itself, which costs a third of the CPU.

Rows hold int, bool, bytes and str; ids and times come as PostgreSQL writes them. Everything else uses psycopg as it is.
"""

import re
import select
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from typing import Any

from psycopg import Connection, OperationalError
from psycopg.errors import InFailedSqlTransaction, error_from_result
from psycopg.pq import ConnStatus, ExecStatus
from psycopg.pq.abc import PGresult
from sqlalchemy.exc import InvalidatePoolError

_DONE = (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK)
_READERS: dict[int, Callable[[bytes], Any]] = {  # by type
    16: b"t".__eq__,
    17: lambda text: bytes.fromhex(text[2:].decode()),
    **dict.fromkeys((20, 21, 23), int),
}


class LeanConnection:
    """Statements with %s marks, in a transaction; psycopg itself must not use the connection."""

    def __init__(self, connection: "Connection[Any]") -> None:
        self._libpq = connection.pgconn
        self._prepares = connection.prepare_threshold is not None  # None: a pooler in between forgets them
        self._texts: dict[str, bytes] = {}
        if not (self._libpq.parameter_status(b"DateStyle") or b"ISO").startswith(b"ISO"):
            raise RuntimeError("PostgreSQL must write dates as ISO 8601: SET DateStyle TO 'ISO'")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """From BEGIN to COMMIT, or to ROLLBACK when it was left by an error."""
        _checked(self._libpq.exec_(b"BEGIN"))
        try:
            yield
            if _checked(self._libpq.exec_(b"COMMIT")).command_status != b"COMMIT":
                raise InFailedSqlTransaction("rolled back instead of committed")
        except BaseException:
            self._libpq.exec_(b"ROLLBACK")
            raise

    def execute(self, query: str, values: Sequence[Any] = ()) -> "LeanRows":
        """One statement; raises psycopg's errors."""
        known = self._texts.get(query) or self._take_in(query)
        given: Any = [_written(value) for value in values]  # None is NULL; psycopg's stubs forgot it
        run = self._libpq.exec_prepared if self._prepares else self._libpq.exec_params
        return LeanRows(_checked(run(known, given)))

    def _take_in(self, query: str) -> bytes:
        """The name under which the statement is prepared (or its text, where nothing is)."""
        number = count(1)
        known = re.sub("%s", lambda _mark: f"${next(number)}", query).encode()
        if self._prepares:
            name = f"lean_{len(self._texts)}".encode()
            _checked(self._libpq.prepare(name, known))
            known = name
        self._texts[query] = known
        return known


class LeanRows:
    """The rows of a result."""

    def __init__(self, result: PGresult) -> None:
        self._result = result

    def fetchone(self) -> tuple[Any, ...] | None:
        """The first row."""
        return next(iter(self), None)

    def fetchall(self) -> list[tuple[Any, ...]]:
        """All rows."""
        return list(self)

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        result = self._result
        columns = [(place, _READERS.get(result.ftype(place), bytes.decode)) for place in range(result.nfields)]
        for row in range(result.ntuples):
            found = ((result.get_value(row, place), read) for place, read in columns)
            yield tuple(None if text is None else read(text) for text, read in found)


def refuse_ended(connection: "Connection[Any]", _record: object, _lender: object) -> None:
    """For a pool's checkout: a connection that the server has ended meanwhile goes, and so do the others that are as
    old. Asked of the socket, without a trip to the server: an idle one has nothing to read.
    """
    libpq = connection.pgconn
    waiting = select.poll()
    try:
        waiting.register(libpq.socket, select.POLLIN)
        while waiting.poll(0):
            libpq.consume_input()  # a farewell, then the end; an error once it is reached
    except OperationalError as error:
        raise InvalidatePoolError(str(error))
    if libpq.status != ConnStatus.OK:
        raise InvalidatePoolError("ended by the server")


def _checked(result: PGresult) -> PGresult:
    if result.status not in _DONE:
        raise error_from_result(result)
    return result


def _written(value: Any) -> bytes | None:
    """A value as PostgreSQL reads it; the statement says of which type it is."""
    if value is None:
        return None
    return b"\\x" + value.hex().encode() if isinstance(value, bytes) else str(value).encode()
