"""Taking a paper in, all of it or nothing and once; sending what is complete to review; the paper's sections for an
exam made from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from foundation.db import transaction
from foundation.errors import N_, Invalid, Problem
from foundation.score import points
from people.domain import Actor, Permission
from question_bank import item_types, queries
from question_bank.domain import ItemStatus, problems_before_review
from question_bank.domain.intake import Stage
from question_bank.domain.items import ImportResult
from question_bank.models import ItemVersionRow, PaperImport
from question_bank.services.access import home_unit_id
from question_bank.services.imports.holding import keep_pictures
from question_bank.services.imports.large import queue_large
from question_bank.services.imports.model import Preview
from question_bank.services.imports.staging import Teller, clear_left_behind, forget_import, ready_items, take_in
from question_bank.services.imports.uploads import MOST_ITEMS, MOST_KEPT, Texts, new_import, preview_of, require_area
from question_bank.services.reviews import submit_for_review

CHUNK = 20  # items sent to review in one transaction, so that no writer waits long


@dataclass(frozen=True, slots=True)
class PaperEntry:
    """An item of an imported paper. `version_id` is the approved version, None as long as there is none; `may_submit`
    says that its latest version is a complete draft.
    """

    item_id: UUID
    number: str
    points: Decimal | None
    item_type: str
    status: ItemStatus
    stem: str
    version_id: UUID | None
    may_submit: bool


@dataclass(frozen=True, slots=True)
class PaperSection:
    """A section as printed. `item_type` and `scoring_rule` are None where the paper names none that fits."""

    title: str
    item_type: str | None
    scoring_rule: str | None
    rule_text: str
    entries: tuple[PaperEntry, ...]


@dataclass(frozen=True, slots=True)
class ImportedPaper:
    """A paper that was taken in, to choose from."""

    import_id: UUID
    name: str
    committed_at: datetime
    minutes: int | None
    n_items: int


@dataclass(frozen=True, slots=True)
class Submitted:
    """How many items went to review, and how many stay drafts because something is missing."""

    sent: int
    left: int


def commit_import(actor: Actor, import_id: UUID, *, now: datetime) -> dict[str, Any]:
    """Take the paper's items in as drafts; a second time changes nothing. Returns the outcome (see `_outcome`), empty
    for a large file: that is left to the job process.

    Raises Invalid when nothing is left to take in or an item still has faults, BankBusy.
    """
    row = queries.get_import(import_id, actor.require_person())
    if row.committed_at is None and row.stage == Stage.READ:
        queue_large(row, now=now)
        return {}
    if row.committed_at is None:
        take_in_paper(actor, row, Teller(lambda: now, rest=0.5))
        row = queries.get_import(import_id, actor.require_person())
    return row.outcome or {}


def take_in_paper(actor: Actor, row: PaperImport, teller: Teller, stage: Stage = Stage.STAGING) -> None:
    """All of a paper whose source is kept, with its corrections. Raises Invalid, BankBusy."""
    preview = preview_of(row)
    check_takeable(preview)
    keep_pictures(actor, row.unit_id, preview, now=teller.clock())
    ready = ready_items(row.area_code, preview.taken, row.corrections.get("theirs", ()))
    take_in(actor, row, ready, partial(_outcome, preview), teller, stage=stage)


def import_paper(
    actor: Actor,
    texts: Texts,
    area_code: str,
    *,
    now: datetime,
    corrections: Mapping[str, Any] | None = None,
    teller: Teller | None = None,
) -> dict[str, Any]:
    """The command line's way: upload and take in at once; the same paper again finds its first import. Broken off, it
    leaves nothing. Raises Invalid, BankBusy.
    """
    unit_id = home_unit_id(actor, Permission.WRITE_ITEMS)
    require_area(area_code)
    teller = teller or Teller(lambda: now)
    clear_left_behind(unit_id, teller)
    new = new_import(actor, unit_id, texts, area_code, now)
    new.corrections = dict(corrections or {})
    preview = preview_of(new)
    check_takeable(preview)
    keep_pictures(actor, unit_id, preview, now=teller.clock())
    ready = ready_items(area_code, preview.taken, new.corrections.get("theirs", ()))
    row = queries.find_committed_import(unit_id, new.source_hash, actor.require_person()) or _keep(new)
    import_id = row.id
    try:
        take_in(actor, row, ready, partial(_outcome, preview), teller, stage=Stage.COMMAND)
    except BaseException:
        forget_import(import_id)
        raise
    return queries.get_import(import_id, actor.require_person()).outcome or {}


def _keep(row: PaperImport) -> PaperImport:
    """Write the upload down; a large source is not kept beside what became of it."""
    if len(row.source) > MOST_KEPT:
        row.source = ""
    with transaction() as session:
        session.add(row)
    return row


def check_takeable(preview: Preview) -> None:
    """Raises Invalid with all that keeps it out."""
    problems = [
        Problem(problem.message, problem.params, field=item.ref, line=item.line_start)
        for item in preview.faulty
        for problem in item.faults
    ]
    if not preview.taken:
        problems.append(Problem(N_("没有可以导入的题目")))
    if problems:
        raise Invalid(*problems)


def _outcome(preview: Preview, result: ImportResult) -> dict[str, Any]:
    """What is kept of a commit: counts, and the paper's sections with the items that they became; a file too large to
    be a paper keeps the counts.
    """
    counts = {"created": len(result.created), "changed": len(result.changed), "same": len(result.same)}
    ids = iter(result.all)
    sections = [
        {
            "title": section.title,
            "type": section.item_type,
            "rule": section.rule,
            "scoring_rule": section.scoring_rule,
            "items": [
                {"item_id": str(next(ids)), "number": item.number, "points": _exact(item.points)}
                for item in section.taken
            ],
        }
        for section in preview.sections
        if section.taken
    ]
    is_paper = len(result.all) <= MOST_ITEMS
    more = {"kept": len(result.kept), "ready": preview.n_ready, "items": len(result.all)}
    return counts | more | {"minutes": preview.paper.declared.minutes, "sections": sections if is_paper else []}


def _exact(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def submit_import(actor: Actor, import_id: UUID, *, now: datetime) -> Submitted:
    """Send every complete draft of the paper to review; the rest stays. Broken off, it can be asked for again."""
    row = queries.get_import(import_id, actor.require_person())
    drafts = [version for version in queries.list_latest(item_ids(row)).values() if version.status == ItemStatus.DRAFT]
    complete = [version.item_id for version in drafts if not _missing(version)]
    for start in range(0, len(complete), CHUNK):
        with transaction():
            for item_id in complete[start : start + CHUNK]:
                submit_for_review(actor, item_id, now=now)
    return Submitted(len(complete), len(drafts) - len(complete))


def item_ids(row: PaperImport) -> list[UUID]:
    """The items that a paper became, in its order."""
    sections = (row.outcome or {}).get("sections", [])
    return [UUID(entry["item_id"]) for section in sections for entry in section["items"]]


def paper_sections(import_id: UUID) -> tuple[PaperSection, ...]:
    """The sections of an imported paper with its items as they stand now; the caller has checked that the actor may."""
    row = queries.get_committed_import(import_id)
    latest, approved = queries.list_latest(item_ids(row)), queries.list_approved(item_ids(row))
    return tuple(_section(section, latest, approved) for section in (row.outcome or {})["sections"])


def _section(
    kept: dict[str, Any], latest: dict[UUID, ItemVersionRow], approved: dict[UUID, ItemVersionRow]
) -> PaperSection:
    entries = [
        _entry(each, latest[UUID(each["item_id"])], approved.get(UUID(each["item_id"]))) for each in kept["items"]
    ]
    types = {entry.item_type for entry in entries}
    item_type = types.pop() if len(types) == 1 else None
    fits = item_type is not None and kept["scoring_rule"] in item_types.get(item_type).allowed_scoring_rules
    return PaperSection(kept["title"], item_type, kept["scoring_rule"] if fits else None, kept["rule"], tuple(entries))


def _entry(kept: dict[str, Any], version: ItemVersionRow, usable: ItemVersionRow | None) -> PaperEntry:
    return PaperEntry(
        item_id=version.item_id,
        number=kept["number"],
        points=None if kept["points"] is None else points(kept["points"]),
        item_type=version.item_type,
        status=ItemStatus(version.status),
        stem=str(version.content["stem"]),
        version_id=usable.id if usable else None,
        may_submit=version.status == ItemStatus.DRAFT and not _missing(version),
    )


def _missing(version: ItemVersionRow) -> tuple[Problem, ...]:
    return problems_before_review(item_types.get(version.item_type), version.content)


def list_papers(actor: Actor) -> list[ImportedPaper]:
    """The papers taken in within the units where the actor makes exams, newest first."""
    rows = queries.list_committed_imports(actor.scopes(Permission.MANAGE_EXAMS))
    return [_paper(row) for row in rows if (row.outcome or {}).get("sections")]


def get_paper(actor: Actor, import_id: UUID) -> ImportedPaper:
    """One of them. Raises NotFound."""
    return _paper(queries.get_committed_import(import_id, actor.scopes(Permission.MANAGE_EXAMS)))


def _paper(row: PaperImport) -> ImportedPaper:
    assert row.committed_at is not None
    return ImportedPaper(row.id, row.name, row.committed_at, (row.outcome or {}).get("minutes"), len(item_ids(row)))
