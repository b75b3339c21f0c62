"""Rich text (.rtf, often under the name .doc): rendered to lines and read by the rules of Word files.

`words` parts the file into control words, groups and text; `lines` follows them. Pictures, fields' codes, heads and
feet, embedded objects are left out.
"""

from typing import Any

from question_bank.formats.docx import paper_of
from question_bank.formats.model import Paper
from question_bank.formats.rtf.lines import rendered

__all__ = ["read", "recognises", "text_of"]


def recognises(data: bytes, name: str) -> int:
    """Its first bytes."""
    return 95 if data.lstrip()[:5] == b"{\\rtf" else 0


def read(data: bytes, name: str, *, answer_key: bytes | str | None = None, **options: Any) -> Paper:
    """Read it. Raises Invalid."""
    return paper_of(rendered(data, name), "rtf", name, answer_key, options)


def text_of(data: bytes) -> str:
    """All its lines, for an answer file."""
    return rendered(data, "").text
