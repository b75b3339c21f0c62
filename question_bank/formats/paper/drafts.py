"""One stretch of the paper → a draft of its item: stem, options, labelled parts, type as far as it shows.

The draft still collects answers (from its own lines, from blocks, from the key file); `finishing` decides them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import pairwise
from typing import Any

from question_bank.formats.model import CHOICES, WRITTEN, PaperOption, PaperProblem, Severity
from question_bank.formats.paper import messages
from question_bank.formats.paper.blanks import BLANK
from question_bank.formats.paper.boundaries import Kind
from question_bank.formats.paper.fields import Parts, split_fields
from question_bank.formats.paper.guesses import first_type, labelled_type
from question_bank.formats.paper.headings import CHOICE, type_of_tag
from question_bank.formats.paper.keys import truth_of_options
from question_bank.formats.paper.layout import RawItem
from question_bank.formats.paper.option_texts import options_end as end_of_options
from question_bank.formats.paper.option_texts import read_options, without_ticks
from question_bank.formats.paper.options import Run, find_options, options_by_answer
from question_bank.formats.paper.source import Source
from question_bank.formats.paper.stems import Stem, count_places, find_tag, read_stem
from question_bank.formats.paper.tidy import shortened, tidy, tidy_lines, tidy_quoted
from question_bank.formats.paper.told_keys import lone_key
from question_bank.formats.paper.told_options import options_below, with_told
from question_bank.formats.paper.truth_rows import TruthRow, find_truth_options, read_truth_row
from question_bank.formats.paper.untyped_options import options_of_untyped

_FIRST_LABEL = re.compile(r"A ?[、.:)]")
_TAGGED = re.compile(r"\n {0,40}[【\[(](?:单项?选择?|多项?选择?|选择|判断|填空|简答|问答|论述)题[】\])]")
_OWN_NUMBER = re.compile(r"(?<![^\s])(?P<n>\d{1,4})\s?[、.．]\s?(?!\d)")
_POINTS = re.compile(r"(\d{1,3}(?:\.\d{1,2})?)")


@dataclass(slots=True)
class Draft:
    """An item in the making. `type` is None or CHOICE until its key is known; `doubts` lower the confidence."""

    number: str
    order: int | None
    section: int | None
    declared_type: str | None
    type: str | None
    stem: Stem
    options: tuple[PaperOption, ...]
    start: int
    end: int
    line: int
    answers: list[tuple[str, str]] = field(default_factory=list)
    explanations: list[str] = field(default_factory=list)
    guides: list[str] = field(default_factory=list)
    difficulty: str | None = None
    knowledge_point: str | None = None
    points: Decimal | None = None
    problems: list[PaperProblem] = field(default_factory=list)
    doubts: set[str] = field(default_factory=set)
    may_have_one_key: bool = False
    signs: dict[str, str] = field(default_factory=dict)  # what its options are printed with, where that is no letter

    def report(self, message: str, severity: Severity = "warning", **params: Any) -> None:
        """Add a problem at the item's first line."""
        self.problems.append(PaperProblem(self.line, severity, message, params))

    def report_with(self, message: str, severity: Severity, params: Mapping[str, Any]) -> None:
        """As `report`, with the params in one mapping."""
        self.problems.append(PaperProblem(self.line, severity, message, dict(params)))


