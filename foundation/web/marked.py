"""Authors' text on a page: line breaks, **bold**, pictures and sound by hash; everything else escaped.

Kept per text: items never change. Where pictures come from is each page's own (`media_from`): whoever may read the page
may read them. A page that says nothing shows their words in brackets.
"""

from functools import lru_cache

from flask import g, has_app_context
from markupsafe import Markup, escape

from foundation.media import SIGN, Reference, split

TEXTS_KEPT = 8192
WITH_MEDIA_KEPT = 1024


def marked(text: str) -> Markup:
    """The text as HTML; stars without a partner stay as they are."""
    if SIGN not in text:
        return _lines(text)
    return _with_media(text, g.get("media_from") if has_app_context() else None)


def media_from(address: str | None) -> None:
    """Pictures and sounds of this page come from there: `address` and their hash."""
    g.media_from = address


@lru_cache(maxsize=TEXTS_KEPT)
def _lines(text: str) -> Markup:
    return Markup("<br>").join(_line(line) for line in text.split("\n"))


def _line(line: str) -> Markup:
    pieces = line.split("**")
    if len(pieces) % 2 == 0:
        return escape(line)
    bold = Markup("<b>{}</b>")
    return Markup("").join(bold.format(piece) if at % 2 else escape(piece) for at, piece in enumerate(pieces))


@lru_cache(maxsize=WITH_MEDIA_KEPT)
def _with_media(text: str, address: str | None) -> Markup:
    return Markup("").join(_lines(part) if isinstance(part, str) else _media(part, address) for part in split(text))


def _media(found: Reference, address: str | None) -> Markup:
    if address is None:
        return Markup("〔{}〕").format(found.label)
    if not found.is_sound:
        return Markup('<img class="cf-media" src="{}{}" alt="{}">').format(address, found.sha256, found.label)
    transcript = Markup('<span class="cf-transcript">{}</span>').format(found.transcript) if found.transcript else ""
    return Markup(
        '<span class="cf-sound"><span>{label}</span>'
        '<audio controls preload="metadata" src="{address}{sha}" aria-label="{label}"></audio>{transcript}</span>'
    ).format(label=found.label, address=address, sha=found.sha256, transcript=transcript)
