"""A draft and its collected answers → the finished item: type, key, points, problems, confidence."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from question_bank.formats.model import (
    CHOICES,
    WRITTEN,
    AnswerKey,
    Confidence,
    DeclaredSection,
    PaperItem,
)
from question_bank.formats.paper import messages
from question_bank.formats.paper.drafts import Draft
from question_bank.formats.paper.fields import split_fields
from question_bank.formats.paper.headings import CHOICE
from question_bank.formats.paper.keys import ReadKey, read_key, read_truth
from question_bank.formats.paper.leftovers import report_leftovers
from question_bank.formats.paper.lookalikes import SHAPE
from question_bank.formats.paper.parallels import NO_ANSWER, parallel_blanks, report_cuts
from question_bank.formats.paper.source import Source, read_source
from question_bank.formats.paper.spelled_keys import plain_key
from question_bank.formats.paper.tidy import shortened, tidy_lines, tidy_quoted
from question_bank.formats.paper.told_keys import key_in_words

_ORIGINS = ("sheet", "own", "marked", "bracket")  # a key given apart from the paper is the examiners' own
_MEANS = r"([A-F]) {0,2}[、.]? {0,2}(?:为|是|:|-|表示|代表)? {0,2}[“\"]?(?:%(word)s)"
_CHOOSE = r"(?:%(word)s)的?[^,;。\n]{0,8}?[选涂填] {0,2}[“\"]?([A-F])"
_YES, _NO = (re.compile(f"{_MEANS}|{_CHOOSE}" % {"word": word}) for word in ("正确|对|√", "错误?|×"))
_LOW = {"options", "type", "repeated"}
_MEDIUM = {"inside", "jump", "unnumbered", "labels", "key", "guessed", "count"}


def finish_item(source: Source, draft: Draft, section: DeclaredSection | None, *, is_alone: bool) -> PaperItem:
    """Decide everything that was left open; an item alone in its section is worth the section's points."""
    answers = [_lettered(text, draft.signs) for text in _ordered_answers(draft)]
    if not answers and draft.options and (words := key_in_words(draft.explanations)):
        answers = [words[0]]
        draft.report(messages.KEY_IN_WORDS, found=words[1])
        draft.doubts.add("key")
    item_type = _decide_type(draft, answers)
    if item_type == "true_false" and section and (letters := _judging_letters(section.rule or "")):
        answers = [letters.get(text.translate(SHAPE).strip("()（）. "), text) for text in answers]
    key = None if item_type in WRITTEN else _decide_key(draft, item_type, answers)
    if item_type in WRITTEN:
        draft.guides[:0] = [
            text for each in answers if (text := tidy_lines(each)) and text.strip(" 。.") not in NO_ANSWER
        ]
    report_cuts(draft)
    report_leftovers(draft)
    _report_gaps(draft, item_type, key)
    options = draft.options if item_type in CHOICES else ()
    return PaperItem(
        type=item_type,
        section=section.title if section else "",
        number=draft.number,
        stem=draft.stem.text,
        options=options,
        answer_key=key,
        points=_decide_points(draft, item_type, section, is_alone),
        explanation="\n".join(draft.explanations) or None,
        problems=tuple(draft.problems),
        line_start=draft.line,
        line_end=source.line_at(max(draft.start, draft.end - 1)),
        source_text=source.raw[draft.start : draft.end],
        confidence=_confidence(draft),
        needs_drawing=item_type in WRITTEN and draft.stem.needs_drawing,
        difficulty=draft.difficulty,
        knowledge_point=draft.knowledge_point,
        marking_guide="\n".join(draft.guides) or None,
        section_index=draft.section,
        any_order=parallel_blanks(draft.stem.text) if item_type == "fill_blank" else (),
    )


def _judging_letters(rule: str) -> dict[str, str]:
    """A为正确，B为错误: what letters stand for where statements are judged on a sheet for choices."""
    form = rule.translate(SHAPE)
    yes, no = _YES.search(form), _NO.search(form)
    if not yes or not no:
        return {}
    means = {yes[1] or yes[2]: "√", no[1] or no[2]: "×"}
    return means if len(means) == 2 else {}


def _lettered(text: str, signs: Mapping[str, str]) -> str:
    """①③ as letters, where the options are printed so."""
    chosen = [sign for sign in text.strip() if sign not in " 、，,；;。（）()"]
    return "".join(signs[sign] for sign in chosen) if signs and all(sign in signs for sign in chosen) else text


def _ordered_answers(draft: Draft) -> list[str]:
    """The printed answers, the most trusted first; labelled parts inside a sheet's entry are taken out."""
    ordered = sorted(draft.answers, key=lambda answer: _ORIGINS.index(answer[0]))
    return [_without_parts(draft, text) if origin == "sheet" else text for origin, text in ordered]


def _without_parts(draft: Draft, text: str) -> str:
    entry = read_source(text)
    parts = split_fields(entry, 0, len(text))
    if not parts.named:
        return text
    for name, target in (("explanation", draft.explanations), ("guide", draft.guides)):
        target.extend(tidy_quoted(entry.text[a:b]) for a, b in parts.spans(name) if not entry.is_blank(a, b))
    before = entry.text[slice(*parts.main)].strip()
    answers = [entry.text[a:b].strip() for a, b in parts.spans("answer")]
    return before or next((answer for answer in answers if answer), "")


