"""Files that are no plain text, kept as text beside the papers that are: one line names the format, the bytes follow.

So an import has one source whatever it came from, and reading it again needs nothing else.
"""

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from question_bank.formats.answer_files import key_text
from question_bank.formats.model import Paper
from question_bank.formats.paper import read_paper
from question_bank.formats.paper.boundaries import Boundaries
from question_bank.formats.registry import AUTO, FORMATS, recognise

PAPER = "paper"
BY_LINES = ("docx", "pdf", "webpage", "rtf")  # rendered to lines and read as a paper; so is their answer file
_MARK = "certify-file/1 "


def packed(name: str, source: bytes | str, file_format: str = AUTO) -> str | None:
    """The source as it is kept; None for a plain paper, which is kept as its text."""
    data = source.encode() if isinstance(source, str) else source
    chosen = recognise(data, name) if file_format == AUTO else file_format
    if chosen == PAPER:
        return None
    return f"{_MARK}{chosen}\n{base64.b64encode(data).decode('ascii')}"


def unpacked(source: str) -> tuple[str, bytes] | None:
    """Format and bytes of a kept file; None for a plain paper."""
    if not source.startswith(_MARK):
        return None
    head, _, body = source.partition("\n")
    file_format = head.removeprefix(_MARK)
    try:
        return (file_format, base64.b64decode(body, validate=True)) if file_format in FORMATS else None
    except binascii.Error:
        return None


def read_kept(
    source: str, answer_key: str | None, name: str, mapping: Mapping[str, str], boundaries: Boundaries
) -> Paper:
    """The paper of a kept source. Raises Invalid."""
    kept = unpacked(source)
    if kept is None:
        key = _text_of_key(answer_key)
        return read_paper(source, answer_key=key, name=name, boundaries=boundaries)
    options: dict[str, Any] = {"mapping": dict(mapping)} if mapping else {}
    if boundaries:
        options["boundaries"] = boundaries
    if answer_key is not None:
        other = unpacked(answer_key)
        data = other[1] if other else answer_key.encode()
        options["answer_key"] = key_text(data) if kept[0] in BY_LINES else data
    file_format, data = kept
    return FORMATS[file_format].read(data, name, **options)


def check_key(source: str, answer_key: str | None) -> None:
    """Raises Invalid for an answer file that can't be read as text where the paper needs text."""
    kept = unpacked(source)
    if kept is None or kept[0] in BY_LINES:
        _text_of_key(answer_key)


def _text_of_key(answer_key: str | None) -> bytes | str | None:
    """A key in another format than plain text as the text that it holds."""
    kept = unpacked(answer_key) if answer_key is not None else None
    return key_text(kept[1]) if kept else answer_key
