"""Word papers (.docx): rendered to lines as a reader sees them, automatic numbers and letters included, and read by the
paper's parser.

`numbering` counts lists, `runs` makes text of a paragraph, `body` walks paragraphs, tables and text boxes, `proposals`
takes formats (red, bold …) as keys to be looked at. Headers, footers and comments are left out; deleted text too.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from foundation.errors import Invalid, Problem
from question_bank.formats.docx import messages
from question_bank.formats.docx.body import Document, read_document
from question_bank.formats.docx.proposals import with_notes
from question_bank.formats.model import Paper, PaperProblem
from question_bank.formats.paper.reading import read_paper
from question_bank.formats.tabular.embedded import read_tables
from question_bank.formats.tabular.workbook import member_names

__all__ = ["paper_of", "read", "recognises", "text_of"]


def recognises(data: bytes, name: str) -> int:
    """An archive with a Word document in it."""
    return 90 if data[:2] == b"PK" and "word/document.xml" in member_names(data) else 0


def read(data: bytes, name: str, *, answer_key: bytes | str | None = None, **options: Any) -> Paper:
    """Read it; `answer_key` may be a text or a Word file, `boundaries` what is said of its lines. Raises Invalid."""
    return paper_of(read_document(data, name), "docx", name, _key(answer_key), options)


def paper_of(
    document: Document, file_format: str, name: str, key: bytes | str | None, options: Mapping[str, Any]
) -> Paper:
    """The items of what was rendered to lines and tables, whatever kind of file it came from. Raises Invalid."""
    texts = [line.text for line in document.lines]
    whole = read_tables(file_format, name, texts, document.tables, options.get("mapping"))
    if whole is None:
        if not document.text.strip():
            raise Invalid(Problem(messages.NO_TEXT, field=name or None), message=messages.NO_TEXT)
        whole = read_paper(document.text, answer_key=key, name=name, boundaries=options.get("boundaries"))
    whole = with_notes(whole, document)
    told = [*whole.problems, *_of_document(document)]
    return replace(
        whole,
        format=file_format,
        problems=tuple(told),
        source_lines=tuple(line.text for line in document.lines),
        places=tuple(line.place for line in document.lines),
        media=tuple(document.media),
    )


def _key(answer_key: bytes | str | None) -> bytes | str | None:
    return text_of(answer_key) if isinstance(answer_key, bytes) and recognises(answer_key, "") else answer_key


def text_of(data: bytes) -> str:
    """All its lines, for an answer file."""
    return read_document(data, "").text


def _of_document(document: Document) -> list[PaperProblem]:
    told = []
    if document.n_revisions:
        told.append(PaperProblem(None, "warning", messages.REVISIONS, {"count": document.n_revisions}))
    for at, line in enumerate(document.lines, 1):
        if line.hidden:
            told.append(PaperProblem(at, "warning", messages.HIDDEN, {"text": line.hidden[:40]}))
        for note in line.notes:
            message = messages.COMMENT if note.startswith("comment") else messages.FOOTNOTE
            told.append(PaperProblem(at, "warning", message, {"text": document.notes.get(note, "")[:40]}))
    return told