def read_draft(
    source: Source,
    raw: RawItem,
    section: int | None,
    declared_type: str | None,
    position: int,
    *,
    is_answered: bool = False,
) -> Draft:
    """Read one item's stretch; `is_answered` says that its answer is known from elsewhere."""
    tag = type_of_tag(raw.lead) if raw.lead else None
    if tag:
        raw, declared_type = replace(raw, lead=None), tag
    parts = split_fields(source, raw.body, raw.end)
    declared_type = declared_type or labelled_type(source, parts)
    parts, lone = _without_lone_key(source, parts)
    is_told = bool(source.boundaries and source.told_lines(Kind.OPTION, raw.body, raw.end))
    row = None if is_told else read_truth_row(source, *parts.main)
    start, end = row.stem if row else parts.main
    truth = None if row or is_told else find_truth_options(source, start, end)
    run = None if row or truth else _options_run(source, start, end, declared_type)
    if not (row or truth or run or declared_type):
        run = options_of_untyped(source, parts)
    run = with_told(source, run, start, end) if is_told else run
    options_end, stem_end = end, truth.start if truth else run.labels[0].start if run else end
    if not (row or truth or run) and (below := _options_below_answer(source, parts, declared_type)):
        run, options_end = below
    elif not (row or truth or run) and declared_type in (None, CHOICE, *CHOICES):
        run = options_by_answer(source, start, end, [source.text[a:b].split("\n")[0] for a, b in parts.spans("answer")])
        stem_end = run.labels[0].start if run else stem_end
    options, ticked = without_ticks(truth.options if truth else read_options(source, run, options_end))
    options = options_below(source, parts.spans("option"), options) if parts.spans("option") else options
    printed = source.text[start:stem_end]
    if goes_on := source.told_stem(stem_end, raw.end):
        printed = f"{printed}\n{goes_on}"
    item_type = first_type(source, parts, printed, declared_type, run, bool(row or truth), raw.lead)
    is_answered = is_answered or bool(parts.spans("answer") or parts.spans("nth"))
    stem = read_stem(printed, item_type, bool(run), raw.lead, is_answered=is_answered)
    begin, stop = source.trimmed(raw.start, raw.end)
    line = source.line_at(begin)
    number = raw.label or str(raw.number if raw.number is not None else position)
    if raw.story:
        stem = replace(stem, text=f"{tidy(source.text[slice(*raw.story)])}\n{stem.text}")
    draft = Draft(number, raw.number, section, declared_type, stem.tag or item_type, stem, options, begin, stop, line)
    draft.signs = {label.printed: label.letter for label in run.labels if not label.printed.isascii()} if run else {}
    if raw.story:
        draft.report(messages.STORY_ADDED, at=raw.story[0])
        draft.doubts.add("key")
    if stem.tag and run and stem.tag not in (*CHOICES, CHOICE):
        draft.type = item_type
    _add_parts(source, draft, parts, run.labels[0].start if run and options_end != end else raw.end)
    if lone:
        draft.answers.append(("own", lone))
    if lone or stem.key_behind:
        draft.report(messages.KEY_ALONE, found=lone or stem.written_key)
        draft.doubts.add("key")
    shape, labels = source.shape, run.labels if run else ()
    in_labels = [x.letter for x in labels if shape[x.start] == x.letter and "√" in shape[x.start : x.body]]  # B√.
    _add_own_answers(draft, stem, (run.marked if run else None) or tuple(ticked) or tuple(in_labels), row)
    _report_options(source, draft, run, start, options_end, parts if options_end == end else Parts(parts.main))
    if raw.number is None and not options and not row and not raw.told:
        draft.report(messages.UNNUMBERED)
        draft.doubts.add("unnumbered")
    if raw.doubt:
        draft.doubts.add(raw.doubt)
    if raw.doubt == "repeated":
        draft.report(messages.NUMBER_REPEATED, number=number)
    return draft


def _without_lone_key(source: Source, parts: Parts) -> tuple[Parts, str | None]:
    """The item without a last line that is nothing but its key, and that key."""
    lone = None if parts.spans("answer") else lone_key(source, *parts.main)
    if lone is None or not find_options(source, parts.main[0], lone[0], True):
        return parts, None
    return replace(parts, main=(parts.main[0], lone[0])), lone[1]


def _options_below_answer(source: Source, parts: Parts, declared_type: str | None) -> tuple[Run, int] | None:
    """Some papers print the answer between the question and its options."""
    for start, end in parts.spans("answer"):
        line_end = source.line(source.line_at(start)).end
        run = _options_run(source, line_end + 1, end, declared_type) if line_end + 1 < end else None
        if run:
            return run, end
    return None


def _options_run(source: Source, start: int, end: int, declared_type: str | None) -> Run | None:
    tag = find_tag(source.shape[start : min(end, start + 60)])
    item_type = tag or declared_type
    if item_type in WRITTEN:
        run = find_options(source, start, end, False)
        if run is None or len(run.labels) < 3 or run.missing or run.repeated:
            return None
        return run if count_places(source.text[start : run.labels[0].start]) else None
    return find_options(source, start, end, item_type in (*CHOICES, CHOICE))


