"""Small pieces of QTI's XML that the writers share: paragraphs with interactions in them, declarations, conditions.

Trees are built with the names of 2.x; `versions` gives them the names and namespace of the version that is written.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from lxml import etree

from question_bank.formats.interchange.rich_text import to_html

Element: TypeAlias = etree._Element
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_PRIVATE = re.compile("[\ue000-\uf8ff]")


def sub(parent: Element, tag: str, text: str | None = None, **attributes: str) -> Element:
    """A child with text and attributes."""
    element = etree.SubElement(parent, tag, attributes)
    element.text = text
    return element


def paragraph(text: str, tag: str = "p", inline: Sequence[tuple[str, Element]] = ()) -> Element:
    """A text in light markdown as one element; each mark in `inline` gives way to its element, in order."""
    text = _PRIVATE.sub("", text)
    for index, (mark, _element) in enumerate(inline):
        text = text.replace(mark, chr(0xE000 + index), 1)
    html = to_html(text).replace("<br>", "<br/>")
    for index in range(len(inline)):
        html = html.replace(chr(0xE000 + index), f'<gap n="{index}"/>')
    made = etree.fromstring(f"<{tag}>{html}</{tag}>")
    for gap in list(made.iter("gap")):
        element = inline[int(gap.get("n") or 0)][1]
        element.tail = gap.tail
        parent = gap.getparent()
        assert parent is not None
        parent.replace(gap, element)
    return made


def fill(element: Element, text: str) -> None:
    """A text in light markdown inside an element that exists already."""
    made = paragraph(text)
    element.text = made.text
    element.extend(list(made))


def declare(
    item: Element, name: str, cardinality: str, base_type: str, correct: Sequence[str], mapped: Sequence[str] = ()
) -> None:
    """A response variable with its right response, and what is worth a point each."""
    declaration = sub(item, "responseDeclaration", identifier=name, cardinality=cardinality, baseType=base_type)
    if correct:
        right = sub(declaration, "correctResponse")
        for value in correct:
            sub(right, "value", value)
    if mapped:
        mapping = sub(declaration, "mapping", defaultValue="0")
        for value in mapped:
            sub(mapping, "mapEntry", mapKey=value, mappedValue="1")


def set_score(parent: Element) -> Element:
    """The element that sets SCORE; its content says to what."""
    return sub(parent, "setOutcomeValue", identifier="SCORE")


def number_processing(parent: Element, tolerance: Mapping[str, Any]) -> None:
    """One point where the number is right, or near enough."""
    mode = tolerance["mode"]
    one = sub(sub(parent, "responseCondition"), "responseIf")
    attributes = {"toleranceMode": mode}
    if mode != "exact":
        attributes["tolerance"] = f"{tolerance['value']} {tolerance['value']}"
    equal = sub(one, "equal", **attributes)
    sub(equal, "variable", identifier="RESPONSE")
    sub(equal, "correct", identifier="RESPONSE")
    sub(set_score(one), "baseValue", "1", baseType="float")


def sum_processing(parent: Element, names: Sequence[str], *, mapped: bool) -> None:
    """As many points as parts are right."""
    if mapped:
        total = sub(set_score(parent), "sum")
        for name in names:
            sub(total, "mapResponse", identifier=name)
        return
    for name in names:
        one = sub(sub(parent, "responseCondition"), "responseIf")
        match = sub(one, "match")
        sub(match, "variable", identifier=name)
        sub(match, "correct", identifier=name)
        total = sub(set_score(one), "sum")
        sub(total, "variable", identifier="SCORE")
        sub(total, "baseValue", "1", baseType="float")
