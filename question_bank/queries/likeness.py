"""Reads of what two items are to each other: what people said (bonds), and what was found alike."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Text, and_, case, cast, exists, func, or_, select, union
from sqlalchemy.orm import aliased

from foundation.db import db, engines
from question_bank.domain.enemies import Bond, Pair
from question_bank.domain.like_groups import PairLine
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


def alike_lines(scopes: tuple[str, ...], kind: str) -> list[PairLine]:
    """Pairs within the scopes of which nobody said anything yet. `kind`: of Likeness, "key" for the same question with
    another key, "" for all.
    """
    query = _alike(select(ItemLikeness.one_id, ItemLikeness.other_id, ItemLikeness.kind, ItemLikeness.percent), scopes)
    if kind == Reason.KEY:
        query = query.where(_OTHER_KEY)
    elif kind:
        query = query.where(ItemLikeness.kind == kind)
    return [PairLine(row[0], row[1], row[2] == Likeness.SAME, row[3]) for row in db.session.execute(query)]


def bonded_lines(scopes: tuple[str, ...], kind: Bond) -> list[PairLine]:
    """Pairs within the scopes of which this was said, however alike they are."""
    columns = (ItemBond.one_id, ItemBond.other_id, ItemLikeness.kind, ItemLikeness.percent)
    query = _bonded(select(*columns), scopes, kind).outerjoin(ItemLikeness, _BOTH)
    return [PairLine(row[0], row[1], row[2] == Likeness.SAME, row[3]) for row in db.session.execute(query)]


def list_pair_rows(pairs: Sequence[Pair], scopes: tuple[str, ...], kind: Bond | None) -> list[PairRow]:
    """These pairs, in this order, with what was found and what of this kind was said."""
    firsts = {one for one, _other in pairs}
    found = {(row.one_id, row.other_id): row for row in _of_firsts(ItemLikeness, firsts)}
    said = {(row.one_id, row.other_id): row for row in _of_firsts(ItemBond, firsts) if row.kind == kind}
    seen = list_seen({each for pair in pairs for each in pair}, scopes)
    return [
        PairRow(seen[pair[0]], seen[pair[1]], found.get(pair), said.get(pair))
        for pair in pairs
        if pair[0] in seen and pair[1] in seen
    ]


def _of_firsts(model: Any, firsts: Collection[UUID]) -> Iterator[Any]:
    for chunk in _chunks(firsts):
        yield from db.session.scalars(select(model).where(model.one_id.in_(chunk)))


def item_paths(item_ids: Collection[UUID]) -> dict[UUID, str]:
    """The owner units' paths of these items."""
    query = select(Item.id, ORG_UNIT.c.path).join(ORG_UNIT, ORG_UNIT.c.id == Item.unit_id)
    return {
        row[0]: row[1] for chunk in _chunks(item_ids) for row in db.session.execute(query.where(Item.id.in_(chunk)))
    }


def lock_items(item_ids: Collection[UUID]) -> None:
    """Whoever speaks of these items waits for the end of the transaction; always in the same order."""
    query = select(ItemVersionRow.id).where(ItemVersionRow.latest).order_by(ItemVersionRow.item_id)
    for chunk in _chunks(sorted(item_ids)):
        db.session.execute(query.where(ItemVersionRow.item_id.in_(chunk)).with_for_update()).all()


def count_alike(scopes: tuple[str, ...]) -> dict[str, int]:
    """How many such pairs there are of each kind, and under "key" those with another key."""
    keyed = func.sum(case((_OTHER_KEY, 1), else_=0))
    query = _alike(select(ItemLikeness.kind, func.count(), keyed), scopes)
    rows = db.session.execute(query.group_by(ItemLikeness.kind)).all()
    return {kind: n for kind, n, _keyed in rows} | {"key": sum(int(keyed) for _kind, _n, keyed in rows)}


def count_bonded(scopes: tuple[str, ...], kind: Bond) -> int:
    """How many such pairs there are."""
    return db.session.scalar(_bonded(select(func.count()), scopes, kind)) or 0


_OTHER_KEY = cast(ItemLikeness.found, Text).contains(f'["{Reason.KEY.value}"')


_BOTH = and_(ItemLikeness.one_id == ItemBond.one_id, ItemLikeness.other_id == ItemBond.other_id)


def _alike(query: Select, scopes: tuple[str, ...]) -> Select:
    said = exists().where(ItemBond.one_id == ItemLikeness.one_id, ItemBond.other_id == ItemLikeness.other_id)
    seen = _seen_of(ItemLikeness, scopes, alive=True)
    return query.select_from(ItemLikeness).where(~said, ItemLikeness.one_id.in_(seen), ItemLikeness.other_id.in_(seen))


def _bonded(query: Select, scopes: tuple[str, ...], kind: Bond) -> Select:
    seen = _seen_of(ItemBond, scopes, alive=False)
    query = query.select_from(ItemBond).where(ItemBond.kind == kind.value)
    return query.where(ItemBond.one_id.in_(seen), ItemBond.other_id.in_(seen))


def _seen_of(model: Any, scopes: tuple[str, ...], *, alive: bool) -> Select:
    """The items of any of these pairs that lie within the scopes. Asked item by item: joined, SQLite would begin with
    the units and try every item of theirs; asked pair by pair, an item of many pairs is asked many times.
    """
    told = union(select(model.one_id.label("id")), select(model.other_id)).cte("told")
    item, unit, version = aliased(Item), ORG_UNIT.alias(), aliased(ItemVersionRow)
    query = select(item.id).join(unit, unit.c.id == item.unit_id).where(item.id == told.c.id, item.staged_by.is_(None))
    query = query.where(or_(False, *(unit.c.path.startswith(scope) for scope in scopes)))
    if alive:
        query = query.join(version, and_(version.item_id == item.id, version.latest))
        query = query.where(version.status.in_(ALIVE))
    query = query if engines().is_sqlite else query.offset(0)  # else PostgreSQL would join all items of the bank first
    seen = select(told.c.id).where(query.correlate(told).exists()).cte("seen")
    return select(seen.c.id)


def _chunks(item_ids: Iterable[UUID]) -> Iterator[list[UUID]]:
    wanted = list(item_ids)
    for start in range(0, len(wanted), CHUNK):
        yield wanted[start : start + CHUNK]
