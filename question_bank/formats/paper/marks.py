"""Item numbers as they are printed: every place in a stretch of text that could open an item.

A mark is only a candidate; which of them really open items is decided in `numbering`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from question_bank.formats.paper.boundaries import GOES_ON
from question_bank.formats.paper.numerals import CHINESE, read_numeral
from question_bank.formats.paper.source import Line, Source

_C = f"[{CHINESE}]{{1,4}}"
_LEAD = r"(?:\( {0,12}(?P<lead>[A-Za-z√×对错正确误、, ]{0,12}?) {0,12}\) {0,6})?"
_TAGGED = r"(?:[【\[](?P<tag>(?:单项?选择?|多项?选择?|不定项选择|选择|判断|填空|简答|问答|论述)题?)[】\]] {0,4})?"
_KIND = r"(?:(?P<kind>单项?选择?|多项?选择?|判断|填空|简答|问答|论述)题? {0,2}(?=\d{1,3} {0,2}[、.:)]))?"
_TICK = r"(?:(?P<tick>[√×]) {1,4}(?=\d{1,4} {0,2}[、.)]))?"
_BEFORE = re.compile(
    r" {0,120}(?:#{1,6} {1,4})?(?:[-*+•] {1,4})?(?:\*\*)?" + _TAGGED + _KIND + _TICK + _LEAD + r"(?:\*\*)?"
)
_NUMBER = re.compile(
    rf"(?:第 {{0,2}}(?P<word>\d{{1,4}}|{_C}) {{0,2}}小?题(?P<wordsep> {{0,4}}[、.:)\]】]?))"
    r"|(?:Q|Question|No\.?|question|QUESTION) {0,2}(?P<english>\d{1,4})(?:\s{0,2}[、.:)]|(?= ))"
    r"|(?:题目?|试题|T) {0,2}(?P<titled>\d{1,4})(?: {0,2}[、.:)]|(?=[【\[])| {0,8}$)"
    r"|#(?P<hash>\d{1,4})(?: {0,2}[、.:)]| {1,4})"
    r"|(?P<of>\d{1,4}) ?/ ?\d{1,4}(?: {1,8}|[、.:)] ?)(?=[^ ])|(?P<ring>[⑴-⒇]) ?[、.]?"
    r"|(?P<round>[①-⑳]) ?[、.]?|(?P<roman>[ivx]{1,5})[.、)] {0,4}(?=[^ ])"
    r"|\((?P<paren>\d{1,4})\) ?[、.]?|[\[【](?:例题?|第|题目?)? ?(?P<box>\d{1,4}) ?题?[\]】] ?[、.]?"
    rf"|\((?P<cparen>{_C})\) ?[、.]?|(?P<chinese>{_C}) {{0,2}}[、.]"
    r"|(?P<dot>\d{1,4}) {0,2}(?P<sep>\\?[、.:)。·](?:\*\*)?|,(?!\d))"
    r"|(?P<bare>\d{1,4})(?: {1,8}(?=[^ ])|(?=[\u4e00-\u9fff\"“《(]))"
)
_OF_ANSWER = re.compile(r" {0,2}的?(?:参考|正确|标准)?答案 {0,2}:")
_ALONE = re.compile(r" {0,40}(?P<n>\d{1,4}) {0,8}\n(?= {0,20}[【\[(][^】\])\n]{0,8}题 {0,2}[】\])])")
_CHAPTER = re.compile(r" {0,40}(?:\*\*)?(?P<chapter>\d{1,2})[.-](?P<n>\d{1,3})(?:[、.:)] ?| {1,4})(?=[^ \d%])")
_INSIDE = re.compile(r"(?<=[ 。.;!?)_\]】,、”’》\"])(?P<n>\d{1,4}) {0,2}(?P<sep>[、.])(?=[^ \n])")
_GLUED = re.compile(
    r"(?<=[\u4e00-\u9fffA-Za-z])(?P<n>\d{1,4})(?:(?P<sep>、)(?=[^ \n\d])|(?P<dot>\.)(?=[\u4e00-\u9fff“《]))"
)
_ENUMERATED = re.compile(r"\d{1,4}(?:[、,和至及与或-]|[层章条步项题号类级点](?![^ 。,]{3}))")
_ON_ITS_OWN = re.compile(r" {0,40}0?(?P<n>\d{1,3}) {0,8}[、.]? {0,8}")
_FEWEST, _SHORTEST = 3, 12
_ROMANS = [
    f"{ten}{one}" for ten in ("", "x", "xx") for one in ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"]
][1:]
MAX_NUMBER = 9999
_CHINESE_STYLES = ("chinese", "cparen")
_FORMS = (
    "word",
    "english",
    "titled",
    "hash",
    "of",
    "ring",
    "round",
    "roman",
    "paren",
    "box",
    "cparen",
    "chinese",
    "bare",
)


@dataclass(frozen=True, slots=True)
class Mark:
    """A possible item number. `start` is where the item would begin, `body` where its text would.

    `style` tells forms apart that never mix as siblings; `is_plain` is False for forms that need confirmation
    (inside a line, or followed by a digit like a decimal). `lead` is an answer bracket printed before the number.
    """

    start: int
    body: int
    number: int
    style: str
    is_plain: bool
    at_line_start: bool
    lead: str | None


def find_marks(source: Source, start: int, end: int) -> list[Mark]:
    """All candidates of a stretch, in order."""
    marks: list[Mark] = []
    lines = list(source.lines(start, end))
    chapters = _chapters(source.shape, lines) or _chapters_of_paper(source.shape) or _alone(source.shape, lines)
    for line in lines:
        if line.start in chapters:
            marks.append(chapters[line.start])
            continue
        if source.told(line.number) in GOES_ON:
            continue
        opening = _at_line_start(source.shape, line)
        if opening:
            marks.append(opening)
        inside = _inside_line(source.shape, line, opening.body if opening else line.start)
        marks.extend(sorted(inside, key=lambda mark: mark.start))
    return marks


def _chapters(shape: str, lines: list[Line]) -> dict[int, Mark]:
    """Items numbered by chapter, 1.1, 1.2, 2.1: three and more that count up, where no plain number stands."""
    found = [match for line in lines if (match := _CHAPTER.match(shape, line.start, line.end))]
    counted = [(int(match["chapter"]), int(match["n"])) for match in found]
    counts_up = all(b in ((a[0], a[1] + 1), (a[0] + 1, 1)) for a, b in pairwise(counted))
    if len(found) < 3 or counted[0][1] != 1 or not counts_up:
        return {}
    return {x.start(): Mark(x.start("chapter"), x.end(), int(x["n"]), "chapter", True, True, None) for x in found}


@lru_cache(maxsize=2)
def _chapters_of_paper(shape: str) -> dict[int, Mark]:
    """The same over a whole paper, whose sections may hold one or two each."""
    ends = [-1, *(found.start() for found in re.finditer("\n", shape)), len(shape)]
    return _chapters(shape, [Line(n, before + 1, end) for n, (before, end) in enumerate(pairwise(ends), 1)])


def _alone(shape: str, lines: list[Line]) -> dict[int, Mark]:
    """Numbers on lines of their own above their text, 01, 02, 03: three and more that count up from 1."""
    found = [match for line in lines if (match := _ON_ITS_OWN.fullmatch(shape, line.start, line.end))]
    counted = [int(match["n"]) for match in found]
    has_text = all(b.start() - a.end() > _SHORTEST for a, b in pairwise(found))
    if len(found) < _FEWEST or counted != list(range(1, len(found) + 1)) or not has_text:
        return {}
    return {x.start(): Mark(x.start("n"), x.end(), int(x["n"]), "alone", True, True, None) for x in found}


def _at_line_start(shape: str, line: Line) -> Mark | None:
    before = _BEFORE.match(shape, line.start, line.end)
    if not before:
        return None
    found = _NUMBER.match(shape, before.end(), line.end)
    if not found:
        alone = _ALONE.match(shape, line.start, min(len(shape), line.end + 40))
        return Mark(alone.start("n"), alone.end(), int(alone["n"]), "alone", True, True, None) if alone else None
    if found["word"] and _OF_ANSWER.match(shape, found.end("word") + 1, line.end):
        return None
    style = _style(found)
    number = _number(found)
    if number is None or number > MAX_NUMBER:
        return None
    body = found.end()
    followed_by_digit = style in (".", ":") and shape[body : body + 1].isdigit()
    if style == ":" and followed_by_digit:
        return None
    indent = len(shape[line.start : before.end()]) - len(shape[line.start : before.end()].lstrip())
    return Mark(
        line.start + indent,
        body,
        number,
        style,
        not followed_by_digit,
        True,
        next((before[name] for name in ("lead", "tick", "tag", "kind") if before[name] is not None), None),
    )


def _style(found: re.Match[str]) -> str:
    """The separator for plain numbers, else the name of the form."""
    if found["dot"]:
        return found["sep"].strip("\\*").replace("。", ".")
    name = next(name for name in _FORMS if found[name])
    return "paren" if name == "ring" else name


def _number(found: re.Match[str]) -> int | None:
    if found["roman"]:
        return _ROMANS.index(found["roman"]) + 1 if found["roman"] in _ROMANS else None
    for name, first in (("ring", "⑴"), ("round", "①")):
        if found[name]:
            return ord(found[name]) - ord(first) + 1
    return read_numeral(found[next(name for name in (*_FORMS, "dot") if found[name])])


def _inside_line(shape: str, line: Line, begin: int) -> Iterator[Mark]:
    """Numbers after the end of a sentence or option, as in “……两类。14、某年……”; decimals and lists are no numbers."""
    for pattern in (_INSIDE, _GLUED):
        for found in pattern.finditer(shape, begin, line.end):
            body, sep = found.end(), found["sep"] or "."
            before = shape[max(line.start, found.start() - 2) : found.start()]
            if shape[body].isdigit() and (sep == "." or _ENUMERATED.match(shape, body)):
                continue
            if before[-1] == "第" or (before[-1] in "、,." and (sep == "." or before[0].isdigit())):
                continue
            yield Mark(found.start(), body, int(found["n"]), sep, False, False, None)


def is_chinese(style: str) -> bool:
    """True for styles written in Chinese numerals, which number sections more often than items."""
    return style in _CHINESE_STYLES
