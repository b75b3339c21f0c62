"""Taking many drafts in from a file, all or nothing. With an external id a second import changes what the file changed
and nothing that was changed in the bank since.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from foundation import audit
from foundation.db import transaction
from foundation.errors import Invalid, Problem
from people import services as people
from people.domain import Actor, Permission
from question_bank import queries
from question_bank.domain import ItemStatus, content_hash
from question_bank.domain.items import ImportResult, ItemDraft
from question_bank.models import ItemVersionRow
from question_bank.services.items import add_item, checked, edit_item, known_areas


def import_items(actor: Actor, unit_id: UUID, drafts: Sequence[ItemDraft], *, now: datetime) -> ImportResult:
    """Take in many drafts, all or nothing; external ids are unique within the list. Raises Invalid with every
    problem of every draft (its `field` begins with the draft's external id or place).
    """
    actor.require(Permission.WRITE_ITEMS, people.get_unit(unit_id).path)
    contents = check_all(drafts)
    done: dict[str, list[UUID]] = {"created": [], "changed": [], "same": [], "kept": [], "all": []}
    with transaction():
        there = queries.find_by_external_id(unit_id, (d.external_id for d in drafts if d.external_id))
        for draft, content in zip(drafts, contents, strict=True):
            row = there.get(draft.external_id or "")
            what, item_id = _take_in(actor, unit_id, row, draft, content, now)
            done[what].append(item_id)
            done["all"].append(item_id)
        counts = {what: len(ids) for what, ids in done.items() if what != "all"}
        audit.record(actor, "bank.import", "org_unit", unit_id, now=now, **counts)
    return ImportResult(**{what: tuple(ids) for what, ids in done.items()})


def check_all(drafts: Sequence[ItemDraft]) -> list[dict[str, Any]]:
    """Their contents in normal form; raises Invalid with every problem of every draft."""
    areas = known_areas()
    problems: list[Problem] = []
    contents: list[dict[str, Any]] = []
    for number, draft in enumerate(drafts, 1):
        try:
            contents.append(checked(draft, areas))
        except Invalid as error:
            where = draft.external_id or str(number)
            problems += (replace(problem, field=f"{where}: {problem.field or ''}") for problem in error.problems)
    if problems:
        raise Invalid(*problems)
    return contents


def _take_in(
    actor: Actor, unit_id: UUID, row: ItemVersionRow | None, draft: ItemDraft, content: dict[str, Any], now: datetime
) -> tuple[str, UUID]:
    if row is None:
        item = add_item(actor, unit_id, draft, content, now)
        item.imported_hash = content_hash(content) if draft.external_id else None
        return "created", item.id
    item = row.item
    if _is_same(row, draft, content):
        item.imported_hash = row.content_hash
        return "same", item.id
    if row.status == ItemStatus.IN_REVIEW or row.content_hash != item.imported_hash:
        return "kept", item.id
    edit_item(actor, item.id, draft, now=now)
    item.imported_hash = content_hash(content)
    return "changed", item.id


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
