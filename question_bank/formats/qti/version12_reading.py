"""QTI 1.2 as Canvas and its relatives write it: sections and items of a `questestinterop` document."""

from collections.abc import Callable
from decimal import Decimal

from lxml import etree

from question_bank.formats.gift.syntax import number
from question_bank.formats.interchange import contents, messages
from question_bank.formats.interchange.collecting import Collector, Found, Notes
from question_bank.formats.interchange.contents import Made
from question_bank.formats.interchange.rich_text import from_html
from question_bank.formats.interchange.xml_in import children, descendants, first, local, words
from question_bank.formats.qti import version12_kinds as kinds
from question_bank.formats.qti.item import _UNIQUE
from question_bank.formats.qti.version12_kinds import Question, text_of

_LEFT_OUT = {"file_upload_question", "calculated_question"}
_BY_NAME: dict[str, Callable[[Question], Made | None]] = {
    "multiple_choice_question": kinds.choice,
    "multiple_answers_question": kinds.choice,
    "true_false_question": kinds.choice,
    "short_answer_question": kinds.short_answer,
    "fill_in_multiple_blanks_question": kinds.blanks,
    "multiple_dropdowns_question": kinds.drop_downs,
    "matching_question": kinds.matching,
    "numerical_question": kinds.numerical,
    "essay_question": kinds.essay,
}


def read_interop(root: etree._Element, place: str, collector: Collector) -> None:
    """Every item of the document, with its section's title."""
    for item in descendants(root, "item"):
        section = next((each for each in item.iterancestors() if local(each) == "section"), None)
        title = (section.get("title") or "") if section is not None else ""
        _read_item(item, title, place, collector)


def metadata(item: etree._Element) -> dict[str, str]:
    """The labelled entries of an item's metadata."""
    found: dict[str, str] = {}
    for each in descendants(item, "qtimetadatafield"):
        found.setdefault(words(first(each, "fieldlabel")), words(first(each, "fieldentry")))
    return found


def _read_item(item: etree._Element, section: str, place: str, collector: Collector) -> None:
    where, title = f"{place}:{item.sourceline}", item.get("title") or item.get("ident") or ""
    said, notes = metadata(item), Notes()
    presentation = first(item, "presentation")
    if presentation is None:
        return collector.leave_out(title, where, messages.NO_ANSWER_PLACE, element="presentation")
    stem, responses = _taken_apart(presentation, notes)
    kind = said.get("question_type", "")
    if kind in _LEFT_OUT:
        return collector.leave_out(title, where, messages.UNSUPPORTED, stem, element=kind)
    if not responses:
        return collector.leave_out(title, where, messages.NO_ANSWER_PLACE, stem, element=kind or "material")
    common = contents.base(stem, _explanation(item, notes), said.get("certify_lang"))
    question = Question(item, common, responses, kind, notes)
    build = _BY_NAME.get(kind) or kinds.guessed(question)
    made = build(question) if build else None
    if made is None:
        element = kind or ", ".join(dict.fromkeys(local(each) for each in responses))
        return collector.leave_out(title, where, messages.UNSUPPORTED, stem, element=element)
    item_type, content = made
    ident = item.get("ident") or ""
    collector.add(
        Found(
            item_type,
            content,
            where,
            title=title,
            section=section,
            external_id=said.get("certify_id") or (ident if _UNIQUE.fullmatch(ident) else ""),
            points=_points(said.get("points_possible", "")),
            difficulty=said.get("certify_difficulty"),
            tags=tuple(tag for tag in said.get("certify_tags", "").split("\n") if tag),
            notes=notes,
        )
    )
    return None


def _points(text: str) -> Decimal | None:
    value = number(text)
    return value.quantize(Decimal("0.01")) if value is not None and 0 < value < 10_000 else None


def _taken_apart(presentation: etree._Element, notes: Notes) -> tuple[str, list[etree._Element]]:
    """The text outside the responses, and the responses in their order."""
    names = ("response_lid", "response_str", "response_num", "response_xy", "response_grp")
    responses = descendants(presentation, *names)
    outside = [each for each in presentation.iter() if not any(local(above) in names for above in each.iterancestors())]
    pieces = [text_of(each, notes) for each in outside if local(each) == "mattext"]
    for each in [each for each in outside if local(each) in {"matimage", "mataudio", "matvideo"}]:
        notes.cleaned(from_html(f'<img src="{(each.get("uri") or "?")[:80]}">'))
    return "\n".join(piece for piece in pieces if piece), responses


def _explanation(item: etree._Element, notes: Notes) -> str | None:
    feedback = {each.get("ident") or "": each for each in children(item, "itemfeedback")}
    said = []
    for name in ("general_fb", "correct_fb", "general_incorrect_fb", "Correct", "Incorrect"):
        if name in feedback:
            said += [text_of(each, notes) for each in descendants(feedback[name], "mattext")]
    return "\n".join(dict.fromkeys(text for text in said if text)) or None
