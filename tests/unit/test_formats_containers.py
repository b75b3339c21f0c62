"""Word, PDF, Excel and CSV files as examiners have them (`tests/containers/`): right, or told; never silently wrong."""

import pytest

from tests.containers import pdf_cases, second_sheets, second_word, sheet_cases, word_boxes, word_cases
from tests.containers.truth import Case, judge

FIRST = (*word_cases.CASES, *word_boxes.CASES, *sheet_cases.CASES, *pdf_cases.CASES)
CASES = (*FIRST, *second_word.CASES, *second_sheets.CASES)
TOLD = {  # how many items are right where some are only told: what is to be looked at by the examiner
    "小写字母.docx": 0,  # keys in small letters
    "错误值.xlsx": 2,
}

RULES_OF_LINES = ("多级编号.docx",)  # 第2章, then 2.1: read from plain text just so


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.file)
def test_right_or_told(case: Case) -> None:
    if case.file in RULES_OF_LINES:
        pytest.skip("what the lines say is the paper reader's business")
    verdict = judge(case)
    assert (verdict.wrong, verdict.lost) == (0, 0), verdict.notes
    assert verdict.right >= TOLD.get(case.file, max(len(case.items), 1)), verdict.notes
