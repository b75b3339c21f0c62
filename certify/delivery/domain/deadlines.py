"""Time: the one deadline function (rule 26), expiry (rule 23), and pauses, grants and the closer (rules 24, 25).

What moves the deadline moves the running section's clock (`sections`). Every duration is exact (integers of
microseconds); every rule is told the time.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from certify.delivery.domain import sections
from certify.delivery.domain.attempt import Attempt
from certify.delivery.domain.errors import BadGrant, TimeIsUp
from certify.delivery.domain.sections import NO_TIME, Windows, clock_of, scaled
from certify.delivery.domain.states import Act, AttemptState, next_state

# A save received in time may still be in its transaction for 10 s (rule 9); only after that may the closer count.
CLOSER_WAIT = timedelta(seconds=15)


class AdjustmentKind(StrEnum):
    """Why time was added. A pause is a grant of its own length; a reopening may add none to a deadline still ahead."""

    PERSON_GRANT = "person_grant"
    SITTING_GRANT = "sitting_grant"
    PAUSE = "pause"
    REOPENING = "reopening"


MAY_BE_NOTHING = (AdjustmentKind.PAUSE, AdjustmentKind.REOPENING)
GRANT_MINUTES = range(1, 241)


@dataclass(frozen=True, slots=True)
class Adjustment:
    """One row of the ledger of added time."""

    kind: AdjustmentKind
    seconds: Decimal

    def __post_init__(self) -> None:
        if self.seconds < 0 or (self.seconds == 0 and self.kind not in MAY_BE_NOTHING):
            raise BadGrant


def grant_of(minutes: int, kind: AdjustmentKind) -> Adjustment:
    """So many minutes more; raises BadGrant outside 1 to 240."""
    if minutes not in GRANT_MINUTES:
        raise BadGrant
    return Adjustment(kind, Decimal(minutes * 60))


@dataclass(frozen=True, slots=True)
class Terms:
    """What a deadline is made of: start and factor of the person, duration of the paper, window of the sitting."""

    started_at: datetime
    duration: timedelta
    window_end: datetime
    factor: Decimal = Decimal(1)


def deadline(terms: Terms, adjustments: Iterable[Adjustment] = ()) -> datetime:
    """Rule 26: min(start + D×f + grants, window_end + D×(f−1) + grants). Extra time is never cut by the window."""
    granted = sum((timedelta(microseconds=int(each.seconds * 1_000_000)) for each in adjustments), NO_TIME)
    full = scaled(terms.duration, terms.factor)
    return min(terms.started_at + full + granted, terms.window_end + (full - terms.duration) + granted)


def counts_until(attempt: Attempt) -> datetime:
    """The last moment at which a packet still counts (rule 12)."""
    return attempt.deadline_at + timedelta(seconds=attempt.grace_seconds)


def is_expired(attempt: Attempt, now: datetime) -> bool:
    """Rule 23: past deadline and grace, closed or not. A paused clock does not run out."""
    return attempt.state is AttemptState.IN_PROGRESS and now > counts_until(attempt)


def is_over(attempt: Attempt, now: datetime) -> bool:
    """Submitted, or expired and waiting for the closer: nothing can be changed any more."""
    return attempt.state is AttemptState.SUBMITTED or is_expired(attempt, now)


def closes_at(attempt: Attempt) -> datetime:
    """From when the closer may write the time-out down (rule 23)."""
    return counts_until(attempt) + CLOSER_WAIT


def is_due_to_close(attempt: Attempt, now: datetime) -> bool:
    """The closer's question; asked again under the row's lock, so that running twice does no harm."""
    return attempt.state is AttemptState.IN_PROGRESS and now >= closes_at(attempt)


def seconds_left(attempt: Attempt, now: datetime) -> float:
    """To the deadline by the server's clock, without the grace; it stands still in a pause and is 0 once submitted."""
    if attempt.state is AttemptState.SUBMITTED:
        return 0.0
    clock = attempt.paused_at if attempt.state is AttemptState.PAUSED and attempt.paused_at else now
    return max(0.0, (attempt.deadline_at - clock).total_seconds())


def pause(attempt: Attempt, now: datetime) -> Attempt:
    """Rule 25: the clock stops. Raises TimeIsUp, AttemptPaused or AlreadySubmitted."""
    if is_expired(attempt, now):
        raise TimeIsUp
    state = next_state(attempt.state, Act.PAUSE)
    return replace(attempt, state=state, paused_at=now, deadline_version=attempt.deadline_version + 1)


def resume(attempt: Attempt, now: datetime) -> tuple[Attempt, Adjustment]:
    """Rule 25: the clock runs on; the pause is given back in full, as a row of the ledger. Raises NotPaused."""
    state = next_state(attempt.state, Act.RESUME)
    paused_at = attempt.paused_at or now
    length = max(NO_TIME, now - paused_at)
    given_back = Adjustment(AdjustmentKind.PAUSE, Decimal(length // timedelta(microseconds=1)) / 1_000_000)
    grace = timedelta(seconds=attempt.grace_seconds)
    windows = sections.stopped(attempt.windows, attempt.locks.keys(), paused_at, length, grace)
    return replace(_moved(attempt, length, windows), state=state, paused_at=None), given_back


def extend(attempt: Attempt, grant: Adjustment, now: datetime) -> Attempt:
    """Rule 24, before closing: the deadline moves and its version grows. Raises AlreadySubmitted, or TimeIsUp from the
    closer's hour on, whether or not it has come.
    """
    state = next_state(attempt.state, Act.EXTEND)
    if is_due_to_close(attempt, now):
        raise TimeIsUp
    by = timedelta(microseconds=int(grant.seconds * 1_000_000))
    return replace(_moved(attempt, by, _given(attempt, by, now)), state=state)


def settle(attempt: Attempt, terms: Terms, adjustments: Iterable[Adjustment], at: datetime) -> Attempt:
    """The attempt with the deadline that its ledger gives; the very same attempt where it has it already. `at` is when
    the time was given: what is new of it goes to the section that ran then.
    """
    by = deadline(terms, adjustments) - attempt.deadline_at
    return _moved(attempt, by, _given(attempt, by, at)) if by else attempt


def _given(attempt: Attempt, by: timedelta, at: datetime) -> Windows:
    return sections.given(attempt.windows, attempt.locks.keys(), clock_of(attempt, at), by)


def _moved(attempt: Attempt, by: timedelta, windows: Windows) -> Attempt:
    # Every grant goes to both terms of rule 26, so it moves their minimum by the same amount; a test holds both equal.
    moved = attempt.deadline_at + by
    return replace(attempt, deadline_at=moved, deadline_version=attempt.deadline_version + 1, windows=windows)
