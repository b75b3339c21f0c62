"""Keys, tables and files of other systems as strangers write them: right, or told. Each row once went wrong."""

from pathlib import Path
from typing import Any

import pytest

from foundation.errors import Invalid
from question_bank.formats.model import Paper
from question_bank.formats.paper import read_paper
from question_bank.formats.registry import read_file

PAPER = """一、单选题
1、甲问 A、一 B、二 C、三 D、四
2、乙问 A、一 B、二 C、三 D、四
二、多选题
1、丙问 A、一 B、二 C、三 D、四
三、判断题
1、戊说如此。
2、己说如此。
"""
KEYS: list[Any] = [["A"], ["B"], ["A", "B", "D"], True, False]


def keys_of(paper: Paper) -> list[Any]:
    return [item.answer_key for item in paper.items]


def told(paper: Paper) -> str:
    problems = [*paper.problems, *(problem for item in paper.items for problem in item.problems)]
    return " ".join(problem.text() for problem in problems)


@pytest.mark.parametrize(
    "key",
    [
        "判断题\n1.√ 2.×\n多选题\n1.ABD\n单选题\n1.A 2.B\n",
        "单选：AB\n多选：ABD\n判断：√×\n",
        "一、1A2B\n二、1ABD\n三、1√2×\n",
        "一、1a 2b\n二、1.abd\n三、1.T 2.F\n",
        "一、1-A 2-B\n二、1-ABD\n三、1-√ 2-×\n",
        "一、\n| 题号 | 答案 |\n|--|--|\n| 1 | A |\n| 2 | B |\n二、1.A,B,D\n三、1~2：√×\n",
        "单选题：1：A，2：B\n多选题：1：ABD\n判断题：1：对；2：错\n",
        "第一大题：AB\n第二大题：1、ABD\n第三大题：√×\n",
        "单选题：A,B\n多选题：ABD\n判断题：正确,错误\n",
        "1.A\n2.B\n1.ABD\n1.√\n2.×\n",
        "一、单选题（每题2分）\n1.A（2分）解析：略\n2.B  P12\n二、１．ＡＢＤ\n三、1—2题：√×\n",
    ],
)
def test_keys_in_every_dress(key: str) -> None:
    assert keys_of(read_paper(PAPER, answer_key=key)) == KEYS


def test_one_answer_to_a_line_without_numbers() -> None:
    paper = "一、单选题\n1、甲 A、一 B、二\n2、乙 A、一 B、二\n二、判断题\n3、丙。\n4、丁。\n"
    assert keys_of(read_paper(paper, answer_key="A\nB\n√\n×\n")) == [["A"], ["B"], True, False]


@pytest.mark.parametrize("strip", ["ABA", "ABC", "答案 1A 2B 3A", "答案\n1、A    3、A\n2、B"])
def test_signs_below_the_last_of_several_items_are_not_its_own(strip: str) -> None:
    items = "".join(f"{n}、问 A、一 B、二 C、三 D、四\n" for n in (1, 2, 3))
    answers = strip if strip.startswith("答案") else f"答案：{strip}"
    expected = [[sign] for sign in (strip if not strip.startswith("答案") else "ABA")]
    assert keys_of(read_paper(f"一、选择题\n{items}{answers}\n")) == expected


@pytest.mark.parametrize(
    ("printed", "key"),
    [("A, B and D", ["A", "B", "D"]), ("A|B", ["A", "B"]), ("A以及B", ["A", "B"]), ("A、B项错误", None)],
)
def test_letters_joined_by_words(printed: str, key: list[str] | None) -> None:
    paper = read_paper(f"一、选择题\n1、甲（ ）\nA、一\nB、二\nC、三\nD、四\n答案：{printed}\n")
    assert keys_of(paper) == [key]
    assert key or "没有读懂答案" in told(paper)


def test_a_number_printed_twice_is_told_of_both() -> None:
    paper = read_paper("一、单选题\n1、甲 A、一 B、二\n2、乙 A、一 B、二\n2、丙 A、一 B、二\n答案：1-3 ABA\n")
    assert [item.confidence for item in paper.items[1:]] == ["low", "low"]


def test_a_question_hidden_in_an_answer_is_told() -> None:
    paper = read_paper("1、甲（ ）\nA、一 B、二\n答案：A\n题二 乙（ ）\nA、三个字 B、四个字 C、五个字\n答案：B\n")
    assert "还有像选项的文字" in told(paper)


def test_the_row_of_dashes_in_a_markdown_table_is_no_question() -> None:
    table = "| 题号 | 题目 | A | B | 答案 |\n|---|:---|---|---|---|\n| 1 | 先做什么 | 问好 | 挂断 | A |\n"
    assert [(item.stem, item.answer_key) for item in read_file(table.encode(), "x.md").items] == [("先做什么", ["A"])]


