"""What all scoring rules share: what is malformed, blank or for a person to judge never reaches the rule itself."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from question_bank.domain import (
    Content,
    ItemType,
    Malformed,
    Outcome,
    OutcomeStatus,
    Part,
    PartOutcome,
    RuleDoesNotFit,
)

NONE = Decimal("0.00")


class ScoringRule(ABC):
    """Subclasses say how judged parts earn points; `label` and `text` are msgids.

    A paper's slot stores the name, so a rule is never changed: another formula is another name.
    """

    name: str
    label: str
    text: str

    def candidate_text(self, item_type: ItemType) -> str:
        """The rule in words (a msgid), shown above a section of this type."""
        return item_type.rule_texts.get(self.name, self.text)

    def score(self, item_type: ItemType, content: Content, response_value: Any, points: Decimal) -> Outcome:
        """The outcome of a response worth at most `points`: deterministic, exact, and without points where unscored.

        Raises RuleDoesNotFit for an item type that does not allow the rule.
        """
        if self.name not in item_type.allowed_scoring_rules:
            raise RuleDoesNotFit(item_type=item_type.label, rule=self.label)
        if points < 0:
            raise ValueError(f"points below zero: {points}")
        parsed = item_type.parse_response(item_type.response_shape(content), response_value)
        if isinstance(parsed, Malformed):
            return Outcome(OutcomeStatus.MALFORMED)
        if item_type.is_blank(parsed.value):
            return Outcome(OutcomeStatus.BLANK, NONE)
        parts = self.parts(item_type, content, parsed.value)
        return Outcome(OutcomeStatus.AWAITING_MARKER) if parts is None else self.award(parts, points)

    def parts(self, item_type: ItemType, content: Content, value: Any) -> tuple[Part, ...] | None:
        """What the rule looks at; None where only a person can judge, or no key is there."""
        return item_type.judge(content, value)

    @abstractmethod
    def award(self, parts: tuple[Part, ...], points: Decimal) -> Outcome:
        """The outcome of judged parts."""


def scored(parts: Sequence[Part], earned: Sequence[Decimal], total: Decimal) -> Outcome:
    """A scored outcome with its parts."""
    detail = tuple(
        PartOutcome(number, part.verdict, part.given, share, part.step)
        for number, (part, share) in enumerate(zip(parts, earned, strict=True), 1)
    )
    return Outcome(OutcomeStatus.SCORED, total, detail)
