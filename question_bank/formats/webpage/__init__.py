"""Web pages with questions: what Word and exam systems save as .htm, .mht or, under a false name, as .doc and .xls.

`lines` renders a page as a reader sees it, `archive` takes the page out of a single-file web page; the lines and tables
are read by the rules of Word files. Nothing is run or fetched.
"""

import re
from typing import Any

from question_bank.formats.docx import paper_of
from question_bank.formats.docx.body import Document
from question_bank.formats.interchange.text_in import beginning
from question_bank.formats.model import Paper
from question_bank.formats.paper.decoding import decode
from question_bank.formats.webpage.archive import is_archive, page_in
from question_bank.formats.webpage.lines import rendered

__all__ = ["read", "recognises", "text_of"]

_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}\?>|<!--.{0,2000}?-->|\s)*<(?:!doctype\s+html|html|body|table)\b", re.I | re.S
)
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*(gb2312|gbk|gb18030)", re.I)


def recognises(data: bytes, name: str) -> int:
    """Begins as a page does, or is an archive of one."""
    if is_archive(data):
        return 85
    return 85 if _PAGE.match(beginning(data)) else 0


def read(data: bytes, name: str, *, answer_key: bytes | str | None = None, **options: Any) -> Paper:
    """Read it. Raises Invalid."""
    return paper_of(_document(data, name), "webpage", name, answer_key, options)


def text_of(data: bytes) -> str:
    """All its lines, for an answer file."""
    return _document(data, "").text


def _document(data: bytes, name: str) -> Document:
    page = page_in(data, name) if is_archive(data) else data
    text = page.decode("gb18030", "replace") if _CHARSET.search(page[:2000]) else decode(page, name)
    return rendered(text)
