"""Statements made ready: compiled once a process, then run on the driver's own connection, about six times cheaper.

For the few reads and writes that every request or every attempt makes. Values and rows pass through the column types as
ever (UUID, UtcDateTime, Points); there is no identity map and nothing is flushed before.
"""

import re
from collections import namedtuple
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any, TypeAlias

from sqlalchemy import Insert, Select, Update
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import IntegrityError

from foundation.db import Driver, db, driver_of, engines, lean_read

_NAMED = re.compile(r"%\((\w+)\)s")  # psycopg's named marks
ROWS_KEPT = 4096  # of each statement that is read with `raw` and `read`
Processor = Callable[[Any], Any]
Statement: TypeAlias = "Select[*tuple[Any, ...]] | Insert | Update"


class Ready:
    """A select, insert or update with named bind parameters (`bindparam("name")`); lists are not for it.

    It is made at first use, when all tables are known (a column's type may follow from another package's table). An
    insert takes its columns by name. Inside a transaction it runs there, elsewhere on a reading connection.
    """

    def __init__(self, make: "Callable[[], Statement]", columns: tuple[str, ...] = ()) -> None:
        self._make, self._columns = make, columns
        self._compiled: dict[str, _Compiled] = {}

    def all(self, **values: Any) -> list[Any]:
        """All rows, as named tuples."""
        rows: list[Any] = self._execute(values, _Compiled.fetch)
        return rows

    def raw(self, **values: Any) -> list[Any]:
        """All rows as the driver gives them: cheap, and good for nothing but comparing, and `read`."""
        return [tuple(row) for row in self._execute(values, _Compiled.raw)]

    def read(self, rows: Iterable[Any]) -> list[Any]:
        """Rows of `raw` as `all` gives them. A row that was read before is the very same one: not to be changed."""
        compiled = self._compiled[engines().write.dialect.name]
        return [compiled.read(row) for row in rows]

    def first(self, **values: Any) -> Any:
        """The first row or None."""
        return next(iter(self.all(**values)), None)

    def run(self, **values: Any) -> None:
        """Write in the current transaction; a broken constraint is SQLAlchemy's IntegrityError, as everywhere."""
        self._write(values, _Compiled.execute)

    def add_all(self, rows: Sequence[dict[str, Any]]) -> None:
        """Insert all rows by one statement, in the current transaction."""
        if rows:
            self._write(rows, _Compiled.insert)

    def _write(self, values: Any, how: "Callable[[_Compiled, Driver, Any], Any]") -> None:
        if not db.session().info.get("writing"):
            raise RuntimeError("a write needs a transaction")
        try:
            self._execute(values, how)
        except engines().write.dialect.loaded_dbapi.IntegrityError as error:
            raise IntegrityError(None, None, error) from error

    def _execute(self, values: Any, how: "Callable[[_Compiled, Driver, Any], Any]") -> Any:
        dialect = engines().write.dialect
        compiled = self._compiled.get(dialect.name)
        if compiled is None:
            compiled = self._compiled[dialect.name] = _Compiled(self._make(), self._columns, dialect)
        session = db.session()
        if session.info.get("writing"):
            return how(compiled, driver_of(session), values)
        with lean_read() as driver:
            return how(compiled, driver, values)


class _Compiled:
    """The statement's text for one database, with what its types do to values and rows."""

    def __init__(self, statement: Any, columns: tuple[str, ...], dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=list(columns) or None)
        self._text = str(compiled)
        self._order: list[str] | None = compiled.positiontup
        self._fixed = {name: bind.value for name, bind in compiled.binds.items() if not bind.required}
        self._into = {
            name: process
            for name, bind in compiled.binds.items()
            if (process := bind.type.dialect_impl(dialect).bind_processor(dialect))
        }
        if isinstance(statement, Select):
            chosen = list(statement.selected_columns)
            row: Any = namedtuple("row", [column.key for column in chosen])  # type: ignore[misc]  # named at run time
            self._row = row._make
            types = [column.type.dialect_impl(dialect) for column in chosen]
            self._out: list[Processor | None] = [kind.result_processor(dialect, None) for kind in types]
            self.read = lru_cache(ROWS_KEPT)(self._read)

    def _given(self, values: dict[str, Any]) -> dict[str, Any]:
        given = {**self._fixed, **values}
        for name, process in self._into.items():
            given[name] = process(given[name])
        return given

    def insert(self, driver: Driver, rows: Sequence[dict[str, Any]]) -> None:
        """Run an insert for all rows at once."""
        head, _values, one = self._text.rpartition(" VALUES ")
        mark = "?" if self._order else "%s"
        text = f"{head} VALUES {', '.join([_NAMED.sub(mark, one)] * len(rows))}"
        order = self._order or _NAMED.findall(one)
        driver.execute(text, [given[name] for given in map(self._given, rows) for name in order])

    def execute(self, driver: Driver, values: dict[str, Any]) -> Any:
        """Run it."""
        given = self._given(values)
        return driver.execute(self._text, given if self._order is None else [given[name] for name in self._order])

    def fetch(self, driver: Driver, values: dict[str, Any]) -> list[Any]:
        """Run it and bring its rows."""
        return [self._read(row) for row in self.execute(driver, values).fetchall()]

    def raw(self, driver: Driver, values: dict[str, Any]) -> list[Any]:
        """Run it and bring its rows as they are."""
        rows: list[Any] = self.execute(driver, values).fetchall()
        return rows

    def _read(self, row: Any) -> Any:
        return self._row(value if out is None else out(value) for value, out in zip(row, self._out, strict=True))
