"""Rows of text by number, and CSV: comma, semicolon, tab or bar; encodings are the paper's business."""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from foundation.errors import N_, Invalid, Problem
from question_bank.formats.limits import check_number

BROKEN_CSV = N_("第 %(row)s 行之后引号没有配对，或有一格太长")
_DELIMITERS = ",\t;，|"
_RULE = re.compile(r":?-{2,}:?")  # the line below a Markdown table's head
COLUMNS_READ = 60
NO_ITEMS = 1_000  # rows that may be titles and heads


@dataclass(frozen=True, slots=True)
class Note:
    """Something odd about a row: `number` as it is numbered there, a msgid and what it says; `column` counts from 0
    where it is about one cell.
    """

    number: int
    message: str
    params: Mapping[str, str]
    column: int = -1


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name, its rows that hold something, as they are numbered there, and what is odd about them."""

    name: str
    rows: list[tuple[int, list[str]]]
    notes: list[Note] = field(default_factory=list)
    is_hidden: bool = False


def read_csv(text: str, name: str) -> Sheet:
    """The rows of a CSV text. Raises Invalid for a quote that never closes."""
    first = next((line for line in text.split("\n") if any(line.count(sign) >= 2 for sign in _DELIMITERS)), "")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(first), strict=True)
    rows = []
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            tidied = [cell.strip() for cell in cells[:COLUMNS_READ]]
            if any(tidied) and not all(_RULE.fullmatch(cell) for cell in tidied if cell):
                rows.append((number, tidied))
                check_number(len(rows), name or None, spare=NO_ITEMS)
    except csv.Error as error:
        raise Invalid(
            Problem(BROKEN_CSV, {"row": number}, field=name or None), message=BROKEN_CSV, row=number
        ) from error
    return Sheet("", rows)


def delimiter_of(line: str) -> str:
    """The sign that parts a line most often."""
    return max(_DELIMITERS, key=line.count)
