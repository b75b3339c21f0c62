"""Answer sheets: the key file, or a block of answers inside a paper, as entries (section, number, text).

Reads 1-5 CACBB, 1.A 2.B, 1A2B, tables of 题号 and 答案, bare strips, and free answers with their numbers.
Which item an entry belongs to is decided in `matching`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from question_bank.formats.paper.headings import Heading, find_headings, type_of_tag
from question_bank.formats.paper.numerals import CHINESE, read_numeral
from question_bank.formats.paper.source import Line, Source

_RANGE = re.compile(
    r"(?:(?<=[ ;,。、\n:)])|(?<![^\n]))第? {0,2}(?P<a>\d{1,4}) {0,2}题? {0,2}(?:-{1,2}|至|到)"
    r" {0,2}第? {0,2}(?P<b>\d{1,4}) {0,2}题? {0,2}[:.、)]? {0,8}(?=[(\[]?(?:[A-Na-n](?![a-z]{2})|[√×对错TF正]))"
)
_SINGLE = re.compile(r"(?<=[ ;,。]) {0,4}(?P<n>\d{1,4}) {0,2}[、.:]? {0,2}(?P<key>[A-N]{1,8}|[√×对错])(?=[ ;,。\n]|$)")
_ENTRY = re.compile(
    r" {0,80}(?:[>*-] )?(?:\*\*)?(?:第 ?(?P<w>\d{1,4}) ?题 ?[:、.]?|(?P<c>[一二三四五六七八九十]{1,3}) ?[、.]"
    r"|[(\[【](?P<p>\d{1,4})[)\]】] ?[、.:]?|(?P<n>\d{1,4}) {0,2}[、.:)。](?:\*\*)?)"
)
_INSIDE = re.compile(
    r"(?:(?<=[ ;,。)])|(?<=[A-N√×对错]))(?:\((?P<p>\d{1,4})\)|(?P<n>\d{1,4}) {0,2}[、.:](?![ ]{0,1}$))"
)
_COMPACT = re.compile(r" {0,80}(?:\d{1,4} {0,2}(?:[A-N]{1,10}|[a-n]{1,10}|[√×对错TF]) {0,8}+(?:[,;、。] {0,8}+)?)+")
_COMPACT_PAIR = re.compile(r"(\d{1,4}) {0,2}([A-N]{1,10}|[a-n]{1,10}|[√×对错TF])")
_NUMBERS_ROW = re.compile(r" {0,20}\|? {0,20}(?:题 ?号|题目|序号|编号)[ |:]{1,20}(.*)")
_ANSWERS_ROW = re.compile(r" {0,20}\|? {0,20}(?:答 ?案|选项|参考答案)[ |:]{1,20}(.*)")
_LABEL = re.compile(
    r"[ :]{0,80}(?:[【\[(]?(?:(?:[A-H甲乙丙丁]卷|第[一二三四五六\d]{1,2}[套卷])?"
    r"(?:参考|标准|正确)?答案(?:速查|一览|汇总)?|(?:[Aa]nswers|ANSWERS|[Kk]eys)(?= {0,4}:))"
    r"[】\])]? {0,4}:? {0,8})?(?=[^ \n])"
)
_NUMERAL = re.compile(
    rf" {{0,80}}(?:第 ?|\()?([{CHINESE}]{{1,3}}|[IVX]{{1,4}}|[\u2160-\u216b]) ?(?:大?题|部分)? ?[、.:)]"
)
_PLAIN_ROW = re.compile(
    r" {0,20}(?P<n>\d{1,4}) {1,8}(?P<key>[A-N]{1,8}|[√×对错TF]) {1,8}\d{1,3}(?:\.\d{1,2})? ?分? {0,8}"
)
_ROW = re.compile(r" {0,20}\|? {0,8}(?P<n>\d{1,4}) {0,8}\| {0,8}(?P<text>[^|\n]{1,200}?) {0,8}\|? {0,8}")
_DASHED = re.compile(r" {0,80}(?:\d{1,4} {0,2}[-=] {0,2}(?:[A-Na-n]{1,8}|[√×对错TF]) {0,8}+(?:[,;、。] {0,8}+)?)+")
_DASHED_PAIR = re.compile(r"(\d{1,4}) {0,2}[-=] {0,2}([A-Na-n]{1,8}|[√×对错TF])")
_COLUMNS = re.compile(r" {0,80}(?:\d{1,4} {0,2}[、.:)] {0,2}(?:[A-N]{1,8}|[√×对错TF])(?: {2,40}| {0,8}$)){2,}")
_COLUMN = re.compile(r"(\d{1,4}) {0,2}[、.:)] {0,2}([A-N]{1,8}|[√×对错TF])")
_IN_WORDS = re.compile(
    r" {0,80}(?:[一二三四五六七八九十]{1,3} {0,2}[、.] {0,2}(?:[A-N]{1,8}|[√×对错TF]) {0,8}[,;。]? {0,8}){2,}"
)
_IN_WORD = re.compile(r"([一二三四五六七八九十]{1,3}) {0,2}[、.] {0,2}([A-N]{1,8}|[√×对错TF])")
_PART = re.compile(r" {0,80}第 ?[一二三四五六七八九十\dIVX]{1,3} ?(?:部分|卷|篇) {0,80}")
_SIGN = re.compile("[A-N√×对错TF]")
_BARE_TITLE = re.compile(
    r" {0,80}(?:[-*#] ?)?(?P<title>单选|多选|判断|填空|简答|问答|论述|选择)题?(?:答案)? {0,4}(?:[:：]|(?=\d)|$)"
)
_SAYS_MORE = re.compile(r"答案 ?[】)\]]? ?: ?[^ ]")
_STRIP = re.compile(r"(?:正确|错误|[A-N√×对错TF ,;、。]){1,4000}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One answer, or a strip of answers for the items from `number` to `last` (None: from the section's first).

    `printed` is the answer with its number, for answers that turn out to be points of a list.
    """

    number: int | None
    last: int | None
    text: str
    line: int
    is_strip: bool = False
    printed: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The answers under one heading (or under none), in order; `unread` are lines that say nothing understood."""

    heading: Heading | None
    entries: tuple[Entry, ...]
    unread: tuple[int, ...]


def read_sheets(source: Source, start: int = 0, end: int | None = None, *, numerals_are_sections: bool) -> list[Sheet]:
    """All answers of a stretch, by heading; 一、 is a heading where the paper's sections have numerals."""
    end = len(source.raw) if end is None else end
    headings = [h for h in find_headings(source, start, end) if h.is_certain or _stands_alone(source, h)]
    known = {heading.line for heading in headings}
    lines = [line for line in source.lines(start, end) if line.number not in known]
    headings += _bare_titles(source, lines)
    if numerals_are_sections:
        headings += _numerals(source, lines)
    headings.sort(key=lambda heading: heading.start)
    bounds = [h.start for h in headings] + [end]
    first = _read(source, None, start, bounds[0])
    sheets = [first] if first.entries or first.unread else []
    for heading, stop in zip(headings, bounds[1:], strict=True):
        sheets.append(_read(source, heading, heading.title_end, stop))
    return sheets


