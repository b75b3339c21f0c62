"""An item as pages show it: the candidate's view, keys and responses in words, what changed between versions."""

from collections.abc import Mapping
from typing import Any

from foundation.errors import Invalid
from foundation.i18n import gettext
from question_bank import item_types, services
from question_bank.domain import (
    COGNITIVE_LEVEL_LABELS,
    DIFFICULTY_LABELS,
    POOL_LABELS,
    CognitiveLevel,
    Difficulty,
    Pool,
)
from question_bank.domain.differences import Difference, Parts, content_parts, differences
from question_bank.domain.items import ItemDraft
from question_bank.models import ItemVersionRow
from question_bank.services import AnswerProposal
from question_bank.web.areas import area_name, type_label


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
