"""Excel and CSV, first batch: other people's columns, answers, types; what Excel does to numbers and dates."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from tests.containers.truth import Case, blanks, judged, many, one
from tests.containers.word_boxes import compound

Rows = Sequence[Sequence[Any]]


def book(sheets: dict[str, Rows], change: Callable[[openpyxl.Workbook], None] | None = None) -> bytes:
    """A workbook of named sheets."""
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    if change:
        change(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def csv(rows: Rows, comma: str = ",", encoding: str = "utf-8", end: str = "\r\n") -> bytes:
    """A CSV text; cells with commas, quotes or breaks are quoted."""

    def shown(value: Any) -> str:
        text = "" if value is None else str(value)
        return '"' + text.replace('"', '""') + '"' if re.search(r'[",;\t\n]', text) else text

    return end.join(comma.join(shown(v) for v in row) for row in rows).encode(encoding)


def with_cached(data: bytes, **cached: str) -> bytes:
    """The workbook with what Excel would have computed written beside the formulas."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            if name.startswith("xl/worksheets/sheet"):
                xml = text.decode()
                for place, value in cached.items():
                    xml = re.sub(
                        rf'(<c r="{place}"[^>]*?)(?: t="\w+")?>(<f>.*?</f>)<v ?/>', rf'\1 t="str">\2<v>{value}</v>', xml
                    )
                    xml = re.sub(rf'(<c r="{place}"[^>]*?)>(<f>.*?</f>)<v></v>', rf'\1 t="str">\2<v>{value}</v>', xml)
                text = xml.encode()
            new.writestr(name, text)
    return out.getvalue()


HEAD: list[Any] = ["题型", "题干", "选项A", "选项B", "选项C", "答案"]
FIRST: list[Any]
SECOND: list[Any]
FIRST, SECOND = (
    ["单选题", "来电先做什么", "问好", "挂断", "转接", "A"],
    ["多选题", "禁语有哪些", "不知道", "请稍等", "不归我管", "AC"],
)
THIRD: list[Any] = ["判断题", "可以打断客户", None, None, None, "错"]
TRUTH = (
    one("来电先做什么", "问好|挂断|转接", "A"),
    many("禁语有哪些", "不知道|请稍等|不归我管", "AC"),
    judged("可以打断客户", False),
)


def survey() -> bytes:
    return book(
        {
            "Sheet1": [
                ["题目类型", "题目", "选项（换行分隔）", "正确答案", "答案解析", "分值"],
                ["单选", "来电先做什么", "问好\n挂断\n转接", "问好", "礼貌", 2],
                ["多选", "禁语有哪些", "不知道\n请稍等\n不归我管", "不知道\n不归我管", "", 3],
                ["判断", "可以打断客户", "对\n错", "错", "", 1],
            ]
        }
    )


def star() -> bytes:
    return book(
        {
            "试题": [
                [
                    "编号",
                    "试题类型",
                    "试题内容",
                    "选择项1",
                    "选择项2",
                    "选择项3",
                    "选择项4",
                    "标准答案",
                    "试题解析",
                    "难度系数",
                    "得分",
                ],
                ["T01", "单选题", "来电先做什么", "问好", "挂断", "转接", None, "1", "", 2, 2],
                ["T02", "多选题", "禁语有哪些", "不知道", "请稍等", "不归我管", None, "1,3", "", 5, 2],
                ["T03", "判断题", "可以打断客户", "正确", "错误", None, None, "2", "", 1, 1],
            ]
        }
    )


def chaoxing() -> bytes:
    head = ["目录", "题干内容", "正确答案", "难易度", "知识点", "选项数", "A", "B", "C", "D", "解析"]
    return book(
        {
            "填写说明": [["请勿修改表头，题型按工作表区分。"], ["难易度：易、中、难"]],
            "单选题": [head, ["第一章", "来电先做什么", "A", "易", "礼仪", 3, "问好", "挂断", "转接", None, ""]],
            "多选题": [head, ["第一章", "禁语有哪些", "AC", "难", "禁语", 3, "不知道", "请稍等", "不归我管", None, ""]],
            "判断题": [[*head[:5], "解析"], ["第二章", "可以打断客户", "错误", "中", "倾听", ""]],
            "填空题": [
                ["目录", "题干内容", "答案1", "答案2", "解析"],
                ["第二章", "监督热线是___，急救是___", 12300, 120, ""],
            ],
        }
    )


