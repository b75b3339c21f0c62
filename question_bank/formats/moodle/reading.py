"""Moodle XML to items: one function for each kind of question; what a kind has in common is read once."""

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lxml import etree

from question_bank.formats.gift.syntax import number
from question_bank.formats.interchange import contents, messages, structured
from question_bank.formats.interchange.collecting import Collector, Found, Notes
from question_bank.formats.interchange.contents import Made, Option
from question_bank.formats.interchange.text_in import beginning
from question_bank.formats.interchange.xml_in import children, descendants, first, local, parse, refused, words
from question_bank.formats.model import MediaFile, Paper
from question_bank.formats.moodle.cloze import read_cloze

_UNITLESS = Decimal(100)


@dataclass
class Question:
    """A `question` element with what all kinds share."""

    element: etree._Element
    common: dict[str, Any]
    notes: Notes

    def answers(self) -> list[tuple[Decimal, str, str]]:
        """Share in percent, text and feedback of each answer."""
        found = []
        for answer in children(self.element, "answer"):
            share = number(answer.get("fraction") or "0") or Decimal(0)
            found.append((share, text_in(answer, self.notes), text_in(first(answer, "feedback"), self.notes)))
        return found

    def flag(self, name: str) -> bool:
        """A setting that is true or 1."""
        return words(first(self.element, name)).lower() in {"true", "1"}


def recognises(data: bytes, name: str) -> int:
    """A quiz of questions."""
    text = beginning(data)
    if "<quiz" not in text[:5000]:
        return 0
    return 98 if "<question" in text else 60


def read(data: bytes, name: str, **options: Any) -> Paper:
    """All questions of the file. Raises Invalid for what is no Moodle XML."""
    root = parse(data, name)
    if local(root) != "quiz":
        raise refused(name, messages.WRONG_ROOT, format="Moodle XML", found=local(root)[:40])
    collector = Collector("moodle", name, tolerant=bool(options.get("tolerant")))
    category = ""
    for element in children(root, "question"):
        if element.get("type") == "category":
            category = words(first(element, "category", "text")).split("/")[-1]
        else:
            _read_question(element, category, collector)
    return collector.paper()


def text_in(element: etree._Element | None, notes: Notes) -> str:
    """The text of an element with its own `format`: HTML becomes light markdown, all else stays."""
    if element is None:
        return ""
    raw = words(first(element, "text"))
    if element.get("format") in {"plain_text", "markdown"} or not raw:
        return raw
    return notes.html(raw) if "<" in raw or "&" in raw or element.get("format") == "html" else raw


def _read_question(element: etree._Element, category: str, collector: Collector) -> None:
    kind = element.get("type") or "?"
    place = f"{collector.name}:{element.sourceline}"
    title = words(first(element, "name", "text"))
    notes = Notes()
    stem = text_in(first(element, "questiontext"), notes)
    explanation = text_in(first(element, "generalfeedback"), notes)
    question = Question(element, contents.base(stem, explanation, element.get("lang")), notes)
    if kind == "description":
        return collector.leave_out(title, place, messages.NO_ANSWER_PLACE, stem, element=kind)
    build = KINDS.get(kind)
    made = build(question) if build else None
    if made is None:
        return collector.leave_out(title, place, messages.UNSUPPORTED, stem, element=kind)
    item_type, content = made
    collector.add(
        Found(
            item_type,
            content,
            place,
            title=title,
            section=category,
            external_id=words(first(element, "idnumber")),
            points=_points(element),
            tags=tuple(words(first(tag, "text")) for tag in children(first(element, "tags"), "tag"))
            if first(element, "tags") is not None
            else (),
            notes=notes,
        )
    )
    _take_files(element, place, collector)
    return None


def _points(element: etree._Element) -> Decimal | None:
    grade = number(words(first(element, "defaultgrade")) or "")
    return grade.quantize(Decimal("0.01")) if grade is not None and 0 < grade < 10_000 else None


