"""A paper as read with what an examiner corrected laid over it: what would be taken in. Pure: no database.

Corrections are `{"items": {ref: {"item_type", "content", "points"}}, "dropped": [ref], "order": {ref: "yes"|"no"},
"boundaries": {line: word}, "boundary_log": [[line, former word]], "mapping": {field: role}}`; `places` says which item
a ref names.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from foundation.errors import Invalid, Problem
from foundation.score import points
from question_bank import item_types
from question_bank.domain import Difficulty, content_hash
from question_bank.domain.media import media_problems
from question_bank.formats.model import Paper, PaperItem, PaperProblem
from question_bank.formats.paper.boundaries import read_boundaries
from question_bank.services.imports import beside
from question_bank.services.imports.files import read_kept
from question_bank.services.imports.lines import line_marks
from question_bank.services.imports.model import ImportItem, Preview, PreviewSection
from question_bank.services.imports.pictures import Pictures, notes_on, pictures_of, shown_in, with_pictures
from question_bank.services.imports.places import ADDED, moved, refs_of, settled, stored_refs
from question_bank.services.imports.problems import CUT_ANEW, list_problems
from question_bank.services.imports.stories import foldable

KEYS = {kind.name: frozenset(kind.specimens()[0].content) for kind in item_types.ALL}
DIFFICULTIES = dict.fromkeys("易低e쉬f", Difficulty.EASY) | dict.fromkeys(
    "难高h어d", Difficulty.HARD
)  # by the first letter


@lru_cache(maxsize=16)
def read(
    source: str,
    answer_key: str | None,
    name: str,
    mapping: tuple[tuple[str, str], ...] = (),
    boundaries: tuple[tuple[str, str], ...] = (),
) -> Paper:
    """A paper by its source, read once a process while it is worked on; `mapping` and `boundaries` are what was said of
    its fields and lines.
    """
    return read_kept(source, answer_key, name, dict(mapping), read_boundaries(dict(boundaries)))


def make_preview(paper: Paper, corrections: Mapping[str, Any], areas: Mapping[str, str] | None = None) -> Preview:
    """Lay the corrections over the paper; `areas` maps names and codes of content areas to codes."""
    refs = refs_of(paper.items)
    now = settled(stored_refs(corrections), refs, paper.items)
    said = moved(corrections, now)
    changed, dropped, order = said["items"], set(said["dropped"]), said["order"]
    ids = _external_ids(paper.items)
    pictures = pictures_of(paper)
    items = [
        _item(ref, item, external_id, changed.get(ref), order.get(ref), ref in dropped, areas or {}, pictures)
        for ref, item, external_id in zip(refs, paper.items, ids, strict=True)
    ]
    stories = {ref: len(members) for ref, members in foldable(paper.items, items).items()}
    items += [_added(ref, each, ref in dropped, paper) for ref, each in changed.items() if ref.startswith(ADDED)]
    sections = tuple(_sections(paper, items))
    lost = tuple(ref for ref in stored_refs(corrections) if not ref.startswith(ADDED) and ref not in now)
    lines = line_marks(paper, refs, corrections.get("boundaries", {}))
    problems = list_problems(paper, sections, items, lost, lines)
    return Preview(paper, sections, problems, lines, bool(corrections.get("boundary_log")), stories)


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


def content_of(item: PaperItem, any_order: bool = True) -> dict[str, Any]:
    """An item as read, with the keys that its type has; what its format made whole stays as it is. `any_order`: with
    the order of blanks that the reader proposes.
    """
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
    if item.any_order and any_order:
        content["any_order"] = [list(group) for group in item.any_order]
    return content


def _item(
    ref: str,
    item: PaperItem,
    external_id: str,
    change: Mapping[str, Any] | None,
    order: str | None,
    dropped: bool,
    areas: Mapping[str, str],
    pictures: Pictures,
) -> ImportItem:
    item_type = change["item_type"] if change else item.type
    read_as = with_pictures(content_of(item, order != "no"), pictures, shown_in(item.problems))
    content, faults, missing = judged(item_type, change["content"] if change else read_as)
    area = beside.area_of(item, areas)
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
        notes=(*_notes(item, change, content, pictures), *beside.notes(item, areas)),
        order=() if change else tuple(tuple(group) for group in item.any_order),
        order_said=order,
        area_code=area,
        pool=beside.pool_of(item),
        level=beside.level_of(item),
        critical=bool(item.critical),
        faults=faults,
        missing=missing,
        difficulty=DIFFICULTIES.get((item.difficulty or "")[:1].casefold(), Difficulty.MEDIUM),
        tags=_tags(item, areas),
        external_id=external_id,
        corrected=change is not None,
        dropped=dropped,
        n_folded=len(change.get("folded", ())) + 1 if change and change.get("folded") else 0,
    )


def _notes(
    item: PaperItem, change: Mapping[str, Any] | None, content: Mapping[str, Any], pictures: Pictures
) -> tuple[PaperProblem, ...]:
    return _cut_anew(item, change) if change else notes_on(content, item.problems, pictures)


def _cut_anew(item: PaperItem, change: Mapping[str, Any]) -> tuple[PaperProblem, ...]:
    """A corrected item keeps its correction, and says so where its lines are others since."""
    if change.get("lines") in (None, [item.line_start, item.line_end]):
        return ()
    return (PaperProblem(item.line_start, "warning", CUT_ANEW),)


def _tags(item: PaperItem, areas: Mapping[str, str]) -> tuple[str, ...]:
    """What the item is about, unless that is a content area, and the file's own tags."""
    point = item.knowledge_point or ""
    named = (point,) if 0 < len(point) <= 40 and beside.plain(point) not in areas else ()
    return tuple(dict.fromkeys((*named, *item.tags)))[:20]


def _added(ref: str, change: Mapping[str, Any], dropped: bool, paper: Paper) -> ImportItem:
    _new, index, number = ref.split("-")
    lines = [section.line for section in paper.declared.sections]
    at = lines.index(change["section_line"]) if change.get("section_line") in lines else int(index)
    content, faults, missing = judged(change["item_type"], change["content"])
    return ImportItem(
        ref=ref,
        section_index=at if at < len(lines) else None,
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
    return normal, (), (*kind.complete_problems(normal), *media_problems(normal))


def _sections(paper: Paper, items: list[ImportItem]) -> Iterable[PreviewSection]:
    homeless = tuple(item for item in items if item.section_index is None)
    if homeless:
        yield PreviewSection(None, "", None, "", None, None, items=homeless)
    for index, declared in enumerate(paper.declared.sections):
        mine = tuple(item for item in items if item.section_index == index)
        n_taken = sum(not item.dropped for item in mine)
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
            new_ref=_free_ref(index, items) if n_taken < (declared.items or (0 if mine else 1)) else None,
        )


def _free_ref(index: int, items: Iterable[ImportItem]) -> str:
    taken = {item.ref for item in items}
    return next(ref for n in range(1, 1000) if (ref := f"{ADDED}{index}-{n}") not in taken)
