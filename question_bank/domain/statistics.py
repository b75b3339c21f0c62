"""Classical item statistics from sums that add up: per item version and sitting, then over sittings. Pure.

A score share is points ÷ maximum, kept in millionths; the rest share is the same over the paper's other items. All sums
are integers, so the order of adding never matters. Which answers count is decided by whoever adds (certify.results).
Formulas: Crocker & Algina, Introduction to Classical and Modern Test Theory (1986), chapters 5 (item parameters) and 14
(item analysis); the interval is Wilson's (1927).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import atanh, sqrt

from foundation.errors import N_
from question_bank.domain.tallies import Place

SCALE = 1_000_000  # millionths of a share
FEWEST = 10  # answers: below nothing is told, neither shown, sorted nor searched
ENOUGH = 30  # answers from which forms reckon with the measured facility
EASY, HARD, WEAK, OMITTED = 0.95, 0.2, 0.1, 0.1
STEPS = (10, 30, 100, 300, 1000)  # numbers of answers that a search can ask for
BANDS = 20  # in which the search's index looks up facility (5 % wide) and correlation (0.1 wide)
_Z = 1.959964  # 95 %


@dataclass(frozen=True, slots=True)
class ItemSums:
    """Sums over the answers to a version in a sitting. Points are what was earned, `maximum` what could be."""

    n: int = 0
    omitted: int = 0
    share: int = 0
    share_squares: int = 0
    rest: int = 0
    rest_squares: int = 0
    products: int = 0
    points: Decimal = Decimal(0)
    maximum: Decimal = Decimal(0)

    def __add__(self, other: "ItemSums") -> "ItemSums":
        """The sums of both."""
        return ItemSums(*(one + two for one, two in zip(astuple(self), astuple(other), strict=True)))


def answer_sums(points: Decimal, maximum: Decimal, rest: Decimal, rest_maximum: Decimal, *, omitted: bool) -> ItemSums:
    """One answer. Where a paper has no other item, its rest share is 0, as everybody's then is."""
    x, y = share_of(points, maximum), share_of(rest, rest_maximum)
    return ItemSums(1, int(omitted), x, x * x, y, y * y, x * y, points, maximum)


def share_of(points: Decimal, maximum: Decimal) -> int:
    """Points ÷ maximum in millionths, to the nearest; 0 where there is nothing to earn."""
    return round(Fraction(points) * SCALE / Fraction(maximum)) if maximum else 0


def total(sums: Iterable[ItemSums]) -> ItemSums:
    """All of them added."""
    found = ItemSums()
    for each in sums:
        found += each
    return found


class ItemFlag(StrEnum):
    """What about a measured item somebody should look at."""

    CHECK_KEY = "check_key"
    TOO_HARD = "too_hard"
    TOO_EASY = "too_easy"
    OMITTED = "omitted"


FLAG_LABELS = {
    ItemFlag.CHECK_KEY: N_("核对答案"),
    ItemFlag.TOO_HARD: N_("实测太难"),
    ItemFlag.TOO_EASY: N_("实测太易"),
    ItemFlag.OMITTED: N_("很多人没答"),
}
FLAG_REASONS = {
    ItemFlag.CHECK_KEY: N_("总分高的人在这道题上得分并不更高：先核对答案，再看题干有没有歧义"),
    ItemFlag.TOO_HARD: N_("得分率不到 20%，或不比猜的高：看题目是不是超纲、答案对不对"),
    ItemFlag.TOO_EASY: N_("得分率超过 95%：几乎人人都对，分不出高下"),
    ItemFlag.OMITTED: N_("一成以上的人没有作答：看题目是不是太长、说不清，或者时间不够"),
}


