"""Reads of the desk: what waits for a person, what they sent, what came back. A fixed number of queries."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, and_, case, cast, func, or_, select
from sqlalchemy.orm import contains_eager

from foundation.db import db
from question_bank.domain import ItemStatus
from question_bank.models import AnswerProposalRow, Item, ItemComment, ItemVersionRow, Review
from question_bank.queries.neighbours import ORG_UNIT, PERSON
from question_bank.queries.reviews import RETURNED, SUSPENDED

Row = tuple[ItemVersionRow, str]


def _versions(*conditions: Any, scopes: tuple[str, ...] | None = None) -> Select[Any]:
    query = (
        select(ItemVersionRow, PERSON.c.name)
        .join(Item, Item.id == ItemVersionRow.item_id)
        .join(PERSON, PERSON.c.id == ItemVersionRow.author_id)
        .options(contains_eager(ItemVersionRow.item))
        .where(*conditions)
    )
    if scopes is None:
        return query
    within = or_(False, *(ORG_UNIT.c.path.startswith(scope) for scope in scopes))
    return query.join(ORG_UNIT, ORG_UNIT.c.id == Item.unit_id).where(within)


def wrote(person_id: UUID) -> ColumnElement[bool]:
    """Versions that the person had a hand in (the ids are kept as JSON text)."""
    return cast(ItemVersionRow.writer_ids, Text).contains(str(person_id))


def _rows(query: Select[Any]) -> list[Row]:
    return [(row[0], row[1]) for row in db.session.execute(query)]


def _to_review(scopes: tuple[str, ...], person_id: UUID) -> Select[Any]:
    in_review = ItemVersionRow.status == ItemStatus.IN_REVIEW
    return _versions(in_review, ItemVersionRow.latest, ~wrote(person_id), scopes=scopes)


def list_to_review(scopes: tuple[str, ...], person_id: UUID, today: date, *, limit: int = 500) -> list[Row]:
    """Versions under review that the person had no hand in: overdue first, then those they were asked for by name, the
    earliest due first; with the author's name.
    """
    query = _to_review(scopes, person_id).order_by(
        case((ItemVersionRow.review_due_on < today, 0), else_=1),
        case((ItemVersionRow.reviewer_id == person_id, 0), else_=1),
        func.coalesce(ItemVersionRow.review_due_on, date.max),
        ItemVersionRow.submitted_at,
        ItemVersionRow.id,
    )
    return _rows(query.limit(limit))


def count_to_review(scopes: tuple[str, ...], person_id: UUID) -> int:
    """How many there are in all."""
    return db.session.scalar(select(func.count()).select_from(_to_review(scopes, person_id).subquery())) or 0


def list_doubted(scopes: tuple[str, ...], person_id: UUID, *, limit: int = 500) -> list[Row]:
    """Suspended versions that the person neither wrote nor suspended: theirs to settle."""
    own = select(Review.version_id).where(Review.reviewer_id == person_id, Review.decision == SUSPENDED)
    suspended = ItemVersionRow.status == ItemStatus.SUSPENDED
    query = _versions(suspended, ~wrote(person_id), ItemVersionRow.id.not_in(own), scopes=scopes)
    return _rows(query.order_by(ItemVersionRow.decided_at, ItemVersionRow.id).limit(limit))


def list_own_expiring(person_id: UUID, until: date, *, limit: int = 500) -> list[Row]:
    """Approved versions of the person's whose day comes by then, unless the next version is at work."""
    due = or_(ItemVersionRow.valid_until <= until, ItemVersionRow.review_by <= until)
    query = _versions(ItemVersionRow.status == ItemStatus.APPROVED, ItemVersionRow.latest, due, wrote(person_id))
    return _rows(query.order_by(ItemVersionRow.valid_until, ItemVersionRow.id).limit(limit))


def list_own_proposals(person_id: UUID, *, limit: int = 500) -> list[tuple[ItemVersionRow, int, datetime]]:
    """Versions of the person's in use for which somebody proposes answers, with how many and since when."""
    query = (
        select(ItemVersionRow, func.count(), func.min(AnswerProposalRow.proposed_at))
        .join(AnswerProposalRow, AnswerProposalRow.version_id == ItemVersionRow.id)
        .where(ItemVersionRow.status == ItemStatus.APPROVED, ItemVersionRow.latest, wrote(person_id))
        .group_by(ItemVersionRow.id)
        .order_by(func.min(AnswerProposalRow.proposed_at))
        .limit(limit)
    )
    return [(row[0], row[1], row[2]) for row in db.session.execute(query)]


def _sent_by(person_id: UUID) -> ColumnElement[bool]:
    from_before = and_(ItemVersionRow.submitted_by.is_(None), ItemVersionRow.author_id == person_id)
    return or_(ItemVersionRow.submitted_by == person_id, from_before)


def list_sent(person_id: UUID, decided_after: datetime, *, limit: int = 500) -> list[tuple[ItemVersionRow, str | None]]:
    """What the person sent and is under review, or was approved lately; with the name of who was asked."""
    lately = and_(ItemVersionRow.status == ItemStatus.APPROVED, ItemVersionRow.decided_at >= decided_after)
    query = (
        select(ItemVersionRow, PERSON.c.name)
        .outerjoin(PERSON, PERSON.c.id == ItemVersionRow.reviewer_id)
        .where(_sent_by(person_id), or_(ItemVersionRow.status == ItemStatus.IN_REVIEW, lately))
        .order_by(
            case((lately, 1), else_=0),
            func.coalesce(ItemVersionRow.review_due_on, date.max),
            ItemVersionRow.submitted_at,
            ItemVersionRow.id,
        )
        .limit(limit)
    )
    return [(row[0], row[1]) for row in db.session.execute(query)]


def list_returned(person_id: UUID, *, limit: int = 500) -> list[tuple[ItemVersionRow, Review, str]]:
    """Drafts that came back to the person who sent them, the latest first: with the last word and who said it."""
    returns = select(Review.id).where(Review.version_id == ItemVersionRow.id, Review.decision == RETURNED)
    last = returns.order_by(Review.at.desc(), Review.id.desc()).limit(1).correlate(ItemVersionRow).scalar_subquery()
    query = (
        select(ItemVersionRow, Review, PERSON.c.name)
        .join(Review, Review.id == last)
        .join(PERSON, PERSON.c.id == Review.reviewer_id)
        .where(ItemVersionRow.status == ItemStatus.DRAFT, ItemVersionRow.latest, _sent_by(person_id))
        .order_by(Review.at.desc(), ItemVersionRow.id)
        .limit(limit)
    )
    return [(row[0], row[1], row[2]) for row in db.session.execute(query)]


def count_open_by_item(item_ids: list[UUID]) -> dict[UUID, int]:
    """How many threads are open on each of these items; one without is not there."""
    query = (
        select(ItemVersionRow.item_id, func.count())
        .join(ItemComment, ItemComment.version_id == ItemVersionRow.id)
        .where(ItemVersionRow.item_id.in_(item_ids))
        .where(ItemComment.thread_id.is_(None), ItemComment.resolved_at.is_(None))
        .group_by(ItemVersionRow.item_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}
