"""Reads of many items within unit paths: what a filter asks for, what waits for a reviewer, the tags there are."""

from dataclasses import replace
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, cast, func, or_, select
from sqlalchemy.orm import aliased, contains_eager

from foundation.db import db
from foundation.text import fold
from question_bank.domain import ItemStatus
from question_bank.domain.items import ItemFilter
from question_bank.models import Item, ItemVersionRow
from question_bank.queries.neighbours import ORG_UNIT, PERSON


def _within(query: Select, scopes: tuple[str, ...]) -> Select:
    paths = or_(False, *(ORG_UNIT.c.path.startswith(scope) for scope in scopes))
    return query.join(ORG_UNIT, ORG_UNIT.c.id == Item.unit_id).where(paths, Item.staged_by.is_(None))


def _filtered(query: Select, scopes: tuple[str, ...], wanted: ItemFilter) -> Select:
    """Narrow a selection of item versions to the latest ones that fit."""
    query = _within(query.join(Item, Item.id == ItemVersionRow.item_id), scopes).where(ItemVersionRow.latest)
    for field, value in (
        (ItemVersionRow.item_type, wanted.item_type),
        (ItemVersionRow.area_code, wanted.area),
        (ItemVersionRow.status, wanted.status),
        (ItemVersionRow.pool, wanted.pool),
        (ItemVersionRow.difficulty, wanted.difficulty),
    ):
        if value:
            query = query.where(field == value)
    for word in fold(wanted.words).split():
        query = query.where(ItemVersionRow.search_text.contains(word, autoescape=True))
    if wanted.tag:
        query = query.where(ItemVersionRow.search_text.contains(f"#{fold(wanted.tag)}#", autoescape=True))
    return query.where(_written_by(wanted.writer_id)) if wanted.writer_id else query


def _written_by(person_id: UUID) -> ColumnElement[bool]:
    """Versions that the person had a hand in (the ids are kept as JSON text)."""
    return cast(ItemVersionRow.writer_ids, Text).contains(str(person_id))


def list_items(
    scopes: tuple[str, ...], wanted: ItemFilter, *, limit: int = 50, offset: int = 0
) -> list[tuple[ItemVersionRow, str, int | None]]:
    """Latest versions within the scopes that fit, last saved first: with the author's name and the number of the
    version that is approved.
    """
    other = aliased(ItemVersionRow)
    approved = (
        select(func.max(other.number))
        .where(other.item_id == ItemVersionRow.item_id, other.status == ItemStatus.APPROVED)
        .scalar_subquery()
    )
    query = select(ItemVersionRow, PERSON.c.name, approved).join(PERSON, PERSON.c.id == ItemVersionRow.author_id)
    query = _filtered(query, scopes, wanted).options(contains_eager(ItemVersionRow.item))
    query = query.order_by(ItemVersionRow.saved_at.desc(), ItemVersionRow.id.desc()).limit(limit).offset(offset)
    return [(row[0], row[1], row[2]) for row in db.session.execute(query)]


def count_by_status(scopes: tuple[str, ...], wanted: ItemFilter) -> dict[str, int]:
    """How many fit, by status, whatever status is asked for."""
    anything = replace(wanted, status="")
    query = _filtered(select(ItemVersionRow.status, func.count().label("n")), scopes, anything)
    return {row.status: row.n for row in db.session.execute(query.group_by(ItemVersionRow.status))}


def list_waiting(scopes: tuple[str, ...], reviewer_id: UUID) -> list[tuple[ItemVersionRow, str]]:
    """Versions under review that the reviewer had no hand in, longest waiting first, with the author's name."""
    query = select(ItemVersionRow, PERSON.c.name).join(PERSON, PERSON.c.id == ItemVersionRow.author_id)
    query = _filtered(query, scopes, ItemFilter(status=ItemStatus.IN_REVIEW.value))
    query = query.where(~_written_by(reviewer_id)).options(contains_eager(ItemVersionRow.item))
    return [(row[0], row[1]) for row in db.session.execute(query.order_by(ItemVersionRow.submitted_at).limit(500))]


def list_tags(scopes: tuple[str, ...]) -> list[str]:
    """Every tag on a latest version within the scopes, in order."""
    query = _filtered(select(ItemVersionRow.tags).distinct(), scopes, ItemFilter())
    return sorted({tag for (tags,) in db.session.execute(query) for tag in tags})
