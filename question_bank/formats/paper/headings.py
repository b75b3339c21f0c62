"""Section headings: which lines open a 大题, what type of item they announce, and how the title was misprinted.

Only recognises; cutting the paper at the headings is done in `layout`.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from question_bank.formats.paper.boundaries import Kind
from question_bank.formats.paper.numerals import CHINESE
from question_bank.formats.paper.source import Line, Source

CHOICE = "choice"  # 选择题 without saying whether single or multiple: each item decides by its key

_TYPES: tuple[tuple[str, str], ...] = (
    ("single_choice", r"单项选择|单选|单向选择|单项选|最佳选择"),
    ("multiple_choice", r"多项选择|多选|复选|不定项选择|不定项|多向选择|多项选|双项选择|双选"),
    ("true_false", r"判断正误|判断对错|判断|是非|对错|正误"),
    ("fill_blank", r"填空|填充"),
    (
        "essay",
        r"论述|案例分析|案例|情景模拟|情景|材料分析|材料|综合分析|综合|应用|作文|写作|分析|方案设计|设计|实操|实务",
    ),
    (
        "short_answer",
        r"简答|简述|简单|问答|解答|证明|实验|操作|配伍|匹配|配对|连线|排序|默写|名词解释|术语解释|名词|解释|翻译|今译|计算|列举|作图|画图|辨析|改错",
    ),
    (CHOICE, r"选择|客观选择"),
)
_ENGLISH: tuple[tuple[str, str], ...] = (
    ("single_choice", r"single[- ](?:choice|answer|selection)|one[- ]answer"),
    ("multiple_choice", r"multiple[- ](?:response|answer|answers|select|selection|responses)|multi[- ]?select"),
    (CHOICE, r"multiple[- ]choices?"),
    ("true_false", r"true ?(?:/|or|and|-) ?false|t ?/ ?f|judge?ments?"),
    ("fill_blank", r"fill[- ]?(?:in)?(?:[- ](?:the|in))*[- ]?blanks?|fill[- ]in|blanks|completion"),
    ("short_answer", r"short[- ]answers?|brief answers?|definitions?"),
    ("essay", r"essays?|long[- ]answers?|discussion|case (?:study|analysis)"),
)
_MISPRINTS = {
    "简单题": "简答题", "简达题": "简答题", "判段题": "判断题", "判断提": "判断题",
    "填空提": "填空题", "填充提": "填空题", "选折题": "选择题", "选择提": "选择题",
    "单选提": "单选题", "多选提": "多选题", "单向选择题": "单项选择题", "多向选择题": "多项选择题",
    "单项选折题": "单项选择题", "多项选折题": "多项选择题", "论术题": "论述题", "论诉题": "论述题",
    "论述提": "论述题", "简答提": "简答题", "间答题": "简答题",
}  # fmt: skip
_MISPRINT = re.compile("|".join(sorted(map(re.escape, _MISPRINTS), key=len, reverse=True)))
_WORD = "|".join(rf"(?P<{name}>{words})" for name, words in _TYPES)
_TITLE = re.compile(
    rf"(?P<before>.{{0,12}}?)(?:{_WORD})(?P<suffix>题型|试题|大题|题|部分|类)?(?P<after>(?:$|共|每|本|满|总|计|\d|答案|请).*)",
    re.S,
)
_TAG = re.compile(rf"(?:{_WORD})(?P<suffix>题)?(?:[,;:、共\d].{{0,10}})?")
_ENGLISH_WORD = "|".join(rf"(?P<{name}>{words})" for name, words in _ENGLISH)
_ENGLISH_TITLE = re.compile(rf"(?:{_ENGLISH_WORD})(?: questions?| items?| section)?", re.I)
_ANY_TYPE = re.compile(rf"(?:{_WORD})题")
_C, _R = f"[{CHINESE}]{{1,3}}", "(?:[IVX]{1,4}|[\u2160-\u216b])"
_MARKS = r" {0,80}(?:#{1,6} {0,4})?(?:\*\*)? {0,4}"
_PREFIX = re.compile(
    rf"第 ?(?P<part>{_C}|\d{{1,2}}|{_R}) ?(?P<unit>部分|大题|[卷篇章节题]|单元|模块) ?[、.:]? {{0,8}}"
    rf"|(?:Part|Section|PART|SECTION) (?P<english>{_R}|[A-H]|\d{{1,2}}|One|Two|Three|Four|Five)\b ?[、.:)-]? {{0,8}}"
    rf"|\((?P<bracket>{_C})\) ?[、.]? {{0,8}}|(?P<chinese>{_C}) ?[、.:,] {{0,8}}"
    rf"|(?P<roman>{_R}) ?[、.:] {{0,8}}|(?P<outline>\d{{1,2}}(?:\.\d{{1,2}}){{1,3}}) {{1,4}}"
    rf"|(?P<digit>\d{{1,2}}) ?[、.] {{0,8}}"
)
_PROPER = "(?:[二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_WORDS = "|".join(words for _, words in _TYPES)
_GLUED = re.compile(rf"(?<!第){_PROPER}、 ?[\u4e00-\u9fff]{{0,6}}?(?:{_WORDS})题? ?\((?=[^()\n]{{0,60}}[题分空])")
_CUT = re.compile(r"[(:;,。\[【】]|\*\*")
_NUMBERED = ("part", "bracket", "chinese", "roman", "english", "markdown")
_EVERYDAY = (CHOICE, "single_choice", "multiple_choice", "true_false", "fill_blank")  # clear even without 题
_NUMBER_ABOVE = re.compile(r"(?<![^\n]) {0,20}\d{1,4} {0,20}\n$")
_EVERYDAY_WORD = re.compile("单选|多选|判断|填空|不定项|单项选择|多项选择|不定项选择|是非")
_NUMBER_BELOW = re.compile(r"(?:\n {0,40}){1,4}\(?\d{1,3} {0,2}[、.)]")
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: the title runs from `start` to `title_end`; what follows up to `end` is its rule, or more."""

    line: int
    start: int
    title_end: int
    end: int
    title: str
    number: str | None
    type: str | None
    misprint: tuple[str, str] | None
    rank: str

    @property
    def is_certain(self) -> bool:
        """A type word makes a heading; without one the neighbours must confirm it."""
        return self.type is not None


