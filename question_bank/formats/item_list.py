"""Our own list of items in YAML: what `question_bank/content` and the courses' knowledge checks are written in.

Reads only the shape; what an item may contain is its item type's business (`services.import_items`).
"""

from typing import Any

import yaml

from foundation.errors import N_, Invalid, Problem
from question_bank.domain import Difficulty, Pool
from question_bank.domain.items import ItemDraft

CONTENT_KEYS = (
    "stem",
    "options",
    "answer_key",
    "explanation",
    "marking_guide",
    "scoring_points",
    "needs_drawing",
    *("blanks", "any_order", "tolerance", "units", "unit_mode", "sources", "reuse", "gaps", "lines", "items", "rubric"),
)
OPTION_KEYS = ("id", "text", "rationale")


def read_item_list(text: str, *, name: str = "", pool: Pool = Pool.EXAM) -> tuple[ItemDraft, ...]:
    """The drafts of a YAML list; raises Invalid naming file, item and field for what doesn't have the shape."""
    try:
        entries = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else None
        raise Invalid(Problem(N_("%(name)s 不是有效的 YAML"), {"name": name}, line=line)) from error
    if not isinstance(entries, list):
        raise Invalid(Problem(N_("%(name)s 应是题目的列表"), {"name": name}, expected="- id: …"))
    problems: list[Problem] = []
    drafts: list[ItemDraft] = []
    for entry in entries:
        try:
            drafts.append(draft_of(entry, pool=pool))
        except (KeyError, TypeError, ValueError) as error:
            where = entry.get("id") if isinstance(entry, dict) else None
            params = {"name": name, "id": str(where), "error": str(error)}
            problems.append(Problem(N_("%(name)s 里的 %(id)s 缺少或写错了 %(error)s"), params))
    if problems:
        raise Invalid(*problems)
    return tuple(drafts)


def draft_of(entry: dict[str, Any], *, pool: Pool, area: str | None = None) -> ItemDraft:
    """One entry as a draft; raises KeyError, TypeError or ValueError naming the field."""
    content: dict[str, Any] = {"lang": "zh-CN"} | {key: entry[key] for key in CONTENT_KEYS if key in entry}
    if content.get("options"):
        content["options"] = [{key: o[key] for key in OPTION_KEYS if key in o} for o in content["options"]]
    if content.get("scoring_points"):
        content["scoring_points"] = [{"text": p["text"], "points": str(p["points"])} for p in content["scoring_points"]]
    tags = [str(entry[key]) for key in ("lesson", "objective") if entry.get(key)]
    if entry.get("set"):
        tags.append(f"set-{entry['set']}")
    return ItemDraft(
        item_type=entry["type"],
        content=content,
        area_code=area or entry["area"],
        pool=pool,
        difficulty=Difficulty(entry.get("difficulty", "medium")),
        level=entry.get("level"),
        critical=bool(entry.get("critical", False)),
        tags=tuple(tags),
        external_id=str(entry["id"]),
    )
