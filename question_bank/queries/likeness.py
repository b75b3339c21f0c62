"""Reads of what two items are to each other: what people said (bonds), and what was found alike."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, and_, case, cast, exists, func, or_, select
from sqlalchemy.orm import aliased

from foundation.db import db
from question_bank.domain.enemies import Bond, Pair
from question_bank.domain.likeness import Likeness, Reason
from question_bank.models import Item, ItemBond, ItemLikeness, ItemVersionRow
from question_bank.queries.neighbours import ORG_UNIT
from question_bank.queries.profiles import ALIVE, list_seen

CHUNK = 500


def find_bond(pair: Pair, kind: Bond) -> ItemBond | None:
    """What was said of the two, if it was."""
    return db.session.get(ItemBond, (*pair, kind.value))


def list_bonds(item_id: UUID, kind: Bond) -> list[ItemBond]:
    """Everything of this kind that was said of an item, oldest first."""
    query = select(ItemBond).where(or_(ItemBond.one_id == item_id, ItemBond.other_id == item_id))
    return list(db.session.scalars(query.where(ItemBond.kind == kind.value).order_by(ItemBond.said_at)))


def bonded_pairs(item_ids: Collection[UUID], kind: Bond) -> set[Pair]:
    """The pairs among these items of which this was said."""
    wanted = frozenset(item_ids)
    query = select(ItemBond.one_id, ItemBond.other_id).where(ItemBond.kind == kind.value)
    return {
        (row.one_id, row.other_id)
        for chunk in _chunks(wanted)
        for row in db.session.execute(query.where(ItemBond.one_id.in_(chunk)))
        if row.other_id in wanted
    }


def alike_pairs(item_ids: Collection[UUID]) -> set[Pair]:
    """The pairs among these items that ask the same, as last compared: not those that only resemble."""
    wanted = frozenset(item_ids)
    query = select(ItemLikeness.one_id, ItemLikeness.other_id).where(
        ItemLikeness.kind.in_([Likeness.SAME.value, Likeness.STRONG.value])
    )
    return {
        (row.one_id, row.other_id)
        for chunk in _chunks(wanted)
        for row in db.session.execute(query.where(ItemLikeness.one_id.in_(chunk)))
        if row.other_id in wanted
    }


@dataclass(frozen=True, slots=True)
class PairRow:
    """Two items beside each other, with what was found or said of them."""

    one: ItemVersionRow
    other: ItemVersionRow
    likeness: ItemLikeness | None = None
    bond: ItemBond | None = None


def list_alike(scopes: tuple[str, ...], kind: str, *, limit: int, offset: int) -> list[PairRow]:
    """Pairs within the scopes of which nobody said anything yet, the strongest first. `kind`: of Likeness, "key" for
    the same question with another key, "" for all.
    """
    query = _alike(select(ItemLikeness), scopes, kind)
    query = query.order_by(ItemLikeness.percent.desc(), ItemLikeness.one_id, ItemLikeness.other_id)
    rows = list(db.session.scalars(query.limit(limit).offset(offset)))
    seen = list_seen({each for row in rows for each in (row.one_id, row.other_id)}, scopes)
    return [PairRow(seen[row.one_id], seen[row.other_id], likeness=row) for row in rows]


def count_alike(scopes: tuple[str, ...]) -> dict[str, int]:
    """How many such pairs there are of each kind, and under "key" those with another key."""
    keyed = func.sum(case((_OTHER_KEY, 1), else_=0))
    query = _alike(select(ItemLikeness.kind, func.count(), keyed), scopes, "")
    rows = db.session.execute(query.group_by(ItemLikeness.kind)).all()
    return {kind: n for kind, n, _keyed in rows} | {"key": sum(int(keyed) for _kind, _n, keyed in rows)}


def list_bonded(scopes: tuple[str, ...], kind: Bond, *, limit: int, offset: int) -> list[PairRow]:
    """Pairs within the scopes of which this was said, the last first."""
    both = and_(ItemLikeness.one_id == ItemBond.one_id, ItemLikeness.other_id == ItemBond.other_id)
    query = _bonded(select(ItemBond, ItemLikeness), scopes, kind).outerjoin(ItemLikeness, both)
    query = query.order_by(ItemBond.said_at.desc(), ItemBond.one_id, ItemBond.other_id)
    rows = db.session.execute(query.limit(limit).offset(offset)).all()
    seen = list_seen({each for bond, _found in rows for each in (bond.one_id, bond.other_id)}, scopes)
    return [PairRow(seen[bond.one_id], seen[bond.other_id], likeness=found, bond=bond) for bond, found in rows]


def count_bonded(scopes: tuple[str, ...], kind: Bond) -> int:
    """How many such pairs there are."""
    return db.session.scalar(_bonded(select(func.count()), scopes, kind)) or 0


_OTHER_KEY = cast(ItemLikeness.found, Text).contains(f'["{Reason.KEY.value}"')


def _alike(query: Select, scopes: tuple[str, ...], kind: str) -> Select:
    said = exists().where(ItemBond.one_id == ItemLikeness.one_id, ItemBond.other_id == ItemLikeness.other_id)
    seen = (_seen(item_id, scopes, alive=True) for item_id in (ItemLikeness.one_id, ItemLikeness.other_id))
    query = query.select_from(ItemLikeness).where(~said, *seen)
    if kind == Reason.KEY:
        return query.where(_OTHER_KEY)
    return query.where(ItemLikeness.kind == kind) if kind else query


def _bonded(query: Select, scopes: tuple[str, ...], kind: Bond) -> Select:
    seen = (_seen(item_id, scopes, alive=False) for item_id in (ItemBond.one_id, ItemBond.other_id))
    return query.select_from(ItemBond).where(ItemBond.kind == kind.value, *seen)


def _seen(item_id: Any, scopes: tuple[str, ...], *, alive: bool) -> ColumnElement[bool]:
    """Whether one side of a pair lies within the scopes. Asked pair by pair: joined, SQLite would begin with the units
    and try every item of theirs with every other.
    """
    item, unit, version = aliased(Item), ORG_UNIT.alias(), aliased(ItemVersionRow)
    query = select(item.id).join(unit, unit.c.id == item.unit_id).where(item.id == item_id, item.staged_by.is_(None))
    query = query.where(or_(False, *(unit.c.path.startswith(scope) for scope in scopes)))
    if alive:
        query = query.join(version, and_(version.item_id == item.id, version.latest))
        query = query.where(version.status.in_(ALIVE))
    return query.exists()


def _chunks(item_ids: Iterable[UUID]) -> Iterator[list[UUID]]:
    wanted = list(item_ids)
    for start in range(0, len(wanted), CHUNK):
        yield wanted[start : start + CHUNK]
