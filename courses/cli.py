"""`flask courses load`: take the lessons and their check items in."""

from dataclasses import asdict
from uuid import UUID

import click
from flask.cli import AppGroup

from courses import services
from foundation import clock
from foundation.errors import DomainError, Invalid
from foundation.i18n import explain
from people import services as people
from people.domain import SYSTEM, Actor, Permission

command = AppGroup("courses", help="Lessons and their knowledge checks.")


@command.command("load")
@click.option(
    "--as", "login", default="system", show_default=True, help="Who writes the check items; system: texts only."
)
@click.option("--reviewer", help="Who approves the check items; without one they wait in review.")
def load(login: str, reviewer: str | None) -> None:
    """Load the lessons that come with the program; loading twice is the same as once."""
    try:
        author = SYSTEM if login == "system" else people.actor_of_login(login)
        result = services.load_content(
            author,
            None if author.is_system else _unit(author),
            reviewer=people.actor_of_login(reviewer) if reviewer else None,
            now=clock.now(),
        )
    except DomainError as error:
        click.echo(explain(error), err=True)
        for problem in error.problems if isinstance(error, Invalid) else ():
            click.echo(f"- {explain(problem)} {problem.found or ''}", err=True)
        raise SystemExit(2) from error
    for name, count in asdict(result).items():
        click.echo(f"{name.replace('_', ' ')}: {count}")


def _unit(author: Actor) -> UUID:
    """The highest unit on which the author may write items."""
    scopes = sorted(author.scopes(Permission.WRITE_ITEMS), key=len)
    if not scopes:
        author.require_anywhere(Permission.WRITE_ITEMS)
    return UUID(scopes[0].strip("/").split("/")[-1])
