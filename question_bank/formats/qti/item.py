"""One assessment item of QTI 2.1, 2.2 or 3.0: names made those of 2.x, its interaction found, its key worked out.

Which interaction becomes which type stands in `interactions`, one function each; what has none there is named by its
element and left out.
"""

import copy
import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from lxml import etree

from question_bank.formats.gift.syntax import number
from question_bank.formats.interchange import contents, messages
from question_bank.formats.interchange.collecting import Collector, Found, Notes
from question_bank.formats.interchange.xml_in import children, descendants, first, local, words
from question_bank.formats.qti.interactions import BUILDERS, Question
from question_bank.formats.qti.responses import Declaration, declarations, look_at_processing

OUR_TOOL = "Certify"
_DASHED = re.compile(r"qti-[a-z][a-z0-9-]*")
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_DASH = re.compile(r"-([a-z0-9])")
_UNIQUE = re.compile(r"(?=.*\d)[A-Za-z0-9_.-]{20,80}")  # long enough to be nobody else's
_FEEDBACK = ("modalFeedback", "feedbackBlock")


@dataclass
class Parts:
    """An item taken apart."""

    root: etree._Element
    body: etree._Element
    declared: dict[str, Declaration]
    interactions: list[etree._Element]
    notes: Notes = field(default_factory=Notes)


def plain_names(root: etree._Element) -> etree._Element:
    """A copy without namespaces, with the names of 2.x: `qti-choice-interaction` is `choiceInteraction`."""
    root = copy.deepcopy(root)
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        name = local(element)
        is_qti3 = bool(_DASHED.fullmatch(name))
        element.tag = _camel(name[4:]) if is_qti3 else name if _PLAIN.fullmatch(name) else "span"
        if is_qti3:
            for key in [key for key in element.attrib if "-" in key and not key.startswith(("{", "data-"))]:
                if _PLAIN.fullmatch(_camel(key)):
                    element.set(_camel(key), element.attrib.pop(key))
    etree.cleanup_namespaces(root)
    return root


def _camel(name: str) -> str:
    return _DASH.sub(lambda found: found.group(1).upper(), name)


def read_item(original: etree._Element, place: str, section: str, collector: Collector) -> None:
    """Add the item, or name why not."""
    names = {
        _camel(local(each)[4:]) if local(each).startswith("qti-") else local(each): local(each)
        for each in original.iter()
        if local(each).lower().endswith("interaction")
    }
    root = plain_names(original)
    where = f"{place}:{original.sourceline}"
    title = root.get("title") or root.get("identifier") or ""
    body = first(root, "itemBody")
    interactions = [each for each in body.iter() if local(each).endswith("Interaction")] if body is not None else []
    text = Notes().html(etree.tostring(body, method="html", encoding="unicode")) if body is not None else ""
    if body is None or not interactions:
        return collector.leave_out(title, where, messages.NO_ANSWER_PLACE, text, element="itemBody")
    kinds = list(dict.fromkeys(local(each) for each in interactions))
    shown = ", ".join(names.get(kind, kind) for kind in kinds)
    builder = BUILDERS.get(kinds[0])
    if len(kinds) > 1 or (
        len(interactions) > 1 and kinds[0] not in {"textEntryInteraction", "inlineChoiceInteraction"}
    ):
        return collector.leave_out(title, where, messages.SEVERAL_INTERACTIONS, text, element=shown)
    parts = Parts(root, body, declarations(root), interactions)
    made = builder(_question(parts)) if builder else None
    if made is None:
        return collector.leave_out(title, where, messages.UNSUPPORTED, text, element=shown)
    look_at_processing(root, parts.notes)
    item_type, content = made
    collector.add(
        Found(
            item_type,
            content,
            where,
            title=title,
            section=section,
            external_id=_external_id(root),
            points=_points(root),
            notes=parts.notes,
        )
    )
    return None


def _external_id(root: etree._Element) -> str:
    """Our own name for what we wrote ourselves; of others only one that can't be anybody else's too."""
    name = root.get("identifier") or ""
    return name if root.get("toolName") == OUR_TOOL or _UNIQUE.fullmatch(name) else ""


def _points(root: etree._Element) -> Decimal | None:
    outcomes = {each.get("identifier"): each for each in children(root, "outcomeDeclaration")}
    highest = outcomes.get("MAXSCORE")
    score = outcomes.get("SCORE")
    text = words(first(highest, "defaultValue", "value")) if highest is not None else ""
    value = number(text or (score.get("normalMaximum") if score is not None else "") or "")
    return value.quantize(Decimal("0.01")) if value is not None and 0 < value < 10_000 else None


def _question(parts: Parts) -> Question:
    """Stem, explanation and guide, with the interactions taken out of the text."""
    root, notes = parts.root, parts.notes
    guide, points = _rubrics(parts.body, notes)
    explanation = [_inner(each, notes) for each in descendants(root, *_FEEDBACK)]
    for each in descendants(parts.body, "feedbackBlock"):
        _take_out(each)
    taken = [copy.deepcopy(each) for each in parts.interactions]
    for each in parts.interactions:
        _replace(each)
    stem = notes.html(etree.tostring(parts.body, method="html", encoding="unicode"))
    language = root.get("{http://www.w3.org/XML/1998/namespace}lang")
    common = contents.base(stem, "\n".join(dict.fromkeys(text for text in explanation if text)), language)
    keys = [parts.declared.get(each.get("responseIdentifier") or "", Declaration()) for each in taken]
    return Question(common, taken, keys, notes, guide, points)


def _inner(element: etree._Element, notes: Notes) -> str:
    return notes.html(etree.tostring(element, method="html", encoding="unicode", with_tail=False))


def _rubrics(body: etree._Element, notes: Notes) -> tuple[str, list[dict[str, str]]]:
    """What rubrics tell the marker; those for candidates stay in the text."""
    guides, points = [], []
    for block in descendants(body, "rubricBlock"):
        if "candidate" in (block.get("view") or ""):
            continue
        for listed in [each for each in descendants(block, "ul") if each.get("class") == "scoring-points"]:
            for entry in children(listed, "li"):
                worth = words(first(entry, "span"))
                spans = children(entry, "span")
                points.append({"text": _inner(spans[1], notes) if len(spans) > 1 else "", "points": worth})
            _take_out(listed)
        guides.append(_inner(block, notes))
        _take_out(block)
    return "\n".join(text for text in guides if text), [p for p in points if p["text"] and p["points"]]


def _take_out(element: etree._Element) -> None:
    """Remove an element but not the text behind it."""
    parent = element.getparent()
    if parent is None:
        return
    tail = element.tail or ""
    before = element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)


def _replace(interaction: etree._Element) -> None:
    """A blank where one types or chooses in the text; the prompt where the interaction is a block of its own."""
    kind = local(interaction)
    prompt = first(interaction, "prompt")
    tail = interaction.tail
    kept: dict[str, Any] = {"tag": "span" if kind in {"textEntryInteraction", "inlineChoiceInteraction"} else "div"}
    for child in list(interaction):
        interaction.remove(child)
    interaction.attrib.clear()
    interaction.text = contents.BLANK if kept["tag"] == "span" else None
    interaction.tag = kept["tag"]
    if prompt is not None and kept["tag"] == "div":
        prompt.tag, prompt.tail = "div", None
        interaction.append(prompt)
    interaction.tail = tail
