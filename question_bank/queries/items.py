"""Reads of items and their versions by id, name or use. `get_` raises NotFound, `find_` may be None."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased, joinedload

from foundation.db import db
from foundation.errors import N_, NotFound
from question_bank.domain import ItemStatus
from question_bank.models import ContentAreaRow, Item, ItemUsage, ItemVersionRow
from question_bank.queries.neighbours import ORG_UNIT, PERSON

ITEM_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")  # what an export calls an item without a name


class UnknownItem(NotFound):
    """No such item within the actor's reach."""

    message = N_("没有找到这道题")


def get_latest(item_id: UUID, *, for_update: bool = False) -> tuple[ItemVersionRow, str]:
    """The latest version with its item, and the owner unit's path; raises UnknownItem."""
    query = (
        select(ItemVersionRow, ORG_UNIT.c.path)
        .join(Item, Item.id == ItemVersionRow.item_id)
        .join(ORG_UNIT, ORG_UNIT.c.id == Item.unit_id)
        .options(joinedload(ItemVersionRow.item))
        .where(Item.id == item_id, ItemVersionRow.latest, Item.staged_by.is_(None))
    )
    row = db.session.execute(query.with_for_update(of=ItemVersionRow) if for_update else query).first()
    if row is None:
        raise UnknownItem()
    return row[0], row[1]


def get_version(item_id: UUID, number: int) -> ItemVersionRow:
    """One version of an item; raises UnknownItem."""
    query = select(ItemVersionRow).options(joinedload(ItemVersionRow.item))
    row = db.session.scalar(query.where(ItemVersionRow.item_id == item_id, ItemVersionRow.number == number))
    if row is None:
        raise UnknownItem()
    return row


def list_versions(item_id: UUID) -> list[ItemVersionRow]:
    """All versions of an item, newest first."""
    query = select(ItemVersionRow).options(joinedload(ItemVersionRow.item)).where(ItemVersionRow.item_id == item_id)
    return list(db.session.scalars(query.order_by(ItemVersionRow.number.desc())))


def list_latest(item_ids: Iterable[UUID]) -> dict[UUID, ItemVersionRow]:
    """The latest versions of these items."""
    query = select(ItemVersionRow).where(ItemVersionRow.latest)
    return {row.item_id: row for row in _in_chunks(query, ItemVersionRow.item_id, item_ids)}


def list_approved(item_ids: Iterable[UUID]) -> dict[UUID, ItemVersionRow]:
    """The approved versions of these items; an item without one is not there."""
    query = select(ItemVersionRow).where(ItemVersionRow.status == ItemStatus.APPROVED)
    return {row.item_id: row for row in _in_chunks(query, ItemVersionRow.item_id, item_ids)}


def list_by_ids(version_ids: Iterable[UUID]) -> list[ItemVersionRow]:
    """These versions, whatever their state."""
    return _in_chunks(select(ItemVersionRow), ItemVersionRow.id, version_ids)


def _in_chunks(query: Select, column: InstrumentedAttribute[UUID], ids: Iterable[UUID]) -> list[ItemVersionRow]:
    wanted = list(ids)
    found: list[ItemVersionRow] = []
    for start in range(0, len(wanted), 500):
        found += db.session.scalars(query.where(column.in_(wanted[start : start + 500])))
    return found


def find_by_external_id(unit_id: UUID, external_ids: Iterable[str]) -> dict[str, ItemVersionRow]:
    """The latest versions of the unit's items with these file names; an item without one goes by its id."""
    names = list(external_ids)
    ids = [UUID(name) for name in names if ITEM_ID.fullmatch(name)]
    named = or_(Item.external_id.in_(names), and_(Item.external_id.is_(None), Item.id.in_(ids)))
    query = select(ItemVersionRow).join(Item).options(joinedload(ItemVersionRow.item))
    query = query.where(Item.unit_id == unit_id, ItemVersionRow.latest, Item.staged_by.is_(None), named)
    return {row.item.external_id or str(row.item_id): row for row in db.session.scalars(query)}


def list_drawable(
    unit_path: str, pool: str, today: date, external_ids: Iterable[str] | None = None
) -> list[ItemVersionRow]:
    """Approved versions owned by the unit itself or by one above it that hold on that day; only the named ones, where
    names are given.
    """
    holds = or_(ItemVersionRow.valid_until.is_(None), ItemVersionRow.valid_until > today)
    query = _approved_above(unit_path, pool).where(holds)
    if external_ids is not None:
        query = query.where(Item.external_id.in_(list(external_ids)))
    return list(db.session.scalars(query))


def list_expired(unit_path: str, pool: str, today: date) -> list[ItemVersionRow]:
    """Those that could be drawn there if they held on that day."""
    return list(db.session.scalars(_approved_above(unit_path, pool).where(ItemVersionRow.valid_until <= today)))


def _approved_above(unit_path: str, pool: str) -> Select[Any]:
    above = [unit_path[: i + 1] for i, letter in enumerate(unit_path) if letter == "/"]
    return (
        select(ItemVersionRow)
        .join(Item)
        .join(ORG_UNIT, ORG_UNIT.c.id == Item.unit_id)
        .options(joinedload(ItemVersionRow.item))
        .where(ORG_UNIT.c.path.in_(above), ItemVersionRow.status == ItemStatus.APPROVED, ItemVersionRow.pool == pool)
        .order_by(ItemVersionRow.id)
    )


def list_areas() -> list[ContentAreaRow]:
    """All content areas in their order."""
    return list(db.session.scalars(select(ContentAreaRow).order_by(ContentAreaRow.position, ContentAreaRow.code)))


def person_names(person_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names of these persons."""
    query = select(PERSON.c.id, PERSON.c.name).where(PERSON.c.id.in_(list(person_ids)))
    return {row.id: row.name for row in db.session.execute(query)}


def count_usage(item_id: UUID) -> int:
    """On how many forms any version of the item stands."""
    version = aliased(ItemVersionRow)
    query = select(func.count(func.distinct(ItemUsage.form_id))).join(version, version.id == ItemUsage.version_id)
    return db.session.scalar(query.where(version.item_id == item_id)) or 0
