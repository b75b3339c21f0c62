"""GIFT to items: categories, names, ids, all kinds of question, weights and feedback. Blocks are `syntax`' business."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from question_bank.formats.gift.syntax import Answer, Block, answers, blocks, number, plain, take_format, take_name
from question_bank.formats.interchange import contents, messages, structured
from question_bank.formats.interchange.collecting import Collector, Found, Notes
from question_bank.formats.interchange.contents import Made, Option
from question_bank.formats.interchange.rich_text import from_html, looks_like_html
from question_bank.formats.interchange.text_in import beginning, text_of
from question_bank.formats.model import Paper

_SURE = re.compile(r"^\s*::[^\n]*?::|\{\s*(?:#\s*-?\d|[=~]\s*\S|(?:T|F|TRUE|FALSE)\s*[#}])", re.M)
_JUDGED = {"T": True, "TRUE": True, "F": False, "FALSE": False}
_TAIL = re.compile(r"[\s.;,!?\"'”。；]*")
_CATEGORY = re.compile(r"\s*\$CATEGORY:\s*(.*)")


@dataclass
class Question:
    """A block taken apart: text before and after the braces, what stands between them, feedback for all."""

    before: str
    after: str
    body: str
    text_format: str
    explanation: str | None
    notes: Notes


def recognises(data: bytes, name: str) -> int:
    """Braces with answers in them, or names between colons."""
    text = beginning(data)
    if "\0" in text or text.lstrip().startswith(("<", '{"', "[{")):
        return 0
    hits = len(_SURE.findall(text))
    if not hits:
        return 70 if name.lower().endswith((".gift", ".gift.txt")) and "{" in text else 0
    return 95 if name.lower().endswith((".gift", ".gift.txt")) or hits > 1 else 80


def read(data: bytes, name: str, **options: Any) -> Paper:
    """All questions of the file; what can't be held is named. Raises Invalid for what is no text or holds none."""
    collector = Collector("gift", name, tolerant=bool(options.get("tolerant")))
    category = ""
    for block in blocks(text_of(data, name)):
        match = _CATEGORY.match(block.text)
        if match:
            category = plain(match.group(1).split("\n")[0]).split("/")[-1]
            block.text = block.text[match.end() :].strip()
        if block.text:
            _read_block(block, category, collector)
    return collector.paper()


def _read_block(block: Block, category: str, collector: Collector) -> None:
    title, rest = take_name(block.text)
    text_format, rest = take_format(rest)
    place = f"{collector.name}:{block.line}"
    opened, closed = rest.find("{"), rest.rfind("}")
    title = title or plain(rest[: opened if opened >= 0 else None])[:40]
    if opened < 0:
        return collector.leave_out(title, place, messages.NO_ANSWER_PLACE, block.source, element="description")
    if closed < opened:
        return collector.leave_out(title, place, messages.UNCLOSED, block.source)
    body, _, general = rest[opened + 1 : closed].partition("####")
    notes = Notes()
    explanation = _text(general, "", notes) or None
    question = Question(rest[:opened], rest[closed + 1 :], body.strip(), text_format, explanation, notes)
    kind, made = _understood(question)
    if made is None:
        return collector.leave_out(title, place, messages.UNSUPPORTED, block.source, element=kind)
    item_type, content = made
    collector.add(
        Found(
            item_type,
            content,
            place,
            title=title,
            section=category,
            external_id=block.idnumber,
            tags=tuple(block.tags),
            notes=notes,
        )
    )
    return None


def _text(raw: str, text_format: str, notes: Notes) -> str:
    """A text in the format named in front of it, or in the question's."""
    own, rest = take_format(raw)
    text = plain(rest)
    kind = own or text_format
    if kind == "html" or (kind in {"", "moodle"} and looks_like_html(text)):
        return notes.cleaned(from_html(text))
    return text


def _understood(question: Question) -> tuple[str, Made | None]:
    """What kind it is, and the item that it becomes."""
    body = question.body
    judged = plain(body.partition("#")[0]).upper()
    if not body:
        return "essay", contents.open_text(_common(question, False), None, long=True)
    if body.startswith("#"):
        return "numerical", _numerical(question, body[1:])
    if judged in _JUDGED:
        return "truefalse", _true_false(question, _JUDGED[judged])
    given = answers(body)
    kind: str = "text"
    build: Callable[[Question, list[Answer]], Made | None] | None = None
    if given and all(answer.sign == "=" and "->" in answer.text for answer in given):
        kind, build = "matching", _matching
    elif any(answer.sign == "~" for answer in given):
        kind, build = "multichoice", _choice
    elif given:
        kind, build = "shortanswer", _short_answer
    return kind, build(question, given) if build else None


