"""Dates in an item's life: until when it holds, by when somebody looks again, when a review is due.

A fact of 2011 expires: from `valid_until` on no form may hold the item. Days are the organisation's.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from foundation.errors import N_, Invalid, Problem

REVIEW_DAYS = 7  # a review is due after so many days unless the sender says otherwise
LONGEST_REVIEW = timedelta(days=366)
SOON = timedelta(days=60)  # how far ahead the desk looks


@dataclass(frozen=True, slots=True)
class ItemDates:
    """`valid_until`: the first day on which no form may hold it, None: without end. `review_by`: somebody looks again
    by then; nothing happens by itself.
    """

    valid_until: date | None = None
    review_by: date | None = None

    @property
    def first(self) -> date | None:
        """The day that comes first."""
        return min((day for day in (self.valid_until, self.review_by) if day is not None), default=None)

    def is_expired(self, today: date) -> bool:
        """From `valid_until` on."""
        return self.valid_until is not None and self.valid_until <= today

    def is_soon(self, today: date) -> bool:
        """One of the days has come, or comes within sixty days."""
        return self.first is not None and self.first <= today + SOON


def default_due(today: date) -> date:
    """When a review that is sent today is due."""
    return today + timedelta(days=REVIEW_DAYS)


def require_due(due_on: date, today: date) -> None:
    """A review is due today at the earliest, within a year at the latest. Raises Invalid."""
    if not today <= due_on <= today + LONGEST_REVIEW:
        raise Invalid(Problem(N_("审核期限要在今天到一年之内"), field="due_on", found=due_on.isoformat()))


def require_valid(dates: ItemDates, today: date) -> None:
    """What goes to review, or back into use, still holds today. Raises Invalid."""
    if dates.is_expired(today):
        found = dates.valid_until.isoformat() if dates.valid_until else None
        raise Invalid(Problem(N_("失效日已经到了，先核实内容并改日期"), field="valid_until", found=found))


def is_longer(old: ItemDates, new: ItemDates) -> bool:
    """Whether the new dates let the item live longer, or go longer without a second look, than the old ones did."""
    pairs = ((old.valid_until, new.valid_until), (old.review_by, new.review_by))
    return any(before is not None and (after is None or after > before) for before, after in pairs)
