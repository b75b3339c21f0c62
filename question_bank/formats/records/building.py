"""Records → items, with the paper's own rules for stems, options and keys; the whole becomes a `Paper`.

What a record says in structure (options, flags, lists of answers) outweighs what its text only suggests.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from foundation.score import points
from question_bank.formats.model import (
    CHOICES,
    Declared,
    DeclaredSection,
    MappedField,
    Paper,
    PaperItem,
    PaperOption,
    PaperProblem,
)
from question_bank.formats.paper.drafts import Draft, read_draft
from question_bank.formats.paper.finishing import finish_item
from question_bank.formats.paper.headings import CHOICE
from question_bank.formats.paper.keys import truth_of_options
from question_bank.formats.paper.layout import RawItem
from question_bank.formats.paper.messages import OPTION_EMPTY, OPTION_LETTERS_LOST, STORY_ADDED
from question_bank.formats.paper.source import read_source
from question_bank.formats.paper.stems import read_stem
from question_bank.formats.paper.tidy import shortened, tidy, tidy_lines, tidy_quoted
from question_bank.formats.records import messages, roles
from question_bank.formats.records.answers import Indices, read_answer
from question_bank.formats.records.choices import Choices, clean, read_choices
from question_bank.formats.records.composite import split_composites
from question_bank.formats.records.markup import is_markup, plain_text
from question_bank.formats.records.record import Header, Record
from question_bank.formats.records.types import type_of_words

_NUMBER = re.compile(r"\s*(?:[（(]\d{1,4}[）)]\s?[.．、]?|\d{1,4}\s{0,2}[.．、:：)）](?!\d)|\d{1,3}\u3000)\s*")
_POINTS = re.compile(r"\s*(\d{1,4}(?:\.\d{1,2})?)\s*(?:分|points?|marks?)?\s*", re.I)
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")
_YES = ("是", "√", "✓", "关键", "关键题", "yes", "y", "true", "1")
_JUDGEMENTS = ("√", "×", "✓", "✗", "对", "错", "正确", "错误", "true", "false")
_DIGITS = re.compile(r"\d{1,6}")
_PICTURE = re.compile(r"［图(?: ([^］]{1,80}))?］|!\[[^\]\n]{0,80}\]\(([^)\n]{1,300})\)")


@dataclass(frozen=True, slots=True)
class Shown:
    """What an examiner sees as the source, and how the fields were taken."""

    lines: tuple[str, ...]
    places: tuple[str, ...] = ()
    mapping: tuple[MappedField, ...] = ()


def build_paper(
    file_format: str,
    name: str,
    header: Header,
    records: Sequence[Record],
    shown: Shown,
    problems: Sequence[PaperProblem] = (),
    counts_from: int | None = None,
) -> Paper:
    """All records as one paper, in their order; `counts_from` is the number that the file's names give to option A."""
    told = list(problems)
    told += [_unknown(each) for each in shown.mapping if each.role is None]
    whole = split_composites([_with_material(record) for record in records], told)
    indices = Indices.of(whole, counts_from)
    told += indices.told()
    sections, homes = _sections(whole)
    totals: dict[int | None, int] = {}
    items = []
    for record, home in zip(whole, homes, strict=True):
        totals[home] = totals.get(home, 0) + 1
        section = sections[home] if home is not None else None
        items.append(_item(record, totals[home], section, home, indices))
    declared = Declared(_total(header.total), _minutes(header.minutes), tuple(sections))
    return Paper(
        file_format, declared, tuple(items), tuple(told), (), name, shown.lines, shown.places, tuple(shown.mapping)
    )


def _with_material(record: Record) -> Record:
    """A story in a field of its own goes before the stem."""
    material = _joined(record.values.get(roles.MATERIAL), "\n")
    if not material:
        return record
    values = {**record.values, roles.STEM: f"{material}\n{clean(record.values[roles.STEM])}"}
    return replace(record, values=values, story=material[:80])


def _unknown(field: MappedField) -> PaperProblem:
    params = {"field": field.name, "count": field.count, "example": shortened(field.example)}
    return PaperProblem(None, "warning", messages.FIELD_UNKNOWN, params)


