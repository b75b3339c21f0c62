"""A sheet of answers as a table in a document (题号, 答案, perhaps 题型): its rows as lines for the paper's parser.

Used for Word and PDF alike, row by row: `head` is the table's first row, `before` the one above.
"""

import re
from collections.abc import Sequence

_GRID = re.compile(r"\s*(?:题\s*型|题\s*号|题\s*目|序\s*号|编\s*号|答\s*案|选\s*项|参考答案|得\s*分)\s*")
_RANGE = re.compile(r"\s*\d{1,3}\s*[-–—~～至]\s*\d{1,3}\s*")
_NUMBERS = ("题号", "序号", "编号")


def as_lines(texts: Sequence[str], row: Sequence[str], head: Sequence[str], before: Sequence[str] | None) -> list[str]:
    """`texts` are the row's own cells, `row` the same by columns, with what reaches over from above."""
    names = [_plain(text) for text in head]
    if "题型" in names and "答案" in names and any(name in _NUMBERS for name in names):
        return _typed(names, row, before)
    if names and names[0] in _NUMBERS and any(_RANGE.fullmatch(text) for text in head[1:]):
        return _ranges(head, row) if before is not None else [""]
    if texts and _GRID.fullmatch(texts[0]):
        return ["| " + " | ".join(texts) + " |"]
    return ["    ".join(text for text in texts if text)]


def _typed(names: Sequence[str], row: Sequence[str], before: Sequence[str] | None) -> list[str]:
    """A type is a heading above its answers, wherever its column stands."""
    kind, answer = names.index("题型"), names.index("答案")
    number = next(at for at, name in enumerate(names) if name in _NUMBERS)
    if max(kind, answer, number) >= len(row):
        return ["    ".join(row)]
    title = [row[kind]] if before is not None and before[kind : kind + 1] != [row[kind]] and row[kind] else []
    return [*title, f"| {row[number]} | {row[answer]} |"]


def _ranges(head: Sequence[str], row: Sequence[str]) -> list[str]:
    """1-5 above BADCB: one strip of answers."""
    pairs = zip(head[1:], row[1:], strict=False)
    return ["  ".join(f"{number} {answer}" for number, answer in pairs if number.strip() and answer.strip())]


def _plain(text: str) -> str:
    return re.sub(r"\s", "", text)
