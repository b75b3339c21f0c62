"""Cells as text, both ways: what a spreadsheet holds to the text a person sees, and text that no spreadsheet takes for
a formula.
"""

import re
import unicodedata
from datetime import date, datetime
from typing import Any

FORMULA = ("=", "+", "-", "@", "\t", "\r")
INVISIBLE = re.compile(r"[\u200b-\u200f\u2060\ufeff]")


def text_of(value: Any) -> str:
    """The text of a cell: numbers without ".0", days as 2026-11-22, spaces and invisible marks tidied."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        whole_day = (value.hour, value.minute, value.second) == (0, 0, 0)
        return value.date().isoformat() if whole_day else value.isoformat(" ", "seconds")
    if isinstance(value, date):
        return value.isoformat()
    return tidy(str(value))


def tidy(text: str) -> str:
    """Without invisible marks, white space at the ends, or the apostrophe that `safe` puts before a formula."""
    tidied = " ".join(INVISIBLE.sub("", text).replace("\xa0", " ").split(" ")).strip()
    if tidied.startswith("'") and tidied[1:].startswith(FORMULA):
        return tidied[1:]
    return unicodedata.normalize("NFC", tidied)


def safe(text: str) -> str:
    """The text for a CSV file: an apostrophe before what a spreadsheet would run as a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text
