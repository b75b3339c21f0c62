"""Carrying a confirmed bulk edit out: some items a transaction, each planned anew under its lock, so that what changed
since the preview, or is no longer the actor's to change, stays as it is and is named. Broken off, it goes on where it
was: an item's row is written with the item itself.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from foundation import audit, jobs
from foundation.db import transaction
from foundation.errors import N_, Conflict, DomainError, Invalid
from people import services as people
from people.domain import Actor
from question_bank import queries
from question_bank.domain import Difficulty, ItemStatus, Pool
from question_bank.domain.bulk import CHANGED_SINCE, Act, How
from question_bank.domain.bulk_acts import BY_NAME
from question_bank.domain.items import ItemDraft
from question_bank.models import BulkEdit, BulkEditItem, ItemVersionRow
from question_bank.queries.bulk import count_bulk_items, get_bulk_edit, list_bulk_items, list_living
from question_bank.services.bulk import READY, facts_of, note_of, own_edit, plan_values
from question_bank.services.bulk_traces import made_trace, shot, trace_of
from question_bank.services.items import edit_item, search_text
from question_bank.services.reviews import dates_of, retire_item, submit_for_review, suspend_item
from question_bank.services.validity import change_dates

JOB = "bulk_edit"
JOB_WAIT = timedelta(seconds=30)
AT_ONCE = 16  # items locked in one transaction, at most
FIRST_TURN = 8
TURN_SECONDS = 0.015  # after so long the rest waits for the next one: a save of an exam may be queueing
HERE = 60  # so many are done before the page answers; more are the job's
DONE, MISSED = "done", "missed"
Versions = Sequence[tuple[ItemVersionRow, str]]


class NothingPlanned(Conflict):
    """Confirming needs a preview that would change something."""

    message = N_("没有可以修改的题目，换一个操作或重新选择")


def confirm_edit(actor: Actor, edit_id: UUID, *, now: datetime) -> None:
    """Do what the preview showed; a second time it goes on with what is left. Raises NothingPlanned, NotFound."""
    with transaction():
        edit = own_edit(actor, edit_id, for_update=True)
        n_ready = sum(n for state, _note, n in count_bulk_items(edit_id) if state == READY)
        if edit.confirmed_at is None:
            if edit.planned_at is None or not n_ready:
                raise NothingPlanned()
            edit.confirmed_at = now
            audit.record(actor, "bank.bulk_edit", "bulk_edit", edit_id, now=now, act=edit.act, items=n_ready)
            wait = JOB_WAIT if n_ready <= HERE else timedelta(0)
            jobs.enqueue(JOB, {"edit_id": str(edit_id)}, run_at=now + wait)
    if n_ready <= HERE:
        carry_out(actor, edit, now=now)


def finish_edit(edit_id: str, *, now: datetime) -> None:
    """The job behind every confirmed edit: all of a long one, what a dying server left of a short one."""
    edit = get_bulk_edit(UUID(edit_id))
    carry_out(actor_by_id(edit.actor_id), edit, now=now)


def actor_by_id(person_id: UUID) -> Actor:
    """The person with the roles that hold now."""
    return people.actor_of_login(people.get_holder(person_id).login)


def carry_out(actor: Actor, edit: BulkEdit, *, now: datetime) -> None:
    """Change what is left to change, turn by turn."""
    in_turns(edit.id, READY, lambda line, versions: _change(actor, edit, line, versions, now))
    with transaction():
        fresh = get_bulk_edit(edit.id, for_update=True)
        left = any(state == READY for state, _note, _n in count_bulk_items(edit.id))
        if not left and fresh.finished_at is None:
            fresh.finished_at = now


def in_turns(edit_id: UUID, state: str, do: Callable[[BulkEditItem, Versions], None]) -> None:
    """Take an edit's items in that state in turns short enough for SQLite's one writer; `do` has to change the state.
    What is refused is written beside the item. A turn reads about as many as the one before got done.
    """
    size = FIRST_TURN
    while n_done := _turn(edit_id, state, do, size):
        size = min(AT_ONCE, 2 * n_done)
        time.sleep(0.001)  # whoever waits for the writer's lock goes first


def _turn(edit_id: UUID, state: str, do: Callable[[BulkEditItem, Versions], None], size: int) -> int:
    started = time.perf_counter()
    n_done = 0
    with transaction():
        lines = list_bulk_items(edit_id, (state,), limit=size, for_update=True)
        living = list_living([line.item_id for line in lines], for_update=True)
        for line in lines:
            do(line, living.get(line.item_id, []))
            n_done += 1
            if time.perf_counter() - started > TURN_SECONDS:
                break
    return n_done


def refusal(error: DomainError) -> dict[str, Any]:
    """Why the rules of the house refused an item, as it is kept."""
    problem = error.problems[0] if isinstance(error, Invalid) and error.problems else None
    return note_of(problem.message, problem.params) if problem else note_of(error.text, error.params)


def _change(actor: Actor, edit: BulkEdit, line: BulkEditItem, versions: Versions, now: datetime) -> None:
    act = BY_NAME[edit.act or ""]
    planned = plan_values(act.plan(facts_of(actor, versions, act, edit.value), edit.value))
    if planned["steps"] != line.steps:
        line.state, line.note = MISSED, planned["note"] or note_of(CHANGED_SINCE, {})
        return
    before = {row.id: shot(row) for row, _path in versions}
    try:
        with transaction() as session, as_one(session, act):
            for step in line.steps:
                _take(actor, edit, step, versions, now)
            made = any(step["how"] == How.NEW_DRAFT for step in line.steps)
            traces = [trace_of(row, before[row.id]) for row, _path in versions if shot(row) != before[row.id]]
            line.trace = traces + ([made_trace(queries.get_latest(line.item_id)[0])] if made else [])
            line.state = DONE
    except DomainError as error:
        for row, _path in versions:
            session.refresh(row)
        line.state, line.note = MISSED, refusal(error)


@contextmanager
def as_one(session: Session, act: Act) -> Iterator[None]:
    """An item's steps together or none. Classifying can't be refused half-way: its turn is written in one go."""
    if act.group == "classify":
        yield
        return
    with session.begin_nested():
        yield
        session.flush()


def _take(actor: Actor, edit: BulkEdit, step: dict[str, Any], versions: Versions, now: datetime) -> None:
    row = next(row for row, _path in versions if row.number == step["number"])
    WRITERS[step["field"]](actor, edit, row, step, now)


def _classify(actor: Actor, edit: BulkEdit, row: ItemVersionRow, step: dict[str, Any], now: datetime) -> None:
    """Beside the content, on whatever version: it makes nobody a writer of the item."""
    setattr(row, step["field"], step["after"])
    row.search_text = search_text(draft_of(row), row.content)
    audit.record(
        actor, "bank.edit", "item", row.item_id, now=now, version=row.number, field=step["field"], bulk=str(edit.id)
    )


def _rewrite(actor: Actor, edit: BulkEdit, row: ItemVersionRow, step: dict[str, Any], now: datetime) -> None:
    """Through the editor's own door: a draft is rewritten, what was approved gets a new draft."""
    change = {step["field"]: TYPES.get(step["field"], lambda value: value)(step["after"])}
    edit_item(actor, row.item_id, replace(draft_of(row), **change), now=now)