@pytest.mark.parametrize(
    ("table", "keys"),
    [
        ("问题,正确答案,错误答案1,错误答案2\n首句？,您好,喂,谁\n", [["A"]]),
        (
            "题目,选项1,选项2,选项3,正确答案\n首句？,您好,喂,谁,选项1\n渠道？,话,网,石,选项1|选项2\n",
            [["A"], ["A", "B"]],
        ),
        ("Question - max 120,Answer 1 - max 75,Answer 2,Correct answer(s) - one at least\nQ?,a,b,2\n", [["B"]]),
        ('question,option1,option2,option3,answer\nQ?,a,b,c,1\nR?,a,b,c,"1,3"\n', [["A"], ["A", "C"]]),
        ("题目,A,B,C,我的答案\n首句？,您好,喂,谁,B\n", [None]),
    ],
)
def test_tables_of_others(table: str, keys: list[Any]) -> None:
    paper = read_file(table.encode(), "x.csv")
    assert keys_of(paper) == keys
    assert all(len(item.options) >= 2 for item in paper.items)


def test_right_and_wrong_answers_in_fields_of_their_own() -> None:
    tree = b'[{"question": "First?", "correct_answer": "Greet", "incorrect_answers": ["Argue", "Run"]}]'
    item = read_file(tree, "x.json").items[0]
    assert (item.type, item.answer_key, len(item.options)) == ("single_choice", ["A"], 3)


def test_moodle_takes_a_choice_for_single_where_nothing_says() -> None:
    answers = '<answer fraction="100"><text>a</text></answer><answer fraction="0"><text>b</text></answer>'
    quiz = f'<quiz><question type="multichoice"><questiontext><text>Q?</text></questiontext>{answers}</question></quiz>'
    assert read_file(quiz.encode(), "x.xml").items[0].type == "single_choice"


CHOICE = (
    '<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="i" title="t"{attributes}>'
    '<responseDeclaration identifier="RESPONSE" cardinality="single" baseType="identifier"><correctResponse>'
    "<value>A</value></correctResponse></responseDeclaration>{declared}<itemBody>"
    '<choiceInteraction responseIdentifier="RESPONSE"><prompt>Q</prompt><simpleChoice identifier="A">a</simpleChoice>'
    '<simpleChoice identifier="B">b</simpleChoice></choiceInteraction></itemBody><responseProcessing>'
    "<responseCondition><responseIf>{rule}<setOutcomeValue identifier='SCORE'><baseValue>1</baseValue>"
    "</setOutcomeValue></responseIf></responseCondition></responseProcessing></assessmentItem>"
)
SAME = '<match><variable identifier="RESPONSE"/><correct identifier="RESPONSE"/></match>'


@pytest.mark.parametrize(
    ("attributes", "declared", "rule", "found"),
    [
        ("", "", '<match><variable identifier="RESPONSE"/><baseValue>B</baseValue></match>', "RESPONSE = B"),
        ("", "", f"<not>{SAME}</not>", "not"),
        ("", "<templateDeclaration/>", SAME, "templateDeclaration"),
        (' adaptive="true"', "", SAME, "adaptive"),
        ("", "", SAME, None),
    ],
)
def test_processing_that_says_otherwise_is_told(attributes: str, declared: str, rule: str, found: str | None) -> None:
    paper = read_file(CHOICE.format(attributes=attributes, declared=declared, rule=rule).encode(), "x.xml")
    assert (f"（{found}）" in told(paper)) if found else not told(paper)


def test_what_is_taken_away_is_no_reward() -> None:
    labels = "".join(
        f'<response_label ident="{n}"><material><mattext>o{n}</mattext></material></response_label>' for n in "123"
    )
    rules = "".join(
        f'<respcondition><conditionvar><varequal respident="r">{n}</varequal></conditionvar>'
        f'<setvar action="{act}">50</setvar></respcondition>'
        for n, act in (("1", "Add"), ("2", "Subtract"), ("3", "Add"))
    )
    item = (
        '<questestinterop><item ident="i"><presentation><material><mattext>Q</mattext></material>'
        f'<response_lid ident="r" rcardinality="Multiple"><render_choice>{labels}</render_choice></response_lid>'
        f"</presentation><resprocessing>{rules}</resprocessing></item></questestinterop>"
    )
    paper = read_file(item.encode(), "x.xml")
    assert keys_of(paper) == [["1", "3"]] and "Subtract" in told(paper)


@pytest.mark.parametrize(
    "found_by_fuzzing",
    [
        b'<assessmentItem><itemBody><qti-/><qti-1a x-2="3"/></itemBody></assessmentItem>',
    ],
)
def test_names_that_are_no_names(found_by_fuzzing: bytes) -> None:
    assert told(read_file(found_by_fuzzing, "x.xml"))


