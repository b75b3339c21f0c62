"""Single-file web pages (.mht): the first part that is a page, decoded; all other parts are left."""

import base64
import binascii
import quopri
import re

from foundation.errors import N_
from question_bank.formats.interchange.xml_in import refused

NO_PAGE = N_("这个单文件网页里没有可读的页面，请另存为 .docx 后再导入")
LIMIT = 16 * 1024 * 1024
_HEAD = re.compile(rb"(?:[A-Za-z-]{1,60}:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){1,40}\r?\n")
_BOUNDARY = re.compile(rb"boundary\s*=\s*\"?([^\"\r\n;]{1,100})", re.I)
_PAGE = re.compile(rb"content-type:\s*text/html", re.I)
_CODING = re.compile(rb"content-transfer-encoding:\s*([\w-]{1,30})", re.I)


def is_archive(data: bytes) -> bool:
    """The head of a message that holds pages."""
    head = data[:4000].lower()
    return head.lstrip().startswith((b"mime-version:", b"from:")) and b"multipart/related" in head


def page_in(data: bytes, name: str) -> bytes:
    """The first page. Raises Invalid where there is none."""
    boundary = _BOUNDARY.search(data[:4000])
    parts = data[:LIMIT].split(b"--" + boundary.group(1)) if boundary else []
    for part in parts[1:200]:
        head = _HEAD.match(part.lstrip(b"\r\n"))
        if head is None or not _PAGE.search(head.group()):
            continue
        body = part.lstrip(b"\r\n")[head.end() :]
        coding = found.group(1).lower() if (found := _CODING.search(head.group())) else b""
        try:
            if coding == b"base64":
                return base64.b64decode(body)
        except binascii.Error as error:
            raise refused(name, NO_PAGE) from error
        return quopri.decodestring(body) if coding == b"quoted-printable" else body
    raise refused(name, NO_PAGE)
