"""Named reads of the bank: `get_` raises NotFound, `find_` may be None, `list_`; all within unit paths."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from foundation.db import db
from foundation.errors import N_, NotFound
from foundation.text import fold
from question_bank.domain import ItemStatus
from question_bank.models import ContentAreaRow, Item, ItemUsage, ItemVersionRow, PaperImport, Review

ORG_UNIT = db.metadata.tables["org_unit"]  # by table name: no cross-package relationship
PERSON = db.metadata.tables["person"]


class UnknownItem(NotFound):
    """No such item within the actor's reach."""

    message = N_("没有找到这道题")


def _within(query: Select, scopes: tuple[str, ...]) -> Select:
    paths = or_(False, *(ORG_UNIT.c.path.startswith(scope) for scope in scopes))
    return query.join(ORG_UNIT, ORG_UNIT.c.id == Item.unit_id).where(paths)


def get_latest(item_id: UUID, *, for_update: bool = False) -> tuple[ItemVersionRow, str]:
    """The latest version with its item, and the owner unit's path; raises UnknownItem."""
    query = (
        select(ItemVersionRow, ORG_UNIT.c.path)
        .join(Item, Item.id == ItemVersionRow.item_id)
        .join(ORG_UNIT, ORG_UNIT.c.id == Item.unit_id)
        .options(joinedload(ItemVersionRow.item))
        .where(Item.id == item_id, ItemVersionRow.latest)
    )
    row = db.session.execute(query.with_for_update(of=ItemVersionRow) if for_update else query).first()
    if row is None:
        raise UnknownItem()
    return row[0], row[1]


def get_version(item_id: UUID, number: int) -> ItemVersionRow:
    """One version of an item; raises UnknownItem."""
    query = select(ItemVersionRow).options(joinedload(ItemVersionRow.item))
    row = db.session.scalar(query.where(ItemVersionRow.item_id == item_id, ItemVersionRow.number == number))
    if row is None:
        raise UnknownItem()
    return row


def list_versions(item_id: UUID) -> list[ItemVersionRow]:
    """All versions of an item, newest first."""
    query = select(ItemVersionRow).where(ItemVersionRow.item_id == item_id).order_by(ItemVersionRow.number.desc())
    return list(db.session.scalars(query))


def find_by_external_id(unit_id: UUID, external_ids: Iterable[str]) -> dict[str, ItemVersionRow]:
    """The latest versions of the unit's items with these file names."""
    query = (
        select(ItemVersionRow)
        .join(Item)
        .options(joinedload(ItemVersionRow.item))
        .where(Item.unit_id == unit_id, ItemVersionRow.latest, Item.external_id.in_(list(external_ids)))
    )
    return {str(row.item.external_id): row for row in db.session.scalars(query)}


def _filtered(
    scopes: tuple[str, ...],
    *,
    words: str = "",
    item_type: str | None = None,
    area: str | None = None,
    status: str | None = None,
    pool: str | None = None,
    difficulty: str | None = None,
    tag: str | None = None,
    author_id: UUID | None = None,
) -> Select:
    query = _within(select(ItemVersionRow).join(Item, Item.id == ItemVersionRow.item_id), scopes)
    query = query.where(ItemVersionRow.latest)
    for column, value in (
        (ItemVersionRow.item_type, item_type),
        (ItemVersionRow.area_code, area),
        (ItemVersionRow.status, status),
        (ItemVersionRow.pool, pool),
        (ItemVersionRow.difficulty, difficulty),
        (ItemVersionRow.author_id, author_id),
    ):
        if value:
            query = query.where(column == value)
    for word in fold(words).split():
        query = query.where(ItemVersionRow.search_text.contains(word, autoescape=True))
    if tag:
        query = query.where(ItemVersionRow.search_text.contains(f"#{fold(tag)}#", autoescape=True))
    return query


def list_items(scopes: tuple[str, ...], *, limit: int = 50, offset: int = 0, **filters: object) -> list[ItemVersionRow]:
    """Latest versions within the scopes that fit the filters (see `_filtered`), newest first."""
    query = _filtered(scopes, **filters).options(joinedload(ItemVersionRow.item))  # type: ignore[arg-type]  # checked there
    return list(db.session.scalars(query.order_by(ItemVersionRow.id.desc()).limit(limit).offset(offset)))


def count_items(scopes: tuple[str, ...], **filters: object) -> int:
    """How many `list_items` would give without a limit."""
    subquery = _filtered(scopes, **filters).subquery()  # type: ignore[arg-type]  # checked there
    return db.session.scalar(select(func.count()).select_from(subquery)) or 0


def list_drawable(unit_path: str, pool: str) -> list[ItemVersionRow]:
    """Approved versions owned by the unit itself or by one above it."""
    above = [unit_path[: i + 1] for i, letter in enumerate(unit_path) if letter == "/"]
    query = (
        select(ItemVersionRow)
        .join(Item)
        .join(ORG_UNIT, ORG_UNIT.c.id == Item.unit_id)
        .options(joinedload(ItemVersionRow.item))
        .where(ORG_UNIT.c.path.in_(above), ItemVersionRow.status == ItemStatus.APPROVED, ItemVersionRow.pool == pool)
        .order_by(ItemVersionRow.id)
    )
    return list(db.session.scalars(query))


def list_by_ids(version_ids: Iterable[UUID]) -> list[ItemVersionRow]:
    """These versions, whatever their state."""
    ids = list(version_ids)
    found: list[ItemVersionRow] = []
    for start in range(0, len(ids), 500):
        chunk = select(ItemVersionRow).where(ItemVersionRow.id.in_(ids[start : start + 500]))
        found += db.session.scalars(chunk)
    return found


def list_areas() -> list[ContentAreaRow]:
    """All content areas in their order."""
    return list(db.session.scalars(select(ContentAreaRow).order_by(ContentAreaRow.position, ContentAreaRow.code)))


def list_reviews(version_id: UUID) -> list[tuple[Review, str]]:
    """The decisions on a version with the reviewers' names, oldest first."""
    query = select(Review, PERSON.c.name).join(PERSON, PERSON.c.id == Review.reviewer_id)
    return [
        (row[0], row[1]) for row in db.session.execute(query.where(Review.version_id == version_id).order_by(Review.at))
    ]


def count_usage(item_id: UUID) -> int:
    """On how many forms any version of the item stands."""
    version = aliased(ItemVersionRow)
    query = select(func.count(func.distinct(ItemUsage.form_id))).join(version, version.id == ItemUsage.version_id)
    return db.session.scalar(query.where(version.item_id == item_id)) or 0


def get_import(import_id: UUID, author_id: UUID | None) -> PaperImport:
    """An upload of that author's; raises NotFound."""
    row = db.session.get(PaperImport, import_id)
    if row is None or row.author_id != author_id:
        raise NotFound()
    return row


def list_imports(author_id: UUID | None, limit: int = 50) -> list[PaperImport]:
    """The author's uploads, newest first."""
    query = select(PaperImport).where(PaperImport.author_id == author_id).order_by(PaperImport.created_at.desc())
    return list(db.session.scalars(query.limit(limit)))
