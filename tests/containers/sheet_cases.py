"""Excel and CSV, first batch: other people's columns, answers, types; what Excel does to numbers and dates."""

from typing import Any

from tests.containers.sheet_files import (
    FIRST,
    HEAD,
    SECOND,
    THIRD,
    book,
    by_text,
    chaoxing,
    coded_types,
    cool,
    csv,
    ding,
    excellent,
    judged_many_ways,
    merged,
    star,
    survey,
)
from tests.containers.sheet_value_files import (
    broken_cells,
    eaten_dates,
    formulas,
    hidden,
    hidden_sheet,
    html_xls,
    lists_sheet,
    numbers,
    other_sheet,
    red_cell,
    row_an_option,
    row_an_option_repeated,
    story,
    totals,
    xml_xls,
)
from tests.containers.truth import Case, blanks, judged, many, one
from tests.containers.word_named_files import compound

TRUTH = (
    one("来电先做什么", "问好|挂断|转接", "A"),
    many("禁语有哪些", "不知道|请稍等|不归我管", "AC"),
    judged("可以打断客户", False),
)
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