def ding() -> bytes:
    return book(
        {
            "题库": [
                ["试题导入模板"],
                ["说明：1.题型必填，可填单选、多选、判断；2.多选答案用顿号隔开；3.带*为必填"],
                [],
                ["*题型", "*题目", "*选项A", "*选项B", "选项C", "选项D", "*正确答案", "*分数", "题目解析"],
                ["单选", "来电先做什么", "问好", "挂断", "转接", "", "A", "5分", ""],
                ["多选", "禁语有哪些", "不知道", "请稍等", "不归我管", "", "A、C", "5分", ""],
                ["判断", "可以打断客户", "正确", "错误", "", "", "B", "5分", ""],
            ]
        }
    )


def cool() -> bytes:
    return book(
        {
            "Sheet1": [
                ["题目", "题型", "备选项", "答案", "难度"],
                ["来电先做什么", "radio", "问好|挂断|转接", "A", "★"],
                ["禁语有哪些", "checkbox", "不知道|请稍等|不归我管", "A|C", "★★★★★"],
                ["可以打断客户", "judge", "", "F", "★★★"],
            ]
        }
    )


def excellent() -> bytes:
    return book(
        {
            "导入": [
                ["题库分类", "题型", "试题题干", "选项", "答案", "答案解析", "难度"],
                ["热线/礼仪", "单选题", "来电先做什么", "A.问好 B.挂断 C.转接", "A", "", "容易"],
                ["热线/禁语", "多选题", "禁语有哪些", "A、不知道\nB、请稍等\nC、不归我管", "A,C", "", "较难"],
                ["热线/倾听", "判断题", "可以打断客户", "A.对 B.错", "错", "", "一般"],
            ]
        }
    )


def by_text() -> bytes:
    return book(
        {
            "Sheet1": [
                [
                    "Question",
                    "Option 1",
                    "Option 2",
                    "Option 3",
                    "Correct Answer",
                    "Points",
                    "Difficulty",
                    "Explanation",
                ],
                ["What comes first?", "Greeting", "Hanging up", "Transfer", "Greeting", 1, "easy", ""],
                ["Which is polite?", "Hey", "Good morning", "What", "Good morning", 1, "hard", ""],
            ]
        }
    )


def judged_many_ways() -> bytes:
    answers = ["正确", "错误", "对", "错", "T", "F", "√", "×", "TRUE", True, False]
    return book(
        {
            "判断题": [
                ["序号", "题目", "答案"],
                *([at, f"第{at}条规定有效", answer] for at, answer in enumerate(answers, 1)),
            ]
        }
    )


def coded_types() -> bytes:
    return book({"Sheet1": [HEAD, [1, *FIRST[1:]], [2, *SECOND[1:]], [3, *THIRD[1:]]]})


def merged() -> bytes:
    def change(made: openpyxl.Workbook) -> None:
        sheet = made.worksheets[0]
        for area in ("A1:A2", "B1:B2", "C1:E1", "F1:F2", "A3:A4"):
            sheet.merge_cells(area)

    return book(
        {
            "Sheet1": [
                ["题型", "题干", "选项", None, None, "答案"],
                [None, None, "A", "B", "C", None],
                FIRST,
                [None, "挂机前要说", "再见", "喂", "哎", "A"],
                SECOND,
                THIRD,
            ]
        },
        change,
    )


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


