"""A large file between upload and bank: kept in parts, read by the job process, looked at page by page, mended, queued,
cancelled. What reads and writes it is `working`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, update

from foundation import audit
from foundation.db import transaction
from foundation.errors import N_, Conflict, Invalid, NotFound, Problem
from people.domain import Actor, Permission
from question_bank import queries
from question_bank.domain.intake import BY_JOBS, Stage, Standing, standing_of
from question_bank.formats.model import Declared, MappedField, Paper
from question_bank.formats.records.roles import is_role
from question_bank.models import PaperImport, PaperImportItem, PaperImportPart
from question_bank.services.access import home_unit_id
from question_bank.services.imports.correcting import checked_item
from question_bank.services.imports.model import ImportItem, Preview, PreviewProblem
from question_bank.services.imports.problems import list_problems
from question_bank.services.imports.rows import fields_of, item_of, marks_of, notes_of
from question_bank.services.imports.staging import held_of
from question_bank.services.imports.uploads import AlreadyTakenIn, Texts, new_import, require_area

PART = 2**18  # letters in a row
PAGE = 50
MOST_SHOWN = 2000  # items whose notes are gathered for the list of what to look at


class NotNow(Conflict):
    """It is being read or written, or was taken in."""

    message = N_("这份文件正在处理，请等它完成")


@dataclass(frozen=True, slots=True)
class LargeSheet:
    """One page of a large file as it stands. `counts` are by standing and by "all", "taken", "ready", "problems",
    "faulty", "dropped", "theirs"; `sections` are (title, type, items there, items announced).
    """

    row: PaperImport
    items: tuple[tuple[ImportItem, Standing, bool, str], ...]  # the item, how it stands, file's outweighs, its text
    counts: Mapping[str, int]
    sections: tuple[tuple[str, str | None, int, int | None], ...]
    problems: tuple[PreviewProblem, ...]
    mapping: tuple[MappedField, ...]
    only: str
    page: int
    n_pages: int


def upload_large(actor: Actor, texts: Texts, area_code: str, *, now: datetime) -> UUID:
    """Keep the file for the job process to read; the same one that is still being looked at is found again."""
    unit_id = home_unit_id(actor, Permission.WRITE_ITEMS)
    require_area(area_code)
    there = queries.find_open_import(unit_id, texts.source_hash(area_code), actor.require_person())
    if there is not None and there.stage != Stage.FAILED:
        return there.id
    row = new_import(actor, unit_id, texts, area_code, now)
    row.source, row.stage, row.n_total = "", Stage.FAILED.value, len(texts.source)
    pieces = [texts.source[start : start + PART] for start in range(0, len(texts.source), PART)]
    with transaction() as session:
        session.add(row)
        audit.record(actor, "bank.upload_paper", "paper_import", row.id, now=now, name=row.name)
    for position, body in enumerate(pieces):
        with transaction() as session:
            session.add(PaperImportPart(import_id=row.id, position=position, body=body))
    with transaction() as session:  # whole from now on
        session.get_one(PaperImport, row.id).stage = Stage.WAITING.value
    return row.id


def show_large(actor: Actor, import_id: UUID, only: str = "", page: int = 1, at: str = "") -> LargeSheet:
    """A page of it, narrowed; `at` names an item that shall be on it. Raises NotFound."""
    row = queries.get_import(import_id, actor.require_person())
    if row.stage != Stage.READ or row.summary is None:
        raise NotFound()
    groups = queries.count_import_items(import_id)
    counts = _counts(groups)
    total = counts.get(only, 0) if only else counts["all"]
    n_pages = max(1, -(-total // PAGE))
    if at:
        place = queries.place_of(import_id, only, queries.get_import_item(import_id, at).position)
        page = place // PAGE + 1
    page = max(1, min(page, n_pages))
    rows = queries.list_import_items(import_id, only, limit=PAGE, offset=(page - 1) * PAGE)
    items = tuple((item_of(each), Standing(each.standing), each.theirs, each.read["text"]) for each in rows)
    sections = tuple(
        (
            each["title"],
            each["type"],
            sum(g.n for g in groups if g.section_index == each["index"] and not g.dropped),
            each["announced"],
        )
        for each in row.summary["sections"]
    )
    problems = _problems(row)
    return LargeSheet(row, items, counts, sections, problems, fields_of(row.summary), only, page, n_pages)


def _counts(groups: list[Any]) -> dict[str, int]:
    def count(**wanted: object) -> int:
        return sum(g.n for g in groups if all(getattr(g, name) == value for name, value in wanted.items()))

    return {standing.value: count(standing=standing.value, dropped=False) for standing in Standing} | {
        "all": count(),
        "taken": count(dropped=False),
        "ready": count(dropped=False, complete=True),
        "problems": count(dropped=False, looks=True),
        "faulty": count(dropped=False, faulty=True),
        "dropped": count(dropped=True),
        "theirs": count(dropped=False, standing=Standing.CONFLICT.value, theirs=True),
    }


def _problems(row: PaperImport) -> tuple[PreviewProblem, ...]:
    """What to look at, alike ones together: of the file, and of the first so many items."""
    summary = row.summary or {}
    looking = queries.list_import_items(row.id, "problems", limit=MOST_SHOWN)
    paper = Paper(summary["format"], Declared(None, None, ()), (), notes_of(summary["problems"]))
    return list_problems(paper, (), [item_of(each) for each in looking])


def preview_as_paper(sheet: LargeSheet) -> Preview:
    """The page's items for whoever names items by their refs."""
    paper = Paper((sheet.row.summary or {})["format"], Declared(None, None, ()), (), ())
    return Preview(paper, (), sheet.problems)


