"""QTI 1.2: what a response element becomes, by the item's declared kind or by its shape where none is declared."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lxml import etree

from question_bank import item_types
from question_bank.formats.gift.syntax import number
from question_bank.formats.interchange import contents, messages, structured
from question_bank.formats.interchange.collecting import Notes
from question_bank.formats.interchange.contents import BLANK, Made, Option
from question_bank.formats.interchange.xml_in import children, descendants, first, local, words

_REFERENCE = re.compile(r"\[([^\[\]\s][^\[\]]{0,80})\]")


@dataclass
class Question:
    """An item with its stem, its response elements and its declared kind."""

    item: etree._Element
    common: dict[str, Any]
    responses: Sequence[etree._Element]
    kind: str
    notes: Notes

    def options(self, response: etree._Element) -> list[tuple[str, str]]:
        """Name and text of each label."""
        labels = descendants(response, "response_label")
        return [(label.get("ident") or "", _label_text(label, self.notes)) for label in labels]

    def rewarded(self) -> dict[str, list[tuple[str, Decimal]]]:
        """For each response, the values that earn something, with what they earn."""
        found: dict[str, list[tuple[str, Decimal]]] = {}
        for condition in descendants(self.item, "respcondition"):
            worth = max((self._worth(each) for each in children(condition, "setvar")), default=Decimal(0))
            if worth <= 0:
                continue
            for each in descendants(condition, "varequal"):
                if not any(local(above) == "not" for above in each.iterancestors()):
                    found.setdefault(each.get("respident") or "", []).append((words(each), worth))
        return found

    def _worth(self, setvar: etree._Element) -> Decimal:
        """What it adds; taking away and other reckoning rewards nothing, and is told."""
        value = number(words(setvar)) or Decimal(0)
        action = (setvar.get("action") or "Set").casefold()
        if action in ("set", "add"):
            return value
        self.notes.warn(messages.PARTIAL_CREDIT, found=f"{setvar.get('action')} {value:f}")
        return Decimal(0)

    def feedback(self, name: str) -> str | None:
        """What is said when that option is chosen."""
        for each in children(self.item, "itemfeedback"):
            if each.get("ident") == f"{name}_fb":
                texts = [text_of(text, self.notes) for text in descendants(each, "mattext")]
                return "\n".join(text for text in texts if text) or None
        return None


def text_of(mattext: etree._Element, notes: Notes) -> str:
    """Light markdown of a `mattext`: HTML where it says so or holds elements, plain otherwise."""
    if len(mattext):
        return notes.html(etree.tostring(mattext, method="html", encoding="unicode", with_tail=False))
    raw = (mattext.text or "").strip()
    kind = mattext.get("texttype") or "text/plain"
    return notes.html(raw) if kind == "text/html" else raw


def _label_text(label: etree._Element, notes: Notes) -> str:
    return "\n".join(text for each in descendants(label, "mattext") if (text := text_of(each, notes)))


def choice(question: Question) -> Made | None:
    """One response with labels: single, multiple, or true and false."""
    response = question.responses[0]
    if local(response) != "response_lid":
        return None
    listed = question.options(response)
    earned = question.rewarded().get(response.get("ident") or "", [])
    several = question.kind == "multiple_answers_question" or response.get("rcardinality") == "Multiple"
    best = max((worth for _value, worth in earned), default=Decimal(0))
    right = [value for value, worth in earned if several or worth == best]
    if len({worth for _value, worth in earned}) > 1:
        question.notes.warn(messages.PARTIAL_CREDIT, found=", ".join(f"{worth:f}" for _value, worth in earned))
    judged = contents.judged(listed)
    if judged and not several:
        return contents.true_false(question.common, judged.get(right[0]) if len(set(right)) == 1 else None)
    options = [Option(name, text, name in right, question.feedback(name)) for name, text in listed]
    made = contents.choice(question.common, options, several=several)
    if made[0] == "multiple_choice" and not several:
        question.notes.warn(
            messages.KIND_CHANGED, found=question.kind or "response_lid", kind=item_types.get(made[0]).label
        )
    return made


def short_answer(question: Question) -> Made:
    """Typed into one field; every rewarded text counts."""
    earned = [pair for pairs in question.rewarded().values() for pair in pairs]
    best = max((worth for _value, worth in earned), default=Decimal(0))
    if len({worth for _value, worth in earned}) > 1:
        question.notes.warn(messages.PARTIAL_CREDIT, found=", ".join(f"{value}={worth:f}" for value, worth in earned))
    accepted = list(dict.fromkeys(value for value, worth in earned if worth == best))
    return contents.fill_blank(question.common, [accepted] if accepted else None)


def _placed(question: Question) -> tuple[str, list[str]] | None:
    """The stem with a blank for each `[name]` that has a response, and those names in the stem's order."""
    names = {_name_of(response) for response in question.responses}
    order = [name for name in _REFERENCE.findall(question.common["stem"]) if name in names]
    if len(order) != len(set(order)) or set(order) != names:
        return None
    stem = _REFERENCE.sub(lambda m: BLANK if m.group(1) in names else m.group(), question.common["stem"])
    return stem, order


