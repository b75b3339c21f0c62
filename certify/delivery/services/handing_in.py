"""Handing in, timing out, the receipt (rules 21–23). State, hand-in time and the news of it are one transaction."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, update

from certify.delivery import queries
from certify.delivery.domain import (
    CLOSER_WAIT,
    Attempt,
    HandIn,
    Outcome,
    Submission,
    admit,
    submit_decision,
    tally,
    time_out,
)
from certify.delivery.domain.accepting import moved_on
from certify.delivery.domain.errors import AnswersMissing, AttemptPaused, TimeIsUp
from certify.delivery.domain.room_errors import TooSoonToLeave
from certify.delivery.domain.sections import Ending, endings, windows_to_json
from certify.delivery.models import TENANT, AttemptRow
from certify.delivery.services.late import not_counted
from certify.delivery.services.papers import paper_of
from certify.delivery.services.saving import EXCLUSIVE, ledger_of, load, state_of, store
from certify.delivery.tickets import Ticket
from certify.exams import services as exams
from foundation import audit, events
from foundation.db import driver_of, transaction
from foundation.errors import DomainError
from foundation.ready import Ready
from people.domain import SYSTEM, Actor
from question_bank.domain import Pool

_SUBMIT = Ready(
    lambda: (
        update(AttemptRow)
        .where(AttemptRow.tenant_id == TENANT, AttemptRow.id == bindparam("attempt_id"))
        .values(
            state=bindparam("to_state"),
            submitted_at=bindparam("at"),
            submit_cause=bindparam("cause"),
            submitted_without=bindparam("without"),
            section_windows=bindparam("windows"),
            paused_at=None,
        )
    )
)


@dataclass(frozen=True, slots=True)
class AttemptSubmitted:
    """News: an attempt was handed in, collected or timed out; marking scores it."""

    attempt_id: UUID
    sitting_id: UUID
    person_id: UUID
    form_id: UUID
    cause: str


@dataclass(frozen=True, slots=True)
class HandedIn:
    """The reply to a hand-in and its HTTP status."""

    status: int
    body: dict[str, Any]


def hand_in(ticket: Ticket, request: HandIn, *, received_at: datetime) -> HandedIn:
    """Store the last batch and submit, under the attempt's lock. A second hand-in returns the first (rule 22).

    With gaps the batch is kept all the same and the reply is 409 with the missing numbers (rule 21).
    """
    with transaction() as session:
        driver = driver_of(session)
        attempt, form_id = load(driver, ticket, received_at, lock=EXCLUSIVE)
        admit(attempt, ticket.person_id)
        ledger = ledger_of(driver, attempt, request.batch, whole_epoch=True)
        before = set(ledger.sequences)
        outcomes = store(driver, attempt, request.batch, paper_of(form_id, attempt.parts), received_at, ledger)
        attempt = moved_on(attempt, outcomes, received_at)  # the last batch may have left a section
        try:
            leave = queries.find_earliest_leave(attempt.id)
            submission = submit_decision(attempt, request, outcomes, before, received_at, earliest_leave_at=leave)
        except (AnswersMissing, TimeIsUp, AttemptPaused, TooSoonToLeave) as refusal:
            return HandedIn(refusal.status, _refused(refusal, attempt, outcomes, received_at))
        if submission.is_new:
            who = Actor(ticket.person_id, *queries.name_holder(ticket.attempt_id), session_id=ticket.session_id)
            write_down(who, submission, received_at)
    body = {"outcomes": [o.as_reply() for o in outcomes], **state_of(submission.attempt, received_at)}
    return HandedIn(200, body)


def _refused(refusal: DomainError, attempt: Attempt, outcomes: tuple[Outcome, ...], now: datetime) -> dict[str, Any]:
    missing = list(getattr(refusal, "missing", ()))
    return {
        "refusal": refusal,
        "missing": missing,
        "outcomes": [o.as_reply() for o in outcomes],
        **state_of(attempt, now),
    }


def write_down(actor: Actor, submission: Submission, now: datetime) -> None:
    """Row, outbox and audit log in the current transaction, under the attempt's lock (rule 22)."""
    attempt = submission.attempt
    assert attempt.submit_cause is not None
    _SUBMIT.run(
        attempt_id=attempt.id,
        to_state=attempt.state.value,
        at=attempt.submitted_at,
        cause=attempt.submit_cause.value,
        without=list(submission.without) or None,
        windows=windows_to_json(attempt.windows),
    )
    row = queries.get_attempt(attempt.id)
    news = AttemptSubmitted(attempt.id, row.sitting_id, attempt.person_id, row.form_id, attempt.submit_cause.value)
    events.record(news, now=now)
    audit.record(actor, "delivery.submit", "attempt", attempt.id, now=now, cause=attempt.submit_cause.value)


