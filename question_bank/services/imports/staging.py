"""Writing many items so that nobody waits and nobody sees half of it.

New items are written as staged rows, a few at a time, each transaction short and followed by a pause; one UPDATE makes
all of them visible. What changes items that were there follows in the same small steps: from the UPDATE on an import is
bound to be finished, whoever takes it up again. Broken off before, its staged rows are removed.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update

from foundation import audit
from foundation.db import transaction
from foundation.errors import N_, Conflict
from foundation.media import references
from people.domain import Actor
from question_bank import queries
from question_bank.domain import Difficulty, ItemStatus, Pool, content_hash
from question_bank.domain.intake import WRITING, Held, Stage, Standing, standing_of
from question_bank.domain.items import ImportResult, ItemDraft
from question_bank.models import Item, ItemVersionRow, PaperImport
from question_bank.queries.neighbours import ORG_UNIT
from question_bank.services.imports.model import ImportItem
from question_bank.services.items import UnderReview, add_general_area, edit_item, new_item
from question_bank.services.media import hold_media
from question_bank.services.taking_in import check_all

AIM_SECONDS = 0.015  # of one writer's turn; the rule is 0.05
FEWEST, MOST_AT_ONCE = 5, 100
LEASE = timedelta(seconds=60)  # who shows no sign of life for so long is gone


class BankBusy(Conflict):
    """Two imports at once could both bring the same item."""

    message = N_("另一份文件正在写入同一个题库，请等它完成")


class BrokenOff(Conflict):
    """Somebody cancelled it meanwhile."""

    message = N_("导入已取消，题库没有变化")


@dataclass(frozen=True, slots=True)
class Ready:
    """A draft that was checked: its content is in normal form. `theirs`: the file's outweighs what was changed here."""

    draft: ItemDraft
    content_hash: str
    theirs: bool = False


@dataclass(frozen=True, slots=True)
class Teller:
    """Whom to tell how far it is (stage, done, total), and what time it is by then."""

    clock: Callable[[], datetime]
    progress: Callable[[Stage, int, int], None] = lambda stage, done, total: None
    rest: float = 1.0  # pause after each step, in lengths of the step


@dataclass(slots=True)
class Plan:
    """What comes of each draft, in order."""

    standings: list[Standing]
    ids: list[UUID | None]
    held: dict[int, Any] = field(default_factory=dict)

    def of(self, standing: Standing) -> list[int]:
        """The places of those that stand like this."""
        return [n for n, each in enumerate(self.standings) if each == standing]

    def result(self) -> ImportResult:
        """The same by item ids, once all are written."""
        ids = tuple(each for each in self.ids if each is not None)
        assert len(ids) == len(self.ids)
        by = {what: tuple(ids[n] for n in self.of(what)) for what in Standing}
        return ImportResult(
            created=by[Standing.NEW],
            changed=by[Standing.CHANGED],
            same=by[Standing.SAME],
            kept=by[Standing.CONFLICT],
            all=ids,
        )


def ready_items(area_code: str, items: Iterable[ImportItem], theirs: Iterable[str]) -> list[Ready]:
    """Items as checked drafts with distinct names; `theirs` are refs where the file outweighs the bank. Raises Invalid
    with every problem of each.
    """
    outweighing = set(theirs)
    names: dict[str, int] = {}
    drafts, refs = [], []
    for item in items:
        names[item.external_id] = names.get(item.external_id, 0) + 1
        n = names[item.external_id]
        draft = item.draft(area_code)
        drafts.append(draft if n == 1 else replace(draft, external_id=f"{item.external_id}-{n}"))
        refs.append(item.ref)
    contents = check_all(drafts)
    return [
        Ready(replace(draft, content=content), content_hash(content), ref in outweighing)
        for draft, content, ref in zip(drafts, contents, refs, strict=True)
    ]


def plan_for(unit_id: UUID, ready: Sequence[Ready]) -> Plan:
    """How each stands to what the bank holds. A conflict that is decided for the file is a change, unless the item is
    under review.
    """
    held = queries.list_held(unit_id, [one.draft.external_id or "" for one in ready])
    plan = Plan([], [])
    for n, one in enumerate(ready):
        row = held.get(one.draft.external_id or "")
        standing = standing_of(held_of(row), one.draft.item_type, one.content_hash)
        if row and standing == Standing.CONFLICT and one.theirs and row.status != ItemStatus.IN_REVIEW:
            standing = Standing.CHANGED
        plan.standings.append(standing)
        plan.ids.append(row.item_id if row else None)
        if row:
            plan.held[n] = row
    return plan


