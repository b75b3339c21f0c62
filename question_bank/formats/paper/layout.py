"""The floor plan of a paper: header, sections, items and blocks of answers, as stretches of offsets.

Every character belongs to exactly one stretch, so nothing can be dropped. What a stretch says is read elsewhere.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from foundation.errors import DomainError
from question_bank.formats.model import CHOICES, WRITTEN
from question_bank.formats.paper.amounts import is_rule, read_amounts
from question_bank.formats.paper.answer_blocks import carries_answers, find_sheet, opens_answers
from question_bank.formats.paper.boundaries import Kind
from question_bank.formats.paper.headings import CHOICE, Heading, find_headings
from question_bank.formats.paper.marks import Mark, find_marks
from question_bank.formats.paper.messages import FILE_TOO_MANY_SECTIONS
from question_bank.formats.paper.moved import Begin, as_told
from question_bank.formats.paper.numbering import Doubt, Opening, choose_openings
from question_bank.formats.paper.numerals import read_numeral
from question_bank.formats.paper.source import Source
from question_bank.formats.paper.stories import with_stories
from question_bank.formats.paper.unnumbered import split_unnumbered

_INSTRUCTIONS = re.compile(r"(?:注意事项|考生须知|答题须知|考试须知|答题说明|考试说明|试卷说明|答题要求|说明) {0,4}:?")
_BEHIND = re.compile(r" {0,8}\([^()\n]{0,80}\) {0,8}:? {0,8}")
_SHORTEST_QUESTION = 5
_EVIDENCE = re.compile(r"[B-D] ?[、.:)]|\[[ xX√]\]|\( {0,20}\)|_{2,}|答案|\( {0,8}[A-H√×]{1,8} {0,8}\)")


MAX_SECTIONS = 500


class TooManySections(DomainError):
    """More headings than any paper has; reading on would take too long."""

    message = FILE_TOO_MANY_SECTIONS


@dataclass(frozen=True, slots=True)
class RawItem:
    """An item: from its number (or its first line) to the next; `body` is where its text begins. One that begins where
    a person said so is `told`; `label` is what it is called without a number.
    """

    start: int
    body: int
    end: int
    number: int | None
    doubt: Doubt
    lead: str | None = None
    story: tuple[int, int] | None = None
    label: str = ""
    told: bool = False


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
    last_number: int = 0
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
    headings = {start: heading for start, heading in cuts if heading}
    for (start, heading), end in zip(cuts, ends, strict=True):
        if heading is None:
            closes = len(plan.blocks) - 1 if plan.blocks and (end < size or _has_own_answers(plan)) else None
            _add_answers(source, plan, start, end, closes)
        elif _is_group(source, heading, end, headings.get(end)):
            plan.blocks.append(Block(None, start, (start, end), end, ()))
        else:
            _add_section(source, plan, heading, end)
    return plan


def _has_own_answers(plan: Plan) -> bool:
    """True when every section but the last is followed by its own answers, so that the last ones are the last's."""
    closed = {answers.block for answers in plan.answers}
    return len(plan.blocks) > 1 and all(at in closed for at, block in enumerate(plan.blocks[:-1]) if block.items)


def _cuts(source: Source) -> list[tuple[int, Heading | None]]:
    """Where sections (with a heading) and answer blocks (without) begin, in order."""
    headings: list[Heading] = []
    numerals: dict[str, int] = {}
    for found in find_headings(source):
        numeral = read_numeral(found.number or "")
        counts_on = numeral is None or numeral == numerals.get(found.rank, 0) + 1
        if found.is_certain or source.told(found.line) is Kind.SECTION or (counts_on and _is_confirmed(source, found)):
            headings.append(found)
            numerals[found.rank] = numeral or 0
    if len(headings) > MAX_SECTIONS:
        raise TooManySections(found=len(headings), limit=MAX_SECTIONS)
    titles = {line.start for line in source.lines() if opens_answers(source, line.number, line.start, line.end)}
    events = sorted({**dict.fromkeys(titles), **{h.start: h for h in headings if h.start not in titles}}.items())
    cuts: list[tuple[int, Heading | None]] = []
    seen: list[Heading] = []
    in_answers = False
    for start, heading in events:
        if heading is None or carries_answers(source, heading) or (in_answers and _was_seen(heading, seen)):
            if not in_answers:
                cuts.append((start, None))
            in_answers = True
        else:
            cuts.append((start, heading))
            seen.append(heading)
            in_answers = False
    return cuts


def _is_confirmed(source: Source, heading: Heading) -> bool:
    """A title without a type word counts when it announces items or when numbering starts anew below it.

    Its numeral must count on from the last one, because answers have such titles too.
    """
    shape = source.shape
    if heading.rank == "markdown":
        return not source.is_blank(0, heading.start)
    rest = shape[heading.title_end : heading.end]
    if re.match(r" {0,4}[(:].{0,20}?(?:共|每).{0,6}[题分空]", rest) or re.search(r"[题卷]$|部分$", heading.title):
        return True
    for line in source.lines(heading.end, min(len(shape), heading.end + 600)):
        marks = find_marks(source, line.start, line.end)
        if marks and marks[0].at_line_start:
            return marks[0].number == 1 and marks[0].style in ("、", ".", ")", "paren", ":", "chapter")
    return False


def _was_seen(heading: Heading, seen: Sequence[Heading]) -> bool:
    kind = _kind(heading.type)
    return any(
        _kind(h.type) == kind and (None in (heading.number, h.number) or h.number == heading.number) for h in seen
    )


