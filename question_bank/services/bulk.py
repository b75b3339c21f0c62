"""Bulk edits until they are confirmed: what was chosen, and what an act would do to each item. Changes no item.

Carrying out is in `bulk_doing`, undoing in `bulk_undo`, what the pages show in `bulk_sheets`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import delete, insert, update

from foundation.db import transaction
from foundation.errors import N_, Conflict, Invalid, NotFound, Problem
from foundation.ids import new_id
from people.domain import Actor, MissingPermission, Permission
from question_bank import item_types, queries
from question_bank.domain import ItemStatus, problems_before_review
from question_bank.domain.bulk import Act, ItemFacts, Plan, VersionFacts
from question_bank.domain.bulk_acts import BY_NAME
from question_bank.domain.items import ItemFilter
from question_bank.domain.strips import Dealt
from question_bank.models import BulkEdit, BulkEditItem, ItemVersionRow
from question_bank.queries.bulk import (
    find_paths,
    get_bulk_edit,
    list_bulk_item_ids,
    list_fitting,
    list_living,
    list_stale_bulk_edits,
)
from question_bank.services.access import require_sight
from question_bank.services.browsing import seeing_scopes
from question_bank.services.bulk_keys import deal_to_items, dealt_keys
from question_bank.services.items import known_areas
from question_bank.services.reviews import dates_of

MOST = 20_000  # items of one edit
ROWS = 150  # rows of an edit written in one transaction: some 10 ms of the writer
UNCONFIRMED_KEPT = 5
MAKERS = (Permission.WRITE_ITEMS, Permission.REVIEW_ITEMS)
CHOSEN, READY, STAYS = "chosen", "ready", "stays"  # states of an item until the edit is confirmed

One = TypeVar("One")


class AlreadyConfirmed(Conflict):
    """What was confirmed is undone, not planned anew."""

    message = N_("这次批量修改已经确认，不能再换操作")


def choose_items(actor: Actor, item_ids: Iterable[UUID], *, now: datetime) -> UUID:
    """Begin a bulk edit on these items. Raises UnknownItem if any lies out of reach: then nothing is begun."""
    _require_maker(actor)
    ids = sorted(set(item_ids))
    paths = find_paths(ids[: MOST + 1])
    for item_id in ids[: MOST + 1]:
        if item_id not in paths:
            raise queries.UnknownItem()
        require_sight(actor, paths[item_id])
    return _begin(actor, paths, {"by": "hand"}, now)


def choose_fitting(actor: Actor, wanted: ItemFilter, query: str, *, now: datetime) -> UUID:
    """Begin a bulk edit on everything that fits a filter now; `query` is its address, kept to be shown."""
    _require_maker(actor)
    return _begin(
        actor, list_fitting(seeing_scopes(actor), wanted, MOST + 1), {"by": "filter", "query": query[:1000]}, now
    )


def _require_maker(actor: Actor) -> None:
    if not any(actor.may_anywhere(permission) for permission in MAKERS):
        raise MissingPermission(permission=str(Permission.WRITE_ITEMS))


def _begin(actor: Actor, paths: dict[UUID, str], chosen: dict[str, Any], now: datetime) -> UUID:
    if not paths:
        raise Invalid(Problem(N_("先选题目"), field="item"), message=N_("先选题目"))
    if len(paths) > MOST:
        message = N_("一次最多 %(most)s 题，先缩小筛选范围")
        raise Invalid(Problem(message, {"most": MOST}, field="item"), message=message, most=MOST)
    _forget_stale(actor)
    edit = BulkEdit(id=new_id(), actor_id=actor.require_person(), chosen=chosen, n_items=0, created_at=now)
    edit.unit_path = common_path(paths.values())
    with transaction() as session:
        session.add(edit)
    empty = {"edit_id": edit.id, "state": CHOSEN, "steps": [], "note": None, "trace": None}
    lines = [{**empty, "position": n, "item_id": item_id} for n, item_id in enumerate(sorted(paths), 1)]
    for some in chunks(lines, ROWS):
        with transaction() as session:
            session.execute(insert(BulkEditItem), list(some))
    with transaction() as session:
        session.execute(update(BulkEdit).where(BulkEdit.id == edit.id).values(n_items=len(lines)))
    return edit.id


def _forget_stale(actor: Actor) -> None:
    """Nobody misses a preview that was never confirmed."""
    for edit_id in list_stale_bulk_edits(actor.require_person(), UNCONFIRMED_KEPT):
        for some in chunks(list_bulk_item_ids(edit_id), 4 * ROWS):
            with transaction() as session:
                positions = BulkEditItem.position.between(some[0][0], some[-1][0])
                session.execute(delete(BulkEditItem).where(BulkEditItem.edit_id == edit_id, positions))
        with transaction() as session:
            session.execute(delete(BulkEdit).where(BulkEdit.id == edit_id))


def common_path(paths: Iterable[str]) -> str:
    """The path of the lowest unit above all of these."""
    parts = [path.split("/") for path in set(paths)]
    shared = []
    for names in zip(*parts, strict=False):
        if len(set(names)) > 1:
            break
        shared.append(names[0])
    return "/".join(shared).rstrip("/") + "/"


def chunks(rows: Sequence[One], size: int) -> Iterator[Sequence[One]]:
    """The rows, so many at a time."""
    return (rows[start : start + size] for start in range(0, len(rows), size))


def own_edit(actor: Actor, edit_id: UUID, *, for_update: bool = False) -> BulkEdit:
    """An edit of the actor's. Raises NotFound."""
    edit = get_bulk_edit(edit_id, for_update=for_update)
    if edit.actor_id != actor.require_person():
        raise NotFound()
    return edit


