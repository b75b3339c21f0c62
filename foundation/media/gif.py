"""GIF: block by block; comments and extensions go, a second picture makes it a moving one."""

from foundation.media.kinds import Animated, Broken, Media, number, picture, take

SIGNATURES = (b"GIF87a", b"GIF89a")
EXTENSION, IMAGE, TRAILER = b"\x21", b"\x2c", b"\x3b"
CONTROL = b"\xf9"  # transparency of the picture that follows


def read_gif(raw: bytes) -> Media:
    """The one picture; cut after its end."""
    head = take(raw, 0, 13)
    at = 13 + _table(head[10])
    kept, pictures = [take(raw, 0, at)], 0
    while (kind := take(raw, at, 1)) != TRAILER:
        if kind == EXTENSION:
            stop = _blocks(raw, at + 2)
            if take(raw, at + 1, 1) == CONTROL:
                kept.append(raw[at:stop])
        elif kind == IMAGE:
            stop = _blocks(raw, at + 11 + _table(number(raw, at + 9, 1)))
            kept.append(raw[at:stop])
            pictures += 1
        else:
            raise Broken()
        at = stop
    if pictures != 1:
        raise Animated() if pictures else Broken()
    body = b"".join((*kept, TRAILER))
    return picture("image/gif", "gif", body, number(head, 6, 2, little=True), number(head, 8, 2, little=True))


def _table(flags: int) -> int:
    """How many bytes of colours follow."""
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _blocks(raw: bytes, at: int) -> int:
    """Where a chain of sub-blocks ends."""
    while length := number(raw, at, 1):
        take(raw, at, length + 1)
        at += length + 1
    return at + 1
