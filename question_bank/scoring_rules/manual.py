"""A person gives the points: whatever was written waits for a marker; only a blank response is settled at once."""

from decimal import Decimal

from foundation.errors import N_
from question_bank.domain import Outcome, OutcomeStatus, Part
from question_bank.scoring_rules.base import ScoringRule


class Manual(ScoringRule):
    """Awaiting a marker is not zero."""

    name = "manual"
    label = N_("人工评阅")
    text = N_("由阅卷人按评分说明给分。")

    def award(self, parts: tuple[Part, ...], points: Decimal) -> Outcome:
        return Outcome(OutcomeStatus.AWAITING_MARKER)