def _add_parts(source: Source, draft: Draft, parts: Parts, stop: int) -> None:
    texts = {
        name: [source.without_stem(a, min(b, stop)).strip() for a, b in spans] for name, spans in parts.named.items()
    }
    for answer in texts.get("answer", []):
        if answer:
            answer = answer.rstrip("】]") if "【" not in answer else answer
            is_open = answer[-1:] in ("）", ")") and not set("（(") & set(answer)  # (答案：占线)
            answer = answer[:-1].rstrip() if is_open else answer
            number = _OWN_NUMBER.match(answer)  # a sheet for one item only: 答案：1、甲
            is_own = number and draft.order == int(number["n"]) and not _OWN_NUMBER.search(answer, number.end())
            draft.answers.append(("own", answer[number.end() :] if number and is_own else answer))
    if each := texts.get("nth"):  # 第1空：… 第2空：…
        draft.answers.append(("own", "".join(f"（{at}）{text}" for at, text in enumerate(each, 1))))
    draft.explanations += [text for part in texts.get("explanation", []) if (text := tidy_quoted(part))]
    draft.guides += [text for part in texts.get("guide", []) if (text := tidy_lines(part))]
    draft.difficulty = _one_line(texts.get("difficulty"))
    draft.knowledge_point = _one_line(texts.get("knowledge"))
    draft.points = draft.stem.points
    for text in texts.get("points", []):
        found = _POINTS.match(text)
        draft.points = draft.points if draft.points is not None or not found else Decimal(found.group(1))
    for text in texts.get("type", []):
        draft.type = type_of_tag(text.split("\n")[0].strip()) or draft.type


def _one_line(texts: list[str] | None) -> str | None:
    return tidy(texts[0]).replace("\n", " ")[:200] or None if texts else None


def _add_own_answers(draft: Draft, stem: Stem, marked: tuple[str, ...], row: TruthRow | None) -> None:
    if marked:
        draft.answers.append(("marked", "".join(marked)))
    if row and row.key is not None:
        draft.answers.append(("marked", "√" if row.key else "×"))
    if stem.written_key:
        draft.answers.append(("bracket", stem.written_key))
    if draft.type is None and stem.blanks:
        draft.type = "fill_blank"


def _holds_options(source: Source, start: int, end: int) -> bool:
    """A second list of options inside the stem or an option; “A、B、C都对” is none, its letters have no text."""
    if not _FIRST_LABEL.search(source.shape, start, end):
        return False
    run = find_options(source, start, end, False)
    labels = run.labels if run else ()
    return len(labels) > 1 and not any(source.is_blank(a.body, b.start) for a, b in pairwise(labels))


def _hides_question(source: Source, start: int, end: int) -> bool:
    """Options, or another question's tag, inside an answer or explanation."""
    return bool(_TAGGED.search(source.shape, start, end)) or _holds_options(source, start, end)


def _report_options(source: Source, draft: Draft, run: Run | None, start: int, end: int, parts: Parts) -> None:
    if draft.type not in WRITTEN and any(
        _hides_question(source, *each) for part in parts.named.values() for each in part
    ):
        draft.report(messages.OPTIONS_TWICE)
        draft.doubts.add("options")
    if run is None:
        return
    if run.missing:
        draft.report(messages.OPTION_MISSING, letters="、".join(run.missing))
        draft.doubts.add("options")
    for found, read in run.repeated:
        draft.report(messages.OPTION_REPEATED, found=found, read=read)
        draft.doubts.add("options")
    empty = [option.id for option in draft.options if not option.text]
    if empty:
        draft.report(messages.OPTION_EMPTY, "error", letters="、".join(empty))
    stop = end_of_options(source, run, end)
    if source.text[stop:end].strip(" \t\n\u3000*_#>-"):
        draft.report(messages.TEXT_AFTER_OPTIONS, text=shortened(source.text[stop:end].strip()))
        draft.doubts.add("options")
    stretches = zip([start, *(x.body for x in run.labels)], [*(x.start for x in run.labels), stop], strict=True)
    if run.marked is None and any(_holds_options(source, a, b) for a, b in stretches):
        draft.report(messages.OPTIONS_TWICE)
        draft.doubts.add("options")
    if run.has_lost_letters:
        draft.report(messages.OPTION_LETTERS_LOST)
        draft.doubts.add("labels")
    if run.by_column:
        draft.report(messages.OPTIONS_BY_COLUMN)
        draft.doubts.add("labels")
    if run.is_weak:
        draft.doubts.add("labels")
    if truth_of_options(draft.options):
        draft.type = "true_false"
    if BLANK in draft.stem.text and draft.declared_type == "fill_blank":
        draft.doubts.add("type")
