"""Items of a paper that share a story, as one composite item: which may be put together, and how. Pure.

The reader puts the story before each of its items. Put together, the first carries the composite as its correction
(`folded` names the others, which are dropped; `before` is what was corrected of it until then).
"""

import math
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import groupby, takewhile
from typing import Any

from foundation.errors import Invalid
from question_bank import item_types
from question_bank.formats.model import PaperItem
from question_bank.formats.paper.messages import STORY_ADDED
from question_bank.item_types import composite
from question_bank.services.imports.model import ImportItem

_ELSEWHERE = ("answer_key", "lang")  # of a part: they stand with the whole
_NOT_HELD = ("blanks", "any_order")


def foldable(read: Sequence[PaperItem], items: Sequence[ImportItem]) -> dict[str, tuple[ImportItem, ...]]:
    """By the first item's ref, those that may become one: the same story, fitting types, nothing lost."""
    told = zip(read, items, strict=False)  # items that were written for a section come behind
    found = {}
    for place, group in groupby(told, key=lambda pair: (_story_of(pair[0]), pair[1].section_index)):
        members = tuple(item for _read, item in group if not item.dropped)
        if place[0] is not None and composite.LEAST <= len(members) <= composite.MOST and folded(members) is not None:
            found[members[0].ref] = members
    return found


def folded(members: Sequence[ImportItem]) -> dict[str, Any] | None:
    """The correction that makes them one; None where the composite can't hold all of them."""
    stems = [str(item.content.get("stem") or "").split("\n") for item in members]
    story = [rows[0] for rows in takewhile(lambda rows: len(set(rows)) == 1, zip(*stems, strict=False))]
    weights = _weights([item.points for item in members])
    if not story or weights is None or any(len(stem) == len(story) for stem in stems):
        return None
    if any(item.faults or item.item_type not in composite.KINDS or _holds_more(item) for item in members):
        return None
    content = {
        "stem": "\n".join(story).strip(),
        "explanation": None,
        "lang": members[0].content["lang"],
        "items": [
            {"item_type": item.item_type, "weight": weight, "content": _part(item, "\n".join(stem[len(story) :]))}
            for item, stem, weight in zip(members, stems, weights, strict=True)
        ],
        "answer_key": [item.content["answer_key"] for item in members],
    }
    try:
        normal = item_types.get("composite").validate(content)
    except Invalid:
        return None
    worth = [item.points for item in members if item.points is not None]
    return {"item_type": "composite", "content": normal, "points": str(sum(worth)) if worth else ""}


def unfolded(corrections: dict[str, Any], ref: str, *, former: bool) -> None:
    """Take a composite apart again; `former`: what had been corrected of its first item counts once more."""
    change = corrections["items"].pop(ref, None) or {}
    if former and change.get("before"):
        corrections["items"][ref] = change["before"]
    corrections["dropped"] = [name for name in corrections["dropped"] if name not in change.get("folded", ())]


def _story_of(item: PaperItem) -> Any:
    return next((each.params.get("at") for each in item.problems if each.message == STORY_ADDED), None)


def _holds_more(item: ImportItem) -> bool:
    return any(item.content.get(name) for name in _NOT_HELD)


def _part(item: ImportItem, stem: str) -> Mapping[str, Any]:
    kept = {name: value for name, value in item.content.items() if name not in (*_ELSEWHERE, *_NOT_HELD)}
    return {**kept, "stem": stem.strip()}


def _weights(points: Sequence[Decimal | None]) -> list[int] | None:
    """Their shares as small whole numbers; equal where not all say what they are worth. None where that can't be."""
    hundredths = [int(each * 100) for each in points if each is not None]
    if len(hundredths) < len(points):
        return [1] * len(points) if not hundredths else None
    shares = [each // math.gcd(*hundredths) for each in hundredths] if all(hundredths) else []
    return shares if shares and max(shares) <= composite.MOST_WEIGHT else None
