"""Handing in, collecting and timing out (rules 11, 21–23): what is decided once the row is locked."""

from collections.abc import Collection, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime

from certify.delivery.domain.attempt import Attempt
from certify.delivery.domain.deadlines import is_due_to_close, is_expired
from certify.delivery.domain.errors import AnswersMissing, NumbersTaken, TakenOver, TimeIsUp
from certify.delivery.domain.outcomes import Outcome, OutcomeKind
from certify.delivery.domain.room_errors import TooSoonToLeave
from certify.delivery.domain.sections import NO_TIME, stopped
from certify.delivery.domain.states import Act, AttemptState, SubmitCause, next_state
from certify.delivery.domain.wire import HandIn


@dataclass(frozen=True, slots=True)
class Submission:
    """The attempt as submitted, and whether this act did it (`is_new`): only then row and outbox are written."""

    attempt: Attempt
    is_new: bool
    without: tuple[int, ...] = ()


def missing_sequences(present: Set[int], highest: int) -> tuple[int, ...]:
    """The gaps in 1…highest, or up to the highest that is present if that is more (rule 21)."""
    return tuple(n for n in range(1, max(highest, *present, 0) + 1) if n not in present)


def submit_decision(
    attempt: Attempt,
    request: HandIn,
    outcomes: Sequence[Outcome],
    sequences: Collection[int],
    now: datetime,
    *,
    earliest_leave_at: datetime | None = None,
) -> Submission:
    """Rule 21: the candidate hands in. `outcomes` are the last batch's, `sequences` those stored before in the epoch.

    Raises TakenOver, AttemptPaused, NumbersTaken (fork), AnswersMissing (409 with the list), TooSoonToLeave before the
    sitting's earliest leave, or TimeIsUp between the end of the grace and the closer's hour: packets received in time
    may still be on their way to the ledger.
    """
    if attempt.state is AttemptState.SUBMITTED:
        return Submission(attempt, is_new=False)
    if is_expired(attempt, now):
        return time_out(attempt, now)
    next_state(attempt.state, Act.HAND_IN)
    if request.epoch != attempt.epoch or request.client_id != attempt.client_id:
        raise TakenOver
    if earliest_leave_at is not None and now < min(earliest_leave_at, attempt.deadline_at):
        raise TooSoonToLeave(earliest_leave_at, now)
    missing = _missing(request, outcomes, sequences)
    if set(missing) - set(request.without):
        raise AnswersMissing(missing)
    cause = SubmitCause.TIME_OUT if now > attempt.deadline_at else SubmitCause.HANDED_IN
    return Submission(_submitted(attempt, cause, now), is_new=True, without=missing)


def _missing(request: HandIn, outcomes: Sequence[Outcome], sequences: Collection[int]) -> tuple[int, ...]:
    if any(outcome.kind is OutcomeKind.FORK for outcome in outcomes):
        raise NumbersTaken
    arrived = {
        outcome.number[1] for outcome in outcomes if outcome.is_acknowledged and outcome.number[0] == request.epoch
    }
    return missing_sequences(arrived | set(sequences), request.highest_sequence)


def collect(attempt: Attempt, now: datetime) -> Submission:
    """The invigilator collects the paper, paused or not; what the server holds is what counts."""
    if attempt.state is AttemptState.SUBMITTED:
        return Submission(attempt, is_new=False)
    if is_expired(attempt, now):
        return time_out(attempt, now)
    next_state(attempt.state, Act.COLLECT)
    return Submission(_submitted(attempt, SubmitCause.COLLECTED, now), is_new=True)


def time_out(attempt: Attempt, now: datetime) -> Submission:
    """Rule 23: write the expiry down, once it is due. Raises TimeIsUp before that, AttemptPaused in a pause."""
    if attempt.state is AttemptState.SUBMITTED:
        return Submission(attempt, is_new=False)
    next_state(attempt.state, Act.TIME_OUT)
    if not is_due_to_close(attempt, now):
        raise TimeIsUp
    return Submission(_submitted(attempt, SubmitCause.TIME_OUT, now), is_new=True)


def _submitted(attempt: Attempt, cause: SubmitCause, now: datetime) -> Attempt:
    """Time ran out at the deadline, whenever that is written down. In a pause no section's clock ran."""
    at = min(now, attempt.deadline_at) if cause is SubmitCause.TIME_OUT else now
    windows = attempt.windows
    if attempt.paused_at is not None:
        stood_still = max(NO_TIME, min(now, attempt.deadline_at) - attempt.paused_at)
        windows = stopped(windows, attempt.locks.keys(), attempt.paused_at, stood_still)
    state = AttemptState.SUBMITTED
    return replace(attempt, state=state, submitted_at=at, submit_cause=cause, paused_at=None, windows=windows)
