"""Items as QTI 2.1 or 3.0: one function for each type, that declares its responses, writes its body and its processing.

None where this content doesn't fit (a key that isn't there yet is no obstacle). The package is `packing`'s business.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from foundation.media import bare
from question_bank.domain.items import ItemDraft
from question_bank.formats.interchange.contents import BLANK
from question_bank.formats.interchange.media_out import Media, in_tree
from question_bank.formats.qti.item import OUR_TOOL
from question_bank.formats.qti.markup import (
    XML_LANG,
    Element,
    declare,
    fill,
    number_processing,
    paragraph,
    sub,
    sum_processing,
)
from question_bank.formats.qti.versions import Version, dressed

Content = Mapping[str, Any]


@dataclass
class Sheet:
    """An item being written: declarations go to the item itself, the rest to its parts."""

    item: Element
    body: Element
    processing: Element
    template: str | None = None


def item_xml(draft: ItemDraft, version: Version, media: Media, folder: str) -> bytes | None:
    """One item as a file, its media in that folder; None where its type or content doesn't fit."""
    writer = WRITERS.get(draft.item_type)
    if writer is None:
        return None
    content = draft.content
    title = " ".join(bare(str(content["stem"])).split())[:60]
    item = etree.Element(
        "assessmentItem",
        {
            "identifier": draft.external_id or "item",
            "title": title,
            "adaptive": "false",
            "timeDependent": "false",
            "toolName": OUR_TOOL,
            "toolVersion": "1",
            XML_LANG: str(content["lang"]),
        },
    )
    sheet = Sheet(item, etree.Element("itemBody"), etree.Element("responseProcessing"))
    if not writer(content, sheet):
        return None
    _outcomes(item)
    _guide(content, sheet.body)
    item.append(sheet.body)
    if sheet.template:
        sub(item, "responseProcessing", template=version.templates + sheet.template)
    elif len(sheet.processing):
        item.append(sheet.processing)
    if content.get("explanation"):
        feedback = sub(item, "modalFeedback", outcomeIdentifier="FEEDBACK", identifier="explanation", showHide="show")
        feedback.append(paragraph(content["explanation"]))
    in_tree(item, media, folder, audio_in=version.audio_in)
    return etree.tostring(dressed(item, version), xml_declaration=True, encoding="UTF-8")


def _outcomes(item: Element) -> None:
    score = sub(item, "outcomeDeclaration", identifier="SCORE", cardinality="single", baseType="float")
    sub(sub(score, "defaultValue"), "value", "0")
    sub(item, "outcomeDeclaration", identifier="FEEDBACK", cardinality="multiple", baseType="identifier")


def _guide(content: Content, body: Element) -> None:
    """What the marker looks for stands in a rubric that only scorers see."""
    guide, points = content.get("marking_guide"), content.get("scoring_points") or []
    if not guide and not points:
        return
    block = sub(body, "rubricBlock", view="scorer")
    if guide:
        block.append(paragraph(guide))
    if points:
        listed = sub(block, "ul")
        listed.set("class", "scoring-points")
        for point in points:
            entry = sub(listed, "li")
            sub(entry, "span", point["points"])
            spoken = sub(entry, "span")
            fill(spoken, point["text"])


def name_of(identifier: str) -> str:
    """An option's id as XML allows it: never a digit in front."""
    return f"_{identifier}" if identifier[:1].isdigit() else identifier


def _simple(parent: Element, tag: str, option: Mapping[str, Any]) -> None:
    choice = sub(parent, tag, identifier=name_of(option["id"]))
    fill(choice, option["text"])
    if option.get("rationale"):
        feedback = sub(
            choice, "feedbackInline", outcomeIdentifier="FEEDBACK", identifier=name_of(option["id"]), showHide="show"
        )
        fill(feedback, option["rationale"])


def _choice(content: Content, sheet: Sheet, *, several: bool) -> bool:
    key = [name_of(name) for name in content["answer_key"] or []]
    declare(sheet.item, "RESPONSE", "multiple" if several else "single", "identifier", key)
    sheet.body.append(paragraph(content["stem"]))
    interaction = sub(
        sheet.body,
        "choiceInteraction",
        responseIdentifier="RESPONSE",
        shuffle="true",
        maxChoices="0" if several else "1",
    )
    for option in content["options"]:
        _simple(interaction, "simpleChoice", option)
    sheet.template = "match_correct"
    return True


def single_choice(content: Content, sheet: Sheet) -> bool:
    """One of several."""
    return _choice(content, sheet, several=False)


def multiple_choice(content: Content, sheet: Sheet) -> bool:
    """Several of several."""
    return _choice(content, sheet, several=True)


def true_false(content: Content, sheet: Sheet) -> bool:
    """A choice between 对 and 错."""
    key = content["answer_key"]
    declare(sheet.item, "RESPONSE", "single", "identifier", [] if key is None else [str(key).lower()])
    sheet.body.append(paragraph(content["stem"]))
    interaction = sub(sheet.body, "choiceInteraction", responseIdentifier="RESPONSE", shuffle="false", maxChoices="1")
    for name, text in (("true", "对"), ("false", "错")):
        sub(interaction, "simpleChoice", text, identifier=name)
    sheet.template = "match_correct"
    return True


