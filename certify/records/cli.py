"""`flask records rebuild`: write the records table anew from the ledgers."""

import click
from flask.cli import AppGroup

from certify.records import services
from foundation import clock

command = AppGroup("records", help="The table that HR asks.")


@command.command("rebuild")
def rebuild() -> None:
    """Write the table anew."""
    click.echo(f"records: {services.rebuild(now=clock.now())} persons", err=True)
