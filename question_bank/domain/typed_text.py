"""Text as it comes from a keyboard or a paste: line ends made one kind, invisible control characters left out."""

import re

_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_SUSPECT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def readable(text: str) -> str | None:
    """The text with `\\n` as its only line end and no control characters but tab; None if UTF-8 can't write it."""
    if _SUSPECT.search(text) is None:  # nearly always: the save path pays one scan
        return text
    if _SURROGATE.search(text) is not None:
        return None
    return _CONTROLS.sub("", _LINE_ENDS.sub("\n", text))


def one_line(text: str) -> str:
    """Line ends become spaces."""
    return text.replace("\n", " ")
