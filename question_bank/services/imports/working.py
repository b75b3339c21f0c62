"""What the job process does with large files: reads them in a process of its own that gives way to everybody, keeps
their items in small steps, takes them in. Whatever dies is begun again, three times; then it says so.
"""

import multiprocessing
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from concurrent.futures.process import BrokenProcessPool
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, update

from foundation.db import db, transaction
from foundation.errors import N_, DomainError, Invalid, Problem
from foundation.media import references
from foundation.serve import ROOT
from people import services as people
from people.domain import Actor
from question_bank import queries
from question_bank.domain.intake import Stage, standing_of
from question_bank.domain.items import ImportResult
from question_bank.formats.limits import check_number
from question_bank.formats.paper.boundaries import read_boundaries
from question_bank.models import PaperImport, PaperImportItem, PaperImportPart
from question_bank.services.imports.committing import take_in_paper
from question_bank.services.imports.files import read_kept
from question_bank.services.imports.holding import keep_named
from question_bank.services.imports.large import PAGE
from question_bank.services.imports.rows import Read, item_of, read_rows
from question_bank.services.imports.staging import (
    LEASE,
    BankBusy,
    BrokenOff,
    Teller,
    give_up_command,
    held_of,
    ready_items,
    remove_staged,
    steps,
    take_in,
)
from question_bank.services.imports.uploads import MOST_ITEMS as MOST_OF_A_PAPER
from question_bank.services.imports.uploads import areas_by_name

MOST_TRIES = 3
BEAT_SECONDS = 5.0
READ_SECONDS, READ_BYTES = 600, 3 * 2**30  # what reading one file may take of CPU and memory
CALM = 15  # how far the reader stands back
_AT_WORK: list[subprocess.Popen[bytes]] = []

DIED = N_("处理这份文件时出错，试了 %(n)s 次没有成功；请把文件分成几份再上传")


def take_up(*, now: datetime) -> int:
    """Start a worker for the import that has waited longest, one at a time; how many were started."""
    _AT_WORK[:] = [worker for worker in _AT_WORK if worker.poll() is None]
    waiting = [] if _AT_WORK else queries.list_unattended(now - LEASE, 1)
    flask = (sys.executable, "-m", "flask", "--app", str(ROOT / "app.py"))
    for each in waiting:
        _AT_WORK.append(subprocess.Popen([*flask, "bank", "work", str(each)], cwd=ROOT))  # noqa: S603  # our own command
    return len(waiting)


def work_on(import_id: UUID, teller: Teller) -> None:
    """Do what an import waits for, once; whatever goes wrong is noted on it."""
    row = db.session.get(PaperImport, import_id)
    if row is None:
        return
    if row.stage == Stage.COMMAND:
        give_up_command(import_id)
    elif _claim(row, teller.clock()):
        try:
            _read(row, teller) if row.stage == Stage.WAITING else _write(row, teller)
        except BrokenOff:
            pass  # cancelled, and cleaned up
        except DomainError as error:
            problems = error.problems if isinstance(error, Invalid) else (Problem(error.text, error.params),)
            _fail(import_id, problems)


def _claim(row: PaperImport, now: datetime) -> bool:
    """Whether it is ours: waiting, and nobody at it."""
    if row.tries >= MOST_TRIES and row.stage != Stage.FINISHING:
        remove_staged(row.id)
        _fail(row.id, [Problem(DIED, {"n": MOST_TRIES})])
        return False
    was = update(PaperImport).where(PaperImport.id == row.id, PaperImport.stage == row.stage)
    was = was.where((PaperImport.beat_at.is_(None)) | (PaperImport.beat_at < now - LEASE))
    # writing claims the unit's bank itself (`staging.begin`): what died is free again
    beat = now if row.stage == Stage.WAITING else None
    with transaction() as session:
        done = session.execute(was.values(beat_at=beat, tries=PaperImport.tries + 1))
    return bool(done.rowcount)  # type: ignore[attr-defined]  # a DML result has it


def _fail(import_id: UUID, problems: Iterable[Problem]) -> None:
    """What was being read can't be; what was being written can be looked at again."""
    told = [[problem.message, problem.params, problem.found] for problem in problems][:PAGE]
    with transaction() as session:
        row = session.get_one(PaperImport, import_id, populate_existing=True)
        row.stage = (Stage.READ if row.stage != Stage.WAITING else Stage.FAILED).value
        row.summary = {**(row.summary or {}), "failure": told}


def _read(row: PaperImport, teller: Teller) -> None:
    read = _read_apart(row, teller)
    if read.refused:
        raise Invalid(*read.refused)
    check_number(len(read.rows), None)
    _clear_items(row.id)
    if len(read.rows) <= MOST_OF_A_PAPER:
        _leave_to_paper(row.id, teller.clock())
        return
    held = queries.list_held(row.unit_id, [each["external_id"] for each in read.rows])
    beside = {"import_id": row.id, "correction": None, "dropped": False, "theirs": False}
    for start, end in steps(len(read.rows), teller.rest):
        rows = [{**each, **beside, "standing": _standing(each, held)} for each in read.rows[start:end]]
        with transaction() as session:
            _beat(row.id, teller.clock(), n_done=end, n_total=len(read.rows))
            session.execute(insert(PaperImportItem), rows)
        teller.progress(Stage.WAITING, end, len(read.rows))
    _beat(row.id, teller.clock(), stage=Stage.READ.value, summary=read.summary, tries=0)


