"""Answers of blanks, and sheets of answers: ranges, lists, strips, tables, with and without headings."""

import pytest

from question_bank.formats.paper import Paper, PaperItem, read_paper

OPTIONS = "A、甲 B、乙 C、丙 D、丁\n"
FOUR_SECTIONS = (
    "一、单选题\n" + "".join(f"{n}、单{n}（ ）\n{OPTIONS}" for n in (1, 2, 3)) + "二、多选题\n"
    "" + "".join(f"{n}、多{n}（ ）\n{OPTIONS}" for n in (1, 2)) + "三、判断题\n1、判一。（ ）\n2、判二。（ ）\n"
    "四、填空题\n1、空一____。\n2、空二____和____。\n"
)
RIGHT = [["A"], ["B"], ["C"], ["A", "B"], ["B", "C", "D"], True, False, [["甲"]], [["乙"], ["丙"]]]


def keys(paper: Paper) -> list[object]:
    return [item.answer_key for item in paper.items]


def blank(stem: str, answer: str) -> PaperItem:
    (item,) = read_paper(f"一、填空题\n1、{stem}\n答案：{answer}\n").items
    return item


def told(paper: Paper) -> list[str]:
    return [problem.text() for problem in paper.problems]


@pytest.mark.parametrize(
    "sheet",
    [
        "一、单选题\n1-3 ABC\n二、多选题\n1.AB 2.BCD\n三、判断题\n1-2 √×\n四、填空题\n1.甲\n2.乙；丙\n",
        "一、单选题：1-3：ABC\n二、多选题：1、AB 2、BCD\n三、判断题：1、√ 2、×\n四、填空题\n1、甲 2、乙；丙\n",
        "一、1～3 A B C\n二、1—2 AB BCD\n三、1.对 2.错\n四、1.甲 2.乙；丙\n",
        "单选题\n1A 2B 3C\n多选题\n1AB 2BCD\n判断题\n1对 2错\n填空题\n(1)甲 (2)乙；丙\n",
        "一、单选题\n题号 1 2 3\n答案 A B C\n二、多选题\n| 题号 | 1 | 2 |\n|---|---|---|\n| 答案 | AB | BCD |\n"
        "三、判断题\n√×\n四、填空题\n1．甲\n2．乙；丙\n",
        "一、单选题\nABC\n二、多选题\nAB BCD\n三、判断题\n√ ×\n四、填空题\n1.甲\n2.乙；丙\n",
        "单选：1.A 2.B 3.C\n多选：1-2：AB、BCD\n判断 1√ 2×\n填空\n1. 甲\n2. 乙；丙\n",
        "1.A 2.B 3.C\n1.AB 2.BCD\n1.√ 2.×\n1.甲\n2.乙；丙\n",
        "第一部分 单选题\n第1题：A\n第2题：B\n第3题：C\n第二部分 多选题\n第1题：A、B\n第2题：B C D\n"
        "第三部分 判断题\n第1题：正确\n第2题：错误\n第四部分 填空题\n第1题：甲\n第2题：乙；丙\n",
        "三、判断题\n1.T 2.F\n一、单选题\n1.a 2.b 3.c\n四、填空题\n1.甲\n2.（1）乙（2）丙\n二、多选题\n1.A,B 2.B,C,D\n",
    ],
)
def test_sheets_of_any_shape(sheet: str) -> None:
    for paper in (read_paper(FOUR_SECTIONS, answer_key=sheet), read_paper(f"{FOUR_SECTIONS}\n参考答案\n{sheet}")):
        assert keys(paper) == RIGHT
        assert told(paper) == []


def test_numbers_that_run_on_need_no_headings() -> None:
    paper = f"一、单选题\n1、甲（ ）\n{OPTIONS}2、乙（ ）\n{OPTIONS}二、判断题\n3、丙。（ ）\n4、丁。（ ）\n"
    assert keys(read_paper(paper, answer_key="1-2 AB 3-4 √×")) == [["A"], ["B"], True, False]
    assert keys(read_paper(paper, answer_key="1.A\n2.B\n3.√\n4.×")) == [["A"], ["B"], True, False]


def test_a_block_at_the_end_of_each_section() -> None:
    paper = read_paper(
        f"一、单选题\n1、甲（ ）\n{OPTIONS}2、乙（ ）\n{OPTIONS}答案：1-2 AB\n"
        f"二、多选题\n1、甲（ ）\n{OPTIONS}2、乙（ ）\n{OPTIONS}答案：1.AB 2.CD\n"
        "三、判断题\n1、丙。\n2、丁。\n参考答案：\n1.√ 2.×\n"
        "四、填空题\n1、空____。\n2、空____。\n答案：\n1. 甲\n2. 乙\n"
    )
    assert keys(paper) == [["A"], ["B"], ["A", "B"], ["C", "D"], True, False, [["甲"]], [["乙"]]]


def test_an_entry_may_carry_its_explanation() -> None:
    paper = read_paper(
        f"一、单选题\n1、甲（ ）\n{OPTIONS}2、乙（ ）\n{OPTIONS}",
        answer_key="1.【答案】A\n【解析】甲在先。\n2.B 解析：乙在后。",
    )
    assert keys(paper) == [["A"], ["B"]]
    assert [item.explanation for item in paper.items] == ["甲在先。", "乙在后。"]


