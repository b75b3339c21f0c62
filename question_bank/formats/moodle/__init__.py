"""Moodle XML: `read`, `write`. Categories become sections; what it can't hold is `interchange.losses`' to say."""

from question_bank.formats.moodle.reading import read, recognises
from question_bank.formats.moodle.writing import WRITERS, write

SUFFIX, MIME = ".moodle.xml", "application/xml"

__all__ = ["MIME", "SUFFIX", "WRITERS", "read", "recognises", "write"]
