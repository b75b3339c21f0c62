"""True/false items in their odd dresses: options called true and false, and rows of a table of 是 and 否."""

import re
from dataclasses import dataclass

from question_bank.formats.model import PaperOption
from question_bank.formats.paper.source import Line, Source
from question_bank.formats.paper.unnumbered import is_table_head, is_table_row

_PAIR = re.compile(
    r"(?<![A-Za-z])(?P<label>true|false|[TFRYN√×]) {0,2}[.、:)]? {0,4}"
    r"(?P<text>正确|错误|对|错|是|否|true|false)(?= {0,40}(?:$|\n|[;,。、 TFRYN√×]))",
    re.I,
)
_WORDS = re.compile(
    r"(?m)^ {0,40}(?P<text>正确|错误|对|错|是|否|True|False)"
    r"(?: {0,4}(?:√|[(\[] {0,2}(?:√|正确答案?|答案) {0,2}[)\]]))? {0,20}$"
)
_CELL = re.compile(r"\| {0,4}\(? {0,4}(?P<mark>[xX√]?) {0,4}\)? {0,4}")


_OPPOSITES = ({"正确", "错误"}, {"对", "错"}, {"是", "否"}, {"True", "False"})


@dataclass(frozen=True, slots=True)
class TruthOptions:
    """Where the pair begins, and the pair."""

    start: int
    options: tuple[PaperOption, ...]


@dataclass(frozen=True, slots=True)
class TruthRow:
    """A table row: its statement and the marked column."""

    stem: tuple[int, int]
    key: bool | None


def find_truth_options(source: Source, start: int, end: int) -> TruthOptions | None:
    """`true. 正确` / `false. 错误` at the end of an item; A/B pairs are read as ordinary options first."""
    if words := _bare_words(source, start, end):
        return words
    found = list(_PAIR.finditer(source.shape, start, end))[-2:]
    if len(found) != 2 or found[0]["text"] == found[1]["text"] or not source.is_blank(found[1].end(), end):
        return None
    if not source.is_blank(found[0].end(), found[1].start()):
        return None
    options = tuple(PaperOption(pair["label"], pair["text"]) for pair in found)
    return TruthOptions(found[0].start(), options)


def _bare_words(source: Source, start: int, end: int) -> TruthOptions | None:
    """对 and 错 on lines of their own below a statement, without letters; one of them may be ticked."""
    found = list(_WORDS.finditer(source.shape, start, end))[-2:]
    if len(found) != 2 or {each["text"] for each in found} not in _OPPOSITES:
        return None
    if not source.is_blank(found[0].end(), found[1].start()) or not source.is_blank(found[1].end(), end):
        return None
    if source.is_blank(start, found[0].start()):
        return None
    texts = [(each["text"], source.text[each.start("text") : each.end()].strip()) for each in found]
    return TruthOptions(found[0].start(), tuple(PaperOption(word, text) for word, text in texts))


def read_truth_row(source: Source, start: int, end: int) -> TruthRow | None:
    """The one row of a table of true and false statements in a stretch, with or without the table's head."""
    rows: list[Line] = []
    for line in source.lines(start, end):
        form = source.shape[line.start : line.end]
        if is_table_row(form):
            rows.append(line)
        elif form.strip() and not is_table_head(form):
            return None
    if len(rows) != 1:
        return None
    cells = list(_CELL.finditer(source.shape, rows[0].start, rows[0].end))
    cells = [cell for cell in cells if cell.end() > cell.start() + 1][-2:]
    if len(cells) != 2:
        return None
    marks = [bool(cell["mark"]) for cell in cells]
    key = marks[0] if marks[0] != marks[1] else None
    return TruthRow((rows[0].start, cells[0].start()), key)
