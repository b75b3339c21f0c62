"""GIFT, Moodle's text format (and its older relative, missing word): `read`, `write`. What it can't hold is
`interchange.losses`' to say.
"""

from question_bank.formats.gift.reading import read, recognises
from question_bank.formats.gift.writing import WRITERS, write

SUFFIX, MIME = ".gift.txt", "text/plain"

__all__ = ["MIME", "SUFFIX", "WRITERS", "read", "recognises", "write"]
