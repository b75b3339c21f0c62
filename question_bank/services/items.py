"""Writing items: create, edit (a new version once the old one was submitted), take in from a file."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from foundation import audit
from foundation.db import transaction
from foundation.errors import N_, Conflict, Invalid, Locked, Problem
from foundation.ids import new_id
from foundation.text import fold
from people import services as people
from people.domain import Actor, Permission
from question_bank import item_types, queries
from question_bank.domain import CognitiveLevel, ItemStatus, content_hash
from question_bank.domain.items import ImportResult, ItemDraft
from question_bank.models import ContentAreaRow, Item, ItemVersionRow

FINAL = (ItemStatus.APPROVED, ItemStatus.RETIRED)


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
    with transaction() as session:
        item = Item(id=new_id(), unit_id=unit_id, external_id=draft.external_id, created_at=now)
        session.add(item)
        session.flush()
        session.add(_version(actor, item.id, 1, draft, content, now))
        audit.record(actor, "bank.create", "item", item.id, now=now)
    return item.id


def edit_item(
    actor: Actor, item_id: UUID, draft: ItemDraft, *, expected_hash: str | None = None, now: datetime
) -> None:
    """Save changes: a draft is rewritten, an approved item gets a new draft version beside it.

    `expected_hash` is the content hash that the page showed; raises EditedMeanwhile, UnderReview, Invalid.
    """
    content = checked(draft)
    with transaction() as session:
        row, path = queries.get_latest(item_id, for_update=True)
        actor.require(Permission.WRITE_ITEMS, path)
        if expected_hash is not None and row.content_hash != expected_hash:
            raise EditedMeanwhile(number=row.number)
        if row.status == ItemStatus.IN_REVIEW:
            raise UnderReview()
        if row.status in FINAL:
            row.latest = False
            session.flush()
            session.add(_version(actor, item_id, row.number + 1, draft, content, now))
        else:
            _fill(row, draft, content)
            row.author_id = actor.require_person() if not actor.is_system else row.author_id
        audit.record(actor, "bank.edit", "item", item_id, now=now)


def checked(draft: ItemDraft) -> dict[str, Any]:
    """The content in its normal form; raises Invalid with every problem of content and metadata."""
    problems: list[Problem] = []
    if draft.area_code not in {area.code for area in queries.list_areas()}:
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


def _version(
    actor: Actor, item_id: UUID, number: int, draft: ItemDraft, content: dict[str, Any], now: datetime
) -> ItemVersionRow:
    row = ItemVersionRow(
        id=new_id(),
        item_id=item_id,
        number=number,
        status=ItemStatus.DRAFT.value,
        latest=True,
        author_id=actor.require_person(),
        created_at=now,
    )
    _fill(row, draft, content)
    return row


def _fill(row: ItemVersionRow, draft: ItemDraft, content: dict[str, Any]) -> None:
    row.item_type = draft.item_type
    row.content = content
    row.content_hash = content_hash(content)
    row.area_code = draft.area_code
    row.difficulty = draft.difficulty.value
    row.level = draft.level
    row.pool = draft.pool.value
    row.critical = draft.critical
    row.tags = list(draft.tags)
    row.search_text = search_text(draft, content)


def search_text(draft: ItemDraft, content: dict[str, Any]) -> str:
    """What a search looks through: stem, options, explanation, file name, tags (as #tag#); folded."""
    options = [option["text"] for option in content.get("options") or ()]
    parts = [
        content.get("stem"),
        *options,
        content.get("explanation"),
        draft.external_id,
        *(f"#{t}#" for t in draft.tags),
    ]
    return fold(" ".join(str(part) for part in parts if part))


def import_items(actor: Actor, unit_id: UUID, drafts: Sequence[ItemDraft], *, now: datetime) -> ImportResult:
    """Take in many drafts, all or nothing. With an external id a second import changes what differs and keeps the
    rest.
    """
    actor.require(Permission.WRITE_ITEMS, people.get_unit(unit_id).path)
    contents = [checked(draft) for draft in drafts]
    created: list[UUID] = []
    changed: list[UUID] = []
    same: list[UUID] = []
    with transaction() as session:
        there = queries.find_by_external_id(unit_id, (d.external_id for d in drafts if d.external_id))
        for draft, content in zip(drafts, contents, strict=True):
            row = there.get(draft.external_id or "")
            if row is None:
                item = Item(id=new_id(), unit_id=unit_id, external_id=draft.external_id, created_at=now)
                session.add(item)
                session.flush()
                session.add(_version(actor, item.id, 1, draft, content, now))
                created.append(item.id)
            elif _is_same(row, draft, content):
                same.append(row.item_id)
            else:
                edit_item(actor, row.item_id, draft, now=now)
                changed.append(row.item_id)
        audit.record(
            actor,
            "bank.import",
            "org_unit",
            unit_id,
            now=now,
            created=len(created),
            changed=len(changed),
            same=len(same),
        )
    return ImportResult(tuple(created), tuple(changed), tuple(same))


def _is_same(row: ItemVersionRow, draft: ItemDraft, content: dict[str, Any]) -> bool:
    there = (row.item_type, row.content_hash, row.area_code, row.difficulty, row.pool, row.critical, row.level)
    given = (
        draft.item_type,
        content_hash(content),
        draft.area_code,
        draft.difficulty,
        draft.pool,
        draft.critical,
        draft.level,
    )
    return there == given and tuple(row.tags) == draft.tags


def save_area(actor: Actor, code: str, name_zh: str, name_en: str, *, position: int = 0, now: datetime) -> None:
    """Add a content area or rename it; areas are shared by all units."""
    actor.require_anywhere(Permission.MANAGE_EXAMS)
    with transaction() as session:
        session.merge(ContentAreaRow(code=code, name_zh=name_zh, name_en=name_en, position=position))
        audit.record(actor, "bank.save_area", "content_area", code, now=now)
