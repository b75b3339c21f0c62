"""Which page writes (rules 3, 4), what the server says of an attempt, and signing in again in place (rule 27)."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import update

from certify.delivery import queries
from certify.delivery.domain import Attempt, OpenPage, TakeOver, admit, open_page, take_over
from certify.delivery.domain.errors import ConsentNeeded
from certify.delivery.models import TENANT, AttemptRow
from certify.delivery.services.room.record import needs_consent, note_asking
from certify.delivery.services.saving import EXCLUSIVE, load, state_of
from certify.delivery.statements import ADOPT, write_attempt
from certify.delivery.tickets import Ticket
from foundation import audit
from foundation.db import driver_of, lean_read, lean_transaction, transaction
from people import services as people
from people.domain import Actor


def open_attempt(ticket: Ticket, request: OpenPage, *, now: datetime) -> dict[str, Any]:
    """Rule 3: epoch, last sequence and whether this page writes; the first page becomes the writer."""
    with lean_transaction() as driver:
        attempt, _form = load(driver, ticket, now, lock=EXCLUSIVE)
        admit(attempt, ticket.person_id)
        opening = open_page(attempt, request.client_id, now)
        if opening.adopts:
            write_attempt(driver, ADOPT, ticket.attempt_id, request.client_id)
    return _opening(opening.epoch, opening.last_sequence, opening.is_writer, attempt, now)


def _opening(epoch: int, last_sequence: int, is_writer: bool, attempt: Attempt, now: datetime) -> dict[str, Any]:
    return {"epoch": epoch, "last_sequence": last_sequence, "writer": is_writer, **state_of(attempt, now)}


def continue_here(ticket: Ticket, request: TakeOver, *, now: datetime, address: str | None = None) -> dict[str, Any]:
    """Rules 3, 4: this page becomes the writer under a new epoch; audited. A repeated request changes nothing. Where
    the sitting wants the invigilator's consent, they are told that somebody waits for it.
    """
    try:
        return _continue_here(ticket, request, now)
    except ConsentNeeded:
        who = Actor(ticket.person_id, *queries.name_holder(ticket.attempt_id), session_id=ticket.session_id)
        note_asking(who, queries.get_attempt(ticket.attempt_id), address=address, now=now)
        raise


def _continue_here(ticket: Ticket, request: TakeOver, now: datetime) -> dict[str, Any]:
    with transaction() as session:
        attempt, _form = load(driver_of(session), ticket, now, lock=EXCLUSIVE)
        admit(attempt, ticket.person_id)
        row = queries.get_attempt(ticket.attempt_id)
        waits = row.take_over_consent and needs_consent(row.sitting_id, row.person_id, row.epoch)
        taken = take_over(attempt, request, now, needs_consent=waits)
        if taken.epoch != attempt.epoch:
            this = update(AttemptRow).where(AttemptRow.tenant_id == TENANT, AttemptRow.id == ticket.attempt_id)
            session.execute(this.values(epoch=taken.epoch, client_id=taken.client_id))
            who = Actor(ticket.person_id, *queries.name_holder(ticket.attempt_id), session_id=ticket.session_id)
            audit.record(who, "delivery.take_over", "attempt", ticket.attempt_id, now=now, epoch=taken.epoch)
        last = taken.last_sequence if taken.epoch != attempt.epoch else attempt.last_sequence
    return _opening(taken.epoch, last, True, replace(taken), now)


def standing(ticket: Ticket, *, now: datetime) -> dict[str, Any]:
    """State, deadline and clock; what every poll asks."""
    with lean_read() as driver:
        attempt, _form = load(driver, ticket, now)
    admit(attempt, ticket.person_id)
    return {**state_of(attempt, now), "epoch": attempt.epoch}


def sign_in_again(ticket: Ticket, password: str, *, now: datetime, address: str, agent: str) -> tuple[str, Ticket]:
    """Rule 27: the same person's password opens a new session in place; nothing of the page is lost.

    Returns the session token for the cookie and the ticket naming the new session. Raises WrongSignIn, TooMany.
    """
    holder = people.get_holder(ticket.person_id)
    token = people.sign_in(holder.login, password, now=now, address=address, agent=agent)
    found = people.resolve_session(token, now=now)
    assert found is not None and found[0].session_id is not None
    return token, replace(ticket, session_id=found[0].session_id)
