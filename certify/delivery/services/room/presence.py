"""Who is there: the light door that every exam page knocks on between its saves, and what it is told in return.

What pages say of themselves is gathered in this process and written a few at a time by one statement, so that five
hundred pages cost one small transaction every two seconds and no save waits for them. A server that dies forgets two
seconds of it. Signals are evidence: they are written at once.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite

from certify.delivery import queries
from certify.delivery.domain import Attempt, AttemptState, admit
from certify.delivery.domain.signals import MAX_SIGNALS, SERVER, PresenceNote, SignalKind, SignalNote
from certify.delivery.models import TENANT, AttemptPresenceRow, SignalRow
from certify.delivery.services.room.polling import poll_seconds_now
from certify.delivery.services.saving import load, state_of
from certify.delivery.tickets import Ticket
from foundation.db import db, engines, lean_read, transaction
from foundation.process import kept

WRITE_EVERY = timedelta(seconds=2)
MAX_ADDRESS = 64
OWN_KINDS = (SignalKind.ADDRESS, SignalKind.BROWSER)  # the server's own to say


@dataclass(frozen=True, slots=True)
class Seen:
    """What one page said last."""

    attempt_id: UUID
    address: str
    at: datetime
    unsent: int = 0
    visible: bool = True
    epoch: int = 0


class Board:
    """What this process has heard and not written yet; the latest of each attempt only."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._heard: dict[UUID, Seen] = {}
        self._written_at: datetime | None = None

    def put(self, seen: Seen) -> list[list[Seen]]:
        """Add one; returns what is to be written now, if it is time. An attempt heard from a new address is written
        twice, so that the change is seen.
        """
        with self._lock:
            waiting = self._heard.get(seen.attempt_id)
            due = [self._take()] if waiting is not None and waiting.address != seen.address else []
            self._heard[seen.attempt_id] = seen
            last = self._written_at
            if due or last is None or not timedelta(0) <= seen.at - last < WRITE_EVERY:
                self._written_at = seen.at
                due.append(self._take())
            return due

    def _take(self) -> list[Seen]:
        taken, self._heard = list(self._heard.values()), {}
        return taken


def board() -> Board:
    """This process's board."""
    return kept(Board)


def note_presence(ticket: Ticket, note: PresenceNote, *, address: str, now: datetime) -> dict[str, Any]:
    """One knock: what the page said is kept, and it is told state, clock, pace and the last change it doesn't know."""
    with lean_read() as driver:
        attempt, _form = load(driver, ticket, now)
    admit(attempt, ticket.person_id)
    if note.signals:
        write_signals(attempt.id, note.client_id, note.signals, now=now)
    heard(Seen(attempt.id, address[:MAX_ADDRESS], now, note.unsent, note.visible, note.epoch))
    reply = {**state_of(attempt, now), "epoch": attempt.epoch, "poll_seconds": poll_seconds_now(now)}
    change = last_change(attempt, note.known)
    return {**reply, "change": change} if change else reply


def heard(seen: Seen) -> None:
    """A page was heard from."""
    for waiting in board().put(seen):
        write(waiting)


def last_change(attempt: Attempt, known: int) -> dict[str, Any] | None:
    """The last act on this attempt's clock in words for the candidate; None when nothing happened since `known`."""
    is_paused = attempt.state is AttemptState.PAUSED
    if attempt.deadline_version <= known or (attempt.deadline_version == 1 and not is_paused):
        return None
    row = queries.get_attempt(attempt.id)
    if is_paused:
        line = queries.find_last_pause(row.sitting_id, None if row.paused_with_room else attempt.person_id)
    else:
        line = queries.find_last_change(row.sitting_id, attempt.person_id)
    if line is None:
        return None
    return {
        "kind": line.kind,
        "minutes": line.details.get("minutes"),
        "reason": line.reason,
        "deadline_at": attempt.deadline_at.isoformat(timespec="milliseconds"),
        "deadline_version": attempt.deadline_version,
    }


def _insert(table: Any) -> Any:
    return (sqlite if engines().is_sqlite else postgresql).insert(table)


def write(waiting: list[Seen]) -> None:
    """Put what was heard on the notice board; an address that is not the one before is a signal."""
    waiting = sorted(waiting, key=lambda seen: seen.attempt_id)  # two processes lock rows in the same order
    with transaction() as session:
        before = queries.list_addresses([seen.attempt_id for seen in waiting])
        waiting = [seen for seen in waiting if seen.attempt_id in before]
        if not waiting:
            return
        rows = [
            {
                "tenant_id": TENANT,
                "attempt_id": seen.attempt_id,
                "address": seen.address,
                "last_seen_at": seen.at,
                "unsent": seen.unsent,
                "visible": seen.visible,
                "epoch": seen.epoch,
            }
            for seen in waiting
        ]
        adding = _insert(AttemptPresenceRow)
        fresh = {name: adding.excluded[name] for name in ("address", "last_seen_at", "unsent", "visible", "epoch")}
        session.execute(
            adding.on_conflict_do_update(
                index_elements=["tenant_id", "attempt_id"],
                set_=fresh,
                where=adding.excluded.last_seen_at >= AttemptPresenceRow.last_seen_at,
            ),
            rows,
        )
        for seen in waiting:
            former = before[seen.attempt_id]
            if former not in (None, seen.address):
                write_own_signal(seen.attempt_id, SignalKind.ADDRESS, f"{former} → {seen.address}"[:80], now=seen.at)


def write_own_signal(attempt_id: UUID, kind: SignalKind, detail: str, *, now: datetime) -> None:
    """What the server saw itself, in the caller's transaction."""
    number = 1 + (
        db.session.scalar(
            select(func.max(SignalRow.number)).where(
                SignalRow.tenant_id == TENANT, SignalRow.attempt_id == attempt_id, SignalRow.client_id == SERVER
            )
        )
        or 0
    )
    row = {"number": number, "kind": kind.value, "client_time": None, "amount": None, "detail": detail}
    _add_signals(attempt_id, SERVER, [row], now)


def write_signals(attempt_id: UUID, client_id: str, notes: tuple[SignalNote, ...], *, now: datetime) -> None:
    """What a page saw; sent twice is written once, and an attempt keeps so many and no more."""
    rows = [
        {
            "number": note.number,
            "kind": note.kind.value,
            "client_time": note.client_time,
            "amount": note.amount,
            "detail": None,
        }
        for note in {note.number: note for note in notes}.values()
        if note.kind not in OWN_KINDS
    ]
    with transaction():
        _add_signals(attempt_id, client_id, rows, now)


def _add_signals(attempt_id: UUID, client_id: str, rows: list[dict[str, Any]], now: datetime) -> None:
    kept = select(func.count()).where(SignalRow.tenant_id == TENANT, SignalRow.attempt_id == attempt_id)
    room = MAX_SIGNALS - (db.session.scalar(kept) or 0)
    here = {"tenant_id": TENANT, "attempt_id": attempt_id, "client_id": client_id, "received_at": now}
    if rows[: max(0, room)]:
        adding = _insert(SignalRow).values([here | row for row in rows[: max(0, room)]])
        db.session.execute(adding.on_conflict_do_nothing())
