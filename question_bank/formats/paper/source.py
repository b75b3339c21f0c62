"""The source text in three versions of equal length: as it came, as a reader should see it, and as structure sees it.

Offsets are the common currency of this package: an item is a stretch of offsets. Lines that belong to the page and
not to the paper (rules, page numbers, fences around code) are blanked here, so that no later step meets them.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from question_bank.formats.paper.boundaries import Boundaries, Kind
from question_bank.formats.paper.dresses import ORNAMENT, undress, undress_all
from question_bank.formats.paper.lookalikes import CONTENT, SHAPE

_RULE = re.compile(r" {0,80}(?:[-=*#.·+]{3,}|(?:[-=*] {1,3}){3,}) {0,80}")
_PAGE = re.compile(
    r" {0,80}(?:第 ?\d{1,4} ?页[ ,/]{0,3}(?:\(?共 ?\d{1,4} ?页\)?)?|- ?\d{1,4} ?-|Page \d{1,4}(?: of \d{1,4})?) {0,80}"
)
_PAGED = re.compile(r"(?P<title>[^\n]{1,60}?) {0,40}[(\[-]?第 ?\d{1,4} ?页[ ,/()]{0,4}(?:共 ?\d{1,4} ?页)?[)\] -]{0,4}")
_TABLE_RULE = re.compile(r" {0,80}\|?(?: {0,20}:?-{2,}:? {0,20}\|){1,40}(?: {0,20}:?-{2,}:? {0,20})?")
_FORM = re.compile(
    r"[ |:]{0,40}(?:(?:得 {0,4}分|评 ?[卷分] ?人|阅 ?卷 ?人|复核人|统分人|登分人|评卷教师|总 ?分)[ |:_]{0,40}){1,6}"
    r"| {0,40}[.…-]{0,40} {0,8}[密装弥][ .…·-]{0,12}[封订][ .…·-]{0,12}线[^\n]{0,40}"
    r"|[ |]{0,20}题 {0,4}号(?:[ |]{1,20}[一二三四五六七八九十]{1,2}){1,12}"
    r"(?:[ |]{1,20}(?:总 ?分|合 ?计|总 ?计))?[ |]{0,20}"
)
_NUMBERS_ROW = re.compile(r"[ |]{0,20}题 {0,4}号(?:[ |]{1,20}\d{1,3}){1,60}[ |]{0,20}")
_EMPTY_ROW = re.compile(r"[ |]{0,20}(?:答 {0,4}案|选 {0,4}项|得 {0,4}分)[ |]{0,400}")
_FENCE = re.compile(r" {0,8}(?:```|~~~)")
_TITLE = re.compile(r" {0,80}(?![A-N√×] ?[、.:)])[^\n_:?。]{4,60}")
_NUMBERED = re.compile(r" {0,40}(?:\(?\d{1,3} ?[、.:)]|[一二三四五]、|第[一二三]|.{0,12}题 {0,4}(?:$|\())")
_WATERMARK = re.compile(r"内部(?:资料|使用|培训|文件)|外传|版权|翻印|水印|扫码|关注.{0,6}公众号|www\.|https?:")
_WRITTEN_AT = re.compile(
    r" {0,8}(?![A-N√×] ?[、.:)])(?P<who>[^\n\d:]{1,20})"
    r" \d{4}[/年.-]\d{1,2}[/月.-]\d{1,2}日? {1,4}\d{1,2}:\d{2}(?::\d{2})? {0,8}"
)
_HEAD = 20
_LONGEST_FURNITURE = 400


@dataclass(frozen=True, slots=True)
class Line:
    """A line by number (from 1) and offsets, without its line end."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Source:
    """`raw` as it came; `text` with look-alikes mended, page furniture blanked; `shape` in half width, without code."""

    raw: str
    text: str
    shape: str
    starts: tuple[int, ...]
    filled: tuple[int, ...]
    furniture: frozenset[int]
    boundaries: Boundaries = field(default_factory=dict)

    def told(self, number: int) -> Kind | None:
        """What a person said that the line is."""
        boundary = self.boundaries.get(number)
        return boundary.kind if boundary else None

    def told_lines(self, kind: Kind, start: int, end: int) -> list[Line]:
        """The lines that begin in a stretch, hold something to read and were said to be of that kind."""
        first, last = self.line_at(start), self.line_at(max(start, end - 1))
        numbers = (number for number in sorted(self.boundaries) if first <= number <= last)
        lines = [self.line(number) for number in numbers if self.told(number) is kind]
        return [line for line in lines if start <= line.start < end and not self.is_blank(line.start, line.end)]

    def line_at(self, offset: int) -> int:
        """The number of the line that holds an offset."""
        return bisect_right(self.starts, offset)

    def line(self, number: int) -> Line:
        """A line by its number."""
        end = self.starts[number] - 1 if number < len(self.starts) else len(self.raw)
        return Line(number, self.starts[number - 1], end)

    def lines(self, start: int = 0, end: int | None = None) -> Iterator[Line]:
        """The lines with something on them that touch a stretch of offsets, cut to it."""
        end = len(self.raw) if end is None else end
        first = bisect_left(self.filled, self.line_at(start))
        last = bisect_right(self.filled, self.line_at(max(start, end - 1)))
        for number in self.filled[first:last] if last - first < len(self.filled) else self.filled:
            line = self.line(number)
            yield Line(number, max(line.start, start), min(line.end, end))

    def told_stem(self, start: int, end: int) -> str:
        """The lines of a stretch that were said to go on the stem."""
        lines = self.told_lines(Kind.STEM, start, end) if self.boundaries else ()
        return "\n".join(self.text[line.start : min(line.end, end)] for line in lines)

    def without_stem(self, start: int, end: int) -> str:
        """The text of a stretch without the lines that were said to go on the stem."""
        text = self.text[start:end]
        for line in reversed(self.told_lines(Kind.STEM, start, end) if self.boundaries else []):
            text = text[: line.start - start] + text[min(line.end, end) - start :]
        return text

    def is_blank(self, start: int, end: int) -> bool:
        """True when the stretch holds nothing to read."""
        return not self.text[start:end].strip()

    def trimmed(self, start: int, end: int) -> tuple[int, int]:
        """The stretch without blank space at its ends; empty at `start` when there is nothing else."""
        piece = self.text[start:end]
        inner = piece.strip()
        if not inner:
            return start, start
        begin = start + len(piece) - len(piece.lstrip())
        return begin, begin + len(inner)


