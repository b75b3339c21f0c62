"""What the pages of bulk edits show: the list, an edit at its stage with its counts, its items a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from foundation.errors import NotFound
from people.domain import Actor
from question_bank import queries
from question_bank.models import BulkEdit, BulkEditItem, ItemVersionRow
from question_bank.queries.bulk import (
    count_bulk_items,
    count_new_drafts,
    get_bulk_edit,
    list_bulk_edits,
    list_bulk_items,
)
from question_bank.services.access import SEEING
from question_bank.services.bulk import READY, STAYS
from question_bank.services.bulk_doing import DONE, MISSED
from question_bank.services.bulk_undo import ANSWERING, KEPT, UNDONE, may_see, may_take_back, may_undo


class Stage(StrEnum):
    """How far an edit has come."""

    CHOOSING = "choosing"
    PREVIEW = "preview"
    RUNNING = "running"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class BulkLine:
    """One item of an edit with its latest version."""

    row: BulkEditItem
    version: ItemVersionRow


@dataclass(frozen=True, slots=True)
class BulkSheet:
    """An edit for its page; `counts` by state of its items, `reasons` why some stay or were missed, most first."""

    edit: BulkEdit
    stage: Stage
    by_name: str
    undone_by: str
    counts: dict[str, int]
    reasons: tuple[tuple[str, dict[str, Any], int], ...]
    n_new_drafts: int
    lines: tuple[BulkLine, ...]
    n_lines: int
    is_own: bool
    may_undo: bool
    shows_items: bool

    @property
    def n_changes(self) -> int:
        """How many items it changes, or has changed."""
        return self.counts.get(READY, 0) + self.counts.get(DONE, 0)

    @property
    def n_touched(self) -> int:
        """How many it set out to change."""
        return self.edit.n_items - self.counts.get(STAYS, 0)

    @property
    def n_settled(self) -> int:
        """How many of these are dealt with, in the act that is under way."""
        waiting = DONE if self.stage is Stage.UNDOING else READY
        return self.n_touched - self.counts.get(waiting, 0)


STATES = {READY: (READY, DONE, UNDONE, KEPT), STAYS: (STAYS,), MISSED: (MISSED, KEPT)}  # what a tab of the page shows


def stage_of(edit: BulkEdit) -> Stage:
    """How far it has come."""
    if edit.undo_finished_at is not None:
        return Stage.UNDONE
    if edit.undone_at is not None:
        return Stage.UNDOING
    if edit.finished_at is not None:
        return Stage.DONE
    if edit.confirmed_at is not None:
        return Stage.RUNNING
    return Stage.CHOOSING if edit.planned_at is None else Stage.PREVIEW


def show_edit(
    actor: Actor, edit_id: UUID, *, only: str = "", limit: int = 50, offset: int = 0, now: datetime
) -> BulkSheet:
    """The edit as it stands, with a page of its items. Raises NotFound for whoever has nothing to do with it."""
    edit = get_bulk_edit(edit_id)
    if not may_see(actor, edit):
        raise NotFound()
    found = count_bulk_items(edit_id)
    counts: dict[str, int] = {}
    for state, _note, n in found:
        counts[state] = counts.get(state, 0) + n
    shows_items = edit.actor_id == actor.person_id or any(actor.may(each, edit.unit_path) for each in SEEING)
    states = STATES.get(only, ())
    rows = list_bulk_items(edit_id, states, limit=limit, offset=offset) if shows_items else []
    names = queries.person_names({edit.actor_id, *((edit.undone_by,) if edit.undone_by else ())})
    return BulkSheet(
        edit=edit,
        stage=stage_of(edit),
        by_name=names[edit.actor_id],
        undone_by=names[edit.undone_by] if edit.undone_by else "",
        counts=counts,
        reasons=tuple((state, note, n) for state, note, n in found if note is not None),
        n_new_drafts=count_new_drafts(edit_id),
        lines=_lines(rows),
        n_lines=sum(n for state, n in counts.items() if not states or state in states),
        is_own=edit.actor_id == actor.person_id,
        may_undo=may_undo(edit, now=now) and may_take_back(actor, edit),
        shows_items=shows_items,
    )


def _lines(rows: Sequence[BulkEditItem]) -> tuple[BulkLine, ...]:
    latest = queries.list_latest([row.item_id for row in rows])
    return tuple(BulkLine(row, latest[row.item_id]) for row in rows)


def list_edits(actor: Actor) -> list[tuple[BulkEdit, str, Stage]]:
    """The actor's own confirmed edits and those of the units that they answer for, newest first, and whose they are."""
    scopes = tuple(sorted({path for permission in ANSWERING for path in actor.scopes(permission)}))
    return [(edit, name, stage_of(edit)) for edit, name in list_bulk_edits(actor.require_person(), scopes)]
