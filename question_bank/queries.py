"""Named reads of the bank: `get_` raises NotFound, `find_` may be None, `list_`; all within unit paths."""

import re
from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, Text, Uuid, and_, cast, column, func, or_, select, table
from sqlalchemy.orm import InstrumentedAttribute, aliased, contains_eager, joinedload

from foundation.db import db
from foundation.errors import N_, NotFound
from foundation.text import fold
from question_bank.domain import ItemStatus
from question_bank.domain.items import ItemFilter
from question_bank.models import ContentAreaRow, Item, ItemUsage, ItemVersionRow, PaperImport, Review

# people's tables by name: no cross-package relationship
ORG_UNIT = table("org_unit", column("id", Uuid()), column("path", String()), column("name", String()))
PERSON = table("person", column("id", Uuid()), column("name", String()), column("login", String()))
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")  # what an export calls an item without a name
# review rows that decide; others hold a blind answer (`round_of`)
APPROVED, RETURNED, SUSPENDED, REINSTATED = "approve", "return", "suspend", "reinstate"


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
    query = select(ItemVersionRow).options(joinedload(ItemVersionRow.item)).where(ItemVersionRow.item_id == item_id)
    return list(db.session.scalars(query.order_by(ItemVersionRow.number.desc())))


def list_latest(item_ids: Iterable[UUID]) -> dict[UUID, ItemVersionRow]:
    """The latest versions of these items."""
    query = select(ItemVersionRow).where(ItemVersionRow.latest)
    return {row.item_id: row for row in _in_chunks(query, ItemVersionRow.item_id, item_ids)}


def list_approved(item_ids: Iterable[UUID]) -> dict[UUID, ItemVersionRow]:
    """The approved versions of these items; an item without one is not there."""
    query = select(ItemVersionRow).where(ItemVersionRow.status == ItemStatus.APPROVED)
    return {row.item_id: row for row in _in_chunks(query, ItemVersionRow.item_id, item_ids)}


def _in_chunks(query: Select, column: InstrumentedAttribute[UUID], ids: Iterable[UUID]) -> list[ItemVersionRow]:
    wanted = list(ids)
    found: list[ItemVersionRow] = []
    for start in range(0, len(wanted), 500):
        found += db.session.scalars(query.where(column.in_(wanted[start : start + 500])))
    return found


