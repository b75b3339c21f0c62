"""Plain-text Chinese papers: `read_paper` reads one as it was found, `to_json` shows what was understood.

The way through: decoding → source → layout (headings, marks, numbering) → drafts (fields, options, stems) →
sheets and matching (answers) → finishing (keys) → checks → outline. Pure; knows no database and no request.
"""

from typing import Any

from foundation.errors import Invalid
from question_bank.formats.model import (
    Declared,
    DeclaredSection,
    Paper,
    PaperItem,
    PaperOption,
    PaperProblem,
    Stretch,
)
from question_bank.formats.paper.decoding import peek
from question_bank.formats.paper.reading import read_paper
from question_bank.formats.paper.report import to_json

__all__ = [
    "Declared",
    "DeclaredSection",
    "Paper",
    "PaperItem",
    "PaperOption",
    "PaperProblem",
    "Stretch",
    "read",
    "read_paper",
    "recognises",
    "to_json",
]

_PLAIN_TEXT = 20  # any readable text may be a paper; every stricter format is surer of its own


def recognises(data: bytes, name: str) -> int:
    """Plain text that no stricter format claims."""
    try:
        peek(data, 1 << 16)
    except Invalid:
        return 0
    return _PLAIN_TEXT


def read(data: bytes, name: str, *, answer_key: bytes | None = None, **_others: Any) -> Paper:
    """Read a text paper; `answer_key` is the file with its answers."""
    return read_paper(data, answer_key=answer_key, name=name)
