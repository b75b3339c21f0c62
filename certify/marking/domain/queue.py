"""The queue's rules: leases on scripts, the piles a marker takes from, the code a script goes by, due days."""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from statistics import median

from foundation.errors import N_, Conflict

LEASE = timedelta(minutes=15)
WORKING_DAYS = 5  # results within five working days
CODE_LETTERS = "ABCDEFGHJKLMNPQRTUVWXY346789"  # nothing that reads like another letter
CODE_LENGTH = 8


class Pile(StrEnum):
    """Where the next script comes from: nobody put it aside; I skipped it; it was flagged for the lead."""

    FRESH = "fresh"
    SKIPPED = "skipped"
    FLAGGED = "flagged"


class Ending(StrEnum):
    """How a lease ended."""

    SAVED = "saved"
    SKIPPED = "skipped"
    FLAGGED = "flagged"
    EXPIRED = "expired"
    RETURNED = "returned"


class LeaseLost(Conflict):
    """Somebody else took the script after the lease had run out, or it is marked already."""

    message = N_("这份答卷已不在你手上：持有时间过了，或已经评过。没有保存，请评下一份")


class NothingToUndo(Conflict):
    """No mark of this marker on this item can still be taken back."""

    message = N_("没有可以撤回的评分：你还没有评过这道题，或成绩已经发布")


def code_of(random_bytes: bytes) -> str:
    """The name a script goes by: two groups of four, from random bytes; says nothing of whose it is."""
    if len(random_bytes) < CODE_LENGTH:
        raise ValueError("a code needs a random byte for each letter")
    letters = [CODE_LETTERS[byte % len(CODE_LETTERS)] for byte in random_bytes[:CODE_LENGTH]]
    return "".join(letters[:4]) + "-" + "".join(letters[4:])


def due_on(submitted_on: date, working_days: int = WORKING_DAYS) -> date:
    """The last day for marking: so many Mondays to Fridays after the day of handing in."""
    day = submitted_on
    while working_days:
        day += timedelta(days=1)
        working_days -= day.weekday() < 5
    return day


def typical_seconds(durations: Sequence[float]) -> float | None:
    """The median; None without any."""
    return median(durations) if durations else None
