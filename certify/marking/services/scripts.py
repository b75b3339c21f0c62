"""The next script: a lease on it, and all that a marker needs to see of it; nothing that names a person."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, update
from sqlalchemy.exc import IntegrityError

from certify.delivery import services as delivery
from certify.exams import services as exams
from certify.exams.domain import Slot
from certify.marking import queries
from certify.marking.domain import LEASE, Criterion, Ending, Pile, criteria_of
from certify.marking.models import MarkingLeaseRow, MarkingScriptRow
from certify.marking.services.marks import new_lease
from certify.marking.services.queue import reach_of
from foundation.db import db, transaction
from foundation.errors import NotFound
from people.domain import Actor
from question_bank import item_types
from question_bank.domain import Malformed, canonical_json
from question_bank.domain.media import files_in
from question_bank.services import StoredMedia

TRIES = 5  # how often two markers may run into each other before one is told to try again


@dataclass(frozen=True, slots=True)
class Script:
    """An answer as its marker sees it: a code, never a name, a login or an attempt's id.

    `pictures` says of each picture that the answer names whether it has come.
    """

    lease_id: UUID
    held_until: datetime
    code: str
    position: int
    item_type: str
    content: dict[str, Any]
    answer: str
    pictures: tuple[bool, ...]
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


def take_next(actor: Actor, version_id: UUID, pile: Pile = Pile.FRESH, *, now: datetime) -> Script | None:
    """The script that the marker holds, else the next one of the pile; None when the pile is empty.

    Two markers never get the same one: whoever loses the race on the index tries again.
    """
    marker_id = actor.require_person()
    for turn in range(TRIES):
        try:
            with transaction():
                lease = _take(marker_id, version_id, pile, reach_of(actor), now)
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
    value = attempt.responses.get(lease.position)
    answer, is_malformed = describe_answer(slot, value)
    names = files_in(value)
    there = delivery.stored_drawings(lease.attempt_id, names) if names else frozenset()
    given, comment = _given_before(script, lease.marker_id)
    return Script(
        lease_id=lease.id,
        held_until=lease.until,
        code=script.code,
        position=slot.position,
        item_type=item_types.get(slot.item_type).label,
        content=dict(slot.content),
        answer=answer,
        pictures=tuple(name in there for name in names),
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


def drawing_of_script(actor: Actor, version_id: UUID, lease_id: UUID, number: int) -> StoredMedia:
    """The answer's picture of that number, from 1, for the marker who holds the script; raises NotFound."""
    lease = queries.get_lease(actor.require_person(), version_id, lease_id)
    names = files_in(delivery.get_submitted(lease.attempt_id).responses.get(lease.position))
    if lease.ended_at is not None or not 1 <= number <= len(names):
        raise NotFound()
    return delivery.get_drawing(lease.attempt_id, names[number - 1])


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
