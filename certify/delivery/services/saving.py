"""Save answers: the hot path of the house (save protocol, rules 5–19). One row read, two set-wise writes, then the
reply.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
import psycopg
from psycopg.errors import UniqueViolation

from certify.delivery.domain import (
    Aspect,
    Attempt,
    AttemptState,
    Batch,
    Ledger,
    Number,
    Outcome,
    OutcomeKind,
    Paper,
    SessionStanding,
    SubmitCause,
    accept,
    admit,
    decode,
    reply_status,
    seconds_left,
    stored_value,
)
from certify.delivery.domain.accepting import moved_on
from certify.delivery.domain.events import MAX_SEQUENCE, SECTION_KINDS
from certify.delivery.domain.outcomes import Stored
from certify.delivery.domain.sections import place_of, windows_from_json, windows_to_json
from certify.delivery.models import TENANT
from certify.delivery.queries import locks_of
from certify.delivery.services.papers import paper_of
from certify.delivery.statements import (
    LOCK,
    read_attempt,
    read_files,
    read_heads,
    read_stored,
    spelling,
    write,
    write_attempt,
)
from certify.delivery.tickets import Ticket
from foundation.db import Driver, lean_transaction
from foundation.errors import N_, DomainError, NotFound
from foundation.outages import is_lost_connection

NEVER = (0, 0)
SHARED, EXCLUSIVE = "FOR SHARE", "FOR UPDATE"  # rules 10 and 11


class TooSlow(DomainError):
    """Rule 9: a request older than 10 s is aborted and never acknowledged; the page sends it again."""

    message = N_("服务器太忙，正在重试")
    status = 503


@dataclass(frozen=True, slots=True)
class Saved:
    """The reply to a save (rule 17) and its HTTP status."""

    status: int
    body: bytes


def save(
    ticket: Ticket, attempt_id: UUID, body: bytes, *, received_at: datetime, is_stale: Callable[[], bool]
) -> Saved:
    """Judge and store one batch; durable before it is acknowledged.

    `received_at` was taken on the handler's first line; `is_stale` says that the request is older than 10 s (rule 9).
    Raises NotFound for somebody else's attempt, SessionEnded or PersonLeft, BatchUnreadable, BatchTooLarge, TooSlow.
    """
    if ticket.attempt_id != attempt_id:
        raise NotFound()
    batch = decode(body, Batch)
    try:
        return _save(ticket, batch, received_at, is_stale)
    except psycopg.Error as error:
        # Two copies of a request at once, or a lost connection: what was written is known by its digest, so once more.
        if not (isinstance(error, UniqueViolation) or is_lost_connection(error)):
            raise
        return _save(ticket, batch, received_at, is_stale)


def _save(ticket: Ticket, batch: Batch, received_at: datetime, is_stale: Callable[[], bool]) -> Saved:
    leaves = any(event.kind in SECTION_KINDS for event in batch.events)
    with lean_transaction() as driver:
        attempt, form_id = load(driver, ticket, received_at, lock=EXCLUSIVE if leaves else SHARED)
        admit(attempt, ticket.person_id)
        ledger = ledger_of(driver, attempt, batch, whole_epoch=leaves)
        outcomes = store(driver, attempt, batch, paper_of(form_id, attempt.parts), received_at, ledger)
        if is_stale():
            raise TooSlow()
    if leaves:
        attempt = moved_on(attempt, outcomes, received_at)
    return Saved(reply_status(outcomes), reply(attempt, outcomes, received_at))


def load(driver: Driver, ticket: Ticket, now: datetime, *, lock: str = "") -> tuple[Attempt, UUID]:
    """The attempt by the one row read, locked as asked (rules 10, 11), and its form's id; raises NotFound."""
    row = read_attempt(driver, ticket.attempt_id, ticket.session_id, lock=lock)
    if row is None:
        raise NotFound()
    how = spelling(driver)
    person_id, expires_at = how.read_id(row[0]), how.read_time(row[15])
    good = row[14] is None and expires_at is not None and expires_at > now and how.read_id(row[16]) == person_id
    left = SessionStanding.PERSON_LEFT if row[17] is not None else None
    attempt = Attempt(
        id=ticket.attempt_id,
        person_id=person_id,  # type: ignore[arg-type]  # NOT NULL in the table
        state=AttemptState(row[1]),
        epoch=row[2],
        client_id=row[3],
        started_at=how.read_time(row[5]),  # type: ignore[arg-type]  # NOT NULL in the table
        deadline_at=how.read_time(row[6]),  # type: ignore[arg-type]  # NOT NULL in the table
        deadline_version=row[7],
        grace_seconds=row[8],
        paused_at=how.read_time(row[9]),
        submitted_at=how.read_time(row[10]),
        submit_cause=SubmitCause(row[11]) if row[11] else None,
        last_sequence=row[19] or 0,
        locks=locks_of(msgspec.json.decode(row[4])) if row[4] and row[4] != "{}" else {},
        windows=windows_from_json(msgspec.json.decode(row[-1])) if row[-1] else (),
        session=left or (SessionStanding.GOOD if good else SessionStanding.ENDED),
        parts=tuple(msgspec.json.decode(row[18])) if row[18] else None,
    )
    return attempt, how.read_id(row[12])  # type: ignore[return-value]  # NOT NULL in the table