def _bare_titles(source: Source, lines: list[Line]) -> Iterator[Heading]:
    """`单选 1-5 CACBB`, `判断：`: short titles that only a sheet has."""
    for line in lines:
        found = _BARE_TITLE.match(source.shape, line.start, line.end)
        if found:
            title, item_type = found["title"], type_of_tag(found["title"] + "题")
            yield Heading(line.number, line.start, found.end(), line.end, title, None, item_type, None, "plain")


def _numerals(source: Source, lines: list[Line]) -> Iterator[Heading]:
    """`一、1-5 CACBB`: a heading that is only a numeral."""
    for line in lines:
        found = _NUMERAL.match(source.shape, line.start, line.end)
        if found:
            numeral = found.group(1)
            yield Heading(line.number, line.start, found.end(), line.end, numeral, numeral, None, None, "chinese")


def _stands_alone(source: Source, heading: Heading) -> bool:
    """An untyped numeral is a heading here only with nothing but a remark in brackets behind its title."""
    rest = source.shape[heading.title_end : heading.end].strip(" :")
    return (
        heading.rank != "markdown" and (not rest or rest[0] == "(") and bool(re.search("[题卷]$|部分$", heading.title))
    )


def _read(source: Source, heading: Heading | None, start: int, end: int) -> Sheet:
    entries: list[Entry] = []
    below: list[list[str]] = []  # the lines that continue each entry
    unread: list[int] = []
    lines = [line for line in source.lines(start, end) if not source.is_blank(line.start, line.end)]
    at = 0
    while at < len(lines):
        line = lines[at]
        table = _table(source, lines, at)
        found = table or list(_line(source, line)) or _strip(source, line, entries)
        at += 2 if table else 1
        if not found and _PART.fullmatch(source.shape, line.start, line.end):
            continue
        if found:
            entries += found
            below += [[] for _ in found]
        elif entries and not entries[-1].is_strip:
            below[-1].append(source.text[line.start : line.end].rstrip())
        elif not _is_title(source, line):
            unread.append(line.number)
    whole = [
        replace(entry, text="\n".join([entry.text, *more])) if more else entry
        for entry, more in zip(entries, below, strict=True)
    ]
    return Sheet(heading, tuple(whole), tuple(unread))


def _strip(source: Source, line: Line, before: list[Entry]) -> list[Entry]:
    """A line of nothing but answers, unless it continues an answer in words."""
    label = _LABEL.match(source.shape, line.start, line.end)
    text = source.shape[label.end() if label else line.start : line.end].strip(" :")
    if (before and not before[-1].is_strip) or not _STRIP.fullmatch(text) or not _SIGN.search(text):
        return []
    return [Entry(None, None, text, line.number, is_strip=True)]


