"""Reads of what two items are to each other: what people said (bonds), and what was found alike."""

from collections.abc import Collection, Iterable, Iterator
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager

from foundation.db import db
from question_bank.domain.enemies import Bond, Pair
from question_bank.domain.likeness import Likeness
from question_bank.models import Item, ItemBond, ItemLikeness, ItemVersionRow
from question_bank.queries.neighbours import ORG_UNIT

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


def seen_versions(item_ids: Iterable[UUID], scopes: tuple[str, ...]) -> dict[UUID, ItemVersionRow]:
    """The latest versions of those of these items that lie within the scopes."""
    paths = or_(False, *(ORG_UNIT.c.path.startswith(scope) for scope in scopes))
    query = (
        select(ItemVersionRow)
        .join(Item, Item.id == ItemVersionRow.item_id)
        .join(ORG_UNIT, ORG_UNIT.c.id == Item.unit_id)
        .options(contains_eager(ItemVersionRow.item))
        .where(ItemVersionRow.latest, paths)
    )
    return {
        row.item_id: row
        for chunk in _chunks(item_ids)
        for row in db.session.scalars(query.where(ItemVersionRow.item_id.in_(chunk)))
    }


def _chunks(item_ids: Iterable[UUID]) -> Iterator[list[UUID]]:
    wanted = list(item_ids)
    for start in range(0, len(wanted), CHUNK):
        yield wanted[start : start + CHUNK]