@pytest.mark.parametrize("name", ["", "a.xml"])
def test_an_archive_that_points_before_itself_or_names_nothing(name: str) -> None:
    head = b"PK\x03\x04" + b"\0" * 26 + b"x" * 40
    entry = b"PK\x01\x02" + b"\0" * 24 + len(name).to_bytes(2, "little") + b"\0" * 12 + b"\xff" * 4 + name.encode()
    end = b"PK\x05\x06\0\0\0\0\x01\0\x01\0" + len(entry).to_bytes(4, "little") + b"\xf0\0\0\0\0\0"
    for file_format in ("qti", "docx", "table"):
        with pytest.raises(Invalid) as refusal:
            read_file(head + entry + end, "x.zip", file_format)
        assert refusal.value.problems


@pytest.mark.parametrize(
    ("paper", "keys"),
    [
        ("第一章 服务\n1、甲（A） A、一 B、二\n第二章 业务\n1、乙（B） A、一 B、二\n2、丙（A） A、一 B、二\n", "ABA"),
        ("（一）选择\n1.甲（A）A.一B.二C.三2.乙（B）A.一B.二C.三\n（二）判断\n1.丙（√）2.丁（×）\n", "AB+-"),
        ("答案：1.B 2.A\n1、甲 A、一 B、二\n2、乙 A、一 B、二\n", "BA"),
        ("True or False:\n1. Agents greet.\n2. Agents shout.\nAnswers: T, F\n", "+-"),
        (
            "1. Who?\nA. Agent B. Guard\nThe correct answer is A.\n2. When?\nA. Now B. Then\nCorrect answer is: B\n",
            "AB",
        ),
        ("1、对的是（ ）\n甲、接听 乙、挂断 丙、沉默\n答案：丙\n", "C"),
        ("1、渠道有？\n☑ 电话\n☐ 石头\n☑ 短信\n", "?"),
        ("01、甲（A）A、一 B、二\n02、乙（B）A、一 B、二\n", "AB"),
        ("三、判断题\n1、E1 速率为2.048M（T）\n", "+"),
        ("1、可选的是（ ）\nA、①② B、①③ C、②③\n答案：①③\n", "B"),
        ("1、可选的是（ ）\nA、①②③ B、①③④ C、②③\n答案：①②\n", "?"),
    ],
)
def test_papers_in_small(paper: str, keys: str) -> None:
    signs = {True: "+", False: "-", None: "?"}
    found = [key[0] if isinstance(key, list) else signs[key] for key in keys_of(read_paper(paper))]
    assert "".join(found) == keys


@pytest.mark.parametrize(
    ("paper", "keys"),
    [
        ("判断题\n1. Hold first.   T / F\n2. Shout first. (True/False)\n", "??"),
        ("一、填空题\n1、甲____。\n【参考答案】\n\n1、子\n\n二、判断题\n\n1、丁。\n\n【参考答案】\n\n1、√\n", "子+"),
        ("一、填空题\n1、甲____。\n答案：√\n", "?"),
        ("    [判断题] 甲说甲。\n    答案：√\n\n    [判断题] 乙说乙。\n    答案：×\n", "+-"),
    ],
)
def test_papers_relaid(paper: str, keys: str) -> None:
    signs = {True: "+", False: "-", None: "?"}
    found = [key[0][0] if isinstance(key, list) else signs[key] for key in keys_of(read_paper(paper))]
    assert "".join(found) == keys


def relaid(text: str, way: str) -> str:
    """The same paper as another program would have saved it."""
    ways = {
        "blank lines": lambda: text.replace("\n", "\n\n"),
        "indent": lambda: "\n".join(f"    {line}  \t" if line.strip() else line for line in text.split("\n")),
        "spaces": lambda: text.replace(" ", "\u00a0").replace("\n", "\r\n"),
        "brackets": lambda: text.replace("（", "(").replace("）", ")").replace("：", ":"),
        "hidden": lambda: text.replace("、", "、\u200b").replace(".", ".\u200b"),
    }
    return ways[way]()


OWN = sorted((Path(__file__).parents[1] / "data" / "papers").glob("*.txt"))


@pytest.mark.parametrize("way", ["blank lines", "indent", "spaces", "brackets", "hidden"])
def test_a_paper_relaid_gives_the_same_keys_or_tells(way: str) -> None:
    for path in OWN:
        text = path.read_text("utf-8-sig")
        plain, other = read_paper(text), read_paper(relaid(text, way))
        same = keys_of(plain) == keys_of(other)
        assert same or len(told(other)) > len(told(plain)), path.name