def find_headings(source: Source, start: int = 0, end: int | None = None) -> list[Heading]:
    """All lines, or ends of lines, that look like section headings, and those that are said to be."""
    return [heading for line in source.lines(start, end) for heading in _headings_of(source, line)]


def told_heading(source: Source, line: Line) -> Heading:
    """The heading that a person says this line is; its words still tell number, rule and, unless said, the type."""
    said = source.boundaries[line.number].item_type
    found = _read(source, line.number, line.start, line.end)
    if found is not None:
        return replace(found, type=said or found.type)
    cut = _CUT.search(source.shape, line.start, line.end)
    title_end = cut.start() if cut and cut.start() > line.start else line.end
    title = source.text[line.start : title_end].strip().strip("*#").strip()[:60]
    return Heading(line.number, line.start, title_end, line.end, title, None, said, None, "plain")


def type_of_tag(tag: str) -> str | None:
    """The type that an item's own tag names: 单选, 多选题，2分, True/False; None for any other bracket."""
    compact = tag.replace(" ", "")
    found = _TAG.fullmatch(compact)
    if found and (found["suffix"] or _first_type(found) in _EVERYDAY[1:]):
        return _first_type(found)
    return _english_type(tag)


def _first_type(found: re.Match[str]) -> str:
    return next(name for name, _ in _TYPES if found[name])


def _headings_of(source: Source, line: Line) -> Iterable[Heading]:
    told = source.told(line.number)
    if told is Kind.SECTION and line.start < line.end:
        return [told_heading(source, line)]
    return _headings_in(source, line) if told is None else ()


def _headings_in(source: Source, line: Line) -> Iterator[Heading]:
    starts = [line.start] + [glued.start() for glued in _GLUED.finditer(source.shape, line.start + 1, line.end)]
    for start, end in zip(starts, [*starts[1:], line.end], strict=True):
        heading = _read(source, line.number, start, end)
        if heading:
            yield heading