def _decide_type(draft: Draft, answers: Sequence[str]) -> str:
    """Choices without a stated kind are multiple when the key names several; a judged choice is true/false."""
    item_type = draft.type or "short_answer"
    if item_type == CHOICE:
        several = any(len(key) > 1 for text in answers if isinstance(key := _choice_key(draft, text), list))
        item_type = "multiple_choice" if several else "single_choice"
    if item_type in CHOICES and not draft.options and answers and all(read_truth(text) is not None for text in answers):
        item_type = "true_false"
    if draft.declared_type is None and draft.stem.tag is None:
        if not answers or (not draft.options and item_type != "true_false"):
            draft.doubts.add("guessed")
        if not draft.options and item_type != "true_false":
            draft.report(messages.TYPE_GUESSED, type=messages.TYPE_NAMES[item_type])
    elif draft.declared_type != item_type and draft.declared_type != CHOICE and draft.stem.tag is None:
        draft.doubts.add("type")
        draft.report(messages.READ_AS, type=messages.TYPE_NAMES[item_type])
    return item_type


def _choice_key(draft: Draft, text: str) -> AnswerKey:
    return read_key(text.split("\n")[0], CHOICE, draft.options, 0).key


def _decide_key(draft: Draft, item_type: str, answers: Sequence[str]) -> AnswerKey:
    """The first answer counts; another that differs is told."""
    used: AnswerKey = None
    used_text = ""
    for text in answers:
        read = _read(draft, item_type, text)
        if used is None:
            for note in read.notes:
                if note.message == messages.KEY_ONLY_ONE and draft.may_have_one_key:
                    continue
                draft.report_with(note.message, note.severity, note.params)
                draft.doubts.add("key")
            used, used_text = read.key, text
            if read.key is not None and read.rest:
                draft.explanations.append(tidy_quoted(read.rest))
        elif read.key is not None and read.key != used:
            draft.report(messages.KEYS_DIFFER, used=shortened(used_text), other=shortened(text))
            draft.doubts.add("type")
    return used


def _read(draft: Draft, item_type: str, text: str) -> ReadKey:
    """Choices and judgements stand on the first line; what is below explains."""
    text = plain_key(text, item_type, draft.stem.blanks)
    if item_type == "fill_blank":
        return read_key(text, item_type, draft.options, draft.stem.blanks)
    first, _, below = text.partition("\n")
    read = read_key(first, item_type, draft.options, draft.stem.blanks)
    rest = "\n".join(part for part in (read.rest, below.strip()) if part)
    return ReadKey(read.key, read.notes, rest)


def _report_gaps(draft: Draft, item_type: str, key: AnswerKey) -> None:
    """What still lacks before the item can be used; an unread key was reported already."""
    if not draft.stem.text:
        draft.report(messages.NO_STEM, "error")
    if item_type in CHOICES and len(draft.options) < 2:
        draft.report(messages.ONE_OPTION if draft.options else messages.NO_OPTIONS, "error")
    if item_type == "fill_blank":
        if not draft.stem.blanks:
            draft.report(messages.NO_BLANKS, "error")
        elif draft.stem.at_end:
            draft.report(messages.BLANK_AT_END)
            draft.doubts.add("key")
        elif draft.stem.from_brackets:
            draft.report(messages.BLANKS_FROM_BRACKETS, found=shortened(draft.stem.written_key or ""))
            draft.doubts.add("type")
        elif draft.stem.from_spaces:
            draft.report(messages.BLANKS_FROM_SPACES)
            draft.doubts.add("key")
    if item_type in WRITTEN:
        if draft.stem.needs_drawing:
            draft.report(messages.NEEDS_DRAWING)
        if not draft.guides:
            draft.report(messages.NO_GUIDE)
    elif key is None and not any(
        problem.severity == "error" and "found" in problem.params for problem in draft.problems
    ):
        draft.report(messages.NO_KEY)


def _decide_points(draft: Draft, item_type: str, section: DeclaredSection | None, is_alone: bool) -> Decimal | None:
    """The item's own points, else the section's for each item or blank, else an equal share of its total."""
    if draft.points is not None or section is None:
        return draft.points
    if section.points_each_blank is not None and item_type == "fill_blank" and draft.stem.blanks:
        return section.points_each_blank * draft.stem.blanks
    if section.points_each is not None:
        return section.points_each
    if is_alone and section.points is not None and section.items in (None, 1):
        return section.points
    if section.points is not None and section.items and item_type not in WRITTEN and section.blanks is None:
        share = section.points / section.items
        return share if share == share.quantize(Decimal("0.01")) else None
    return None


def _confidence(draft: Draft) -> Confidence:
    if draft.doubts & _LOW or any(problem.severity == "error" for problem in draft.problems):
        return "low"
    return "medium" if draft.doubts & _MEDIUM else "high"