def plan_edit(
    actor: Actor, edit_id: UUID, act_name: str, typed: str = "", *, replace: bool = False, now: datetime
) -> None:
    """Work out what the act would do to each item, for the preview; until it is confirmed another act may be tried.

    `replace` lets a strip of keys overwrite keys that are there. Raises Invalid, AlreadyConfirmed, NotFound.
    """
    edit = own_edit(actor, edit_id)
    act = BY_NAME.get(act_name)
    if act is None:
        raise Invalid(Problem(N_("先选要做什么"), field="act"), message=N_("先选要做什么"))
    value = act.read(typed, known_areas())
    places = list_bulk_item_ids(edit_id)
    if act.asks == "strip":
        value = {"strip": typed, "replace": replace, "answers": dealt_keys([item_id for _n, item_id in places], typed)}
    with transaction():
        edit = own_edit(actor, edit_id, for_update=True)
        if edit.confirmed_at is not None:
            raise AlreadyConfirmed()
        edit.act, edit.value, edit.planned_at = act.name, value, None
    for some in chunks(places, ROWS):
        lines = _planned(actor, edit_id, act, value, some)
        with transaction() as session:
            session.execute(update(BulkEditItem), lines)
    with transaction():
        edit = own_edit(actor, edit_id, for_update=True)
        edit.planned_at = now if (edit.act, edit.value) == (act.name, value) else None


def _planned(
    actor: Actor, edit_id: UUID, act: Act, value: Any, places: Sequence[tuple[int, UUID]]
) -> list[dict[str, Any]]:
    living = list_living([item_id for _n, item_id in places])
    lines = []
    for position, item_id in places:
        plan = act.plan(facts_of(actor, living[item_id], act, value), value)
        lines.append({"edit_id": edit_id, "position": position, **plan_values(plan)})
    return lines


def plan_values(plan: Plan) -> dict[str, Any]:
    """A plan as the columns of its item's row."""
    return {
        "state": READY if plan.steps else STAYS,
        "steps": [step.as_json() for step in plan.steps],
        "note": None if plan.stays is None else note_of(plan.stays, plan.params),
    }


def note_of(message: str, params: Any) -> dict[str, Any]:
    """A reason as it is kept; a parameter may be a problem with parameters of its own."""
    kept = {
        name: {"message": value.message, "params": dict(value.params)} if isinstance(value, Problem) else value
        for name, value in dict(params).items()
    }
    return {"message": message, "params": kept}


def facts_of(actor: Actor, versions: Sequence[tuple[ItemVersionRow, str]], act: Act, value: Any) -> ItemFacts:
    """What an act has to know of an item: its versions newest first, the actor's rights in its unit."""
    rows, path = [row for row, _path in versions], versions[0][1]
    latest = next(row for row in rows if row.latest)
    in_use = next((row for row in rows if row.status in (ItemStatus.APPROVED, ItemStatus.SUSPENDED)), None)
    missing = problems_before_review(item_types.get(latest.item_type), latest.content) if act.reads_content else ()
    return ItemFacts(
        latest=_facts(latest),
        in_use=None if in_use is None else _facts(in_use),
        may_write=actor.may(Permission.WRITE_ITEMS, path),
        may_review=actor.may(Permission.REVIEW_ITEMS, path),
        has_written=in_use is not None and str(actor.person_id) in in_use.writer_ids,
        missing=tuple(missing),
        answer=value["answers"].get(str(latest.item_id)) if act.asks == "strip" else None,
    )


def _facts(row: ItemVersionRow) -> VersionFacts:
    values = {name: getattr(row, name) for name in ("area_code", "difficulty", "level", "pool", "critical", "tags")}
    days = {name: day and day.isoformat() for name, day in asdict(dates_of(row)).items()}
    return VersionFacts(
        row.number, ItemStatus(row.status), {**values, **days, "answer_key": row.content.get("answer_key")}
    )


def deal_strip(actor: Actor, edit_id: UUID, strip: str) -> list[tuple[ItemVersionRow, Dealt]]:
    """A strip over the items of an edit, for its page: each item with what it would get. Raises NotFound, Invalid."""
    own_edit(actor, edit_id)
    ids, dealing = deal_to_items([item_id for _n, item_id in list_bulk_item_ids(edit_id)], strip)
    latest = queries.list_latest(ids)
    return [(latest[item_id], line) for item_id, line in zip(ids, dealing.lines, strict=True)]
