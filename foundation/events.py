"""News between packages: an event is written to the outbox in the emitter's transaction and handled right after the
commit.

Emitters know no handlers: both meet in app.py. A failing handler never fails the request; the job process sweeps what
is left.
Handlers are idempotent, each opens its own transaction, and they are told the time at which the news happened.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from flask import current_app
from sqlalchemy import String, Text, bindparam, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base, UtcDateTime, after_commit, db, transaction
from foundation.ids import new_id
from foundation.outages import DATABASE_ERRORS, is_outage
from foundation.ready import Ready

log = logging.getLogger(__name__)
E = TypeVar("E")
Handler = Callable[..., None]
GIVES_WAY = "certify_news_give_way"  # extension: whether others wait who come first; without it nobody does


class OutboxEvent(Base):
    """One piece of news; `delivered_at` is set when every handler has done its part."""

    __tablename__ = "outbox_event"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    kind: Mapped[str] = mapped_column(String(64))
    payload: Mapped[str] = mapped_column(Text)
    tries: Mapped[int] = mapped_column(default=0)
    delivered_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    last_error: Mapped[str | None] = mapped_column(Text)


_ADD = Ready(lambda: insert(OutboxEvent), ("id", "at", "kind", "payload", "tries"))
_FIND = Ready(
    lambda: select(OutboxEvent.at, OutboxEvent.kind, OutboxEvent.payload, OutboxEvent.delivered_at).where(
        OutboxEvent.id == bindparam("event_id")
    )
)
_NOTE = Ready(
    lambda: (
        update(OutboxEvent)
        .where(OutboxEvent.id == bindparam("event_id"))
        .values(
            tries=OutboxEvent.tries + 1,
            last_error=bindparam("error"),
            delivered_at=bindparam("delivered", type_=UtcDateTime),
        )
    )
)


class Handlers:
    """Who listens to what; filled in app.py only. Events are frozen dataclasses that msgspec can write as JSON."""

    def __init__(self, pairs: Iterable[tuple[type[Any], Handler]] = ()) -> None:
        self._kinds: dict[str, type[Any]] = {}
        self._handlers: dict[str, list[Handler]] = {}
        for event_class, handler in pairs:
            msgspec.json.Decoder(event_class)  # learnt at start: two threads that do so at once crash the process
            self._kinds[event_class.__name__] = event_class
            self._handlers.setdefault(event_class.__name__, []).append(handler)

    def deliver(self, row: Any) -> None:
        """Run every handler of the row's kind; what nobody listens to is delivered at once."""
        event_class = self._kinds.get(row.kind)
        if event_class is not None:
            event = msgspec.json.decode(row.payload, type=event_class)
            for handler in self._handlers[row.kind]:
                handler(event, now=row.at)


def init_app(app: Any, handlers: Handlers) -> None:
    """Make the app's handlers known."""
    app.extensions["certify_handlers"] = handlers


def record(event: object, *, now: datetime) -> None:
    """Write the news in the current transaction; it is handled right after the outermost commit."""
    event_id = new_id()
    _ADD.run(id=event_id, at=now, kind=type(event).__name__, payload=msgspec.json.encode(event).decode(), tries=0)
    after_commit(partial(_deliver_now, event_id, now))


def _deliver_now(event_id: UUID, now: datetime) -> None:
    """Right after the commit. The request has succeeded, even if the database went away just now: the sweep is left.
    So it is while others wait: the last minute of an exam is for handing in, its marking comes after it.
    """
    gives_way = current_app.extensions.get(GIVES_WAY)
    if gives_way is not None and gives_way():
        return
    try:
        _try(event_id, now)
    except DATABASE_ERRORS as error:
        if not is_outage(error):
            raise
        log.warning("news %s is left for the sweep: %s", event_id, error)


def _try(event_id: UUID, now: datetime) -> bool:
    """Deliver one row; a failure is logged and written down, to be swept later. An outage is no failure of a handler:
    it is raised, and not counted.
    """
    row = _FIND.first(event_id=event_id)
    if row is None or row.delivered_at is not None:
        return True
    error: str | None = None
    try:
        current_app.extensions["certify_handlers"].deliver(row)
    except Exception as failure:  # the outer edge of handling: whatever a handler does must not reach the request
        if is_outage(failure):
            raise
        log.exception("handler of %s failed", row.kind)
        error = f"{type(failure).__name__}: {failure}"
    with transaction():
        _NOTE.run(event_id=event_id, delivered=now if error is None else None, error=error)
    return error is None


def sweep(*, now: datetime, limit: int = 200) -> int:
    """Deliver what is left over, oldest first, from 10 s after it was written; returns how many were delivered."""
    query = (
        select(OutboxEvent.id)
        .where(OutboxEvent.delivered_at.is_(None), OutboxEvent.at < now - timedelta(seconds=10), OutboxEvent.tries < 50)
        .order_by(OutboxEvent.at)
        .limit(limit)
    )
    return sum(_try(event_id, now) for event_id in db.session.scalars(query).all())
