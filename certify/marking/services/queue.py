"""The queue: what waits, item by item; the next script with all that a marker needs and nothing that names a person."""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, update
from sqlalchemy.exc import IntegrityError

from certify.delivery import services as delivery
from certify.exams import services as exams
from certify.exams.domain import Slot
from certify.marking import queries
from certify.marking.domain import LEASE, Criterion, Ending, Pile, criteria_of, due_on, typical_seconds
from certify.marking.models import MarkingLeaseRow, MarkingScriptRow
from certify.marking.services.marks import new_lease
from foundation.calendar import local_day, zone
from foundation.db import db, transaction
from foundation.errors import NotFound
from people.domain import Actor, Permission
from question_bank import item_types
from question_bank import services as bank
from question_bank.domain import Malformed, canonical_json

TRIES = 5  # how often two markers may run into each other before one is told to try again


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
class Script:
    """An answer as its marker sees it: a code, never a name, a login or an attempt's id."""

    lease_id: UUID
    held_until: datetime
    code: str
    position: int
    item_type: str
    content: dict[str, Any]
    answer: str
    is_malformed: bool
    answer_key: str
    criteria: tuple[Criterion, ...]
    maximum: Decimal
    flag_reason: str
    given: tuple[str, ...]
    comment: str

    @property
    def n_characters(self) -> int:
        """How much was written, white space apart."""
        return len("".join(self.answer.split()))


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an item is, and this marker's pace today."""

    item: QueueItem
    n_skipped: int
    typical_seconds: float | None


def list_queue(actor: Actor) -> list[QueueItem]:
    """Items with scripts to mark within the actor's reach, the one due first on top."""
    counts = [each for each in queries.list_counts(_reach(actor)) if each.n_waiting or each.n_flagged]
    return _items(counts)


def _reach(actor: Actor) -> ColumnElement[bool]:
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
    reach, marker_id = _reach(actor), actor.require_person()
    items = _items(queries.list_counts(reach, version_id))
    if not items:
        raise NotFound()
    midnight = datetime.combine(local_day(now), time(), zone())
    pace = typical_seconds(queries.list_durations(marker_id, version_id, midnight))
    return Progress(items[0], queries.count_skipped(marker_id, version_id, reach), pace)


def take_next(actor: Actor, version_id: UUID, pile: Pile = Pile.FRESH, *, now: datetime) -> Script | None:
    """The script that the marker holds, else the next one of the pile; None when the pile is empty.

    Two markers never get the same one: whoever loses the race on the index tries again.
    """
    marker_id = actor.require_person()
    for turn in range(TRIES):
        try:
            with transaction():
                lease = _take(marker_id, version_id, pile, _reach(actor), now)
        except IntegrityError:
            if turn == TRIES - 1:
                raise
        else:
            return _show(lease) if lease else None
    return None


def _take(
    marker_id: UUID, version_id: UUID, pile: Pile, reach: ColumnElement[bool], now: datetime
) -> MarkingLeaseRow | None:
    held = queries.find_held(marker_id, version_id)
    if held is not None:
        script = queries.get_script(held.attempt_id, held.position, for_update=True)
        if script.is_waiting and script.closed_at is None:
            held.until = now + LEASE
            return held
        held.ended_at, held.ending = now, Ending.RETURNED.value
    _end_expired(version_id, now)
    script_row = queries.find_free_script(marker_id, version_id, pile, reach)
    if script_row is None:
        return None
    lease = new_lease(script_row, marker_id, now)
    db.session.add(lease)
    db.session.flush()
    return lease


def _end_expired(version_id: UUID, now: datetime) -> None:
    lease = MarkingLeaseRow
    db.session.execute(
        update(lease)
        .where(lease.version_id == version_id, lease.ended_at.is_(None), lease.until <= now)
        .values(ended_at=now, ending=Ending.EXPIRED.value)
    )


def _show(lease: MarkingLeaseRow) -> Script:
    script = queries.get_script(lease.attempt_id, lease.position)
    attempt = delivery.get_submitted(lease.attempt_id)
    slot = exams.get_form(attempt.form_id).slot(lease.position)
    answer, is_malformed = describe_answer(slot, attempt.responses.get(lease.position))
    given, comment = _given_before(script, lease.marker_id)
    return Script(
        lease_id=lease.id,
        held_until=lease.until,
        code=script.code,
        position=slot.position,
        item_type=item_types.get(slot.item_type).label,
        content=dict(slot.content),
        answer=answer,
        is_malformed=is_malformed,
        answer_key=""
        if "scoring_points" in slot.content
        else item_types.get(slot.item_type).describe_key(slot.content),
        criteria=criteria_of(slot.content, slot.points),
        maximum=slot.points,
        flag_reason=queries.find_flag_reason(lease.attempt_id, lease.position) if script.is_flagged else "",
        given=given,
        comment=comment,
    )


def describe_answer(slot: Slot, value: Any) -> tuple[str, bool]:
    """The answer as people read it, and whether it can't be read as one to this item (then it is shown as it came)."""
    kind = item_types.get(slot.item_type)
    parsed = kind.parse_response(slot.shape, value)
    if isinstance(parsed, Malformed):
        return (value if isinstance(value, str) else canonical_json(value)), True
    return kind.describe_response(slot.content, parsed.value), False


def _given_before(script: MarkingScriptRow, marker_id: UUID) -> tuple[tuple[str, ...], str]:
    """What this marker had given before taking it back, if the answer is still the same."""
    ledger = queries.list_marks_on(script.attempt_id, script.position)
    mine = [
        row
        for row in ledger
        if row.marker_id == marker_id and not row.is_undone and row.response_hash == script.response_hash
    ]
    return (tuple(mine[-1].points), mine[-1].comment) if mine else ((), "")