def _sections(records: Sequence[Record]) -> tuple[list[DeclaredSection], list[int | None]]:
    """The groups that the file names; without any, its own words for types are the sections."""
    sections: list[DeclaredSection] = []
    at: dict[str, int] = {}
    homes: list[int | None] = []
    for record in records:
        kind = clean(record.values.get(roles.TYPE))
        title = record.section or (kind if type_of_words(kind) else "")
        if not title:
            homes.append(None)
            continue
        if title not in at:
            at[title] = len(sections)
            sections.append(
                DeclaredSection(shortened(title, 80), type_of_words(title), None, None, None, None, None, record.line)
            )
        homes.append(at[title])
    kinds: dict[int, set[str | None]] = {}
    for record, home in zip(records, homes, strict=True):
        if home is not None:
            kinds.setdefault(home, set()).add(_declared_type(record))
    typed = [
        replace(section, type=None if len(kinds[at]) > 1 else _of_section(next(iter(kinds[at]))))
        for at, section in enumerate(sections)
    ]
    return typed, homes


def _of_section(kind: str | None) -> str | None:
    return None if kind == CHOICE else kind


def _declared_type(record: Record) -> str | None:
    own = clean(record.values.get(roles.TYPE))
    found = type_of_words(own) if own else None
    return found or (type_of_words(record.section) if record.section else None) or type_of_words(record.hint)


def _item(record: Record, position: int, section: DeclaredSection | None, home: int | None, ind: Indices) -> PaperItem:
    raw = clean(record.values[roles.STEM])
    text = plain_text(raw) if is_markup(raw) else raw
    draft = _draft(record, text, position)
    draft.line = record.line
    draft.section = home
    draft.may_have_one_key = "不定项" in clean(record.values.get(roles.TYPE))
    own_type = clean(record.values.get(roles.TYPE))
    if own_type and type_of_words(own_type) is None:
        draft.report(messages.TYPE_UNKNOWN, found=shortened(own_type))
        draft.doubts.add("guessed")
    if text != raw and "<" in raw:
        draft.report(messages.MARKUP_CLEANED)
    if record.story:
        draft.report(STORY_ADDED, at=record.story)
    if record.n_refused:
        draft.report(messages.MANY_ANSWERS, "error", found=record.n_refused)
    _report_pictures(draft, text)
    _add_fields(record, draft)
    direct = read_answer(record, draft, ind)
    item = finish_item(read_source(text), draft, None, is_alone=False)
    if direct is not None and item.answer_key is None and item.type == "fill_blank":
        item = replace(item, answer_key=direct, problems=tuple(p for p in item.problems if p.severity == "error"))
    return replace(
        item,
        section=section.title if section else "",
        section_index=home,
        line_start=record.line,
        line_end=record.line + max(record.n_lines, 1) - 1,
        source_text=raw,
        tags=_tags(record.values.get(roles.TAGS)),
        area=_joined(record.values.get(roles.AREA), " ")[:80] or None,
        pool=_joined(record.values.get(roles.POOL), " ")[:40] or None,
        level=_joined(record.values.get(roles.LEVEL), " ")[:40] or None,
        critical=clean(record.values.get(roles.CRITICAL)).casefold() in _YES,
    )


def _draft(record: Record, text: str, position: int) -> Draft:
    """From structured options, or from a text that holds its options itself."""
    choices = _choices(record)
    declared = _declared_type(record) or ("true_false" if choices is None and _is_judged(record) else None)
    start = found.end() if (found := _NUMBER.match(text)) and found.end() < len(text) else 0
    number = _number(record, position)
    if choices is None:
        raw = RawItem(0, start, len(text), int(number), None)
        is_answered = bool(record.values.get(roles.ANSWER))
        draft = read_draft(read_source(text), raw, None, declared, position, is_answered=is_answered)
        draft.declared_type = declared
        return draft
    options = tuple(PaperOption(o.id, tidy(_plain(o.text)).rstrip("；;")) for o in choices.options)
    is_truth = truth_of_options(options) is not None
    item_type = "true_false" if is_truth else declared if declared in CHOICES else CHOICE
    if roles.WRONG in record.values and not record.lettered and isinstance(record.values.get(roles.ANSWER), str):
        item_type = item_type if is_truth else CHOICE  # one right answer, whatever the file calls it
    stem = read_stem(text[start:], item_type, True)
    draft = Draft(number, int(number), None, declared, item_type, stem, options, 0, len(text), record.line)
    if choices.marked:
        draft.answers.append(("marked", "".join(choices.marked)))
    if choices.is_split:
        draft.report(OPTION_LETTERS_LOST)
        draft.doubts.add("labels")
    empty = [option.id for option in options if not option.text]
    if empty:
        draft.report(OPTION_EMPTY, "error", letters="、".join(empty))
    return draft


