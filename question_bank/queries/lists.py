"""Reads of many items within unit paths: what a filter asks for, what waits for a reviewer, what filters can offer."""

from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, cast, func, or_, select
from sqlalchemy.orm import aliased, contains_eager

from foundation.db import db
from question_bank.domain import ItemStatus
from question_bank.domain.items import ItemFilter
from question_bank.models import Item, ItemVersionRow
from question_bank.queries.neighbours import ORG_UNIT, PERSON
from question_bank.queries.search import find_version_ids, matching, owners
from question_bank.search_tables import ItemMark, SearchEntry

_CHUNK = 500


def list_items(
    scopes: tuple[str, ...], wanted: ItemFilter, *, limit: int = 50, offset: int = 0
) -> list[tuple[ItemVersionRow, str, int | None]]:
    """Latest versions within the scopes that fit, last saved first: with the author's name and the number of the
    version that is approved.
    """
    ids = find_version_ids(scopes, wanted, limit=limit, offset=offset)
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


def _within(query: Select, scopes: tuple[str, ...]) -> Select:
    paths = or_(False, *(ORG_UNIT.c.path.startswith(scope) for scope in scopes))
    return query.join(ORG_UNIT, ORG_UNIT.c.id == Item.unit_id).where(paths, Item.staged_by.is_(None))


def _filtered(query: Select, scopes: tuple[str, ...], wanted: ItemFilter) -> Select:
    """Narrow a selection of item versions to the latest ones that fit, whatever their order."""
    fitting = matching(select(SearchEntry.version_id), owners(scopes), wanted).order_by(None)
    if wanted.status:
        fitting = fitting.where(SearchEntry.status == wanted.status)
    return _within(query.join(Item, Item.id == ItemVersionRow.item_id), scopes).where(ItemVersionRow.id.in_(fitting))


def _written_by(person_id: UUID) -> ColumnElement[bool]:
    """Versions that the person had a hand in (the ids are kept as JSON text)."""
    return cast(ItemVersionRow.writer_ids, Text).contains(str(person_id))


def list_waiting(scopes: tuple[str, ...], reviewer_id: UUID) -> list[tuple[ItemVersionRow, str]]:
    """Versions under review that the reviewer had no hand in, longest waiting first, with the author's name."""
    query = select(ItemVersionRow, PERSON.c.name).join(PERSON, PERSON.c.id == ItemVersionRow.author_id)
    query = _within(query.join(Item, Item.id == ItemVersionRow.item_id), scopes)
    query = query.where(ItemVersionRow.latest, ItemVersionRow.status == ItemStatus.IN_REVIEW)
    query = query.where(~_written_by(reviewer_id)).options(contains_eager(ItemVersionRow.item))
    return [(row[0], row[1]) for row in db.session.execute(query.order_by(ItemVersionRow.submitted_at).limit(500))]


def list_marks(scopes: tuple[str, ...], kind: str) -> list[str]:
    """Every tag ("tag"), or everybody's id who wrote ("writer"), of items within the scopes, in order."""
    query = select(ItemMark.value).where(ItemMark.kind == kind).distinct().order_by(ItemMark.value)
    units = owners(scopes)
    return list(db.session.scalars(query if units is None else query.where(ItemMark.unit_id.in_(units))))
