"""Items as QTI 1.2 elements: one function for each type that Canvas' profile has a question for."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lxml import etree

from foundation.media import bare
from question_bank.domain.items import ItemDraft
from question_bank.formats.interchange.contents import BLANK
from question_bank.formats.interchange.rich_text import to_html
from question_bank.formats.interchange.structured import plain_number
from question_bank.formats.qti.markup import Element, sub

Content = Mapping[str, Any]


@dataclass
class Sheet:
    """An item being written: what the candidate sees, how it is scored, what is said of options."""

    item: Element
    presentation: Element
    processing: Element
    feedback: list[tuple[str, str]]


def item_element(draft: ItemDraft) -> Element | None:
    """The item, or None where its type or content doesn't fit."""
    writer = WRITERS.get(draft.item_type)
    if writer is None:
        return None
    content = draft.content
    ident = draft.external_id or "item"
    title = " ".join(bare(str(content["stem"])).split())[:60]
    item = etree.Element("item", ident=ident, title=title)
    processing = etree.Element("resprocessing")
    sub(sub(processing, "outcomes"), "decvar", maxvalue="100", minvalue="0", varname="SCORE", vartype="Decimal")
    sheet = Sheet(item, etree.Element("presentation"), processing, [])
    kind = writer(content, sheet)
    if kind is None:
        return None
    _metadata(item, draft, kind)
    guide = content.get("marking_guide")
    if guide:
        _material(sub(item, "rubric", view="Scorer"), guide)
    item.append(sheet.presentation)
    item.append(processing)
    if content.get("explanation"):
        sheet.feedback.insert(0, ("general_fb", content["explanation"]))
    for name, text in sheet.feedback:
        _material(sub(sub(item, "itemfeedback", ident=name), "flow_mat"), text)
    return item


def _metadata(item: Element, draft: ItemDraft, kind: str) -> None:
    listed = sub(sub(item, "itemmetadata"), "qtimetadata")
    said = {
        "question_type": kind,
        "points_possible": "1",
        "certify_id": draft.external_id or "",
        "certify_lang": str(draft.content["lang"]),
        "certify_difficulty": draft.difficulty.value,
        "certify_tags": "\n".join(draft.tags),
    }
    for label, entry in said.items():
        if entry:
            field = sub(listed, "qtimetadatafield")
            sub(field, "fieldlabel", label)
            sub(field, "fieldentry", entry)


def _material(parent: Element, text: str, *, rich: bool = True) -> None:
    element = sub(sub(parent, "material"), "mattext", to_html(text) if rich else text)
    element.set("texttype", "text/html" if rich else "text/plain")


def _labels(parent: Element, options: Iterable[tuple[str, str]], *, rich: bool = True) -> None:
    rendered = sub(parent, "render_choice")
    for name, text in options:
        _material(sub(rendered, "response_label", ident=name), text, rich=rich)


def _condition(sheet: Sheet, worth: str, action: str = "Set") -> Element:
    condition = sub(sheet.processing, "respcondition")
    condition.set("continue", "No" if action == "Set" else "Yes")
    variables = sub(condition, "conditionvar")
    sub(condition, "setvar", worth, action=action, varname="SCORE")
    return variables


def _share(number: int) -> str:
    return f"{100 / max(1, number):.2f}"


def _choice(content: Content, sheet: Sheet, *, several: bool) -> None:
    _material(sheet.presentation, content["stem"])
    response = sub(
        sheet.presentation, "response_lid", ident="response1", rcardinality="Multiple" if several else "Single"
    )
    _labels(response, [(option["id"], option["text"]) for option in content["options"]])
    for option in content["options"]:
        if option.get("rationale"):
            sheet.feedback.append((f"{option['id']}_fb", option["rationale"]))


def single_choice(content: Content, sheet: Sheet) -> str:
    """One of several."""
    _choice(content, sheet, several=False)
    if content["answer_key"]:
        sub(_condition(sheet, "100"), "varequal", content["answer_key"][0], respident="response1")
    return "multiple_choice_question"


def multiple_choice(content: Content, sheet: Sheet) -> str:
    """All right ones and none else."""
    _choice(content, sheet, several=True)
    key = content["answer_key"]
    if key:
        every = sub(_condition(sheet, "100"), "and")
        for option in content["options"]:
            inside = every if option["id"] in key else sub(every, "not")
            sub(inside, "varequal", option["id"], respident="response1")
    return "multiple_answers_question"


