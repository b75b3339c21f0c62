"""`flask people …`: what administrators do from the command line. stdout holds the result, problems go to stderr."""

import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from foundation import clock
from foundation.errors import DomainError, Invalid
from foundation.i18n import explain, gettext
from people import services
from people.domain import Actor
from people.domain.importing import COLUMN_LABELS, CheckedRow, Column, RowKind

command = AppGroup("people", help="People: accounts from tables.")
PROBLEMS_SHOWN = 50


@command.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as", "login", required=True, help="The login (工号) in whose name it is done.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, write nothing.")
@click.option("--names-confirmed", is_flag=True, help="Take other names under known logins as the same people.")
def import_people(file: Path, login: str, dry_run: bool, names_confirmed: bool) -> None:
    """Make and change people from FILE (.xlsx or .csv), all or nothing. Exit code 2: nothing was imported."""
    try:
        actor, data = services.actor_of_login(login), file.read_bytes()
        _table, rows = services.try_table(actor, data)
        _tell(rows)
        if any(row.kind is RowKind.BAD for row in rows):
            sys.exit(2)
        if not dry_run:
            _commit(actor, file.name, data, names_confirmed)
    except DomainError as error:
        for problem in error.problems if isinstance(error, Invalid) and error.problems else (error,):
            click.echo(explain(problem), err=True)
        sys.exit(2)


def _commit(actor: Actor, name: str, data: bytes, names_confirmed: bool) -> None:
    import_id = services.stage_import(actor, name, data, now=clock.now())
    try:
        services.commit_import(actor, import_id, names_confirmed=names_confirmed, now=clock.now())
    except DomainError:
        services.discard_import(actor, import_id)
        raise
    click.echo(gettext("已导入。登录单在“导入人员”页里打印：/people/imports/%(id)s", id=import_id))


def _tell(rows: list[CheckedRow]) -> None:
    counts = {kind: sum(row.kind is kind for row in rows) for kind in RowKind}
    click.echo(gettext("新增 %(new)s，变更 %(changed)s，没有变化 %(same)s，要改 %(bad)s", **counts))
    told = [(row.number, problem) for row in rows for problem in row.problems]
    for number, problem in told[:PROBLEMS_SHOWN]:
        column = gettext(COLUMN_LABELS[Column(problem.field)]) if problem.field else ""
        where = f"{gettext('表里第 %(n)s 行', n=number)} {column}"
        found = f"　{gettext('找到')} {problem.found}" if problem.found else ""
        expected = f"　{gettext('应如')} {problem.expected}" if problem.expected else ""
        click.echo(f"{where}: {explain(problem)}{found}{expected}", err=True)
    if len(told) > PROBLEMS_SHOWN:
        click.echo(gettext("还有 %(n)s 处", n=len(told) - PROBLEMS_SHOWN), err=True)
