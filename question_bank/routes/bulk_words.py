"""How bulk edits read on their pages: the act in a sentence, a value of a field, a reason with its parameters."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from werkzeug.datastructures import MultiDict

from foundation.i18n import gettext
from people.web import actor
from question_bank import web
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
from question_bank.domain.bulk_acts import BY_NAME
from question_bank.models import BulkEdit, ItemVersionRow

DASH = "—"
SHORT: Mapping[str, Callable[[Any], str]] = {
    "tags": lambda value: " ".join(f"#{tag}" for tag in value),
    "difficulty": lambda value: gettext(DIFFICULTY_LABELS[Difficulty(value)]),
    "level": lambda value: gettext(COGNITIVE_LEVEL_LABELS[CognitiveLevel(value)]),
    "area_code": lambda value: web.area_name(value),
    "area": lambda value: web.area_name(value),
    "pool": lambda value: gettext(POOL_LABELS[Pool(value)]),
    "critical": lambda value: gettext("是") if value else gettext("否"),
    "status": lambda value: gettext(STATUS_LABELS[ItemStatus(value)]),
    "reason": str,
    **dict.fromkeys(("valid_until", "review_by"), str),
    "date": lambda value: value["day"] or DASH,
}


def shown(field: str, value: Any, version: ItemVersionRow) -> str:
    """A value of an item's field as people read it; a key with the words that it stands for."""
    if value is None or value == []:
        return DASH
    if field == "answer_key":
        return web.described_key(version.item_type, {**version.content, "answer_key": value}).replace("\n", "　")
    return SHORT[field](value)


def pieces(field: str, value: Any, version: ItemVersionRow) -> list[str]:
    """The same in parts that stay whole on a line."""
    return [f"#{tag}" for tag in value] if field == "tags" and value else [shown(field, value, version)]


def sentence(edit: BulkEdit) -> str:
    """What is done, in a few words ("加标签：#资费")."""
    act = BY_NAME[edit.act or ""]
    label = gettext(act.label)
    if act.asks == "strip":
        return gettext("%(act)s：%(value)s", act=label, value=edit.value["strip"].strip()[:60])
    return label if edit.value is None else gettext("%(act)s：%(value)s", act=label, value=SHORT[act.asks](edit.value))


def reason(note: Mapping[str, Any]) -> str:
    """Why an item stays as it is."""
    params = {
        name: gettext(value["message"], **value["params"]) if isinstance(value, dict) else _translated(value)
        for name, value in note["params"].items()
    }
    return gettext(note["message"], **params)


def _translated(value: Any) -> Any:
    return gettext(value) if isinstance(value, str) else value


def conditions(edit: BulkEdit) -> list[str]:
    """The filter that its items were chosen by, as its conditions read; empty for what was ticked by hand."""
    args = MultiDict(parse_qsl(edit.chosen.get("query", "")))
    wanted = web.item_filter(args, actor())
    status = [gettext(STATUS_LABELS[ItemStatus(wanted.status)])] if wanted.status else []
    return status + [text for _name, text in web.active_filters(args, wanted)]
