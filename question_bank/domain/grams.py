"""Index tokens of items: each character and each two neighbours of the folded text, and a hash for each mark (a tag, a
writer, a type …). An item that holds a word holds all of the word's grams; the search looks these up first.

A token is an unsigned 32-bit number. Whoever changes what is computed here must rebuild the index in a migration.
"""

from collections.abc import Iterable
from hashlib import blake2b
from itertools import pairwise

_HALF = 16  # bits of a character
_SURROGATES, _N_SURROGATES = 0xD800, 0x800  # no text holds these: room for what lies above 16 bits
_PRIVATE, _AFTER_PRIVATE = 0xE000, 0xF900  # no text that we know of begins with these: room for marks
_N_MARKS = (_AFTER_PRIVATE - _PRIVATE) << _HALF


def grams(folded: str) -> set[int]:
    """All 1- and 2-grams of a folded text; none reaches over a space."""
    found: set[int] = set()
    for run in folded.split(" "):
        codes = [_code(letter) for letter in run]
        found.update(code << _HALF for code in codes)
        found.update(first << _HALF | second for first, second in pairwise(codes))
    return found


def wanted_grams(word: str) -> set[int]:
    """What an item that holds this folded word must hold: its 2-grams, or its one character."""
    codes = [_code(letter) for letter in word]
    if len(codes) == 1:
        return {codes[0] << _HALF}
    return {first << _HALF | second for first, second in pairwise(codes)}


def is_exact(word: str) -> bool:
    """Whether holding the word's grams is the same as holding the word; otherwise the text has to be looked at."""
    return len(word) <= 2 and all(0 < ord(letter) < _SURROGATES or _is_after(ord(letter)) for letter in word)


def mark(kind: str, value: object) -> int:
    """The token of something that an item carries beside its text. Different marks may share one: compare them too."""
    digest = blake2b(f"{kind}:{value}".encode(), digest_size=8).digest()
    return (_PRIVATE << _HALF) + int.from_bytes(digest, "big") % _N_MARKS


def as_words(tokens: Iterable[int]) -> list[str]:
    """Tokens for a full-text index: ASCII words."""
    return [f"{token:x}" for token in sorted(tokens)]


def as_integers(tokens: Iterable[int]) -> list[int]:
    """Tokens for an array of signed 32-bit integers."""
    return sorted(token - (1 << 32) if token >> 31 else token for token in tokens)


def _code(letter: str) -> int:
    code = ord(letter)
    return code if code < 1 << _HALF else _SURROGATES + code % _N_SURROGATES


def _is_after(code: int) -> bool:
    return _AFTER_PRIVATE <= code < 1 << _HALF
