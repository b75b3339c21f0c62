"""Reads of what expires, of what stands on frozen forms, of who may be asked to review."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, or_, select, union
from sqlalchemy.orm import contains_eager

from foundation.db import db, engines
from people.domain import Permission, roles_with
from question_bank.domain import ItemStatus
from question_bank.models import Item, ItemUsage, ItemVersionRow
from question_bank.queries.neighbours import ORG_UNIT, PERSON, ROLE_ASSIGNMENT

DAYS = (ItemVersionRow.valid_until, ItemVersionRow.review_by)


def _expiring(query: Select[Any], scopes: tuple[str, ...], until: date) -> Select[Any]:
    """Each day has an index: looked up there first, few versions are asked for the rest."""
    due = union(*(select(ItemVersionRow.id).where(day <= until) for day in DAYS)).subquery()
    return (
        query.join(Item, Item.id == ItemVersionRow.item_id)
        .join(ORG_UNIT, ORG_UNIT.c.id == Item.unit_id)
        .where(or_(False, *(ORG_UNIT.c.path.startswith(scope) for scope in scopes)))
        .where(ItemVersionRow.status == ItemStatus.APPROVED, ItemVersionRow.id.in_(select(due.c.id)))
    )


def count_expiring(scopes: tuple[str, ...], until: date) -> int:
    """How many `list_expiring` finds, without a limit."""
    return db.session.scalar(_expiring(select(func.count()).select_from(ItemVersionRow), scopes, until)) or 0


def list_expiring(scopes: tuple[str, ...], until: date, *, limit: int = 500) -> list[tuple[ItemVersionRow, str]]:
    """Approved versions within the scopes one of whose days comes by then, that day first, with the author's name."""
    first = func.min if engines().is_sqlite else func.least
    query = _expiring(select(ItemVersionRow, PERSON.c.name), scopes, until)
    query = query.join(PERSON, PERSON.c.id == ItemVersionRow.author_id).options(contains_eager(ItemVersionRow.item))
    first_day = first(func.coalesce(*DAYS), func.coalesce(*reversed(DAYS)))
    return [(row[0], row[1]) for row in db.session.execute(query.order_by(first_day, ItemVersionRow.id).limit(limit))]


def list_on_forms(version_ids: Iterable[UUID]) -> set[UUID]:
    """Those of the versions that stand on a frozen form."""
    wanted = list(version_ids)
    found: set[UUID] = set()
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        found |= set(db.session.scalars(select(ItemUsage.version_id).where(ItemUsage.version_id.in_(part)).distinct()))
    return found


def list_reviewers(unit_path: str) -> list[tuple[UUID, str]]:
    """Who may review items of that unit: holders of the right on it or above it who have not left, by name."""
    above = [unit_path[: i + 1] for i, letter in enumerate(unit_path) if letter == "/"]
    query = (
        select(PERSON.c.id, PERSON.c.name)
        .join(ROLE_ASSIGNMENT, ROLE_ASSIGNMENT.c.person_id == PERSON.c.id)
        .join(ORG_UNIT, ORG_UNIT.c.id == ROLE_ASSIGNMENT.c.unit_id)
        .where(ROLE_ASSIGNMENT.c.role.in_([role.value for role in roles_with(Permission.REVIEW_ITEMS)]))
        .where(ROLE_ASSIGNMENT.c.ended_at.is_(None), ORG_UNIT.c.path.in_(above), PERSON.c.left_on.is_(None))
        .distinct()
        .order_by(PERSON.c.name, PERSON.c.id)
    )
    return [(row.id, row.name) for row in db.session.execute(query)]
