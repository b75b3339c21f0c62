"""The floor plan of a paper: header, sections, items and blocks of answers, as stretches of offsets.

Every character belongs to exactly one stretch, so nothing can be dropped. What a stretch says is read elsewhere.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from question_bank.formats.paper.amounts import read_amounts
from question_bank.formats.paper.fields import split_fields
from question_bank.formats.paper.headings import CHOICE, Heading, find_headings
from question_bank.formats.paper.marks import Mark, find_marks
from question_bank.formats.paper.model import CHOICES, WRITTEN
from question_bank.formats.paper.numbering import Doubt, Opening, choose_openings
from question_bank.formats.paper.numerals import read_numeral
from question_bank.formats.paper.source import Source
from question_bank.formats.paper.unnumbered import split_unnumbered

_ANSWERS_TITLE = re.compile(
    r" {0,80}(?:#{1,6} {0,3})?(?:\*\*)?[【\[(]?(?:附录?[:、 ]{0,3})?"
    r"(?P<of>[^\n:;。?]{0,20}(?:考试|测试|测验|练习|作业|[题卷]))?"
    r"(?:参考|标准|正确)?答案(?P<more>(?:及|与|和)?(?:解析|评分标准|评分参考|评分细则|详解|要点))?(?:如下)?[】\])]?(?:\*\*)?"
    r" {0,4}(?P<colon>:?) {0,80}|"
    r" {0,80}(?:#{1,6} {0,3})?(?:Answer [Kk]eys?|ANSWER KEYS?|Answers|ANSWERS) {0,4}:? {0,80}"
)
_SHEET_LINE = re.compile(
    r" {0,80}(?:[>*-] )?(?:\*\*)?(?:\(|【)?(?:(?:参考|标准|正确)?答案 {0,4}[】)]? {0,4}:? {0,8})?"
    r"(?:第? {0,2}\d{1,3} {0,2}题? {0,2}(?:-{1,2}|至|到) {0,2}第? {0,2}\d{1,3} {0,2}题? {0,2}[:.、)]? {0,8}"
    r"[A-N√×对错TF]"
    r"|题号)"
)
_NUMBERED_SHEET = re.compile(
    r" {0,80}(?:\*\*)?(?:\(|【)?(?:参考|标准|正确)?答案 {0,4}[】)]? {0,4}:? {0,8}\(?0{0,2}1 {0,2}[、.:)]"
)
_COMPACT_SHEET = re.compile(
    r" {0,80}(?:\d{1,3} {0,2}[、.:)]? {0,3}(?:[A-N]{1,10}|[√×对错]) {0,8}+(?:[,;、。] {0,8}+)?){3,}"
)
_SHEET_START = re.compile(r" {0,80}(?:\(?\d{1,3} {0,2}[、.:)\- ]|第? {0,2}\d|题号|[A-N]{2,}|[√×对错]{2,})")
_STRICT_SHEET = re.compile(
    r" {0,80}(?:第? {0,2}\d{1,3} {0,2}题? {0,2}-|题号|[A-N √×对错,]{2,200}$"
    r"|\(?\d{1,3} {0,2}[、.:)]? {0,4}(?:[A-N]{1,10}|[√×对错TF])(?![A-Za-z\u4e00-\u9fff]))"
)
_INSTRUCTIONS = re.compile(r"(?:注意事项|考生须知|答题须知|考试须知|答题说明|考试说明|试卷说明|答题要求|说明) {0,4}:?")
_EVIDENCE = re.compile(r"[B-D] ?[、.:)]|\[[ xX√]\]|\( {0,20}\)|_{2,}|答案|\( {0,8}[A-H√×]{1,8} {0,8}\)")


@dataclass(frozen=True, slots=True)
class RawItem:
    """An item: from its number (or its first line) to the next; `body` is where its text begins."""

    start: int
    body: int
    end: int
    number: int | None
    doubt: Doubt
    lead: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A section as found: heading, intro (the rest of its rule) and items; papers without headings have one block."""

    heading: Heading | None
    start: int
    intro: tuple[int, int]
    end: int
    items: tuple[RawItem, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """A block of answers inside the paper; `block` is the section it closes, or None when it serves the whole paper."""

    start: int
    end: int
    block: int | None


@dataclass(slots=True)
class Plan:
    """The whole paper."""

    header_end: int = 0
    blocks: list[Block] = field(default_factory=list)
    answers: list[Answers] = field(default_factory=list)


def plan_paper(source: Source) -> Plan:
    """Cut a paper into its stretches."""
    size = len(source.raw)
    cuts = _cuts(source)
    plan = Plan(header_end=cuts[0][0] if cuts else 0)
    if not any(heading for _, heading in cuts):
        end = plan.header_end if cuts else size
        plan.header_end = _add_untitled(source, plan, 0, end)
    else:
        _try_header(source, plan)
    ends = [cut for cut, _ in cuts[1:]] + [size] if cuts else []
    for (start, heading), end in zip(cuts, ends, strict=True):
        if heading is None:
            closes = len(plan.blocks) - 1 if plan.blocks and end < size else None
            plan.answers.append(Answers(start, end, closes))
        elif _is_group(source, heading, end, [h for _, h in cuts if h]):
            plan.blocks.append(Block(None, start, (start, end), end, ()))
        else:
            _add_section(source, plan, heading, end)
    return plan


def _cuts(source: Source) -> list[tuple[int, Heading | None]]:
    """Where sections (with a heading) and answer blocks (without) begin, in order."""
    headings: list[Heading] = []
    for found in find_headings(source):
        if found.is_certain or (_continues(headings, found) and _is_confirmed(source, found)):
            headings.append(found)
    titles = {line.start for line in source.lines() if _opens_answers(source, line.number, line.start, line.end)}
    events = sorted({**dict.fromkeys(titles), **{h.start: h for h in headings if h.start not in titles}}.items())
    cuts: list[tuple[int, Heading | None]] = []
    seen: list[Heading] = []
    in_answers = False
    for start, heading in events:
        if heading is None or _carries_answers(source, heading) or (in_answers and _was_seen(heading, seen)):
            if not in_answers:
                cuts.append((start, None))
            in_answers = True
        else:
            cuts.append((start, heading))
            seen.append(heading)
            in_answers = False
    return cuts


def _continues(before: Sequence[Heading], heading: Heading) -> bool:
    """A title without a type word must count on from the last numeral of its kind: answers have such titles too."""
    if heading.rank == "markdown" or heading.number is None:
        return True
    numerals = [read_numeral(h.number) for h in before if h.rank == heading.rank and h.number is not None]
    wanted = (numerals[-1] or 0) + 1 if numerals else 1
    return read_numeral(heading.number) in (wanted, None)


def _is_confirmed(source: Source, heading: Heading) -> bool:
    """A title without a type word counts when it announces items or when numbering starts anew below it."""
    shape = source.shape
    if heading.rank == "markdown":
        return not source.is_blank(0, heading.start)
    rest = shape[heading.title_end : heading.end]
    if re.match(r" {0,4}[(:].{0,20}?(?:共|每).{0,6}[题分空]", rest) or re.search(r"[题卷]$|部分$", heading.title):
        return True
    for line in source.lines(heading.end, min(len(shape), heading.end + 600)):
        marks = find_marks(source, line.start, line.end)
        if marks and marks[0].at_line_start:
            return marks[0].number == 1 and marks[0].style in ("、", ".", ")", "paren", ":")
    return False


def _opens_answers(source: Source, number: int, start: int, end: int) -> bool:
    """A title such as 参考答案 with a sheet below; a lone 答案： with one answer below belongs to an item."""
    if end - start > 120 or ("答案" not in source.shape[start:end] and "nswer" not in source.shape[start:end].lower()):
        return False
    title = _ANSWERS_TITLE.fullmatch(source.shape, start, end)
    if not title:
        return False
    is_label = bool(title["colon"]) and not title["of"] and not title["more"]
    sheet = _STRICT_SHEET if is_label else _SHEET_START
    for line in source.lines(min(end + 1, len(source.raw)), min(len(source.raw), end + 400)):
        if not source.is_blank(line.start, line.end):
            return bool(sheet.match(source.shape, line.start, line.end) or find_headings(source, line.start, line.end))
    return False


def _carries_answers(source: Source, heading: Heading) -> bool:
    rest = source.shape[heading.title_end : heading.end]
    return "答案" in heading.title or bool(
        re.match(r" {0,4}(?:答案)?[: ] {0,4}(?:1 ?- ?\d|1 ?[、.:] ?[A-N√×](?![\u4e00-\u9fff]))", rest)
    )


def _was_seen(heading: Heading, seen: Sequence[Heading]) -> bool:
    kind = _kind(heading.type)
    return any(
        _kind(h.type) == kind and (None in (heading.number, h.number) or h.number == heading.number) for h in seen
    )


def _kind(item_type: str | None) -> str | None:
    return CHOICE if item_type in (*CHOICES, CHOICE) else "written" if item_type in WRITTEN else item_type


def _is_group(source: Source, heading: Heading, end: int, headings: Sequence[Heading]) -> bool:
    """第一卷 客观题 with nothing before the next heading is only a roof over the sections that follow."""
    following = next((h for h in headings if h.start == end), None)
    if following is None or not source.is_blank(heading.end, end) or following.rank == heading.rank:
        return False
    return heading.type is None or heading.rank in ("part", "english", "markdown") or following.rank == "bracket"


def _add_section(source: Source, plan: Plan, heading: Heading, end: int) -> None:
    amounts = read_amounts(source.shape[heading.title_end : heading.end])
    items, sheet = _items(source, plan, heading.title_end, end, heading, amounts.items)
    stop = sheet if sheet is not None else end
    intro_end = items[0].start if items else stop
    plan.blocks.append(Block(heading, heading.start, (heading.title_end, intro_end), stop, items))
    if sheet is not None:
        plan.answers.append(Answers(sheet, end, len(plan.blocks) - 1))


def _add_untitled(source: Source, plan: Plan, start: int, end: int) -> int:
    """A paper without headings is one section; returns where its header ends."""
    begin = _after_instructions(source, start, end)
    items, sheet = _items(source, plan, begin, end, None, None)
    stop = sheet if sheet is not None else end
    first = items[0].start if items else stop
    if items:
        plan.blocks.append(Block(None, first, (first, first), stop, items))
    if sheet is not None:
        plan.answers.append(Answers(sheet, end, len(plan.blocks) - 1 if items else None))
    return first


def _try_header(source: Source, plan: Plan) -> None:
    """Items may stand before the first heading; instructions, which are numbered too, are no items."""
    marks = find_marks(source, 0, plan.header_end)
    openings = choose_openings(source, marks, plan.header_end, 1, None, False) if marks else []
    bounds = [o.mark.start for o in openings] + [plan.header_end]
    items = sum(bool(_EVIDENCE.search(source.shape, a, b)) for a, b in pairwise(bounds))
    if items and 2 * items >= len(openings):
        plan.header_end = _add_untitled(source, plan, 0, plan.header_end)


def _items(
    source: Source, plan: Plan, start: int, end: int, heading: Heading | None, announced: int | None
) -> tuple[tuple[RawItem, ...], int | None]:
    """The items of a section, and where a block of answers at its end begins."""
    previous = [item.number for block in plan.blocks for item in block.items if item.number is not None]
    marks = find_marks(source, start, end)
    expected = previous[-1] + 1 if previous else 1
    is_headed = heading is not None
    openings = choose_openings(source, marks, end, expected, announced, is_headed) if marks else []
    sheet = _sheet_start(source, openings, start, end)
    stop = sheet if sheet is not None else end
    openings = [o for o in openings if o.mark.start < stop]
    if not openings:
        body = start if heading is None else min(heading.end, stop)
        pieces = split_unnumbered(source, body, stop, heading.type if heading else None, announced)
        return tuple(RawItem(a, a, b, None, None) for a, b in pieces), sheet
    ends = [o.mark.start for o in openings[1:]] + [stop]
    items = tuple(
        RawItem(o.mark.start, o.mark.body, stop, o.mark.number, o.doubt, o.mark.lead)
        for o, stop in zip(openings, ends, strict=True)
    )
    return items, sheet


def _sheet_start(source: Source, openings: Sequence[Opening], start: int, end: int) -> int | None:
    """The first line that can only be a sheet of answers for several items; one with labels follows the last item."""
    start = openings[0].mark.body if openings else start
    last = max(openings, key=lambda opening: opening.mark.number).mark.start if len(openings) > 1 else end
    answers = split_fields(source, start, end).spans("answer")
    first_answer = answers[0][0] if answers else end
    for line in source.lines(start, end):
        if _SHEET_LINE.match(source.shape, line.start, line.end):
            return line.start
        if line.end - line.start < 4000 and _COMPACT_SHEET.fullmatch(source.shape, line.start, line.end):
            return line.start
        if (
            line.start > last
            and first_answer > line.start
            and _NUMBERED_SHEET.match(source.shape, line.start, line.end)
        ):
            return line.start
    return None


def _after_instructions(source: Source, start: int, end: int) -> int:
    """Numbered instructions end where the numbering starts again from 1."""
    found = _INSTRUCTIONS.search(source.shape, start, min(end, start + 2000))
    if not found:
        return start
    ones = [m for m in find_marks(source, found.end(), end) if m.number == 1 and m.at_line_start]
    return _second_list(ones, source, start)


def _second_list(ones: Sequence[Mark], source: Source, start: int) -> int:
    if len(ones) < 2 or _EVIDENCE.search(source.shape, ones[0].body, ones[1].start):
        return start
    return ones[1].start