def true_false(content: Content, sheet: Sheet) -> str:
    """True and False, in the words Canvas expects."""
    _material(sheet.presentation, content["stem"])
    response = sub(sheet.presentation, "response_lid", ident="response1", rcardinality="Single")
    _labels(response, [("true_choice", "True"), ("false_choice", "False")], rich=False)
    if content["answer_key"] is not None:
        right = "true_choice" if content["answer_key"] else "false_choice"
        sub(_condition(sheet, "100"), "varequal", right, respident="response1")
    return "true_false_question"


def _placed(stem: str, marks: Sequence[str]) -> str:
    for number, mark in enumerate(marks, 1):
        stem = stem.replace(mark, f"[b{number}]", 1)
    return stem


def _gap(sheet: Sheet, number: int, options: Sequence[tuple[str, str]]) -> str:
    ident = f"response_b{number}"
    response = sub(sheet.presentation, "response_lid", ident=ident)
    sub(sub(response, "material"), "mattext", f"b{number}")
    _labels(response, options, rich=False)
    return ident


def fill_blank(content: Content, sheet: Sheet) -> str | None:
    """A named place for each blank, with the texts that it accepts."""
    key, blanks = content["answer_key"], content["stem"].count(BLANK)
    if not key or len(key) != blanks or not all(isinstance(text, str) for each in key for text in each):
        return None
    _material(sheet.presentation, _placed(content["stem"], [BLANK] * blanks))
    for number, accepted in enumerate(key, 1):
        names = [(f"b{number}a{i}", text) for i, text in enumerate(accepted, 1)]
        ident = _gap(sheet, number, names)
        for name, _text in names[:1]:
            sub(_condition(sheet, _share(blanks), "Add"), "varequal", name, respident=ident)
    return "fill_in_multiple_blanks_question"


def inline_choice(content: Content, sheet: Sheet) -> str:
    """A named place for each list."""
    gaps, key = content["gaps"], content["answer_key"] or []
    _material(sheet.presentation, _placed(content["stem"], [f"[[{gap['id']}]]" for gap in gaps]))
    for number, gap in enumerate(gaps, 1):
        ident = _gap(sheet, number, [(option["id"], option["text"]) for option in gap["options"]])
        if key:
            sub(_condition(sheet, _share(len(gaps)), "Add"), "varequal", key[number - 1], respident=ident)
    return "multiple_dropdowns_question"


def numeric_entry(content: Content, sheet: Sheet) -> str:
    """Exact, or between a lowest and a highest number."""
    _material(sheet.presentation, content["stem"])
    response = sub(sheet.presentation, "response_str", ident="response1", rcardinality="Single")
    sub(sub(response, "render_fib", fibtype="Decimal"), "response_label", ident="answer1")
    key, tolerance = content["answer_key"], content["tolerance"]
    if key is not None:
        value = Decimal(key)
        width = Decimal(0) if tolerance["mode"] == "exact" else Decimal(tolerance["value"])
        width = abs(value) * width / 100 if tolerance["mode"] == "relative" else width
        either = sub(_condition(sheet, "100"), "or")
        sub(either, "varequal", key, respident="response1")
        both = sub(either, "and")
        sub(both, "vargte", plain_number(value - width), respident="response1")
        sub(both, "varlte", plain_number(value + width), respident="response1")
    return "numerical_question"


def matching(content: Content, sheet: Sheet) -> str:
    """A list of all options for each source."""
    _material(sheet.presentation, content["stem"])
    key = content["answer_key"] or [""] * len(content["sources"])
    for source, right in zip(content["sources"], key, strict=True):
        response = sub(sheet.presentation, "response_lid", ident=f"response_{source['id']}")
        _material(response, source["text"], rich=False)
        _labels(response, [(option["id"], option["text"]) for option in content["options"]], rich=False)
        if right:
            share = _share(len(content["sources"]))
            sub(_condition(sheet, share, "Add"), "varequal", right, respident=f"response_{source['id']}")
    return "matching_question"


def _written(content: Content, sheet: Sheet, rows: str) -> str:
    _material(sheet.presentation, content["stem"])
    response = sub(sheet.presentation, "response_str", ident="response1", rcardinality="Single")
    sub(sub(response, "render_fib", rows=rows), "response_label", ident="answer1", rshuffle="No")
    return "essay_question"


def short_answer(content: Content, sheet: Sheet) -> str:
    """A low box."""
    return _written(content, sheet, "5")


def essay(content: Content, sheet: Sheet) -> str:
    """A high box."""
    return _written(content, sheet, "15")


WRITERS: dict[str, Callable[[Content, Sheet], str | None]] = {
    "single_choice": single_choice,
    "multiple_choice": multiple_choice,
    "true_false": true_false,
    "fill_blank": fill_blank,
    "inline_choice": inline_choice,
    "numeric_entry": numeric_entry,
    "matching": matching,
    "short_answer": short_answer,
    "essay": essay,
}
