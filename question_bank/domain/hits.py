"""Where the words of a search stand in a text: pieces to show, those that were looked for marked.

Looks at one character at a time, as `foundation.text.fold` would change it: for the eye, never to decide what fits.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from foundation.text import fold

_BEFORE = 12  # characters shown before the first hit of a long text


@dataclass(frozen=True, slots=True)
class Piece:
    """Some of a text; `hit`: it was looked for."""

    text: str
    hit: bool = False


def hits(text: str, words: str, length: int) -> tuple[Piece, ...]:
    """At most `length` characters of the text, around the first hit if that lies further down."""
    found = _found(text, fold(words).split())
    start = 0
    if len(text) > length and found and min(found) > length - _BEFORE:
        start = max(0, min(min(found) - _BEFORE, len(text) - length))
    end = min(len(text), start + length)
    pieces = [
        Piece("".join(text[place] for place in places), hit)
        for hit, places in groupby(range(start, end), key=found.__contains__)
    ]
    before = (Piece("…"),) if start else ()
    return (*before, *pieces, *((Piece("…"),) if end < len(text) else ()))


def _found(text: str, words: list[str]) -> set[int]:
    """The places of all characters that belong to a hit."""
    letters = list(_folded(text))
    folded = "".join(letter for letter, _place in letters)
    places: set[int] = set()
    for word in words:
        at = folded.find(word)
        while at >= 0:
            places.update(place for _letter, place in letters[at : at + len(word)])
            at = folded.find(word, at + 1)
    return places


def _folded(text: str) -> Iterator[tuple[str, int]]:
    for place, letter in enumerate(text):
        if letter.isspace():
            yield " ", place
        else:
            yield from ((one, place) for one in unicodedata.normalize("NFKC", letter).casefold())