def _name_of(response: etree._Element) -> str:
    said = words(first(response, "material"))
    return said or (response.get("ident") or "").removeprefix("response_")


def blanks(question: Question) -> Made | None:
    """Several fields in the text; all labels of a field are accepted there."""
    placed = _placed(question)
    if placed is None:
        return None
    stem, order = placed
    by_name = {_name_of(response): [text for _n, text in question.options(response)] for response in question.responses}
    return contents.fill_blank(question.common | {"stem": stem}, [by_name[name] for name in order])


def drop_downs(question: Question) -> Made | None:
    """Several lists in the text."""
    placed = _placed(question)
    if placed is None:
        return None
    stem, order = placed
    earned, by_name = question.rewarded(), {_name_of(response): response for response in question.responses}
    gaps = []
    for name in order:
        right = {value for value, _worth in earned.get(by_name[name].get("ident") or "", [])}
        gaps.append([Option(ident, text, ident in right) for ident, text in question.options(by_name[name])])
    return structured.drop_downs(question.common | {"stem": stem}, gaps)


def matching(question: Question) -> Made | None:
    """One list for each thing on the left; things without words are passed over and said."""
    right: dict[str, str] = {}
    left, pairs = [], []
    earned = question.rewarded()
    for response in question.responses:
        right |= {name: text for name, text in question.options(response) if text}
        said = (
            "\n".join(text_of(each, question.notes) for each in descendants(first(response, "material"), "mattext"))
            if first(response, "material") is not None
            else ""
        )
        ident = response.get("ident") or ""
        if not said:
            question.notes.warn(messages.EMPTY_LEFT, found=ident)
            continue
        left.append((ident.removeprefix("response_"), said))
        pairs += [(ident.removeprefix("response_"), value) for value, _worth in earned.get(ident, [])[:1]]
    return structured.matched(question.common, left, list(right.items()), pairs)


def numerical(question: Question) -> Made | None:
    """Exact numbers and ranges, each in a condition of its own."""
    ranges = []
    for condition in descendants(question.item, "respcondition"):
        worth = max((number(words(each)) or Decimal(0) for each in children(condition, "setvar")), default=Decimal(0))
        found = _range(condition) if worth > 0 else None
        if found is not None:
            ranges.append(found)
    return structured.numeric(question.common, ranges, question.notes)


def _range(condition: etree._Element) -> structured.Range | None:
    exact = [number(words(each)) for each in descendants(condition, "varequal")]
    low = [number(words(each)) for each in descendants(condition, "vargte", "vargt")]
    high = [number(words(each)) for each in descendants(condition, "varlte", "varlt")]
    if low and high and low[0] is not None and high[0] is not None:
        between = structured.Range.between(low[0], high[0])
        if exact and exact[0] is not None and exact[0] != between.value:
            return structured.Range(exact[0], min(exact[0] - low[0], high[0] - exact[0]))
        return between
    return structured.Range(exact[0]) if exact and exact[0] is not None else None


def essay(question: Question) -> Made:
    """A written answer; a rubric for the scorer is its guide."""
    rubrics = [each for each in descendants(question.item, "rubric") if (each.get("view") or "").lower() == "scorer"]
    guide = "\n".join(text_of(text, question.notes) for each in rubrics for text in descendants(each, "mattext"))
    rows = next((each.get("rows") for each in descendants(question.item, "render_fib")), None)
    lines = number(rows or "15") or Decimal(15)
    return contents.open_text(question.common, guide, long=lines > 5)


def ordering(question: Question) -> Made | None:
    """Labels to bring into order; the condition that earns something lists them in it."""
    response = question.responses[0]
    key = [value for value, _worth in question.rewarded().get(response.get("ident") or "", [])]
    listed = [Option(name, text, rationale=question.feedback(name)) for name, text in question.options(response)]
    return structured.ordering(question.common, listed, key[: len(listed)])


def guessed(question: Question) -> Callable[[Question], Made | None] | None:
    """What the responses look like where no kind is declared."""
    first_one, names = question.responses[0], {local(each) for each in question.responses}
    if names == {"response_lid"}:
        if len(question.responses) > 1:
            return drop_downs if _placed(question) else matching
        return ordering if first_one.get("rcardinality") == "Ordered" else choice
    if names <= {"response_str", "response_num"} and len(question.responses) == 1:
        fields = descendants(first_one, "render_fib")
        if fields and fields[0].get("fibtype") in {"Decimal", "Integer"}:
            return numerical
        return short_answer if question.rewarded() else essay
    return None