CSV_ROWS: list[list[Any]] = [HEAD, FIRST, SECOND, THIRD]
BROKEN: list[list[Any]] = [
    ["题型", "题干", "选项", "答案"],
    ["单选题", "来电先做什么", "A.问好\nB.挂断\nC.转接", "A"],
    [],
    ["多选题", "禁语有哪些", "A.不知道\nB.请稍等\nC.不归我管", "A,C"],
    ["判断题", "可以打断客户", "", "错"],
]
CASES = (
    Case("模板.xlsx", lambda: book({"Sheet1": CSV_ROWS}), TRUTH),
    Case("问卷式.xlsx", survey, TRUTH),
    Case("序号答案.xlsx", star, TRUTH),
    Case("学习通式.xlsx", chaoxing, (*TRUTH, blanks("监督热线是____，急救是____", "12300", "120"))),
    Case("钉钉式.xlsx", ding, TRUTH),
    Case("竖线选项.xlsx", cool, TRUTH),
    Case("选项一格.xlsx", excellent, TRUTH),
    Case(
        "english.xlsx",
        by_text,
        (
            one("What comes first?", "Greeting|Hanging up|Transfer", "A"),
            one("Which is polite?", "Hey|Good morning|What", "B"),
        ),
    ),
    Case(
        "判断写法.xlsx",
        judged_many_ways,
        tuple(judged(f"第{at}条规定有效", at % 2 == 1 if at < 9 else at != 11) for at in range(1, 12)),
    ),
    Case("题型代号.xlsx", coded_types, TRUTH),
    Case("合并格.xlsx", merged, (TRUTH[0], one("挂机前要说", "再见|喂|哎", "A"), *TRUTH[1:])),
    Case("隐藏行.xlsx", hidden, (*TRUTH, one("作废的旧题", "甲|乙|丙", "B")), told="隐藏"),
    Case("隐藏表.xlsx", hidden_sheet, TRUTH, told="隐藏"),
    Case("公式.xlsx", formulas, TRUTH),
    Case(
        "数字.xlsx",
        numbers,
        (
            one("客服热线是", "10000|10086|10010", "A"),
            one("接通率目标是", "85%|90.5%|100%", "B"),
            one("单价是多少元", "3.10|0.50|12.00", "C"),
            one("区号是", "00571|00010|00025", "A"),
        ),
    ),
    Case(
        "日期.xlsx",
        eaten_dates,
        (one("升级层级是几到几", "1月2日|2月3日|3月4日", "A"), one("早班几点开始", "8:30|9:00|10:15", "B")),
        told="日期",
    ),
    Case("答案另表.xlsx", other_sheet, TRUTH),
    Case("合计行.xlsx", totals, TRUTH),
    Case("字典表.xlsx", lists_sheet, TRUTH),
    Case("红字选项.xlsx", red_cell, (one("受理前要", "问好|核身|道别"),), told="答案"),
    Case("错误值.xlsx", broken_cells, TRUTH),
    Case("一行一个选项.xlsx", row_an_option, TRUTH[:2]),
    Case("一行一个选项重复.xlsx", row_an_option_repeated, (TRUTH[0], one("挂机前要说", "哎|再见|喂", "B"))),
    Case(
        "材料.xlsx",
        story,
        (
            one("客户李某三次来电催装机。来电先做什么", "问好|挂断|转接", "A"),
            many("客户李某三次来电催装机。禁语有哪些", "不知道|请稍等|不归我管", "AC"),
            TRUTH[2],
        ),
    ),
    Case("网页表.xls", html_xls, TRUTH),
    Case("表格2003.xls", xml_xls, TRUTH),
    Case("加密.xlsx", lambda: compound("EncryptedPackage", "EncryptionInfo"), refused="密码|加密"),
    Case("国标.csv", lambda: csv(CSV_ROWS, encoding="gb18030"), TRUTH),
    Case("统一码.csv", lambda: csv(CSV_ROWS, "\t", "utf-16"), TRUTH),
    Case("分号.csv", lambda: csv(CSV_ROWS, ";", "utf-8-sig"), TRUTH),
    Case("换行.csv", lambda: csv(BROKEN), TRUTH),
    Case("制表符.txt", lambda: csv(CSV_ROWS, "\t"), TRUTH),
)
