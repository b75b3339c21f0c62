"""Writing items: create, edit (a new version once the old one was submitted), take in from a file."""

from datetime import datetime
from typing import Any
from uuid import UUID

from foundation import audit
from foundation.db import db, transaction
from foundation.errors import N_, Conflict, Invalid, Locked, Problem
from foundation.ids import new_id
from foundation.media import bare
from foundation.text import fold
from people import services as people
from people.domain import Actor, Permission
from question_bank import item_types, queries
from question_bank.domain import CognitiveLevel, ItemStatus, content_hash
from question_bank.domain.items import GENERAL, ItemDraft
from question_bank.domain.searchable import texts
from question_bank.models import ContentAreaRow, Item, ItemVersionRow
from question_bank.services.access import reach_latest
from question_bank.services.media import hold_media

FINAL = (ItemStatus.APPROVED, ItemStatus.SUSPENDED, ItemStatus.RETIRED)


class EditedMeanwhile(Conflict):
    """Somebody saved the item since this page was opened."""

    message = N_("这道题刚被别人改过（第 %(number)s 版），请对照后再保存")


class UnderReview(Locked):
    """A version under review stays as it is."""

    message = N_("这道题正在审核，退回后才能修改")


def create_item(actor: Actor, unit_id: UUID, draft: ItemDraft, *, now: datetime) -> UUID:
    """Write a new draft into a unit's bank; returns the item's id. Raises Invalid with every problem."""
    actor.require(Permission.WRITE_ITEMS, people.get_unit(unit_id).path)
    content = checked(draft)
    with transaction():
        item = add_item(actor, unit_id, draft, content, now)
        audit.record(actor, "bank.create", "item", item.id, now=now)
    return item.id


def edit_item(actor: Actor, item_id: UUID, draft: ItemDraft, *, edition: str | None = None, now: datetime) -> None:
    """Save changes: a draft is rewritten, an approved item gets a new draft version beside it.

    `edition` is what `edition_of` gave when the page was made; raises EditedMeanwhile, UnderReview, Invalid.
    """
    content = checked(draft)
    with transaction() as session:
        row, _path = reach_latest(actor, Permission.WRITE_ITEMS, item_id, for_update=True)
        if edition is not None and edition_of(row) != edition:
            raise EditedMeanwhile(number=row.number)
        if row.status == ItemStatus.IN_REVIEW:
            raise UnderReview()
        hold_media(actor, row.item.unit_id, content, now=now)
        add_general_area(draft)
        if row.status in FINAL:
            row.latest = False
            session.flush()
            session.add(_version(actor, item_id, row.number + 1, draft, content, now, former=row))
        else:
            _fill(row, draft, content, now)
            row.author_id = actor.require_person()
            row.writer_ids = sorted({*row.writer_ids, str(row.author_id)})
        audit.record(actor, "bank.edit", "item", item_id, now=now)


def edition_of(row: ItemVersionRow) -> str:
    """A name for exactly what is saved now, content and all that stands beside it."""
    dates = (day and day.isoformat() for day in (row.valid_until, row.review_by))
    beside = (row.number, row.area_code, row.difficulty, row.level, row.pool, row.critical, *dates, *row.tags)
    return content_hash({"content": row.content_hash, "beside": list(beside)})


def checked(draft: ItemDraft, area_codes: frozenset[str] | None = None) -> dict[str, Any]:
    """The content in its normal form; raises Invalid with every problem of content and metadata."""
    problems: list[Problem] = []
    if not draft.area_code:
        problems.append(Problem(N_("还没有选择所属模块"), field="area_code"))
    elif draft.area_code not in (area_codes if area_codes is not None else known_areas()):
        problems.append(Problem(N_("没有这个模块"), field="area_code", found=draft.area_code))
    if draft.level is not None and draft.level not in set(CognitiveLevel):
        problems.append(Problem(N_("没有这个认知层次"), field="level", found=draft.level))
    if len(draft.tags) > 20 or any(len(tag) > 40 for tag in draft.tags):
        problems.append(Problem(N_("标签最多 20 个，每个最多 40 个字"), field="tags"))
    try:
        content = item_types.get(draft.item_type).validate(draft.content)
    except Invalid as error:
        raise Invalid(*problems, *error.problems) from error
    if problems:
        raise Invalid(*problems)
    return content