def close_expired(*, now: datetime) -> int:
    """Rule 23, the closer: write down what has expired, each in its own small transaction; idempotent."""
    closed = 0
    for row in queries.list_running_past(now - CLOSER_WAIT):
        closed += close_if_due(row.id, now=now)
    return closed


def close_if_due(attempt_id: UUID, *, now: datetime) -> bool:
    """Close one attempt if its hour has come; asked again under the lock."""
    with transaction():
        row = queries.get_attempt(attempt_id, for_update=True)
        try:
            submission = time_out(queries.domain_attempt(row), now)
        except (TimeIsUp, AttemptPaused):
            return False
        if submission.is_new:
            write_down(SYSTEM, submission, now)
        return submission.is_new


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the candidate takes away: when, how, and how many answers the server holds."""

    attempt_id: UUID
    sitting_id: UUID
    title: str
    title_en: str
    holder_name: str
    submitted_at: datetime
    cause: str
    n_slots: int
    answered: tuple[int, ...]
    unanswered: tuple[int, ...]
    without: tuple[int, ...]
    part_of: tuple[tuple[str, str], ...]  # titles, zh and en, of the sections that were sat; (): the whole paper
    sections: tuple[tuple[str, str, Ending, datetime | None], ...]  # titles, how and when it ended; (): no clocks
    n_late: int  # items with an answer that came too late: kept, not counted
    n_overtaken: int  # items with an answer from a page that another had overtaken: kept, not counted
    is_rehearsal: bool


def receipt(actor: Actor, attempt_id: UUID, *, now: datetime) -> Receipt:
    """The candidate's own receipt; closes an attempt whose time has run out. Raises NotFound, NotSubmitted."""
    row = queries.get_attempt(attempt_id, person_id=actor.require_person())
    if row.state == "in_progress" and row.deadline_at < now - timedelta(seconds=row.grace_seconds) - CLOSER_WAIT:
        close_if_due(attempt_id, now=now)
        row = queries.get_attempt(attempt_id, person_id=actor.require_person())
    queries.require_submitted(row)
    assert row.submitted_at is not None and row.submit_cause is not None
    form = exams.get_form(row.form_id, queries.parts_of(row.parts))
    kept = not_counted(attempt_id)
    counts = tally([slot.position for slot in form.slots], queries.responses_of(attempt_id))
    ends = endings(queries.domain_attempt(row))
    return Receipt(
        attempt_id=attempt_id,
        sitting_id=row.sitting_id,
        title=form.title,
        title_en=form.title_en,
        holder_name=row.holder_name,
        submitted_at=row.submitted_at,
        cause=row.submit_cause,
        n_slots=len(form.slots),
        answered=counts.answered,
        unanswered=counts.unanswered,
        without=tuple(row.submitted_without or ()),
        part_of=tuple((section.title, section.title_en) for section in form.sections) if row.parts else (),
        sections=tuple(
            (section.title, section.title_en, *ends[section.number])
            for section in form.sections
            if section.number in ends
        ),
        n_late=kept.late,
        n_overtaken=kept.overtaken,
        is_rehearsal=form.pool is Pool.PRACTICE,
    )
