"""The migrations lead to exactly the tables that the code knows, on the database at hand."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import text

from foundation.db import db, engines, is_mapped
from foundation.i18n import ROOT


@pytest.fixture
def migrated(app: Flask) -> Iterator[None]:
    """All tables gone, then all migrations; the usual tables again afterwards."""
    _drop()
    upgrade(directory=str(ROOT / "migrations"))
    yield
    _drop()
    db.metadata.create_all(engines().write)


def _drop() -> None:
    db.session.rollback()
    db.session.remove()
    engines().dispose()
    with engines().write.begin() as connection:
        db.metadata.drop_all(connection)
        connection.execute(text("DROP TABLE IF EXISTS alembic_version"))


def test_the_tokens_of_the_search_have_their_index(migrated: None) -> None:
    asked = "SELECT sql FROM sqlite_master WHERE name = 'item_gram'"
    asked = asked if engines().is_sqlite else "SELECT indexdef FROM pg_indexes WHERE indexname = 'ix_item_search_grams'"
    with engines().write.connect() as connection:
        before = connection.execute(text(asked)).scalar_one()
    _drop()
    db.metadata.create_all(engines().write)
    with engines().write.connect() as connection:
        assert connection.execute(text(asked)).scalar_one() == before


def test_upgrading_gives_the_tables_of_the_code(migrated: None) -> None:
    with engines().write.connect() as connection:
        opts = {"compare_type": True, "include_object": is_mapped}
        context = MigrationContext.configure(connection, opts=opts)
        differences = [d for d in compare_metadata(context, db.metadata) if "alembic_version" not in str(d)]
    assert differences == []


def test_the_hot_tables_are_clustered_by_their_key(migrated: None) -> None:
    """On SQLite a save must not keep a second copy of its key: both hot tables are WITHOUT ROWID."""
    if not engines().is_sqlite:
        pytest.skip("SQLite only: PostgreSQL has no such clause")
    with engines().write.connect() as connection:
        query = text("SELECT name, sql FROM sqlite_master WHERE name IN ('response', 'response_event')")
        found = connection.execute(query).all()
    assert len(found) == 2 and all("WITHOUT ROWID" in sql for _name, sql in found)


def test_migrations_are_numbered() -> None:
    names = sorted(path.name for path in Path(ROOT / "migrations" / "versions").glob("*.py"))
    assert [name[:4] for name in names] == [f"{n:04d}" for n in range(1, len(names) + 1)]
