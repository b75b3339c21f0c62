"""Which interaction of QTI becomes which type of the bank: one function each, listed in `BUILDERS`."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from question_bank.formats.gift.syntax import number
from question_bank.formats.interchange import contents, messages, structured
from question_bank.formats.interchange.collecting import Notes
from question_bank.formats.interchange.contents import Made, Option
from question_bank.formats.interchange.structured import Range
from question_bank.formats.interchange.xml_in import children, descendants
from question_bank.formats.qti.responses import Declaration

_MARKED = re.compile(r"[ST]?_([A-Za-z0-9]{1,8})")
_NUMBERS = {"float", "integer"}


@dataclass
class Question:
    """What an item says, with its interactions beside their declarations."""

    common: dict[str, Any]
    interactions: Sequence[etree._Element]
    keys: Sequence[Declaration]
    notes: Notes
    guide: str = ""
    points: list[dict[str, str]] = field(default_factory=list)

    @property
    def only(self) -> tuple[etree._Element, Declaration]:
        """The one interaction and its declaration."""
        return self.interactions[0], self.keys[0]

    def text(self, element: etree._Element) -> str:
        """Light markdown of an element's inside."""
        return self.notes.html(etree.tostring(element, method="html", encoding="unicode", with_tail=False))


def own_id(identifier: str) -> str:
    """An identifier as the bank names it: we write marks before digits, and before the two sides of a match."""
    match = _MARKED.fullmatch(identifier)
    return match.group(1) if match else identifier


def _options(question: Question, elements: Sequence[etree._Element], right: Sequence[str]) -> list[Option]:
    options = []
    for element in elements:
        feedback = descendants(element, "feedbackInline")
        rationale = " ".join(question.text(each) for each in feedback)
        for each in feedback:
            parent = each.getparent()
            if parent is not None:
                parent.remove(each)
        name = element.get("identifier") or ""
        options.append(Option(own_id(name), question.text(element), name in right, rationale or None))
    return options


def choice(question: Question) -> Made:
    """One of several, several of several, or true and false."""
    interaction, declared = question.only
    right = declared.right(question.notes)
    several = declared.cardinality == "multiple" or interaction.get("maxChoices", "1") not in {"1", ""}
    elements = children(interaction, "simpleChoice")
    judged = contents.judged([(each.get("identifier") or "", question.text(each)) for each in elements])
    if judged and not several:
        return contents.true_false(question.common, judged.get(right[0]) if len(right) == 1 else None)
    return contents.choice(question.common, _options(question, elements, right), several=several)


def text_entry(question: Question) -> Made | None:
    """Blanks in the text; a number by itself is a number to enter."""
    _interaction, declared = question.only
    if len(question.interactions) == 1 and declared.base_type in _NUMBERS:
        return _number(question, declared)
    accepted = [key.accepted(question.notes) for key in question.keys]
    if any(key.cardinality == "record" for key in question.keys):
        return None
    return contents.fill_blank(question.common, accepted if all(accepted) else None)


def _number(question: Question, declared: Declaration) -> Made | None:
    values = [number(text) for text in declared.accepted(question.notes)]
    ranges = [Range(value, *declared.tolerance) for value in values if value is not None]
    if len(ranges) < len(values):
        question.notes.fail(messages.BAD_NUMBER, found=", ".join(declared.correct)[:40])
    return structured.numeric(question.common, ranges, question.notes)


def extended_text(question: Question) -> Made | None:
    """A written answer, marked by a person."""
    interaction, declared = question.only
    if declared.cardinality == "record":
        return None
    lines = number(interaction.get("expectedLines") or "15")
    guide = question.guide
    if declared.correct and not guide:
        guide = "\n".join(declared.correct)
    return contents.open_text(question.common, guide, long=lines is None or lines > 5, points=question.points)


def match(question: Question) -> Made | None:
    """Two sets; each of the first gets one of the second."""
    interaction, declared = question.only
    sets = children(interaction, "simpleMatchSet")
    if len(sets) != 2:
        return None
    left, right = ([(each.get("identifier") or "", question.text(each)) for each in one] for one in sets)
    pairs = [tuple(value.split(None, 1)) for value in declared.right(question.notes)]
    return structured.matched(question.common, left, right, [pair for pair in pairs if len(pair) == 2], own_id)


def order(question: Question) -> Made | None:
    """Things to put in order."""
    interaction, declared = question.only
    things = _options(question, children(interaction, "simpleChoice"), ())
    return structured.ordering(question.common, things, [own_id(name) for name in declared.correct])


def inline_choice(question: Question) -> Made | None:
    """Drop-downs in the text."""
    gaps = []
    for interaction, declared in zip(question.interactions, question.keys, strict=True):
        right = declared.right(question.notes)
        gaps.append(_options(question, children(interaction, "inlineChoice"), right))
    return structured.drop_downs(question.common, gaps)


BUILDERS: dict[str, Callable[[Question], Made | None]] = {
    "choiceInteraction": choice,
    "textEntryInteraction": text_entry,
    "extendedTextInteraction": extended_text,
    "matchInteraction": match,
    "orderInteraction": order,
    "inlineChoiceInteraction": inline_choice,
}
