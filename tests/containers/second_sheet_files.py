"""Builders of `second_sheets`."""

import datetime as dt

import openpyxl

from tests.containers.pdf_files import choices, grid, par, typeset
from tests.containers.sheet_files import FIRST, HEAD, SECOND, THIRD, book, csv


def cards() -> bytes:
    return book(
        {
            "Sheet1": [
                ["题型", "单选题"],
                ["题干", "来电先做什么"],
                ["选项A", "问好"],
                ["选项B", "挂断"],
                ["选项C", "转接"],
                ["答案", "A"],
                [],
                ["题型", "多选题"],
                ["题干", "禁语有哪些"],
                ["选项A", "不知道"],
                ["选项B", "请稍等"],
                ["选项C", "不归我管"],
                ["答案", "AC"],
                [],
                ["题型", "判断题"],
                ["题干", "可以打断客户"],
                ["答案", "错"],
            ]
        }
    )


def unnamed_options() -> bytes:
    def change(made: openpyxl.Workbook) -> None:
        made.worksheets[0].merge_cells("C1:E1")

    return book({"Sheet1": [["题型", "题干", "选项", None, None, "答案"], FIRST, SECOND, THIRD]}, change)


def small_letters() -> bytes:
    return book(
        {
            "Sheet1": [
                HEAD,
                ["单选题", "来电先做什么", "A.问好", "B.挂断", "C.转接", "a"],
                ["多选题", "禁语有哪些", "A.不知道", "B.请稍等", "C.不归我管", "a;c"],
                THIRD,
            ]
        }
    )


def lettered_answers() -> bytes:
    return book(
        {"Sheet1": [HEAD, [*FIRST[:5], "A、问好"], [*SECOND[:5], "A.不知道 C.不归我管"], [*THIRD[:5], "答案：错"]]}
    )


def dates_beside() -> bytes:
    day = dt.datetime(2026, 3, 1, 9, 30)
    return book(
        {
            "Sheet1": [
                ["编号", *HEAD, "创建时间", "难度系数"],
                ["SX-001", *FIRST, day, 0.75],
                ["SX-002", *SECOND, day, 0.5],
                ["SX-003", *THIRD, day, 0.25],
            ]
        }
    )


def ticked() -> bytes:
    return book(
        {
            "判断题": [
                ["序号", "题目", "正确", "错误"],
                [1, "录音可以外传", None, "√"],
                [2, "静音前应告知客户", "√", None],
            ]
        }
    )


def deep_head() -> bytes:
    return book(
        {
            "Sheet1": [
                *([f"填写说明第{n}条：请按模板填写，不要改动表头。"] for n in range(1, 21)),
                [],
                HEAD,
                FIRST,
                SECOND,
                THIRD,
            ]
        }
    )


def filled_numbers() -> bytes:
    def change(made: openpyxl.Workbook) -> None:
        made.worksheets[0]["C2"].number_format = "0%"

    return book(
        {
            "Sheet1": [
                ["题型", "题干", "答案"],
                ["填空题", "接通率目标是____", 0.85],
                ["填空题", "客服热线是____", 10000.0],
            ]
        },
        change,
    )


def flags_as_numbers() -> bytes:
    return book({"判断题": [["题目", "答案"], ["录音可以外传", 0], ["静音前应告知客户", 1], ["账号可以借用", 0]]})


def choice_columns() -> bytes:
    return book(
        {
            "Sheet1": [
                ["Question Text", "Question Type", "Choice 1", "Choice 2", "Choice 3", "Correct Choice", "Marks"],
                ["What comes first?", "Multiple Choice", "Greeting", "Hanging up", "Transfer", 1, 1],
                ["What comes last?", "Multiple Choice", "Hello", "Shouting", "Goodbye", 3, 1],
            ]
        }
    )


def hinted() -> bytes:
    return b"sep=;\r\n" + csv([HEAD, FIRST, SECOND, THIRD], ";")


def titled_csv() -> bytes:
    return csv(
        [
            ["客服中心题库", *[""] * 6],
            [*HEAD, ""],
            [*FIRST, ""],
            [""] * 7,
            [*SECOND, ""],
            [*THIRD, ""],
            ["共3题", *[""] * 6],
        ],
        encoding="gbk",
    )


def sections_mid_page() -> bytes:
    lines, _ = choices(9)
    judged_lines = [
        "二、判断题",
        *(f"{at}. 第{at}条规定自发布之日起施行。（ {'√' if at % 2 else '×'} ）" for at in range(1, 16)),
    ]
    head = '#place(top + center, scope: "parent", float: true)[客服知识竞赛试卷]\n'
    return typeset(head + par(*lines, *judged_lines), 'paper: "a4", margin: 15mm, columns: 3', 9)


def long_table() -> bytes:
    head = ["题号", "题目", "A", "B", "C", "答案"]
    cells = [
        c
        for at in range(1, 13)
        for c in (
            str(at),
            f"第{at}类客户来电时座席应当先核对哪一项资料才可以继续办理",
            "姓名",
            "证件号码",
            "爱好",
            "ABC"[at % 3],
        )
    ]
    top = "table.header(" + ", ".join(f"[{c}]" for c in head) + "), "
    return typeset(
        "#table(columns: (10mm, 45mm, 1fr, 1fr, 1fr, 12mm), " + top + ", ".join(f"[{c}]" for c in cells) + ")",
        'paper: "a5", margin: 12mm',
    )


def keys_after_columns() -> bytes:
    lines, _ = choices(14, keyed=False)
    keys = "ABCDABCDABCDAB"
    return typeset(
        f"#columns(2)[{par(*lines)}]\n#pagebreak()\n"
        + par("参考答案", *(f"{at}. {key}" for at, key in enumerate(keys, 1))),
        'paper: "a4", margin: 15mm',
        9,
    )


def hanging() -> bytes:
    long = "先核对客户身份，再确认故障地址与联系电话，然后查询该地址有无大面积故障通告，若有则告知预计修复时间"
    body = par("一、单选题", "1. 宽带报修时座席的做法正确的是（ A ）") + "".join(
        f"#block(inset: (left: 8mm))[#par(hanging-indent: 6mm)[{letter}. {text}]]\n"
        for letter, text in zip(
            "ABC",
            (
                long,
                "直接派单，不问任何问题，也不必告知客户任何时间，由维修人员上门之后自行与客户沟通并确认情况",
                "请客户自己重启",
            ),
            strict=True,
        )
    )
    return typeset(body + par("2. 修复之后应（ B ）", "A. 忘记 B. 回访 C. 删除"))


def fives() -> bytes:
    return typeset("#set par.line(numbering: n => if calc.rem(n, 5) == 0 [#n])\n" + par(*choices(6)[0]))


def answers_by_type() -> bytes:
    lines, _ = choices(4, keyed=False)
    return typeset(
        par(*lines, "二、判断题", "1. 录音可以外传。（ ）", "2. 静音前应告知客户。（ ）", "参考答案")
        + grid(
            "4",
            "题型",
            "题号",
            "答案",
            "备注",
            "单选题",
            "1",
            "B",
            "",
            "单选题",
            "2",
            "A",
            "",
            "单选题",
            "3",
            "D",
            "",
            "单选题",
            "4",
            "C",
            "",
            "判断题",
            "1",
            "×",
            "",
            "判断题",
            "2",
            "√",
            "",
        )
    )
