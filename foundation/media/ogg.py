"""OGG with Opus or Vorbis: page after page of one stream. Its comments stay: they are under each page's checksum."""

from foundation.media.kinds import Broken, HasVideo, Media, number, sound, take

HEADS = (b"OpusHead", b"\x01vorbis")
PICTURES = (b"\x80theora", b"OVP80")
LAST = 0x04


def read_ogg(raw: bytes) -> Media:
    """The one stream, whole, with nothing behind it."""
    at, flags, streams = 0, 0, set[bytes]()
    first = take(raw, 0, 27)
    head = raw[27 + first[26] :][:8]
    if head.startswith(PICTURES):
        raise HasVideo()
    if not head.startswith(HEADS):
        raise Broken()
    while at < len(raw):
        page = take(raw, at, 27)
        if page[:5] != b"OggS\0":
            raise Broken()
        flags = page[5]
        streams.add(page[14:18])
        lengths = take(raw, at + 27, number(page, 26, 1))
        at += 27 + len(lengths) + sum(lengths)
    if at != len(raw) or len(streams) != 1 or not flags & LAST:
        raise Broken()
    return sound("audio/ogg", "ogg", raw)