def _common(question: Question, blank: bool) -> dict[str, Any]:
    """Stem, explanation, language; `blank` puts the blank where the braces stood in the middle of the text."""
    before, after = question.before, question.after
    if _TAIL.fullmatch(after) and not (blank and after.strip() in {".", "。"}):
        return contents.base(_text(before, question.text_format, question.notes), question.explanation)
    stem = _text(before + contents.BLANK + after, question.text_format, question.notes)
    return contents.base(stem, question.explanation)


def _true_false(question: Question, key: bool) -> Made:
    _answer, *feedback = question.body.split("#")
    common = _common(question, False)
    said = [text for each in feedback if (text := _text(each, "", question.notes))]
    if said and not common["explanation"]:
        common["explanation"] = "\n".join(said)
    return contents.true_false(common, key)


def _choice(question: Question, given: list[Answer]) -> Made:
    several = not any(answer.sign == "=" for answer in given)
    options = [
        Option(
            str(i),
            _text(answer.text, "", question.notes),
            answer.sign == "=" or (several and (answer.weight or 0) > 0),
            _text(answer.feedback, "", question.notes) or None,
        )
        for i, answer in enumerate(given)
    ]
    _weigh(question.notes, given)
    names = [Option(contents.LETTERS[i % 26], o.text, o.right, o.rationale) for i, o in enumerate(options)]
    return contents.choice(_common(question, True), names, several=several)


def _weigh(notes: Notes, given: list[Answer]) -> None:
    """Shares that all-or-nothing scoring would not give."""
    full = any(answer.sign == "=" for answer in given)
    shares = {answer.weight for answer in given if answer.weight is not None and answer.weight > 0}
    least = [answer.weight for answer in given if answer.weight is not None and answer.weight < 0]
    if (full and shares - {number("100")}) or len(shares) > 1 or least:
        found = " ".join(f"{answer.weight}%" for answer in given if answer.weight is not None)
        notes.warn(messages.PARTIAL_CREDIT, found=found)


def _short_answer(question: Question, given: list[Answer]) -> Made:
    notes = question.notes
    right = [answer for answer in given if answer.weight is None or answer.weight >= 100]
    lesser = [answer for answer in given if answer not in right]
    if lesser:
        found = " ".join(f"{plain(answer.text)} {answer.weight}%" for answer in lesser)
        notes.warn(messages.PARTIAL_CREDIT, found=found)
    said = [text for answer in given if (text := _text(answer.feedback, "", notes))]
    accepted = [_text(answer.text, "", notes) for answer in right]
    if any("*" in text for text in accepted):
        notes.warn(messages.PATTERN, found=" ".join(text for text in accepted if "*" in text))
    common = _common(question, True)
    if said and not common["explanation"]:
        common["explanation"] = "\n".join(dict.fromkeys(said))
    return contents.fill_blank(common, [accepted] if accepted else None)


def _matching(question: Question, given: list[Answer]) -> Made | None:
    pairs = []
    for answer in given:
        left, _, right = answer.text.rpartition("->")
        pairs.append((_text(left, "", question.notes), _text(right, "", question.notes)))
    return structured.matching(_common(question, False), pairs)


def _numerical(question: Question, body: str) -> Made | None:
    given = answers(body) if "=" in body or "~" in body else [Answer("=", None, *_split(body))]
    ranges = []
    for answer in given:
        if answer.sign == "~":
            continue
        found = _range(plain(answer.text))
        if found is None:
            question.notes.fail(messages.BAD_NUMBER, found=plain(answer.text)[:40])
        elif answer.weight is None or answer.weight >= 100:
            ranges.append(found)
        else:
            question.notes.warn(messages.PARTIAL_CREDIT, found=f"{plain(answer.text)} {answer.weight}%")
    return structured.numeric(_common(question, False), ranges, question.notes)


def _split(body: str) -> tuple[str, str]:
    text, _, feedback = body.partition("~")[0].partition("#")
    return text, feedback


def _range(text: str) -> structured.Range | None:
    """`value`, `value:tolerance` or `low..high`."""
    if ".." in text:
        low, high = (number(part) for part in text.split("..", 1))
        return structured.Range.between(low, high) if low is not None and high is not None else None
    value_text, _, tolerance_text = text.partition(":")
    value, tolerance = number(value_text), number(tolerance_text or "0")
    return structured.Range(value, tolerance) if value is not None and tolerance is not None else None
