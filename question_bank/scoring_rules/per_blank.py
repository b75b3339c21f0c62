"""Points by blank: the item's points are split exactly over its blanks, and each right blank earns its share."""

from decimal import Decimal

from foundation.errors import N_
from question_bank.domain import Outcome, Part, Verdict, split_points
from question_bank.scoring_rules.base import NONE, ScoringRule, scored


class PerBlank(ScoringRule):
    """Wrong and empty blanks cost nothing. The split is `domain.split_points`."""

    name = "per_blank"
    label = N_("按空给分")
    text = N_("每空单独给分，填错不扣分。")

    def award(self, parts: tuple[Part, ...], points: Decimal) -> Outcome:
        shares = split_points(points, len(parts))
        earned = [share if part.verdict is Verdict.RIGHT else NONE for part, share in zip(parts, shares, strict=True)]
        return scored(parts, earned, sum(earned, NONE))