def _read(source: Source, number: int, start: int, end: int) -> Heading | None:
    shape = source.shape[start : min(end, start + _LONGEST)]
    marks = re.match(_MARKS, shape)
    at = marks.end() if marks else 0
    boxed = shape[at : at + 1] in ("【", "[")
    if boxed and _NUMBER_ABOVE.search(source.shape, max(0, start - 60), start):
        return None  # an item whose number stands on a line of its own
    at += boxed
    prefix = _PREFIX.match(shape, at)
    title_at = prefix.end() if prefix else at
    cut = _CUT.search(shape, title_at)
    title_end = cut.start() if cut else len(shape)
    rest = shape[title_end:].lstrip("】]* ")
    rank, numeral = _rank(prefix, "#" in shape[:at])
    compact = shape[title_at:title_end].replace(" ", "")
    if not compact or len(compact) > 60 or (boxed and rest[:1] not in ("", "(", ":", "共", "每", "本")):
        return None
    misprint = _misprint(compact)
    compact = compact.replace(*misprint) if misprint else compact
    item_type = _english_type(shape[title_at:title_end]) or _chinese_type(compact, rest, rank, boxed)
    if item_type is None and rank == "plain" and not rest and _NUMBER_BELOW.match(source.shape, end):
        item_type = type_of_tag(compact) if _EVERYDAY_WORD.fullmatch(compact) else None
    if item_type is None and not _may_be_untyped(compact, rest, rank):
        return None
    length = _title_length(shape[title_at:title_end], compact, item_type)
    title = source.text[start + at : start + title_at + length].strip().strip("*#")
    return Heading(number, start, start + title_at + length, end, title, numeral, item_type, misprint, rank)


def _rank(prefix: re.Match[str] | None, markdown: bool) -> tuple[str, str | None]:
    if prefix is None:
        return ("markdown" if markdown else "plain"), None
    if prefix["unit"] == "题" and prefix["part"].isdigit():
        return "item", None
    name = prefix.lastgroup if prefix.lastgroup != "unit" else "part"
    return str(name), prefix.group(str(name))


def _chinese_type(compact: str, rest: str, rank: str, boxed: bool) -> str | None:
    """The announced type, if the title is one: a numeral and a type word, or nothing but a type word."""
    found = _TITLE.fullmatch(compact)
    if not found or rank == "item" or _several_types(compact + rest):
        return None
    item_type = _first_type(found)
    bare = not found["before"] and bool(found["suffix"])
    if rank in _NUMBERED:
        suffixed = bool(found["suffix"]) or item_type in _EVERYDAY
        return item_type if suffixed or (not found["after"] and len(compact) <= 6) else None
    if rank in ("digit", "outline"):
        alone = not rest and not found["after"]
        return item_type if bare and (alone or re.match(r"\([^)]{0,60}[题分空]", rest)) else None
    named = not found["before"] and not found["after"] and item_type in _EVERYDAY and rest[:1] in ("(", ":")
    alone = bool(found["suffix"]) and not found["after"] and item_type in _EVERYDAY and rest[:1] in ("", "(")
    return item_type if named or alone or (bare and (boxed or len(found["after"]) <= 30)) else None


def _several_types(line: str) -> bool:
    """A header that sums up the paper (单选题20分、多选题20分) names several types; a heading names one."""
    if re.match(r"[^(]{0,30}\([^()]{0,80}[题分空]", line):
        return False
    outside = re.sub(r"\([^()]{0,200}\)?", "", line)
    return len({found.lastgroup for found in _ANY_TYPE.finditer(outside)}) > 1


def _english_type(title: str) -> str | None:
    found = _ENGLISH_TITLE.fullmatch(title.strip())
    return next((name for name, _ in _ENGLISH if found[name]), None) if found else None


def _may_be_untyped(compact: str, rest: str, rank: str) -> bool:
    """A short numbered title without a type word: 六、附加题(10分), 一、业务知识; its neighbours decide."""
    if rank not in _NUMBERED or len(compact) > 30:
        return False
    rule = re.match(r"\([^()]{0,200}\)", rest)
    if rule and re.search(r"\d ?分|小题|\d ?题", rule.group()) and re.search("题$", compact):
        return True
    return not re.search(r"[?!。;]|_{2,}|\( {0,8}\)", compact + rest[:40])


def _title_length(printed: str, compact: str, item_type: str | None) -> int:
    """How much of the printed title is title: up to the type word's 题 when text follows it, else all."""
    found = _TITLE.fullmatch(compact) if item_type and not _english_type(printed) else None
    if not found or not found["after"]:
        return len(printed.rstrip())
    wanted = len(compact) - len(found["after"])
    seen = 0
    for at, char in enumerate(printed):
        seen += char != " "
        if seen == wanted:
            return at + 1
    return len(printed)


def _misprint(compact: str) -> tuple[str, str] | None:
    found = _MISPRINT.search(compact)
    return (found.group(), _MISPRINTS[found.group()]) if found else None
