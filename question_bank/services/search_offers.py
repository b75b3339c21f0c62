"""Tags and writers that the search's filters offer follow its entries: offered with the first item of a unit that
carries them, withdrawn with the last, in the same flush. `search_index` says when.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Connection, Table, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from foundation.text import fold
from question_bank.domain.items import ItemFilter
from question_bank.models import Item, ItemVersionRow
from question_bank.models.search import ItemMark, SearchEntry
from question_bank.queries.search import matching

TAG, WRITER = "tag", "writer"
Offer = tuple[UUID, str, str]  # unit, tag or writer, value
_MARKS = cast(Table, ItemMark.__table__)
_CHUNK = 400


def offer(connection: Connection, rows: Sequence[Mapping[Any, Any]]) -> None:
    """Tags and writers of these rows can be chosen in a filter from now on."""
    offered = {offer for row in rows for offer in _of(row["unit_id"], row["tags"], row["writer_ids"])}
    values = [{"unit_id": unit_id, "kind": kind, "value": value} for unit_id, kind, value in sorted(offered, key=str)]
    if values:
        upsert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
        connection.execute(upsert(_MARKS).on_conflict_do_nothing(), values)


def offers(connection: Connection, version_ids: Iterable[UUID]) -> set[Offer]:
    """What those of these versions that are the latest of their items offer to a filter."""
    query = select(Item.unit_id, ItemVersionRow.tags, ItemVersionRow.writer_ids)
    query = query.join(Item, Item.id == ItemVersionRow.item_id).where(ItemVersionRow.latest)
    return {
        offer
        for chunk in _chunks(version_ids)
        for row in connection.execute(query.where(ItemVersionRow.id.in_(chunk)))
        for offer in _of(row.unit_id, row.tags, row.writer_ids)
    }


def _of(unit_id: UUID, tags: Iterable[str], writer_ids: Iterable[str]) -> set[Offer]:
    return {(unit_id, TAG, tag) for tag in tags} | {(unit_id, WRITER, writer) for writer in writer_ids}


def withdraw(connection: Connection, offered: set[Offer], entered: Iterable[UUID]) -> None:
    """Take back what was offered and no item of the unit carries any more; asked of the index that was just written.
    Two writers at once on PostgreSQL may withdraw what the other is just offering: the next save offers it again.
    """
    if not offered:
        return
    for unit_id, kind, value in sorted(offered - offers(connection, entered), key=str):
        wanted = ItemFilter(tag=value) if kind == TAG else ItemFilter(writer_id=UUID(value))
        if connection.scalar(matching(select(SearchEntry.place), (unit_id,), wanted, staged_too=True).limit(1)) is None:
            named = (ItemMark.unit_id == unit_id, ItemMark.kind == kind, ItemMark.value == value)
            connection.execute(delete(_MARKS).where(*named))


def offer_faults(connection: Connection, carried: set[Offer]) -> list[str]:
    """Tags, however written, and writers that a filter offers and no item carries, or the other way round."""
    rows = connection.execute(select(ItemMark.unit_id, ItemMark.kind, ItemMark.value))
    offered = {(row.unit_id, row.kind, fold(row.value) if row.kind == TAG else row.value) for row in rows}
    return [f"{kind} {value}: offered amiss" for _unit, kind, value in sorted(offered ^ carried, key=str)]


def _chunks(ids: Iterable[UUID]) -> list[list[UUID]]:
    wanted = list(dict.fromkeys(ids))
    return [wanted[start : start + _CHUNK] for start in range(0, len(wanted), _CHUNK)]