def begin(import_id: UUID, unit_id: UUID, now: datetime, stage: Stage = Stage.STAGING) -> Stage:
    """Claim an import, and its unit's bank, for writing; the stage that it was in. Whoever shows no sign of life for a
    LEASE has lost both. Raises BankBusy.
    """
    with transaction() as session:
        session.execute(select(ORG_UNIT.c.id).where(ORG_UNIT.c.id == unit_id).with_for_update())
        row = session.get_one(PaperImport, import_id, populate_existing=True)
        was = Stage(row.stage)
        alone = was not in WRITING or row.beat_at is None or row.beat_at < now - LEASE
        if not alone or queries.is_unit_taking_in(unit_id, import_id, now - LEASE):
            raise BankBusy()
        row.beat_at = now
        if was != Stage.FINISHING:
            row.stage = stage.value
    return was


def held_of(row: Any) -> Held | None:
    """A row of `list_held` as the rules know it."""
    return row and Held(row.item_type, row.content_hash, row.imported_hash, row.status)


def take_in(
    actor: Actor,
    row: PaperImport,
    ready: Sequence[Ready],
    outcome: Callable[[ImportResult], dict[str, Any]],
    teller: Teller,
    *,
    stage: Stage = Stage.STAGING,
) -> ImportResult:
    """Write all of it: stage, reveal, change. Raises BankBusy, BrokenOff, and whatever writing raises: then nothing has
    changed, the import stands in the stage that it was in, and what was staged is removed.
    """
    import_id, unit_id = row.id, row.unit_id
    was = begin(import_id, unit_id, teller.clock(), stage)
    if was in (Stage.STAGING, Stage.COMMAND):
        remove_staged(import_id, teller.rest)  # of a try that died
    plan = plan_for(unit_id, ready)
    if was != Stage.FINISHING:
        try:
            _stage(actor, import_id, unit_id, ready, plan, teller, stage)
            _reveal(actor, import_id, unit_id, plan, outcome, teller.clock(), stage)
        except BaseException:
            remove_staged(import_id, teller.rest)
            with suppress(BrokenOff):
                _leave(import_id, stage, teller.clock(), stage=was.value)
            raise
    _change(actor, import_id, ready, plan, teller)
    _leave(import_id, Stage.FINISHING, teller.clock(), stage=Stage.DONE.value)
    return plan.result()


def _leave(import_id: UUID, expected: Stage, now: datetime, **values: Any) -> None:
    """Note something of an import that is still in that stage. Raises BrokenOff."""
    query = update(PaperImport).where(PaperImport.id == import_id, PaperImport.stage == expected.value)
    with transaction() as session:
        if not session.execute(query.values(beat_at=now, **values)).rowcount:  # type: ignore[attr-defined]  # a DML result has it
            raise BrokenOff()


def steps(total: int, rest: float) -> Iterable[tuple[int, int]]:
    """From and to of each step: as many items as a short turn of the writer holds, and a pause after it. Its length is
    told by what it computes: a busy machine makes a step longer, not smaller.
    """
    start, size = 0, FEWEST * 4
    while start < total:
        end = min(total, start + size)
        began, computed = time.perf_counter(), time.thread_time()
        yield start, end
        taken, computed = time.perf_counter() - began, time.thread_time() - computed
        size = max(FEWEST, min(MOST_AT_ONCE, int(size * min(2.0, AIM_SECONDS / max(computed, 1e-6)))))
        if end < total:
            time.sleep(taken * rest)
        start = end


def _stage(
    actor: Actor,
    import_id: UUID,
    unit_id: UUID,
    ready: Sequence[Ready],
    plan: Plan,
    teller: Teller,
    stage: Stage,
) -> None:
    new = plan.of(Standing.NEW)
    for start, end in steps(len(new), teller.rest):
        now = teller.clock()
        made = [(n, *new_item(actor, unit_id, ready[n].draft, ready[n].draft.content, now)) for n in new[start:end]]
        with transaction() as session:
            _leave(import_id, stage, now, n_done=end, n_total=len(new))
            for n, item, _version in made:
                item.staged_by, item.imported_hash = import_id, ready[n].content_hash
                plan.ids[n] = item.id
            _hold_what_is_named(actor, unit_id, [ready[n].draft for n, _item, _version in made], now)
            session.add_all(row for _n, *rows in made for row in rows)  # one flush: who follows it does so once
        for _n, item, version in made:
            session.expunge(item)
            session.expunge(version)
        teller.progress(Stage.STAGING, end, len(new))


