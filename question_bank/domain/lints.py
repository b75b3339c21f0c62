"""What is wrong with how an item is written, though it is complete: advice with its reason, never a refusal.

The rules are those of item-writing guides (Haladyna & Rodriguez, Developing and Validating Test Items, 2013): cues to
the key, negative stems without emphasis, "all of the above", missing rationale, sentences that are hard to take in.
Some of them speak of the key: whoever answers blind must not read them.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from foundation.errors import N_, Problem
from foundation.media import bare
from foundation.text import fold
from question_bank.domain.content import Content

_NEGATIVE = re.compile(
    r"不(?:正确|属于|包括|包含|恰当|妥当|合适|应当?|能|可以?|得|是|符合|需要?|会)|没有|错误的|(?:例外|除外)(?:的|$)|"
    r"\b(?:not|never|except|incorrect|false|wrong)\b",
    re.IGNORECASE,
)
_EMPHASIS = re.compile(r"\*\*.+?\*\*", re.DOTALL)
_ALL_OR_NONE = re.compile(
    r"^(?:以上|上述|前面|前述|[A-Z]+)?(?:选项|答案|几项|各项|说法|三项|三者)?(?:都|均|全部?|皆)(?:是|对|正确|不是|不对|不正确|错误?|可以?)$|"
    r"^(?:all|none|both) of (?:the above|these)$|^[A-D](?:\s*(?:和|与|、|及|and|&)\s*[A-D])+$",
    re.IGNORECASE,
)
_ABSOLUTE = re.compile(
    r"一定|绝对|必定|永远|从不|从来不|任何情况下|毫无|\b(?:always|never|absolutely)\b", re.IGNORECASE
)
_ASKS = re.compile(
    r"哪|下列|以下|的是|一项|的有|选项|是[：:]?\s*$|[（(][\s　]*[）)]|[？?]|\b(?:which|what)\b", re.IGNORECASE
)
_CLAUSE_END = re.compile(r"[，,。！？；!?;\n]+(?!\s*$)")
_SENTENCE_END = re.compile(r"[。！？；!?;\n]+")
_PUNCTUATION = re.compile(r"[\s，。、；：？！“”‘’（）()《》,.;:?!\"'_-]+")
LONGER_BY = 1.5  # the key against the longest of the others
LONGER_LETTERS = 6
LONG_SENTENCE, LONG_STEM = 60, 300
MIN_KEYS, UNEVEN = 12, 1.8  # a letter is the key so many times as often as it should be


def lints(content: Content) -> tuple[Problem, ...]:
    """All advice on one content, warnings in the order of the page. Contents of any item type are taken."""
    return tuple(problem for problems in lints_by_kind(content).values() for problem in problems)


def key_position_lint(keys: Iterable[tuple[str, int]]) -> Problem | None:
    """Whether some letter is the key too often. `keys`: letter of the key and number of options of each single choice;
    silent below MIN_KEYS. A letter is expected 1/n of the time on items of n options.
    """
    found = list(keys)
    if len(found) < MIN_KEYS:
        return None
    counts = Counter(letter for letter, _n in found)
    for letter, count in sorted(counts.items(), key=lambda each: (-each[1], each[0])):
        expected = sum(1 / n for _letter, n in found if n)
        if count > UNEVEN * expected and count - expected >= MIN_KEYS / 4:
            message = N_("%(n)s 道单选题里，%(count)s 道的答案是 %(letter)s：猜这一项的人会多得分")
            return _advice(message, "answer_key", n=len(found), count=count, letter=letter)
    return None


def longest_key_lint(contents: Iterable[Content]) -> Problem | None:
    """Whether the key is the longest option more often than chance: contents of single choices; silent below MIN_KEYS.
    An option that shares the greatest length is not the longest; of n options each is it 1/n of the time.
    """
    count, expected, n = 0, 0.0, 0
    for content in contents:
        keys, options = _keys(content), _options(content)
        lengths = sorted((_length(bare(each["text"])) for each in options), reverse=True)
        if len(keys) != 1 or len(options) < 2 or lengths[0] == lengths[1]:
            continue
        n, expected = n + 1, expected + 1 / len(options)
        count += any(each["id"] in keys and _length(bare(each["text"])) == lengths[0] for each in options)
    if n < MIN_KEYS or count <= UNEVEN * expected or count - expected < MIN_KEYS / 4:
        return None
    message = N_(
        "%(n)s 道选项长短不一的单选题里，%(count)s 道最长的选项就是答案（碰巧约 %(expected)s 道）：不会的人也会选它"
    )
    return _advice(message, "options", n=n, count=count, expected=round(expected))


def _advice(message: str, field: str, **params: Any) -> Problem:
    return Problem(message, params, field=field, severity="warning")


def _options(content: Content) -> Sequence[Any]:
    return content.get("options") or ()


def _keys(content: Content) -> frozenset[str]:
    key = content.get("answer_key")
    return frozenset(key) if isinstance(key, list) and all(isinstance(each, str) for each in key) else frozenset()


def _length(text: str) -> int:
    return len(_PUNCTUATION.sub("", text))


def _negative_stem(content: Content) -> Iterable[Problem]:
    stem = bare(str(content.get("stem") or ""))
    question = _CLAUSE_END.split(stem)[-1]  # the story before it may say "not" as it likes
    found = _NEGATIVE.search(_EMPHASIS.sub("", question))
    if found and _ASKS.search(question) and _options(content):
        message = N_("题干问的是反面（“%(word)s”），却没有加粗：读得快的人会看漏。用 **…** 标出来，或者改成正面问")
        yield _advice(message, "stem", word=found.group())


def _longest_is_key(content: Content) -> Iterable[Problem]:
    keys, options = _keys(content), _options(content)
    if len(keys) != 1 or len(options) < 3:
        return
    own = max((_length(bare(each["text"])) for each in options if each["id"] in keys), default=0)
    others = max((_length(bare(each["text"])) for each in options if each["id"] not in keys), default=0)
    if own > others * LONGER_BY and own - others >= LONGER_LETTERS:
        message = N_("正确选项明显最长（%(own)s 字，其他最多 %(others)s 字）：不会的人也会选它")
        yield _advice(message, "options", own=own, others=others)


def _all_of_the_above(content: Content) -> Iterable[Problem]:
    for option in _options(content):
        if _ALL_OR_NONE.match(fold(option["text"]).strip("。.")):
            message = N_("选项 %(letter)s 是“%(text)s”：知道其中两项对就能选中，选项打乱后也不通")
            yield _advice(message, "options", letter=option["id"], text=option["text"])


def _absolute_words(content: Content) -> Iterable[Problem]:
    keys = _keys(content)
    for option in _options(content):
        found = _ABSOLUTE.search(option["text"])
        if keys and option["id"] not in keys and found:
            message = N_("错误选项 %(letter)s 有绝对的词“%(word)s”：常被当作错误的记号")
            yield _advice(message, "options", letter=option["id"], word=found.group())


def _same_options(content: Content) -> Iterable[Problem]:
    seen: dict[str, str] = {}
    for option in _options(content):
        text = _PUNCTUATION.sub("", fold(option["text"]))
        if text and text in seen:
            message = N_("选项 %(one)s 和 %(other)s 说的一样")
            yield _advice(message, "options", one=seen[text], other=option["id"])
        seen.setdefault(text, option["id"])


def _no_rationale(content: Content) -> Iterable[Problem]:
    if "explanation" in content and not (content.get("explanation") or "").strip():
        yield _advice(N_("没有解析：考后看答案的人不知道为什么"), "explanation")


def _hard_to_read(content: Content) -> Iterable[Problem]:
    stem = bare(str(content.get("stem") or ""))
    longest = max((_length(sentence) for sentence in _SENTENCE_END.split(stem)), default=0)
    if longest > LONG_SENTENCE and not stem.isascii():
        message = N_("题干有一句 %(n)s 字，一口气读不完：拆成短句（%(limit)s 字以内）")
        yield _advice(message, "stem", n=longest, limit=LONG_SENTENCE)
    elif _length(stem) > LONG_STEM and not stem.isascii():
        yield _advice(N_("题干共 %(n)s 字：先看看哪些话答题用不上"), "stem", n=_length(stem))


class LintKind(StrEnum):
    """What kind of advice it is; by these the bank is counted."""

    NEGATIVE_STEM = "negative_stem"
    HARD_TO_READ = "hard_to_read"
    SAME_OPTIONS = "same_options"
    ALL_OF_THE_ABOVE = "all_of_the_above"
    LONGEST_IS_KEY = "longest_is_key"
    ABSOLUTE_WORDS = "absolute_words"
    NO_RATIONALE = "no_rationale"


LINT_LABELS: Mapping[LintKind, str] = {
    LintKind.NEGATIVE_STEM: N_("问反面，没有加粗"),
    LintKind.HARD_TO_READ: N_("题干难读"),
    LintKind.SAME_OPTIONS: N_("选项说的一样"),
    LintKind.ALL_OF_THE_ABOVE: N_("选项“以上都对”一类"),
    LintKind.LONGEST_IS_KEY: N_("最长的选项就是答案"),
    LintKind.ABSOLUTE_WORDS: N_("错误选项用了绝对的词"),
    LintKind.NO_RATIONALE: N_("没有解析"),
}
_RULES: Mapping[LintKind, Callable[[Content], Iterable[Problem]]] = {
    LintKind.NEGATIVE_STEM: _negative_stem,
    LintKind.HARD_TO_READ: _hard_to_read,
    LintKind.SAME_OPTIONS: _same_options,
    LintKind.ALL_OF_THE_ABOVE: _all_of_the_above,
    LintKind.LONGEST_IS_KEY: _longest_is_key,
    LintKind.ABSOLUTE_WORDS: _absolute_words,
    LintKind.NO_RATIONALE: _no_rationale,
}


def lints_by_kind(content: Content) -> dict[LintKind, tuple[Problem, ...]]:
    """All advice on one content by its kind, in the order of the page; kinds without advice are left out."""
    found = {kind: tuple(rule(content)) for kind, rule in _RULES.items()}
    return {kind: problems for kind, problems in found.items() if problems}


def key_place(content: Content) -> tuple[str, int] | None:
    """The letter of the one key and the number of options, for `key_position_lint`; None where that says nothing."""
    keys, options = _keys(content), _options(content)
    return (next(iter(keys)), len(options)) if len(keys) == 1 and len(options) > 1 else None