def _is_judged(record: Record) -> bool:
    """No type, no options, and the answer is a judgement."""
    return clean(record.values.get(roles.ANSWER)).casefold() in _JUDGEMENTS


def _plain(text: str) -> str:
    return plain_text(text) if is_markup(text) else text


def _choices(record: Record) -> Choices | None:
    """Options of their own fields, or of the field for options; an empty list is none."""
    lettered = {letter: value for letter, value in record.lettered.items() if clean(value)}
    if len(lettered) >= 2 or (lettered and roles.OPTIONS not in record.values):
        return Choices(tuple(PaperOption(letter, _unled(letter, value)) for letter, value in sorted(lettered.items())))
    value = record.values.get(roles.OPTIONS)
    return read_choices(value) if value else _right_and_wrong(record)


def _right_and_wrong(record: Record) -> Choices | None:
    """The right answer in a field of its own, the wrong ones in another."""
    wrong, right = record.values.get(roles.WRONG), clean(record.values.get(roles.ANSWER))
    if not isinstance(wrong, list) or not right:
        return None
    texts = [right, *(clean(each) for each in wrong)]
    return Choices(tuple(PaperOption(letter, text) for letter, text in zip(roles.LETTERS, texts, strict=False)))


def _unled(letter: str, value: Any) -> str:
    """The text of an option's own field, without its letter, should that be repeated there."""
    text = clean(value)
    found = re.match(rf"[(（]?{letter}[)）]?\s{{0,2}}[.、．:：)）]\s*(?=\S)", text, re.I)
    return text[found.end() :] if found else text


def _number(record: Record, position: int) -> str:
    found = _DIGITS.fullmatch(clean(record.values.get(roles.NUMBER)))
    return str(int(found.group())) if found and 0 < int(found.group()) < 10_000 else str(position)


def _add_fields(record: Record, draft: Draft) -> None:
    values = record.values
    for role, target in ((roles.EXPLANATION, draft.explanations), (roles.GUIDE, draft.guides)):
        text = _plain(_joined(values.get(role), "\n"))
        if text and text not in ("略", "无", "暂无", "null", "None"):
            target.append(tidy_quoted(text) if role == roles.EXPLANATION else tidy_lines(text))
    draft.difficulty = _joined(values.get(roles.DIFFICULTY), " ")[:200] or draft.difficulty
    draft.knowledge_point = _joined(values.get(roles.KNOWLEDGE), "；")[:200] or draft.knowledge_point
    printed = clean(values.get(roles.POINTS))
    worth = read_points(printed)
    if worth is not None:
        draft.points = worth
    elif printed:
        draft.report(messages.VALUE_UNREAD, field=roles.POINTS, found=shortened(printed))


def _joined(value: Any, between: str) -> str:
    if isinstance(value, list):
        return between.join(text for each in value if (text := clean(each)))
    return clean(value) if not isinstance(value, dict) else between.join(clean(each) for each in value.values())


def _tags(value: Any) -> tuple[str, ...]:
    texts = value if isinstance(value, list) else re.split("[,，;；、]", clean(value))
    return tuple(dict.fromkeys(tag for each in texts if (tag := clean(each)) and len(tag) <= 40))


def _report_pictures(draft: Draft, text: str) -> None:
    for found in _PICTURE.finditer(text):
        draft.report(messages.PICTURE, name=shortened(found.group(1) or found.group(2) or "?"))


def read_points(printed: str) -> Decimal | None:
    """2, 2.5, 2分; None for anything else."""
    found = _POINTS.fullmatch(printed)
    return points(found.group(1)) if found and Decimal(found.group(1)) > 0 else None


def _total(value: Any) -> Decimal | None:
    return read_points(clean(value))


def _minutes(value: Any) -> int | None:
    """01:30:00, 90, 90分钟."""
    printed = clean(value)
    clock = _CLOCK.fullmatch(printed)
    if clock:
        return int(clock.group(1)) * 60 + int(clock.group(2)) if clock.group(3) else int(clock.group(1))
    found = re.match(r"\d{1,4}", printed)
    return int(found.group()) if found else None