def _kind(item_type: str | None) -> str | None:
    return CHOICE if item_type in (*CHOICES, CHOICE) else "written" if item_type in WRITTEN else item_type


def _is_group(source: Source, heading: Heading, end: int, following: Heading | None) -> bool:
    """第一卷 客观题 with nothing before the next heading is only a roof over the sections that follow."""
    if following is None or not source.is_blank(heading.end, end) or following.rank == heading.rank:
        return False
    return heading.type is None or heading.rank in ("part", "english", "markdown") or following.rank == "bracket"


def _add_section(source: Source, plan: Plan, heading: Heading, end: int) -> None:
    amounts = read_amounts(source.shape[heading.title_end : heading.end])
    items, sheet = _items(source, plan, heading.title_end, end, heading, amounts.items)
    stop = sheet if sheet is not None else end
    items = with_stories(source, heading, items)
    intro_end = items[0].start if items else stop
    plan.blocks.append(Block(heading, heading.start, (heading.title_end, intro_end), stop, items))
    if sheet is not None:
        _add_answers(source, plan, sheet, end, len(plan.blocks) - 1)


def _add_answers(source: Source, plan: Plan, start: int, end: int, block: int | None) -> None:
    """A block of answers, up to where a person says that items begin again."""
    told = source.told_lines(Kind.ITEM, start, end)
    stop = told[0].start if told else end
    plan.answers.append(Answers(start, stop, block))
    if stop < end:
        _add_untitled(source, plan, stop, end)


def _add_untitled(source: Source, plan: Plan, start: int, end: int) -> int:
    """A paper without headings is one section; returns where its header ends."""
    told = [line.start for line in source.told_lines(Kind.ITEM, start, end)]
    begin = min([_after_instructions(source, start, end), *told])
    items, sheet = _items(source, plan, begin, end, None, None)
    stop = sheet if sheet is not None else end
    first = items[0].start if items else stop
    items = with_stories(source, None, items)
    if items:
        plan.blocks.append(Block(None, first, (first, first), stop, items))
    if sheet is not None:
        _add_answers(source, plan, sheet, end, len(plan.blocks) - 1 if items else None)
    return first


def _try_header(source: Source, plan: Plan) -> None:
    """Items may stand before the first heading; instructions, which are numbered too, are no items."""
    marks = find_marks(source, 0, plan.header_end)
    openings = choose_openings(source, marks, plan.header_end, 1, None, False) if marks else []
    bounds = [o.mark.start for o in openings] + [plan.header_end]
    items = sum(bool(_EVIDENCE.search(source.shape, a, b)) for a, b in pairwise(bounds))
    told = source.told_lines(Kind.ITEM, 0, plan.header_end)
    if items and 2 * items >= len(openings):
        plan.header_end = _add_untitled(source, plan, 0, plan.header_end)
    elif told:
        plan.header_end = _add_untitled(source, plan, told[0].start, plan.header_end)


def _items(
    source: Source, plan: Plan, start: int, end: int, heading: Heading | None, announced: int | None
) -> tuple[tuple[RawItem, ...], int | None]:
    """The items of a section, and where a block of answers at its end begins."""
    if heading is not None and source.shape[start : start + 1] == ":":
        start += 1
    marks = find_marks(source, start, end)
    is_headed = heading is not None
    openings = choose_openings(source, marks, end, plan.last_number + 1, announced, is_headed) if marks else []
    if heading is not None and announced in (None, 1) and _are_parts(source, heading, openings):
        openings = []
    sheet = find_sheet(source, openings, start, end)
    stop = sheet if sheet is not None else end
    openings = [o for o in openings if o.mark.start < stop]
    if not openings:
        body = start if heading is None else min(heading.end, stop)
        pieces = split_unnumbered(source, body, stop, heading.type if heading else None, announced)
        if not pieces and heading is not None and (rest := _question_behind(source, heading)):
            pieces = [(rest, stop)]
        begins = [Begin(a, a, None) for a, _ in pieces]
    else:
        plan.last_number = openings[-1].mark.number
        begins = [Begin(o.mark.start, o.mark.body, o.mark.number, o.doubt, o.mark.lead) for o in openings]
    begins = as_told(source, begins, start, stop)
    ends = [*(begin.start for begin in begins), stop][1:]
    items = tuple(
        RawItem(b.start, b.body, end, b.number, b.doubt, b.lead, label=b.label, told=b.told)
        for b, end in zip(begins, ends, strict=True)
    )
    return items, sheet


def _are_parts(source: Source, heading: Heading, openings: Sequence[Opening]) -> bool:
    """(1) and (2) below a story are the parts of one written question, not items."""
    if heading.type not in WRITTEN or not openings or openings[0].mark.style not in ("paren", ")"):
        return False
    lines = source.lines(heading.end, openings[0].mark.start) if heading.end < openings[0].mark.start else ()
    return any(line.start < line.end and not is_rule(source.shape[line.start : line.end]) for line in lines)


def _question_behind(source: Source, heading: Heading) -> int | None:
    """A single question printed on the heading's own line, behind its bracket: 五、论述题（15分）请谈谈……"""
    found = _BEHIND.match(source.shape, heading.title_end, heading.end)
    return found.end() if found and heading.type in WRITTEN and heading.end - found.end() > _SHORTEST_QUESTION else None


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
