"""Pictures and sounds made byte by byte, for tests: small, valid, and with something in them that must not stay."""

import struct
import zlib


def chunk(name: bytes, content: bytes) -> bytes:
    """A PNG chunk."""
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png(width: int = 64, height: int = 48, *extra: bytes, colour: bytes = b"\x1f\x6f\xb5") -> bytes:
    """A picture of one colour with a frame, and with these chunks before its end."""
    rows = b"".join(b"\0" + (b"\0\0\0" if y in (0, height - 1) else colour) * width for y in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = (chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(rows)), *extra, chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(body)


def huge_png(width: int, height: int) -> bytes:
    """A picture that claims a size; nothing of it is there."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def segment(marker: int, content: bytes) -> bytes:
    """A JPEG segment."""
    return bytes((0xFF, marker)) + struct.pack(">H", len(content) + 2) + content


def exif(orientation: int, note: bytes = b"GPS 31.2N 121.4E") -> bytes:
    """What a camera writes: how it was held, and where."""
    entry = struct.pack("<HHIHH", 0x0112, 3, 1, orientation, 0)
    return segment(0xE1, b"Exif\0\0II\x2a\0\x08\0\0\0\x01\0" + entry + b"\0\0\0\0" + note)


def jpeg(*extra: bytes, width: int = 40, height: int = 30) -> bytes:
    """A picture's skeleton: right in its parts, not meant to be looked at."""
    frame = segment(0xC0, struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00")
    tables = segment(0xDB, b"\0" + bytes(64)) + segment(0xC4, b"\0" + bytes(16))
    scan = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x12\xff\x00\x34\xff\xd0\x56"
    return b"\xff\xd8" + b"".join(extra) + tables + frame + scan + b"\xff\xd9"


def gif(pictures: int = 1) -> bytes:
    """A picture of one dot, or several that would move."""
    head = b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    note = b"\x21\xfe\x06secret\0"
    one = b"\x21\xf9\x04\x01\0\0\0\0" + b"\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\0"
    return head + note + one * pictures + b";"


def riff(form: bytes, *parts: tuple[bytes, bytes]) -> bytes:
    """A RIFF file."""
    body = form + b"".join(
        name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2) for name, content in parts
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body


def webp(*extra: tuple[bytes, bytes], width: int = 20, height: int = 10) -> bytes:
    """A picture's skeleton."""
    frame = b"\x10\0\0\x9d\x01\x2a" + struct.pack("<HH", width, height) + b"\x01\x02"
    return riff(b"WEBP", (b"VP8X", bytes(10)), (b"VP8 ", frame), *extra)


def wav(seconds: float = 0.2) -> bytes:
    """A tone that a browser plays, with a note beside it."""
    rate = 8000
    tone = bytes(128 + (60 if at // 10 % 2 else -60) for at in range(int(rate * seconds)))
    form = struct.pack("<HHIIHH", 1, 1, rate, rate, 1, 8)
    return riff(b"WAVE", (b"fmt ", form), (b"LIST", b"INFOIART secret"), (b"data", tone))


def mp3(frames: int = 5) -> bytes:
    """Frames of 128 kbit/s at 44.1 kHz with tags around them."""
    tag = b"ID3\x04\0\0" + bytes((0, 0, 0, 10)) + b"TIT2secret"
    return tag + (b"\xff\xfb\x90\x00" + bytes(413)) * frames + b"TAG" + b"secret".ljust(125)


def adts(frames: int = 5) -> bytes:
    """AAC frames of 20 bytes."""
    return (b"\xff\xf1\x50\x80" + bytes((20 >> 3, (20 & 7) << 5 | 0x1F, 0xFC)) + bytes(13)) * frames


def box(name: bytes, *content: bytes) -> bytes:
    """An MPEG-4 box."""
    inside = b"".join(content)
    return struct.pack(">I", len(inside) + 8) + name + inside


def m4a(handler: bytes = b"soun") -> bytes:
    """A container with one track, and notes."""
    track = box(b"trak", box(b"mdia", box(b"hdlr", bytes(8) + handler + bytes(12))))
    notes = box(b"udta", b"secret place")
    moov = box(b"moov", box(b"mvhd", bytes(100)), track, notes)
    return box(b"ftyp", b"M4A \0\0\0\0isom") + moov + box(b"mdat", b"\1\2\3\4")


def ogg(head: bytes = b"OpusHead\x01\x01") -> bytes:
    """Two pages of one stream."""

    def page(flags: int, number: int, content: bytes) -> bytes:
        start = b"OggS\0" + bytes((flags,)) + struct.pack("<QIII", 0, 7, number, 0)
        return start + bytes((1, len(content))) + content

    return page(2, 0, head) + page(4, 1, b"sound")
