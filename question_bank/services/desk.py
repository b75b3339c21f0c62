"""The desk: what waits for me, what I sent, what came back, each as lines of a page. Changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from foundation.calendar import local_day
from people.domain import Actor, Permission
from question_bank import queries
from question_bank.domain import ItemStatus
from question_bank.domain.validity import SOON
from question_bank.models import ItemVersionRow
from question_bank.services.reviews import dates_of

SHOWN = 50  # lines of reviews on the desk; the rest is on the page of reviews
LATELY = timedelta(days=14)  # how long what was approved stays among what I sent


class Task(StrEnum):
    """What there is to do."""

    REVIEW = "review"
    DOUBT = "doubt"
    PROPOSAL = "proposal"
    EXPIRY = "expiry"


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """Something that waits for the actor. `day` is when it is due, or the first day of an item that expires; `asked`:
    they were asked by name; `n`: how many answers are proposed.
    """

    task: Task
    version: ItemVersionRow
    author: str
    day: date | None = None
    overdue: bool = False
    asked: bool = False
    n: int = 0


@dataclass(frozen=True, slots=True)
class SentLine:
    """Something the actor sent: `asked` is whom by name, `days` since it was sent."""

    version: ItemVersionRow
    asked: str | None
    days: int
    overdue: bool


@dataclass(frozen=True, slots=True)
class ReturnedLine:
    """Something that came back: who said what, and how many comments on places are open."""

    version: ItemVersionRow
    reviewer: str
    comment: str
    at: datetime
    n_open: int


@dataclass(frozen=True, slots=True)
class Desk:
    """The three lists. `n_more` reviews wait beyond those shown; `n_expiring` items in sight expire within 60 days."""

    waiting: tuple[WaitingLine, ...]
    sent: tuple[SentLine, ...]
    returned: tuple[ReturnedLine, ...]
    n_more: int
    n_expiring: int
    today: date


def show_desk(actor: Actor, *, now: datetime) -> Desk:
    """Everything at once, in a fixed number of queries."""
    today, me = local_day(now), actor.require_person()
    scopes = actor.scopes(Permission.REVIEW_ITEMS)
    reviews = _reviews(actor, today, SHOWN)
    n_more = queries.count_to_review(scopes, me) - len(reviews) if len(reviews) == SHOWN else 0
    waiting = [*reviews, *_doubts(scopes, me), *_proposals(me), *_expiring(me, today)]
    waiting.sort(key=lambda line: (not line.overdue, not line.asked))
    return Desk(
        waiting=tuple(waiting),
        sent=tuple(_sent(me, today, now)),
        returned=tuple(_returned(me)),
        n_more=n_more,
        n_expiring=queries.count_expiring(_seen(actor), today + SOON),
        today=today,
    )


def list_waiting(actor: Actor, *, now: datetime) -> tuple[WaitingLine, ...]:
    """What waits for this reviewer: under review, within their units, not their own; overdue first."""
    return tuple(_reviews(actor, local_day(now), 500))


def _seen(actor: Actor) -> tuple[str, ...]:
    permissions = (Permission.VIEW_BANK, Permission.WRITE_ITEMS, Permission.REVIEW_ITEMS)
    return tuple(sorted({path for permission in permissions for path in actor.scopes(permission)}))


def _reviews(actor: Actor, today: date, limit: int) -> list[WaitingLine]:
    me = actor.require_person()
    return [
        WaitingLine(
            Task.REVIEW,
            row,
            author,
            day=row.review_due_on,
            overdue=_is_over(row, today),
            asked=row.reviewer_id == me,
        )
        for row, author in queries.list_to_review(actor.scopes(Permission.REVIEW_ITEMS), me, today, limit=limit)
    ]


def _is_over(row: ItemVersionRow, today: date) -> bool:
    return row.review_due_on is not None and row.review_due_on < today


def _doubts(scopes: tuple[str, ...], me: UUID) -> list[WaitingLine]:
    return [WaitingLine(Task.DOUBT, row, author) for row, author in queries.list_doubted(scopes, me)]


def _proposals(me: UUID) -> list[WaitingLine]:
    return [
        WaitingLine(Task.PROPOSAL, row, "", day=local_day(since), n=n)
        for row, n, since in queries.list_own_proposals(me)
    ]


def _expiring(me: UUID, today: date) -> list[WaitingLine]:
    lines = []
    for row, author in queries.list_own_expiring(me, today + SOON):
        day = dates_of(row).first
        lines.append(WaitingLine(Task.EXPIRY, row, author, day=day, overdue=day is not None and day <= today))
    return sorted(lines, key=lambda line: line.day or date.max)


def _sent(me: UUID, today: date, now: datetime) -> list[SentLine]:
    return [
        SentLine(
            row,
            asked,
            days=(today - local_day(row.submitted_at)).days if row.submitted_at else 0,
            overdue=row.decided_at is None and _is_over(row, today),
        )
        for row, asked in queries.list_sent(me, now - LATELY)
    ]


def _returned(me: UUID) -> list[ReturnedLine]:
    rows = queries.list_returned(me)
    n_open = queries.count_open_by_item([version.item_id for version, _review, _name in rows])
    return [
        ReturnedLine(version, name, review.comment, review.at, n_open.get(version.item_id, 0))
        for version, review, name in rows
    ]


def on_forms(versions: Sequence[ItemVersionRow]) -> set[UUID]:
    """Those of the versions that are in use: approved, and on a frozen form. Derived, never stored."""
    return queries.list_on_forms([row.id for row in versions if row.status == ItemStatus.APPROVED])