def _take_files(element: etree._Element, place: str, collector: Collector) -> None:
    line = collector.items[-1].line_start
    for file in descendants(element, "file"):
        try:
            data = base64.b64decode("".join((file.text or "").split()), validate=True)
        except (binascii.Error, ValueError):
            continue
        collector.media.append(MediaFile((file.get("name") or "?")[:120], data, (line,)))


def _choice(question: Question) -> Made:
    given = question.answers()
    if first(question.element, "single") is None:  # Moodle then takes it for true
        several = not any(share >= _UNITLESS for share, _text, _feedback in given)
    else:
        several = not question.flag("single")
    options = [
        Option(contents.LETTERS[i % 26], text, share > 0 if several else share >= _UNITLESS, feedback or None)
        for i, (share, text, feedback) in enumerate(given)
    ]
    shares = {share for share, _text, _feedback in given if share > 0}
    least = any(share < 0 for share, _text, _feedback in given)
    if len(shares) > 1 or least or (not several and shares - {_UNITLESS}):
        question.notes.warn(messages.PARTIAL_CREDIT, found=" ".join(f"{share:f}%" for share, _t, _f in given))
    return contents.choice(question.common, options, several=several)


def _true_false(question: Question) -> Made:
    right = [(text, feedback) for share, text, feedback in question.answers() if share >= _UNITLESS]
    key = right[0][0].lower() == "true" if len(right) == 1 else None
    said = [feedback for _share, _text, feedback in question.answers() if feedback]
    if said and not question.common["explanation"]:
        question.common["explanation"] = "\n".join(dict.fromkeys(said))
    return contents.true_false(question.common, key)


def _short_answer(question: Question) -> Made:
    given = question.answers()
    accepted = [text for share, text, _feedback in given if share >= _UNITLESS]
    lesser = [f"{text} {share:f}%" for share, text, _feedback in given if 0 < share < _UNITLESS]
    if lesser:
        question.notes.warn(messages.PARTIAL_CREDIT, found=" ".join(lesser))
    if any("*" in text for text in accepted):
        question.notes.warn(messages.PATTERN, found=" ".join(text for text in accepted if "*" in text))
    return contents.fill_blank(question.common, [accepted] if accepted else None)


def _numerical(question: Question) -> Made | None:
    ranges = []
    for answer in children(question.element, "answer"):
        share = number(answer.get("fraction") or "0") or Decimal(0)
        text = words(first(answer, "text"))
        value, tolerance = number(text), number(words(first(answer, "tolerance")) or "0")
        if share >= _UNITLESS and (value is None or tolerance is None):
            question.notes.fail(messages.BAD_NUMBER, found=text[:40])
        elif share >= _UNITLESS and value is not None and tolerance is not None:
            ranges.append(structured.Range(value, tolerance))
        elif share > 0:
            question.notes.warn(messages.PARTIAL_CREDIT, found=f"{text} {share:f}%")
    units = [words(first(unit, "unit_name")) for unit in descendants(question.element, "unit")]
    return structured.numeric(question.common, ranges, question.notes, units[0] if units else None)


def _matching(question: Question) -> Made | None:
    pairs = [
        (text_in(pair, question.notes), words(first(pair, "answer", "text")))
        for pair in children(question.element, "subquestion")
    ]
    return structured.matching(question.common, pairs)


def _ordering(question: Question) -> Made | None:
    things = [Option(str(i), text) for i, (_share, text, _feedback) in enumerate(question.answers(), 1)]
    return structured.ordering(question.common, things, [thing.name for thing in things])


def _essay(question: Question) -> Made:
    guide = text_in(first(question.element, "graderinfo"), question.notes)
    lines = number(words(first(question.element, "responsefieldlines")) or "15") or Decimal(15)
    return contents.open_text(question.common, guide, long=lines > 5)


def _cloze(question: Question) -> Made | None:
    return read_cloze(question.common, question.notes)


KINDS: dict[str, Callable[[Question], Made | None]] = {
    "multichoice": _choice,
    "truefalse": _true_false,
    "shortanswer": _short_answer,
    "numerical": _numerical,
    "matching": _matching,
    "match": _matching,
    "ordering": _ordering,
    "essay": _essay,
    "cloze": _cloze,
}
