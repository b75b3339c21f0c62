"""Builders of `word_boxes`: what only calls itself Word, and tables that lay out the page."""

import base64

from tests.containers.ooxml import docx, p, r, table
from tests.containers.word_odd_files import SINGLE


def html_doc() -> bytes:
    return (
        "<html xmlns:o='urn:schemas-microsoft-com:office:office'><head><meta "
        "charset=utf-8><title>题</title><style>p{margin:0}</style></head><body>"
        "<h2>一、单选题</h2><p>1. 网页另存的题是（ B ）</p><p>A. 假的&nbsp;&nbsp;B. 真的&nbsp;&nbsp;C. 空的</p>"
        "<p>2. 换行在格里的题是（ A ）<br>A. 可读<br>B. 不可读</p></body></html>"
    ).encode()


def rtf_doc() -> bytes:
    def code(text: str) -> str:
        return "".join(c if ord(c) < 128 else "".join(f"\\'{b:02x}" for b in c.encode("gbk")) for c in text)

    body = "\\par\n".join(
        code(t)
        for t in (
            "一、单选题",
            "1. 写字板存的题是（ B ）",
            "A. 甲类\\tab B. 乙类\\tab C. 丙类",
            "2. 编码是国标的题（ A ）",
            "A. 是 B. 否",
        )
    )
    return (
        "{\\rtf1\\ansi\\ansicpg936\\deff0{\\fonttbl{\\f0\\fnil\\fcharset134 SimSun;}}"
        "{\\colortbl;\\red255\\green0\\blue0;}\\viewkind4\\uc1\\pard\\f0 " + body + "\\par}"
    ).encode("ascii")


def rtf_unicode() -> bytes:
    body = "\\par ".join(
        "".join(c if ord(c) < 128 else f"\\u{ord(c) if ord(c) < 32768 else ord(c) - 65536}?" for c in t)
        for t in ("一、判断题", "1. 统一码的题读得出。（ √ ）", "2. 乱码也算读出。（ × ）")
    )
    return ("{\\rtf1\\ansi\\uc1{\\info{\\author x}}{\\*\\generator W;}\\pard " + body + "\\par}").encode("ascii")


def compound(*names: str) -> bytes:
    """The beginning of an OLE compound file whose directory names these streams."""
    entries = b"".join(n.encode("utf-16-le").ljust(64, b"\0") + b"\0" * 64 for n in ("Root Entry", *names))
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + b"\x3e\0\x03\0\xfe\xff\x09\0" + b"\0" * 480 + entries


def layout_table() -> bytes:
    return docx(
        table(
            [
                p("一、单选题") + p("1. 版式表里的题（ A ）") + p("A. 照读 B. 丢掉 C. 报错"),
                p("二、判断题") + p("1. 右栏的题也要读。（ √ ）"),
            ]
        )
    )


def nested() -> bytes:
    inner = table(["A. 照读", "B. 丢掉"], ["C. 报错", "D. 合并"])
    return docx(
        p(SINGLE)
        + table(
            [
                f"<w:tc><w:tcPr/>{p('1. 格内还有表的题（ A ）')}{inner}"
                f"{p('2. 表后的题（ B ）')}{p('A. 甲 B. 乙 C. 丙')}</w:tc>"
            ]
        )
    )


def checkboxes() -> bytes:
    def box(on: int) -> str:
        return (
            f'<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="{on}"/></w14:checkbox>'
            f"</w:sdtPr><w:sdtContent>{r('☒' if on else '☐')}</w:sdtContent></w:sdt>"
        )

    return docx(
        p(SINGLE) + p("1. 哪项是礼貌用语") + p(box(0) + r("A. 喂")) + p(box(1) + r("B. 您好")) + p(box(0) + r("C. 哎"))
    )


def mht() -> bytes:
    html = base64.b64encode(
        "<html><body><p>一、判断题</p><p>1. 单文件网页里的题。（ √ ）</p></body></html>".encode()
    ).decode()
    return (
        "MIME-Version: 1.0\r\nContent-Type: multipart/related; "
        'boundary="b1"\r\n\r\n--b1\r\nContent-Type: text/html; charset="utf-8"\r\n'
        f"Content-Transfer-Encoding: base64\r\n\r\n{html}\r\n--b1--\r\n"
    ).encode()