def store(
    driver: Driver, attempt: Attempt, batch: Batch, paper: Paper, now: datetime, ledger: Ledger
) -> tuple[Outcome, ...]:
    """Judge a batch under the lock and write what is kept: ledger, current responses, section locks."""
    outcomes = accept(attempt, batch, now, paper, ledger)
    kept = [outcome for outcome in outcomes if outcome.is_kept]
    if kept:
        how = spelling(driver)
        attempt_id, moment = how.id(attempt.id), how.time(now)
        events = [_event_row(outcome, attempt_id, moment) for outcome in kept]
        answers, flags = (_current_rows(kept, aspect, attempt_id, moment) for aspect in (Aspect.VALUE, Aspect.FLAG))
        write(driver, events, answers, flags)
    if any(outcome.locks_section or outcome.ends_break for outcome in outcomes):
        moved = moved_on(attempt, outcomes, now)
        locks = _encoder.encode({str(section): list(number) for section, number in moved.locks.items()}).decode()
        windows = _encoder.encode(windows_to_json(moved.windows)).decode() if moved.windows else None
        write_attempt(driver, LOCK, attempt.id, locks, windows)
    return outcomes


def _event_row(outcome: Outcome, attempt_id: Any, moment: Any) -> tuple[Any, ...]:
    event = outcome.event
    assert event is not None
    return (
        *(TENANT, attempt_id, event.epoch, event.sequence, event.slot, event.kind.value, stored_value(event)),
        *(event.client_time, moment, outcome.digest, outcome.kind.value, outcome.reason and outcome.reason.value),
        outcome.in_grace,
    )


def _current_rows(kept: Sequence[Outcome], aspect: Aspect, attempt_id: Any, moment: Any) -> list[tuple[Any, ...]]:
    """The largest counted number per slot of one aspect (rule 7), as rows."""
    heads: dict[int, Outcome] = {}
    for outcome in kept:
        event = outcome.event
        if event is not None and outcome.is_counted and event.aspect is aspect:
            head = heads.get(event.slot)
            if head is None or outcome.number > head.number:
                heads[event.slot] = outcome
    rows: list[tuple[Any, ...]] = []
    for slot, outcome in heads.items():
        event = outcome.event
        assert event is not None
        if aspect is Aspect.VALUE:
            value = None if event.response is None else stored_value(event)
            rows.append((TENANT, attempt_id, slot, *outcome.number, value, *NEVER, False, moment))
        else:
            rows.append((TENANT, attempt_id, slot, *NEVER, None, *outcome.number, event.value is True, moment))
    return rows


def ledger_of(driver: Driver, attempt: Attempt, batch: Batch, *, whole_epoch: bool) -> Ledger:
    """What the ledger holds that can touch the batch: usually nothing, and then nothing is read."""
    floor = (attempt.epoch, attempt.last_sequence)
    looks_back = [event.number for event in batch.events if event.number <= floor]
    stored: dict[Number, Stored] = {}
    for epoch in {epoch for epoch, _sequence in looks_back} | ({attempt.epoch} if whole_epoch else set()):
        wanted = [sequence for known, sequence in looks_back if known == epoch]
        low, high = (1, MAX_SEQUENCE) if whole_epoch else (min(wanted), max(wanted))
        for _epoch, sequence, mark, outcome in read_stored(driver, attempt.id, epoch, low, high):
            stored[epoch, sequence] = Stored(bytes(mark), OutcomeKind(outcome))
    heads: dict[tuple[int, Aspect], Number] = {}
    for slot, *head, flag_epoch, flag_sequence in read_heads(driver, attempt.id) if looks_back else ():
        heads[slot, Aspect.VALUE], heads[slot, Aspect.FLAG] = (head[0], head[1]), (flag_epoch, flag_sequence)
    here = (sequence for epoch, sequence in stored if epoch == attempt.epoch)
    files = read_files(driver, attempt.id) if any(event.files for event in batch.events) else ()
    return Ledger(stored, heads, frozenset(here) if whole_epoch else frozenset(), frozenset(files))


_encoder = msgspec.json.Encoder()


def reply(attempt: Attempt, outcomes: Sequence[Outcome], now: datetime) -> bytes:
    """Rule 17: one outcome per event, and the clock, deadline and state as the server sees them."""
    return _encoder.encode({"outcomes": [outcome.as_reply() for outcome in outcomes], **state_of(attempt, now)})


def state_of(attempt: Attempt, now: datetime) -> dict[str, Any]:
    """What every reply says of the attempt; where sections have clocks, also of the one that is open or comes next."""
    known = {
        "server_time": now.isoformat(timespec="milliseconds"),
        "seconds_left": round(seconds_left(attempt, now), 3),
        "deadline_version": attempt.deadline_version,
        "state": attempt.state.value,
    }
    place = place_of(attempt, now)
    if place is None:
        return known
    at = {"phase": place.phase.value, "number": place.section, "seconds_left": round(place.seconds_left, 3)}
    return {**known, "section": at}