def _is_title(source: Source, line: Line) -> bool:
    """Titles, remarks after # and the like carry no answers."""
    form = source.shape[line.start : line.end].strip()
    return (
        form[:1] in ("#", "(")
        or not form.strip(": ")
        or form.casefold().startswith("answer")
        or ("答案" in form and len(form) < 60 and not _SAYS_MORE.search(form))
        or len(form) < 3
    )


def _table(source: Source, lines: list[Line], at: int) -> list[Entry]:
    """A row of numbers over a row of answers."""
    if at + 1 >= len(lines):
        return []
    numbers = _NUMBERS_ROW.fullmatch(source.shape, lines[at].start, lines[at].end)
    answers = _ANSWERS_ROW.fullmatch(source.shape, lines[at + 1].start, lines[at + 1].end)
    if not numbers or not answers:
        return []
    keys, texts = numbers.group(1).replace("|", " ").split(), answers.group(1).replace("|", " ").split()
    keys = [key for key in keys if key.isdigit()]
    if len(keys) != len(texts):
        return []
    return [Entry(int(key[:4]), None, text, lines[at + 1].number) for key, text in zip(keys, texts, strict=True)]


def _line(source: Source, line: Line) -> Iterator[Entry]:
    """The entries that begin on a line."""
    shape = source.shape
    label = _LABEL.match(shape, line.start, line.end)
    start = label.end() if label else line.start
    ranges = list(_RANGE.finditer(shape, start, line.end))
    if ranges and not shape[start : ranges[0].start()].strip(" :(["):
        stops = [r.start() for r in ranges[1:]] + [line.end]
        for found, stop in zip(ranges, stops, strict=True):
            more = list(_SINGLE.finditer(shape, found.end(), stop))
            text = shape[found.end() : more[0].start() if more else stop]
            yield Entry(int(found["a"]), int(found["b"]), text, line.number, is_strip=True)
            yield from (Entry(int(one["n"]), None, one["key"], line.number) for one in more)
        return
    if line.end - start < 8000 and _COMPACT.fullmatch(shape, start, line.end):
        yield from (Entry(int(n), None, text, line.number) for n, text in _COMPACT_PAIR.findall(shape, start, line.end))
        return
    if line.end - start < 4000 and _DASHED.fullmatch(shape, start, line.end):
        yield from (Entry(int(n), None, text, line.number) for n, text in _DASHED_PAIR.findall(shape, start, line.end))
        return
    if row := _PLAIN_ROW.fullmatch(shape, line.start, min(line.end, line.start + 200)):
        yield Entry(int(row["n"]), None, row["key"], line.number)
        return
    if row := _ROW.fullmatch(shape, line.start, min(line.end, line.start + 300)):
        yield Entry(int(row["n"]), None, row["text"].strip(), line.number)
        return
    if line.end - start < 4000 and _COLUMNS.fullmatch(shape, start, line.end):
        yield from (Entry(int(n), None, text, line.number) for n, text in _COLUMN.findall(shape, start, line.end))
        return
    if line.end - start < 4000 and _IN_WORDS.fullmatch(shape, start, line.end):
        pairs = _IN_WORD.findall(shape, start, line.end)
        yield from (Entry(read_numeral(n), None, text, line.number) for n, text in pairs)
        return
    yield from _numbered(source, line, start)


def _numbered(source: Source, line: Line, start: int) -> Iterator[Entry]:
    """`1.A 2.B` and `3.free text`: later numbers on a line count only while they count up by one."""
    first = _ENTRY.match(source.shape, start, line.end)
    if not first:
        return
    number = read_numeral(first["w"] or first["p"] or first["n"] or first["c"]) or 0
    marks = [(number, first.start(), first.end())]
    inside = [x for x in _INSIDE.finditer(source.shape, first.end(), line.end) if bool(x["p"]) == bool(first["p"])]
    clear = {int(found["p"] or found["n"]) for found in inside if not _is_decimal(source.shape, found)}
    for found in inside:
        following = int(found["p"] or found["n"])
        is_next = following == marks[-1][0] + 1 and found.start() > marks[-1][2]
        if is_next and (following not in clear or not _is_decimal(source.shape, found)):
            marks.append((following, found.start(), found.end()))
    stops = [begin for _, begin, _ in marks[1:]] + [line.end]
    for (number, begin, body), stop in zip(marks, stops, strict=True):
        text, printed = source.text[body:stop].strip(" \t\u3000;；,，"), source.text[begin:stop].strip()
        yield Entry(number, None, text, line.number, printed=printed)


def _is_decimal(shape: str, found: re.Match[str]) -> bool:
    """`2.4` may be an answer's 2.4 or answer 2 being 4; a plain `2. ` elsewhere on the line decides."""
    return found.group().endswith(".") and shape[found.end() : found.end() + 1].isdigit()
