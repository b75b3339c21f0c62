"""Plain text files of other systems: bytes to text with the paper's own decoder, and a look at their beginning."""

from question_bank.formats.paper.decoding import decode

LOOK = 60_000


def text_of(data: bytes, name: str) -> str:
    """The text; raises Invalid for what is empty, too large, binary or in an unknown encoding."""
    return decode(data, name)


def beginning(data: bytes) -> str:
    """The first stretch as text, however it is encoded; never raises."""
    head = data[:LOOK]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "replace")
    text = head.decode("utf-8", "replace")
    return head.decode("gb18030", "replace") if text.count("\ufffd") > 3 else text.lstrip("\ufeff")
