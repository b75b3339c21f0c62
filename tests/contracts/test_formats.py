"""Every format that is written is read back as it went, and what it can't hold is told: exactly what stands here."""

import csv
import io
from dataclasses import replace
from types import ModuleType

import pytest
from openpyxl import load_workbook

from question_bank import item_types
from question_bank.domain import Difficulty
from question_bank.domain.items import ItemDraft
from question_bank.formats import aiken, gift, moodle, native, sheets_out
from question_bank.formats.interchange.losses import find_losses, losses
from question_bank.formats.qti import version12, version21, version30

FORMATS = {
    "gift": gift,
    "aiken": aiken,
    "moodle": moodle,
    "qti12": version12,
    "qti21": version21,
    "qti30": version30,
    "certify": native,
}
TABLES = {"xlsx": sheets_out.WORKBOOK, "csv": sheets_out.CSV}
UNITS = {"units", "unit_mode"}
AS_TABLE: dict[str, set[str] | None] = {
    "single_choice": {"rationale", "external_id"},
    "multiple_choice": {"rationale", "external_id"},
    "true_false": {"external_id"},
    "fill_blank": {"external_id"},
    "short_answer": {"scoring_points", "external_id"},
    "essay": {"scoring_points", "external_id"},
    **dict.fromkeys(("inline_choice", "numeric_entry", "matching", "ordering")),
}
# by format and type: the fields lost, or None where the format has no place for the item at all
LOST: dict[str, dict[str, set[str] | None]] = {
    "gift": {
        "numeric_entry": UNITS,
        "matching": {"names"},
        "short_answer": {"type", "marking_guide", "scoring_points"},
        "essay": {"marking_guide", "scoring_points"},
        "fill_blank": None,  # the specimen has several blanks
        "inline_choice": None,
        "ordering": None,
    },
    "aiken": {
        "single_choice": {"explanation", "rationale", "tags", "external_id"},
        "true_false": {"explanation", "tags", "external_id"},
        **dict.fromkeys(("multiple_choice", "fill_blank", "inline_choice", "numeric_entry", "matching", "ordering")),
        **dict.fromkeys(("short_answer", "essay")),
    },
    "moodle": {
        "numeric_entry": UNITS,
        "matching": {"names"},
        "ordering": {"names", "rationale"},
        "short_answer": {"scoring_points"},
        "essay": {"scoring_points"},
    },
    "qti12": {
        "numeric_entry": UNITS,
        "ordering": None,
        "short_answer": {"scoring_points"},
        "essay": {"scoring_points"},
    },
    "qti21": {"numeric_entry": UNITS},
    "qti30": {"numeric_entry": UNITS},
    "certify": {},
    "xlsx": AS_TABLE,
    "csv": AS_TABLE,
}
NOWHERE_BUT_HOME = {"transcript_audit", "composite"}
PLAIN = [each.name for each in item_types.ALL if each.name not in NOWHERE_BUT_HOME]


def specimen(name: str) -> ItemDraft:
    item_type = item_types.get(name)
    content = item_type.validate(item_type.specimens()[0].content)
    return ItemDraft(name, content, "GENERAL", tags=("话术", "2026 修订"), external_id="HW-0001")


@pytest.mark.parametrize("item_type", PLAIN)
@pytest.mark.parametrize("name", [*FORMATS, *TABLES])
def test_what_is_written_is_read_and_the_rest_is_told(name: str, item_type: str) -> None:
    expected = LOST[name].get(item_type, set())
    found = {loss.field for loss in find_losses((FORMATS | TABLES)[name], [specimen(item_type)])}
    assert found == ({None} if expected is None else expected)


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "certify"])
def test_types_without_a_place_are_left_out_and_told(name: str) -> None:
    told = losses(FORMATS[name], "X", [specimen("transcript_audit")])
    assert [problem.severity for problem in told] == ["error"] and "不会导出" in str(told[0])


def test_our_own_format_loses_nothing() -> None:
    drafts = [specimen(each.name) for each in item_types.ALL]
    drafts = [
        replace(draft, external_id=f"n-{i}", difficulty=Difficulty.HARD, level="apply", critical=True)
        for i, draft in enumerate(drafts)
    ]
    assert native.read_drafts(native.write(drafts), "a.json") == tuple(drafts)


AWKWARD = [
    "等号 = 波浪 ~ 井号 # 花括号 {} 冒号 :: 反斜杠 \\ 百分号 %50% 方括号 [html]",
    "<b>不是标签</b> & 实体 &amp; <script>alert(1)</script>",
    "第一行\n第二行\n\n第四行",
    "**加粗**与**再加粗**，单个 * 与 ** 不成对",
    "引号 \" 与 ' 与 “”",
    "// 看着像注释",
    "=开头 ->箭头",
    "$CATEGORY: x",
    "A) 看着像选项",
    "]]> CDATA 的结尾",
    "三个空格   在中间",
    "emoji 😀 和生僻字 𠮷",
]


@pytest.mark.parametrize("text", AWKWARD)
@pytest.mark.parametrize("name", [name for name in FORMATS if name != "aiken"])
def test_awkward_texts_come_back_as_they_went(name: str, text: str) -> None:
    content = {
        "stem": f"题 {text}",
        "options": [{"id": "A", "text": text, "rationale": None}, {"id": "B", "text": "x" + text, "rationale": text}],
        "answer_key": ["B"],
        "explanation": text,
        "lang": "zh-CN",
    }
    draft = ItemDraft("single_choice", content, "GENERAL", external_id="q1")
    assert find_losses(FORMATS[name], [draft]) == []


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_items_give_the_same_bytes(name: str) -> None:
    written: ModuleType = FORMATS[name]
    drafts = [specimen("single_choice"), specimen("true_false")]
    assert written.write(drafts) == written.write(drafts)
    assert written.recognises(written.write(drafts), "file") >= 70


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")'])
def test_no_cell_becomes_a_formula(start: str) -> None:
    content = {"stem": f"{start}对吗", "answer_key": True, "explanation": start, "lang": "zh-CN"}
    draft = ItemDraft("true_false", content, "GENERAL", external_id="q")
    book = load_workbook(io.BytesIO(sheets_out.write_workbook([draft])))
    assert {cell.data_type for row in book.worksheets[0].iter_rows() for cell in row if cell.value} == {"s"}
    cells = next(
        row for row in csv.reader(io.StringIO(sheets_out.write_csv([draft]).decode("utf-8-sig"))) if "判断题" in row
    )
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)
