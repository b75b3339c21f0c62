"""Answer files that are no plain text: what their pages say, for a paper that is read by lines."""

from question_bank.formats import docx, pdf


def key_text(data: bytes) -> bytes | str:
    """The text of a Word or PDF file; anything else as it is. Raises Invalid."""
    reader = next((each for each in (docx, pdf) if each.recognises(data, "")), None)
    return reader.text_of(data) if reader else data