def _leave_to_paper(import_id: UUID, now: datetime) -> None:
    """Heavy, but a paper: it is looked at beside its source, as others are."""
    source = queries.source_of(import_id)
    with transaction() as session:
        _beat(import_id, now, stage=Stage.READY.value, source=source, tries=0)
        session.execute(delete(PaperImportPart).where(PaperImportPart.import_id == import_id))


def _standing(row: dict[str, Any], held: dict[str, Any]) -> str:
    return standing_of(held_of(held.get(row["external_id"])), row["read"]["type"], row["content_hash"]).value


def _read_apart(row: PaperImport, teller: Teller) -> Read:
    """In a process that gives way to the exam, and that may take only so much."""
    source = queries.source_of(row.id)
    mapping = row.corrections.get("mapping", {})
    _beat(row.id, teller.clock(), n_done=0, n_total=0)
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context, initializer=_stand_back) as pool:
        reading = pool.submit(read_rows, source, row.answer_key, row.name, mapping, areas_by_name())
        while True:
            try:
                return reading.result(timeout=BEAT_SECONDS)
            except NotYet:
                _beat(row.id, teller.clock())
            except (BrokenProcessPool, MemoryError):
                raise Invalid(Problem(DIED, {"n": row.tries})) from None


def _stand_back() -> None:
    os.nice(CALM)
    resource.setrlimit(resource.RLIMIT_CPU, (READ_SECONDS, READ_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (READ_BYTES, READ_BYTES))


def _beat(import_id: UUID, now: datetime, **values: Any) -> None:
    """A sign of life while it is read. Raises BrokenOff when somebody dropped it."""
    query = update(PaperImport).where(PaperImport.id == import_id, PaperImport.stage == Stage.WAITING.value)
    with transaction() as session:
        if not session.execute(query.values(beat_at=now, **values)).rowcount:  # type: ignore[attr-defined]  # a DML result has it
            raise BrokenOff()


def _clear_items(import_id: UUID) -> None:
    """Of a try before, or of what was taken in: a few at a time."""
    while True:
        first = [each.position for each in queries.list_import_items(import_id, limit=200)]
        if not first:
            return
        query = delete(PaperImportItem).where(PaperImportItem.import_id == import_id)
        began = time.perf_counter()
        with transaction() as session:
            session.execute(query.where(PaperImportItem.position <= first[-1]))
        time.sleep(time.perf_counter() - began)


def _write(row: PaperImport, teller: Teller) -> None:
    actor = people.actor_of_login(queries.login_of(row.author_id))
    try:
        if row.source:  # a paper whose request died
            take_in_paper(actor, row, teller)
        else:
            _write_items(actor, row, teller)
    except BankBusy:
        _wait(row.id, teller.clock())


def _write_items(actor: Actor, row: PaperImport, teller: Teller) -> None:
    items = [(item_of(each), each.theirs) for each in queries.list_import_items(row.id) if not each.dropped]
    theirs = [item.ref for item, is_theirs in items if is_theirs]
    _keep_media(actor, row, [item.content for item, _theirs in items], teller)
    ready = ready_items(row.area_code, (item for item, _theirs in items), theirs)
    n_ready = sum(item.is_ready for item, _theirs in items)
    take_in(actor, row, ready, partial(_outcome, row.summary or {}, n_ready), teller)
    _clear_items(row.id)
    with transaction() as session:
        session.execute(delete(PaperImportPart).where(PaperImportPart.import_id == row.id))


def _keep_media(actor: Actor, row: PaperImport, contents: list[dict[str, Any]], teller: Teller) -> None:
    """What the items name, from the file once more: its bytes stand in no row."""
    if not references(contents):
        return
    mapping = row.corrections.get("mapping", {})
    paper = read_kept(queries.source_of(row.id), row.answer_key, row.name, mapping, read_boundaries({}))
    keep_named(actor, row.unit_id, paper, contents, now=teller.clock())


def _wait(import_id: UUID, now: datetime) -> None:
    """Another import into the same bank goes first; this one's turn comes."""
    query = update(PaperImport).where(PaperImport.id == import_id)
    with transaction() as session:
        again = now - LEASE + timedelta(seconds=BEAT_SECONDS)
        session.execute(query.values(beat_at=again, tries=PaperImport.tries - 1))


def _outcome(summary: dict[str, Any], n_ready: int, result: ImportResult) -> dict[str, Any]:
    counts = {name: len(getattr(result, name)) for name in ("created", "changed", "same", "kept")}
    return {**counts, "ready": n_ready, "items": len(result.all), "minutes": summary.get("minutes"), "sections": []}
