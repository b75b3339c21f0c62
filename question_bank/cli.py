"""`flask bank import`: read a paper and say what was understood, or take its items in as drafts;
`flask bank export`: carry items out.

stdout holds only the JSON (or, without --json, a readable report); what happened is told on stderr. Exit 0 with
warnings, 2 with errors. `--dry-run` touches no database.
"""

import json
import sys
from pathlib import Path
from typing import Any, NoReturn

import click
from flask.cli import AppGroup

from foundation import clock
from foundation.errors import N_, DomainError, Invalid, Problem
from foundation.i18n import explain, gettext
from foundation.score import show
from people import services as people
from question_bank import services
from question_bank.domain import ItemStatus
from question_bank.domain.items import GENERAL, ItemFilter
from question_bank.formats.paper import Paper, PaperItem, to_json
from question_bank.formats.registry import AUTO, FORMATS, recognise
from question_bank.web import type_label

command = AppGroup("bank", help="The question bank.")
FAILED = 2
MOST = 20_000


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
@click.option("--dry-run", is_flag=True, help="Only read; needs no database.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--as", "login", help="Login of whoever imports; needed unless --dry-run.")
def import_command(
    file: Path, file_format: str, answer_key: Path | None, area: str, dry_run: bool, as_json: bool, login: str | None
) -> None:
    """Read FILE, and unless --dry-run write its items as drafts into the bank of the person's unit."""
    if not dry_run and not login:
        raise click.UsageError("--as LOGIN is needed, or --dry-run")
    try:
        source, key = _bytes(file), _bytes(answer_key) if answer_key else None
        file_format = recognise(source, file.name) if file_format == AUTO else file_format
        paper = _read(file_format, file.name, source, answer_key.name if answer_key else "", key)
    except Invalid as error:
        if as_json:
            click.echo(json.dumps(_nothing_read(file_format, error), ensure_ascii=False))
        _fail(error)
    click.echo(json.dumps(to_json(paper, gettext), ensure_ascii=False) if as_json else _report(paper))
    if paper.has_errors:
        _fail(Invalid(Problem(N_("试卷里有要先改正的错误，没有导入任何题目"), field=file.name)))
    if not dry_run:
        try:
            _take_in(services.read_texts(file.name, source, key, file_format, MOST), area, login or "")
        except DomainError as error:
            _fail(error)


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


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        reason = {"reason": error.strerror or type(error).__name__}
        raise Invalid(Problem(N_("打不开文件：%(reason)s"), reason, field=str(path))) from error


def _read(file_format: str, name: str, source: bytes, key_name: str, key: bytes | None) -> Paper:
    """The paper; whichever file can't be read is named."""
    if file_format == "paper":
        services.check_readable(name, source)
        if key is not None:
            services.check_readable(key_name, key)
    return FORMATS[file_format].read(source, name, answer_key=key)


def _take_in(texts: services.Texts, area: str, login: str) -> None:
    actor = people.actor_of_login(login)
    outcome = services.import_paper(actor, texts, services.area_code_of(area), now=clock.now())
    told = N_(
        "新写入 %(created)s 题，更新 %(changed)s 题，已有 %(same)s 题，题库里改过的 %(kept)s 题没有动；审核通过才能使用"
    )
    click.echo(gettext(told, **{name: outcome[name] for name in ("created", "changed", "same", "kept")}), err=True)


def _nothing_read(file_format: str, error: Invalid) -> dict[str, Any]:
    """The JSON of a file that holds no paper."""
    problems = [{"line": p.line, "severity": "error", "message": _line(p)} for p in error.problems]
    declared: dict[str, Any] = {"total": None, "minutes": None, "sections": []}
    return {"format": file_format, "declared": declared, "items": [], "problems": problems}


def _fail(error: DomainError) -> NoReturn:
    lines = [_line(problem) for problem in error.problems] if isinstance(error, Invalid) else []
    for line in lines or [explain(error)]:
        click.echo(line, err=True)
    sys.exit(FAILED)


def _line(problem: Problem) -> str:
    """File (or field), line, what is wrong, what was found and expected."""
    where = ":".join(str(part) for part in (problem.field, problem.line) if part)
    beside = [
        gettext(label) + " " + value
        for label, value in ((N_("找到"), problem.found), (N_("应为"), problem.expected))
        if value
    ]
    text = explain(problem) + (f" ({'; '.join(beside)})" if beside else "")
    return f"{where}: {text}" if where else text


def _report(paper: Paper) -> str:
    """What was understood, for people."""
    lines = [f"{paper.name}"]
    for index, section in enumerate(paper.declared.sections):
        mine = [item for item in paper.items if item.section_index == index]
        label = type_label(section.type) if section.type else "—"
        lines.append(f"  {section.title}  [{label}]  " + gettext(N_("%(n)s 题"), n=len(mine)))
        lines += (_item_line(item) for item in mine)
    lines += (_item_line(item) for item in paper.items if item.section_index is None)
    lines.append(gettext(N_("问题：%(n)s"), n=len(paper.problems)))
    for problem in paper.problems:
        where = gettext(N_("第 %(n)s 行"), n=problem.line) if problem.line else "—"
        lines.append(f"  {where}  {problem.text(gettext)}")
    return "\n".join(lines)


def _item_line(item: PaperItem) -> str:
    worth = show(item.points) if item.points is not None else "?"
    notes = "; ".join(problem.text(gettext) for problem in item.problems)
    sure = {"high": "", "medium": "? ", "low": "?? "}[item.confidence]
    return f"    {item.number}. {sure}({worth}) {item.stem.splitlines()[0][:40] if item.stem else ''}" + (
        f"  ! {notes}" if notes else ""
    )


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
        click.echo(_line(problem), err=True)
    left_out = sum(problem.severity == "error" for problem in made.told)
    click.echo(gettext(N_("导出 %(n)s 题，%(left)s 题没有导出"), n=made.n_items - left_out, left=left_out), err=True)