def known_areas() -> frozenset[str]:
    """The codes that an item may name; the general area is always one of them."""
    return frozenset({GENERAL.code, *(area.code for area in queries.list_areas())})


def add_item(actor: Actor, unit_id: UUID, draft: ItemDraft, content: dict[str, Any], now: datetime) -> Item:
    """Add a checked draft as a new item to the current transaction."""
    add_general_area(draft)
    hold_media(actor, unit_id, content, now=now)
    item, version = new_item(actor, unit_id, draft, content, now)
    db.session.add_all([item, version])
    return item


def new_item(
    actor: Actor, unit_id: UUID, draft: ItemDraft, content: dict[str, Any], now: datetime
) -> tuple[Item, ItemVersionRow]:
    """A checked draft as rows that belong to no session yet."""
    item = Item(id=new_id(), unit_id=unit_id, external_id=draft.external_id, created_at=now)
    return item, _version(actor, item.id, 1, draft, content, now)


def add_general_area(draft: ItemDraft) -> None:
    """Items without a module of their own go to the general area, which comes into being with the first of them."""
    if draft.area_code == GENERAL.code and db.session.get(ContentAreaRow, GENERAL.code) is None:
        area = ContentAreaRow(code=GENERAL.code, name_zh=GENERAL.name_zh, name_en=GENERAL.name_en, position=999)
        db.session.add(area)
        db.session.flush()


def _version(
    actor: Actor,
    item_id: UUID,
    number: int,
    draft: ItemDraft,
    content: dict[str, Any],
    now: datetime,
    *,
    former: ItemVersionRow | None = None,
) -> ItemVersionRow:
    """A new version; of the former one it takes over who wrote on it (most words are still theirs) and its dates."""
    row = ItemVersionRow(
        id=new_id(),
        item_id=item_id,
        number=number,
        status=ItemStatus.DRAFT.value,
        latest=True,
        author_id=actor.require_person(),
        writer_ids=sorted({str(actor.require_person()), *(former.writer_ids if former else ())}),
        valid_until=former.valid_until if former else None,
        review_by=former.review_by if former else None,
        created_at=now,
    )
    _fill(row, draft, content, now)
    return row


def _fill(row: ItemVersionRow, draft: ItemDraft, content: dict[str, Any], now: datetime) -> None:
    row.item_type = draft.item_type
    row.content = content
    row.content_hash = content_hash(content)
    row.area_code = draft.area_code
    row.difficulty = draft.difficulty.value
    row.level = draft.level
    row.pool = draft.pool.value
    row.critical = draft.critical
    row.tags = list(draft.tags)
    if draft.dates is not None:
        row.valid_until, row.review_by = draft.dates.valid_until, draft.dates.review_by
    row.search_text = search_text(draft, content)
    row.saved_at = now


def search_text(draft: ItemDraft, content: dict[str, Any]) -> str:
    """What a search looks through: stem, options, explanation, file name, tags (as #tag#); folded."""
    parts = [*texts(content), draft.external_id, *(f"#{tag}#" for tag in draft.tags)]
    return fold(bare(" ".join(str(part) for part in parts if part)))


def save_area(actor: Actor, code: str, name_zh: str, name_en: str, *, position: int = 0, now: datetime) -> None:
    """Add a content area or rename it; areas are shared by all units."""
    actor.require_anywhere(Permission.MANAGE_EXAMS)
    with transaction() as session:
        session.merge(ContentAreaRow(code=code, name_zh=name_zh, name_en=name_en, position=position))
        audit.record(actor, "bank.save_area", "content_area", code, now=now)
