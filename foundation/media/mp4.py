"""M4A: sound in an MPEG-4 container. Boxes are walked; a track that is no sound makes it a film."""

from collections.abc import Iterator

from foundation.media.kinds import Broken, HasVideo, Media, Unsupported, number, sound, take

BRANDS = frozenset({b"M4A ", b"M4B ", b"mp42", b"mp41", b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"dash"})
TOP = frozenset({b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"uuid", b"moof", b"sidx", b"styp", b"mfra"})
NOTES = frozenset({b"udta", b"meta", b"uuid"})  # titles, places, covers
Box = tuple[bytes, int, int, int]  # name, where it begins, where its content begins, where it ends


def read_m4a(raw: bytes) -> Media:
    """The sound; notes are overwritten with nothing, so that every place in the file stays where it is."""
    if take(raw, 8, 4) not in BRANDS:
        raise Unsupported()
    body = bytearray(raw)
    top = list(_boxes(raw, 0, len(raw)))
    names = [box[0] for box in top]
    if not set(names) <= TOP or names.count(b"moov") != 1 or b"mdat" not in names:
        raise Broken()
    for box in top:
        if box[0] == b"moov":
            _check_tracks(raw, box)
            for inner in _boxes(raw, box[2], box[3]):
                _blank_notes(raw, body, inner)
        elif box[0] in NOTES:
            _blank(body, box)
    return sound("audio/mp4", "m4a", bytes(body))


def _boxes(raw: bytes, at: int, end: int) -> Iterator[Box]:
    while at < end:
        length, name, inside = number(raw, at, 4), take(raw, at + 4, 4), at + 8
        if length == 1:
            length, inside = number(raw, at + 8, 8), at + 16
        stop = end if length == 0 else at + length
        if stop < inside or stop > end:
            raise Broken()
        yield name, at, inside, stop
        at = stop


def _inside(raw: bytes, box: Box, name: bytes) -> list[Box]:
    return [each for each in _boxes(raw, box[2], box[3]) if each[0] == name]


def _check_tracks(raw: bytes, moov: Box) -> None:
    """At least one track, and each of them sound."""
    tracks = _inside(raw, moov, b"trak")
    if not tracks:
        raise Broken()
    for track in tracks:
        for media in _inside(raw, track, b"mdia"):
            kinds = {take(raw, handler[2] + 8, 4) for handler in _inside(raw, media, b"hdlr")}
            if kinds != {b"soun"}:
                raise HasVideo() if b"vide" in kinds else Broken()


def _blank_notes(raw: bytes, body: bytearray, box: Box) -> None:
    if box[0] in NOTES:
        _blank(body, box)
    elif box[0] == b"trak":
        for inner in _boxes(raw, box[2], box[3]):
            if inner[0] in NOTES:
                _blank(body, inner)


def _blank(body: bytearray, box: Box) -> None:
    _name, start, inside, stop = box
    body[start + 4 : start + 8] = b"free"
    body[inside:stop] = bytes(stop - inside)