def read_source(raw: str, boundaries: Boundaries | None = None) -> Source:
    """Lay the three versions over one another."""
    text = raw.translate(CONTENT).replace("\\_", "__")
    shape = text.translate(SHAPE)
    told = boundaries or {}
    starts = [0]
    while (found := raw.find("\n", starts[-1])) >= 0:
        starts.append(found + 1)
    texts, shapes = text.split("\n"), shape.split("\n")
    undress_all(texts, shapes)
    for at, dressed in enumerate(zip(texts, shapes, strict=True)):
        texts[at], shapes[at] = undress(*dressed)
    fences = _paired_fences(shapes)
    furniture: set[int] = set()
    grids = _empty_grids(shapes) | _running_titles(shapes) | _repeated_titles(shapes)
    filled: list[int] = []
    in_code = False
    for number, (line, form) in enumerate(zip(texts, shapes, strict=True), 1):
        fence = number in fences
        if fence or ((number in grids or _is_furniture(form)) and not in_code and number not in told):
            furniture.add(number)
            line = form = " " * len(line)
        elif in_code:
            form = " " * len(form)
        if number in told:
            line, form = _as_told(told[number].kind, line, form)
        in_code ^= fence
        texts[number - 1], shapes[number - 1] = line, form
        if line and not line.isspace():
            filled.append(number)
    return Source(raw, "\n".join(texts), "\n".join(shapes), tuple(starts), tuple(filled), frozenset(furniture), told)


