"""All or nothing: every part right earns the points, anything else none."""

from decimal import Decimal

from foundation.errors import N_
from question_bank.domain import Outcome, Part, Verdict, split_by_weight
from question_bank.scoring_rules.base import NONE, ScoringRule, scored


class Exact(ScoringRule):
    """points if every part is right, else 0. For multiple choice: a missing or an extra choice scores nothing."""

    name = "exact"
    label = N_("全对得分")
    text = N_("答对得满分，否则得 0 分。")

    def award(self, parts: tuple[Part, ...], points: Decimal) -> Outcome:
        if all(part.verdict is Verdict.RIGHT for part in parts):
            return scored(parts, split_by_weight(points, [part.weight for part in parts]), points)
        return scored(parts, [NONE] * len(parts), NONE)
