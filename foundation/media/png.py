"""PNG: chunk by chunk with their checksums; only what the picture needs is kept."""

import zlib

from foundation.media.kinds import Animated, Broken, Media, number, picture, take

SIGNATURE = b"\x89PNG\r\n\x1a\n"
KEPT = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"sRGB", b"cHRM", b"pHYs", b"sBIT"})


def read_png(raw: bytes) -> Media:
    """The picture without text, times, places, profiles, and whatever follows its end."""
    at, kept, names = len(SIGNATURE), [SIGNATURE], list[bytes]()
    while not names or names[-1] != b"IEND":
        length = number(raw, at, 4)
        name, whole = take(raw, at + 4, 4), take(raw, at, length + 12)
        if zlib.crc32(whole[4:-4]) != number(whole, length + 8, 4):
            raise Broken()
        if name == b"acTL":
            raise Animated()
        if name in KEPT:
            kept.append(whole)
        elif not name[0] & 0x20:  # a capital letter: a chunk that must be understood
            raise Broken()
        names.append(name)
        at += length + 12
    if names[0] != b"IHDR" or names.count(b"IHDR") != 1 or b"IDAT" not in names:
        raise Broken()
    return picture("image/png", "png", b"".join(kept), number(raw, 16, 4), number(raw, 20, 4))
