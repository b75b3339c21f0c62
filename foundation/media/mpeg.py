"""MP3 and AAC (ADTS): frame after frame, without the tags before and after them."""

from collections.abc import Callable

from foundation.media.kinds import Broken, Media, number, sound, take

LengthOf = Callable[[bytes], int]
FEWEST_FRAMES = 3  # that many in a row are no accident
RATES = {  # kbit/s by (version 1?, layer)
    (True, 3): (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (False, 3): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
HERTZ = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}


def after_tags(raw: bytes) -> int:
    """Where the sound begins: after ID3 tags, which hold names, texts and pictures."""
    at = 0
    while raw[at : at + 3] == b"ID3":
        size = 0
        for each in take(raw, at + 6, 4):
            if each & 0x80:
                raise Broken()
            size = size << 7 | each
        at += 10 + size + (10 if number(raw, at + 5, 1) & 0x10 else 0)
        take(raw, at, 0)
    return at


def read_mp3(raw: bytes) -> Media:
    """The sound's frames and nothing else."""
    return sound("audio/mpeg", "mp3", _frames(raw, _mp3_length))


def read_adts(raw: bytes) -> Media:
    """The sound's frames and nothing else."""
    return sound("audio/aac", "aac", _frames(raw, _adts_length))


def is_mp3(raw: bytes, at: int) -> bool:
    """A frame's head stands there."""
    return bool(_mp3_length(raw[at : at + 7]))


def is_adts(raw: bytes, at: int) -> bool:
    """A frame's head stands there."""
    return bool(_adts_length(raw[at : at + 7]))


def _frames(raw: bytes, length_of: LengthOf) -> bytes:
    start = at = after_tags(raw)
    count = 0
    while at < len(raw) and (length := length_of(raw[at : at + 7])):
        if at + length > len(raw):
            break  # the last frame was cut off: players stop before it
        at, count = at + length, count + 1
    if count < FEWEST_FRAMES or not _is_a_tail(raw[at:], length_of):
        raise Broken()
    return raw[start:at]


def _is_a_tail(rest: bytes, length_of: LengthOf) -> bool:
    """What may follow the last frame: part of another one, a tag, zeros."""
    return not rest.strip(b"\0") or rest[:3] == b"TAG" or rest[:8] == b"APETAGEX" or bool(length_of(rest[:7]))


def _mp3_length(head: bytes) -> int:
    """A layer III frame's length by its head; 0 where none stands."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return 0
    version, layer, rate, hertz = head[1] >> 3 & 3, 4 - (head[1] >> 1 & 3), head[2] >> 4, head[2] >> 2 & 3
    if version not in HERTZ or layer != 3 or rate in (0, 15) or hertz == 3:
        return 0
    is_first = version == 3
    factor = 144_000 if is_first else 72_000
    return factor * RATES[is_first, 3][rate - 1] // HERTZ[version][hertz] + (head[2] >> 1 & 1)


def _adts_length(head: bytes) -> int:
    """An AAC frame's length by its head; 0 where none stands."""
    if len(head) < 7 or head[0] != 0xFF or head[1] & 0xF6 != 0xF0:
        return 0
    length = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
    return length if length > 7 else 0