def get_large_item(actor: Actor, import_id: UUID, ref: str) -> tuple[PaperImport, ImportItem, str]:
    """One item to mend, and its text. Raises NotFound."""
    row = queries.get_import(import_id, actor.require_person())
    if row.stage != Stage.READ:
        raise NotFound()
    found = queries.get_import_item(import_id, ref)
    return row, item_of(found), found.read["text"]


def correct_large_item(
    actor: Actor,
    import_id: UUID,
    ref: str,
    *,
    item_type: str,
    content: Mapping[str, Any],
    points_typed: str,
    now: datetime,
) -> None:
    """Keep a corrected item; how it stands to the bank is asked anew. Raises Invalid with every problem of it."""
    change = checked_item(item_type, content, points_typed)
    _settle(actor, import_id, ref, {"correction": change, "dropped": False}, now)


def settle_large_item(actor: Actor, import_id: UUID, ref: str, act: str, *, now: datetime) -> None:
    """drop · restore · reset to what was read · theirs or ours in a conflict. Raises NotFound for another act."""
    acts: dict[str, dict[str, Any]] = {
        "drop": {"dropped": True},
        "restore": {"dropped": False},
        "reset": {"correction": None},
        "theirs": {"theirs": True},
        "ours": {"theirs": False},
    }
    if act not in acts:
        raise NotFound()
    _settle(actor, import_id, ref, acts[act], now)


def _settle(actor: Actor, import_id: UUID, ref: str, values: Mapping[str, Any], now: datetime) -> None:
    with transaction():
        row = _open(actor, import_id)
        found = queries.get_import_item(import_id, ref, for_update=True)
        for name, value in values.items():
            setattr(found, name, value)
        if "correction" in values:
            item = item_of(found)
            for name, value in marks_of(item).items():
                setattr(found, name, value)
            held = queries.list_held(row.unit_id, [found.external_id]).get(found.external_id)
            found.standing = standing_of(held_of(held), item.item_type, found.content_hash).value
        row.saved_at = now


def _open(actor: Actor, import_id: UUID) -> PaperImport:
    row = queries.get_import(import_id, actor.require_person(), for_update=True)
    if row.committed_at is not None:
        raise AlreadyTakenIn()
    if row.stage != Stage.READ:
        raise NotNow()
    return row


def map_large_fields(actor: Actor, import_id: UUID, roles: Mapping[str, str], *, now: datetime) -> None:
    """Say what the file's fields mean: it is read anew, what was corrected by hand is gone."""
    with transaction():
        row = _open(actor, import_id)
        known = {field.name for field in fields_of(row.summary or {})}
        mapping = {name: role for name, role in roles.items() if name in known and (not role or is_role(role))}
        row.corrections = {**row.corrections, "mapping": mapping}
        row.stage, row.tries, row.beat_at, row.saved_at = Stage.WAITING.value, 0, None, now


def queue_large(row: PaperImport, *, now: datetime) -> None:
    """Ask the job process to take it in. Raises Invalid when something has to be mended first."""
    counts = _counts(queries.count_import_items(row.id))
    if counts["faulty"]:
        n_faulty = counts["faulty"]
        raise Invalid(Problem(N_("有 %(n)s 题要先改正或选“不导入”，才能导入整份试卷。"), {"n": n_faulty}))
    if not counts["taken"]:
        raise Invalid(Problem(N_("没有可以导入的题目")))
    query = update(PaperImport).where(PaperImport.id == row.id, PaperImport.stage == Stage.READ.value)
    with transaction() as session:
        session.execute(
            query.values(stage=Stage.QUEUED.value, tries=0, beat_at=None, n_done=0, n_total=counts["taken"])
        )


def cancel_import(actor: Actor, import_id: UUID, *, now: datetime) -> bool:
    """Stop what the job process does: while it is being read the upload is dropped, while it is being written it goes
    back to be looked at (True), and the writer takes its rows away. Raises NotNow once the items are there.
    """
    with transaction() as session:
        row = queries.get_import(import_id, actor.require_person(), for_update=True)
        stage = Stage(row.stage)
        if stage in (Stage.WAITING, Stage.FAILED):
            for table in (PaperImportItem, PaperImportPart):
                session.execute(delete(table).where(table.import_id == import_id))
            session.delete(row)
        elif stage in (Stage.QUEUED, Stage.STAGING):
            row.stage, row.saved_at = (Stage.READ if row.summary else Stage.READY).value, now
        elif stage in BY_JOBS or row.committed_at is not None:
            raise NotNow()
    return stage in (Stage.QUEUED, Stage.STAGING)
