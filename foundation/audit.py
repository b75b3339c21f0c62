"""The audit log: who did what to which subject, written in the transaction of the change itself.

Rows go in unsealed; `seal` numbers and hashes them in order afterwards (a job), so that no chain serialises writers.
"""

import hashlib
import json
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import String, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base, BigId, JsonText, UtcDateTime, db, transaction
from foundation.ready import Ready


class Acting(Protocol):
    """Whoever acts: a person, or the system itself."""

    @property
    def person_id(self) -> UUID | None: ...
    @property
    def login(self) -> str: ...


class AuditEvent(Base):
    """One act. `number` and `chain_hash` are set when the row is sealed."""

    __tablename__ = "audit_event"
    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[UUID | None]
    actor_login: Mapped[str] = mapped_column(String(64))
    action: Mapped[str] = mapped_column(String(64), index=True)
    subject_kind: Mapped[str] = mapped_column(String(32))
    subject_id: Mapped[str] = mapped_column(String(64), index=True)
    details: Mapped[dict[str, Any]] = mapped_column(JsonText)
    number: Mapped[int | None] = mapped_column(unique=True)
    chain_hash: Mapped[str | None] = mapped_column(String(64))


_COLUMNS = ("at", "actor_id", "actor_login", "action", "subject_kind", "subject_id", "details")
_ADD = Ready(lambda: insert(AuditEvent), _COLUMNS)


def record(actor: Acting, action: str, subject_kind: str, subject_id: object, *, now: datetime, **details: Any) -> None:
    """Write one row in the current transaction; details must be JSON and hold no secret."""
    _ADD.run(
        at=now,
        actor_id=actor.person_id,
        actor_login=actor.login,
        action=action,
        subject_kind=subject_kind,
        subject_id=str(subject_id),
        details=details,
    )


def _chain(previous: str, event: AuditEvent, number: int) -> str:
    body = [
        number,
        event.at.isoformat(),
        str(event.actor_id),
        event.actor_login,
        event.action,
        event.subject_kind,
        event.subject_id,
        event.details,
    ]
    text = previous + json.dumps(body, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


SEALED_AT_ONCE = 100  # a transaction of few milliseconds: on SQLite every save waits for it


def seal(*, limit: int = 2000) -> int:
    """Number and chain the unsealed rows in the order of their ids; returns how many were sealed."""
    sealed = 0
    while sealed < limit:
        n = _seal_some(min(SEALED_AT_ONCE, limit - sealed))
        sealed += n
        if n < SEALED_AT_ONCE:
            break
    return sealed


def _seal_some(limit: int) -> int:
    with transaction() as session:
        last = session.execute(
            select(AuditEvent.number, AuditEvent.chain_hash)
            .where(AuditEvent.number.is_not(None))
            .order_by(AuditEvent.number.desc())
            .limit(1)
        ).first()
        number, previous = (last[0] or 0, last[1] or "") if last else (0, "")
        rows = session.scalars(
            select(AuditEvent)
            .where(AuditEvent.number.is_(None))
            .order_by(AuditEvent.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        ).all()
        for event in rows:
            number += 1
            previous = _chain(previous, event, number)
            event.number, event.chain_hash = number, previous
        return len(rows)


def verify() -> int | None:
    """Walk the chain; the number of the first row that doesn't fit, or None when all sealed rows do."""
    previous = ""
    for expected, event in enumerate(
        db.session.scalars(select(AuditEvent).where(AuditEvent.number.is_not(None)).order_by(AuditEvent.number)),
        start=1,
    ):
        if event.number != expected or event.chain_hash != _chain(previous, event, expected):
            return expected
        previous = event.chain_hash or ""
    return None


def list_events(*, action: str | None = None, subject_id: str | None = None, limit: int = 200) -> list[AuditEvent]:
    """The newest rows first, for the administrator's page."""
    query = select(AuditEvent).order_by(AuditEvent.id.desc()).limit(limit)
    if action:
        query = query.where(AuditEvent.action == action)
    if subject_id:
        query = query.where(AuditEvent.subject_id == subject_id)
    return list(db.session.scalars(query))
