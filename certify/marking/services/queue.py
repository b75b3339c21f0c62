"""The queue: what waits within a marker's reach, item by item, and how far an item is."""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement

from certify.marking import queries
from certify.marking.domain import due_on, typical_seconds
from foundation.calendar import local_day, zone
from foundation.errors import NotFound
from foundation.media import references
from people.domain import Actor, Permission
from question_bank import item_types
from question_bank import services as bank
from question_bank.services import StoredMedia


@dataclass(frozen=True, slots=True)
class QueueItem:
    """An item with scripts to mark. `item_type` is the label's msgid."""

    version_id: UUID
    item_type: str
    stem: str
    maximum: Decimal
    n_total: int
    n_waiting: int
    n_flagged: int
    due: date | None

    @property
    def n_done(self) -> int:
        """Marked and not released yet."""
        return self.n_total - self.n_waiting - self.n_flagged


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an item is, and this marker's pace today."""

    item: QueueItem
    n_skipped: int
    typical_seconds: float | None


def list_queue(actor: Actor) -> list[QueueItem]:
    """Items with scripts to mark within the actor's reach, the one due first on top."""
    counts = [each for each in queries.list_counts(reach_of(actor)) if each.n_waiting or each.n_flagged]
    return _items(counts)


def reach_of(actor: Actor) -> ColumnElement[bool]:
    """The scripts that this marker may mark at all."""
    return queries.within(actor.person_id, actor.scopes(Permission.MARK))


def _items(counts: list[queries.QueueCount]) -> list[QueueItem]:
    versions = bank.load_versions([each.version_id for each in counts])
    return [
        QueueItem(
            version_id=each.version_id,
            item_type=item_types.get(versions[each.version_id].item_type).label,
            stem=str(versions[each.version_id].content["stem"]),
            maximum=each.maximum,
            n_total=each.n_total,
            n_waiting=each.n_waiting,
            n_flagged=each.n_flagged,
            due=due_on(local_day(each.oldest_at)) if each.oldest_at else None,
        )
        for each in counts
    ]


def get_progress(actor: Actor, version_id: UUID, *, now: datetime) -> Progress:
    """How the item stands; raises NotFound where the actor has no script of it within reach."""
    reach, marker_id = reach_of(actor), actor.require_person()
    items = _items(queries.list_counts(reach, version_id))
    if not items:
        raise NotFound()
    midnight = datetime.combine(local_day(now), time(), zone())
    pace = typical_seconds(queries.list_durations(marker_id, version_id, midnight))
    return Progress(items[0], queries.count_skipped(marker_id, version_id, reach), pace)


def media_of_item(actor: Actor, version_id: UUID, name: str, *, now: datetime) -> StoredMedia:
    """A picture or sound of an item that the actor has scripts of; raises NotFound."""
    get_progress(actor, version_id, now=now)
    version = bank.load_versions([version_id])[version_id]
    if not any(each.sha256 == name for each in references(dict(version.content))):
        raise NotFound()
    return bank.get_media(name)
