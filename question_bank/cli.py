"""`flask bank import`: read a paper and say what was understood, or take its items in as drafts;
`flask bank export`: carry items out.

stdout holds only the JSON (or, without --json, a readable report); what happened is told on stderr. Exit 0 with
warnings, 2 with errors. `--dry-run` touches no database. What is printed is made in `cli_output`.
"""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn
from uuid import UUID

import click
from flask.cli import AppGroup

from foundation import clock
from foundation.errors import N_, DomainError, Invalid, Problem
from foundation.i18n import explain, gettext
from people import services as people
from question_bank import cli_output, services
from question_bank.domain import ItemStatus
from question_bank.domain.items import GENERAL, ItemFilter
from question_bank.formats.limits import check_number
from question_bank.formats.paper import Paper, to_json
from question_bank.formats.records.roles import is_role
from question_bank.formats.registry import AUTO, FORMATS, recognise
from question_bank.services import imports

command = AppGroup("bank", help="The question bank.")
FAILED = 2
FIELD_ROLES = (
    *("stem", "options", "option:A", "answer", "type", "points", "explanation", "difficulty", "knowledge"),
    *("number", "section", "guide", "tags", "wrong"),
)


@dataclass(frozen=True, slots=True)
class Given:
    """A file, its key, and how to read them."""

    texts: services.Texts
    mapping: dict[str, str]
    paper: Paper
    left_out: tuple[str, ...] = ()  # refs of items with errors, where that is asked for


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "file_format",
    type=click.Choice([AUTO, *FORMATS]),
    default=AUTO,
    show_default=True,
    help="What kind of file it is; auto looks at the contents.",
)
@click.option("--answer-key", type=click.Path(path_type=Path), help="A file with the answers.")
@click.option("--area", default=GENERAL.code, show_default=True, help="Code or name of the content area.")
@click.option("--map", "fields", multiple=True, metavar="FIELD=ROLE", help="What a column or field means; repeatable.")
@click.option("--tolerant", is_flag=True, help="Leave items with errors out, list them, take in the rest.")
@click.option("--dry-run", is_flag=True, help="Only read; needs no database.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--as", "login", help="Login of whoever imports; needed unless --dry-run.")
def import_command(
    file: Path,
    file_format: str,
    answer_key: Path | None,
    area: str,
    fields: tuple[str, ...],
    tolerant: bool,
    dry_run: bool,
    as_json: bool,
    login: str | None,
) -> None:
    """Read FILE, and unless --dry-run write its items as drafts into the bank of the person's unit, all or nothing."""
    if not dry_run and not login:
        raise click.UsageError("--as LOGIN is needed, or --dry-run")
    mapping, bar = _mapping(fields), cli_output.Bar(shown=not as_json)
    try:
        source, key = _bytes(file), _bytes(answer_key) if answer_key else None
        bar.say(gettext(N_("正在识别文件（%(n)s KB）"), n=len(source) // 1024))
        file_format = recognise(source, file.name) if file_format == AUTO else file_format
        given = _read(file_format, file.name, source, answer_key.name if answer_key else "", key, mapping)
    except Invalid as error:
        if as_json:
            click.echo(json.dumps(cli_output.nothing_read(file_format, error), ensure_ascii=False))
        _fail(error)
    paper = given.paper
    click.echo(json.dumps(to_json(paper, gettext), ensure_ascii=False) if as_json else cli_output.report(paper))
    if tolerant:
        given = _leave_out(given)
    elif paper.has_errors:
        _fail(Invalid(Problem(N_("试卷里有要先改正的错误，没有导入任何题目"), field=file.name)))
    if not dry_run:
        try:
            _take_in(given, area, login or "", bar)
        except DomainError as error:
            _fail(error)


def _mapping(fields: tuple[str, ...]) -> dict[str, str]:
    """FIELD=ROLE, as often as it was given; an empty role leaves the field out."""
    mapping = {}
    for each in fields:
        name, sign, role = each.rpartition("=")
        if not sign or not name or (role and not is_role(role)):
            roles = ", ".join(FIELD_ROLES)
            raise click.UsageError(f"--map {each}: FIELD=ROLE, ROLE one of {roles} (option:A to option:H)")
        mapping[name] = role
    return mapping


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        reason = {"reason": error.strerror or type(error).__name__}
        raise Invalid(Problem(N_("打不开文件：%(reason)s"), reason, field=str(path))) from error


def _read(
    file_format: str, name: str, source: bytes, key_name: str, key: bytes | None, mapping: dict[str, str]
) -> Given:
    """The paper; whichever file can't be read is named, and a field that it doesn't have."""
    if file_format == "paper":
        services.check_readable(name, source)
    names = {"paper": name, "answer_key": key_name}
    try:
        texts = imports.keep_texts(name, source, key, file_format)
        paper = imports.read(texts.source, texts.answer_key, texts.name, tuple(sorted(mapping.items())), ())
    except Invalid as error:
        named = (replace(each, field=names.get(each.field or "", each.field)) for each in error.problems)
        raise Invalid(*named) from error
    check_number(len(paper.items), name)
    _check_fields(name, paper, mapping)
    return Given(texts, mapping, paper)


def _check_fields(name: str, paper: Paper, mapping: Mapping[str, str]) -> None:
    there = [field.name for field in paper.mapping]
    unknown = [field for field in mapping if field not in there]
    if unknown:
        expected = ", ".join(there) or "—"
        raise Invalid(*(Problem(N_("文件里没有这一栏"), field=name, found=each, expected=expected) for each in unknown))


def _leave_out(given: Given) -> Given:
    """Items with errors are told one by one, by line, and left out."""
    preview = imports.make_preview(given.paper, {})
    told = [each for each in given.paper.problems if each.severity == "error"]
    out = []
    for item in preview.items:
        errors = [note for note in item.notes if note.severity == "error"]
        if errors or item.faults:
            out.append(item.ref)
            told += errors
            for fault in item.faults if not errors else ():
                _say_left_out(given, replace(fault, line=item.line_start), fault.field)
    for problem in told:
        _say_left_out(given, Problem(problem.message, dict(problem.params), line=problem.line))
    if out:
        click.echo(gettext(N_("有错误的 %(n)s 题没有导入"), n=len(out)), err=True)
    return replace(given, left_out=tuple(out))


def _say_left_out(given: Given, problem: Problem, field: str | None = None) -> None:
    place = given.texts.name if field is None else f"{given.texts.name} [{field}]"
    click.echo(cli_output.line_of(replace(problem, field=place)), err=True)


def _take_in(given: Given, area: str, login: str, bar: cli_output.Bar) -> None:
    actor = people.actor_of_login(login)
    outcome = services.import_paper(
        actor,
        given.texts,
        services.area_code_of(area),
        now=clock.now(),
        corrections={"mapping": given.mapping, "dropped": list(given.left_out)},
        teller=imports.Teller(clock.now, bar, rest=0.3),
    )
    told = N_(
        "新写入 %(created)s 题，更新 %(changed)s 题，已有 %(same)s 题，题库里改过的 %(kept)s 题没有动；审核通过才能使用"
    )
    click.echo(gettext(told, **{name: outcome[name] for name in ("created", "changed", "same", "kept")}), err=True)


@command.command("work", hidden=True)
@click.argument("import_id", type=click.UUID)
def work_on_command(import_id: UUID) -> None:
    """Read an upload, or take it in; the job process starts this."""
    imports.work_on(import_id, imports.Teller(clock.now))


def _fail(error: DomainError) -> NoReturn:
    lines = [cli_output.line_of(problem) for problem in error.problems] if isinstance(error, Invalid) else []
    for line in lines or [explain(error)]:
        click.echo(line, err=True)
    sys.exit(FAILED)


@command.command("export")
@click.option("--format", "file_format", type=click.Choice(services.export_names()), required=True, help="File format.")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), required=True, help="Where to write.")
@click.option("--as", "login", required=True, help="Login of whoever exports.")
@click.option("--area", default="", help="Code or name of the content area.")
@click.option("--tag", default="", help="Only items with this tag.")
@click.option(
    "--status",
    default="",
    type=click.Choice(["", *(each.value for each in ItemStatus)]),
    help="Only items that stand there.",
)
def export_command(file_format: str, output: Path, login: str, area: str, tag: str, status: str) -> None:
    """Write the items that fit to a file; what the format can't hold is told on stderr first."""
    try:
        actor = people.actor_of_login(login)
        wanted = ItemFilter(area=services.area_code_of(area) if area else "", tag=tag, status=status)
        made = services.export_items(actor, wanted, file_format, now=clock.now())
        output.write_bytes(made.data)
    except DomainError as error:
        _fail(error)
    except OSError as error:
        _fail(Invalid(Problem(N_("写不了文件：%(reason)s"), {"reason": error.strerror or ""}, field=str(output))))
    for problem in made.told:
        click.echo(cli_output.line_of(problem), err=True)
    left_out = sum(problem.severity == "error" for problem in made.told)
    click.echo(gettext(N_("导出 %(n)s 题，%(left)s 题没有导出"), n=made.n_items - left_out, left=left_out), err=True)


@command.command("reindex")
@click.option("--check", is_flag=True, help="Only compare; change nothing.")
def reindex_command(check: bool) -> None:
    """Compare the search's index with the items, and make it anew where they differ; exit 2 if they differ and stay so.

    Needed only after other hands wrote the database. Not while an exam is running: nobody can save meanwhile.
    """
    faults, n_items = services.reindex(repair=not check)
    if not faults:
        click.echo(gettext(N_("检索索引与题目一致")), err=True)
        return
    click.echo(gettext(N_("检索索引有 %(n)s 处与题目不一致"), n=len(faults)), err=True)
    if check:
        sys.exit(FAILED)
    click.echo(gettext(N_("已重建检索索引：%(n)s 题"), n=n_items), err=True)
