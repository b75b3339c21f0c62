"""WebP and WAV: both are RIFF files, chunk by chunk."""

from collections.abc import Iterable

from foundation.media.kinds import Animated, Broken, Media, number, picture, sound, take

WAV_FORMATS = frozenset({1, 3, 0xFFFE})  # PCM, float, and the form that names either
EXTENDED, ALPHA = b"VP8X", b"ALPH"
LOSSY, LOSSLESS = b"VP8 ", b"VP8L"
HAS_ALPHA, HAS_ANIMATION = 0x10, 0x02


def chunks(raw: bytes) -> list[tuple[bytes, bytes]]:
    """Names and contents; what follows the file's own length is not looked at."""
    end = 8 + number(raw, 4, 4, little=True)
    take(raw, 0, end)
    at, found = 12, list[tuple[bytes, bytes]]()
    while at < end:
        length = number(raw, at + 4, 4, little=True)
        if at + 8 + length > end:
            raise Broken()
        found.append((take(raw, at, 4), take(raw, at + 8, length)))
        at += 8 + length + length % 2
    return found


def _join(form: bytes, parts: Iterable[tuple[bytes, bytes]]) -> bytes:
    body = form + b"".join(
        name + len(content).to_bytes(4, "little") + content + b"\0" * (len(content) % 2) for name, content in parts
    )
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def read_webp(raw: bytes) -> Media:
    """The picture without EXIF, XMP and profile; a moving one is refused."""
    parts = chunks(raw)
    names = [name for name, _content in parts]
    if b"ANIM" in names or b"ANMF" in names:
        raise Animated()
    images = [(name, content) for name, content in parts if name in (LOSSY, LOSSLESS)]
    if len(images) != 1:
        raise Broken()
    name, content = images[0]
    width, height = _lossy_size(content) if name == LOSSY else _lossless_size(content)
    alpha = [part for part in parts if part[0] == ALPHA]
    if names[0] == EXTENDED and name == LOSSY and alpha:
        size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
        images = [(EXTENDED, bytes((HAS_ALPHA, 0, 0, 0)) + size), alpha[0], *images]
    return picture("image/webp", "webp", _join(b"WEBP", images), width, height)


def _lossy_size(frame: bytes) -> tuple[int, int]:
    if take(frame, 3, 3) != b"\x9d\x01\x2a" or frame[0] & 1:
        raise Broken()
    return number(frame, 6, 2, little=True) & 0x3FFF, number(frame, 8, 2, little=True) & 0x3FFF


def _lossless_size(frame: bytes) -> tuple[int, int]:
    if take(frame, 0, 1) != b"\x2f":
        raise Broken()
    bits = number(frame, 1, 4, little=True)
    return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1


def read_wav(raw: bytes) -> Media:
    """The sound without the notes beside it."""
    parts = [part for part in chunks(raw) if part[0] in (b"fmt ", b"data")]
    if [name for name, _content in parts] != [b"fmt ", b"data"]:
        raise Broken()
    form = parts[0][1]
    if number(form, 0, 2, little=True) not in WAV_FORMATS or not number(form, 12, 2, little=True) or not parts[1][1]:
        raise Broken()
    return sound("audio/wav", "wav", _join(b"WAVE", parts))
