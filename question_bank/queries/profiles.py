"""Reads of the profiles: which items wait for one, who holds a gram, how the bank within some units is written."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import aliased, contains_eager

from foundation.db import db
from question_bank.domain import ItemStatus
from question_bank.domain.lints import LintKind
from question_bank.models import Item, ItemProfile, ItemSketch, ItemUsage, ItemVersionRow
from question_bank.queries.neighbours import ORG_UNIT

ALIVE = tuple(status.value for status in ItemStatus if status is not ItemStatus.RETIRED)
CHUNK = 500


def _stale(query: Select, method: int) -> Select:
    profile = ItemProfile.item_id == ItemVersionRow.item_id
    made = or_(
        ItemProfile.number.is_(None),
        ItemProfile.content_hash != ItemVersionRow.content_hash,
        ItemProfile.method != method,
    )
    return query.select_from(ItemVersionRow).outerjoin(ItemProfile, profile).where(ItemVersionRow.latest, made)


def list_stale(method: int, limit: int) -> list[tuple[ItemVersionRow, ItemProfile | None]]:
    """Latest versions without a profile of what they say now, and the old profile where there is one."""
    query = _stale(select(ItemVersionRow, ItemProfile), method).limit(limit)
    return [(row[0], row[1]) for row in db.session.execute(query)]


def count_holders(grams: Collection[int]) -> dict[int, int]:
    """How many profiles hold each of these grams."""
    query = select(ItemSketch.gram, func.count()).group_by(ItemSketch.gram)
    return {
        gram: n for chunk in _chunks(grams) for gram, n in db.session.execute(query.where(ItemSketch.gram.in_(chunk)))
    }


def list_holders(grams: Collection[int], scopes: tuple[str, ...] | None = None) -> list[tuple[int, int]]:
    """Gram and profile for every profile that holds one; of items within the scopes, where they are given."""
    query = select(ItemSketch.gram, ItemSketch.profile)
    if scopes is not None:
        query = query.join(ItemProfile, ItemProfile.number == ItemSketch.profile)
        query = within(query.join(Item, Item.id == ItemProfile.item_id), scopes)
    return [
        (gram, number)
        for chunk in _chunks(grams)
        for gram, number in db.session.execute(query.where(ItemSketch.gram.in_(chunk)))
    ]


def profiled_items(numbers: Collection[int]) -> dict[int, UUID]:
    """The items of these profiles."""
    query = select(ItemProfile.number, ItemProfile.item_id)
    return {
        number: item_id
        for chunk in _chunks(numbers)
        for number, item_id in db.session.execute(query.where(ItemProfile.number.in_(chunk)))
    }


def profile_numbers(item_ids: Iterable[UUID]) -> dict[UUID, int]:
    """The profiles of these items."""
    query = select(ItemProfile.item_id, ItemProfile.number)
    return {
        item_id: number
        for chunk in _chunks(item_ids)
        for item_id, number in db.session.execute(query.where(ItemProfile.item_id.in_(chunk)))
    }


def within(query: Select, scopes: tuple[str, ...]) -> Select:
    """A selection that has joined `Item`, narrowed to units within the scopes and to items that are there."""
    paths = or_(False, *(ORG_UNIT.c.path.startswith(scope) for scope in scopes))
    return query.join(ORG_UNIT, ORG_UNIT.c.id == Item.unit_id).where(paths, Item.staged_by.is_(None))


def list_seen(item_ids: Iterable[UUID], scopes: tuple[str, ...]) -> dict[UUID, ItemVersionRow]:
    """The latest versions of those of these items that lie within the scopes."""
    query = select(ItemVersionRow).join(Item, Item.id == ItemVersionRow.item_id).where(ItemVersionRow.latest)
    return _by_item(within(query, scopes).options(contains_eager(ItemVersionRow.item)), item_ids)


def list_in_force(item_ids: Iterable[UUID]) -> dict[UUID, ItemVersionRow]:
    """The latest versions of those of these items that are not retired, wherever they are."""
    return _by_item(select(ItemVersionRow).where(ItemVersionRow.latest, ItemVersionRow.status.in_(ALIVE)), item_ids)


def _by_item(query: Select, item_ids: Iterable[UUID]) -> dict[UUID, ItemVersionRow]:
    return {
        row.item_id: row
        for chunk in _chunks(item_ids)
        for row in db.session.scalars(query.where(ItemVersionRow.item_id.in_(chunk)))
    }


def _profiled(query: Select, scopes: tuple[str, ...]) -> Select:
    """Items in force within the scopes, with their profiles where they have one."""
    query = query.select_from(ItemVersionRow).join(Item, Item.id == ItemVersionRow.item_id)
    query = query.outerjoin(ItemProfile, ItemProfile.item_id == ItemVersionRow.item_id)
    return within(query.where(ItemVersionRow.latest, ItemVersionRow.status.in_(ALIVE)), scopes)


def has_lint(kind: LintKind) -> ColumnElement[bool]:
    """Whether a profile names this kind of advice."""
    return ItemProfile.lints.contains(f"|{kind.value}|", autoescape=True)


def count_lints(scopes: tuple[str, ...]) -> tuple[int, int, dict[LintKind, int]]:
    """Items in force, how many of them have a profile, and how many have advice of each kind."""
    sums = [func.sum(case((has_lint(kind), 1), else_=0)) for kind in LintKind]
    row = db.session.execute(_profiled(select(func.count(), func.count(ItemProfile.number), *sums), scopes)).one()
    return row[0], row[1], {kind: int(n or 0) for kind, n in zip(LintKind, row[2:], strict=True)}


def key_places(scopes: tuple[str, ...]) -> list[tuple[str, int]]:
    """Where the keys of single choices stand ("B/4"), and how often."""
    query = _profiled(select(ItemProfile.key_place, func.count()), scopes).where(ItemProfile.key_place.is_not(None))
    return [(place, n) for place, n in db.session.execute(query.group_by(ItemProfile.key_place))]


def last_made(scopes: tuple[str, ...]) -> datetime | None:
    """When the youngest profile within the scopes was made."""
    return db.session.scalar(_profiled(select(func.max(ItemProfile.made_at)), scopes))


def _never_used(query: Select, scopes: tuple[str, ...]) -> Select:
    version = aliased(ItemVersionRow)
    used = select(version.item_id).join(ItemUsage, ItemUsage.version_id == version.id)
    query = _profiled(query, scopes).where(ItemVersionRow.status == ItemStatus.APPROVED)
    return query.where(ItemVersionRow.item_id.not_in(used))


def count_never_used(scopes: tuple[str, ...]) -> int:
    """Approved items of which no version ever stood on a form."""
    return db.session.scalar(_never_used(select(func.count()), scopes)) or 0


def list_never_used(scopes: tuple[str, ...], *, limit: int, offset: int) -> list[ItemVersionRow]:
    """Those items, the oldest first."""
    return _page(_never_used(select(ItemVersionRow), scopes), limit, offset)


def list_with_lint(scopes: tuple[str, ...], kind: LintKind, *, limit: int, offset: int) -> list[ItemVersionRow]:
    """The items that have this advice, the oldest first."""
    return _page(_profiled(select(ItemVersionRow), scopes).where(has_lint(kind)), limit, offset)


def _page(query: Select, limit: int, offset: int) -> list[ItemVersionRow]:
    query = query.options(contains_eager(ItemVersionRow.item)).order_by(ItemVersionRow.item_id)
    return list(db.session.scalars(query.limit(limit).offset(offset)))


def _chunks(values: Iterable[Any]) -> Iterator[list[Any]]:
    listed = list(values)
    for start in range(0, len(listed), CHUNK):
        yield listed[start : start + CHUNK]
