"""How the bank's pages see things: a search from the URL, pages of a list, the candidate's view, what changed.

Nothing here decides or writes; templates get these names through the blueprint's context.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from werkzeug.datastructures import MultiDict

from foundation import clock
from foundation.calendar import local_day, zone
from foundation.errors import Invalid
from foundation.i18n import content_text, gettext
from foundation.web.shell import per_request
from people.domain import Actor
from people.web import actor
from question_bank import item_types, services
from question_bank.domain import (
    COGNITIVE_LEVEL_LABELS,
    DIFFICULTY_LABELS,
    POOL_LABELS,
    STATUS_LABELS,
    CognitiveLevel,
    Difficulty,
    ItemStatus,
    Pool,
)
from question_bank.domain.differences import Difference, Parts, content_parts, differences
from question_bank.domain.hits import hits
from question_bank.domain.intake import STANDING_LABELS
from question_bank.domain.items import USAGE_LABELS, ContentArea, ItemDraft, ItemFilter, Usage
from question_bank.domain.lints import lints
from question_bank.domain.media import lacks_transcript
from question_bank.formats.paper.boundaries import SECTION_TYPES
from question_bank.forms import measures
from question_bank.models import ItemVersionRow
from question_bank.services import AnswerProposal
from question_bank.services.bulk_keys import TARGETS
from question_bank.services.imports import Preview, PreviewProblem, item_ids

PAGE_SIZES = (50, 100, 200)
FILTER_NAMES = (  # of a search in the URL
    *("words", "type", "area", "status", "pool", "difficulty", "tag", "mine", "author", "usage", "since"),
    *measures.NAMES,
)
STATUS_TAGS = {  # tone and shape of the tag
    ItemStatus.DRAFT: ("neutral", "ring"),
    ItemStatus.IN_REVIEW: ("info", "half"),
    ItemStatus.APPROVED: ("success", ""),
    ItemStatus.SUSPENDED: ("warning", "tri"),
    ItemStatus.RETIRED: ("neutral", "none"),
}


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list."""

    number: int
    size: int
    total: int = 0
    more: bool = False  # there are more than the total
    reach: int | None = None  # rows that can be turned over, where that is fewer

    @classmethod
    def from_args(cls, args: MultiDict[str, str]) -> "Page":
        """`page` and `size` of the URL, as far as they make sense."""
        size = args.get("size", PAGE_SIZES[0], type=int)
        return cls(max(1, min(args.get("page", 1, type=int), 100_000)), size if size in PAGE_SIZES else PAGE_SIZES[0])

    @property
    def offset(self) -> int:
        """How many rows stand before this page."""
        return (self.number - 1) * self.size

    @property
    def n_pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-min(self.total, self.reach or self.total) // self.size))


def item_filter(args: MultiDict[str, str], reader: Actor) -> ItemFilter:
    """What the URL asks for; values that do not exist ask for nothing."""

    def known(name: str, values: Any) -> str:
        value = args.get(name, "")
        return value if value in set(values) else ""

    return ItemFilter(
        words=args.get("words", "").strip()[:100],
        item_type=known("type", item_types.ITEM_TYPES.names()),
        area=args.get("area", "").strip()[:32],
        status=known("status", ItemStatus),
        pool=known("pool", Pool),
        difficulty=known("difficulty", Difficulty),
        tag=args.get("tag", "").strip()[:40],
        writer_id=reader.person_id if args.get("mine") else _uuid(args.get("author", "")),
        usage=Usage(args["usage"]) if known("usage", Usage) else None,
        unused_since=_midnight(args.get("since", "")),
        **measures.read_measures(args),
    )


