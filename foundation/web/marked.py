"""Authors' text on a page: line breaks and **bold**, everything else escaped. Kept per text: items never change."""

from functools import lru_cache

from markupsafe import Markup, escape

TEXTS_KEPT = 8192


@lru_cache(maxsize=TEXTS_KEPT)
def marked(text: str) -> Markup:
    """The text as HTML; stars without a partner stay as they are."""
    return Markup("<br>").join(_line(line) for line in text.split("\n"))


def _line(line: str) -> Markup:
    pieces = line.split("**")
    if len(pieces) % 2 == 0:
        return escape(line)
    bold = Markup("<b>{}</b>")
    return Markup("").join(bold.format(piece) if at % 2 else escape(piece) for at, piece in enumerate(pieces))
