"""What `flask bank` prints: a readable report of what was understood, one line a problem, how far it is."""

import sys
from collections.abc import Iterable
from typing import Any

import click

from foundation.errors import N_, Invalid, Problem
from foundation.i18n import explain, gettext
from foundation.score import show
from question_bank.domain.intake import STAGE_LABELS, Stage
from question_bank.formats.model import Paper, PaperItem
from question_bank.web import type_label

MOST_LINES = 200  # items of a section that are listed one by one; of more, those that need a look


class Bar:
    """How far it is, on a terminal's stderr: stage, n of N. Elsewhere nothing."""

    def __init__(self, *, shown: bool) -> None:
        self._shown = shown and sys.stderr.isatty()
        self._stage: Stage | None = None
        self._bar: Any = None

    def say(self, text: str) -> None:
        """A stage whose length nobody knows."""
        if self._shown:
            click.echo(text, err=True)

    def __call__(self, stage: Stage, done: int, total: int) -> None:
        """So many of them are done."""
        if not self._shown or not total:
            return
        if stage != self._stage:
            self._stage = stage
            label = gettext(STAGE_LABELS[stage])
            self._bar = click.progressbar(length=total, label=label, show_pos=True, file=sys.stderr)
        self._bar.update(done - self._bar.pos)
        if done >= total:
            self._bar.render_finish()


def nothing_read(file_format: str, error: Invalid) -> dict[str, Any]:
    """The JSON of a file that holds no paper."""
    problems = [{"line": p.line, "severity": "error", "message": line_of(p)} for p in error.problems]
    declared: dict[str, Any] = {"total": None, "minutes": None, "sections": []}
    return {"format": file_format, "declared": declared, "items": [], "problems": problems}


def line_of(problem: Problem) -> str:
    """File (or field), line, what is wrong, what was found and expected."""
    where = ":".join(str(part) for part in (problem.field, problem.line) if part)
    beside = [
        gettext(label) + " " + value
        for label, value in ((N_("找到"), problem.found), (N_("应为"), problem.expected))
        if value
    ]
    text = explain(problem) + (f" ({'; '.join(beside)})" if beside else "")
    return f"{where}: {text}" if where else text


def report(paper: Paper) -> str:
    """What was understood, for people."""
    lines = [f"{paper.name}"]
    for index, section in enumerate(paper.declared.sections):
        mine = [item for item in paper.items if item.section_index == index]
        label = type_label(section.type) if section.type else "—"
        lines.append(f"  {section.title}  [{label}]  " + gettext(N_("%(n)s 题"), n=len(mine)))
        lines += _item_lines(mine)
    homeless = [item for item in paper.items if item.section_index is None]
    if len(homeless) > MOST_LINES:
        lines.append("  " + gettext(N_("%(n)s 题"), n=len(homeless)))
    lines += _item_lines(homeless)
    lines.append(gettext(N_("问题：%(n)s"), n=len(paper.problems)))
    for problem in paper.problems:
        where = gettext(N_("第 %(n)s 行"), n=problem.line) if problem.line else "—"
        lines.append(f"  {where}  {problem.text(gettext)}")
    return "\n".join(lines)


def _item_lines(items: list[PaperItem]) -> Iterable[str]:
    told = [item for item in items if item.problems] if len(items) > MOST_LINES else items
    return (_item_line(item) for item in told)


def _item_line(item: PaperItem) -> str:
    worth = show(item.points) if item.points is not None else "?"
    notes = "; ".join(problem.text(gettext) for problem in item.problems)
    sure = {"high": "", "medium": "? ", "low": "?? "}[item.confidence]
    return f"    {item.number}. {sure}({worth}) {item.stem.splitlines()[0][:40] if item.stem else ''}" + (
        f"  ! {notes}" if notes else ""
    )
