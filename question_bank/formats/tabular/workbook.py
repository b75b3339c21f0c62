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
from question_bank.formats.tabular import messages
from question_bank.formats.tabular.merged import filled
from question_bank.formats.tabular.sheets import COLUMNS_READ, NO_ITEMS, Note, Sheet
from question_bank.formats.tabular.shown import BUILT_IN, is_date, shown

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
    """Its sheets in order, the hidden ones too. Raises Invalid."""
    package = open_package(data, name)
    cells = _Cells(_shared_texts(package), _formats(package))
    book = parse(package.read("xl/workbook.xml"), name)
    targets = _targets(package)
    sheets = []
    for node in [node for node in book.iter() if _local(node) == "sheet"][:SHEETS_READ]:
        relation = next((value for key, value in node.attrib.items() if _RELATION.search(str(key))), "")
        target = targets.get(str(relation), "")
        if target in package:
            is_hidden = node.get("state", "visible") != "visible"
            sheets.append(_sheet(node.get("name", ""), parse(package.read(target), name), cells, is_hidden))
    return sheets


def _sheet(name: str, root: etree._Element, cells: "_Cells", is_hidden: bool) -> Sheet:
    cells.notes = []
    rows = filled(list(_rows(root, cells)), root)
    return Sheet(name, rows, cells.notes, is_hidden)


def _formats(package: Package) -> list[str]:
    """The number format of each style that a cell may have."""
    path = "xl/styles.xml"
    if path not in package:
        return []
    root = parse(package.read(path), package.name)
    own = {
        node.get("numFmtId", ""): node.get("formatCode", "")[:80] for node in root.iter() if _local(node) == "numFmt"
    }
    styles = next((node for node in root if _local(node) == "cellXfs"), None)
    found = []
    for node in styles if styles is not None else ():
        number = node.get("numFmtId", "0")
        found.append(own.get(number) or BUILT_IN.get(int(number) if number.isdigit() else 0, ""))
    return found


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


def _rows(root: etree._Element, cells: "_Cells") -> Iterator[tuple[int, list[str]]]:
    held = 0
    for read, node in enumerate(root.iter(f"{_MAIN}row", f"{_STRICT}row"), 1):
        stated = node.get("r", "")
        cells.row = int(stated) if stated.isdigit() and len(stated) < 9 else read
        row: list[str] = []
        for cell in node:
            column = _column(cell.get("r", "")) if cell.get("r") else len(row)
            if column >= COLUMNS_READ:
                break
            row += [""] * (column - len(row))
            row.append(cells.value(cell))
        if any(row):
            held += 1
            check_number(held, None, spare=NO_ITEMS)
            if node.get("hidden") in ("1", "true"):
                cells.note(messages.ROW_HIDDEN)
            yield cells.row, row


class _Cells:
    """The values of cells as Excel shows them; what is odd about them is noted by row."""

    def __init__(self, texts: list[str], formats: list[str]) -> None:
        self._texts, self._formats = texts, formats
        self.notes: list[Note] = []
        self.row = 0

    def note(self, message: str, **params: str) -> None:
        """Remember it of the row that is being read."""
        self.notes.append(Note(self.row, message, params, _column(params["place"]) if "place" in params else -1))

    def value(self, cell: etree._Element) -> str:
        """One cell's text; empty for an error, and for a formula whose value isn't stored."""
        kind, place = cell.get("t", "n"), cell.get("r", "?")[:10]
        if kind == "inlineStr":
            return _text(cell).strip()
        stored = next((node.text or "" for node in cell if _local(node) == "v"), "")
        if not stored and any(_local(node) == "f" for node in cell):
            self.note(messages.FORMULA_EMPTY, place=place)
        if kind == "s":
            known = stored.isdigit() and int(stored) < len(self._texts)
            return self._texts[int(stored)].strip() if known else ""
        if kind == "b":
            return {"1": "正确", "0": "错误"}.get(stored, "")
        if kind == "e":
            self.note(messages.CELL_ERROR, place=place, found=stored[:20])
            return ""
        return self._number(cell, stored, place) if kind == "n" and stored else stored.strip()

    def _number(self, cell: etree._Element, stored: str, place: str) -> str:
        style = cell.get("s", "0")
        code = self._formats[int(style)] if style.isdigit() and int(style) < len(self._formats) else ""
        text = shown(stored, code) if code else None
        if text is None:
            return _number(stored)
        if is_date(code):
            self.note(messages.DATE, place=place, found=text)
        return text


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
