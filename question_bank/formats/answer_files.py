"""Answer files that are no plain text: what their pages say, for a paper that is read by lines."""

from question_bank.formats import docx


def key_text(data: bytes) -> bytes | str:
    """The text of a Word file; anything else as it is."""
    return docx.text_of(data) if docx.recognises(data, "") else data
