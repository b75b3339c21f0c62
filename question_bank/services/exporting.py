"""Carrying items out of the bank: whose, which, in which format, and what that format would lose.

The items are the latest versions within the units whose bank the actor may see. What a reviewer has to answer blind
first stays behind: its key is nobody's to carry away before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from foundation import audit
from foundation.db import transaction
from foundation.errors import N_, Invalid, Problem
from foundation.media import references
from people.domain import Actor, Permission
from question_bank import queries
from question_bank.domain import Difficulty, Pool
from question_bank.domain.items import ItemDraft, ItemFilter
from question_bank.formats.exports import ALL, EXPORTS, Export
from question_bank.models import ItemVersionRow
from question_bank.services.access import home_unit_id
from question_bank.services.browsing import must_answer_first

MOST = 10_000
NOTHING = N_("没有可以导出的题目")
TOO_MANY = N_("一次最多导出 %(most)s 题，请先缩小筛选范围")
KEPT_BACK = N_("“%(item)s”不会导出：正等你盲审作答，答案还不能看")
MEDIA_STAY = N_("“%(item)s”的图片或录音不随文件导出，只留下标记")


@dataclass(frozen=True, slots=True)
class Exported:
    """A file ready to be handed over."""

    data: bytes
    name: str
    mime: str
    n_items: int
    told: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class ExportPreview:
    """What would go out: how many items, and everything that would not or not wholly."""

    n_items: int
    n_left_out: int
    told: tuple[Problem, ...]


def list_exports() -> tuple[Export, ...]:
    """The formats to choose from."""
    return ALL


def export_names() -> tuple[str, ...]:
    """The formats' names."""
    return EXPORTS.names()


def preview_export(actor: Actor, wanted: ItemFilter, file_format: str) -> ExportPreview:
    """What an export would hold and lose. Raises MissingPermission, Invalid (nothing fits, too many), UnknownPlugin."""
    drafts, told = _collect(actor, wanted)
    told += _losses(EXPORTS.get(file_format), drafts)
    told.sort(key=lambda problem: problem.severity != "error")  # what stays behind first
    return ExportPreview(len(drafts), sum(problem.severity == "error" for problem in told), tuple(told))


def export_items(actor: Actor, wanted: ItemFilter, file_format: str, *, now: datetime) -> Exported:
    """The file, with an entry in the audit log. Raises as `preview_export`."""
    export = EXPORTS.get(file_format)
    drafts, told = _collect(actor, wanted)
    told += _losses(export, drafts)
    data = export.write(drafts)
    unit_id = home_unit_id(actor, Permission.VIEW_BANK)
    with transaction():
        audit.record(actor, "bank.export", "org_unit", unit_id, now=now, items=len(drafts), format=file_format)
    return Exported(data, f"items-{now:%Y%m%d}{export.suffix}", export.mime, len(drafts), tuple(told))


def _losses(export: Export, drafts: Sequence[ItemDraft]) -> list[Problem]:
    told = export.losses(drafts, export.label)
    for draft in drafts:
        if references(draft.content):
            told.append(Problem(MEDIA_STAY, {"item": _short(draft)}, field=draft.external_id, severity="warning"))
    return told


def _collect(actor: Actor, wanted: ItemFilter) -> tuple[list[ItemDraft], list[Problem]]:
    actor.require_anywhere(Permission.VIEW_BANK)
    rows = queries.list_items(actor.scopes(Permission.VIEW_BANK), wanted, limit=MOST + 1)
    if not rows:
        raise Invalid(Problem(NOTHING), message=NOTHING)
    if len(rows) > MOST:
        raise Invalid(Problem(TOO_MANY, {"most": MOST}), message=TOO_MANY, most=MOST)
    drafts, told = [], []
    for row, _author, _approved in rows:
        draft = draft_of(row)
        if actor.may_anywhere(Permission.REVIEW_ITEMS) and must_answer_first(actor, row):
            told.append(Problem(KEPT_BACK, {"item": _short(draft)}, field=draft.external_id))
        else:
            drafts.append(draft)
    if not drafts:
        raise Invalid(*told, message=NOTHING)
    return sorted(drafts, key=lambda draft: (draft.area_code, draft.item_type, draft.external_id or "")), told


def draft_of(row: ItemVersionRow) -> ItemDraft:
    """A version as a file has it; an item that never had a name in a file goes out under its id."""
    return ItemDraft(
        item_type=row.item_type,
        content=dict(row.content),
        area_code=row.area_code,
        pool=Pool(row.pool),
        difficulty=Difficulty(row.difficulty),
        level=row.level,
        critical=row.critical,
        tags=tuple(row.tags),
        external_id=row.item.external_id or str(row.item_id),
    )


def _short(draft: ItemDraft) -> str:
    return " ".join(str(draft.content.get("stem", "")).split())[:30]
