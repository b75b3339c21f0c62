"""An item of a large file as a row, and back: what was read, what was corrected beside it. Pure: no database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from foundation.errors import Invalid, Problem
from foundation.score import points
from question_bank.domain import Difficulty, Pool, content_hash
from question_bank.formats.model import MappedField, PaperProblem
from question_bank.formats.paper.boundaries import read_boundaries
from question_bank.services.imports.files import read_kept
from question_bank.services.imports.model import ImportItem, Preview
from question_bank.services.imports.places import refs_of
from question_bank.services.imports.preview import judged, make_preview

MOST_TEXT = 4000  # of an item's source that is shown beside it


@dataclass(frozen=True, slots=True)
class Read:
    """A file as read outside the web's threads: rows of its items, or why there are none."""

    rows: tuple[dict[str, Any], ...] = ()
    summary: dict[str, Any] | None = None
    refused: tuple[Problem, ...] = ()


def read_rows(
    source: str, answer_key: str | None, name: str, mapping: Mapping[str, str], areas: Mapping[str, str]
) -> Read:
    """Read a kept source; runs in a process of its own."""
    try:
        paper = read_kept(source, answer_key, name, mapping, read_boundaries({}))
    except Invalid as error:
        return Read(refused=error.problems)
    preview = make_preview(paper, {}, areas)
    texts = {ref: item.source_text for ref, item in zip(refs_of(paper.items), paper.items, strict=True)}
    rows = tuple(_row(n, item, texts[item.ref]) for n, item in enumerate(preview.items))
    return Read(rows, _summary(preview))


def _row(position: int, item: ImportItem, text: str) -> dict[str, Any]:
    read = {
        "type": item.item_type,
        "number": item.number,
        "content": item.content,
        "points": None if item.points is None else str(item.points),
        "confidence": item.confidence,
        "lines": [item.line_start, item.line_end],
        "text": text[:MOST_TEXT],
        "difficulty": item.difficulty.value,
        "pool": item.pool.value,
        "level": item.level,
        "critical": item.critical,
        "area": item.area_code,
        "tags": list(item.tags),
        "notes": [[note.line, note.severity, note.message, _plain(note.params)] for note in item.notes],
        "faults": [_problem(problem) for problem in item.faults],
        "missing": [_problem(problem) for problem in item.missing],
    }
    return {
        "position": position,
        "ref": item.ref,
        "section_index": item.section_index,
        "read": read,
        "external_id": item.external_id,
        **marks_of(item),
    }


def marks_of(item: ImportItem) -> dict[str, Any]:
    """The columns by which the list is narrowed."""
    return {
        "content_hash": content_hash(item.content) if not item.faults else "",
        "faulty": bool(item.faults),
        "complete": item.is_ready,
        "looks": bool(item.notes or item.faults or item.missing),
    }


def _plain(params: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _plain_value(value) for name, value in params.items()}


def _plain_value(value: Any) -> Any:
    if isinstance(value, tuple):  # several names, which the page parts as the reader's language does
        return list(map(str, value))
    return value if isinstance(value, (str, int, float, bool)) else str(value)


def _problem(problem: Problem) -> list[Any]:
    return [problem.message, _plain(problem.params), problem.field, problem.line, problem.found, problem.expected]


def _summary(preview: Preview) -> dict[str, Any]:
    """What is said of the file as a whole; counts stand in the rows."""
    paper = preview.paper
    return {
        "format": paper.format,
        "minutes": paper.declared.minutes,
        "sections": [
            {"title": each.title, "type": each.item_type, "index": each.index, "announced": each.announced_items}
            for each in preview.sections
        ],
        "problems": [[p.line, p.severity, p.message, _plain(p.params)] for p in paper.problems],
        "mapping": [[f.name, f.role, f.count, f.example] for f in paper.mapping],
    }


def notes_of(kept: Iterable[list[Any]]) -> tuple[PaperProblem, ...]:
    """Notes as they were kept."""
    return tuple(PaperProblem(line, severity, message, params) for line, severity, message, params in kept)


def fields_of(summary: Mapping[str, Any]) -> tuple[MappedField, ...]:
    """The file's fields as they were understood."""
    return tuple(MappedField(*each) for each in summary.get("mapping", ()))


def item_of(row: Any) -> ImportItem:
    """The item as it would be taken in: what was read, or what was corrected."""
    read, change = row.read, row.correction
    content, faults, missing = read["content"], _problems(read["faults"]), _problems(read["missing"])
    worth = change["points"] if change else read["points"]
    if change:
        content, faults, missing = judged(change["item_type"], change["content"])
    return ImportItem(
        ref=row.ref,
        section_index=row.section_index,
        number=read["number"],
        item_type=change["item_type"] if change else read["type"],
        content=content,
        points=points(worth) if worth else None,
        confidence="high" if change else read["confidence"],
        line_start=read["lines"][0],
        line_end=read["lines"][1],
        notes=() if change else notes_of(read["notes"]),
        faults=faults,
        missing=missing,
        difficulty=Difficulty(read["difficulty"]),
        tags=tuple(read["tags"]),
        external_id=row.external_id,
        corrected=change is not None,
        dropped=row.dropped,
        area_code=read["area"],
        pool=Pool(read["pool"]),
        level=read["level"],
        critical=read["critical"],
    )


def _problems(kept: Iterable[list[Any]]) -> tuple[Problem, ...]:
    return tuple(
        Problem(message, params, field=field, line=line, found=found, expected=expected)
        for message, params, field, line, found, expected in kept
    )
