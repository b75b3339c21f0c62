"""Taking a bulk edit back: exactly what it wrote, item by item. What was changed since stays as it is and is named;
what was suspended comes back only through another reviewer's hand.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from foundation import audit, jobs
from foundation.db import transaction
from foundation.errors import N_, Conflict, DomainError, NotFound
from people.domain import Actor, MissingPermission, Permission
from question_bank.domain import ItemStatus
from question_bank.domain.bulk_acts import BY_NAME
from question_bank.models import BulkEdit, BulkEditItem, ItemVersionRow
from question_bank.queries.bulk import count_bulk_items, get_bulk_edit, list_by_version, was_reviewed_since
from question_bank.services.bulk import MAKERS, note_of
from question_bank.services.bulk_doing import (
    DONE,
    HERE,
    JOB_WAIT,
    Versions,
    actor_by_id,
    as_one,
    in_turns,
    refusal,
)
from question_bank.services.bulk_traces import print_of, put_back
from question_bank.services.reviews import OwnSuspension, dates_of, reinstate_item, require_other_hand
from question_bank.services.validity import change_dates

UNDO_JOB = "bulk_undo"
UNDO_FOR = timedelta(days=30)
UNDONE, KEPT = "undone", "kept"
ANSWERING = (Permission.VIEW_AUDIT, Permission.REVIEW_ITEMS)
CHANGED_AFTER = N_("这次修改之后又被改过")
BEING_REVIEWED = N_("已经有人开始审核")
STILL_NEEDED = N_("新版本上已有意见或记录")
REASON = N_("撤销批量停用")
REDATED = N_("撤销批量改日期")
DAYS = ("valid_until", "review_by")


class NotToBeUndone(Conflict):
    """Still under way, undone already, or too long ago."""

    message = N_("这次批量修改不能撤销：还没做完、已经撤销过，或者超过了 30 天")


def may_see(actor: Actor, edit: BulkEdit) -> bool:
    """Its actor; whoever answers for all of its units (administrators, and reviewers, who settle suspensions)."""
    if edit.actor_id == actor.person_id:
        return True
    return edit.confirmed_at is not None and any(actor.may(permission, edit.unit_path) for permission in ANSWERING)


def may_take_back(actor: Actor, edit: BulkEdit) -> bool:
    """A suspension is settled by a reviewer who is not its actor; all else by its actor, or a writer of its units."""
    is_own = edit.actor_id == actor.person_id
    if edit.act == "suspend":
        return not is_own and actor.may(Permission.REVIEW_ITEMS, edit.unit_path)
    enough = MAKERS if edit.act in DAYS else (Permission.WRITE_ITEMS,)
    return is_own or any(actor.may(permission, edit.unit_path) for permission in enough)


def may_undo(edit: BulkEdit, *, now: datetime) -> bool:
    """Done, not undone, not too long ago."""
    return edit.finished_at is not None and edit.undone_at is None and now - edit.finished_at <= UNDO_FOR


def undo_edit(actor: Actor, edit_id: UUID, *, now: datetime) -> None:
    """Take back what it changed; asked for again, it goes on with what is left. Raises NotToBeUndone, NotFound."""
    with transaction():
        edit = get_bulk_edit(edit_id, for_update=True)
        if not may_see(actor, edit):
            raise NotFound()
        if not may_take_back(actor, edit):
            raise (
                OwnSuspension() if edit.actor_id == actor.person_id else MissingPermission(str(Permission.WRITE_ITEMS))
            )
        n_done = sum(n for state, _note, n in count_bulk_items(edit_id) if state == DONE)
        if edit.undone_by != actor.person_id or edit.undo_finished_at is not None:
            if not may_undo(edit, now=now):
                raise NotToBeUndone()
            edit.undone_by, edit.undone_at = actor.require_person(), now
            audit.record(actor, "bank.bulk_undo", "bulk_edit", edit_id, now=now, act=edit.act, items=n_done)
            wait = JOB_WAIT if n_done <= HERE else timedelta(0)
            jobs.enqueue(UNDO_JOB, {"edit_id": str(edit_id)}, run_at=now + wait)
    if n_done <= HERE:
        take_back(actor, edit, now=now)


def finish_undo(edit_id: str, *, now: datetime) -> None:
    """The job behind every undo."""
    edit = get_bulk_edit(UUID(edit_id))
    assert edit.undone_by is not None
    take_back(actor_by_id(edit.undone_by), edit, now=now)


def take_back(actor: Actor, edit: BulkEdit, *, now: datetime) -> None:
    """Undo what is left to undo, turn by turn."""
    in_turns(edit.id, DONE, lambda line, versions: _undo(actor, edit, line, versions, now))
    with transaction():
        fresh = get_bulk_edit(edit.id, for_update=True)
        left = any(state == DONE for state, _note, _n in count_bulk_items(edit.id))
        if not left and fresh.undo_finished_at is None:
            fresh.undo_finished_at = now


def _undo(actor: Actor, edit: BulkEdit, line: BulkEditItem, versions: Versions, now: datetime) -> None:
    wanted = {UUID(each["version_id"]) for each in line.trace or ()}
    rows = {row.id: row for row, _path in versions if row.id in wanted}
    rows = rows if len(rows) == len(wanted) else list_by_version(list(wanted))
    try:
        with transaction() as session, as_one(session, BY_NAME[edit.act or ""]):
            _require_unchanged(line, rows)
            _require_right(actor, edit, versions[0][1])
            if edit.act == "retire" and edit.actor_id != actor.person_id:
                for row in rows.values():
                    require_other_hand(actor, row)  # what somebody else withdrew, its writers don't bring back
            how = HOW.get(edit.act or "", _restore)
            how(actor, line, rows, now)
            audit.record(actor, "bank.edit", "item", line.item_id, now=now, bulk=str(edit.id), undone=True)
    except (DomainError, IntegrityError) as error:
        for row in rows.values():
            session.refresh(row)
        line.state, line.note = KEPT, refusal(error) if isinstance(error, DomainError) else note_of(STILL_NEEDED, {})
    else:
        line.state, line.note = UNDONE, None


def _require_unchanged(line: BulkEditItem, rows: dict[UUID, ItemVersionRow]) -> None:
    for each in line.trace or ():
        row = rows.get(UUID(each["version_id"]))
        if row is None or print_of(row) != each["print"]:
            raise Conflict(CHANGED_AFTER)
        if row.status == ItemStatus.IN_REVIEW and was_reviewed_since(row):
            raise Conflict(BEING_REVIEWED)


def _require_right(actor: Actor, edit: BulkEdit, path: str) -> None:
    """The same right as for the act itself."""
    enough = MAKERS if BY_NAME[edit.act or ""].name in ("suspend", "retire", *DAYS) else (Permission.WRITE_ITEMS,)
    if not any(actor.may(permission, path) for permission in enough):
        raise MissingPermission(permission=str(Permission.WRITE_ITEMS))


def _restore(actor: Actor, line: BulkEditItem, rows: dict[UUID, ItemVersionRow], now: datetime) -> None:
    """Every column as it was; a version that was made is gone."""
    with transaction() as session:
        for each in line.trace or ():
            row = rows[UUID(each["version_id"])]
            if each["before"] is None:
                session.execute(delete(ItemVersionRow).where(ItemVersionRow.id == row.id))
                session.expunge(row)
                rows.pop(row.id)
        for each in line.trace or ():
            if each["before"] is not None:
                put_back(rows[UUID(each["version_id"])], each["before"])


def _reinstate(actor: Actor, line: BulkEditItem, rows: dict[UUID, ItemVersionRow], now: datetime) -> None:
    """By a reviewer who neither wrote nor suspended it: the rules of the review say so themselves."""
    reinstate_item(actor, line.item_id, reason=REASON, now=now)


def _redate(actor: Actor, line: BulkEditItem, rows: dict[UUID, ItemVersionRow], now: datetime) -> None:
    """A draft's days are put back; those of the version in use by the rules of its review, as they were changed."""
    for each in line.trace or ():
        row = rows[UUID(each["version_id"])]
        days = {name: value and date.fromisoformat(value) for name, value in each["before"].items() if name in DAYS}
        if row.status == ItemStatus.DRAFT:
            put_back(row, each["before"])
        else:
            change_dates(actor, row.item_id, replace(dates_of(row), **days), reason=REDATED, now=now)


HOW: Mapping[str, Any] = {"suspend": _reinstate, "valid_until": _redate, "review_by": _redate}
