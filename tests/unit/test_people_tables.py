"""Files of people: every encoding and heading that people use, and the files that must be refused."""

import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from people.domain.importing import COLUMN_LABELS, Column
from people.formats.cells import safe, text_of
from people.formats.grid import BrokenTable
from people.formats.tables import BYTES_MAX, read_table
from people.formats.template import build_csv, build_template

ROW = {Column.LOGIN: "200901", Column.NAME: "张一", Column.UNIT: "岚州一中心"}


def workbook(*rows: tuple[object, ...], title: str = "人员") -> bytes:
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def told(data: bytes) -> str:
    with pytest.raises(BrokenTable) as caught:
        read_table(data)
    (problem,) = caught.value.problems
    assert problem.field == "file"
    return str(problem)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_csv_in_every_encoding_and_with_every_mark(encoding: str, mark: str) -> None:
    text = mark.join(("姓名", "工号", "部门")) + "\r\n" + mark.join(("张一", "200901", "岚州一中心")) + "\r\n"
    assert read_table(text.encode(encoding)).rows == ((2, ROW),)


def test_columns_in_any_order_and_in_english() -> None:
    table = read_table(
        workbook(("Unit", "Remarks", "Name*", "Staff number (required)"), ("岚州一中心", "x", "张一", 200901))
    )
    assert table.rows == ((2, ROW),)
    assert table.unknown_headings == ("Remarks",)
    assert table.positions[Column.LOGIN] == 3


def test_a_title_above_the_header_and_blank_rows_keep_the_numbers_of_the_sheet() -> None:
    table = read_table(workbook(("2026 年名单",), (), ("工号", "姓名", "单位"), (), ("200901", "张一", "岚州一中心")))
    assert table.header_row == 3 and table.rows == ((5, ROW),)


def test_the_second_sheet_is_read_when_the_first_has_no_people() -> None:
    book = openpyxl.Workbook()
    book.active.append(("说明",))
    sheet = book.create_sheet("名单")
    sheet.append(("工号", "姓名"))
    sheet.append(("200901", "张一"))
    buffer = io.BytesIO()
    book.save(buffer)
    table = read_table(buffer.getvalue())
    assert table.grid.sheet == "名单" and len(table.rows) == 1


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (13800000901.0, "13800000901"),
        (200901, "200901"),
        (datetime(2026, 1, 5), "2026-01-05"),
        (date(2026, 1, 5), "2026-01-05"),
        ("\u200b 张\xa0一 ", "张 一"),
        ("'=1+1", "=1+1"),
        ("'quoted", "'quoted"),
        (None, ""),
        (True, "TRUE"),
    ],
)
def test_cells_as_a_person_sees_them(value: object, text: str) -> None:
    assert text_of(value) == text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "空的"),
        (b"x" * (BYTES_MAX + 1), "太大"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, ".xls"),
        (b"%PDF-1.7\n\x00\x01\x02\xff\xfe", "CSV"),
        ("工号,电话\n1,2\n".encode(), "没有找到表头"),
        ("工号,姓名\n".encode(), "没有人员"),
        ("工号,姓名,员工号\n1,2,3\n".encode(), "有两列"),
        ('工号,姓名\n1,"张一\n'.encode(), "引号"),
        (("工号,姓名\n" + "1,张\n" * 5001).encode(), "最多 5000 行"),
        (b"PK\x03\x04 and then nothing", "坏的"),
    ],
)
def test_broken_files_are_refused_clearly(data: bytes, words: str) -> None:
    assert words in told(data)


def archive(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as handle:
        for name, content in parts.items():
            handle.writestr(name.replace("__", "/") + ".xml", content)
    return buffer.getvalue()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, content if part.filename == name else old.read(part))
    return buffer.getvalue()


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    assert "不是 Excel" in told(archive(word__document=b"<a/>"))


def test_a_zip_bomb_is_refused_before_it_is_parsed() -> None:
    good = workbook(("工号", "姓名"), ("200901", "张一"))
    bomb = with_part(good, "xl/worksheets/sheet1.xml", b" " * (70 * 2**20))
    assert len(bomb) < 2**20
    assert "超过 64 MB" in told(bomb)


def test_entities_in_a_workbook_are_refused() -> None:
    good = workbook(("工号", "姓名"), ("200901", "张一"))
    evil = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet/>'
    assert "坏的" in told(with_part(good, "xl/worksheets/sheet1.xml", evil))


def test_a_cell_at_the_end_of_the_sheet_costs_nothing() -> None:
    book = openpyxl.Workbook()
    book.active.append(("工号", "姓名"))
    book.active.append(("200901", "张一"))
    book.active["XFD1048576"] = "far"
    buffer = io.BytesIO()
    book.save(buffer)
    assert len(read_table(buffer.getvalue()).rows) == 1


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/styles.xml", "xl/worksheets/sheet1.xml"])
@pytest.mark.parametrize("content", [b"", b"<", b"\xff\xfe"])
def test_damaged_parts_are_refused(part: str, content: bytes) -> None:
    good = workbook(("工号", "姓名"), ("200901", "张一"))
    told(with_part(good, part, content))


@pytest.mark.filterwarnings("ignore:Workbook contains no stylesheet")
def test_a_workbook_without_styles_is_read() -> None:
    good = workbook(("工号", "姓名"), ("200901", "张一"))
    assert len(read_table(with_part(good, "xl/styles.xml", b"<a/>")).rows) == 1


def test_the_template_reads_back_without_formulas() -> None:
    headings = dict(COLUMN_LABELS)
    data = build_template(headings, sheet="人员", lists="可选", units=["=1+1", "岚州一中心"], posts=["营业员"])
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert [cell.value for cell in book["人员"][1]] == list(COLUMN_LABELS.values())
    assert book["可选"]["A2"].data_type == "s" and book["可选"]["A2"].value == "=1+1"
    assert "没有人员" in told(data)


@pytest.mark.parametrize("text", ["=cmd()", "+1", "-1", "@x", "\tx"])
def test_no_text_leaves_as_a_formula(text: str) -> None:
    assert safe(text).startswith("'")
    assert f"'{text}" in build_csv([[text]]).decode("utf-8-sig")
