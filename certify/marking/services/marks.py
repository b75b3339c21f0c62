"""A marker's acts on the script that they hold: save, skip, flag, take back. The lease is what permits them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update

from certify.delivery import services as delivery
from certify.exams import services as exams
from certify.marking import queries
from certify.marking.domain import (
    LEASE,
    Ending,
    LeaseLost,
    NothingToUndo,
    check_comment,
    check_mark,
    check_reason,
    criteria_of,
)
from certify.marking.models import MarkingLeaseRow, MarkingScriptRow, MarkRow
from foundation import audit
from foundation.db import db, transaction
from foundation.errors import NotFound
from foundation.ids import new_id
from people.domain import Actor, Permission


def save_mark(
    actor: Actor, version_id: UUID, lease_id: UUID, given: Sequence[str | None], comment: str = "", *, now: datetime
) -> None:
    """Give points on each criterion. Raises Invalid (every problem at once) or LeaseLost; then nothing is saved."""
    lease = _own_lease(actor, version_id, lease_id)
    slot = exams.get_form(delivery.get_submitted(lease.attempt_id).form_id).slot(lease.position)
    mark = check_mark(criteria_of(slot.content, slot.points), given)
    text = check_comment(comment)
    with transaction():
        script = _end(actor, lease, Ending.SAVED, now)
        _append(script, actor, now, points=[str(each) for each in mark.points], total=mark.total, comment=text)
        script.is_waiting = script.is_flagged = False
        audit.record(actor, "marking.mark", "script", script.code, now=now, total=str(mark.total), **_place(script))


def skip_script(actor: Actor, version_id: UUID, lease_id: UUID, reason: str, *, now: datetime) -> None:
    """Leave it to others, or to later, with a reason."""
    lease = _own_lease(actor, version_id, lease_id)
    text = check_reason(reason)
    with transaction():
        script = _end(actor, lease, Ending.SKIPPED, now, text)
        audit.record(actor, "marking.skip", "script", script.code, now=now, reason=text, **_place(script))


def flag_script(actor: Actor, version_id: UUID, lease_id: UUID, reason: str, *, now: datetime) -> None:
    """Put it on the lead's pile, with a reason."""
    lease = _own_lease(actor, version_id, lease_id)
    text = check_reason(reason)
    with transaction():
        script = _end(actor, lease, Ending.FLAGGED, now, text)
        script.is_flagged = True
        audit.record(actor, "marking.flag", "script", script.code, now=now, reason=text, **_place(script))


def undo_last_mark(actor: Actor, version_id: UUID, *, now: datetime) -> None:
    """Take one's newest mark on the item back and hold that script again. Raises NothingToUndo."""
    marker_id = actor.require_person()
    reach = queries.within(marker_id, actor.scopes(Permission.MARK))
    with transaction() as session:
        script = _last_marked(marker_id, version_id, queries.list_recent_marks(marker_id, version_id, reach))
        held = queries.find_held(marker_id, version_id)
        if held is not None:
            held.ended_at, held.ending = now, Ending.RETURNED.value
            session.flush()
        _append(script, actor, now, points=[], total=None, comment="", is_undone=True)
        script.is_waiting = True
        session.add(new_lease(script, marker_id, now))
        audit.record(actor, "marking.undo", "script", script.code, now=now, **_place(script))


def _last_marked(marker_id: UUID, version_id: UUID, recent: Sequence[MarkRow]) -> MarkingScriptRow:
    for row in recent:
        script = queries.get_script(row.attempt_id, row.position, for_update=True)
        ledger = queries.list_marks_on(row.attempt_id, row.position)
        is_standing = not ledger[-1].is_undone and ledger[-1].marker_id == marker_id
        if is_standing and script.closed_at is None and not script.is_waiting:
            return script
    raise NothingToUndo()


def new_lease(script: MarkingScriptRow, marker_id: UUID, now: datetime) -> MarkingLeaseRow:
    """A lease from now on; the partial unique index refuses a second one on the script."""
    return MarkingLeaseRow(
        id=new_id(),
        attempt_id=script.attempt_id,
        position=script.position,
        version_id=script.version_id,
        marker_id=marker_id,
        taken_at=now,
        until=now + LEASE,
    )


def _own_lease(actor: Actor, version_id: UUID, lease_id: UUID) -> MarkingLeaseRow:
    """Somebody else's lease is not found; one that has ended is lost."""
    lease = queries.get_lease(actor.require_person(), version_id, lease_id)
    if lease.ended_at is not None:
        raise LeaseLost()
    return lease


def _end(actor: Actor, lease: MarkingLeaseRow, ending: Ending, now: datetime, reason: str = "") -> MarkingScriptRow:
    """End the lease if it still stands; the script comes back locked. Raises LeaseLost, MissingPermission."""
    script = queries.get_script(lease.attempt_id, lease.position, for_update=True)
    actor.require(Permission.MARK, script.unit_path)
    if script.person_id == actor.person_id:
        raise NotFound()
    ended = db.session.execute(
        update(MarkingLeaseRow)
        .where(MarkingLeaseRow.id == lease.id, MarkingLeaseRow.ended_at.is_(None))
        .values(ended_at=now, ending=ending.value, reason=reason)
    )
    if not ended.rowcount or not script.is_waiting or script.closed_at is not None:  # type: ignore[attr-defined]  # a DML result has it
        raise LeaseLost()
    return script


def _append(script: MarkingScriptRow, actor: Actor, now: datetime, **values: Any) -> None:
    number = len(queries.list_marks_on(script.attempt_id, script.position)) + 1
    db.session.add(
        MarkRow(
            attempt_id=script.attempt_id,
            position=script.position,
            number=number,
            marker_id=actor.require_person(),
            at=now,
            response_hash=script.response_hash,
            **values,
        )
    )


def _place(script: MarkingScriptRow) -> dict[str, Any]:
    return {"attempt": str(script.attempt_id), "position": script.position}