def _names(number: int) -> list[str]:
    return ["RESPONSE"] if number == 1 else [f"RESPONSE_{i}" for i in range(1, number + 1)]


def fill_blank(content: Content, sheet: Sheet) -> bool:
    """A field in the text for each blank, with all that it accepts; only plain literals fit."""
    key, blanks = content["answer_key"], content["stem"].count(BLANK)
    if not blanks or (key and not all(isinstance(text, str) for accepted in key for text in accepted)):
        return False
    names = _names(blanks)
    inline = []
    for name, accepted in zip(names, key or [[]] * blanks, strict=True):
        declare(sheet.item, name, "single", "string", accepted[:1], accepted)
        inline.append((BLANK, etree.Element("textEntryInteraction", responseIdentifier=name, expectedLength="15")))
    sheet.body.append(paragraph(content["stem"], "p", inline))
    if key:
        sum_processing(sheet.processing, names, mapped=True)
    return True


def inline_choice(content: Content, sheet: Sheet) -> bool:
    """A drop-down in the text for each gap."""
    names = _names(len(content["gaps"]))
    inline = []
    for name, gap, right in zip(names, content["gaps"], content["answer_key"] or [""] * len(names), strict=True):
        declare(sheet.item, name, "single", "identifier", [name_of(right)] if right else [])
        element = etree.Element("inlineChoiceInteraction", responseIdentifier=name, shuffle="false")
        for option in gap["options"]:
            sub(element, "inlineChoice", option["text"], identifier=name_of(option["id"]))
        inline.append((f"[[{gap['id']}]]", element))
    sheet.body.append(paragraph(content["stem"], "p", inline))
    sum_processing(sheet.processing, names, mapped=False)
    return True


def numeric_entry(content: Content, sheet: Sheet) -> bool:
    """A field behind the stem; the tolerance stands in the processing."""
    key = content["answer_key"]
    declare(sheet.item, "RESPONSE", "single", "float", [key] if key else [])
    sheet.body.append(paragraph(content["stem"]))
    sub(sub(sheet.body, "p"), "textEntryInteraction", responseIdentifier="RESPONSE", expectedLength="15")
    if key:
        number_processing(sheet.processing, content["tolerance"])
    return True


def matching(content: Content, sheet: Sheet) -> bool:
    """Two sets; a point for each pair."""
    key = content["answer_key"] or []
    pairs = [f"S_{s['id']} T_{name}" for s, name in zip(content["sources"], key, strict=False) if name]
    declare(sheet.item, "RESPONSE", "multiple", "directedPair", pairs, pairs)
    sheet.body.append(paragraph(content["stem"]))
    most = str(len(content["sources"]))
    interaction = sub(
        sheet.body, "matchInteraction", responseIdentifier="RESPONSE", shuffle="true", maxAssociations=most
    )
    for entries, mark, limit in (
        (content["sources"], "S_", "1"),
        (content["options"], "T_", most if content["reuse"] else "1"),
    ):
        one = sub(interaction, "simpleMatchSet")
        for entry in entries:
            fill(sub(one, "simpleAssociableChoice", identifier=mark + entry["id"], matchMax=limit), entry["text"])
    sheet.template = "map_response"
    return True


def ordering(content: Content, sheet: Sheet) -> bool:
    """Things in the order in which they are shown; the right one is the response."""
    key = [name_of(name) for name in content["answer_key"] or []]
    declare(sheet.item, "RESPONSE", "ordered", "identifier", key)
    sheet.body.append(paragraph(content["stem"]))
    interaction = sub(sheet.body, "orderInteraction", responseIdentifier="RESPONSE", shuffle="false")
    for option in content["options"]:
        _simple(interaction, "simpleChoice", option)
    sheet.template = "match_correct"
    return True


def _written(content: Content, sheet: Sheet, lines: str) -> bool:
    declare(sheet.item, "RESPONSE", "single", "string", [])
    sheet.body.append(paragraph(content["stem"]))
    sub(sheet.body, "extendedTextInteraction", responseIdentifier="RESPONSE", expectedLines=lines)
    return True


def short_answer(content: Content, sheet: Sheet) -> bool:
    """A low box."""
    return _written(content, sheet, "5")


def essay(content: Content, sheet: Sheet) -> bool:
    """A high box."""
    return _written(content, sheet, "15")


WRITERS: dict[str, Callable[[Content, Sheet], bool]] = {
    "single_choice": single_choice,
    "multiple_choice": multiple_choice,
    "true_false": true_false,
    "fill_blank": fill_blank,
    "inline_choice": inline_choice,
    "numeric_entry": numeric_entry,
    "matching": matching,
    "ordering": ordering,
    "short_answer": short_answer,
    "essay": essay,
}
