"""QTI 2.1 as it is written: a content package."""

from collections.abc import Sequence

from question_bank.domain.items import ItemDraft
from question_bank.formats.interchange.media_out import NO_MEDIA, Media
from question_bank.formats.qti.packing import write_package
from question_bank.formats.qti.reading import read, recognises
from question_bank.formats.qti.versions import V21
from question_bank.formats.qti.writing import WRITERS

SUFFIX, MIME = ".qti21.zip", "application/zip"


def write(items: Sequence[ItemDraft], media: Media = NO_MEDIA) -> bytes:
    """One package, with their pictures and sounds; items that don't fit are left out (see `interchange.losses`)."""
    return write_package(items, V21, media)


__all__ = ["MIME", "SUFFIX", "WRITERS", "read", "recognises", "write"]
