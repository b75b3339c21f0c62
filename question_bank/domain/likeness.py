"""How alike two items are: one score with its reasons, and what must not be overlooked (other numbers, a "not", another
key). Symmetric; it says what it sees, and merges nothing.

The thresholds were set on real papers and on hand-made rewordings: `tests/unit/test_bank_likeness.py` holds them.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from typing import Any

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from foundation.errors import N_
from question_bank.domain.numbers import show_number
from question_bank.domain.views import View, pieces

STRONG_FROM, NEAR_FROM = 90, 70  # percent
LEAST_STEM, MOST_STEM = 0.35, 0.65  # the stem's share of the score, where both have options
HOPELESS = 30  # in the order of words: below it no change of places makes two stems alike
LONGEST_TERM = 8
OPTION_FROM = 50  # how alike two options are at least to stand beside each other
WORDING_FROM = 45  # how alike two stems are at least before "reworded" is said of them


class Likeness(StrEnum):
    """What two items are to each other."""

    SAME = "same"  # identical once look-alikes, widths, punctuation and the order of options are out of the way
    STRONG = "strong"  # reworded so little that whoever meets both meets one question twice
    NEAR = "near"  # alike, but for a person to judge; never merged, never kept apart by itself


class Reason(StrEnum):
    """Why two items are alike, or what tells them apart in spite of it."""

    WRITING = "writing"
    ORDER = "order"
    STEM = "stem"
    REWORDED = "reworded"
    OPTIONS = "options"
    KEY = "key"
    NUMBERS = "numbers"
    NEGATION = "negation"
    TERM = "term"
    TYPE = "type"
    MEDIA = "media"

    @property
    def text(self) -> str:
        """The msgid that says it."""
        return _TEXTS[self]

    @property
    def warns(self) -> bool:
        """Whether it speaks against taking the two for one."""
        return self in _WARNING


_TEXTS: Mapping[Reason, str] = {
    Reason.WRITING: N_("文字一样，只差标点、全半角或形近字"),
    Reason.ORDER: N_("选项次序不同"),
    Reason.STEM: N_("题干一样，选项不同"),
    Reason.REWORDED: N_("题干换了说法"),
    Reason.OPTIONS: N_("选项一样"),
    Reason.KEY: N_("问的一样，答案不同"),
    Reason.NUMBERS: N_("数字不同：%(one)s 和 %(other)s"),
    Reason.NEGATION: N_("一题问正面，一题问反面"),
    Reason.TERM: N_("换了一个词：“%(one)s”和“%(other)s”，可能是两道题"),
    Reason.TYPE: N_("题型不同"),
    Reason.MEDIA: N_("图片或录音不同"),
}
_WARNING = frozenset({Reason.KEY, Reason.NUMBERS, Reason.NEGATION, Reason.TERM, Reason.TYPE, Reason.MEDIA})
_FILLERS = " 的了着在是和与及或就都也该所其这那里中"


@dataclass(frozen=True, slots=True)
class Found:
    """A reason with its particulars."""

    reason: Reason
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two items beside each other; `percent` is 100 for the same item only."""

    kind: Likeness
    percent: int
    reasons: tuple[Found, ...]

    @property
    def other_key(self) -> bool:
        """The same question with another key: one of the two is wrong."""
        return any(each.reason is Reason.KEY for each in self.reasons)


def compare(one: View, other: View) -> Comparison | None:
    """What two items are to each other; None where they are not alike."""
    if _is_same(one, other):
        return Comparison(Likeness.SAME, 100, tuple(_about_same(one, other)))
    share, stem = _share(one, other), _alike(one.core, other.core)
    if (
        round(share * stem + (1 - share) * 100) < NEAR_FROM
    ):  # not even with the same options: many a candidate ends here
        return None
    options = _options_alike(one.options, other.options)
    percent = min(99, round(stem if options is None else share * stem + (1 - share) * options))
    if percent < NEAR_FROM:
        return None
    reasons = tuple(_about_near(one, other, stem, options, percent))
    told_apart = any(each.reason.warns and each.reason is not Reason.KEY for each in reasons)
    kind = Likeness.STRONG if percent >= STRONG_FROM and not told_apart else Likeness.NEAR
    return Comparison(kind, percent, reasons)


def _is_same(one: View, other: View) -> bool:
    return (
        one.item_type == other.item_type
        and one.stem == other.stem
        and one.media == other.media
        and one.bag == other.bag
        and bool(one.stem or one.media)
    )


def _about_same(one: View, other: View) -> list[Found]:
    found = []
    if one.options != other.options:
        found.append(Found(Reason.ORDER))
    elif one.written != other.written:
        found.append(Found(Reason.WRITING))
    if one.key is not None and other.key is not None and one.key != other.key:
        found.append(Found(Reason.KEY))
    return found


