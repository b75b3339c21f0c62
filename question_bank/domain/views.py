"""An item as it is compared with others: its words without widths, look-alikes, punctuation and numbering, its options
as a sorted bag, its key by what it says rather than by letter. What two views mean to each other is `likeness`.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any, TypeAlias

from foundation.media import bare, references
from question_bank.domain.content import Content, canonical_json
from question_bank.domain.lookalikes import CONTENT
from question_bank.domain.numbers import read_number

Key: TypeAlias = bool | str | tuple[Any, ...] | None
ORDERED_KEYS = frozenset({"ordering"})  # the letters of these keys stand in an order that counts

_RAISED = re.compile(r"(?<=\d)(?=[⁰¹²³⁴-⁹])")
_GROUPED = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_NUMBERING = re.compile(r"^\s*(?:[(\[]\d{1,3}[)\]]|\d{1,3}(?:[、)]|\.(?!\d)))\s*")
_LETTERING = re.compile(r"^\s*[(\[]?[a-h][.、)\]:]\s*")
_TOKEN = re.compile(r"(?<![^\W_])-(?=\d)|\d+(?:\.\d+)?|[a-zà-ɏа-яё]+|[+<>=≤≥≠±×÷√%‰°&^#@$]|[^\W_]")
_PIECE = re.compile(r"\d+(?:\.\d+)?|[a-zà-ɏа-яё]+|[^\s]")
_IS_WORD = re.compile(r"[a-z0-9à-ɏа-яё]")
_NUMERAL = "零〇一二两三四五六七八九十百千万亿"
_COUNTED = re.compile(
    rf"\d+(?:\.\d+)?|(?<![哪某同每任统唯万{_NUMERAL}])([{_NUMERAL}]+)(?=个(?!人|性|体)|天|日|周|月|年|小时|分|秒|次|倍|元|条|级|名|位|人|项|步|类|种|岁|折|兆|%)"
)
_WHICH = re.compile(r"哪一|下列一|以下一|任一|每一|同一|某一|统一|一项|一种|一个|一条|一类|一次性")
NEGATION = re.compile(
    r"不(?!仅|但|断|同|管|论|妨|久|过是)|没有|未|无(?!线|锡)|非(?!常)|错误|有误|禁止|严禁|除外|以外|勿|"
    r"\b(?:not|never|except|incorrect|false|wrong|no|cannot|without)\b"
)
SYNONYMS = {  # one way to say it, many to write it; both sides of a comparison are read alike
    "客户": ("用户", "顾客", "来电人", "来电者"),
    "客服": ("客服代表", "客服人员", "坐席", "座席", "话务员", "接线员", "服务人员"),
    "应": ("应当", "应该", "必须", "需要"),
    "致电": ("拨打", "来电", "打电话"),
    "多久": ("多长时间", "多少时间", "几个小时", "几小时", "多少小时", "几天", "多少天", "几个工作日", "多少个工作日"),
    "答复": ("回复", "反馈", "回应"),
    "办理": ("受理", "处理"),
    "立即": ("马上", "立刻", "及时", "第一时间"),
    "首先": ("第一步",),
    "怎样": ("如何", "怎么"),
    "内": ("之内", "以内"),
    "后": ("之后", "以后"),
    "可": ("可以", "能够"),
    "不能": ("不得", "不可以", "不可", "不允许", "不准"),
}
_SAID_AS = {said: plain for plain, others in SYNONYMS.items() for said in (plain, *others)}
_SYNONYM = re.compile("|".join(sorted(_SAID_AS, key=lambda said: (-len(said), said))))
_BOILERPLATE = re.compile(
    r"以下|下列|关于|对于|有关|请问|请选择|请判断|的?(?:说法|描述|叙述|表述|陈述|理解|选项|内容|答案|做法|观点)|"
    r"(?:最|完全)?(?:不?正确|错误|有误|不?恰当|不?合适|不?属于|不?包括|不?符合)的?|"
    r"哪(?:一|几|个|些|种)*(?:项|个|种)?|的?(?:一|几)项|(?:是|有|为)$|\b(?:which|what|of|the|following|is|are|an?)\b"
)


@dataclass(frozen=True, slots=True)
class View:
    """What is compared. `stem` and `options` are plain; `core` is the stem without what every question says."""

    item_type: str
    stem: str
    core: str
    options: tuple[str, ...]
    key: Key
    wrong: frozenset[str]
    numbers: tuple[Fraction, ...]
    denials: tuple[int, int]
    media: tuple[str, ...]
    written: str

    @property
    def bag(self) -> tuple[str, ...]:
        """The options, whatever their order."""
        return tuple(sorted(self.options))


def view_of(item_type: str, content: Content) -> View:
    """The view of a content, complete or not."""
    stem, texts = str(content.get("stem") or ""), list(_texts(content, top=True))
    options = tuple(_option(text) for text in texts)
    said = plain(_NUMBERING.sub("", _folded(stem)))
    key = _key(item_type, content)
    right = key if isinstance(key, tuple) else ()
    return View(
        item_type=item_type,
        stem=said,
        core=_core(said),
        options=options,
        key=key,
        wrong=frozenset(options) - frozenset(each for each in right if isinstance(each, str)),
        numbers=_numbers(" ".join((_NUMBERING.sub("", _folded(stem)), *map(_folded, texts)))),
        denials=(len(NEGATION.findall(said)), sum(len(NEGATION.findall(option)) for option in options)),
        media=tuple(sorted(each.sha256 for each in references(dict(content)))),
        written=canonical_json([stem, *texts]),
    )


def _core(said: str) -> str:
    """What a stem says beside what every question says, in one of several ways to say it."""
    return _BOILERPLATE.sub("", _SYNONYM.sub(lambda found: _SAID_AS[found.group()], said)).strip() or said


def plain(text: str) -> str:
    """Folded text without punctuation; a space only where two words or numbers meet."""
    said, before = "", ""
    for token in _TOKEN.findall(_folded(text)):
        said += f" {token}" if before and _IS_WORD.match(token) and _IS_WORD.match(before[-1]) else token
        before = token
    return said


def pieces(said: str) -> list[str]:
    """Plain text as its words, numbers and single characters."""
    return _PIECE.findall(said)


@lru_cache(maxsize=1 << 10)  # a view asks several times for the same text
def _folded(text: str) -> str:
    folded = unicodedata.normalize("NFKC", _RAISED.sub("^", bare(text).translate(CONTENT))).casefold().replace("−", "-")
    return _GROUPED.sub("", folded.replace("**", ""))


def _texts(part: Any, *, top: bool = False) -> Iterator[str]:
    """Every text that a candidate reads but the stem, in the order of the content, wherever a type keeps it."""
    if isinstance(part, Mapping):
        for name, value in part.items():
            if isinstance(value, str):
                if name == "text" or (name == "stem" and not top):
                    yield value
            elif name not in {"answer_key", "scoring_points"}:
                yield from _texts(value)
    elif isinstance(part, list | tuple):
        for each in part:
            yield from _texts(each)


def _option(text: str) -> str:
    """An option without its letter; one that is nothing but a sign stays that sign."""
    return plain(_LETTERING.sub("", _folded(text))) or _folded(text).strip()


def _key(item_type: str, content: Content) -> Key:
    """The key in words: letters become what they stand for, so that options may change places."""
    given = content.get("answer_key")
    if given is None or isinstance(given, bool):
        return given
    if not isinstance(given, list):
        return plain(str(given))
    gaps = content.get("gaps") or ()
    if len(gaps) == len(given):
        by_gap = ({each["id"]: _option(each["text"]) for each in gap.get("options") or ()} for gap in gaps)
        return tuple(named.get(str(each), "") for named, each in zip(by_gap, given, strict=True))
    named = {
        each["id"]: _option(each["text"]) for each in (*(content.get("options") or ()), *(content.get("lines") or ()))
    }
    if not all(isinstance(each, str) and each in named for each in given):
        return tuple(_accepted(each) for each in given)
    said = tuple(named[each] for each in given)
    sources = content.get("sources")
    if sources:
        return tuple(sorted((_option(each["text"]), to) for each, to in zip(sources, said, strict=False)))
    return said if item_type in ORDERED_KEYS else tuple(sorted(said))


def _accepted(blank: Any) -> Any:
    """What one blank takes: the accepted texts in any order."""
    if isinstance(blank, list):
        return tuple(sorted(plain(each) if isinstance(each, str) else canonical_json(each) for each in blank))
    return plain(blank) if isinstance(blank, str) else canonical_json(blank)


def _numbers(folded: str) -> tuple[Fraction, ...]:
    """The numbers that count or measure something, digits and Chinese numerals alike, sorted."""
    read = (_number(found.group()) for found in _COUNTED.finditer(_WHICH.sub("", folded)))
    return tuple(sorted(each for each in read if each is not None))


def _number(text: str) -> Fraction | None:
    return Fraction(text) if text[0].isdecimal() and text.isascii() else read_number(text, numerals=True)
