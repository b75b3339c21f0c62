"""Reads of many items within unit paths: what a filter asks for, what filters can offer."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import aliased, contains_eager

from foundation.db import db
from question_bank.domain import ItemStatus
from question_bank.domain.items import ItemFilter
from question_bank.models import Item, ItemVersionRow
from question_bank.models.search import ItemMark
from question_bank.queries.neighbours import PERSON
from question_bank.queries.search import Units, find_version_ids, owners

_CHUNK = 500


def list_items(
    units: Units, wanted: ItemFilter, *, limit: int = 50, offset: int = 0, few: bool = False
) -> list[tuple[ItemVersionRow, str, int | None]]:
    """Latest versions of these units that fit, last saved first: with the author's name and the number of the
    version that is approved. `few`: see `find_version_ids`.
    """
    ids = find_version_ids(units, wanted, limit=limit, offset=offset, few=few)
    other = aliased(ItemVersionRow)
    approved = (
        select(func.max(other.number))
        .where(other.item_id == ItemVersionRow.item_id, other.status == ItemStatus.APPROVED)
        .scalar_subquery()
    )
    query = select(ItemVersionRow, PERSON.c.name, approved).join(PERSON, PERSON.c.id == ItemVersionRow.author_id)
    query = query.join(Item, Item.id == ItemVersionRow.item_id).options(contains_eager(ItemVersionRow.item))
    rows: dict[UUID, tuple[ItemVersionRow, str, int | None]] = {}
    for start in range(0, len(ids), _CHUNK):
        chunk = query.where(ItemVersionRow.id.in_(ids[start : start + _CHUNK]))
        rows |= {row[0].id: (row[0], row[1], row[2]) for row in db.session.execute(chunk)}
    return [rows[version_id] for version_id in ids if version_id in rows]


def list_marks(scopes: tuple[str, ...], kind: str) -> list[str]:
    """Every tag ("tag"), or everybody's id who wrote ("writer"), of items within the scopes, in order."""
    query = select(ItemMark.value).where(ItemMark.kind == kind).distinct().order_by(ItemMark.value)
    units = owners(scopes)
    return list(db.session.scalars(query if units is None else query.where(ItemMark.unit_id.in_(units))))
