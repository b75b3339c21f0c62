"""Exposure: how often items were used and who saw them, for the cap, the form's page and an item's own page."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from certify.exams import queries
from certify.exams.domain.constraints import Exposure
from certify.exams.domain.exposure import UNSEEN, ItemExposure, ItemUse
from certify.exams.services.loading import label_of
from people import services as people
from people.domain import Actor, Permission
from question_bank import services as bank


def exposures_of(
    unit_path: str, item_ids: Collection[UUID] | None = None, *, since: datetime | None = None
) -> dict[UUID, ItemExposure]:
    """By item, as far as exams of this unit and of those above and below it go; what was never used is not in it."""
    n_candidates = queries.count_begun(unit_path, since)
    return {
        item_id: ItemExposure(n_forms, n_seen, n_candidates, last_used_at, last_seen_at)
        for item_id, n_forms, n_seen, last_used_at, last_seen_at in queries.list_exposures(unit_path, since, item_ids)
    }


def capped_items(unit_path: str, cap: Exposure | None, *, now: datetime) -> frozenset[UUID]:
    """The items that are over the cap now."""
    if cap is None:
        return frozenset()
    found = exposures_of(unit_path, since=now - timedelta(days=cap.days))
    return frozenset(
        item_id for item_id, each in found.items() if cap.is_over(each.n_seen, each.n_candidates, each.n_forms)
    )


@dataclass(frozen=True, slots=True)
class ItemUsagePage:
    """An item's page of use. `uses` are those on exams within the reader's reach; `exposure` counts all."""

    item_id: UUID
    stem: str
    exposure: ItemExposure
    uses: tuple[ItemUse, ...]


def show_item_usage(actor: Actor, item_id: UUID) -> ItemUsagePage:
    """Where an item was used and who saw it; raises UnknownItem outside the actor's reach."""
    actor.require_anywhere(Permission.MANAGE_EXAMS)
    sheet = bank.show_item(actor, item_id)
    uses = tuple(
        ItemUse(
            exam_id=row.exam_id,
            exam_title=row.title,
            form_id=row.id,
            form_label=label_of(row.number),
            version_number=row.version_number,
            frozen_at=row.frozen_at,
            n_seen=row.n_seen,
            last_seen_at=row.last_seen_at,
        )
        for row in queries.list_uses(item_id, actor.scopes(Permission.MANAGE_EXAMS))
    )
    unit_path = people.get_unit(sheet.version.item.unit_id).path
    exposure = exposures_of(unit_path, [item_id]).get(item_id, UNSEEN)
    return ItemUsagePage(item_id, str(sheet.version.content.get("stem", "")), exposure, uses)
