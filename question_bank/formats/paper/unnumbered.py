"""Items without numbers: cut where a new question follows a finished one.

A question is finished by its options, answer or explanation. Statements and rows of 是/否 are cut line by line.
"""

import re

from question_bank.formats.model import WRITTEN
from question_bank.formats.paper.fields import has_answer_label
from question_bank.formats.paper.source import Line, Source

_OPTION = re.compile(
    r" {0,80}(?:[-*+] {1,4}\[[ xX√]\]|"
    r"[(\[【]?[A-Na-n][)\]】]? {0,2}[、.:)]|[A-N] {1,8}(?=[^ ])|[A-N](?=[\u4e00-\u9fff]))"
)
_ALONE = re.compile(r" {0,40}[A-N] {0,2}[、.:)]? {0,20}")
_CHECKED = re.compile(r" {0,80}[-*+] {1,4}\[[ xX√]\]")
_QUOTE = re.compile(r" {0,8}>")
_TRUTH_LINE = re.compile(r" {0,80}(?:true|false|T|F|R|√|×) {0,2}[.、:] {0,4}(?:正确|错误|对|错|是|否) {0,20}", re.I)
_TABLE_ROW = re.compile(
    r".{0,2000}\| {0,4}\(? {0,4}[xX√ ]? {0,4}\)? {0,4}\| {0,4}\(? {0,4}[xX√ ]? {0,4}\)? {0,4}\|? {0,20}"
)
_TABLE_HEAD = re.compile(
    r" {0,20}\|[^|\n]{0,200}\| {0,8}(?:是|对|正确|√|True|T) {0,8}\| {0,8}(?:否|错|错误|×|False|F) {0,8}\|? {0,20}", re.I
)

_CALLED = re.compile(r" {0,40}(?:题目|试题|题干) {0,4}:")

Piece = tuple[int, int]


def is_table_row(shape: str) -> bool:
    """True for `statement|(x)|()|`, one row of a table of true and false statements."""
    return len(shape) < 2400 and bool(_TABLE_ROW.fullmatch(shape)) and not _TABLE_HEAD.fullmatch(shape)


def is_table_head(shape: str) -> bool:
    """True for the head of such a table: `| | 是 | 否 |`."""
    return len(shape) < 400 and bool(_TABLE_HEAD.fullmatch(shape))


def split_unnumbered(source: Source, start: int, end: int, item_type: str | None, announced: int | None) -> list[Piece]:
    """Cut a stretch that has no item numbers; empty when there is nothing to read."""
    if source.is_blank(start, end):
        return []
    lines = [line for line in source.lines(start, end) if line.start < line.end]
    if item_type in WRITTEN:
        return _written(source, lines, end, announced)
    called = [line.start for line in lines if _CALLED.match(source.shape, line.start, line.end)]
    if len(called) > 1 and source.is_blank(start, called[0]):
        return _pieces(called, end)
    finishers = [_finishes(source, line) for line in lines]
    if not any(finishers):
        return _by_line(source, lines, end, item_type)
    starts = _starts(source, lines, finishers, item_type)
    return _pieces(starts, end)


def _starts(source: Source, lines: list[Line], finishers: list[bool], item_type: str | None) -> list[int]:
    """A question opens at the first text line after a finished one."""
    starts: list[int] = []
    finished, below_letter = True, False
    for line, finishes in zip(lines, finishers, strict=True):
        if source.is_blank(line.start, line.end):
            continue
        form = source.shape[line.start : line.end]
        finishes, below_letter = finishes or below_letter, bool(_ALONE.fullmatch(form[:80]))
        opens = is_table_head(form) or is_table_row(form)
        opens = opens and not (starts and _is_open_head(source, starts[-1], line))
        is_code = not form.strip()  # belongs to what came before
        if not is_code and (opens or (finished and not finishes)):
            starts.append(line.start)
            finished = False
        finished = finished or finishes
    if starts and starts[0] > lines[0].start and not source.is_blank(lines[0].start, starts[0]):
        starts[0] = lines[0].start
    return starts or [lines[0].start]


def _is_open_head(source: Source, start: int, line: Line) -> bool:
    """True when the last piece is so far only a table's head, which belongs to the row that follows."""
    return all(
        source.is_blank(x.start, x.end) or is_table_head(source.shape[x.start : x.end])
        for x in source.lines(start, max(start, line.start - 1))
    )


def _finishes(source: Source, line: Line) -> bool:
    """Options, ticked rows, answers and explanations end a question."""
    form = source.shape[line.start : line.end]
    if _ALONE.fullmatch(form[:80]):
        return True
    if any(pattern.match(form) for pattern in (_OPTION, _CHECKED, _QUOTE)) or _TRUTH_LINE.fullmatch(form[:120]):
        return True
    return is_table_row(form) or has_answer_label(source, line.start, line.end)


def _written(source: Source, lines: list[Line], end: int, announced: int | None) -> list[Piece]:
    """Paragraphs, if they are as many as announced; else all is one question."""
    starts: list[int] = []
    after_blank = True
    for line in lines:
        blank = source.is_blank(line.start, line.end)
        if after_blank and not blank:
            starts.append(line.start)
        after_blank = blank or (line.number + 1 <= len(source.starts) and source.is_blank(*_next(source, line)))
    starts = starts or [lines[0].start]
    return _pieces(starts if announced and announced == len(starts) else starts[:1], end)


def _next(source: Source, line: Line) -> tuple[int, int]:
    following = source.line(line.number + 1)
    return following.start, following.end


def _by_line(source: Source, lines: list[Line], end: int, item_type: str | None) -> list[Piece]:
    """Statements to judge or sentences to complete stand one to a line; anything else stays whole."""
    starts = [line.start for line in lines if not source.is_blank(line.start, line.end)]
    return _pieces(starts if item_type in ("true_false", "fill_blank") else starts[:1], end)


def _pieces(starts: list[int], end: int) -> list[Piece]:
    return list(zip(starts, [*starts[1:], end], strict=True))
