"""Items as Moodle XML: one function for each type that Moodle has a question for, None where
this content doesn't fit.
"""

import base64
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeAlias

from lxml import etree

from foundation.media import bare
from question_bank.domain.items import ItemDraft
from question_bank.formats.interchange.contents import BLANK
from question_bank.formats.interchange.media_out import NO_MEDIA, Media, in_html, named_in
from question_bank.formats.interchange.rich_text import to_html
from question_bank.formats.interchange.structured import plain_number
from question_bank.formats.moodle.cloze import chosen_gap, typed_gap

Content = Mapping[str, Any]
Element: TypeAlias = etree._Element


def write(items: Sequence[ItemDraft], media: Media = NO_MEDIA) -> bytes:
    """One quiz, with their pictures and sounds; items that don't fit are left out (see `interchange.losses`)."""
    root = etree.Element("quiz")
    area = None
    for item in items:
        writer = WRITERS.get(item.item_type)
        question = writer(item.content) if writer else None
        if question is None:
            continue
        if item.area_code != area:
            area = item.area_code
            text(etree.SubElement(etree.SubElement(root, "question", type="category"), "category"), f"$course$/{area}")
        _label(question, item)
        _enclose(question, item, media)
        root.append(question)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def text(parent: Element, value: str) -> None:
    """A text as Moodle nests it."""
    etree.SubElement(parent, "text").text = value


def _rich(parent: Element, name: str, value: str | None) -> None:
    element = etree.SubElement(parent, name, format="html")
    text(element, to_html(value or ""))


def _question(kind: str, content: Content, stem: str | None = None) -> Element:
    question = etree.Element("question", type=kind)
    etree.SubElement(question, "name")
    element = etree.SubElement(question, "questiontext", format="html")
    text(element, to_html(content["stem"]) if stem is None else stem)
    _rich(question, "generalfeedback", content.get("explanation"))
    etree.SubElement(question, "defaultgrade").text = "1"
    return question


def _label(question: Element, item: ItemDraft) -> None:
    """Name, id and tags; the name is for people, so it is the stem's beginning."""
    text(question[0], " ".join(bare(str(item.content["stem"])).split())[:60])
    etree.SubElement(question, "idnumber").text = item.external_id or ""
    tags = etree.SubElement(question, "tags")
    for tag in item.tags:
        text(etree.SubElement(tags, "tag"), tag)


def _enclose(question: Element, item: ItemDraft, media: Media) -> None:
    """Media beside the text that shows them; those that only a plain text names, beside the question's."""
    enclosed: set[str] = set()
    for element in [each for each in question.iter("text") if each.text and "media:" in each.text]:
        parent = element.getparent()
        if parent is None or parent.get("format") != "html":
            continue
        element.text, shown = in_html(element.text, media, "@@PLUGINFILE@@/")
        _files(parent, shown, media)
        enclosed.update(shown)
    beside = question.find("questiontext")
    assert beside is not None
    _files(beside, [name for name in named_in([item.content], media) if name not in enclosed], media)


def _files(parent: Element, names: Sequence[str], media: Media) -> None:
    for name in names:
        file = etree.SubElement(parent, "file", name=name, path="/", encoding="base64")
        file.text = base64.b64encode(media[name]).decode("ascii")


def _answer(question: Element, share: str, value: str, feedback: str | None = None, *, rich: bool = True) -> None:
    answer = etree.SubElement(question, "answer", fraction=share)
    if rich:
        answer.set("format", "html")
    text(answer, to_html(value) if rich else value)
    _rich(answer, "feedback", feedback)


def choice(content: Content) -> Element:
    """Right ones share 100 per cent."""
    key = content["answer_key"] or []
    question = _question("multichoice", content)
    several = content.get("_several", len(key) > 1)
    etree.SubElement(question, "single").text = "false" if several else "true"
    etree.SubElement(question, "shuffleanswers").text = "true"
    share = f"{100 / len(key):.5f}".rstrip("0").rstrip(".") if key else "0"
    for option in content["options"]:
        _answer(question, share if option["id"] in key else "0", option["text"], option.get("rationale"))
    return question


def multiple_choice(content: Content) -> Element:
    """Several may be right, whatever the key says yet."""
    return choice({**content, "_several": True})