def _uuid(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None


def _midnight(typed: str) -> datetime | None:
    """The beginning of a day where the organisation is."""
    try:
        return datetime.combine(date.fromisoformat(typed), time(), zone())
    except ValueError:
        return None


def kept_filter(args: Mapping[str, str]) -> dict[str, str]:
    """A search's conditions out of an address or a form."""
    return {name: args[name].strip()[:100] for name in FILTER_NAMES if args.get(name, "").strip()}


def writers() -> list[tuple[str, str]]:
    """Who wrote what the reader may see, by name: for a select field."""
    return per_request("bank_writers", lambda: [(str(each), name) for each, name in services.list_writers(actor())])


def search_url(args: Mapping[str, str], **changes: str | int | None) -> str:
    """The query string of this page with some of it changed; None and "" drop a name. A changed search starts at 1."""
    kept = {name: value for name, value in args.items() if value and (name != "page" or "page" in changes)}
    return "?" + urlencode({name: value for name, value in (kept | changes).items() if value not in (None, "")})


def active_filters(args: Mapping[str, str], wanted: ItemFilter) -> list[tuple[str, str]]:
    """The conditions in force but the status, which has its own row: the URL's name and how it reads."""
    read = {
        "words": f"“{wanted.words}”" if wanted.words else "",
        "type": type_label(wanted.item_type) if wanted.item_type else "",
        "area": area_name(wanted.area) if wanted.area else "",
        "pool": gettext(POOL_LABELS[Pool(wanted.pool)]) if wanted.pool else "",
        "difficulty": gettext(DIFFICULTY_LABELS[Difficulty(wanted.difficulty)]) if wanted.difficulty else "",
        "tag": f"#{wanted.tag}" if wanted.tag else "",
        "mine": gettext("我写的") if wanted.writer_id and args.get("mine") else "",
        "author": _written_by(wanted) if wanted.writer_id and not args.get("mine") else "",
        "usage": gettext(USAGE_LABELS[wanted.usage]) if wanted.usage else "",
        "since": gettext("%(day)s 起没用过", day=args.get("since")) if wanted.unused_since else "",
        **measures.measure_chips(wanted),
    }
    return [(name, text) for name, text in read.items() if text]


def _written_by(wanted: ItemFilter) -> str:
    return gettext("作者：%(name)s", name=dict(writers()).get(str(wanted.writer_id), "—"))


def areas() -> dict[str, ContentArea]:
    """The content areas by code, read once a request."""
    return per_request("bank_areas", lambda: {area.code: area for area in services.list_areas_for_choice()})


def area_name(code: str) -> str:
    """An area in the reader's language; a code that is gone stands for itself."""
    area = areas().get(code)
    return code if area is None else content_text(area.name_zh, area.name_en)


def area_choices() -> list[tuple[str, str]]:
    """The areas for a select field."""
    return [(code, area_name(code)) for code in areas()]


def type_label(name: str) -> str:
    """An item type in the reader's language."""
    return gettext(item_types.get(name).label)


def candidate_view(item_type: str, content: Mapping[str, Any]) -> dict[str, Any] | None:
    """What a candidate would see of a content, key or not; None while it can't be shown."""
    kind = item_types.get(item_type)
    bare = {name: value for name, value in content.items() if name not in {"answer_key", "scoring_points"}}
    try:
        return kind.candidate_view(kind.validate(bare))
    except Invalid:
        return None


def rule_text(item_type: str) -> str:
    """What stands above a section of this type where the reader would not guess it; else ""."""
    kind = item_types.get(item_type)
    return gettext(kind.rule_texts.get(kind.default_scoring_rule, ""))


def described_key(item_type: str, content: Mapping[str, Any]) -> str:
    """The key, or the marking guide, as people read it."""
    return item_types.get(item_type).describe_key(content, gettext)


def described_response(version: ItemVersionRow, value: Any) -> str:
    """A response as people read it."""
    return item_types.get(version.item_type).describe_response(version.content, value, gettext)


def is_right(version: ItemVersionRow, value: Any) -> bool | None:
    """Whether a response is right in every part; None where only a person can say, or nothing was answered."""
    kind = item_types.get(version.item_type)
    parts = None if kind.is_blank(value) else kind.judge(version.content, value)
    return None if parts is None else all(part.verdict == "right" for part in parts)


def version_parts(version: ItemVersionRow | ItemDraft) -> Parts:
    """A version, or what somebody typed, as people read it: its content, and what stands beside it."""
    parts = _content_parts(version.item_type, version.content)
    beside = {
        "题型": type_label(version.item_type),
        "所属模块": area_name(version.area_code),
        "难度": gettext(DIFFICULTY_LABELS[Difficulty(version.difficulty)]),
        "认知层次": gettext(COGNITIVE_LEVEL_LABELS[CognitiveLevel(version.level)]) if version.level else "",
        "用途": gettext(POOL_LABELS[Pool(version.pool)]),
        "关键题": "✓" if version.critical else "",
        "标签": ", ".join(version.tags),
        **_days(version),
    }
    return parts | {(label, ""): text for label, text in beside.items()}


def _days(version: ItemVersionRow | ItemDraft) -> dict[str, str]:
    dates = version.dates if isinstance(version, ItemDraft) else version
    if dates is None:
        return {}
    days = {"失效日": dates.valid_until, "复核日": dates.review_by}
    return {label: value.isoformat() if value else "" for label, value in days.items()}


def _content_parts(item_type: str, content: Mapping[str, Any]) -> Parts:
    """A content that still has faults is shown as typed, without its key."""
    try:
        normal = item_types.get(item_type).validate(content)
    except Invalid:
        return content_parts(content, "")
    return content_parts(normal, described_key(item_type, normal))


def changes(old: ItemVersionRow, new: ItemVersionRow | ItemDraft) -> tuple[Difference, ...]:
    """What changed from one version to another, or to what was typed."""
    return differences(version_parts(old), version_parts(new))


def proposals(version: ItemVersionRow) -> list[AnswerProposal]:
    """Answers that somebody asked to accept, on this version; none for types where nothing is typed."""
    kind = item_types.get(version.item_type)
    return services.list_proposals([version.id]) if kind.typed_entries(version.content) is not None else []


def problem_text(problem: PreviewProblem) -> str:
    """A problem of a paper in the reader's language."""
    params = {name: gettext(value) if isinstance(value, str) else value for name, value in problem.params.items()}
    return gettext(problem.message, **params)


def item_label(preview: Preview, ref: str) -> str:
    """An item of a paper as people call it ("单选题 20")."""
    item = preview.find(ref)
    return f"{type_label(item.item_type)} {item.number}" if item else ref


def problem_line(preview: Preview, problem: PreviewProblem) -> str:
    """A problem as a line of text: where, which items, what."""
    where = gettext("第 %(n)s 行", n=gettext("、").join(map(str, problem.lines))) if problem.lines else ""
    names = gettext("、").join(item_label(preview, ref) for ref in problem.refs) if problem.refs else ""
    return "  ".join(part for part in (where, names, problem_text(problem)) if part)


def names_for_templates() -> dict[str, Any]:
    """What the bank's templates may use."""
    return {
        **measures.names_for_templates(),
        "all_item_types": item_types.ALL,
        "boundary_types": SECTION_TYPES,
        "type_label": type_label,
        "rule_text": rule_text,
        "area_name": area_name,
        "area_choices": area_choices,
        "described_key": described_key,
        "described_response": described_response,
        "candidate_view": candidate_view,
        "is_right": is_right,
        "item_label": item_label,
        "key_strip_types": frozenset(TARGETS),
        "n_items": lambda row: (row.outcome or {}).get("items") or len(item_ids(row)),
        "problem_text": problem_text,
        "standing_labels": STANDING_LABELS,
        "proposals": proposals,
        "lacks_transcript": lacks_transcript,
        "ids_on_forms": services.on_forms,
        "today": lambda: local_day(clock.now()),
        "lints": lints,
        "hits": hits,
        "kept_filter": kept_filter,
        "saved_filters": lambda: services.list_filters(actor()),
        "search_url": search_url,
        "item_measures": lambda rows: services.list_measures(actor(), rows),
        "usage_labels": USAGE_LABELS,
        "writers": writers,
        "status_labels": STATUS_LABELS,
        "status_tags": STATUS_TAGS,
        "pool_labels": POOL_LABELS,
        "difficulty_labels": DIFFICULTY_LABELS,
        "level_labels": COGNITIVE_LEVEL_LABELS,
        "page_sizes": PAGE_SIZES,
    }
