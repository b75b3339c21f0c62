"""What stands beside the tables of questions in a document: items of its own, or text that is told and not used."""

from collections.abc import Sequence
from dataclasses import replace

from foundation.errors import Invalid
from question_bank.formats.model import WRITTEN, Paper, PaperItem, PaperProblem
from question_bank.formats.paper.reading import read_paper
from question_bank.formats.paper.tidy import shortened
from question_bank.formats.records import messages

_LONG = 15


def with_text(paper: Paper, lines: Sequence[str], inside: set[int]) -> Paper:
    """The paper of the tables with the items that the other lines hold, in the document's order."""
    outside = "\n".join("" if at in inside else line for at, line in enumerate(lines, 1))
    rest = _read(outside)
    items = [] if rest is None else [item for item in rest.items if _is_item(item)]
    if rest is None or not items:
        return _told(paper, [line for line in outside.split("\n") if len(line) > _LONG])
    before = len(paper.declared.sections)
    shifted = [
        replace(item, section_index=None if item.section_index is None else item.section_index + before)
        for item in items
    ]
    taken = {line for item in items for line in range(item.line_start, item.line_end + 1)}
    titles = {section.line for section in rest.declared.sections}
    left = [
        line
        for at, line in enumerate(outside.split("\n"), 1)
        if len(line) > _LONG and at not in taken and at not in titles
    ]
    both = replace(
        paper,
        declared=replace(paper.declared, sections=(*paper.declared.sections, *rest.declared.sections)),
        items=tuple(sorted([*paper.items, *shifted], key=lambda item: item.line_start)),
        problems=(*paper.problems, *rest.problems),
    )
    return _told(both, left)


def _read(text: str) -> Paper | None:
    try:
        return read_paper(text) if text.strip() else None
    except Invalid:  # no items among it
        return None


def _is_item(item: PaperItem) -> bool:
    """Instructions are numbered too; only what offers options, has a key or stands in a typed section is an item."""
    return bool(item.options) or item.answer_key is not None or item.type not in WRITTEN


def _told(paper: Paper, lines: Sequence[str]) -> Paper:
    if not lines:
        return paper
    told = PaperProblem(None, "warning", messages.TEXT_BESIDE_TABLE, {"text": shortened(" ".join(lines))})
    return replace(paper, problems=(*paper.problems, told))
