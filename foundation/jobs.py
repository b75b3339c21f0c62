"""Work outside a request: rows in the application's database, claimed by a conditional UPDATE with a lease.

A job is idempotent and a plain function of its payload and `now`; a run that was missed catches up. Periodic duties
(closing expired attempts, sealing the audit log) are plain functions of `now` as well.
"""

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from sqlalchemy import String, Text, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from foundation import audit, clock, events
from foundation.db import Base, JsonText, UtcDateTime, db, transaction
from foundation.ids import new_id
from foundation.outages import is_outage

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=5)
MAX_TRIES = 5
cli = AppGroup("jobs", help="Work outside a request.")


class Job(Base):
    """One piece of work. Done when `finished_at` is set; given up after MAX_TRIES with its last error kept."""

    __tablename__ = "job"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(64))
    payload: Mapped[dict[str, Any]] = mapped_column(JsonText)
    run_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    tries: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    last_error: Mapped[str | None] = mapped_column(Text)


@dataclass(frozen=True, slots=True)
class Periodic:
    """A duty done every `seconds`: a plain function of now."""

    name: str
    seconds: float
    duty: Callable[..., Any]


class Schedule:
    """What the job process of this app knows how to do; filled in app.py only."""

    def __init__(self, periodic: Iterable[Periodic] = (), kinds: dict[str, Callable[..., None]] | None = None) -> None:
        self.periodic = (Periodic("events", 2, events.sweep), Periodic("audit", 5, lambda now: audit.seal()), *periodic)
        self.kinds = kinds or {}


def init_app(app: Flask, schedule: Schedule) -> None:
    """Make the app's schedule and the `flask jobs` commands known."""
    app.extensions["certify_schedule"] = schedule
    app.cli.add_command(cli)


def enqueue(kind: str, payload: dict[str, Any], *, run_at: datetime) -> UUID:
    """Write a job in the current transaction: it exists exactly if the change does."""
    job = Job(id=new_id(), kind=kind, payload=payload, run_at=run_at)
    db.session.add(job)
    return job.id


def _claim(now: datetime) -> Job | None:
    with transaction() as session:
        free = or_(Job.leased_until.is_(None), Job.leased_until < now)
        job_id = session.scalar(
            select(Job.id)
            .where(Job.finished_at.is_(None), Job.run_at <= now, Job.tries < MAX_TRIES, free)
            .order_by(Job.run_at)
            .limit(1)
        )
        if job_id is None:
            return None
        taken = session.execute(
            update(Job)
            .where(Job.id == job_id, Job.finished_at.is_(None), free)
            .values(leased_until=now + LEASE, tries=Job.tries + 1)
        )
        return session.get(Job, job_id, populate_existing=True) if taken.rowcount else None  # type: ignore[attr-defined]  # a DML result has it


def run_due(*, now: datetime) -> int:
    """Run every due job once; returns how many ran."""
    kinds = current_app.extensions["certify_schedule"].kinds
    count = 0
    while (job := _claim(now)) is not None:
        error: str | None = None
        try:
            kinds[job.kind](now=now, **job.payload)
        except Exception as failure:  # the outer edge of a job: a failure is written down and tried again later
            if is_outage(failure):
                raise  # not its fault; it is taken up again after its lease
            log.exception("job %s failed", job.kind)
            error = f"{type(failure).__name__}: {failure}"
        with transaction() as session:
            values = {
                "last_error": error,
                "leased_until": None if error is None else now + timedelta(seconds=30 * job.tries),
            }
            session.execute(
                update(Job).where(Job.id == job.id).values(finished_at=now if error is None else None, **values)
            )
        count += 1
    return count


def tick(due: dict[str, float], monotonic: float) -> None:
    """One round: every periodic duty whose time has come, then the due jobs."""
    for periodic in current_app.extensions["certify_schedule"].periodic:
        if monotonic >= due.get(periodic.name, 0.0):
            due[periodic.name] = monotonic + periodic.seconds
            _attempt(periodic.name, periodic.duty)
    _attempt("jobs", run_due)


def _attempt(name: str, duty: Callable[..., Any]) -> None:
    """One duty, come what may; it leaves no session behind, so a lost connection is not the next one's."""
    try:
        duty(now=clock.now())
    except Exception as error:  # the outer edge of a duty: the next round tries again
        if is_outage(error):
            log.warning("%s: the database is away: %s", name, error)
        else:
            log.exception("duty %s failed", name)
    finally:
        db.session.remove()


@cli.command("run")
def run_command() -> None:
    """Run jobs and periodic duties until stopped."""
    click.echo("jobs: running", err=True)
    due: dict[str, float] = {}
    while True:
        tick(due, time.monotonic())
        time.sleep(1)


@cli.command("once")
def once_command() -> None:
    """Run everything that is due once, then stop."""
    tick({}, time.monotonic())
