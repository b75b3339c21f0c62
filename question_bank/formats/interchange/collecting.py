"""Collecting what a reader understood into the one model of `formats/model.py`, with a readable source beside it.

Readers call `Collector.add` for each item and `leave_out` for what the bank has no type for; nothing else is kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from foundation.errors import Invalid
from question_bank import item_types
from question_bank.formats.interchange import messages
from question_bank.formats.interchange.rich_text import Cleaned, from_html
from question_bank.formats.interchange.xml_in import refused
from question_bank.formats.model import (
    Confidence,
    Declared,
    MediaFile,
    Paper,
    PaperItem,
    PaperOption,
    PaperProblem,
    Severity,
    Stretch,
)

DIFFICULTIES = ("easy", "medium", "hard")


@dataclass
class Notes:
    """What is to be said of one item while it is being read."""

    said: list[tuple[Severity, str, dict[str, Any]]] = field(default_factory=list)

    def warn(self, message: str, **params: Any) -> None:
        """Something to look at."""
        if ("warning", message, params) not in self.said:
            self.said.append(("warning", message, params))

    def fail(self, message: str, **params: Any) -> None:
        """Something that keeps the item from being right."""
        self.said.append(("error", message, params))

    def html(self, html: str | None) -> str:
        """Light markdown of a piece of HTML; what had to go is noted."""
        return self.cleaned(from_html(html or ""))

    def cleaned(self, text: Cleaned) -> str:
        """The text; what had to go is noted."""
        if text.dropped:
            self.warn(messages.CLEANED, found=", ".join(text.dropped))
        for picture in text.pictures:
            self.warn(messages.PICTURE, found=picture)
        return text.text


@dataclass
class Found:
    """One item as a reader gives it. `place` says where it stands in the file, `title` what it is called there."""

    item_type: str
    content: Mapping[str, Any]
    place: str
    title: str = ""
    section: str = ""
    external_id: str = ""
    points: Decimal | None = None
    difficulty: str | None = None
    tags: tuple[str, ...] = ()
    area: str | None = None
    pool: str | None = None
    level: str | None = None
    critical: bool = False
    notes: Notes = field(default_factory=Notes)


@dataclass
class Collector:
    """Gathers a file's items in order."""

    file_format: str
    name: str
    tolerant: bool = False  # what can't be held is then told without refusing the rest
    items: list[PaperItem] = field(default_factory=list)
    problems: list[PaperProblem] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    outline: list[Stretch] = field(default_factory=list)
    media: list[MediaFile] = field(default_factory=list)

    def add(self, found: Found) -> None:
        """One item that the bank can hold."""
        start = self._show([found.title, *_readable(found.content)], found.place)
        notes = list(found.notes.said)
        if _lacks_key(found.item_type, found.content):
            notes.append(("warning", messages.NO_KEY, {}))
        problems = tuple(PaperProblem(start, severity, message, params) for severity, message, params in notes)
        content = found.content
        self.items.append(
            PaperItem(
                type=found.item_type,
                section=found.section,
                number=str(len(self.items) + 1),
                stem=str(content.get("stem") or ""),
                options=tuple(PaperOption(str(o["id"]), str(o["text"])) for o in _options(content)),
                answer_key=content.get("answer_key"),
                points=found.points,
                explanation=content.get("explanation"),
                problems=problems,
                line_start=start,
                line_end=len(self.lines),
                source_text="\n".join(self.lines[start - 1 :]),
                confidence=_confidence(notes),
                needs_drawing=bool(content.get("needs_drawing")),
                difficulty=found.difficulty if found.difficulty in DIFFICULTIES else None,
                knowledge_point=None,
                marking_guide=content.get("marking_guide"),
                content=content,
                external_id=found.external_id[:80],
                tags=found.tags,
                area=found.area,
                pool=found.pool,
                level=found.level,
                critical=found.critical,
            )
        )
        self.outline.append(Stretch("item", start, len(self.lines)))

    def leave_out(self, title: str, place: str, message: str, *source: str, **params: Any) -> None:
        """Something that is shown and named but can't become an item."""
        start = self._show([title, *source], place)
        severity: Severity = "warning" if self.tolerant or message == messages.NO_ANSWER_PLACE else "error"
        self.problems.append(PaperProblem(start, severity, message, {"item": title or place, **params}))
        self.outline.append(Stretch("unread", start, len(self.lines)))

    def tell(self, message: str, place: str, text: str, severity: Severity = "error", **params: Any) -> None:
        """Something wrong outside every item."""
        start = self._show([text], place)
        self.problems.append(PaperProblem(start, severity, message, params))
        self.outline.append(Stretch("unread", start, len(self.lines)))

    def label(self, *, tags: tuple[str, ...] = (), difficulty: str | None = None, area: str | None = None) -> None:
        """What is said elsewhere of the item added last."""
        last = self.items[-1]
        self.items[-1] = replace(
            last,
            section=last.section or area or "",
            tags=tuple(dict.fromkeys((*last.tags, *tags))),
            difficulty=last.difficulty or (difficulty if difficulty in DIFFICULTIES else None),
        )

    def paper(self) -> Paper:
        """All of it. Raises Invalid where the file holds nothing."""
        if not self.items and not self.problems:
            raise refused(self.name, messages.NO_ITEMS)
        return Paper(
            format=self.file_format,
            declared=Declared(None, None, ()),
            items=tuple(self.items),
            problems=tuple(self.problems),
            outline=tuple(self.outline),
            name=self.name,
            source_lines=tuple(self.lines),
            places=tuple(self.places),
            media=tuple(self.media),
        )

    def _show(self, texts: Sequence[str], place: str) -> int:
        start = len(self.lines) + 1
        for text in texts:
            for line in (text or "").split("\n"):
                if line.strip():
                    self.lines.append(line)
        if len(self.lines) < start:
            self.lines.append(place)
        self.places += [place] * (len(self.lines) - start + 1)
        return start


def _options(content: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    options = content.get("options")
    return [o for o in options if isinstance(o, Mapping) and "text" in o] if isinstance(options, list) else []


def _readable(content: Mapping[str, Any]) -> list[str]:
    """An item's content as lines for people: the stem, then whatever else stands in it."""
    lines = [str(content.get("stem") or "")]
    lines += [f"{option['id']}. {option['text']}" for option in _options(content)]
    for name, value in content.items():
        if name not in {"stem", "options", "lang"} and value not in (None, [], False, ""):
            lines.append(f"{name}: {value}")
    return lines


def _lacks_key(item_type: str, content: Mapping[str, Any]) -> bool:
    """Whether its type still asks for something before a review."""
    kind = item_types.get(item_type)
    try:
        normal = kind.validate(content)
    except Invalid:
        return False
    return any(problem.field == "answer_key" for problem in kind.complete_problems(normal))


def _confidence(notes: Sequence[tuple[Severity, str, dict[str, Any]]]) -> Confidence:
    if any(severity == "error" for severity, _message, _params in notes):
        return "low"
    return "medium" if notes else "high"
