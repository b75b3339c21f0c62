"""Passwords that everybody tries first: runs on a keyboard, repeated pieces, one well-known word with decoration.

Patterns instead of a list of leaked passwords: nothing has to be shipped or asked of anybody. It is no substitute for
one; docs/security.md says so.
"""

import re
from itertools import pairwise

ROWS = (
    "01234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "1q2w3e4r5t6y7u8i9o0p",
    "!@#$%^&*()",
)
STEPS = frozenset(pair for row in ROWS for text in (row, row[::-1]) for pair in pairwise(text))
SHORTEST_RUN = 3
MOSTLY = 0.7
LOOKALIKES = str.maketrans("013457@$!", "oieastasi")
_KNOWN = """
abc access admin administrator april august autumn baseball batman certify changeme china computer december default
demo dragon exam february football friday guest hello huawei iloveyou january july june kefu letmein login love
march master may mobile monday monkey myspace november october pass passwd password princess qwe qwer qwert qwerty
root saturday secret september service shadow spring summer sunday sunshine superman system telecom temp test
thursday training trustno tuesday unicom user wednesday welcome winter woaini woaiwojia
"""
WORDS = frozenset(_KNOWN.split())


def is_easy(password: str) -> bool:
    """Whether it is among what is tried first."""
    text = password.casefold()
    return len(set(text)) < 5 or _is_repeated(text) or _is_run(text) or _is_word(text)


def _is_repeated(text: str) -> bool:
    """One piece, at least twice, with nothing or a part of itself after it."""
    return any(text == (text[:size] * len(text))[: len(text)] for size in range(1, len(text) // 2 + 1))


def _is_run(text: str) -> bool:
    """Most of it are steps to a neighbour, on the keyboard, among letters or among digits, either way."""
    covered, length = 0, 1
    for pair in (*pairwise(text), ("", "")):
        if pair in STEPS:
            length += 1
        else:
            covered += length if length >= SHORTEST_RUN else 0
            length = 1
    return covered >= MOSTLY * len(text)


def _is_word(text: str) -> bool:
    """Nothing but well-known words, whatever digits and signs stand before, between or behind them."""
    bare = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", text)
    for spelling in (bare, bare.translate(LOOKALIKES)):
        pieces = re.findall(r"[^\W\d_]+", spelling)
        if pieces and all(_is_made_of_words(piece) for piece in pieces):
            return True
    return False


def _is_made_of_words(piece: str) -> bool:
    ends = {0}
    for at in range(len(piece)):
        if at in ends:
            ends |= {at + len(word) for word in WORDS if piece.startswith(word, at)}
    return len(piece) in ends
