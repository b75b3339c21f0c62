"""Builders of `sheet_cases`."""

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

import openpyxl

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
