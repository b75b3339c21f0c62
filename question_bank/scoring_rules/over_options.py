"""Rules that look at each option of a set: what was chosen that is right (hits), chosen and wrong (extras), left out.

All are a fraction of the points made of these counts alone, so the order of options never matters. The formulas are
part of the rules' names: they never change; another formula is another rule.
"""

from abc import abstractmethod
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from typing import Any

from foundation.errors import N_
from foundation.score import from_hundredths, hundredths
from question_bank.domain import Content, ItemType, Outcome, Part, Taken, Verdict, split_points
from question_bank.scoring_rules.base import NONE, ScoringRule, scored

NOTHING = Fraction(0)


class OverOptions(ScoringRule):
    """Subclasses say which fraction of the points the counts earn."""

    def parts(self, item_type: ItemType, content: Content, value: Any) -> tuple[Part, ...] | None:
        return item_type.judge_options(content, value)

    @abstractmethod
    def fraction(self, hits: int, extras: int, keys: int, options: int) -> Fraction:
        """Between 0 and 1, from how many right and wrong ones were chosen of how many."""

    def award(self, parts: tuple[Part, ...], points: Decimal) -> Outcome:
        """The fraction of the points, to whole hundredths, halves up; shown on the options that earned it."""
        counts = Counter(part.step for part in parts)
        hits, missed = counts[Taken.HIT], counts[Taken.MISSED]
        earned = _rounded(points, self.fraction(hits, counts[Taken.EXTRA], hits + missed, len(parts)))
        bearers = [part.verdict is Verdict.RIGHT for part in parts]
        shares = iter(split_points(earned, sum(bearers)) if any(bearers) else ())
        return scored(parts, [next(shares) if bears else NONE for bears in bearers], earned)


def _rounded(points: Decimal, fraction: Fraction) -> Decimal:
    exact = hundredths(points) * fraction
    return from_hundredths((2 * exact.numerator + exact.denominator) // (2 * exact.denominator))


class PerOption(OverOptions):
    """points × (right ones chosen + wrong ones left) ÷ options."""

    name = "per_option"
    label = N_("按选项给分")
    text = N_("每个选项单独判分：该选的选了、不该选的没选，各得一份分。一项也不选不得分。")

    def fraction(self, hits: int, extras: int, keys: int, options: int) -> Fraction:
        return Fraction(hits + (options - keys - extras), options)


class NetFloor0(OverOptions):
    """points × max(0, hits ÷ keys − extras ÷ wrong options): choosing everything earns nothing.

    Where every option is right nothing can be deducted.
    """

    name = "net_floor0"
    label = N_("选错扣分，不低于 0")
    text = N_("每选对一项加分，每选错一项扣分，最低 0 分；全选不得分。")

    def fraction(self, hits: int, extras: int, keys: int, options: int) -> Fraction:
        wrong = options - keys
        return max(NOTHING, Fraction(hits, keys) - (Fraction(extras, wrong) if wrong else NOTHING))


class Coverage(OverOptions):
    """points × (hits ÷ keys) × (hits ÷ chosen): how much of the key is found, times how much of the choice is right."""

    name = "coverage"
    label = N_("按覆盖率给分")
    text = N_("得分＝选对的占应选的比例 × 选对的占所选的比例：漏选和多选都会少得分。")

    def fraction(self, hits: int, extras: int, keys: int, options: int) -> Fraction:
        return Fraction(hits * hits, keys * (hits + extras)) if hits else NOTHING


class PartialIfNoWrong(OverOptions):
    """points × hits ÷ keys, and nothing as soon as one wrong option is chosen."""

    name = "partial_if_no_wrong"
    label = N_("漏选得部分分，错选不得分")
    text = N_("漏选按选对的比例得分，有一项选错就不得分。")

    def fraction(self, hits: int, extras: int, keys: int, options: int) -> Fraction:
        return NOTHING if extras else Fraction(hits, keys)
