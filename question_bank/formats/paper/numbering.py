"""Which numbers open items: the outer numbering style of a stretch, then the chain of numbers that counts up.

A number in the outer style at the start of a line counts when it continues the chain. Every weaker mark (inside a
line, another separator, a decimal's look) counts only when it is exactly the next number and no stronger one comes.
"""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from question_bank.formats.paper.marks import Mark, is_chinese
from question_bank.formats.paper.source import Source

Doubt = Literal["inside", "repeated", "jump"] | None
_LAST_STYLES = ("round", "roman")  # they part one item more often than they number several
_PLAIN_STYLES = ("、", ".", ":", ")", "bare")
_COMPLETE = re.compile(r"[A-D] ?[、.:)]|\[[ xX√]\]|\( {0,20}\)|_{2,}|答案|\( {0,8}[A-H√×对错]{1,8} {0,8}\)")
_LARGEST_JUMP = 30
_LARGEST_MISPRINT = 300


@dataclass(frozen=True, slots=True)
class Opening:
    """A mark that opens an item, and what makes it doubtful."""

    mark: Mark
    doubt: Doubt


def choose_openings(
    source: Source, marks: Sequence[Mark], end: int, expected: int, announced: int | None, is_headed: bool
) -> list[Opening]:
    """The openings of one section that stops at `end` and whose first item is numbered 1 or `expected`.

    Under a heading the numbers never start again; without one, a second list may follow the first.
    """
    style = _outer_style(marks, {1, expected})
    if style is None:
        return []
    evidence = [found.start() for found in _COMPLETE.finditer(source.shape, marks[0].start, end)]
    chain = _Chain(source, marks, style, {1, expected}, evidence, is_headed)
    for mark in marks:
        chain.offer(mark)
    openings = chain.openings
    if style == "bare" and (len(openings) < 2 or any(opening.doubt == "jump" for opening in openings)):
        return []
    if style in _LAST_STYLES and not _are_items(source, openings, end):
        return []
    if announced == 1 and len(openings) > 1 and openings[0].mark.style in ("paren", ")"):
        return []
    return openings


def _are_items(source: Source, openings: Sequence[Opening], end: int) -> bool:
    """①, ②, ③ number items only where each of three and more is finished in itself; else they part one item."""
    bounds = [*(opening.mark.body for opening in openings), end]
    pieces = list(pairwise(bounds))
    return len(pieces) > 2 and all(_COMPLETE.search(source.shape, a, b) for a, b in pieces)


def _outer_style(marks: Sequence[Mark], first: set[int]) -> str | None:
    """The style of the earliest first number; Chinese numerals and bare numbers only when nothing else serves."""
    at_start = [mark for mark in marks if mark.at_line_start]
    clear = [mark for mark in at_start if not is_chinese(mark.style) and mark.style not in ("bare", *_LAST_STYLES)]
    ranked = (
        (mark for mark in clear if mark.number in first),
        (mark for mark in marks if not mark.at_line_start and mark.number in first),
        (mark for mark in at_start if is_chinese(mark.style) and mark.number in first),
        (mark for mark in clear if mark.is_plain),
        (mark for mark in at_start if mark.style == "bare" and mark.number in first),
        (mark for mark in at_start if mark.style in _LAST_STYLES and mark.number == 1),
    )
    return next((mark.style for group in ranked for mark in group), None)


