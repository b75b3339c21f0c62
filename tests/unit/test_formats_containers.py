"""Word, PDF, Excel and CSV files as examiners have them (`tests/containers/`): right, or told; never silently wrong."""

import json

import pytest

from question_bank.formats.registry import read_file
from question_bank.services.imports.preview import make_preview
from tests.containers import over_eager, pdf_cases, second_sheets, second_word, sheet_cases, word_boxes, word_cases
from tests.containers.truth import Case, judge

FIRST = (*word_cases.CASES, *word_boxes.CASES, *sheet_cases.CASES, *pdf_cases.CASES)
CASES = (*FIRST, *second_word.CASES, *second_sheets.CASES, *over_eager.CASES)
TOLD = {  # how many items are right where some are only told: what is to be looked at by the examiner
    "小写字母.docx": 0,  # keys in small letters
    "错误值.xlsx": 2,
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.file)
def test_right_or_told(case: Case) -> None:
    verdict = judge(case)
    assert (verdict.wrong, verdict.lost) == (0, 0), verdict.notes
    assert verdict.right >= TOLD.get(case.file, max(len(case.items), 1)), verdict.notes


def test_what_shares_a_story_in_json_may_become_one_item() -> None:
    questions = [
        {"question": "他要什么？", "options": ["装机", "拆机"], "answer": "A"},
        {"question": "应怎样？", "options": ["道歉", "挂断"], "answer": "A"},
    ]
    data = json.dumps({"questions": [{"material": "客户李某三次来电。", "questions": questions}]}, ensure_ascii=False)
    preview = make_preview(read_file(data.encode(), "x.json"), {"items": {}, "dropped": [], "order": {}})
    assert list(preview.stories.values()) == [2]


def test_a_day_in_a_column_that_nobody_reads_makes_no_doubt() -> None:
    paper = read_file(second_sheets.dates_beside(), "x.xlsx")
    assert {item.confidence for item in paper.items} == {"high"}
