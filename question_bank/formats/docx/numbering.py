"""Automatic numbers of Word: which number a paragraph carries, counted as Word counts, in the list's own form."""

from collections import defaultdict
from dataclasses import dataclass, field

from lxml import etree

from question_bank.formats.docx.names import W, attribute, child, value_of

_CHINESE = "零一二三四五六七八九"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_LEVELS = 9
_CHINESE_FORMS = frozenset(
    ("chineseCounting", "chineseCountingThousand", "ideographDigital", "japaneseCounting", "taiwaneseCounting",
     "taiwaneseCountingThousand", "japaneseDigitalTenThousand", "chineseLegalSimplified", "koreanDigital2")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is numbered."""

    start: int = 1
    form: str = "decimal"
    text: str = "%1."


@dataclass(slots=True)
class Lists:
    """All lists of a document, and where their counts stand."""

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)
    abstract: dict[str, str] = field(default_factory=dict)
    overrides: dict[str, dict[int, int]] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    begun: set[str] = field(default_factory=set)

    def label(self, number_id: str, level: int) -> str:
        """Count one on and give the printed label; empty for bullets and unknown lists."""
        abstract = self.abstract.get(number_id)
        if abstract is None or not 0 <= level < _LEVELS:
            return ""
        levels, counts = self.levels.get(abstract, {}), self.counts[abstract]
        if number_id not in self.begun:
            self.begun.add(number_id)
            for at, start in self.overrides.get(number_id, {}).items():
                counts[at] = start - 1
                _forget_below(counts, at)
        here = levels.get(level, Level())
        counts[level] = counts.get(level, here.start - 1) + 1
        _forget_below(counts, level)
        if here.form in ("bullet", "none"):
            return ""
        text = here.text
        for at in range(level + 1):
            upper = levels.get(at, Level())
            text = text.replace(f"%{at + 1}", in_form(counts.get(at, upper.start), upper.form))
        return text


def _forget_below(counts: dict[int, int], level: int) -> None:
    for deeper in [at for at in counts if at > level]:
        del counts[deeper]


def read_lists(root: etree._Element | None) -> Lists:
    """The lists that numbering.xml defines."""
    lists = Lists()
    if root is None:
        return lists
    for node in root.iter(f"{W}abstractNum"):
        levels = {_number(attribute(each, "ilvl")): _level(each) for each in node.iter(f"{W}lvl")}
        lists.levels[attribute(node, "abstractNumId")] = levels
    for node in root.iter(f"{W}num"):
        number_id = attribute(node, "numId")
        lists.abstract[number_id] = value_of(node, "abstractNumId")
        for each in node.iter(f"{W}lvlOverride"):
            start = value_of(each, "startOverride")
            if start:
                lists.overrides.setdefault(number_id, {})[_number(attribute(each, "ilvl"))] = _number(start)
    return lists


def _level(node: etree._Element) -> Level:
    text = child(node, "lvlText")
    start = value_of(node, "start")
    printed = attribute(text, "val") if text is not None else ""
    return Level(_number(start) if start else 1, value_of(node, "numFmt") or "decimal", printed[:40])


def _number(text: str) -> int:
    return int(text) if text.isdigit() and len(text) < 6 else 0


def in_form(number: int, form: str) -> str:
    """A number as the list prints it."""
    if form in ("upperLetter", "lowerLetter"):
        letter = chr(ord("A") + (number - 1) % 26) * min((number - 1) // 26 + 1, 9)
        return letter if form == "upperLetter" else letter.lower()
    if form in ("upperRoman", "lowerRoman"):
        roman = _roman(number)
        return roman if form == "upperRoman" else roman.lower()
    if form in _CHINESE_FORMS:
        return chinese(number)
    if form.startswith("decimalEnclosedCircle") and 1 <= number <= 20:
        return chr(0x245F + number)
    if form == "ideographTraditional" and 1 <= number <= 10:
        return _STEMS[number - 1]
    return f"{number:02d}" if form == "decimalZero" else str(number)


def chinese(number: int) -> str:
    """一, 十二, 二十, up to 九十九."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    return ("" if not tens else "十" if tens == 1 else _CHINESE[tens] + "十") + (_CHINESE[ones] if ones else "")


def _roman(number: int) -> str:
    pairs = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    text = ""
    for value, sign in pairs:
        while number >= value and len(text) < 30:
            text, number = text + sign, number - value
    return text