def _hold_what_is_named(actor: Actor, unit_id: UUID, drafts: Sequence[ItemDraft], now: datetime) -> None:
    """Areas and media of a step, asked for once each."""
    for draft in {draft.area_code: draft for draft in drafts}.values():
        add_general_area(draft)
    for draft in drafts:
        if next(iter(references(draft.content)), None):
            hold_media(actor, unit_id, draft.content, now=now)


def _reveal(
    actor: Actor,
    import_id: UUID,
    unit_id: UUID,
    plan: Plan,
    outcome: Callable[[ImportResult], dict[str, Any]],
    now: datetime,
    stage: Stage,
) -> None:
    """The one step that counts."""
    result = plan.result()
    kept = outcome(result)
    counts = {"created": len(result.created), "changed": len(result.changed)}
    counts |= {"same": len(result.same), "kept": len(result.kept)}
    with transaction() as session:
        done = {"outcome": kept, "committed_at": now, "n_done": 0, "n_total": len(result.changed)}
        _leave(import_id, stage, now, stage=Stage.FINISHING.value, **done)
        session.execute(
            update(Item)
            .where(Item.staged_by == import_id)
            .values(staged_by=None)
            .execution_options(synchronize_session=False)
        )
        audit.record(actor, "bank.import", "org_unit", unit_id, now=now, **counts)
        audit.record(actor, "bank.commit_paper", "paper_import", import_id, now=now, items=len(result.all))


def _change(actor: Actor, import_id: UUID, ready: Sequence[Ready], plan: Plan, teller: Teller) -> None:
    """Items that were there: rewritten, or noted to be what the file gives. Done again it changes nothing."""
    todo = plan.of(Standing.CHANGED)
    adopted = [n for n in plan.of(Standing.SAME) if plan.held[n].imported_hash != ready[n].content_hash]
    for start, end in steps(len(todo), teller.rest):
        with transaction() as session:
            for n in todo[start:end]:
                item_id = plan.held[n].item_id
                with suppress(UnderReview):  # somebody sent it to review just now: as it is it stays
                    edit_item(actor, item_id, beside(ready[n].draft, plan.held[n]), now=teller.clock())
                    session.get_one(Item, item_id).imported_hash = ready[n].content_hash
            _leave(import_id, Stage.FINISHING, teller.clock(), n_done=end, n_total=len(todo))
        teller.progress(Stage.FINISHING, end, len(todo))
    for start, end in steps(len(adopted), teller.rest):
        with transaction() as session:
            for n in adopted[start:end]:
                query = update(Item).where(Item.id == plan.held[n].item_id)
                session.execute(query.values(imported_hash=ready[n].content_hash))


def beside(draft: ItemDraft, held: Any) -> ItemDraft:
    """What is in the bank already keeps its place there: a paper says nothing of area, tags and difficulty that would
    outweigh the bank.
    """
    return replace(
        draft,
        area_code=held.area_code,
        difficulty=Difficulty(held.difficulty),
        pool=Pool(held.pool),
        level=held.level,
        critical=held.critical,
        tags=tuple(held.tags),
    )


def clear_left_behind(unit_id: UUID, teller: Teller) -> None:
    """Remove what a command that was killed has left in a unit's bank."""
    for import_id in queries.list_left_behind(unit_id, teller.clock() - LEASE):
        give_up_command(import_id)


def give_up_command(import_id: UUID) -> None:
    """An import of the command line that died: nothing of it stays, but the outcome of one before."""
    remove_staged(import_id)
    with transaction() as session:
        query = update(PaperImport).where(PaperImport.id == import_id, PaperImport.stage == Stage.COMMAND.value)
        session.execute(query.where(PaperImport.committed_at.is_not(None)).values(stage=Stage.DONE.value))
    forget_import(import_id)


def forget_import(import_id: UUID) -> None:
    """The command line's import that came to nothing is not kept."""
    query = delete(PaperImport).where(PaperImport.id == import_id, PaperImport.committed_at.is_(None))
    with transaction() as session:
        session.execute(query)


def remove_staged(import_id: UUID, rest: float = 1.0) -> None:
    """Take away what an import has written and nobody has seen."""
    while ids := queries.staged_ids(import_id, MOST_AT_ONCE):
        began = time.perf_counter()
        with transaction() as session:
            session.execute(delete(ItemVersionRow).where(ItemVersionRow.item_id.in_(ids)))
            session.execute(delete(Item).where(Item.id.in_(ids)))
        time.sleep((time.perf_counter() - began) * rest)
