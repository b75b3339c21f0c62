"""Aiken: a stem, lettered options, `ANSWER: B`. `read`, `write`; single choice and judgements only."""

from question_bank.formats.aiken.reading import read, recognises
from question_bank.formats.aiken.writing import WRITERS, write

SUFFIX, MIME = ".aiken.txt", "text/plain"

__all__ = ["MIME", "SUFFIX", "WRITERS", "read", "recognises", "write"]