class _Chain:
    """The walk along the marks: keeps what was accepted and looks up where stronger marks come."""

    def __init__(
        self,
        source: Source,
        marks: Sequence[Mark],
        style: str,
        first: set[int],
        evidence: list[int],
        is_headed: bool,
    ) -> None:
        self.openings: list[Opening] = []
        self._source, self._style, self._first, self._evidence = source, style, first, evidence
        self._is_headed, self._inner = is_headed, 0
        self._listed: dict[str, tuple[int, int]] = {}  # by style: after how many openings which number came last
        self._strong: dict[int, list[int]] = defaultdict(list)
        self._fair: dict[int, list[int]] = defaultdict(list)  # at a line's start, but a digit follows: 5.10000号
        for mark in marks:
            if mark.at_line_start and mark.style == style:
                (self._strong if mark.is_plain else self._fair)[mark.number].append(mark.start)

    def offer(self, mark: Mark) -> None:
        """Accept the mark, or leave it as text."""
        if self.openings and mark.start < self.openings[-1].mark.body:
            return
        strong = self._is_strong(mark)
        if not strong and not self._may_continue(mark):
            return
        doubt = self._judge_strong(mark) if strong else self._judge_weak(mark)
        if strong:
            self._inner = mark.number if doubt is False else 0
        if doubt is not False:
            self.openings.append(Opening(mark, doubt))

    def _may_continue(self, mark: Mark) -> bool:
        """Plain numbers stand in for one another; where items are called Q1 or 第1题, only behind a finished item."""
        if mark.style not in _PLAIN_STYLES or mark.style == "bare":
            return False
        if self._style in _PLAIN_STYLES:
            return True
        is_named = self._style in ("english", "word", "box") and mark.at_line_start and bool(self.openings)
        return is_named and self._is_complete(mark.start)

    def _is_strong(self, mark: Mark) -> bool:
        return mark.at_line_start and mark.is_plain and mark.style == self._style

    def _judge_strong(self, mark: Mark) -> Doubt | Literal[False]:
        if not self.openings:
            return None if mark.number in self._first else "jump"
        last = self.openings[-1].mark.number
        if mark.style == "chapter":  # the whole paper's were seen to count up
            return None
        if mark.number == last + 1:
            return False if self._continues_inner_list(mark) else None
        if mark.number > last + 1:
            jump = mark.number - last
            near = jump <= _LARGEST_JUMP or (jump <= _LARGEST_MISPRINT and self._is_complete(mark.start))
            return "jump" if near and not self._comes(last + 1, mark.start) else False
        if not self._is_complete(mark.start):
            return False
        if mark.number < last and self._is_headed:
            return False
        if mark.number == 1:
            return False if self._comes(last + 1, mark.start, unless_after=last) else None
        return "repeated"

    def _judge_weak(self, mark: Mark) -> Doubt | Literal[False]:
        if self._is_inner(mark):
            return False
        if self.openings:
            previous = self.openings[-1].mark
            if mark.number != previous.number + 1 or self._source.is_blank(previous.body, mark.start):
                return False
        elif mark.number not in self._first:
            return False
        if self._is_glued(mark) and not (self.openings and self._is_complete(mark.start)):
            return False
        following = self._next(mark.number + 1, mark.start)
        same = self._next(mark.number, mark.start)
        if same is None and not mark.at_line_start:
            same = _after(self._fair.get(mark.number, []), mark.start)
        if same is not None and (following is None or same < following):
            return False
        return "inside" if not mark.at_line_start else None

    def _is_glued(self, mark: Mark) -> bool:
        """丁2.乙: only where the item before is finished."""
        before = self._source.shape[mark.start - 1 : mark.start]
        return not mark.at_line_start and mark.style == "." and before.isalnum()

    def _is_inner(self, mark: Mark) -> bool:
        """1) 2) 3) below an item numbered 2、 are its own list."""
        if not mark.at_line_start or mark.style == self._style:
            return False
        last, self._listed[mark.style] = self._listed.get(mark.style), (len(self.openings), mark.number)
        return last == (len(self.openings), mark.number - 1)

    def _continues_inner_list(self, mark: Mark) -> bool:
        """A list inside an item counts 1, 2, 3 too; its number comes once more where the next item opens."""
        return self._inner == mark.number - 1 > 0 and self._comes(mark.number, mark.start)

    def _next(self, number: int, after: int) -> int | None:
        return _after(self._strong.get(number, []), after)

    def _comes(self, number: int, after: int, unless_after: int | None = None) -> bool:
        """True when the number comes later in this run: not in another list that starts again from 1."""
        place = self._next(number, after)
        if place is None:
            return False
        barrier = self._next(1 if unless_after is None else unless_after, after)
        return barrier is None or place < barrier

    def _is_complete(self, end: int) -> bool:
        """True when the current item has options, a blank or an answer, so that a new item may follow."""
        begin = self.openings[-1].mark.body
        at = bisect_left(self._evidence, begin)
        return at < len(self._evidence) and self._evidence[at] < end


def _after(places: list[int], start: int) -> int | None:
    at = bisect_right(places, start)
    return places[at] if at < len(places) else None
