"""The items of a section after a person's word: those that begin where one was told to, without those that don't."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from question_bank.formats.paper.boundaries import GOES_ON, Kind
from question_bank.formats.paper.marks import find_marks
from question_bank.formats.paper.numbering import Doubt
from question_bank.formats.paper.source import Line, Source


@dataclass(frozen=True, slots=True)
class Begin:
    """Where an item begins; `body` is where its text does. `label` stands for the number that a told item lacks."""

    start: int
    body: int
    number: int | None
    doubt: Doubt = None
    lead: str | None = None
    label: str = ""
    told: bool = False


def as_told(source: Source, begins: Sequence[Begin], start: int, stop: int) -> list[Begin]:
    """The beginnings with what was said of the lines from `start` to `stop`."""
    if not source.boundaries:
        return list(begins)
    kept = {begin.start: begin for begin in begins if source.told(source.line_at(begin.start)) not in GOES_ON}
    by_line = {source.line_at(begin.start): begin for begin in reversed(kept.values())}
    for line in source.told_lines(Kind.ITEM, start, stop):
        there = by_line.get(line.number)
        if there is not None and source.is_blank(line.start, there.start):
            kept[there.start] = Begin(there.start, there.body, there.number, None, there.lead, told=True)
        else:
            begin = _told(source, line, list(kept.values()))
            kept[begin.start] = begin
    ordered = [kept[at] for at in sorted(kept)]
    return _labelled([_undoubted(source, before, begin) for before, begin in pairwise([None, *ordered]) if begin])


def _told(source: Source, line: Line, others: Sequence[Begin]) -> Begin:
    """Its own number counts where it lies between those of its neighbours."""
    mark = next((mark for mark in find_marks(source, line.start, line.end) if mark.at_line_start), None)
    before = max((o.number for o in others if o.number is not None and o.start < line.start), default=0)
    after = min((o.number for o in others if o.number is not None and o.start > line.start), default=None)
    if mark is None or mark.style == "bare" or not before < mark.number < (after or mark.number + 1):
        piece = source.text[line.start : line.end]
        start = line.start + len(piece) - len(piece.lstrip())
        return Begin(start, start, None, told=True)
    return Begin(mark.start, mark.body, mark.number, None, mark.lead, told=True)


def _undoubted(source: Source, before: Begin | None, begin: Begin) -> Begin:
    """Numbers jump where a person joined the ones between."""
    if begin.doubt != "jump" or before is None:
        return begin
    joined = any(source.told(number) in GOES_ON for number in _lines_between(source, before.start, begin.start))
    return Begin(begin.start, begin.body, begin.number, None, begin.lead) if joined else begin


def _lines_between(source: Source, start: int, end: int) -> range:
    return range(source.line_at(start) + 1, source.line_at(end))


def _labelled(begins: list[Begin]) -> list[Begin]:
    """Where the others have numbers, one without is called after the item before it: 7.2."""
    if not any(begin.number for begin in begins):
        return begins
    labelled: list[Begin] = []
    last, part = 0, 1
    for begin in begins:
        last, part = (begin.number, 1) if begin.number is not None else (last, part + 1)
        label = f"{last}.{part}" if begin.number is None else ""
        labelled.append(Begin(begin.start, begin.body, begin.number, begin.doubt, begin.lead, label, begin.told))
    return labelled
