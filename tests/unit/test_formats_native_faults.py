"""What is said of a native file that is no JSON: where, what stands there, what should; never Python's English."""

import pytest
from flask import Flask

from foundation.errors import Invalid
from foundation.i18n import explain
from question_bank.formats import native
from question_bank.formats.interchange import json_in

HEAD = '{"format": "certify-items",\n '
FAULTS = [
    (HEAD + '"items" []}', 2, 10, "“[”", "冒号"),
    (HEAD + '"items": [}', 2, 12, "“}”", "一个值"),
    (HEAD + '"items": [] "version": 1}', 2, 14, '“"”', "逗号或右括号"),
    (HEAD + "items: []}", 2, 2, "“i”", "双引号里的名字"),
    (HEAD + '"items": [', 2, 12, json_in.END, "一个值"),
    (HEAD + '"items": ["甲\n"]}', 2, 14, json_in.SPACE, "写成 \\n、\\t 的换行或制表符"),
    (HEAD + '"items": ["甲\\q"]}', 2, 14, "“\\”", "\\ 后面合法的转义"),
    (HEAD + '"items": []} 甲', 2, 15, "“甲”", json_in.END),
    (HEAD + '"items": ["甲', 2, 12, '“"”', "双引号括起的文字（没有找到收尾的引号）"),
]


@pytest.mark.parametrize(("text", "line", "column", "found", "expected"), FAULTS)
def test_a_fault_has_its_place(text: str, line: int, column: int, found: str, expected: str) -> None:
    with pytest.raises(Invalid) as caught:
        native.read(text.encode(), "a.json")
    (problem,) = caught.value.problems
    told = (problem.line, problem.params["line"], problem.params["column"], problem.params["found"])
    assert told == (line, line, column, found) and problem.params["expected"] == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEAD + '"items": [NaN]}', json_in.NO_NUMBER),
        (HEAD + '"items": ' + "[" * 100_000, json_in.TOO_DEEP),
        ("[]", native.messages.NOT_OURS),
    ],
)
def test_other_faults_have_words_of_their_own(text: str, message: str) -> None:
    with pytest.raises(Invalid) as caught:
        native.read(text.encode(), "a.json")
    assert caught.value.problems[0].message == message


def test_the_reader_reads_it_in_their_language(app: Flask) -> None:
    with pytest.raises(Invalid) as caught:
        native.read(FAULTS[1][0].encode(), "a.json")
    with app.test_request_context(headers={"Accept-Language": "en"}):
        told = explain(caught.value.problems[0])
    assert told == "Not valid JSON: line 2, character 12 is “}”; expected a value"
