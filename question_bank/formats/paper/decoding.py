"""Bytes to text: encodings a Chinese paper comes in, and a plain refusal of everything that is no text.

Line ends become "\\n"; invisible characters go, control characters become spaces. No structure is read here.
"""

import re

from foundation.errors import Invalid, Problem
from question_bank.formats.paper import messages

MAX_MEGABYTES = 8
MAX_LINES = 200_000
_MAX_SIZE = MAX_MEGABYTES * 1024 * 1024
_MAGIC = {
    b"PK\x03\x04": "ZIP / Word / Excel",
    b"%PDF": "PDF",
    b"\xd0\xcf\x11\xe0": "Word 97 / Excel 97",
    b"{\\rtf": "RTF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"\x1f\x8b": "gzip",
    b"7z\xbc\xaf": "7-Zip",
    b"Rar!": "RAR",
}
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_INVISIBLE = dict.fromkeys([0x00AD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFE0F, 0xFEFF])
_CONTROLS = dict.fromkeys([*(c for c in range(0x20) if c not in (0x09, 0x0A)), *range(0x7F, 0xA0), 0x2028, 0x2029], " ")
_KEYCAP = {0x20E3: "."}
_NUMBERS = {  # one character that stands for several: ⒈, ⑴ and ㈠
    **{0x2488 + at: f"{at + 1}. " for at in range(20)},
    **{0x2474 + at: f"（{at + 1}）" for at in range(20)},
    **{0x3220 + at: f"（{numeral}）" for at, numeral in enumerate("一二三四五六七八九十")},
}
_CJK = re.compile(r"[\u4e00-\u9fff]")
_EVERYDAY = re.compile(r"[\t\n\r -~\u00b0-\u00f7\u2010-\u203b\u2460-\u2473\u3000-\u301f\u4e00-\u9fff\uff00-\uffee]")
_SAMPLE = 20_000


def decode(source: bytes | str, name: str = "") -> str:
    """The text of a paper or key; raises Invalid for what is empty, too large, binary or in an unknown encoding."""
    if len(source) > _MAX_SIZE:
        raise _refusal(name, messages.FILE_TOO_LARGE, limit=MAX_MEGABYTES)
    text = _decode_bytes(source, name) if isinstance(source, bytes) else source
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.count("\0") > len(text) // 50:
        raise _refusal(name, messages.FILE_BINARY, kind=messages.KIND_UNKNOWN)
    text = (
        text.translate(_INVISIBLE)
        .translate(_CONTROLS)
        .translate(_KEYCAP | _NUMBERS)
        .encode("utf-8", "replace")
        .decode("utf-8")
    )
    if text.count("\n") >= MAX_LINES:
        raise _refusal(name, messages.FILE_TOO_LONG, limit=MAX_LINES)
    if not text.strip():
        raise _refusal(name, messages.FILE_EMPTY)
    return text


def peek(source: bytes, size: int) -> str:
    """The beginning of a text, for recognising it; raises Invalid for what is no text."""
    if len(source) <= size:
        return decode(source)
    for end in range(size, size - 4, -1):  # a character may be cut in two
        try:
            return decode(source[:end])
        except Invalid:
            continue
    return decode(source[: source.rfind(b"\n", 0, size) + 1])


def _decode_bytes(source: bytes, name: str) -> str:
    for magic, kind in _MAGIC.items():
        if source.startswith(magic):
            raise _refusal(name, messages.FILE_BINARY, kind=kind)
    for bom, encoding in _BOMS:
        if source.startswith(bom):
            return _decoded(source[len(bom) :], encoding) or _fail(name)
    if b"\0" in source:
        return _utf16_without_bom(source, name)
    text = _decoded(source, "utf-8")
    if text is not None:
        return text
    text = _decoded(source, "gb18030")
    if text is None or not _reads_as_chinese(text):
        return _fail(name)
    return text


def _decoded(source: bytes, encoding: str) -> str | None:
    try:
        return source.decode(encoding)
    except UnicodeDecodeError:
        return None


def _utf16_without_bom(source: bytes, name: str) -> str:
    """Read the wrong way round, UTF-16 is full of rare characters; so is a binary file either way."""
    texts = [text for encoding in ("utf-16-le", "utf-16-be") if (text := _decoded(source, encoding))]
    text = max(texts, key=lambda text: len(_EVERYDAY.findall(text[:_SAMPLE])), default="")
    if not text or 10 * len(_EVERYDAY.findall(text[:_SAMPLE])) < 9 * len(text[:_SAMPLE]):
        raise _refusal(name, messages.FILE_BINARY, kind=messages.KIND_UNKNOWN)
    return text


def _reads_as_chinese(text: str) -> bool:
    """Almost any bytes decode as GB18030; only real text consists mostly of the 3,755 everyday characters."""
    characters = _CJK.findall(text[:_SAMPLE])
    return bool(characters) and 10 * sum(map(_is_everyday, characters)) >= 8 * len(characters)


def _is_everyday(character: str) -> bool:
    """True for level 1 of GB 2312, whose first byte runs from B0 to D7."""
    encoded = character.encode("gb2312", "ignore")
    return bool(encoded) and encoded[0] <= 0xD7


def _fail(name: str) -> str:
    raise _refusal(name, messages.FILE_ENCODING)


def _refusal(name: str, message: str, **params: object) -> Invalid:
    return Invalid(Problem(message, params, field=name or None), message=message, **params)
