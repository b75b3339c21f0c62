"""PDF papers with a text layer: rendered to lines in reading order and read by the paper's parser.

`child` opens the file in a process of its own (`opening`), `rows` and `columns` put its text in order, `furniture`
takes heads, feet and page numbers aside, `wrapping` joins what only the width broke. What can't be read honestly is
refused: pictures of pages, fonts without characters, encrypted files. Pictures do not come along, and that is told.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from question_bank.formats.model import Paper, PaperItem
from question_bank.formats.paper.boundaries import Boundaries, Boundary, Kind
from question_bank.formats.paper.reading import read_paper
from question_bank.formats.pdf.document import Document, read_document
from question_bank.formats.tabular.embedded import read_tables

__all__ = ["read", "recognises", "text_of"]


def recognises(data: bytes, name: str) -> int:
    """A PDF's first bytes, which may come after a little rubbish."""
    return 95 if b"%PDF-" in data[:1024] else 0


def read(
    data: bytes,
    name: str,
    *,
    answer_key: bytes | str | None = None,
    boundaries: Boundaries | None = None,
    mapping: Mapping[str, str] | None = None,
    **_others: Any,
) -> Paper:
    """Read it; `answer_key` may be text or a PDF, `boundaries` what is said of its lines, `mapping` of a table's
    columns. Raises Invalid.
    """
    document = read_document(data, name)
    is_pdf = isinstance(answer_key, bytes) and recognises(answer_key, "")
    key = text_of(answer_key) if is_pdf and isinstance(answer_key, bytes) else answer_key
    texts = [line.text for line in document.lines if not line.is_furniture]
    paper = read_tables("pdf", name, texts, document.tables, mapping)
    if paper is None:
        said = {**_ignored(document), **(boundaries or {})}
        paper = read_paper(document.text, answer_key=key, name=name, boundaries=said)
    return replace(
        paper,
        format="pdf",
        items=tuple(_doubted(item, document) for item in paper.items),
        problems=(*document.problems, *paper.problems),
        source_lines=tuple(line.text for line in document.lines),
        places=tuple(line.place for line in document.lines),
    )


def text_of(data: bytes) -> str:
    """All its lines without heads and feet, for an answer file."""
    return "\n".join(line.text for line in read_document(data, "").lines if not line.is_furniture)


def _ignored(document: Document) -> Mapping[int, Boundary]:
    """Heads, feet and page numbers are shown, and used only if somebody says so."""
    return {at: Boundary(Kind.IGNORE) for at, line in enumerate(document.lines, 1) if line.is_furniture}


def _doubted(item: PaperItem, document: Document) -> PaperItem:
    """Recognised scans and pages whose columns are not sure make nothing certain."""
    doubts = {line.doubt for line in document.lines[item.line_start - 1 : item.line_end]}
    if "low" in doubts:
        return replace(item, confidence="low")
    return replace(item, confidence="medium") if "medium" in doubts and item.confidence == "high" else item
