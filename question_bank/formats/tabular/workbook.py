"""Rows of a workbook (.xlsx), read from its parts as XML from strangers: bounded, no entities, no formula computed."""

import io
import re
import struct
import zipfile
from collections.abc import Iterator

from lxml import etree

from question_bank.formats.interchange.xml_in import parse
from question_bank.formats.interchange.zip_in import Package, open_package
from question_bank.formats.limits import check_number
from question_bank.formats.tabular.sheets import COLUMNS_READ, NO_ITEMS, Sheet

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_RELATION = re.compile(r"\}id$")
_COLUMN = re.compile(r"([A-Z]{1,3})\d")
SHEETS_READ = 20


def is_workbook(data: bytes) -> bool:
    """True for an archive with a workbook in it."""
    return "xl/workbook.xml" in member_names(data)


def member_names(data: bytes) -> list[str]:
    """The names in an archive; none for what is no archive."""
    try:
        return zipfile.ZipFile(io.BytesIO(data)).namelist()
    except (zipfile.BadZipFile, struct.error, ValueError, NotImplementedError, OSError, EOFError):
        return []


def read_workbook(data: bytes, name: str) -> list[Sheet]:
    """Its visible sheets, in order. Raises Invalid."""
    package = open_package(data, name)
    texts = _shared_texts(package)
    book = parse(package.read("xl/workbook.xml"), name)
    targets = _targets(package)
    sheets = []
    for node in [node for node in book.iter() if _local(node) == "sheet"][:SHEETS_READ]:
        relation = next((value for key, value in node.attrib.items() if _RELATION.search(str(key))), "")
        target = targets.get(str(relation), "")
        if node.get("state", "visible") == "visible" and target in package:
            sheets.append(Sheet(node.get("name", ""), list(_rows(parse(package.read(target), name), texts))))
    return sheets


def _targets(package: Package) -> dict[str, str]:
    path = "xl/_rels/workbook.xml.rels"
    if path not in package:
        return {}
    root = parse(package.read(path), package.name)
    return {
        node.get("Id", ""): ("xl/" + node.get("Target", "")).replace("xl//xl/", "xl/")
        for node in root
        if len(node.attrib)
    }


def _shared_texts(package: Package) -> list[str]:
    path = "xl/sharedStrings.xml"
    if path not in package:
        return []
    return [_text(node) for node in parse(package.read(path), package.name) if _local(node) == "si"]


def _rows(root: etree._Element, texts: list[str]) -> Iterator[tuple[int, list[str]]]:
    held = 0
    for read, node in enumerate(root.iter(f"{_MAIN}row", f"{_STRICT}row"), 1):
        cells: list[str] = []
        for cell in node:
            column = _column(cell.get("r", "")) if cell.get("r") else len(cells)
            if column >= COLUMNS_READ:
                break
            cells += [""] * (column - len(cells))
            cells.append(_value(cell, texts))
        if any(cells):
            held += 1
            check_number(held, None, spare=NO_ITEMS)
            number = node.get("r", "")
            yield int(number) if number.isdigit() and len(number) < 9 else read, cells


def _value(cell: etree._Element, texts: list[str]) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return _text(cell).strip()
    stored = next((node.text or "" for node in cell if _local(node) == "v"), "")
    if kind == "s":
        return texts[int(stored)].strip() if stored.isdigit() and int(stored) < len(texts) else ""
    if kind == "b":
        return {"1": "正确", "0": "错误"}.get(stored, "")
    if kind == "n" and stored:
        return _number(stored)
    return stored.strip()


def _number(stored: str) -> str:
    """54 and not 54.0; 0.1 and not 0.10000000000000001."""
    try:
        return f"{float(stored):.15g}"
    except ValueError:
        return stored.strip()


def _text(node: etree._Element) -> str:
    """All its runs; not the pronunciation beside them."""
    pieces = []
    for text in node.iter():
        if _local(text) == "t" and not any(_local(above) == "rPh" for above in text.iterancestors()):
            pieces.append(text.text or "")
    return "".join(pieces).replace("_x000D_", "").replace("\r", "")


def _column(reference: str) -> int:
    found = _COLUMN.match(reference)
    if not found:
        return 0
    number = 0
    for letter in found.group(1):
        number = number * 26 + ord(letter) - 64
    return number - 1


def _local(node: etree._Element) -> str:
    return etree.QName(node).localname if isinstance(node.tag, str) else ""
