"""A paper as the one JSON object that `flask bank import --json` prints."""

from decimal import Decimal
from typing import Any

from question_bank.formats.model import Paper, PaperItem, Translate


def to_json(paper: Paper, translate: Translate | None = None) -> dict[str, Any]:
    """The object of the import command: messages in zh-CN, or in the language that `translate` gives."""
    printed = {
        "format": paper.format,
        "declared": {
            "total": _number(paper.declared.total),
            "minutes": paper.declared.minutes,
            "sections": [
                {
                    "title": section.title,
                    "type": section.type,
                    "items": section.items,
                    "blanks": section.blanks,
                    "points": _number(section.points),
                }
                for section in paper.declared.sections
            ],
        },
        "items": [_item(item, translate) for item in paper.items],
        "problems": [
            {"line": problem.line, "severity": problem.severity, "message": problem.text(translate)}
            for problem in paper.problems
        ],
    }
    return printed if paper.format == "paper" else printed | _more(paper)


def _more(paper: Paper) -> dict[str, Any]:
    """What only files with fields or places have; the object of a text paper keeps its form."""
    return {
        "mapping": [{"field": field.name, "role": field.role, "count": field.count} for field in paper.mapping],
        "read": [
            {"confidence": item.confidence, "lines": [item.line_start, item.line_end], "place": _place(paper, item)}
            for item in paper.items
        ],
    }


def _place(paper: Paper, item: PaperItem) -> str | None:
    return paper.places[item.line_start - 1] if 0 < item.line_start <= len(paper.places) else None


def _item(item: PaperItem, translate: Translate | None) -> dict[str, Any]:
    guide = [text for text in (item.marking_guide, item.explanation) if text]
    return {
        "type": item.type,
        "section": item.section,
        "number": item.number,
        "stem": item.stem,
        "options": [{"id": option.id, "text": option.text} for option in item.options],
        "answer_key": item.answer_key,
        "points": _number(item.points),
        "explanation": "\n".join(guide) or None,
        "problems": [problem.text(translate) for problem in item.problems],
    }


def _number(value: Decimal | None) -> int | float | None:
    """A JSON number; hundredths survive it, and nobody computes with it."""
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)
