"""What fuzzing starts from: papers and packages of our own, and what lies beside the project in `../shared/data`."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
OWN = ROOT / "tests" / "data"
SHARED = ROOT.parent / "shared" / "data"
LARGEST = 20_000
_SUFFIXES = {
    "paper": (".txt", ".md"),
    "key": (".txt",),
    "gift": (".txt", ".gift"),
    "aiken": (".txt",),
    "json": (".json",),
    "csv": (".csv", ".txt"),
    "moodle": (".xml",),
    "qti": (".xml",),
    "item-in-package": (".xml",),
    "zip": (".zip",),
    "docx": (".docx",),
    "auto": (".txt", ".json", ".xml", ".md"),
}
_FOLDERS = {"moodle": ("import-formats",), "gift": ("import-formats",), "aiken": ("import-formats",), "csv": ()}
_QTI = ("qti",)
_PAPERS = ("chinese-papers",)


def seeds_of(target: str) -> Iterator[bytes]:
    """The files of a kind, small ones only, and one made-up seed for what no file has."""
    yield from _MADE_UP.get(target, ())
    suffixes = _SUFFIXES.get(target, ())
    folders = _FOLDERS.get(target, _QTI if target in ("qti", "item-in-package", "zip") else _PAPERS)
    places = [OWN, *(SHARED / folder for folder in folders)]
    for path in sorted(path for place in places if place.is_dir() for path in place.rglob("*")):
        if path.suffix.lower() in suffixes and path.is_file():
            data = path.read_bytes()
            yield data if path.suffix in (".zip", ".docx") else data[:LARGEST]


def _document(text: str) -> bytes:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in text.split("\n"))
    table = "<w:tbl><w:tr><w:tc><w:p/></w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl>"
    return f'<w:document xmlns:w="{space}"><w:body>{body}{table}</w:body></w:document>'.encode()


def _word(text: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", _document(text))
    return stream.getvalue()


def _sheet(rows: list[list[str]]) -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    cells = "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in row) + "</row>" for row in rows
    )
    merged = '<mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells>'
    return f'<worksheet xmlns="{space}"><sheetData>{cells}</sheetData>{merged}</worksheet>'.encode()


_PAPER = "一、单选题（每题2分）\n1、先做什么（A）\nA、问好  B、挂断\n二、判断题\n1、可以外传录音。（×）"
_MADE_UP: dict[str, tuple[bytes, ...]] = {
    "key": (
        "一、单选题\n1、甲（ ）\nA、一 B、二\n2、乙（ ）\nA、一 B、二\n二、填空题\n1、____和____\n"
        "\n#####KEY#####\n一、1-2 AB\n二、1.甲；乙".encode(),
    ),
    "csv": ("题目,选项A,选项B,答案,题型\n先做什么？,问好,挂断,A,单选\n".encode(),),
    "gift": (b"::t:: Q {=a ~b#no ~%-50%c}\n\nN {#1.5:0.1}\n\nM {=a->b =c->d}\n\nT {T#x#y}\n",),
    "aiken": (b"Q?\nA) a\nB) b\nANSWER: B\n",),
    "document": (_document(_PAPER),),
    "docx": (_word(_PAPER),),
    "sheet": (_sheet([["题目", "选项A", "选项B", "答案"], ["先做什么？", "问好", "挂断", "A"]]),),
    "webpage": (
        "<html><body><p>1、先做什么（A）<br>A、问好&nbsp;B、挂断</p><table><tr><td>题目</td><td>答案</td></tr>"
        "<tr><td>可以外传录音</td><td>错</td></tr></table></body></html>".encode(),
        b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n"
        b"Content-Transfer-Encoding: quoted-printable\n\n<p>1. Q (A)<p>A. a=20B. b\n--b--\n",
    ),
    "rtf": (
        rb"{\rtf1\ansi\ansicpg936{\fonttbl{\f0 a;}}\u20808?\par 1. Q (A)\par A. a\tab B. b\par"
        rb"\trowd\cellx1 a\cell b\cell\row}",
    ),
    "manifest": (
        b'<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"><resources><resource identifier="a" '
        b'type="imsqti_item_xmlv2p1" href="a.xml"><file href="a.xml"/></resource></resources></manifest>',
    ),
}
