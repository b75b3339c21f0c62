"""What belongs to the pages and not to the paper: lines that repeat at the head or foot of pages, and page numbers."""

import re
from collections import defaultdict
from collections.abc import Sequence

from question_bank.formats.pdf.columns import Placed, Reading
from question_bank.formats.pdf.opening import Page

_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"[-—–·\s]*(?:第\s*)?\d{1,4}\s*页?(?:[\s,，/／|]*(?:共\s*)?\d{1,4}\s*页?)?[-—–·\s]*|[Pp]age\s*\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?"
)
_EDGE = 3  # lines at each end of a page that may be furniture
_MARGIN = 0.085
_NEAR = 8.0


def furniture_of(pages: Sequence[Page], readings: Sequence[Reading]) -> set[tuple[int, int]]:
    """(page, line) of what is furniture, both counted from 0."""
    found: set[tuple[int, int]] = set()
    seen: dict[str, list[tuple[int, int, float]]] = defaultdict(list)
    for at, (page, reading) in enumerate(zip(pages, readings, strict=True)):
        ordered = sorted(range(len(reading.lines)), key=lambda n: reading.lines[n].top)
        for n in dict.fromkeys([*ordered[:_EDGE], *ordered[-_EDGE:]]):
            line = reading.lines[n]
            if line.cells:
                continue  # the head of a table that goes on
            if _is_at_edge(line, page) and _PAGE_NUMBER.fullmatch(line.text):
                found.add((at, n))
            seen[_DIGITS.sub("#", line.text)].append((at, n, line.top))
    least = max(2, (len(pages) + 1) // 2)
    for places in seen.values():
        for at, n, top in places:
            alike = {other for other, _, y in places if abs(y - top) < _NEAR}
            if len(alike) >= least and (_is_at_edge(readings[at].lines[n], pages[at], 0.14)):
                found.add((at, n))
    return found


def _is_at_edge(line: Placed, page: Page, margin: float = _MARGIN) -> bool:
    return line.top < margin * page.height or line.bottom > (1 - margin) * page.height
