"""Files that tempt the readers' own rules: repeated stems, frames that are no tables, instructions in numbers."""

from tests.containers.ooxml import docx, lines, p, table
from tests.containers.pdf_files import choices, par, typeset
from tests.containers.sheet_files import book
from tests.containers.truth import Case, judged, one


def same_stems() -> bytes:
    return book(
        {
            "Sheet1": [
                ["题型", "题干", "选项", "答案"],
                ["单选题", "下列说法正确的是", "先听\n后说\n不听", "A"],
                ["单选题", "下列说法正确的是", "抢话\n等候\n挂断", "B"],
                ["单选题", "下列说法正确的是", "不记\n少记\n如实记", "C"],
            ]
        }
    )


def same_stems_lettered() -> bytes:
    rows = [["下列正确的是", "A.先听 B.后说", "A"], ["下列正确的是", "A.抢话 B.等候", "B"]]
    return book({"Sheet1": [["题目", "选项", "答案"], *rows]})


def framed() -> bytes:
    body = par(*choices(14)[0])
    frame = "#place(top + center, line(angle: 90deg, length: 100%))"
    head = "#rect(width: 100%, height: 100%, inset: 0pt)["
    return typeset(f"{head}#block(height: 15mm)[客服试卷]#line(length: 100%){frame}#columns(2)[{body}]]", size=8)


def instructed() -> bytes:
    asked = ["题号", "题目", "A", "B", "C", "答案"]
    rows = [["1", "谁能查详单", "本人", "邻居", "同事", "A"], ["2", "谁能改密码", "路人", "本人", "店员", "B"]]
    told = lines("考生须知", "1. 本卷满分一百分，考试时间六十分钟。", "2. 请用黑色签字笔在答题卡上作答。")
    return docx(told + p("一、单选题") + table(asked, *rows))


def shared_table() -> bytes:
    told = (
        p("一、判断题")
        + p("根据下表回答。")
        + table(["月份", "接通率", "投诉"], ["一月", "90%", "3"], ["二月", "85%", "5"])
    )
    return docx(told + lines("1. 二月投诉比一月多。（ √ ）", "2. 二月接通率比一月高。（ × ）"))


TWO = (one("谁能查详单", "本人|邻居|同事", "A"), one("谁能改密码", "路人|本人|店员", "B"))
CASES = (
    Case(
        "同题干.xlsx",
        same_stems,
        tuple(
            one("下列说法正确的是", options, key)
            for options, key in (("先听|后说|不听", "A"), ("抢话|等候|挂断", "B"), ("不记|少记|如实记", "C"))
        ),
    ),
    Case(
        "同题干字母.xlsx",
        same_stems_lettered,
        (one("下列正确的是", "先听|后说", "A"), one("下列正确的是", "抢话|等候", "B")),
    ),
    Case("边框.pdf", framed, choices(14)[1]),
    Case("须知.docx", instructed, TWO),
    Case("数据表.docx", shared_table, (judged("二月投诉比一月多", True), judged("二月接通率比一月高", False))),
)
