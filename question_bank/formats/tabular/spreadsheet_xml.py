"""Excel's old XML (SpreadsheetML 2003), which exam systems still export under the name .xls: its sheets as rows."""

from lxml import etree

from question_bank.formats.interchange.xml_in import parse
from question_bank.formats.limits import check_number
from question_bank.formats.tabular import messages
from question_bank.formats.tabular.sheets import COLUMNS_READ, NO_ITEMS, Note, Sheet

NAMESPACE = "urn:schemas-microsoft-com:office:spreadsheet"
SIGN = NAMESPACE.encode()
_N = f"{{{NAMESPACE}}}"
_MOST_SHEETS = 20


def read_spreadsheet(data: bytes, name: str) -> list[Sheet]:
    """Its sheets, in order. Raises Invalid."""
    sheets = list(parse(data, name).iter(f"{_N}Worksheet"))[:_MOST_SHEETS]
    return [_sheet(node) for node in sheets]


def _sheet(node: etree._Element) -> Sheet:
    rows: list[tuple[int, list[str]]] = []
    notes: list[Note] = []
    number = 0
    for row in node.iter(f"{_N}Row"):
        number = _index(row, number)
        cells: list[str] = []
        for cell in row.iter(f"{_N}Cell"):
            column = _index(cell, len(cells)) - 1
            if column >= COLUMNS_READ:
                break
            cells += [""] * (column - len(cells))
            cells.append(_value(cell, number, notes))
            cells += [cells[-1]] * min(_count(cell, "MergeAcross"), COLUMNS_READ - len(cells))
        if any(cells):
            rows.append((number, cells))
            check_number(len(rows), None, spare=NO_ITEMS)
    return Sheet(node.get(f"{_N}Name", ""), rows, notes)


def _index(node: etree._Element, before: int) -> int:
    """The place that it names, else the one after the last."""
    return max(_count(node, "Index"), before + 1)


def _count(node: etree._Element, name: str) -> int:
    text = node.get(f"{_N}{name}", "")
    return int(text) if text.isdigit() and len(text) < 7 else 0


def _value(cell: etree._Element, number: int, notes: list[Note]) -> str:
    data = cell.find(f"{_N}Data")
    if data is None:
        return ""
    text, kind = "".join(str(piece) for piece in data.itertext()).strip(), data.get(f"{_N}Type", "String")
    if kind == "Boolean":
        return {"1": "正确", "0": "错误"}.get(text, "")
    if kind == "Error":
        notes.append(Note(number, messages.CELL_ERROR, {"place": str(number), "found": text[:20]}))
        return ""
    if kind == "DateTime":
        notes.append(Note(number, messages.DATE, {"place": str(number), "found": text[:10]}))
        return text[:10]
    return text.removesuffix(".0") if kind == "Number" else text
