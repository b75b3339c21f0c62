"""Keys written out line by line are read as the compact ones."""

import pytest

from question_bank.formats.paper.spelled_keys import plain_key


@pytest.mark.parametrize(
    ("text", "item_type", "blanks", "plain"),
    [
        ("A. 甲\nC. 丙", "multiple_choice", 0, "AC"),
        ("C. 丙\nA. 甲", "multiple_choice", 0, "C. 丙\nA. 甲"),
        ("A. 甲", "single_choice", 0, "A. 甲"),
        ("A\n解析说明", "single_choice", 0, "A\n解析说明"),
        ("1. 10000", "fill_blank", 1, "10000"),
        ("1. 语音 / 声音\n2. 语调\n次序不限的空： 1, 2", "fill_blank", 2, "语音|声音；语调"),
        ("1. 语音\n2. 语调", "fill_blank", 3, "1. 语音\n2. 语调"),
        ("1.984", "fill_blank", 1, "1.984"),
        ("A. 甲\nB. 乙", "short_answer", 0, "A. 甲\nB. 乙"),
    ],
)
def test_spelled_keys(text: str, item_type: str, blanks: int, plain: str) -> None:
    assert plain_key(text, item_type, blanks) == plain