def test_guides_keep_their_lists() -> None:
    paper = read_paper(
        "一、简答题\n1、步骤？\n2、禁语？\n3、方法？\n",
        answer_key="1.要点：\n（1）听\n（2）记\n2.答：\n1.不知道\n2.不归我管\n3.换个说法\n3.略",
    )
    assert [item.marking_guide for item in paper.items] == [
        "要点：\n（1）听\n（2）记",
        "1.不知道\n2.不归我管\n3.换个说法",
        None,
    ]
    assert all(item.answer_key is None for item in paper.items)


def test_a_strip_of_the_wrong_length_is_an_error_and_not_used() -> None:
    paper = read_paper(f"一、单选题\n1、甲（ ）\n{OPTIONS}2、乙（ ）\n{OPTIONS}", answer_key="1-2 ABC")
    assert keys(paper) == [None, None]
    assert [(p.severity, p.line, p.text()) for p in paper.problems] == [
        ("error", None, "答案“ABC”的个数（3）与题数（2）不符，没有采用")
    ]


def test_answers_without_an_item_are_told() -> None:
    paper = read_paper(
        f"一、单选题\n1、甲（ ）\n{OPTIONS}", answer_key="一、单选题\n1.A 2.B\n二、判断题\n1.√\n甲乙丙丁说不清楚"
    )
    assert keys(paper) == [["A"]]
    assert told(paper) == ["答案里“一、单选题”第 2 题在试卷中没有找到", "答案里的“二、判断题”在试卷中没有找到"]


def test_a_key_file_without_answers_is_an_error() -> None:
    paper = read_paper(f"一、单选题\n1、甲（ ）\n{OPTIONS}", answer_key="这里还没有写")
    assert paper.has_errors
    assert told(paper) == ["没有从答案文件中读到答案"]


@pytest.mark.parametrize(
    ("stem", "answer", "key"),
    [
        ("由____组成", "中央处理器（CPU）", [["中央处理器", "CPU"]]),
        ("由____组成", "中央处理器(或CPU)", [["中央处理器", "CPU"]]),
        ("由____组成", "CPU|中央处理器", [["CPU", "中央处理器"]]),
        ("由____组成", "光纤/光缆", [["光纤", "光缆"]]),
        ("由____组成", "综合（业务）平台", [["综合平台", "综合业务平台"]]),
        ("速率为____", "54Mbps（54Mbit/s）", [["54Mbps", "54Mbit/s"]]),
        ("速率为____", "100Mbit/s", [["100Mbit/s"]]),
        ("协议为____", "TCP/IP", [["TCP/IP"]]),
        ("网段为____", "10.0.0.0/8", [["10.0.0.0/8"]]),
        ("分____和____", "段；通道", [["段"], ["通道"]]),
        ("分____和____", "段;通道", [["段"], ["通道"]]),
        ("分____和____", "段/通道", [["段"], ["通道"]]),
        ("分____和____", "段（Section）；通道|Path", [["段", "Section"], ["通道", "Path"]]),
        ("分____和____", "(1)段 (2)通道", [["段"], ["通道"]]),
        ("分____和____", "(1)段(2)通道", [["段"], ["通道"]]),
        ("分____和____", "①段；层 ②通道", [["段", "层"], ["通道"]]),
        ("分____和____", "上行/下行；24/7", [["上行", "下行"], ["24/7"]]),
        ("有____", "21", [["21"]]),
        ("有____", "192.2.32.0", [["192.2.32.0"]]),
    ],
)
def test_answers_of_blanks(stem: str, answer: str, key: object) -> None:
    item = blank(stem, answer)
    assert item.answer_key == key
    assert item.problems == ()


@pytest.mark.parametrize("answer", ["段、通道", "段，通道", "段 通道", "段   通道"])
def test_weak_separators_are_used_and_told(answer: str) -> None:
    item = blank("分____和____", answer)
    assert item.answer_key == [["段"], ["通道"]]
    assert [problem.severity for problem in item.problems] == ["warning"]
    assert item.confidence == "medium"


@pytest.mark.parametrize("answer", ["段；通道；层", "段", "段/通道/层"])
def test_a_count_that_fits_no_separator_is_an_error(answer: str) -> None:
    item = blank("分____和____", answer)
    assert item.answer_key is None
    assert [problem.severity for problem in item.problems] == ["error"]


def test_a_semicolon_for_one_blank_is_no_variant() -> None:
    assert blank("有____", "段；通道").answer_key is None


def test_variants_that_could_be_one_name_are_told() -> None:
    item = blank("有____", "AP/WAP")
    assert item.answer_key == [["AP", "WAP"]]
    assert [problem.text() for problem in item.problems] == ["答案“AP/WAP”读作几种可接受的写法，请核对"]


def test_what_stands_below_a_one_blank_answer_explains_it() -> None:
    item = blank("热线是____", "10000\n全国统一")
    assert (item.answer_key, item.explanation) == ([["10000"]], "全国统一")
    assert [problem.severity for problem in item.problems] == ["warning"]
