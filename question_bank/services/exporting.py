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
from foundation.media import MEGABYTE, Reference, bare, references
from people.domain import Actor, Permission
from question_bank import queries
from question_bank.domain import Difficulty, Pool
from question_bank.domain.items import ItemDraft, ItemFilter
from question_bank.formats.exports import ALL, EXPORTS, Export
from question_bank.formats.interchange.media_out import name_of
from question_bank.models import ItemVersionRow
from question_bank.services.access import home_unit_id
from question_bank.services.browsing import must_answer_first
from question_bank.services.media import get_media, sizes_of

MOST = 10_000
NOTHING = N_("没有可以导出的题目")
TOO_MANY = N_("一次最多导出 %(most)s 题，请先缩小筛选范围")
KEPT_BACK = N_("“%(item)s”不会导出：正等你盲审作答，答案还不能看")
MEDIA_STAY = N_("“%(item)s”的图片或录音不随文件导出，只留下标记")
SILENT = N_("“%(item)s”的录音印不出来，只留下名称")
TOO_HEAVY = N_("图片和录音一共 %(size)s MB，一次最多导出 %(most)s MB，请先缩小筛选范围")
NOT_BACK = N_("图片和录音一共 %(size)s MB，这个文件会太大，本系统一次读不回来；要读回来请分几次导出")
MOST_MEDIA = 48 * MEGABYTE
READ_BACK = 11 * MEGABYTE  # as base64 it is a third more, and an upload takes 16


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
    export = EXPORTS.get(file_format)
    _names, more = _media_told(export, drafts)
    told += export.losses(drafts, export.label) + more
    told.sort(key=lambda problem: problem.severity != "error")  # what stays behind first
    return ExportPreview(len(drafts), sum(problem.severity == "error" for problem in told), tuple(told))


def export_items(actor: Actor, wanted: ItemFilter, file_format: str, *, now: datetime) -> Exported:
    """The file, with an entry in the audit log. Raises as `preview_export`."""
    export = EXPORTS.get(file_format)
    drafts, told = _collect(actor, wanted)
    names, more = _media_told(export, drafts)
    told += export.losses(drafts, export.label) + more
    data = export.write(drafts, {name: get_media(name.partition(".")[0]).body for name in names})
    unit_id = home_unit_id(actor, Permission.VIEW_BANK)
    with transaction():
        audit.record(actor, "bank.export", "org_unit", unit_id, now=now, items=len(drafts), format=file_format)
    return Exported(data, f"items-{now:%Y%m%d}{export.suffix}", export.mime, len(drafts), tuple(told))


def _media_told(export: Export, drafts: Sequence[ItemDraft]) -> tuple[list[str], list[Problem]]:
    """The media that go along, by name, and what is to be said of the others. Raises Invalid for too much of them."""
    named = [(draft, references(draft.content)) for draft in drafts]
    sizes = sizes_of(list(dict.fromkeys(each.sha256 for _draft, found in named for each in found)))
    going: dict[str, int] = {}
    told: list[Problem] = []
    for draft, found in named:
        staying = [each for each in found if each.sha256 not in sizes or not _goes(export, each)]
        going |= {name_of(each): sizes[each.sha256] for each in found if each not in staying}
        if staying:
            message = SILENT if export.pictures and all(each.is_sound for each in staying) else MEDIA_STAY
            told.append(Problem(message, {"item": _short(draft)}, field=draft.external_id, severity="warning"))
    size = sum(going.values())
    params = {"size": -(-size // MEGABYTE), "most": MOST_MEDIA // MEGABYTE}
    if size > MOST_MEDIA:
        raise Invalid(Problem(TOO_HEAVY, params), message=TOO_HEAVY, **params)
    if size > READ_BACK and export.sounds:
        told.insert(0, Problem(NOT_BACK, params, severity="warning"))
    return list(going), told


def _goes(export: Export, named: Reference) -> bool:
    return export.sounds if named.is_sound else export.pictures


def _collect(actor: Actor, wanted: ItemFilter) -> tuple[list[ItemDraft], list[Problem]]:
    actor.require_anywhere(Permission.VIEW_BANK)
    rows = queries.list_items(queries.owners(actor.scopes(Permission.VIEW_BANK)), wanted, limit=MOST + 1)
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
    return " ".join(bare(str(draft.content.get("stem", ""))).split())[:30]
