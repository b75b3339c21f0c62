"""Alembic's environment: runs on the application's writing engine; on SQLite tables are rebuilt in batches."""

from alembic import context
from flask import current_app

from foundation.db import db, engines, is_mapped


def run() -> None:
    """Run the migrations online; there is no offline mode."""
    with engines().writer_queue(), engines().write.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            compare_type=True,
            include_object=is_mapped,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()


assert current_app  # Flask-Migrate runs this inside an application context
run()
