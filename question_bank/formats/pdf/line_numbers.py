"""Numbers that a word processor prints beside every line of a page: they belong to the page and not to the paper."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from question_bank.formats.pdf.opening import Page, Run

_COUNTED = re.compile(r"\d{1,4}\s*")
_BEGINS = re.compile(
    r"\s*(?:[(（【第]?\s*\d{1,3}\s*[、.．)）题]|[(（]?[A-H]\s*[、.．:：)）]|[一二三四五六七八九十]{1,2}\s*、)"
)
_FEWEST = 5
_STEPS = (1, 2, 5, 10)


def without_line_numbers(page: Page) -> tuple[Page, int]:
    """The page without them, and how many they were; nothing where the numbers could be the items' own."""
    numbers = [run for run in page.runs if _COUNTED.fullmatch(run.text)]
    for at in ("x1", "x0"):
        for edge in sorted({round(getattr(run, at)) for run in numbers})[:4]:
            beside = [run for run in numbers if abs(getattr(run, at) - edge) < 3]
            if _count_lines(beside) and _leave_items(page.runs, beside):
                kept = tuple(run for run in page.runs if run not in beside)
                return replace(page, runs=kept), len(beside)
    return page, 0


def _count_lines(runs: Sequence[Run]) -> bool:
    """They count down the page in even steps, from line to line."""
    values = [int(run.text) for run in sorted(runs, key=lambda run: run.top)]
    steps = {b - a for a, b in pairwise(values)}
    return len(values) >= _FEWEST and len(steps) == 1 and steps <= set(_STEPS)


def _leave_items(runs: Sequence[Run], numbers: Sequence[Run]) -> bool:
    """All stand outside the text, and what they stand beside begins with numbers and letters of its own."""
    text = [run for run in runs if run not in numbers]
    left, right = min(run.x0 for run in numbers), max(run.x1 for run in numbers)
    is_left = bool(text) and all(run.x0 >= right - 1 for run in text)
    is_right = bool(text) and all(run.x1 <= left + 1 for run in text)
    begun = [run for run in text if _BEGINS.match(run.text)]
    return (is_left or is_right) and len(begun) >= _FEWEST
