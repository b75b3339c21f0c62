"""Reads of measured statistics: sums by version and sitting, what they come to for versions and items.

An item's measure is that of its newest version with answers: what an older one said was answered no more.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Result, Select, or_, select

from foundation.db import db
from question_bank.domain.statistics import ItemMeasure, ItemSums, measure
from question_bank.models import ItemStatistics, ItemVersionRow
from question_bank.queries.neighbours import ORG_UNIT

_NAMES = tuple(field.name for field in fields(ItemSums))
_CHUNK = 400


@dataclass(frozen=True, slots=True)
class MeasuredItem:
    """An item's newest answered version, by number, and what its answers say; None: too few of them."""

    number: int
    measure: ItemMeasure | None


def measured_items(connection: Connection, item_ids: Collection[UUID]) -> dict[UUID, MeasuredItem]:
    """By item, from the sittings of all units; items that nobody answered are left out."""
    newest: dict[UUID, tuple[int, list[ItemSums], int]] = {}
    query = _sums(ItemVersionRow.item_id, ItemVersionRow.number)
    query = query.join(ItemVersionRow, ItemVersionRow.id == ItemStatistics.version_id)
    ids = list(dict.fromkeys(item_ids))
    for start in range(0, len(ids), _CHUNK):
        for row in connection.execute(query.where(ItemVersionRow.item_id.in_(ids[start : start + _CHUNK]))):
            number, sums, _guess = newest.get(row.item_id, (0, [], 0))
            if row.number > number:
                newest[row.item_id] = (row.number, [_of(row)], row.guess)
            elif row.number == number:
                sums.append(_of(row))
    return {
        item_id: MeasuredItem(number, measure(sums, guess / 1000)) for item_id, (number, sums, guess) in newest.items()
    }


def with_measures(connection: Connection, rows: Result[Any]) -> list[dict[Any, Any]]:
    """Rows with an `item_id`, each with the `measure` of its item as it stands in the database, or None."""
    found = [dict(row) for row in rows.mappings()]
    measures = measured_items(connection, [row["item_id"] for row in found])
    return [
        row | {"measure": measures[row["item_id"]].measure if row["item_id"] in measures else None} for row in found
    ]


def measured_versions(
    version_ids: Iterable[UUID], scopes: Sequence[str] | None = None
) -> dict[UUID, tuple[list[ItemSums], float]]:
    """Each version's sums, one a sitting, and its guessing share; of sittings held within the scopes where given."""
    query = _sums(ItemStatistics.version_id)
    if scopes is not None:
        query = query.join(ORG_UNIT, ORG_UNIT.c.id == ItemStatistics.unit_id)
        query = query.where(or_(False, *(ORG_UNIT.c.path.startswith(scope) for scope in scopes)))
    found: dict[UUID, tuple[list[ItemSums], float]] = {}
    ids = list(dict.fromkeys(version_ids))
    for start in range(0, len(ids), _CHUNK):
        chunk = query.where(ItemStatistics.version_id.in_(ids[start : start + _CHUNK]))
        for row in db.session.execute(chunk):
            found.setdefault(row.version_id, ([], row.guess / 1000))[0].append(_of(row))
    return found


def sums_of_sitting(sitting_id: UUID) -> dict[UUID, ItemSums]:
    """What is kept of a sitting, by version."""
    query = _sums(ItemStatistics.version_id).where(ItemStatistics.sitting_id == sitting_id)
    return {row.version_id: _of(row) for row in db.session.execute(query)}


def list_measured_sittings() -> list[UUID]:
    """The sittings of which sums are kept."""
    return list(db.session.scalars(select(ItemStatistics.sitting_id).distinct()))


def _sums(*columns: Any) -> Select[Any]:
    return select(*columns, ItemStatistics.guess, *(getattr(ItemStatistics, name) for name in _NAMES))


def _of(row: Any) -> ItemSums:
    return ItemSums(*(getattr(row, name) for name in _NAMES))
