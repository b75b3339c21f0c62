"""Reads of bulk edits, and of the many items that one is about. `get_` raises NotFound."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Text, cast, func, or_, select
from sqlalchemy.orm import contains_eager

from foundation.db import db
from foundation.errors import NotFound
from question_bank.domain import ItemStatus
from question_bank.domain.items import ItemFilter
from question_bank.models import BulkEdit, BulkEditItem, Item, ItemVersionRow, Review
from question_bank.queries.neighbours import ORG_UNIT, PERSON
from question_bank.queries.search import find_version_ids, owners

AT_ONCE = 500  # ids in one statement
USABLE = (ItemStatus.APPROVED, ItemStatus.SUSPENDED)


def get_bulk_edit(edit_id: UUID, *, for_update: bool = False) -> BulkEdit:
    """The edit, whoever's it is; raises NotFound."""
    query = select(BulkEdit).where(BulkEdit.id == edit_id)
    row = db.session.scalar(query.with_for_update() if for_update else query)
    if row is None:
        raise NotFound()
    return row


def list_bulk_edits(actor_id: UUID | None, scopes: tuple[str, ...], limit: int = 100) -> list[tuple[BulkEdit, str]]:
    """Confirmed edits of that person or within the scopes with the person's name, newest first."""
    within = or_(BulkEdit.actor_id == actor_id, *(BulkEdit.unit_path.startswith(scope) for scope in scopes))
    query = select(BulkEdit, PERSON.c.name).join(PERSON, PERSON.c.id == BulkEdit.actor_id)
    query = query.where(BulkEdit.confirmed_at.is_not(None), within).order_by(BulkEdit.confirmed_at.desc())
    return [(row[0], row[1]) for row in db.session.execute(query.limit(limit))]


def list_stale_bulk_edits(actor_id: UUID, keep: int) -> list[UUID]:
    """That person's edits that were never confirmed, but for the newest few."""
    query = select(BulkEdit.id).where(BulkEdit.actor_id == actor_id, BulkEdit.confirmed_at.is_(None))
    return list(db.session.scalars(query.order_by(BulkEdit.created_at.desc()).offset(keep).limit(20)))


def find_paths(item_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The unit paths of those of these items that exist."""
    query = select(Item.id, ORG_UNIT.c.path).join(ORG_UNIT, ORG_UNIT.c.id == Item.unit_id)
    wanted, found = list(item_ids), {}
    for start in range(0, len(wanted), AT_ONCE):
        some = db.session.execute(query.where(Item.id.in_(wanted[start : start + AT_ONCE]), Item.staged_by.is_(None)))
        found.update({row.id: row.path for row in some})
    return found


def list_fitting(scopes: tuple[str, ...], wanted: ItemFilter, limit: int) -> dict[UUID, str]:
    """The items within the scopes that fit a filter, with their unit paths."""
    version_ids, found = find_version_ids(owners(scopes), wanted, limit=limit), {}
    query = select(ItemVersionRow.item_id, ORG_UNIT.c.path).join(Item, Item.id == ItemVersionRow.item_id)
    query = query.join(ORG_UNIT, ORG_UNIT.c.id == Item.unit_id)
    for start in range(0, len(version_ids), AT_ONCE):
        some = db.session.execute(query.where(ItemVersionRow.id.in_(version_ids[start : start + AT_ONCE])))
        found.update({row.item_id: row.path for row in some})
    return found


def list_living(item_ids: Sequence[UUID], *, for_update: bool = False) -> dict[UUID, list[tuple[ItemVersionRow, str]]]:
    """By item: its latest version and the one in use (approved or suspended), newest first, with the unit's path."""
    query = (
        select(ItemVersionRow, ORG_UNIT.c.path)
        .join(Item, Item.id == ItemVersionRow.item_id)
        .join(ORG_UNIT, ORG_UNIT.c.id == Item.unit_id)
        .options(contains_eager(ItemVersionRow.item))
        .where(ItemVersionRow.item_id.in_(item_ids))
        .where(or_(ItemVersionRow.latest, ItemVersionRow.status.in_(USABLE)))
        .order_by(ItemVersionRow.item_id, ItemVersionRow.number.desc())
    )
    query = query.with_for_update(of=ItemVersionRow).execution_options(populate_existing=True) if for_update else query
    found: dict[UUID, list[tuple[ItemVersionRow, str]]] = {}
    for row in db.session.execute(query):
        found.setdefault(row[0].item_id, []).append((row[0], row[1]))
    return found


def list_bulk_items(
    edit_id: UUID, states: Sequence[str] = (), *, limit: int, offset: int = 0, for_update: bool = False
) -> list[BulkEditItem]:
    """Items of an edit in these states (any if none are named), in order; locked ones are skipped if for update."""
    query = select(BulkEditItem).where(BulkEditItem.edit_id == edit_id)
    if states:
        query = query.where(BulkEditItem.state.in_(states))
    query = query.order_by(BulkEditItem.position).limit(limit).offset(offset)
    if for_update:
        query = query.with_for_update(skip_locked=True).execution_options(populate_existing=True)
    return list(db.session.scalars(query))


def list_bulk_item_ids(edit_id: UUID) -> list[tuple[int, UUID]]:
    """Position and item of all of an edit, in order."""
    query = select(BulkEditItem.position, BulkEditItem.item_id).where(BulkEditItem.edit_id == edit_id)
    return [(row.position, row.item_id) for row in db.session.execute(query.order_by(BulkEditItem.position))]


def count_bulk_items(edit_id: UUID) -> list[tuple[str, dict[str, Any] | None, int]]:
    """How many items are in which state with which note, most first."""
    n = func.count().label("n")
    query = select(BulkEditItem.state, BulkEditItem.note, n).where(BulkEditItem.edit_id == edit_id)
    query = query.group_by(BulkEditItem.state, BulkEditItem.note).order_by(n.desc())
    return [(row.state, row.note, row.n) for row in db.session.execute(query)]


def count_new_drafts(edit_id: UUID) -> int:
    """How many of the planned or written steps make a new draft version."""
    query = select(func.count()).where(BulkEditItem.edit_id == edit_id, BulkEditItem.state.in_(("ready", "done")))
    return db.session.scalar(query.where(cast(BulkEditItem.steps, Text).contains('"new_draft"'))) or 0


def list_by_version(version_ids: Sequence[UUID]) -> dict[UUID, ItemVersionRow]:
    """These versions as they are now, locked."""
    query = select(ItemVersionRow).where(ItemVersionRow.id.in_(version_ids)).with_for_update()
    return {row.id: row for row in db.session.scalars(query.execution_options(populate_existing=True))}


def was_reviewed_since(row: ItemVersionRow) -> bool:
    """Whether anybody answered or said anything since the version was submitted."""
    query = select(Review.id).where(Review.version_id == row.id, Review.at >= row.submitted_at).limit(1)
    return db.session.scalar(query) is not None
