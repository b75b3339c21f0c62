"""A paper as read with what an examiner corrected laid over it: what would be taken in. Pure: no database.

Corrections are `{"items": {ref: {"item_type", "content", "points"}}, "dropped": [ref]}`; a ref names an item of the
paper by line and number, or one that was added to a section ("new-<section>-<n>").
"""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from foundation.errors import Invalid, Problem
from foundation.score import points
from question_bank import item_types
from question_bank.domain import Difficulty, content_hash
from question_bank.formats.model import Paper, PaperItem
from question_bank.services.imports.files import read_kept
from question_bank.services.imports.model import ImportItem, Preview, PreviewSection
from question_bank.services.imports.problems import list_problems

REF = re.compile(r"\d{1,6}-\d{1,6}(?:-\d{1,4})?|new-\d{1,3}-\d{1,2}")
KEYS = {kind.name: frozenset(kind.specimens()[0].content) for kind in item_types.ALL}
DIFFICULTIES = dict.fromkeys("易低e", Difficulty.EASY) | dict.fromkeys("难高h", Difficulty.HARD)  # by the first letter


@lru_cache(maxsize=16)
def read(source: str, answer_key: str | None, name: str, mapping: tuple[tuple[str, str], ...] = ()) -> Paper:
    """A paper by its source, read once a process while it is worked on; `mapping` is what was said of its fields."""
    return read_kept(source, answer_key, name, dict(mapping))


def make_preview(paper: Paper, corrections: Mapping[str, Any]) -> Preview:
    """Lay the corrections over the paper; a ref that the paper doesn't know is left aside."""
    changed, dropped = corrections.get("items", {}), set(corrections.get("dropped", ()))
    refs = _refs(paper.items)
    ids = _external_ids(paper.items)
    items = [
        _item(ref, item, external_id, changed.get(ref), ref in dropped)
        for ref, item, external_id in zip(refs, paper.items, ids, strict=True)
    ]
    items += [_added(ref, change, ref in dropped) for ref, change in changed.items() if ref.startswith("new-")]
    sections = tuple(_sections(paper, items))
    return Preview(paper, sections, list_problems(paper, sections, items))


def _refs(items: Iterable[PaperItem]) -> list[str]:
    """A name for each item: its line and number, told apart where two share both."""
    seen: dict[str, int] = {}
    refs = []
    for item in items:
        ref = f"{item.line_start}-{item.number}" if item.number.isdigit() else f"{item.line_start}-0"
        seen[ref] = seen.get(ref, 0) + 1
        refs.append(ref if seen[ref] == 1 else f"{ref}-{seen[ref]}")
    return refs


def _external_ids(items: Iterable[PaperItem]) -> list[str]:
    """The file's own stable name, else one from what the item asks: so the same question is the same item whatever file
    it comes in.
    """
    seen: dict[str, int] = {}
    names = []
    for item in items:
        name = item.external_id or _external_id(item.stem, [option.text for option in item.options])
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name}-{seen[name]}")
    return names


def _external_id(stem: str, options: Iterable[str]) -> str:
    squeezed = ["".join(text.split()) for text in (stem, *options)]
    return f"paper-{content_hash({'asks': squeezed})[:24]}"


def content_of(item: PaperItem) -> dict[str, Any]:
    """An item as read, with the keys that its type has; what its format made whole stays as it is."""
    if item.content is not None:
        return dict(item.content)
    options = [{"id": option.id, "text": option.text, "rationale": None} for option in item.options]
    every = {
        "stem": item.stem,
        "options": options,
        "answer_key": item.answer_key,
        "explanation": item.explanation,
        "marking_guide": item.marking_guide,
        "scoring_points": [],
        "needs_drawing": item.needs_drawing,
        "lang": "zh-CN",
    }
    content: dict[str, Any] = {key: value for key, value in every.items() if key in KEYS[item.type]}
    if item.any_order:
        content["any_order"] = [list(group) for group in item.any_order]
    return content


def _item(ref: str, item: PaperItem, external_id: str, change: Mapping[str, Any] | None, dropped: bool) -> ImportItem:
    item_type = change["item_type"] if change else item.type
    content, faults, missing = judged(item_type, change["content"] if change else content_of(item))
    return ImportItem(
        ref=ref,
        section_index=item.section_index,
        number=item.number,
        item_type=item_type,
        content=content,
        points=_points(change) if change else item.points,
        confidence="high" if change else item.confidence,
        line_start=item.line_start,
        line_end=item.line_end,
        notes=() if change else item.problems,
        faults=faults,
        missing=missing,
        difficulty=DIFFICULTIES.get((item.difficulty or "")[:1], Difficulty.MEDIUM),
        tags=_tags(item),
        external_id=external_id,
        corrected=change is not None,
        dropped=dropped,
    )


def _tags(item: PaperItem) -> tuple[str, ...]:
    """What the item is about, and the file's own tags."""
    named = (item.knowledge_point,) if item.knowledge_point and len(item.knowledge_point) <= 40 else ()
    return tuple(dict.fromkeys((*named, *item.tags)))[:20]


def _added(ref: str, change: Mapping[str, Any], dropped: bool) -> ImportItem:
    _new, index, number = ref.split("-")
    content, faults, missing = judged(change["item_type"], change["content"])
    return ImportItem(
        ref=ref,
        section_index=int(index),
        number=number,
        item_type=change["item_type"],
        content=content,
        points=_points(change),
        confidence="high",
        line_start=None,
        line_end=None,
        faults=faults,
        missing=missing,
        external_id=_external_id(content.get("stem", ""), [o["text"] for o in content.get("options") or ()]),
        corrected=True,
        dropped=dropped,
    )


def _points(change: Mapping[str, Any]) -> Decimal | None:
    return points(change["points"]) if change.get("points") else None


def judged(
    item_type: str, content: Mapping[str, Any]
) -> tuple[dict[str, Any], tuple[Problem, ...], tuple[Problem, ...]]:
    """The content in its normal form, what keeps it out, and what keeps it a draft."""
    kind = item_types.get(item_type)
    try:
        normal = kind.validate(content)
    except Invalid as error:
        return dict(content), error.problems, ()
    return normal, (), kind.complete_problems(normal)


def _sections(paper: Paper, items: list[ImportItem]) -> Iterable[PreviewSection]:
    homeless = tuple(item for item in items if item.section_index is None)
    if homeless:
        yield PreviewSection(None, "", None, "", None, None, items=homeless)
    for index, declared in enumerate(paper.declared.sections):
        mine = tuple(item for item in items if item.section_index == index)
        n_taken = sum(not item.dropped for item in mine)
        n_added = sum(item.ref.startswith("new-") for item in mine)
        yield PreviewSection(
            index=index,
            title=declared.title,
            item_type=declared.type,
            rule=declared.rule or "",
            scoring_rule=declared.scoring_rule,
            line=declared.line,
            announced_items=declared.items,
            announced_blanks=declared.blanks,
            announced_points=declared.points,
            items=mine,
            new_ref=f"new-{index}-{n_added + 1}" if n_taken < (declared.items or (0 if mine else 1)) else None,
        )
