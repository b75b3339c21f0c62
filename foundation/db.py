"""The database: tables' base, column types, and `transaction()`, the only place that commits.

SQLite has one writer: `transaction()` queues on a kernel file lock before BEGIN IMMEDIATE. Reads outside a transaction
use an AUTOCOMMIT engine, so a page that changes nothing never takes the write lock.
"""

import fcntl
import json
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import BigInteger, DateTime, Engine, Integer, MetaData, Text, create_engine, event
from sqlalchemy.engine import Connection, Dialect, make_url
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

from foundation.lean_postgresql import LeanConnection, refuse_ended
from foundation.score import from_hundredths, hundredths
from foundation.settings import Settings

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Base of all tables; constraint names are fixed so that migrations can name them."""

    metadata = MetaData(naming_convention=NAMING)


def is_mapped(_thing: object, name: str | None, _kind: str, _reflected: bool, _beside: object) -> bool:
    """For Alembic's comparisons: False of a table or index that a model's own DDL makes beside the metadata.

    A model says so in `metadata.info["beside"]`, a set of names; a table's shadows begin with its name.
    """
    return not str(name).startswith(tuple(Base.metadata.info.get("beside", ())))


class _RoutedSession(FlaskSession):
    """Reads go to the AUTOCOMMIT engine, a transaction to the writing one."""

    def get_bind(self, mapper: Any = None, clause: Any = None, bind: Any = None, **kwargs: Any) -> Engine | Connection:
        if bind is not None:
            return bind  # type: ignore[no-any-return]  # SQLAlchemy hands back what we gave it
        return engines().write if self.info.get("writing") else engines().read


db = SQLAlchemy(model_class=Base, session_options={"class_": _RoutedSession, "expire_on_commit": False})


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC in and out; a naive datetime is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime has no place in the database")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Points(TypeDecorator[Decimal]):
    """Exact points, stored as integer hundredths."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        return None if value is None else hundredths(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else from_hundredths(value)


