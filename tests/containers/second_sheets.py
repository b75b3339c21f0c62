"""Second batch, written against the mended readers: Excel, CSV and PDF."""

from tests.containers.pdf_files import choices
from tests.containers.second_sheet_files import (
    answers_by_type,
    cards,
    choice_columns,
    dates_beside,
    deep_head,
    filled_numbers,
    fives,
    flags_as_numbers,
    hanging,
    hinted,
    keys_after_columns,
    lettered_answers,
    long_table,
    sections_mid_page,
    small_letters,
    ticked,
    titled_csv,
    unnamed_options,
)
from tests.containers.sheet_cases import TRUTH
from tests.containers.truth import Case, blanks, judged, one

FOUR = tuple(one(q.stem, "|".join(q.options), key) for q, key in zip(choices(4, keyed=False)[1], "BADC", strict=True))
CASES = (
    Case("二批卡片.xlsx", cards, TRUTH),
    Case("二批选项无名.xlsx", unnamed_options, TRUTH),
    Case("二批小写.xlsx", small_letters, TRUTH),
    Case("二批字母带文.xlsx", lettered_answers, TRUTH),
    Case("二批旁有日期.xlsx", dates_beside, TRUTH),
    Case("二批勾对错.xlsx", ticked, (judged("录音可以外传", False), judged("静音前应告知客户", True))),
    Case("二批表头很低.xlsx", deep_head, TRUTH),
    Case("二批数字填空.xlsx", filled_numbers, (blanks("接通率目标是____", "85%"), blanks("客服热线是____", "10000"))),
    Case(
        "二批零一.xlsx",
        flags_as_numbers,
        (judged("录音可以外传", False), judged("静音前应告知客户", True), judged("账号可以借用", False)),
    ),
    Case(
        "second-choices.xlsx",
        choice_columns,
        (
            one("What comes first?", "Greeting|Hanging up|Transfer", "A"),
            one("What comes last?", "Hello|Shouting|Goodbye", "C"),
        ),
    ),
    Case("二批提示.csv", hinted, TRUTH),
    Case("二批标题.csv", titled_csv, TRUTH),
    Case(
        "二批三栏两节.pdf",
        sections_mid_page,
        (*choices(9)[1], *(judged(f"第{at}条规定自发布之日起施行", at % 2 == 1) for at in range(1, 16))),
    ),
    Case(
        "二批长表.pdf",
        long_table,
        tuple(
            one(f"第{at}类客户来电时座席应当先核对哪一项资料才可以继续办理", "姓名|证件号码|爱好", "ABC"[at % 3])
            for at in range(1, 13)
        ),
    ),
    Case(
        "二批栏后答案.pdf",
        keys_after_columns,
        tuple(
            one(q.stem, "|".join(q.options), key)
            for q, key in zip(choices(14, keyed=False)[1], "ABCDABCDABCDAB", strict=True)
        ),
    ),
    Case(
        "二批悬挂.pdf",
        hanging,
        (
            one(
                "宽带报修时座席的做法正确的是",
                "先核对客户身份，再确认故障地址与联系电话，然后查询该地址有无大面积故障通告，若有则告知预计修复时间|直接派单，不问任何问题，也不必告知客户任何时间，由维修人员上门之后自行与客户沟通并确认情况|请客户自己重启",
                "A",
            ),
            one("修复之后应", "忘记|回访|删除", "B"),
        ),
    ),
    Case("二批五行号.pdf", fives, choices(6)[1]),
    Case(
        "二批题型答案表.pdf", answers_by_type, (*FOUR, judged("录音可以外传", False), judged("静音前应告知客户", True))
    ),
)
