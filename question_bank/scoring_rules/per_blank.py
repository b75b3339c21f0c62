"""Points by part: each right blank (gap, pair, place) earns its share of the item's points, which are split exactly."""

from decimal import Decimal

from foundation.errors import N_
from question_bank.domain import Outcome, Part, Verdict, split_by_weight
from question_bank.scoring_rules.base import NONE, ScoringRule, scored


class PerBlank(ScoringRule):
    """The sum of the right parts' shares; wrong and empty ones cost nothing. The split is `domain.split_by_weight`."""

    name = "per_blank"
    label = N_("按空给分")
    text = N_("每空单独给分，填错不扣分。")

    def award(self, parts: tuple[Part, ...], points: Decimal) -> Outcome:
        shares = split_by_weight(points, [part.weight for part in parts])
        earned = [share if part.verdict is Verdict.RIGHT else NONE for part, share in zip(parts, shares, strict=True)]
        return scored(parts, earned, sum(earned, NONE))
