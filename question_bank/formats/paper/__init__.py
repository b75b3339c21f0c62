"""Plain-text Chinese papers: `read_paper` reads one as it was found, `to_json` shows what was understood.

The way through: decoding → source → layout (headings, marks, numbering) → drafts (fields, options, stems) →
sheets and matching (answers) → finishing (keys) → checks → outline. Pure; knows no database and no request.
"""

from question_bank.formats.paper.model import (
    Declared,
    DeclaredSection,
    Paper,
    PaperItem,
    PaperOption,
    PaperProblem,
    Stretch,
)
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
    "read_paper",
    "to_json",
]
