"""The emergency file's outside (rule 28): five lines of text, a header in clear, a hash, a seal; and what is refused.

Pure. Keys, encryption and the seal's check are in `formats/emergency_file`; what becomes of events decides `accept`.
The format is written down in docs/formats.md.
"""

import base64
import binascii
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

from certify.delivery.domain.attempt import Number
from certify.delivery.domain.events import EpochNumber, SaveEvent, SequenceNumber
from certify.delivery.domain.wire import MAX_EVENTS, Batch, ClientId
from foundation.errors import N_, Invalid

FORMAT = "certify-emergency/1"
FAMILY = "certify-emergency/"
MAX_FILE_BYTES = 4 * 2**20
MAX_FILE_EVENTS = 5_000
N_LINES = 5

EMERGENCY_TEXTS = {
    "unsent": N_("有 %(slots)s 题（%(n)s 条作答）还没有传到服务器。"),
    "pictures": N_("附图不在应急文件里：请把画好的纸交给监考员，也不要关闭这一页，网络恢复后图片会照常上传。"),
    "nothing": N_("作答都已传到服务器，不需要应急文件。"),
    "failed": N_("这台电脑的浏览器做不出应急文件，请不要关闭页面，举手告诉监考员。"),
    "file": N_("答卷应急"),
}

NumberPair = tuple[EpochNumber, SequenceNumber]


class EmergencyFileRefused(Invalid):
    """The file can't be taken in; nothing was changed. Every subclass says why, in words for whoever holds it."""


class NotAnEmergencyFile(EmergencyFileRefused):
    """Something else was chosen."""

    message = N_("这不是应急文件。请选考生页面导出的、以 .certify 结尾的文件")


class UnknownFormat(EmergencyFileRefused):
    """Made by a newer program."""

    message = N_("这份应急文件的格式（%(format)s）这里还不认识，请联系管理员升级系统")


class FileDamaged(EmergencyFileRefused):
    """Cut off or changed on the way: the ciphertext is not the one that its hash names."""

    message = N_("文件不完整，或在拷贝时损坏了。请在考生的电脑上重新导出，或换一个 U 盘再拷贝一次")


class OtherInstallation(EmergencyFileRefused):
    """Sealed to a key that this installation doesn't have."""

    message = N_("这份文件是为另一套系统加密的（密钥 %(key)s），这里打不开")


class FileForged(EmergencyFileRefused):
    """The seal doesn't fit: edited afterwards, or not made by this attempt's page."""

    message = N_("文件的校验不符：内容被改动过，或者不是从这份答卷的页面导出的。没有载入任何内容")


class UnknownAttempt(EmergencyFileRefused):
    """No such attempt, or not within the actor's reach: the two look the same."""

    message = N_("文件里的答卷不在你负责的场次里，没有载入任何内容")


class FileTooLarge(EmergencyFileRefused):
    """Larger than any page could make it."""

    message = N_("文件太大（最大 %(most)s MB），不是一份应急文件")


class Header(Struct, frozen=True, forbid_unknown_fields=True):
    """What stands in clear: whose attempt, which key, how many events, their numbers, when by the browser's clock."""

    attempt: UUID
    key: Annotated[str, Meta(pattern=r"^[0-9a-f]{16}$")]
    count: Annotated[int, Meta(ge=1, le=MAX_FILE_EVENTS)]
    lowest: NumberPair
    highest: NumberPair
    made_at: Annotated[str, Meta(max_length=40)]


class Contents(Struct, frozen=True):
    """What is sealed: the page's id and its unsent events, as they would have been sent."""

    client_id: ClientId
    events: Annotated[tuple[SaveEvent, ...], Meta(min_length=1, max_length=MAX_FILE_EVENTS)]


@dataclass(frozen=True, slots=True)
class SealedFile:
    """A file taken apart, not opened yet. `opening` are its first two lines, `signed` its first four, as they stand."""

    header: Header
    opening: bytes
    box: bytes
    checksum: str
    signed: bytes
    seal: str


def take_apart(raw: bytes) -> SealedFile:
    """The file's parts; raises FileTooLarge, NotAnEmergencyFile, UnknownFormat or FileDamaged."""
    if len(raw) > MAX_FILE_BYTES:
        raise FileTooLarge(most=MAX_FILE_BYTES // 2**20)
    first, *_rest = raw.split(b"\n", 1)
    if first != FORMAT.encode():
        _refuse_first_line(first)
    lines = raw.split(b"\n")
    if len(lines) != N_LINES + 1 or lines[-1]:
        raise FileDamaged
    _format, header, body, hash_line, seal_line = lines[:N_LINES]
    box = _box(body)
    checksum = hashlib.sha256(box).hexdigest()
    if hash_line != f"sha256 {checksum}".encode() or not seal_line.startswith(b"seal "):
        raise FileDamaged
    opening = raw[: len(first) + len(header) + 2]
    signed = raw[: len(raw) - len(seal_line) - 1]
    return SealedFile(_header(header), opening, box, checksum, signed, seal_line[5:].decode("ascii", "replace"))


def _refuse_first_line(first: bytes) -> None:
    if first.strip() == FORMAT.encode():  # an editor has changed the ends of lines
        raise FileDamaged
    if first.startswith(FAMILY.encode()) and len(first) <= 40:
        raise UnknownFormat(format=first.decode("ascii", "replace"))
    raise NotAnEmergencyFile


def _box(body: bytes) -> bytes:
    """Enclosed key and ciphertext; only the one canonical spelling is taken, so that no bit of it is free."""
    try:
        box = base64.urlsafe_b64decode(body + b"=" * (-len(body) % 4))
    except (binascii.Error, ValueError):
        raise FileDamaged
    if base64.urlsafe_b64encode(box).rstrip(b"=") != body:
        raise FileDamaged
    return box


# Made at import: two first uses of a shape at once crash the process (see wire.py).
_HEADER, _CONTENTS = msgspec.json.Decoder(Header), msgspec.json.Decoder(Contents)


def _header(line: bytes) -> Header:
    try:
        return _HEADER.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise FileDamaged


def read_contents(header: Header, plain: bytes) -> Contents:
    """The sealed events; raises FileForged where they are not what the header says."""
    try:
        contents = _CONTENTS.decode(plain)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise FileForged
    numbers = [event.number for event in contents.events]
    if len(set(numbers)) != len(numbers):
        raise FileForged
    if (header.count, header.lowest, header.highest) != (len(numbers), min(numbers), max(numbers)):
        raise FileForged
    return contents


def batches(contents: Contents) -> Iterator[Batch]:
    """The events as saves would have brought them, in the order of their numbers."""
    events = sorted(contents.events, key=lambda event: event.number)
    for start in range(0, len(events), MAX_EVENTS):
        yield Batch(contents.client_id, tuple(events[start : start + MAX_EVENTS]))


def spoken(checksum: str, groups: int = 8) -> str:
    """The checksum's first groups of four, to be read aloud and compared."""
    return " ".join(checksum[at : at + 4] for at in range(0, groups * 4, 4))


def number_ranges(numbers: Sequence[Number]) -> tuple[tuple[int, int, int], ...]:
    """(epoch, from, to) of each unbroken run of numbers."""
    runs: list[tuple[int, int, int]] = []
    for epoch, sequence in sorted(numbers):
        if runs and runs[-1][0] == epoch and runs[-1][2] == sequence - 1:
            runs[-1] = (epoch, runs[-1][1], sequence)
        else:
            runs.append((epoch, sequence, sequence))
    return tuple(runs)
