"""The list of what to look at before a paper is taken in: as things stand now, corrections and all; errors first."""

from collections.abc import Container, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from foundation.errors import N_
from foundation.score import show
from question_bank.formats.paper import Paper, PaperProblem
from question_bank.formats.paper import messages as read_messages
from question_bank.services.imports.model import ImportItem, LineMark, PreviewProblem, PreviewSection

CUT_ANEW = N_("改过之后，这道题的起止行变了，请核对")
CORRECTION_LOST = N_("从这里开始的题目已经并入别处，原来的修改先留着，恢复分界后还在")
LINES_UNUSED = N_("%(count)s 行没有用上：点行号可以说明它是什么")
ORDER_PROPOSED = N_("第 %(blanks)s 空并列，提议答案可以换位，请确认或取消")

EMPTY = (read_messages.SECTION_EMPTY_PLAIN, read_messages.SECTION_EMPTY, read_messages.SECTION_EMPTY_POINTS)
COUNTS = (*EMPTY, read_messages.ITEMS_DIFFER, read_messages.BLANKS_DIFFER, read_messages.TOTAL_DIFFERS)


def list_problems(
    paper: Paper,
    sections: Sequence[PreviewSection],
    items: Sequence[ImportItem],
    lost: Sequence[str] = (),
    lines: Mapping[int, LineMark] | None = None,
) -> tuple[PreviewProblem, ...]:
    """Faults of items, the paper's own problems (its counts taken afresh), lines not used, then notes on items, alike
    ones together; `lost` are corrections whose item is gone.
    """
    own = (
        PreviewProblem(problem.severity, _lines(problem.line), problem.message, problem.params)
        for problem in paper.problems
        if problem.message not in COUNTS
    )
    taken = [item for item in items if not item.dropped]
    told = {problem.line for problem in paper.problems}
    rows = [*_faults(taken), *own, *_counts(paper, sections), *_unused(lines or {}, told), *_lost(lost), *_alike(taken)]
    return tuple(sorted(rows, key=lambda row: (row.severity != "error", row.lines[:1] or (0,))))


def _unused(lines: Mapping[int, LineMark], told: Container[int | None]) -> Iterable[PreviewProblem]:
    """Lines that nothing understood, unless each was named already."""
    unused = tuple(number for number, mark in lines.items() if mark.kind == "unread" and number not in told)
    if unused:
        yield PreviewProblem("warning", unused, LINES_UNUSED, {"count": len(unused)})


def _lost(refs: Sequence[str]) -> Iterable[PreviewProblem]:
    lines = tuple(dict.fromkeys(int(ref.split("-")[0]) for ref in refs))
    if lines:
        yield PreviewProblem("warning", lines, CORRECTION_LOST)


def _lines(line: int | None) -> tuple[int, ...]:
    return () if line is None else (line,)


def _faults(items: Iterable[ImportItem]) -> Iterable[PreviewProblem]:
    """What keeps an item out, unless reading it has said so already."""
    for item in items:
        for fault in () if any(note.severity == "error" for note in item.notes) else item.faults:
            yield PreviewProblem("error", _lines(item.line_start), fault.message, fault.params, (item.ref,), item.ref)


def _counts(paper: Paper, sections: Iterable[PreviewSection]) -> Iterable[PreviewProblem]:
    """Announced against what is there."""
    total = Decimal(0)
    for section in sections:
        total += section.points
        if section.index is not None:
            yield from _empty(section) if not section.taken else _differing(section)
    if paper.declared.total not in (None, total):
        params = {"announced": show(paper.declared.total or Decimal(0)), "found": show(total)}
        yield PreviewProblem("warning", (), read_messages.TOTAL_DIFFERS, params)


def _empty(section: PreviewSection) -> Iterable[PreviewProblem]:
    params: dict[str, Any] = {"section": section.title, "announced": section.announced_items}
    message = EMPTY[0] if section.announced_items is None else EMPTY[1]
    if section.announced_items is not None and section.announced_points is not None:
        message, params = EMPTY[2], params | {"points": show(section.announced_points)}
    yield PreviewProblem("error", _lines(section.line), message, params, fix_ref=section.new_ref)


def _differing(section: PreviewSection) -> Iterable[PreviewProblem]:
    lines, first = _lines(section.line), section.taken[0].ref
    for message, announced, found in (
        (read_messages.ITEMS_DIFFER, section.announced_items, len(section.taken)),
        (read_messages.BLANKS_DIFFER, section.announced_blanks, section.n_blanks),
    ):
        if announced not in (None, found):
            params = {"section": section.title, "announced": announced, "found": found}
            fix = section.new_ref if message == read_messages.ITEMS_DIFFER else None
            yield PreviewProblem("warning", lines, message, params, fix_ref=fix, look_ref=first)


def _alike(items: Iterable[ImportItem]) -> Iterable[PreviewProblem]:
    """Notes on items, those that say the same in one row; what is missing counts where reading noted nothing."""
    groups: dict[tuple[str, str, str], tuple[PaperProblem, list[ImportItem]]] = {}
    for item in items:
        missing = (PaperProblem(item.line_start, "warning", each.message, each.params) for each in item.missing)
        for note in (*(item.notes or missing), *_order(item)):
            same = (note.severity, note.message, repr(sorted(note.params.items())))
            groups.setdefault(same, (note, []))[1].append(item)
    for note, alike in groups.values():
        lines = tuple(item.line_start for item in alike if item.line_start is not None)
        refs = tuple(item.ref for item in alike)
        place = {"look_ref" if note.message == ORDER_PROPOSED else "fix_ref": refs[0]}
        yield PreviewProblem(note.severity, lines, note.message, note.params, refs, **place)


def _order(item: ImportItem) -> Iterable[PaperProblem]:
    """Blanks that may change places, as long as nobody has said yes or no."""
    for group in item.order if item.asks_order else ():
        yield PaperProblem(item.line_start, "warning", ORDER_PROPOSED, {"blanks": tuple(map(str, group))})
