"""Answer files that are no plain text: what their pages say, for a paper that is read by lines."""

from question_bank.formats import docx, pdf, rtf, webpage


def key_text(data: bytes) -> bytes | str:
    """The text of a Word, PDF or rich text file or of a web page; anything else as it is. Raises Invalid."""
    reader = next((each for each in (docx, pdf, webpage, rtf) if each.recognises(data, "")), None)
    return reader.text_of(data) if reader else data