def true_false(content: Content) -> Element:
    """Two answers, true and false."""
    question = _question("truefalse", content)
    for value in (True, False):
        _answer(question, "100" if content["answer_key"] is value else "0", str(value).lower(), rich=False)
    return question


def fill_blank(content: Content) -> Element | None:
    """One blank is a short answer; several are embedded answers."""
    key, blanks = content["answer_key"], content["stem"].count(BLANK)
    if not key or not all(key) or blanks != len(key):
        return None
    if blanks == 1:
        question = _question("shortanswer", content)
        etree.SubElement(question, "usecase").text = "0"
        for accepted in key[0]:
            _answer(question, "100", accepted, rich=False)
        return question
    pieces = content["stem"].split(BLANK)
    html = [to_html(pieces[0])]
    for piece, accepted in zip(pieces[1:], key, strict=True):
        html += [to_html(typed_gap(accepted)), to_html(piece)]
    return _question("cloze", content, "".join(html))


def essay(content: Content) -> Element:
    """A written answer with information for the marker; a short one has a low box."""
    question = _question("essay", content)
    etree.SubElement(question, "responsefieldlines").text = "15"
    _rich(question, "graderinfo", content.get("marking_guide"))
    return question


def short_answer(content: Content) -> Element:
    """As an essay, with a low box."""
    question = essay(content)
    lines = question.find("responsefieldlines")
    assert lines is not None
    lines.text = "5"
    return question


def numeric_entry(content: Content) -> Element | None:
    """A number with its tolerance; the first unit, where there is one."""
    key, tolerance = content["answer_key"], content["tolerance"]
    if key is None:
        return None
    question = _question("numerical", content)
    _answer(question, "100", key, rich=False)
    width = Decimal(0) if tolerance["mode"] == "exact" else Decimal(tolerance["value"])
    if tolerance["mode"] == "relative":
        width = abs(Decimal(key)) * width / 100
    answer = question.find("answer")
    assert answer is not None
    etree.SubElement(answer, "tolerance").text = plain_number(width)
    if content["units"]:
        unit = etree.SubElement(etree.SubElement(question, "units"), "unit")
        etree.SubElement(unit, "multiplier").text = "1"
        etree.SubElement(unit, "unit_name").text = content["units"][0]
    return question


def matching(content: Content) -> Element | None:
    """A subquestion for each source; options that nobody gets have an empty one."""
    key = content["answer_key"]
    if not key or not all(key):
        return None
    question = _question("matching", content)
    etree.SubElement(question, "shuffleanswers").text = "true"
    texts = {option["id"]: option["text"] for option in content["options"]}
    pairs = [(source["text"], texts[name]) for source, name in zip(content["sources"], key, strict=True)]
    for left, right in [*pairs, *(("", text) for name, text in texts.items() if name not in key)]:
        pair = etree.SubElement(question, "subquestion", format="html")
        text(pair, to_html(left))
        text(etree.SubElement(pair, "answer"), right)
    return question


def ordering(content: Content) -> Element | None:
    """The things in their right order, which is how Moodle keeps them."""
    if not content["answer_key"]:
        return None
    question = _question("ordering", content)
    texts = {option["id"]: option["text"] for option in content["options"]}
    for number, name in enumerate(content["answer_key"], 1):
        _answer(question, str(number), texts[name])
    return question


def inline_choice(content: Content) -> Element | None:
    """Drop-downs as embedded answers."""
    if not content["answer_key"]:
        return None
    html = to_html(content["stem"])
    for gap, right in zip(content["gaps"], content["answer_key"], strict=True):
        html = html.replace(f"[[{gap['id']}]]", to_html(chosen_gap(gap["options"], [right])), 1)
    return _question("cloze", content, html)


WRITERS: dict[str, Callable[[Content], Element | None]] = {
    "single_choice": choice,
    "multiple_choice": multiple_choice,
    "true_false": true_false,
    "fill_blank": fill_blank,
    "numeric_entry": numeric_entry,
    "matching": matching,
    "ordering": ordering,
    "inline_choice": inline_choice,
    "essay": essay,
    "short_answer": short_answer,
}
