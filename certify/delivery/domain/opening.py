"""Who may start, which page writes, and how another page takes over (rules 1, 3, 4, 24)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Protocol

from certify.delivery.domain.attempt import Attempt
from certify.delivery.domain.deadlines import Adjustment, AdjustmentKind, is_expired, is_over
from certify.delivery.domain.errors import (
    AlreadySubmitted,
    ConsentNeeded,
    EntryClosed,
    SittingOver,
    TimeIsUp,
    TooEarly,
    WrongCode,
)
from certify.delivery.domain.room_errors import NotAdmitted, OutsideRoom, SafeBrowserNeeded
from certify.delivery.domain.safe_browser import Proof
from certify.delivery.domain.sections import reopened
from certify.delivery.domain.states import Act, AttemptState, next_state
from certify.delivery.domain.wire import TakeOver


class Entry(Protocol):
    """What starting asks of a sitting; `exams.domain.SittingView` is one."""

    @property
    def opens_at(self) -> datetime: ...
    @property
    def closes_at(self) -> datetime: ...
    @property
    def latest_entry_at(self) -> datetime | None: ...
    @property
    def requires_admission(self) -> bool: ...
    @property
    def requires_safe_browser(self) -> bool: ...
    def allows_address(self, address: str | None) -> bool: ...
    def code_matches(self, given: str | None) -> bool:
        """The access code is right, or none is asked for."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody at the door: from which address, in which browser, and whether the invigilator has let them in, as an
    exception or not.
    """

    address: str | None = None
    is_admitted: bool = False
    is_exception: bool = False  # admitted with a reason: latest entry, network and browser don't hold them back
    browser: Proof = Proof.NONE


UNKNOWN_ARRIVAL = Arrival()


def may_start(entry: Entry, now: datetime, access_code: str | None = None, arrival: Arrival = UNKNOWN_ARRIVAL) -> None:
    """Raises TooEarly, SittingOver, WrongCode, EntryClosed, OutsideRoom, SafeBrowserNeeded or NotAdmitted; opening and
    latest entry themselves are in time. The code comes before what the invigilator is told of: only who is in the room
    knows it.
    """
    if now < entry.opens_at:
        raise TooEarly(entry.opens_at)
    if now >= entry.closes_at:
        raise SittingOver
    if not entry.code_matches(access_code):
        raise WrongCode
    if not arrival.is_exception:
        if entry.latest_entry_at is not None and now > entry.latest_entry_at:
            raise EntryClosed
        if not entry.allows_address(arrival.address):
            raise OutsideRoom
        if entry.requires_safe_browser and arrival.browser is not Proof.MATCH:
            raise SafeBrowserNeeded(arrival.browser)
    if entry.requires_admission and not arrival.is_admitted:
        raise NotAdmitted


def start_or_resume(
    existing: Attempt | None,
    entry: Entry,
    now: datetime,
    access_code: str | None = None,
    arrival: Arrival = UNKNOWN_ARRIVAL,
) -> Attempt | None:
    """Rule 1: the running attempt is returned as it is, without code or window; None means that a new one may begin.

    Raises AlreadySubmitted or TimeIsUp for one that is over, and what `may_start` raises for a new one.
    """
    if existing is None:
        may_start(entry, now, access_code, arrival)
        return None
    if existing.state is AttemptState.SUBMITTED:
        raise AlreadySubmitted
    if is_expired(existing, now):
        raise TimeIsUp
    return existing


@dataclass(frozen=True, slots=True)
class Opening:
    """What a page is told when it opens: its epoch, whether it writes, and the last number that the server holds."""

    epoch: int
    last_sequence: int
    is_writer: bool
    adopts: bool = False  # the first page of an attempt becomes its writer: write its client_id down


def open_page(attempt: Attempt, client_id: str, now: datetime) -> Opening:
    """Rule 3: the same id writes on in the same epoch; any other page is read-only until it takes over."""
    if is_over(attempt, now):
        return Opening(attempt.epoch, attempt.last_sequence, is_writer=False)
    adopts = attempt.client_id is None
    is_writer = adopts or attempt.client_id == client_id
    return Opening(attempt.epoch, attempt.last_sequence, is_writer, adopts)


def take_over(attempt: Attempt, request: TakeOver, now: datetime, *, needs_consent: bool = False) -> Attempt:
    """Rules 3, 4: a new epoch for this page, without waiting for the old one. A repeated request changes nothing.

    Raises AlreadySubmitted, TimeIsUp, or ConsentNeeded while the invigilator's consent is wanted and not there. A page
    that was the writer and saw a fork renews itself without consent: only the writer knows the former id (rule 6).
    """
    if is_expired(attempt, now):
        raise TimeIsUp
    state = next_state(attempt.state, Act.TAKE_OVER)
    if attempt.client_id == request.client_id and attempt.epoch > request.epoch:
        return attempt
    was_writer = attempt.client_id in (None, request.client_id, request.former_client_id)
    if needs_consent and not was_writer:
        raise ConsentNeeded
    return replace(attempt, state=state, epoch=attempt.epoch + 1, client_id=request.client_id, last_sequence=0)


def reopen(attempt: Attempt, *, deadline_at: datetime) -> Attempt:
    """Rule 24, decided by two persons elsewhere: in progress again, a new epoch without a writer, a new deadline."""
    state = next_state(attempt.state, Act.REOPEN)
    return replace(
        attempt,
        state=state,
        epoch=attempt.epoch + 1,
        client_id=None,
        last_sequence=0,
        deadline_at=deadline_at,
        deadline_version=attempt.deadline_version + 1,
        submitted_at=None,
        submit_cause=None,
        paused_at=None,
    )


def reopen_for(attempt: Attempt, minutes: int, now: datetime) -> tuple[Attempt, Adjustment]:
    """Reopen for so many minutes from now, and the row of the ledger that says so. A deadline further ahead stays: time
    is given, never taken. Raises NotSubmitted.
    """
    until = max(attempt.deadline_at, now + timedelta(minutes=minutes))
    added = (until - attempt.deadline_at) // timedelta(microseconds=1)
    ended_at = min(attempt.submitted_at or now, attempt.deadline_at)
    windows = reopened(attempt.windows, attempt.locks.keys(), ended_at, now, until)
    given = Adjustment(AdjustmentKind.REOPENING, Decimal(added) / 1_000_000)
    return replace(reopen(attempt, deadline_at=until), windows=windows), given