def person_names(person_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names of these persons."""
    query = select(PERSON.c.id, PERSON.c.name).where(PERSON.c.id.in_(list(person_ids)))
    return {row.id: row.name for row in db.session.execute(query)}


def find_by_external_id(unit_id: UUID, external_ids: Iterable[str]) -> dict[str, ItemVersionRow]:
    """The latest versions of the unit's items with these file names; an item without one goes by its id."""
    names = list(external_ids)
    ids = [UUID(name) for name in names if _ID.fullmatch(name)]
    named = or_(Item.external_id.in_(names), and_(Item.external_id.is_(None), Item.id.in_(ids)))
    query = select(ItemVersionRow).join(Item).options(joinedload(ItemVersionRow.item))
    query = query.where(Item.unit_id == unit_id, ItemVersionRow.latest, named)
    return {row.item.external_id or str(row.item_id): row for row in db.session.scalars(query)}


def _filtered(query: Select, scopes: tuple[str, ...], wanted: ItemFilter) -> Select:
    """Narrow a selection of item versions to the latest ones that fit."""
    query = _within(query.join(Item, Item.id == ItemVersionRow.item_id), scopes).where(ItemVersionRow.latest)
    for field, value in (
        (ItemVersionRow.item_type, wanted.item_type),
        (ItemVersionRow.area_code, wanted.area),
        (ItemVersionRow.status, wanted.status),
        (ItemVersionRow.pool, wanted.pool),
        (ItemVersionRow.difficulty, wanted.difficulty),
    ):
        if value:
            query = query.where(field == value)
    for word in fold(wanted.words).split():
        query = query.where(ItemVersionRow.search_text.contains(word, autoescape=True))
    if wanted.tag:
        query = query.where(ItemVersionRow.search_text.contains(f"#{fold(wanted.tag)}#", autoescape=True))
    return query.where(_written_by(wanted.writer_id)) if wanted.writer_id else query


def _written_by(person_id: UUID) -> ColumnElement[bool]:
    """Versions that the person had a hand in (the ids are kept as JSON text)."""
    return cast(ItemVersionRow.writer_ids, Text).contains(str(person_id))


def list_items(
    scopes: tuple[str, ...], wanted: ItemFilter, *, limit: int = 50, offset: int = 0
) -> list[tuple[ItemVersionRow, str, int | None]]:
    """Latest versions within the scopes that fit, last saved first: with the author's name and the number of the
    version that is approved.
    """
    other = aliased(ItemVersionRow)
    approved = (
        select(func.max(other.number))
        .where(other.item_id == ItemVersionRow.item_id, other.status == ItemStatus.APPROVED)
        .scalar_subquery()
    )
    query = select(ItemVersionRow, PERSON.c.name, approved).join(PERSON, PERSON.c.id == ItemVersionRow.author_id)
    query = _filtered(query, scopes, wanted).options(contains_eager(ItemVersionRow.item))
    query = query.order_by(ItemVersionRow.saved_at.desc(), ItemVersionRow.id.desc()).limit(limit).offset(offset)
    return [(row[0], row[1], row[2]) for row in db.session.execute(query)]


def count_by_status(scopes: tuple[str, ...], wanted: ItemFilter) -> dict[str, int]:
    """How many fit, by status, whatever status is asked for."""
    anything = replace(wanted, status="")
    query = _filtered(select(ItemVersionRow.status, func.count().label("n")), scopes, anything)
    return {row.status: row.n for row in db.session.execute(query.group_by(ItemVersionRow.status))}


def list_waiting(scopes: tuple[str, ...], reviewer_id: UUID) -> list[tuple[ItemVersionRow, str]]:
    """Versions under review that the reviewer had no hand in, longest waiting first, with the author's name."""
    query = select(ItemVersionRow, PERSON.c.name).join(PERSON, PERSON.c.id == ItemVersionRow.author_id)
    query = _filtered(query, scopes, ItemFilter(status=ItemStatus.IN_REVIEW.value))
    query = query.where(~_written_by(reviewer_id)).options(contains_eager(ItemVersionRow.item))
    return [(row[0], row[1]) for row in db.session.execute(query.order_by(ItemVersionRow.submitted_at).limit(500))]


def list_tags(scopes: tuple[str, ...]) -> list[str]:
    """Every tag on a latest version within the scopes, in order."""
    query = _filtered(select(ItemVersionRow.tags).distinct(), scopes, ItemFilter())
    return sorted({tag for (tags,) in db.session.execute(query) for tag in tags})


def list_drawable(unit_path: str, pool: str, external_ids: Iterable[str] | None = None) -> list[ItemVersionRow]:
    """Approved versions owned by the unit itself or by one above it; only the named ones, where names are given."""
    above = [unit_path[: i + 1] for i, letter in enumerate(unit_path) if letter == "/"]
    query = (
        select(ItemVersionRow)
        .join(Item)
        .join(ORG_UNIT, ORG_UNIT.c.id == Item.unit_id)
        .options(joinedload(ItemVersionRow.item))
        .where(ORG_UNIT.c.path.in_(above), ItemVersionRow.status == ItemStatus.APPROVED, ItemVersionRow.pool == pool)
        .order_by(ItemVersionRow.id)
    )
    if external_ids is not None:
        query = query.where(Item.external_id.in_(list(external_ids)))
    return list(db.session.scalars(query))


def list_by_ids(version_ids: Iterable[UUID]) -> list[ItemVersionRow]:
    """These versions, whatever their state."""
    return _in_chunks(select(ItemVersionRow), ItemVersionRow.id, version_ids)


def list_areas() -> list[ContentAreaRow]:
    """All content areas in their order."""
    return list(db.session.scalars(select(ContentAreaRow).order_by(ContentAreaRow.position, ContentAreaRow.code)))


def list_decisions(item_id: UUID) -> list[tuple[Review, int, str]]:
    """The decisions on an item's versions with version numbers and reviewers' names, newest first."""
    query = (
        select(Review, ItemVersionRow.number, PERSON.c.name)
        .join(ItemVersionRow, ItemVersionRow.id == Review.version_id)
        .join(PERSON, PERSON.c.id == Review.reviewer_id)
        .where(ItemVersionRow.item_id == item_id, Review.decision.in_((APPROVED, RETURNED, SUSPENDED, REINSTATED)))
        .order_by(Review.at.desc(), Review.id.desc())
    )
    return [(row[0], row[1], row[2]) for row in db.session.execute(query)]


def round_of(version: ItemVersionRow) -> str:
    """How blind answers are marked now: each return to the author begins a new round, whatever any clock says."""
    returned = select(func.count()).where(Review.version_id == version.id, Review.decision == RETURNED)
    return f"answer-{db.session.scalar(returned)}"


def find_blind_answer(version: ItemVersionRow, reviewer_id: UUID) -> Review | None:
    """What the reviewer answered before seeing the key, in this round."""
    query = select(Review).where(Review.version_id == version.id, Review.reviewer_id == reviewer_id)
    return db.session.scalar(query.where(Review.decision == round_of(version)).order_by(Review.id).limit(1))


def count_usage(item_id: UUID) -> int:
    """On how many forms any version of the item stands."""
    version = aliased(ItemVersionRow)
    query = select(func.count(func.distinct(ItemUsage.form_id))).join(version, version.id == ItemUsage.version_id)
    return db.session.scalar(query.where(version.item_id == item_id)) or 0


def get_import(import_id: UUID, author_id: UUID, *, for_update: bool = False) -> PaperImport:
    """An upload of that author's; raises NotFound."""
    query = select(PaperImport).where(PaperImport.id == import_id, PaperImport.author_id == author_id)
    row = db.session.scalar(query.with_for_update() if for_update else query)
    if row is None:
        raise NotFound()
    return row


def find_open_import(unit_id: UUID, source_hash: str, author_id: UUID) -> PaperImport | None:
    """The author's upload of the same paper that is still being looked at."""
    return db.session.scalar(_same_import(unit_id, source_hash, author_id).where(PaperImport.committed_at.is_(None)))


def find_committed_import(unit_id: UUID, source_hash: str, author_id: UUID) -> PaperImport | None:
    """The author's latest import of the same paper."""
    same = _same_import(unit_id, source_hash, author_id).where(PaperImport.committed_at.is_not(None))
    return db.session.scalar(same)


def _same_import(unit_id: UUID, source_hash: str, author_id: UUID) -> Select:
    same = select(PaperImport).where(PaperImport.unit_id == unit_id, PaperImport.source_hash == source_hash)
    return same.where(PaperImport.author_id == author_id).order_by(PaperImport.created_at.desc()).limit(1)


def _committed(scopes: tuple[str, ...] | None) -> Select:
    query = select(PaperImport).where(PaperImport.committed_at.is_not(None))
    if scopes is None:
        return query
    within = or_(False, *(ORG_UNIT.c.path.startswith(scope) for scope in scopes))
    return query.join(ORG_UNIT, ORG_UNIT.c.id == PaperImport.unit_id).where(within)


def get_committed_import(import_id: UUID, scopes: tuple[str, ...] | None = None) -> PaperImport:
    """A paper that was taken in, within the scopes if given; raises NotFound."""
    row = db.session.scalar(_committed(scopes).where(PaperImport.id == import_id))
    if row is None:
        raise NotFound()
    return row


def list_committed_imports(scopes: tuple[str, ...]) -> list[PaperImport]:
    """The papers taken in within the scopes, newest first."""
    return list(db.session.scalars(_committed(scopes).order_by(PaperImport.committed_at.desc()).limit(200)))


def list_imports(author_id: UUID, limit: int = 50) -> list[PaperImport]:
    """The author's uploads, newest first."""
    query = select(PaperImport).where(PaperImport.author_id == author_id).order_by(PaperImport.created_at.desc())
    return list(db.session.scalars(query.limit(limit)))
