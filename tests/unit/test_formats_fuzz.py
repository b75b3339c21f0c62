"""Whatever comes in, a reader gives a paper or a reason, in bounded time: made-up, mutated, damaged, endless."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foundation.errors import Invalid
from question_bank.formats.model import Paper
from question_bank.formats.paper import read_paper
from question_bank.formats.registry import read_file
from tests.unit.test_formats_docx import file_of, p
from tests.unit.test_formats_table import HEADER, ROWS, workbook

PAPERS = sorted((Path(__file__).parents[1] / "data" / "papers").glob("*.txt"))
TEXTS = [path.read_text("utf-8-sig") for path in PAPERS]
PIECES = st.sampled_from(
    [
        *(
            "一、单选题（每题2分）\n",
            "1、",
            "2. ",
            "（ ）",
            "____",
            "A、",
            "B．",
            "C ",
            "\n",
            "答案：",
            "【答案】",
            "1-5 ABCDA",
        ),
        *(
            "√",
            "×",
            "案例一：",
            "题号 1 2 3\n",
            "答案 A B C\n",
            "|",
            "；",
            "参考答案\n",
            "解析：",
            "甲",
            "乙，",
            "丙。",
        ),
        *("(1)", "①", "\t", "\u3000", "```\n", "> "),
    ]
)
FILES = [
    workbook(HEADER, *ROWS),
    file_of(p("一、单选题") + p("1、先做什么（A）") + p("A、问好") + p("B、挂断")),
    json.dumps([{"题目": "先做什么？", "选项": ["甲", "乙"], "答案": "A"}] * 3, ensure_ascii=False).encode(),
    "题目,选项,答案\n先做什么？,A.甲|B.乙,A\n".encode("gb18030"),
]
quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None)


def given_or_refused(data: bytes, name: str = "x") -> Paper | None:
    begun = time.monotonic()
    try:
        return read_file(data, name)
    except Invalid as refusal:
        assert refusal.problems
        return None
    finally:
        assert time.monotonic() - begun < 5


def whole(paper: Paper) -> None:
    """Every item says what it is and where; a key names only options that are there."""
    for item in paper.items:
        assert item.stem or item.problems
        assert 1 <= item.line_start <= item.line_end
        if item.type in ("single_choice", "multiple_choice") and item.answer_key is not None:
            assert isinstance(item.answer_key, list)
            assert {str(letter) for letter in item.answer_key} <= {option.id for option in item.options}
        if item.type == "fill_blank" and item.answer_key is not None:
            assert isinstance(item.answer_key, list) and len(item.answer_key) == item.stem.count("____")


@quick
@given(st.lists(PIECES, max_size=60).map("".join))
def test_made_up_papers(text: str) -> None:
    paper = given_or_refused(text.encode())
    if paper is not None:
        whole(paper)


@quick
@given(st.sampled_from(TEXTS), st.data())
def test_papers_with_lines_lost_doubled_and_moved(text: str, data: st.DataObject) -> None:
    lines = text.split("\n")
    for _ in range(data.draw(st.integers(1, 6))):
        at, to = (data.draw(st.integers(0, len(lines) - 1)) for _ in "ab")
        act = data.draw(st.sampled_from("dmx"))
        lines = [*lines[:at], *lines[at + 1 :]] if act == "d" and len(lines) > 1 else lines
        lines.insert(min(to, len(lines)), lines[min(at, len(lines) - 1)]) if act != "x" else lines.reverse()
    try:
        whole(read_paper("\n".join(lines)))
    except Invalid as refusal:
        assert refusal.problems


@quick
@given(st.sampled_from(FILES + [text.encode() for text in TEXTS]), st.data())
def test_files_with_bytes_changed_and_cut_off(file: bytes, data: st.DataObject) -> None:
    damaged = bytearray(file)
    for _ in range(data.draw(st.integers(1, 8))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    given_or_refused(bytes(damaged[: data.draw(st.integers(1, len(damaged)))]))


@quick
@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.text(max_size=8)
        | st.sampled_from(["A", "AB", "1", "对", "先做什么？"]),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "题目",
                        "question",
                        "options",
                        "选项A",
                        "A",
                        "B",
                        "answer",
                        "type",
                        "items",
                        "score",
                        "x",
                        "sections",
                    ]
                ),
                inner,
                max_size=6,
            )
        ),
        max_leaves=25,
    )
)
def test_any_json(tree: object) -> None:
    paper = given_or_refused(json.dumps(tree, ensure_ascii=False).encode())
    if paper is not None:
        whole(paper)


@quick
@given(st.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    given_or_refused(data)


@pytest.mark.parametrize(
    "text",
    [
        "<script" * 15_000,
        "<p " * 8_000,
        "&nbsp;" * 15_000,
        "A、" * 8_000,
        "案例一：\n" * 8_000,
        "题号 1 2\n" * 8_000,
        "____、" * 10_000,
    ],
    ids=lambda text: text[:6],
)
def test_long_repetitions_take_time_by_their_length_only(text: str) -> None:
    for wrapped in (
        f"一、单选题\n1、问（ ）\n{text}\n",
        json.dumps([{"题目": text, "答案": "A", "选项": ["甲", "乙"]}]),
    ):
        begun = time.monotonic()
        given_or_refused(wrapped.encode())
        assert time.monotonic() - begun < 10
