"""A ZIP package as it comes from strangers, read into memory under limits of our own; nothing is ever unpacked to disk.

What lies about its size, points outside or is a link keeps the whole package out.
"""

import io
import lzma
import stat
import struct
import zipfile
import zlib
from dataclasses import dataclass, field

from question_bank.formats.interchange import messages
from question_bank.formats.interchange.xml_in import refused

MOST_MEMBERS = 12_000
MEMBER_LIMIT = 64 * 1024 * 1024
TOTAL_LIMIT = 128 * 1024 * 1024
RATIO_LIMIT = 500
RATIO_FROM = 1024 * 1024  # small files may well shrink a lot
NAME_LIMIT = 240
_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, struct.error, lzma.LZMAError, EOFError, OSError),
    *(NotImplementedError, RuntimeError, ValueError),  # ValueError: a place before the file's beginning
)


@dataclass
class Package:
    """The members by name. `read` counts what really comes out, whatever the directory says."""

    name: str
    archive: zipfile.ZipFile
    members: dict[str, zipfile.ZipInfo]
    spent: int = field(default=0)

    def __contains__(self, member: object) -> bool:
        return member in self.members

    def names(self) -> list[str]:
        """All members, in the package's order."""
        return list(self.members)

    def read(self, member: str) -> bytes:
        """One member. Raises Invalid where it is missing, damaged or larger than allowed."""
        info = self.members.get(member)
        if info is None:
            raise refused(self.name, messages.MISSING_MEMBER, member=member[:80])
        try:
            with self.archive.open(info) as stream:
                data = stream.read(MEMBER_LIMIT + 1)
        except _DAMAGE as error:
            raise refused(self.name, messages.NOT_ZIP) from error
        if len(data) > MEMBER_LIMIT:
            raise refused(self.name, messages.MEMBER_TOO_LARGE, member=member[:80])
        self.spent += len(data)
        if self.spent > 2 * TOTAL_LIMIT:
            raise refused(self.name, messages.PACKAGE_TOO_LARGE)
        return data


def open_package(data: bytes, name: str) -> Package:
    """The package, once its directory holds nothing amiss. Raises Invalid with the reason."""
    if len(data) > TOTAL_LIMIT:
        raise refused(name, messages.TOO_LARGE)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        infos = archive.infolist()
    except _DAMAGE as error:
        raise refused(name, messages.NOT_ZIP) from error
    if len(infos) > MOST_MEMBERS:
        raise refused(name, messages.TOO_MANY_MEMBERS)
    members: dict[str, zipfile.ZipInfo] = {}
    seen: set[str] = set()
    for info in infos:
        _check(info, name, seen)
        if not info.is_dir():
            members[info.filename] = info
    if sum(info.file_size for info in members.values()) > TOTAL_LIMIT:
        raise refused(name, messages.PACKAGE_TOO_LARGE)
    return Package(name, archive, members)


def _check(info: zipfile.ZipInfo, name: str, seen: set[str]) -> None:
    member = info.filename
    parts = member.replace("\\", "/").split("/")
    shown = ascii(member)[1:81]
    outside = not member or member.startswith(("/", "\\")) or ".." in parts or ":" in parts[0] or "\0" in member
    if outside or "\\" in member or len(member) > NAME_LIMIT:
        raise refused(name, messages.BAD_MEMBER_NAME, member=shown)
    linked = stat.S_ISLNK(info.external_attr >> 16)
    if linked or info.flag_bits & 1 or member.casefold() in seen:
        raise refused(name, messages.BAD_MEMBER, member=shown)
    seen.add(member.casefold())
    if info.file_size > MEMBER_LIMIT:
        raise refused(name, messages.MEMBER_TOO_LARGE, member=shown)
    if info.file_size > RATIO_FROM and info.file_size > RATIO_LIMIT * max(1, info.compress_size):
        raise refused(name, messages.BOMB, member=shown)