@dataclass(frozen=True, slots=True)
class ItemMeasure:
    """What the answers say of a version. `item_rest` None: everybody scored alike, on the item or on the rest."""

    n: int
    facility: float
    standard_error: float
    low: float
    high: float
    item_rest: float | None
    omit_rate: float
    guess: float = 0.0

    @property
    def flags(self) -> tuple[ItemFlag, ...]:
        """Everything that is remarkable, the gravest first."""
        return tuple(flag for flag, found in self._looks().items() if found)

    def _is_weak(self, item_rest: float) -> bool:
        """With few answers only a correlation that is surely negative: below 0 with its 95 % (Fisher's z)."""
        if self.n >= ENOUGH:
            return item_rest < WEAK
        return atanh(max(item_rest, -1 + 1e-9)) + _Z / sqrt(self.n - 3) < 0 if item_rest < 0 else False

    def _looks(self) -> Mapping[ItemFlag, bool]:
        return {
            ItemFlag.CHECK_KEY: self.item_rest is not None and self._is_weak(self.item_rest),
            ItemFlag.TOO_HARD: self.facility < max(HARD, self.guess),
            ItemFlag.TOO_EASY: self.facility > EASY,
            ItemFlag.OMITTED: self.omit_rate > OMITTED,
        }

    @property
    def is_small(self) -> bool:
        """Enough to be told, not enough to conclude from."""
        return self.n < ENOUGH

    @property
    def facility_per_mille(self) -> int:
        """As it is searched and reckoned with."""
        return round(self.facility * 1000)

    @property
    def item_rest_per_mille(self) -> int | None:
        """As it is searched."""
        return None if self.item_rest is None else round(self.item_rest * 1000)


def measure(by_sitting: Sequence[ItemSums], guess: float = 0.0) -> ItemMeasure | None:
    """From a version's sums, one a sitting; None with fewer than `FEWEST` answers in all.

    Facility p = Σx ÷ n, x the score share (Crocker & Algina: the item mean, for right or wrong the item's p value).
    Standard error of p: s ÷ √n with s² = (Σx² − (Σx)² ÷ n) ÷ (n − 1). Its 95 % interval is Wilson's: it stays within 0
    and 1, has a width even where all were right, and is on the safe side for items with partial credit, whose variance
    is at most p (1 − p). Omit rate: share of answers that were left blank.
    """
    every = total(by_sitting)
    if every.n < FEWEST:
        return None
    n, p = every.n, every.share / (every.n * SCALE)
    variance = max(0.0, float(_spread(every.share, every.share, every.share_squares, n)) / (SCALE * SCALE * (n - 1)))
    low, high = _wilson(p, n)
    rest = item_rest_correlation(by_sitting)
    return ItemMeasure(n, p, sqrt(variance / n), low, high, rest, every.omitted / n, guess)


def item_rest_correlation(by_sitting: Iterable[ItemSums]) -> float | None:
    """r = Σ Sxy ÷ √(Σ Sxx · Σ Syy), where S are sums of squares and products about each sitting's own means: a good
    sitting beside a weak one adds nothing. The item is left out of the total (corrected item-total correlation, Crocker
    & Algina 14.3), else it would correlate with itself.
    """
    xx = yy = xy = Fraction(0)
    for each in by_sitting:
        if each.n:
            xx += _spread(each.share, each.share, each.share_squares, each.n)
            yy += _spread(each.rest, each.rest, each.rest_squares, each.n)
            xy += _spread(each.share, each.rest, each.products, each.n)
    if xx <= 0 or yy <= 0:
        return None
    return max(-1.0, min(1.0, float(xy) / sqrt(float(xx) * float(yy))))


def _spread(x: int, y: int, products: int, n: int) -> Fraction:
    """Σxy − ΣxΣy ÷ n, exactly."""
    return Fraction(products * n - x * y, n)


def _wilson(p: float, n: int) -> tuple[float, float]:
    z2 = _Z * _Z
    middle, half = p + z2 / (2 * n), _Z * sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    return max(0.0, (middle - half) / (1 + z2 / n)), min(1.0, (middle + half) / (1 + z2 / n))


def guess_of(places: Sequence[Place]) -> float:
    """The facility of blind guessing where one of several is to be chosen in one place; 0 for every other item."""
    if len(places) != 1 or len(places[0].right) != 1 or not places[0].offered:
        return 0.0
    return 1 / len(places[0].offered)


def band_of(per_mille: int, lowest: int = 0) -> int:
    """The band of a facility (from 0) or a correlation (from -1000) in per mille."""
    return min(BANDS - 1, (per_mille - lowest) * BANDS // (1000 - lowest))


def bands_between(low: int | None, high: int | None, lowest: int = 0) -> range:
    """The bands that hold everything from `low` to `high` per mille; open where None."""
    first = band_of(max(lowest, lowest if low is None else low), lowest)
    return range(first, band_of(min(1000, 1000 if high is None else high), lowest) + 1)
