"""Files in Microsoft's old container: locked Word and Excel files, and those of Word 97 and Excel 97.

None of them is read; each is refused by what it is, with a way that works. What is inside is told by the names in the
container's directory.
"""

from typing import Any

from foundation.errors import N_
from question_bank.formats.interchange.xml_in import refused
from question_bank.formats.model import Paper

LOCKED = N_("这个文件设了密码（加密），请在 Word 或 Excel 里去掉密码、另存后再导入")
OLD_WORD = N_("这是 Word 97–2003 的文件（.doc），请在 Word 里另存为 .docx 后再导入")
OLD_EXCEL = N_("这是 Excel 97–2003 的文件（.xls），请在 Excel 里另存为 .xlsx 后再导入")
OTHER = N_("这是旧的 Office 文件，不能导入；请另存为 .docx、.xlsx 或文本后再导入")
_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_INSIDE = (
    ("EncryptedPackage", LOCKED),
    ("WordDocument", OLD_WORD),
    ("Workbook", OLD_EXCEL),
    ("Book", OLD_EXCEL),
)


def recognises(data: bytes, name: str) -> int:
    """Its first bytes."""
    return 95 if data.startswith(_MAGIC[:4]) else 0


def read(data: bytes, name: str, **_options: Any) -> Paper:
    """Always raises Invalid, saying what it is."""
    for inside, message in _INSIDE:
        if f"{inside}\0".encode("utf-16-le") in data:
            raise refused(name, message)
    raise refused(name, OTHER)
