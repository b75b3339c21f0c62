"""The throw-away PostgreSQL cluster does what tests and measurements rely on."""

from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.pool import NullPool

from tests import postgres

pytestmark = pytest.mark.postgresql


def ask(url: str, query: str) -> str:
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        return str(connection.execute(text(query)).scalar_one())


@pytest.mark.parametrize(("durable", "fsync"), [(False, "off"), (True, "on")])
def test_cluster_lives_only_inside_its_block(durable: bool, fsync: str) -> None:
    with postgres.throwaway_cluster(durable=durable) as base_url:
        home = Path(str(make_url(base_url).query["host"]))
        assert home.is_dir()
        assert ask(base_url, "SHOW fsync") == fsync
        assert ask(base_url, "SHOW server_encoding") == "UTF8"
        assert ask(base_url, "SHOW default_transaction_isolation") == "read committed"
    assert not home.exists()


def test_scratch_database_begins_empty_and_goes() -> None:
    with postgres.throwaway_cluster() as base_url:
        with postgres.scratch_database(base_url, "scratch_考试") as url:
            assert ask(url, "SELECT current_database()") == "scratch_考试"
            assert ask(url, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == "0"
        assert ask(base_url, "SELECT count(*) FROM pg_database WHERE datname = 'scratch_考试'") == "0"
