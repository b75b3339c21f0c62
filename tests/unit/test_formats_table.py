"""Tables of questions: our columns and other people's, with and without a header, in Excel and CSV."""

import io
import zipfile
from typing import Any

import openpyxl
import pytest

from foundation.errors import Invalid
from foundation.i18n import catalogue
from question_bank.domain import Difficulty
from question_bank.formats import tabular
from question_bank.formats.model import Paper
from question_bank.formats.registry import read_file, recognise
from question_bank.formats.sheets_out import TYPES
from question_bank.services.imports.preview import DIFFICULTIES

HEADER = ["序号", "题型", "题干", "选项A", "选项B", "选项C", "正确答案", "分值", "难度", "解析", "备注"]
ROWS: list[list[Any]] = [
    [1, "单选题", "来电先（ ）", "问好", "挂断", "转接", "A", 2, "易", "礼貌", "内部"],
    [2, "多选题", "服务禁语有", "不知道", "不归我管", "请稍等", "A,B", 2.5, None, None, None],
    [3, "判断题", "先核身再查询", None, None, None, "√", 1, None, None, None],
    [4, "判断题", "可以挂断", "对", "错", None, "B", 1, None, None, None],
    [5, "填空题", "热线有____和____", None, None, None, "10000；10001", 2, None, None, None],
    [6, "简答题", "简述步骤", None, None, None, "四步", 10, None, None, None],
]


def workbook(*rows: list[Any]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def keys(paper: Paper) -> list[Any]:
    return [item.answer_key for item in paper.items]


def test_our_columns_below_a_title() -> None:
    data = workbook(["2024 年题库"], HEADER, *ROWS)
    assert recognise(data, "x") == "table"
    paper = read_file(data, "x.xlsx")
    assert keys(paper) == [["A"], ["A", "B"], True, False, [["10000"], ["10001"]], None]
    assert [item.points for item in paper.items] == [2, 2.5, 1, 1, 2, 10]
    assert (paper.items[0].difficulty, paper.items[0].explanation) == ("易", "礼貌")
    assert paper.items[5].marking_guide == "四步"
    assert [problem.params["field"] for problem in paper.problems] == ["备注"]
    assert paper.places[paper.items[0].line_start - 1] == "3"
    assert "来电先" in paper.source_lines[paper.items[0].line_start - 1]


def named(language: str) -> list[list[Any]]:
    """A table as a reader of that language writes it, with the words of the pages."""
    texts = catalogue(language)
    option = {"en": "Option", "ko": "선택지", "es": "Opción"}[language]
    head = [texts[text] for text in ("题型", "题干", "答案", "难度", "解析", "标签")]
    say = {name: texts[text] for name, text in TYPES.items()}
    return [
        [*head, f"{option} A", f"{option} B"],
        [say["single_choice"], "Q1", "A", texts["易"], "E1", "T1", "x", "y"],
        [say["multiple_choice"], "Q2", "AB", texts["难"], None, None, "x", "y"],
        [say["true_false"], "Q3", texts["对"], texts["中"], None, None, None, None],
        [say["true_false"], "Q4", texts["错"], None, None, None, None, None],
        [say["fill_blank"], "Q5 ____", "10000", None, None, None, None, None],
        [say["short_answer"], "Q6", "four", None, None, None, None, None],
        [say["essay"], "Q7", "much", None, None, None, None, None],
    ]


@pytest.mark.parametrize("language", ["en", "ko", "es"])
def test_a_table_in_the_words_of_each_language(language: str) -> None:
    paper = read_file(workbook(*named(language)), "x.xlsx")
    assert [item.type for item in paper.items] == [
        *("single_choice", "multiple_choice", "true_false", "true_false", "fill_blank", "short_answer", "essay")
    ]
    assert keys(paper) == [["A"], ["A", "B"], True, False, [["10000"]], None, None]
    assert (paper.items[0].explanation, [option.text for option in paper.items[0].options]) == ("E1", ["x", "y"])
    levels = [DIFFICULTIES.get((item.difficulty or "")[:1].casefold()) for item in paper.items[:3]]
    assert levels == [Difficulty.EASY, Difficulty.HARD, None]


def test_a_foreign_table_in_the_encoding_of_chinese_excel() -> None:
    text = "题目,选项,答案,题目类型,考生答案\n谁负责（ ）,A.首问者|B.没有人|C.领导,A,单选,C\n对吗,,错,判断,对\n"
    paper = read_file(text.encode("gb18030"), "x.csv")
    assert keys(paper) == [["A"], False]
    assert {field.name: field.role for field in paper.mapping}["考生答案"] == "mine"


def test_a_table_without_a_header_is_guessed_from_its_values() -> None:
    text = "单选,投诉时怎么做？,倾听,反驳,离开,A\n多选,有哪些渠道可选？,电话,短信,网站,ABC\n判断,当天处理。,,,,对\n"
    paper = read_file(text.encode(), "x.csv")
    assert keys(paper) == [["A"], ["A", "B", "C"], True]
    assert [field.name for field in paper.mapping] == [f"#{n}" for n in range(1, 7)]


def test_columns_can_be_mapped_by_hand() -> None:
    text = "Frage,Eins,Zwei,Loesung\n先做什么？,问好,挂断,A\n后做什么？,记录,离开,B\n"
    mapping = {"Frage": "stem", "Eins": "option:A", "Zwei": "option:B", "Loesung": "answer"}
    assert keys(read_file(text.encode(), "x.csv", "table", mapping=mapping)) == [["A"], ["B"]]


def test_titles_between_rows_are_sections_and_odd_rows_are_told() -> None:
    paper = read_file(
        workbook(
            ["题干", "答案", "选项A", "选项B"],
            ["一、单选题"],
            ["选哪个", "A", "甲", "乙"],
            [None, "B", "丙"],
            ["二、判断题"],
            ["对", "√"],
        ),
        "x",
    )
    assert [item.section for item in paper.items] == ["一、单选题", "二、判断题"]
    assert [problem.severity for problem in paper.problems] == ["error"]


def test_formulas_are_text_and_never_computed() -> None:
    data = workbook(["题干", "答案", "选项A", "选项B"], ["选哪个", "A", '=HYPERLINK("http://x")', "乙"])
    item = read_file(data, "x").items[0]
    assert [option.text for option in item.options] == ["乙"] and item.confidence == "low"


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        archive.writestr("xl/sharedStrings.xml", b" " * (40 * 2**20))
    return out.getvalue()


def with_part(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(HEADER, *ROWS))) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        bomb(),
        with_part("../../etc/x", b"x"),
        with_part("xl/workbook.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><workbook>&b;</workbook>'),
        with_part("xl/worksheets/sheet1.xml", b"<worksheet><row>"),
        workbook(["姓名", "工号"], ["林", "1"]),
        b"PK\x03\x04 cut off",
        b'a,b,c\n"1,2,3\n',
    ],
)
def test_hostile_and_foreign_files_are_refused_with_a_reason(data: bytes) -> None:
    with pytest.raises(Invalid) as refusal:
        tabular.read(data, "x")
    assert refusal.value.problems