def _as_told(kind: Kind, line: str, form: str) -> tuple[str, str]:
    """Nothing is left of an ignored line; plain text is read, but no structure is seen in it."""
    blank = " " * len(line)
    return (blank, blank) if kind is Kind.IGNORE else (line, blank if kind in (Kind.TEXT, Kind.STEM) else form)


def _paired_fences(shapes: list[str]) -> set[int]:
    """The line numbers of code fences; one that is never closed is no fence, or it would swallow the paper."""
    numbers = [number for number, form in enumerate(shapes, 1) if _FENCE.match(form)]
    return set(numbers[: len(numbers) // 2 * 2])


def _empty_grids(shapes: list[str]) -> set[int]:
    """The line numbers of grids to write answers into, as long as nobody has."""
    found: set[int] = set()
    for number, (form, below) in enumerate(pairwise(shapes), 1):
        if len(form) + len(below) < 2000 and _NUMBERS_ROW.fullmatch(form) and _EMPTY_ROW.fullmatch(below):
            found |= {number, number + 1}
    return found


def _running_titles(shapes: list[str]) -> set[int]:
    """The line numbers of a title that every page repeats with its number: 客服岗位考试 第2页 共3页."""
    titles: dict[str, list[int]] = defaultdict(list)
    for number, form in enumerate(shapes, 1):
        if len(form) < 140 and "页" in form and (found := _PAGED.fullmatch(form)):
            titles["".join(found["title"].split())].append(number)
    repeated = {title: numbers for title, numbers in titles.items() if len(numbers) > 1}
    bare = [n for n, form in enumerate(shapes, 1) if 3 < len(form) < 80 and "".join(form.split()) in repeated]
    return {number for numbers in repeated.values() for number in numbers} | set(bare[1:])


def _repeated_titles(shapes: list[str]) -> set[int]:
    """The line numbers of lines that say the same beside two page numbers, or once more what the paper's head says."""
    above = [number for number, form in enumerate(shapes[:_HEAD], 1) if _TITLE.fullmatch(form)]
    begins = next((n for n, form in enumerate(shapes[:_HEAD], 1) if _NUMBERED.match(form)), len(shapes))
    head = {"".join(shapes[number - 1].split()): number for number in above if number < begins}
    again = {n for n, form in enumerate(shapes, 1) if n > begins and len(form) < 80 and "".join(form.split()) in head}
    written = [
        (n, found["who"])
        for n, form in enumerate(shapes, 1)
        if len(form) < 80 and (found := _WRITTEN_AT.fullmatch(form))
    ]
    writers = Counter(who for _, who in written)
    again |= {number for number, who in written if writers[who] > 1}  # a chat: who wrote when
    beside: dict[str, list[int]] = defaultdict(list)
    marks = [
        n for n, form in enumerate(shapes, 1) if len(form) < 80 and _WATERMARK.search(form) and _TITLE.fullmatch(form)
    ]
    said = Counter("".join(shapes[number - 1].split()) for number in marks)
    again |= {number for number in marks if said["".join(shapes[number - 1].split())] > 1}
    for at, form in enumerate(shapes):
        if len(form) < 80 and _PAGE.fullmatch(form):
            for near in (at - 1, at + 1):
                if 0 <= near < len(shapes) and _TITLE.fullmatch(shapes[near]):
                    beside["".join(shapes[near].split())].append(near + 1)
    return again | {number for numbers in beside.values() if len(numbers) > 1 for number in numbers}


def _is_furniture(form: str) -> bool:
    return len(form) <= _LONGEST_FURNITURE and any(
        pattern.fullmatch(form) for pattern in (_RULE, _PAGE, _TABLE_RULE, _FORM, ORNAMENT)
    )
