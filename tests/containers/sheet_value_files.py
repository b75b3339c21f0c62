"""Builders of `sheet_cases`: what Excel hides, computes and makes of numbers; rows by option; other wrappings."""

import datetime as dt

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from tests.containers.sheet_files import FIRST, HEAD, SECOND, THIRD, book, with_cached


def hidden() -> bytes:
    def change(made: openpyxl.Workbook) -> None:
        made.worksheets[0].row_dimensions[4].hidden = True
        made.worksheets[0].column_dimensions["G"].hidden = True

    return book(
        {
            "Sheet1": [
                [*HEAD, "解析"],
                [*FIRST, "隐藏列里的字"],
                SECOND,
                ["单选题", "作废的旧题", "甲", "乙", "丙", "B"],
                THIRD,
            ]
        },
        change,
    )


def hidden_sheet() -> bytes:
    def change(made: openpyxl.Workbook) -> None:
        made.worksheets[1].sheet_state = "hidden"

    return book(
        {"Sheet1": [HEAD, FIRST, SECOND, THIRD], "旧题": [HEAD, ["单选题", "作废的旧题", "甲", "乙", "丙", "B"]]},
        change,
    )


def formulas() -> bytes:
    rows = [HEAD, ["单选题", '="来电先"&"做什么"', "问好", "挂断", "转接", '=UPPER("a")'], SECOND, THIRD]
    return with_cached(book({"Sheet1": rows}), B2="来电先做什么", F2="A")


def numbers() -> bytes:
    def change(made: openpyxl.Workbook) -> None:
        sheet = made.worksheets[0]
        for place, form in (
            ("C3", "0%"),
            ("D3", "0.0%"),
            ("E3", "0%"),
            ("C4", "0.00"),
            ("D4", "0.00"),
            ("E4", "0.00"),
            ("C5", "00000"),
            ("D5", "00000"),
            ("E5", "00000"),
        ):
            sheet[place].number_format = form

    return book(
        {
            "Sheet1": [
                HEAD,
                ["单选题", "客服热线是", 10000, 10086.0, "10010", "A"],
                ["单选题", "接通率目标是", 0.85, 0.905, 1, "B"],
                ["单选题", "单价是多少元", 3.1, 0.5, 12, "C"],
                ["单选题", "区号是", 571, 10, 25, "A"],
            ]
        },
        change,
    )


def eaten_dates() -> bytes:
    def change(made: openpyxl.Workbook) -> None:
        sheet = made.worksheets[0]
        for place in ("C2", "D2", "E2"):
            sheet[place].number_format = 'm"月"d"日"'
        for place in ("C3", "D3", "E3"):
            sheet[place].number_format = "h:mm"

    return book(
        {
            "Sheet1": [
                HEAD,
                ["单选题", "升级层级是几到几", dt.date(2026, 1, 2), dt.date(2026, 2, 3), dt.date(2026, 3, 4), "A"],
                ["单选题", "早班几点开始", dt.time(8, 30), dt.time(9, 0), dt.time(10, 15), "B"],
            ]
        },
        change,
    )


def other_sheet() -> bytes:
    return book(
        {
            "试题": [
                ["题号", "题型", "题干", "选项A", "选项B", "选项C"],
                *([at, *row[:5]] for at, row in enumerate((FIRST, SECOND, THIRD), 1)),
            ],
            "答案": [["题号", "答案"], [1, "A"], [2, "AC"], [3, "错"]],
        }
    )


def totals() -> bytes:
    return book(
        {
            "Sheet1": [
                ["序号", *HEAD, "分值"],
                [1, *FIRST, 2],
                [],
                [2, *SECOND, 3],
                [None],
                [3, *THIRD, 1],
                [],
                ["合计", None, None, None, None, None, None, 6],
                ["出题人：王工  审核：李工"],
            ]
        }
    )


def lists_sheet() -> bytes:
    return book(
        {
            "Sheet1": [HEAD, FIRST, SECOND, THIRD],
            "字典": [["题型", "难度"], ["单选题", "易"], ["多选题", "中"], ["判断题", "难"]],
        }
    )


def red_cell() -> bytes:
    red = InlineFont(color="FFFF0000")

    def change(made: openpyxl.Workbook) -> None:
        made.worksheets[0]["C2"] = CellRichText("A.问好 ", TextBlock(red, "B.核身 "), "C.道别")

    return book({"Sheet1": [["题型", "题干", "选项", "答案"], ["单选题", "受理前要", "x", None]]}, change)


def broken_cells() -> bytes:
    def change(made: openpyxl.Workbook) -> None:
        cell = made.worksheets[0]["D2"]
        cell.value, cell.data_type = "#REF!", "e"

    return book({"Sheet1": [HEAD, FIRST, SECOND, THIRD]}, change)


def row_an_option() -> bytes:
    return book(
        {
            "Sheet1": [
                ["题号", "题型", "题目", "选项", "选项内容", "是否正确"],
                [1, "单选题", "来电先做什么", "A", "问好", "是"],
                [None, None, None, "B", "挂断", "否"],
                [None, None, None, "C", "转接", "否"],
                [2, "多选题", "禁语有哪些", "A", "不知道", "是"],
                [None, None, None, "B", "请稍等", "否"],
                [None, None, None, "C", "不归我管", "是"],
            ]
        }
    )


def row_an_option_repeated() -> bytes:
    return book(
        {
            "Sheet1": [
                ["题目编号", "题目", "选项", "正确"],
                [1, "来电先做什么", "问好", 1],
                [1, "来电先做什么", "挂断", 0],
                [1, "来电先做什么", "转接", 0],
                [2, "挂机前要说", "哎", 0],
                [2, "挂机前要说", "再见", 1],
                [2, "挂机前要说", "喂", 0],
            ]
        }
    )


def story() -> bytes:
    def change(made: openpyxl.Workbook) -> None:
        made.worksheets[0].merge_cells("A2:A3")

    return book(
        {"Sheet1": [["材料", *HEAD], ["客户李某三次来电催装机。", *FIRST], [None, *SECOND], [None, *THIRD]]}, change
    )


def html_xls() -> bytes:
    rows = "".join(
        "<tr>" + "".join(f"<td>{v or ''}</td>" for v in row) + "</tr>" for row in (HEAD, FIRST, SECOND, THIRD)
    )
    return f"<html><head><meta charset='utf-8'></head><body><table border=1>{rows}</table></body></html>".encode()


def xml_xls() -> bytes:
    rows = "".join(
        "<Row>" + "".join(f'<Cell><Data ss:Type="String">{v or ""}</Data></Cell>' for v in row) + "</Row>"
        for row in (HEAD, FIRST, SECOND, THIRD)
    )
    return (
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook '
        'xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
        f'<Worksheet ss:Name="题"><Table>{rows}</Table></Worksheet></Workbook>'
    ).encode()
