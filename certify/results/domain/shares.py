"""A share of a paper against its minimum, exactly: integer hundredths, no division that is not whole.

"At least 50 % of 25" means points × 100 ≥ 50 × 25. Points come in hundredths, so that the smallest points that are
enough can be named exactly (12.5), and comparing with them is the same rule.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from certify.marking.domain import SlotOutcome
from foundation.score import from_hundredths, hundredths
from question_bank.domain import OutcomeStatus

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Share:
    """A part of the paper: what was earned of what, how many slots are open, and the smallest points that are enough.

    `required` None: no minimum stands on it. Withdrawn slots count neither in `points` nor in `maximum`.
    """

    points: Decimal
    maximum: Decimal
    n_open: int = 0
    required: Decimal | None = None

    @property
    def is_met(self) -> bool | None:
        """Enough points; None while a slot is open, and where no minimum stands."""
        return None if self.required is None or self.n_open else self.points >= self.required

    @property
    def short_by(self) -> Decimal:
        """What is missing to the minimum; zero where nothing is."""
        return max(ZERO, (self.required or ZERO) - self.points)

    @property
    def percent(self) -> int:
        """For reading only: the share in whole percent, rounded down so that 49.9 never reads as 50."""
        return int(self.points * 100 // self.maximum) if self.maximum else 0

    @property
    def required_percent(self) -> Decimal:
        """Where the minimum stands on a drawn line, 0 to 100."""
        return (self.required or ZERO) * 100 / self.maximum if self.maximum else ZERO


def required_of_percent(percent: int, maximum: Decimal) -> Decimal:
    """The smallest hundredths h with h × 100 ≥ percent × maximum."""
    return from_hundredths(-(-percent * hundredths(maximum) // 100))


def required_of_points(minimum: Decimal, printed: Decimal, maximum: Decimal) -> Decimal:
    """A minimum in points, as printed; where slots were withdrawn it shrinks in proportion, rounded up."""
    if printed == maximum or not printed:
        return minimum
    return from_hundredths(-(-hundredths(minimum) * hundredths(maximum) // hundredths(printed)))


def share_of(slots: Iterable[tuple[Decimal, SlotOutcome | None]]) -> Share:
    """The sum over slots with their maxima; a slot without an outcome is open."""
    earned, maximum, n_open = ZERO, ZERO, 0
    for points, outcome in slots:
        if outcome is not None and outcome.status is OutcomeStatus.WITHDRAWN:
            continue
        maximum += points
        if outcome is None or outcome.points is None:
            n_open += 1
        else:
            earned += outcome.points
    return Share(earned, maximum, n_open)
