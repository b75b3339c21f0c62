"""What the packages above read of the bank: approved items to draw from, versions by id, areas; and the note of their
use.
"""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from foundation.calendar import local_day
from foundation.db import transaction
from question_bank import item_types, queries
from question_bank.domain import Difficulty, ItemVersion, Pool
from question_bank.domain.items import ContentArea, ItemSummary
from question_bank.models import ItemUsage, ItemVersionRow


def list_drawable(
    unit_path: str, *, pool: str = Pool.EXAM, external_ids: Iterable[str] | None = None, now: datetime
) -> list[ItemSummary]:
    """Approved items of the unit and of all units above it that hold on the day of `now`, oldest first; only the named
    ones if names are given.
    """
    return [_summary(row) for row in queries.list_drawable(unit_path, pool, local_day(now), external_ids)]


def list_expired(unit_path: str, *, pool: str = Pool.EXAM, now: datetime) -> list[ItemSummary]:
    """What `list_drawable` leaves out because its day has come: to say so where items are missing."""
    return [_summary(row) for row in queries.list_expired(unit_path, pool, local_day(now))]


def list_ends(version_ids: Iterable[UUID]) -> dict[UUID, date]:
    """The days from which these versions may not be used; those that hold without end are left out."""
    rows = queries.list_by_ids(version_ids)
    return {row.id: row.valid_until for row in rows if row.valid_until is not None}


def _summary(row: ItemVersionRow) -> ItemSummary:
    shape = item_types.get(row.item_type).response_shape(row.content)
    return ItemSummary(
        item_id=row.item_id,
        version_id=row.id,
        external_id=row.item.external_id,
        item_type=row.item_type,
        area_code=row.area_code,
        difficulty=Difficulty(row.difficulty),
        critical=row.critical,
        n_blanks=shape.blanks,
        tags=tuple(row.tags),
        stem=str(row.content.get("stem", "")),
        valid_until=row.valid_until,
    )


def load_versions(version_ids: Iterable[UUID]) -> dict[UUID, ItemVersion]:
    """Versions by id, whatever their state: a form keeps what it was frozen with."""
    return {
        row.id: ItemVersion(
            id=row.id,
            item_id=row.item_id,
            number=row.number,
            item_type=row.item_type,
            content=row.content,
            content_hash=row.content_hash,
            area_code=row.area_code,
            difficulty=Difficulty(row.difficulty),
            pool=Pool(row.pool),
            critical=row.critical,
            tags=tuple(row.tags),
        )
        for row in queries.list_by_ids(version_ids)
    }


def list_areas() -> list[ContentArea]:
    """All content areas in their order."""
    return [ContentArea(row.code, row.name_zh, row.name_en) for row in queries.list_areas()]


def note_usage(version_ids: Iterable[UUID], *, form_id: UUID, now: datetime) -> None:
    """Remember that these versions stand on a frozen form."""
    with transaction() as session:
        for version_id in version_ids:
            session.merge(ItemUsage(version_id=version_id, form_id=form_id, at=now))
