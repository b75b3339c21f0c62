"""JPEG: segment by segment; of what cameras write beside the picture only the way it is held is kept."""

from foundation.media.kinds import Broken, Media, number, picture, take

START, END = b"\xff\xd8", 0xD9
FRAMES = frozenset({0xC0, 0xC1, 0xC2})  # baseline, extended, progressive: what browsers show
KEPT = FRAMES | {0xC4, 0xDB, 0xDD, 0xE0, 0xEE}  # tables, restart interval, JFIF, Adobe's colours
SCAN, EXIF = 0xDA, 0xE1
UPRIGHT = 1
ORIENTATION = 0x0112


def read_jpeg(raw: bytes) -> Media:
    """The picture without EXIF (camera, place, time), comments and profiles; cut after its end."""
    at, kept, frame, held, scans = len(START), list[bytes](), b"", UPRIGHT, 0
    while True:
        marker, at = _marker(raw, at)
        if marker == END:
            break
        length = number(raw, at, 2)
        segment = take(raw, at, length)
        if length < 2:
            raise Broken()
        at += length
        if marker in FRAMES:
            frame = frame or segment
        if marker == EXIF:
            held = _orientation(segment[2:]) or held
        elif marker in KEPT:
            kept.append(bytes((0xFF, marker)) + segment)
        elif marker == SCAN:
            stop = _end_of_scan(raw, at)
            kept.append(bytes((0xFF, marker)) + segment + raw[at:stop])
            at, scans = stop, scans + 1
        elif not (0xE0 <= marker <= 0xEF or marker == 0xFE):
            raise Broken()
    if not frame or not scans:
        raise Broken()
    body = START + _held(held) + b"".join(kept) + bytes((0xFF, END))
    return picture("image/jpeg", "jpg", body, number(frame, 5, 2), number(frame, 3, 2))


def _marker(raw: bytes, at: int) -> tuple[int, int]:
    """The marker there (padding of FF skipped) and where its segment begins."""
    if take(raw, at, 1) != b"\xff":
        raise Broken()
    while take(raw, at, 1) == b"\xff":
        at += 1
    return raw[at], at + 1


def _end_of_scan(raw: bytes, at: int) -> int:
    """Where the next marker that is no part of the packed picture stands."""
    while True:
        at = raw.find(b"\xff", at)
        follower = number(raw, at + 1, 1) if at >= 0 else None
        if follower is None:
            raise Broken()
        if follower and not 0xD0 <= follower <= 0xD7 and follower != 0xFF:
            return at
        at += 1 if follower == 0xFF else 2


def _orientation(exif: bytes) -> int:
    """How the camera was held, 1 to 8; 0 where the segment doesn't say."""
    if exif[:6] != b"Exif\0\0" or exif[6:8] not in (b"II", b"MM"):
        return 0
    tiff, little = exif[6:], exif[6:8] == b"II"
    try:
        first = number(tiff, 4, 4, little=little)
        for entry in range(first + 2, first + 2 + 12 * number(tiff, first, 2, little=little), 12):
            if number(tiff, entry, 2, little=little) == ORIENTATION:
                value = number(tiff, entry + 8, 2, little=little)
                return value if 1 <= value <= 8 else 0
    except Broken:
        return 0
    return 0


def _held(orientation: int) -> bytes:
    """An EXIF segment of our own that says nothing else; nothing for an upright picture."""
    if orientation == UPRIGHT:
        return b""
    entry = ORIENTATION.to_bytes(2) + b"\x00\x03\x00\x00\x00\x01" + orientation.to_bytes(2) + b"\x00\x00"
    exif = b"Exif\0\0MM\x00\x2a\x00\x00\x00\x08\x00\x01" + entry + b"\x00\x00\x00\x00"
    return bytes((0xFF, EXIF)) + (len(exif) + 2).to_bytes(2) + exif
