"""Reads for administrators: the audit log, what the job process has to do, news that was not delivered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from foundation.audit import AuditEvent
from foundation.db import db
from foundation.events import OutboxEvent
from foundation.jobs import Job
from foundation.text import fold
from people.models import OrgUnit, Person
from people.queries.organisation import within


@dataclass(frozen=True, slots=True)
class TrailFilter:
    """What to look for: the beginning of an action's name, who did it, what it was done to, and when (from, before)."""

    action: str = ""
    login: str = ""
    subject: str = ""
    since: datetime | None = None
    before: datetime | None = None


def _matching(scopes: tuple[str, ...] | None, wanted: TrailFilter) -> Select[Any]:
    query = select(AuditEvent)
    if scopes is not None:
        own = select(Person.id).join(OrgUnit, OrgUnit.id == Person.unit_id).where(within(scopes))
        query = query.where(AuditEvent.actor_id.in_(own))
    if wanted.action:
        query = query.where(AuditEvent.action.startswith(wanted.action, autoescape=True))
    if wanted.login:
        query = query.where(func.lower(AuditEvent.actor_login) == fold(wanted.login))
    if wanted.subject:
        query = query.where(AuditEvent.subject_id == wanted.subject)
    if wanted.since:
        query = query.where(AuditEvent.at >= wanted.since)
    if wanted.before:
        query = query.where(AuditEvent.at < wanted.before)
    return query


def count_trail(scopes: tuple[str, ...] | None, wanted: TrailFilter) -> int:
    """How many acts match; `scopes` None is everybody's, else those of actors within."""
    return db.session.scalar(select(func.count()).select_from(_matching(scopes, wanted).subquery())) or 0


def list_trail(scopes: tuple[str, ...] | None, wanted: TrailFilter, *, offset: int, limit: int) -> Sequence[AuditEvent]:
    """The newest acts first."""
    query = _matching(scopes, wanted).order_by(AuditEvent.id.desc()).offset(offset).limit(limit)
    return db.session.scalars(query).all()


def count_unsealed() -> int:
    """How many acts wait for the job process to seal them."""
    return db.session.scalar(select(func.count()).where(AuditEvent.number.is_(None)).select_from(AuditEvent)) or 0


def list_actions() -> list[str]:
    """The kinds of acts that were ever recorded."""
    return list(db.session.scalars(select(AuditEvent.action).distinct().order_by(AuditEvent.action)))


def list_jobs(*, limit: int) -> Sequence[Job]:
    """What is open first (the oldest first), then what was done last."""
    open_first = (Job.finished_at.is_not(None), Job.finished_at.desc(), Job.run_at)
    return db.session.scalars(select(Job).order_by(*open_first).limit(limit)).all()


def list_undelivered(*, before: datetime, limit: int) -> Sequence[OutboxEvent]:
    """News that should have been delivered by then."""
    query = select(OutboxEvent).where(OutboxEvent.delivered_at.is_(None), OutboxEvent.at < before)
    return db.session.scalars(query.order_by(OutboxEvent.at).limit(limit)).all()


def count_news() -> tuple[int, int]:
    """Delivered and undelivered news."""
    delivered = func.count(OutboxEvent.delivered_at)
    row = db.session.execute(select(delivered, func.count() - delivered).select_from(OutboxEvent)).one()
    return int(row[0]), int(row[1])
