"""A paper as a file to print, with its pictures; for packages that have decided who may have it."""

from dataclasses import dataclass

from foundation.errors import N_, NotFound
from question_bank.domain.printing import PrintedPaper
from question_bank.formats.printed import write_pdf, write_word
from question_bank.services.media import get_media

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PAPER_KINDS = ("docx", "pdf")


class UnknownPaperKind(NotFound):
    """Paper is printed from Word or PDF."""

    message = N_("试卷可以下载为 Word 或 PDF")


@dataclass(frozen=True, slots=True)
class PrintedFile:
    """The bytes and what they are."""

    data: bytes
    suffix: str
    mime: str


def print_paper(paper: PrintedPaper, kind: str, *, key: bool) -> PrintedFile:
    """The paper, or its key, as Word ("docx") or PDF ("pdf"). Raises UnknownPaperKind."""
    if kind not in PAPER_KINDS:
        raise UnknownPaperKind()
    if kind == "docx":
        return PrintedFile(write_word(paper, key=key, pictures=_picture), ".docx", WORD)
    return PrintedFile(write_pdf(paper, key=key, pictures=_picture), ".pdf", "application/pdf")


def _picture(name: str) -> bytes | None:
    try:
        return get_media(name.partition(".")[0]).body
    except NotFound:
        return None
