"""Taking a paper in, all of it or nothing and once; sending what is complete to review; the paper's sections for an
exam made from it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from foundation import audit
from foundation.db import transaction
from foundation.errors import N_, Invalid, Problem
from foundation.score import points
from people.domain import Actor, Permission
from question_bank import item_types, queries
from question_bank.domain import ItemStatus, problems_before_review
from question_bank.domain.items import ImportResult, ItemDraft
from question_bank.models import ItemVersionRow, PaperImport
from question_bank.services.access import home_unit_id
from question_bank.services.imports.model import ImportItem, Preview
from question_bank.services.imports.uploads import Texts, new_import, preview_of, require_area
from question_bank.services.reviews import submit_for_review
from question_bank.services.taking_in import import_items

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
    """Take the paper's items in as drafts; a second time changes nothing. Returns the outcome (see `_outcome`).

    Raises Invalid when nothing is left to take in or an item still has faults.
    """
    preview_of(queries.get_import(import_id, actor.require_person()))  # reads the paper before the writer's turn begins
    with transaction():
        row = queries.get_import(import_id, actor.require_person(), for_update=True)
        if row.committed_at is None:
            row.outcome = _take_in(actor, row, preview_of(row), now)
            row.committed_at = now
    return row.outcome or {}


def import_paper(actor: Actor, texts: Texts, area_code: str, *, now: datetime) -> dict[str, Any]:
    """The command line's way: upload and take in at once; the same paper again finds its first import."""
    unit_id = home_unit_id(actor, Permission.WRITE_ITEMS)
    require_area(area_code)
    with transaction() as session:
        there = queries.find_committed_import(unit_id, texts.source_hash(area_code), actor.require_person())
        row = there or new_import(actor, unit_id, texts, area_code, now)
        if there is None:
            session.add(row)
            row.committed_at = now
        row.outcome = _take_in(actor, row, preview_of(row), now)
    return row.outcome


def _take_in(actor: Actor, row: PaperImport, preview: Preview, now: datetime) -> dict[str, Any]:
    problems = [
        Problem(problem.message, problem.params, field=item.ref, line=item.line_start)
        for item in preview.faulty
        for problem in item.faults
    ]
    if not preview.taken:
        problems.append(Problem(N_("没有可以导入的题目")))
    if problems:
        raise Invalid(*problems)
    result = import_items(actor, row.unit_id, _drafts(row, preview.taken), now=now)
    audit.record(actor, "bank.commit_paper", "paper_import", row.id, now=now, items=len(result.all))
    return _outcome(preview, result)


def _drafts(row: PaperImport, items: Iterable[ImportItem]) -> list[ItemDraft]:
    """The items as drafts with distinct names. What is in the bank already keeps its place there: a paper says nothing
    of area, tags and difficulty that would outweigh the bank.
    """
    names: dict[str, int] = {}
    drafts = []
    for item in items:
        names[item.external_id] = names.get(item.external_id, 0) + 1
        n = names[item.external_id]
        draft = item.draft(row.area_code)
        drafts.append(draft if n == 1 else replace(draft, external_id=f"{item.external_id}-{n}"))
    there = queries.find_by_external_id(row.unit_id, (draft.external_id or "" for draft in drafts))
    return [_beside(draft, there.get(draft.external_id or "")) for draft in drafts]


def _beside(draft: ItemDraft, there: ItemVersionRow | None) -> ItemDraft:
    if there is None:
        return draft
    return replace(
        draft,
        area_code=there.area_code,
        difficulty=type(draft.difficulty)(there.difficulty),
        pool=type(draft.pool)(there.pool),
        level=there.level,
        critical=there.critical,
        tags=tuple(there.tags),
    )


def _outcome(preview: Preview, result: ImportResult) -> dict[str, Any]:
    """What is kept of a commit: counts, and the paper's sections with the items that they became."""
    ids = iter(result.all)
    return {
        "created": len(result.created),
        "changed": len(result.changed),
        "same": len(result.same),
        "kept": len(result.kept),
        "ready": preview.n_ready,
        "minutes": preview.paper.declared.minutes,
        "sections": [
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
        ],
    }


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
    return [_paper(row) for row in rows]


def get_paper(actor: Actor, import_id: UUID) -> ImportedPaper:
    """One of them. Raises NotFound."""
    return _paper(queries.get_committed_import(import_id, actor.scopes(Permission.MANAGE_EXAMS)))


def _paper(row: PaperImport) -> ImportedPaper:
    assert row.committed_at is not None
    return ImportedPaper(row.id, row.name, row.committed_at, (row.outcome or {}).get("minutes"), len(item_ids(row)))
