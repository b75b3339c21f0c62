"""Files that are no plain text, kept as text beside the papers that are: one line names the format, the bytes follow.

So an import has one source whatever it came from, and reading it again needs nothing else.
"""

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from question_bank.formats.model import Paper
from question_bank.formats.paper import read_paper
from question_bank.formats.registry import AUTO, FORMATS, recognise

PAPER = "paper"
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


def read_kept(source: str, answer_key: str | None, name: str, mapping: Mapping[str, str]) -> Paper:
    """The paper of a kept source. Raises Invalid."""
    kept = unpacked(source)
    if kept is None:
        return read_paper(source, answer_key=answer_key, name=name)
    options: dict[str, Any] = {"mapping": dict(mapping)} if mapping else {}
    if answer_key is not None:
        key = unpacked(answer_key)
        options["answer_key"] = key[1] if key else answer_key.encode()
    file_format, data = kept
    return FORMATS[file_format].read(data, name, **options)
