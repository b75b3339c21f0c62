"""Rule 29: what is acknowledged is on the disk, unless an operator chose otherwise; and pooled connections that
PostgreSQL ended are noticed before they are used.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from foundation.db import Engines
from foundation.settings import Settings
from tests import postgres


def test_rule_29_sqlite_waits_for_the_disk_unless_told_otherwise(tmp_path: Path) -> None:
    settings = Settings.from_environ({"INSTANCE_PATH": str(tmp_path)})
    engines = Engines(settings)
    for engine in (engines.write, engines.lean, engines.read):
        with engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == 2  # FULL
            assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"
    engines.dispose()


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    with postgres.throwaway_cluster(durable=True) as base:
        yield base


def engines_on(url: str) -> Engines:
    return Engines(Settings(Path(), url, secret_key="for tests only"))


def show(connection: Any, name: str) -> str:
    return str(connection.execute(f"SHOW {name}").fetchone()[0])


@pytest.mark.postgresql
def test_rule_29_postgresql_waits_for_the_disk(cluster: str) -> None:
    engines = engines_on(cluster)
    for engine in (engines.write, engines.lean, engines.read):
        pooled = engine.raw_connection()
        settings = [show(pooled.dbapi_connection, name) for name in ("synchronous_commit", "fsync", "full_page_writes")]
        assert settings == ["on", "on", "on"]
        pooled.close()
    engines.dispose()


@pytest.mark.postgresql
@pytest.mark.parametrize("name", ["write", "lean"])
def test_connections_that_the_server_ended_are_replaced_before_they_are_used(cluster: str, name: str) -> None:
    engines = engines_on(cluster)
    engine = getattr(engines, name)
    held = [engine.raw_connection() for _each in range(3)]
    backends = {each.dbapi_connection.info.backend_pid for each in held}
    for each in held:
        each.close()
    other = engines_on(cluster)
    with other.write.connect() as connection:
        ended = connection.execute(
            text("SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity WHERE pid = ANY(:pids)"),
            {"pids": list(backends)},
        )
        assert ended.scalar_one() == 3
    for _turn in range(3):
        pooled = engine.raw_connection()
        assert pooled.dbapi_connection.info.backend_pid not in backends
        assert pooled.dbapi_connection.execute("SELECT 1").fetchone() == (1,)
        pooled.close()
    engines.dispose()
    other.dispose()
