"""Containers made to harm: deep, large, twisted. Each is refused or read in a bounded time, and never a crash."""

import io
import time
import zipfile

import pytest

from foundation.errors import Invalid
from question_bank.formats.registry import read_file
from tests.containers.ooxml import cell, docx, lines, p, table
from tests.containers.sheet_files import book
from tests.containers.word_named_files import compound

MEGA = 300_000
ITEM = "1. 来电先做什么（ A ）<br>A. 问好 B. 挂断"
FILES = {
    "tables.html": lambda: ("<html><body>" + "<table><tr><td>" * 5_000 + ITEM).encode(),
    "elements.html": lambda: ("<html>" + "<b>" * MEGA + ITEM).encode(),
    "tags.html": lambda: ("<html><body>" + "<p" * MEGA).encode(),
    "comment.html": lambda: ("<html><body><!--" + "-->x<!--" * 50_000).encode(),
    "entities.html": lambda: ("<html><body>" + "&#1114112;&bogus;" * 20_000 + ITEM).encode(),
    "lists.html": lambda: ("<html><body>" + "<ol start=99999999999><li>" * 5_000).encode(),
    "endless.mht": lambda: (
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n" + b"--b\r\n" * MEGA
    ),
    "broken64.mht": lambda: (
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\n" + b"=A" * MEGA
    ),
    "deep.rtf": lambda: b"{\\rtf1" + b"{" * MEGA,
    "closed.rtf": lambda: b"{\\rtf1" + b"}" * MEGA + b"\\u1?\\u-99999 \\bin999999999 \\'zz\\",
    "numbers.rtf": lambda: b"{\\rtf1 " + b"\\u9999999999?\\uc9999\\f99999\\cf99999\\b" * 20_000 + b"}",
    "cells.rtf": lambda: b"{\\rtf1 " + b"x\\cell" * 60_000 + b"\\row}",
    "bold.rtf": lambda: b"{\\rtf1\\b " + b"a{\\b b}" * 60_000 + b"}",
    "xml.xls": lambda: (
        b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        b'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet><Table><Row ss:Index="9999999"><Cell '
        b'ss:Index="999999" ss:MergeAcross="999999"><Data>x</Data></Cell></Row></Table></Worksheet></Workbook>'
    ),
    "entity.xls": lambda: (
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><Workbook xmlns="urn:schemas-microsoft-com:office:'
        b'spreadsheet"><Worksheet>&b;</Worksheet></Workbook>'
    ),
    "old.doc": lambda: compound("Sth"),
    "cut.doc": lambda: b"\xd0\xcf\x11\xe0",
    "nested.docx": lambda: docx("<w:tbl><w:tr><w:tc>" * 60 + p("1. 深（ A ）") + "</w:tc></w:tr></w:tbl>" * 60),
    "spans.docx": lambda: docx(
        table([cell("题号", '<w:gridSpan w:val="99999999"/>'), cell("答案", '<w:vMerge w:val="x"/>')])
        + table([cell("", "<w:vMerge/>")])
        + lines("1. 来电先做什么（ A ）", "A. 问好 B. 挂断")
    ),
    "formula.docx": lambda: docx(
        p("<m:oMath>" + "<m:f><m:num>" * 100 + "</m:num></m:f>" * 100 + "</m:oMath>") + lines("1. 答（ √ ）")
    ),
    "merged.xlsx": lambda: _merged(),
    "cells.csv": lambda: ("题干,选项,答案\n" + '来电？,"' + "A." * 60_000 + "\n" * 1_000 + '",A\n').encode(),
}


def _merged() -> bytes:
    """Every cell of a sheet merged with every other, many times."""
    made = io.BytesIO()
    sheet = book({"Sheet1": [["题干", "答案"], *([f"第{n}条有效", "对"] for n in range(500))]})
    areas = b"<mergeCells>" + b'<mergeCell ref="A1:XFD1048576"/>' * 5_000 + b"</mergeCells></worksheet>"
    with zipfile.ZipFile(io.BytesIO(sheet)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"</worksheet>", areas))
    return made.getvalue()


@pytest.mark.parametrize("name", FILES)
def test_bounded(name: str) -> None:
    data = FILES[name]()
    began = time.perf_counter()
    try:
        read_file(data, name)
    except Invalid as refused:
        assert refused.problems
    assert time.perf_counter() - began < 10