def _about_near(one: View, other: View, stem: float, options: float | None, percent: int) -> list[Found]:
    found = []
    if one.core == other.core and options is not None:
        found.append(Found(Reason.STEM))
    elif stem >= WORDING_FROM:
        found.append(Found(Reason.REWORDED))
    if one.options and one.bag == other.bag:
        found.append(Found(Reason.OPTIONS))
    if one.numbers != other.numbers:
        found.append(Found(Reason.NUMBERS, _told_numbers(one.numbers, other.numbers)))
    if one.denials[0] != other.denials[0]:
        found.append(Found(Reason.NEGATION))
    if not found or not found[-1].reason.warns:  # a number or a "not" is told already
        term = _other_term(one.core, other.core)
        found += [Found(Reason.TERM, term)] if term else []
    if one.item_type != other.item_type:
        found.append(Found(Reason.TYPE))
    if one.media != other.media:
        found.append(Found(Reason.MEDIA))
    if _other_key(one, other, found, percent):
        found.append(Found(Reason.KEY))
    return found


def _other_key(one: View, other: View, found: Sequence[Found], percent: int) -> bool:
    """Whether the two ask the same and call different things right: one's key is a wrong option of the other, or where
    there are no options, the answers to what is strongly alike have nothing in common.
    """
    if one.key is None or other.key is None or one.key == other.key or percent < STRONG_FROM - 10:
        return False
    if any(each.reason.warns for each in found):
        return False
    if one.options and other.options:
        return not _right(one).isdisjoint(other.wrong) or not _right(other).isdisjoint(one.wrong)
    return percent >= STRONG_FROM and _right(one).isdisjoint(_right(other))


def _right(view: View) -> frozenset[Any]:
    key = view.key if isinstance(view.key, tuple) else (view.key,)
    return frozenset(part for each in key for part in (each if isinstance(each, tuple) else (each,)))


def _other_term(one: str, other: str) -> dict[str, str]:
    """The one word that two stems differ in, where all else stands as it stood: CS for DS, light for dark. With more
    changed words it is a rewording, with none something was only put in or left out.
    """
    mine, theirs = pieces(one), pieces(other)
    parts: list[tuple[str, str]] = []
    first, second = 0, 0
    for block in Levenshtein.opcodes(mine, theirs).as_matching_blocks():
        parts.append(("".join(mine[first : block.a]), "".join(theirs[second : block.b])))
        first, second = block.a + block.size, block.b + block.size
    told = [(gone, added) for gone, added in parts if gone.strip(_FILLERS) or added.strip(_FILLERS)]
    if len(told) != 1 or not all(0 < len(part) <= LONGEST_TERM for part in told[0]):
        return {}
    return {} if all(part.isdecimal() for part in told[0]) else dict(zip(("one", "other"), told[0], strict=True))


def _told_numbers(one: Sequence[Fraction], other: Sequence[Fraction]) -> dict[str, str]:
    """What only one of them names."""
    mine, theirs = Counter(one), Counter(other)
    only = ((mine - theirs).elements(), (theirs - mine).elements())
    first, second = (", ".join(map(show_number, sorted(each)[:6])) or "—" for each in only)
    return {"one": first, "other": second}


def _alike(one: str, other: str) -> float:
    """0 to 100: in the order of words, or with parts that changed places."""
    if one == other:
        return 100.0
    in_order = fuzz.ratio(one, other)
    return in_order if in_order < HOPELESS else max(in_order, (in_order + _shared(one, other)) / 2)


def _shared(one: str, other: str) -> float:
    """How many pairs of neighbouring characters two texts share, wherever they stand (Dice)."""
    mine, theirs = (Counter(pairwise(text)) for text in (one, other))
    total = mine.total() + theirs.total()
    return 200.0 * (mine & theirs).total() / total if total else 0.0


def _options_alike(one: Sequence[str], other: Sequence[str]) -> float | None:
    """Each option with its best match on the other side; None where one side has none."""
    if not one or not other:
        return None
    if sorted(one) == sorted(other):
        return 100.0
    table = [[fuzz.ratio(mine, theirs) for theirs in other] for mine in one]
    best = [max(row) for row in table], [max(column) for column in zip(*table, strict=True)]
    return float(sum(map(sum, best))) / (len(one) + len(other))


def aligned(one: Sequence[str], other: Sequence[str]) -> list[tuple[int | None, int | None]]:
    """Which option stands for which, the likest first served: places on either side, None where nothing fits."""
    ratios = ((fuzz.ratio(a, b), -i, -j) for i, a in enumerate(one) for j, b in enumerate(other))
    match: dict[int, int] = {}
    for ratio, i, j in sorted(ratios, reverse=True):
        if ratio >= OPTION_FROM and -i not in match and -j not in match.values():
            match[-i] = -j
    left = [j for j in range(len(other)) if j not in match.values()]
    return [(i, match.get(i)) for i in range(len(one))] + [(None, j) for j in left]


def _share(one: View, other: View) -> float:
    """The stem's share grows with how much it says beside the options; without options it is all there is."""
    if not one.options or not other.options:
        return 1.0
    said = min(len(one.core), len(other.core))
    beside = min(sum(map(len, one.options)), sum(map(len, other.options)))
    return min(MOST_STEM, max(LEAST_STEM, said / (said + beside))) if said + beside else LEAST_STEM
