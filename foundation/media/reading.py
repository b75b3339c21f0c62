"""From bytes to a picture or a sound: the first bytes say which parser, the parser says whether it is one."""

from collections.abc import Callable, Collection

from foundation.media import mpeg
from foundation.media.gif import SIGNATURES, read_gif
from foundation.media.jpeg import read_jpeg
from foundation.media.kinds import MEGABYTE, Active, Kind, Media, TooLarge, Unsupported
from foundation.media.mp4 import read_m4a
from foundation.media.ogg import read_ogg
from foundation.media.png import SIGNATURE, read_png
from foundation.media.riff import read_wav, read_webp

Parser = Callable[[bytes], Media]
PHOTOS = frozenset({"png", "jpg", "webp"})  # what a candidate hands in
PICTURES = PHOTOS | {"gif"}
SOUNDS = frozenset({"mp3", "aac", "m4a", "ogg", "wav"})
PARSERS: dict[str, Parser] = {
    "png": read_png,
    "jpg": read_jpeg,
    "gif": read_gif,
    "webp": read_webp,
    "wav": read_wav,
    "ogg": read_ogg,
    "m4a": read_m4a,
    "mp3": mpeg.read_mp3,
    "aac": mpeg.read_adts,
}
SCRIPTED = (b"<", b"%PDF", b"%!PS", b"{\\rtf", b"PK\x03\x04")
LIMITS = {Kind.PICTURE: 2 * MEGABYTE, Kind.SOUND: 10 * MEGABYTE}


def read_media(raw: bytes, formats: Collection[str] = PICTURES | SOUNDS, *, most: int | None = None) -> Media:
    """The file as it may be kept; raises MediaRefused. `most` bytes instead of what is usual for its kind."""
    name = _format_of(raw)
    if name is None or name not in formats:
        raise Active() if raw.lstrip(b"\xef\xbb\xbf \t\r\n\0").startswith(SCRIPTED) else Unsupported()
    limit = most or LIMITS[Kind.SOUND if name in SOUNDS else Kind.PICTURE]
    if len(raw) > limit:
        raise TooLarge(most=limit // MEGABYTE)
    return PARSERS[name](raw)


def _format_of(raw: bytes) -> str | None:
    """By the first bytes only."""
    if raw.startswith(SIGNATURE):
        return "png"
    if raw.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if raw.startswith(SIGNATURES):
        return "gif"
    if raw.startswith(b"RIFF"):
        return {b"WEBP": "webp", b"WAVE": "wav"}.get(raw[8:12])
    if raw.startswith(b"OggS"):
        return "ogg"
    if raw[4:8] == b"ftyp":
        return "m4a"
    start = mpeg.after_tags(raw)
    if mpeg.is_adts(raw, start):
        return "aac"
    return "mp3" if mpeg.is_mp3(raw, start) else None
