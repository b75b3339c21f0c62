"""Lines that only the width of the page broke are joined again, so that a paragraph is one line of the source."""

import re
from collections.abc import Sequence

from question_bank.formats.pdf.columns import Placed

_ENDS = "。！？!?：:；;…"
_BEGINS = re.compile(
    r"\s*(?:[(（\[【]?\s*(?:\d{1,4}|[一二三四五六七八九十]{1,3}|[A-Na-n])\s*[、.．:：)）\]】](?!\d)|第\s*[\d一二三四五六七八九十]|[①-⑳【•□√×]"
    r"|\d{1,3}\s*[-—~至]\s*\d{1,3}|(?:参考|正确|标准)?答案|解析|难度|知识点|评分|分值|[A-H]\s)"
)
_WORTH = re.compile(r"\s*[(（]\s*\d{1,3}(?:\.\d)?\s*分\s*[)）]\s*")
_WORD = re.compile(r"[!-~]*|[(（][^)）]{1,6}[)）]")
_ALNUM = re.compile(r"[0-9A-Za-z]")
_SLACK = 1.7  # letters that may be missing at the end of a full line


def unwrapped(lines: Sequence[Placed]) -> list[tuple[str, int, tuple[str, ...]]]:
    """The lines joined, each with the number (from 1) of its first line on the page; rows of tables as they are."""
    joined: list[tuple[str, int, tuple[str, ...]]] = []
    before: Placed | None = None
    for number, line in enumerate(lines, 1):
        if before is not None and joined and not before.cells and not line.cells and _goes_on(before, line):
            text, first, _ = joined[-1]
            gap = " " if _ALNUM.match(text[-1:]) and _ALNUM.match(line.text[:1]) else ""
            joined[-1] = (text + gap + line.text, first, ())
        else:
            joined.append((line.text, number, line.cells))
        before = line
    return joined


def _goes_on(before: Placed, line: Placed) -> bool:
    height = max(4.0, line.bottom - line.top)
    word = _WORD.match(line.text)
    room = max(_SLACK, 0.55 * len(word.group() if word else "") + 0.5) * height  # a word moves down whole
    is_full = before.right - before.x1 < room and before.x1 - before.left > 12 * height
    same_column = abs(before.left - line.left) < 1 and 0 < line.top - before.top < 2.6 * height
    same_size = 0.8 < (before.bottom - before.top) / height < 1.25
    if same_column and _WORTH.fullmatch(line.text):
        return True
    is_begun = bool(_BEGINS.match(line.text)) or before.text.rstrip()[-1:] in _ENDS
    return is_full and same_column and same_size and not is_begun and line.x0 - line.left < 3 * height