def _set_key(actor: Actor, edit: BulkEdit, row: ItemVersionRow, step: dict[str, Any], now: datetime) -> None:
    content = {**row.content, "answer_key": step["after"]}
    edit_item(actor, row.item_id, replace(draft_of(row), content=content), now=now)


def _set_day(actor: Actor, edit: BulkEdit, row: ItemVersionRow, step: dict[str, Any], now: datetime) -> None:
    """A draft's days are edited with it; those of the version in use change by the rules of its review."""
    day = date.fromisoformat(step["after"]) if step["after"] else None
    dates = replace(dates_of(row), **{step["field"]: day})
    if row.status == ItemStatus.DRAFT:
        edit_item(actor, row.item_id, replace(draft_of(row), dates=dates), now=now)
    else:
        change_dates(actor, row.item_id, dates, reason=edit.value["reason"], now=now)


def _move(actor: Actor, edit: BulkEdit, row: ItemVersionRow, step: dict[str, Any], now: datetime) -> None:
    MOVES[step["after"]](actor, row.item_id, edit.value, now)


def draft_of(row: ItemVersionRow) -> ItemDraft:
    """A version as its author might have given it."""
    return ItemDraft(
        item_type=row.item_type,
        content=row.content,
        area_code=row.area_code,
        pool=Pool(row.pool),
        difficulty=Difficulty(row.difficulty),
        level=row.level,
        critical=row.critical,
        tags=tuple(row.tags),
        external_id=row.item.external_id,
    )


TYPES: Mapping[str, Callable[[Any], Any]] = {"pool": Pool}
WRITERS: Mapping[str, Callable[[Actor, BulkEdit, ItemVersionRow, dict[str, Any], datetime], None]] = {
    **dict.fromkeys(("tags", "difficulty", "level"), _classify),
    **dict.fromkeys(("area_code", "pool", "critical"), _rewrite),
    **dict.fromkeys(("valid_until", "review_by"), _set_day),
    "answer_key": _set_key,
    "status": _move,
}
MOVES: Mapping[str, Callable[[Actor, UUID, Any, datetime], None]] = {
    ItemStatus.IN_REVIEW.value: lambda actor, item_id, _value, now: submit_for_review(actor, item_id, now=now),
    ItemStatus.SUSPENDED.value: lambda actor, item_id, why, now: suspend_item(actor, item_id, reason=why, now=now),
    ItemStatus.RETIRED.value: lambda actor, item_id, _value, now: retire_item(actor, item_id, now=now),
}
