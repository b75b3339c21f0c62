"""What administrators read: the audit log and how it is sealed, jobs, undelivered news. Read-only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from foundation import audit
from foundation.audit import AuditEvent
from foundation.events import OutboxEvent
from foundation.jobs import MAX_TRIES, Job
from people import queries
from people.domain import Actor, Permission
from people.queries import trail
from people.queries.trail import TrailFilter

OVERDUE = timedelta(seconds=30)
LISTED = 100


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job as shown: state is done, running, waiting, retrying or given_up."""

    job: Job
    state: str


@dataclass(frozen=True, slots=True)
class Backlog:
    """What the job process has done and has before it."""

    jobs: tuple[JobRow, ...]
    undelivered: Sequence[OutboxEvent]
    n_delivered: int
    n_undelivered: int
    n_unsealed: int


def _scopes(actor: Actor) -> tuple[str, ...] | None:
    """None (everybody's acts) at the top; else the acts of people within reach."""
    actor.require_anywhere(Permission.VIEW_AUDIT)
    return None if actor.may_at_the_top(Permission.VIEW_AUDIT) else actor.scopes(Permission.VIEW_AUDIT)


def list_audit(actor: Actor, wanted: TrailFilter, *, page: int, size: int) -> tuple[Sequence[AuditEvent], int]:
    """One page of the audit log, newest first, and how many acts match. Raises MissingPermission."""
    scopes = _scopes(actor)
    return trail.list_trail(scopes, wanted, offset=(page - 1) * size, limit=size), trail.count_trail(scopes, wanted)


def list_audit_actions(actor: Actor) -> list[str]:
    """The kinds of acts to choose from."""
    actor.require_anywhere(Permission.VIEW_AUDIT)
    return trail.list_actions()


def count_unsealed(actor: Actor) -> int:
    """How many acts wait for their seal."""
    actor.require_anywhere(Permission.VIEW_AUDIT)
    return trail.count_unsealed()


def verify_audit(actor: Actor) -> int | None:
    """Walk the chain of seals: the number of the first row that doesn't fit, or None. Asked at the top."""
    actor.require_at_the_top(Permission.VIEW_AUDIT)
    return audit.verify()


def subject_of(actor: Actor, text: str) -> str:
    """What to look for when a 工号 was typed as the subject: that person's id, if within reach; else the text."""
    person = queries.find_person_by_login(text) if text else None
    if person is not None and actor.may(Permission.VIEW_AUDIT, person.unit.path):
        return str(person.id)
    return text


def get_backlog(actor: Actor, *, now: datetime) -> Backlog:
    """Jobs (open ones first) and news that should have been delivered. Concerns all, so asked at the top. Raises
    MissingPermission.
    """
    actor.require_at_the_top(Permission.VIEW_AUDIT)
    delivered, undelivered = trail.count_news()
    return Backlog(
        jobs=tuple(JobRow(job, _state(job, now)) for job in trail.list_jobs(limit=LISTED)),
        undelivered=trail.list_undelivered(before=now - OVERDUE, limit=LISTED),
        n_delivered=delivered,
        n_undelivered=undelivered,
        n_unsealed=trail.count_unsealed(),
    )


def _state(job: Job, now: datetime) -> str:
    if job.finished_at is not None:
        return "done"
    if job.tries >= MAX_TRIES and (job.leased_until is None or job.leased_until <= now):
        return "given_up"
    if job.last_error is not None:
        return "retrying"
    return "running" if job.leased_until is not None and job.leased_until > now else "waiting"