class JsonText(TypeDecorator[Any]):
    """JSON kept as text, so that what was hashed is what is stored."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


BigId = BigInteger().with_variant(Integer, "sqlite")  # an autoincrement key on both databases


# How long PostgreSQL may be out of reach before a connection counts as lost, where the URL does not say it.
PATIENCE = {"connect_timeout": 5, "keepalives_idle": 30, "keepalives_interval": 5, "tcp_user_timeout": 15000}


class Engines:
    """The reading and the writing engine of one installation, and the queue of SQLite's writers."""

    def __init__(self, settings: Settings) -> None:
        url = make_url(settings.database_url)
        self.is_sqlite = settings.is_sqlite
        self._local = threading.local()
        self._lock_path: Path | None = None
        if self.is_sqlite:
            self._lock_path = Path(str(url.database) + ".writer-lock")
            options: dict[str, Any] = {
                "connect_args": {"timeout": 10, "check_same_thread": False},
                "pool_size": 16,
                "max_overflow": 48,
                "pool_use_lifo": True,
            }
            self.write = create_engine(url, **options)
            self.read = create_engine(url, **options).execution_options(isolation_level="AUTOCOMMIT")
            for engine in (self.write, self.read):
                event.listen(engine, "connect", _sqlite_connect(settings.sqlite_synchronous))
            event.listen(self.write, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
            self.lean = self.write
        else:
            # The connection used last is the warmest. Lean ones are apart: psycopg drops all prepared statements of a
            # connection when it rolls back.
            limits = {name: value for name, value in PATIENCE.items() if name not in url.query}
            options = {"pool_size": 10, "max_overflow": 20, "pool_use_lifo": True, "connect_args": limits}
            self.write = create_engine(url, **options)
            self.read = self.write.execution_options(isolation_level="AUTOCOMMIT")
            self.lean = create_engine(url, pool_reset_on_return=None, **options)
            for engine in (self.write, self.lean):
                event.listen(engine, "connect", _postgresql_connect)
                event.listen(engine, "checkout", refuse_ended)

    @contextmanager
    def writer_queue(self) -> Iterator[None]:
        """Wait for the turn to write (SQLite); nothing to wait for elsewhere. flock is fair enough and costs
        microseconds.
        """
        if self._lock_path is None:
            yield
            return
        descriptor = getattr(self._local, "descriptor", None)
        if descriptor is None:
            descriptor = self._local.descriptor = os.open(self._lock_path, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(descriptor, fcntl.LOCK_UN)

    def dispose(self) -> None:
        """Close all pooled connections."""
        for engine in (self.write, self.read, self.lean):
            engine.dispose()


def _postgresql_connect(connection: Any, _record: Any) -> None:
    """Compiling a statement costs our short ones more than it saves: the bank's health at 200,000 items takes twice as
    long with it.
    """
    connection.execute("SET jit = off")
    connection.commit()


def _sqlite_connect(synchronous: str) -> Callable[[sqlite3.Connection, Any], None]:
    def connect(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        for pragma in (
            "journal_mode=WAL",
            f"synchronous={synchronous}",
            "foreign_keys=ON",
            "busy_timeout=10000",
            "cache_size=-16000",
        ):
            connection.execute(f"PRAGMA {pragma}")

    return connect


_current: dict[str, Engines] = {}


def engines() -> Engines:
    """The engines of this process; made once, on first use after `init_app`."""
    return _current["engines"]


def init_app(app: Flask, settings: Settings) -> None:
    """Bind the app to its database."""
    if "engines" in _current:
        _current.pop("engines").dispose()
    _current["engines"] = Engines(settings)
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database_url
    db.init_app(app)


@contextmanager
def transaction() -> Iterator[Session]:
    """The one place that commits. Nested use joins the outer block; after the outermost commit the queued handlers
    run.
    """
    session: Session = db.session()
    if session.info.get("writing"):
        yield session
        return
    session.rollback()  # give the reading connection back; what was read before is read afresh
    with engines().writer_queue():
        session.info.update(writing=True, after_commit=[])
        try:
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            session.info["after_commit"] = []
            raise
        finally:
            session.info["writing"] = False
    for callback in session.info.pop("after_commit"):
        callback()


def after_commit(callback: Callable[[], object]) -> None:
    """Run `callback` right after the outermost commit; dropped when the transaction fails."""
    db.session().info["after_commit"].append(callback)


class Driver(Protocol):
    """A driver's own connection (sqlite3, psycopg, or LeanConnection), for the few statements of the hot path."""

    def execute(self, query: str, params: Any = ..., /) -> Any: ...


def driver_of(session: Session) -> Driver:
    """The driver's connection of an open transaction."""
    return session.connection().connection.dbapi_connection  # type: ignore[return-value]  # both drivers have execute


@contextmanager
def lean_transaction() -> Iterator[Driver]:
    """A transaction on the driver's own connection, for the hot path of saving answers: same queue, pool and commit, no
    session and no statement compiler.
    """
    with engines().writer_queue(), _pooled(engines().lean) as (driver, kept):
        if isinstance(driver, sqlite3.Connection):
            driver.execute("BEGIN IMMEDIATE")
            yield driver
            driver.execute("COMMIT")
            return
        lean: LeanConnection = kept.get("lean") or kept.setdefault("lean", LeanConnection(driver))
        with lean.transaction():
            yield lean


@contextmanager
def lean_read() -> Iterator[Driver]:
    """The driver's own connection for reads that need no transaction: each statement stands for itself."""
    with _pooled(engines().read) as (driver, _kept):
        if isinstance(driver, sqlite3.Connection):
            yield driver
            return
        driver.autocommit = True
        try:
            yield driver
        finally:
            if not driver.closed:
                driver.autocommit = False


@contextmanager
def _pooled(engine: Engine) -> Iterator[tuple[Any, dict[Any, Any]]]:
    """A connection of the pool, and what is kept with it; after the server was lost all are new."""
    pooled = engine.raw_connection()
    driver: Any = pooled.dbapi_connection
    try:
        yield driver, pooled.info
    finally:
        if getattr(driver, "closed", False):
            pooled.invalidate()
            engine.dispose()
        else:
            pooled.close()
