"""Reads of large files on their way in: what waits for the job process, the items read, how they stand to the bank."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select

from foundation.db import db
from foundation.errors import NotFound
from question_bank.domain.intake import BY_JOBS, WRITING, Stage
from question_bank.models import Item, ItemVersionRow, PaperImport, PaperImportItem, PaperImportPart
from question_bank.queries.items import ITEM_ID
from question_bank.queries.neighbours import PERSON

NAMES_AT_ONCE = 500


def list_unattended(before: datetime, limit: int = 4) -> list[UUID]:
    """Imports that wait for the job process and nobody has worked on since then, oldest first."""
    nobody = or_(PaperImport.beat_at.is_(None), PaperImport.beat_at < before)
    query = select(PaperImport.id).where(PaperImport.stage.in_([stage.value for stage in BY_JOBS]), nobody)
    return list(db.session.scalars(query.order_by(PaperImport.id).limit(limit)))


def is_unit_taking_in(unit_id: UUID, besides: UUID, since: datetime) -> bool:
    """Somebody else's import is being written into that unit's bank, and was still at it since then."""
    query = select(PaperImport.id).where(PaperImport.unit_id == unit_id, PaperImport.id != besides)
    busy = and_(PaperImport.stage.in_([stage.value for stage in WRITING]), PaperImport.beat_at >= since)
    return db.session.scalar(query.where(busy).limit(1)) is not None


def list_left_behind(unit_id: UUID, before: datetime) -> list[UUID]:
    """The command line's imports into that unit's bank that died while they were written."""
    query = select(PaperImport.id).where(PaperImport.unit_id == unit_id, PaperImport.stage == Stage.COMMAND.value)
    return list(db.session.scalars(query.where(PaperImport.beat_at < before)))


def source_of(import_id: UUID) -> str:
    """The source of a large file, put together again."""
    query = select(PaperImportPart.body).where(PaperImportPart.import_id == import_id)
    return "".join(db.session.scalars(query.order_by(PaperImportPart.position)))


def staged_ids(import_id: UUID, limit: int) -> list[UUID]:
    """Items that an import has written and nobody sees yet."""
    return list(db.session.scalars(select(Item.id).where(Item.staged_by == import_id).limit(limit)))


def list_held(unit_id: UUID, names: Iterable[str]) -> dict[str, Any]:
    """What a unit's bank holds under these names, without the contents: rows with item_id, version_id, hashes, type,
    status and what stands beside the content. An item without a name goes by its id.
    """
    version = ItemVersionRow
    columns = (Item.external_id, Item.id.label("item_id"), Item.imported_hash, version.content_hash, version.item_type)
    beside = (version.status, version.area_code, version.difficulty, version.pool, version.level, version.critical)
    query = select(*columns, *beside, version.tags).join(version, version.item_id == Item.id)
    query = query.where(Item.unit_id == unit_id, version.latest, Item.staged_by.is_(None))
    found = {}
    for chunk in _chunks(list(names)):
        ids = [UUID(name) for name in chunk if ITEM_ID.fullmatch(name)]
        named = or_(Item.external_id.in_(chunk), and_(Item.external_id.is_(None), Item.id.in_(ids)))
        for row in db.session.execute(query.where(named)):
            found[row.external_id or str(row.item_id)] = row
    return found


def _chunks(names: list[str]) -> Iterable[list[str]]:
    return (names[start : start + NAMES_AT_ONCE] for start in range(0, len(names), NAMES_AT_ONCE))


def list_import_items(
    import_id: UUID, only: str = "", *, limit: int | None = None, offset: int = 0
) -> Sequence[PaperImportItem]:
    """The items of a large file in its order; `only` as in `narrowed`."""
    query = _narrowed(select(PaperImportItem).where(PaperImportItem.import_id == import_id), only)
    query = query.order_by(PaperImportItem.position).limit(limit).offset(offset)
    return db.session.scalars(query).all()


def _narrowed(query: Select, only: str) -> Select:
    """problems: something stands against it · faulty: must be mended first · dropped · a standing's name."""
    if only == "problems":
        return query.where(PaperImportItem.looks, ~PaperImportItem.dropped)
    if only == "faulty":
        return query.where(PaperImportItem.faulty, ~PaperImportItem.dropped)
    if only == "dropped":
        return query.where(PaperImportItem.dropped)
    return query.where(PaperImportItem.standing == only, ~PaperImportItem.dropped) if only else query


def count_import_items(import_id: UUID) -> list[Any]:
    """Counts by section, dropped, faulty, complete, looks, standing and theirs: a few rows, `n` each."""
    item = PaperImportItem
    by = (item.section_index, item.dropped, item.faulty, item.complete, item.looks, item.standing, item.theirs)
    query = select(*by, func.count().label("n")).where(item.import_id == import_id)
    return list(db.session.execute(query.group_by(*by)))


def get_import_item(import_id: UUID, ref: str, *, for_update: bool = False) -> PaperImportItem:
    """One of them; raises NotFound."""
    query = select(PaperImportItem).where(PaperImportItem.import_id == import_id, PaperImportItem.ref == ref)
    row = db.session.scalar(query.with_for_update() if for_update else query)
    if row is None:
        raise NotFound()
    return row


def place_of(import_id: UUID, only: str, position: int) -> int:
    """How many of the narrowed list stand before that position."""
    query = select(func.count()).where(PaperImportItem.import_id == import_id, PaperImportItem.position < position)
    return db.session.scalar(_narrowed(query, only)) or 0


def login_of(person_id: UUID) -> str:
    """Who uploaded it."""
    return str(db.session.scalar(select(PERSON.c.login).where(PERSON.c.id == person_id)))
