"""Bad input: encodings, files that are no papers, hostile lines in linear time, and any text at all."""

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.errors import Invalid
from question_bank.formats.paper import Paper, read_paper, to_json
from question_bank.formats.paper.decoding import MAX_LINES, MAX_MEGABYTES

TEXT = "一、单选题（共1题，每题2分）\n1、热线号码是（ ）\nA、一万号\nB、一千号\nC、一百号\n答案：A\n"
HEAD = "一、单选题(共1题)\n1、座席应当()A、微笑 B、倾听\n"
PIECES_OF_LINES = [
    " ",
    "_",
    "(",
    "( )",
    "A、",
    "A、B、",
    "1、",
    "1、2、3、",
    "一、",
    "1",
    "答案：",
    "/",
    "|",
    "1-5 ABCDE ",
    "1A  ",
]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gbk"]
)
def test_encodings_are_recognised(encoding: str) -> None:
    paper = read_paper(TEXT.encode(encoding))
    assert [(item.stem, item.answer_key) for item in paper.items] == [("热线号码是（　）", ["A"])]


@pytest.mark.parametrize("line_end", ["\r\n", "\r", "\n"])
def test_line_ends(line_end: str) -> None:
    assert read_paper(TEXT.replace("\n", line_end)) == read_paper(TEXT)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (b"", "文件是空的"),
        ("\ufeff \n\u3000\n", "文件是空的"),
        (b"PK\x03\x04rest", "这不是纯文本文件（ZIP / Word / Excel），请另存为 UTF-8 编码的文本后再导入"),
        (b"%PDF-1.7", "这不是纯文本文件（PDF），请另存为 UTF-8 编码的文本后再导入"),
        (bytes(range(256)) * 40, "这不是纯文本文件（未知格式），请另存为 UTF-8 编码的文本后再导入"),
        (TEXT.replace("座席", "").encode("shift-jis", "ignore") * 3, "认不出文件的编码，请另存为 UTF-8 后再导入"),
        ("熱線號碼是什麼？甲、乙、丙、丁".encode("big5") * 9, "认不出文件的编码，请另存为 UTF-8 后再导入"),
        (b"\xff\xfe\xff\xff\x00", "认不出文件的编码，请另存为 UTF-8 后再导入"),
        (b"x" * (MAX_MEGABYTES * 1024 * 1024 + 1), "文件超过 8 MB，请分成几份再导入"),
        ("1\n" * MAX_LINES, "文件超过 200000 行，请分成几份再导入"),
        ("一、单选题\n" * 600, "文件里有 600 个大题标题，最多读 500 个，请分成几份再导入"),
    ],
)
def test_what_is_no_text_is_refused_in_plain_words(source: bytes | str, message: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_paper(source, name="试卷.txt")
    assert str(refused.value) == message
    (problem,) = refused.value.problems
    assert (str(problem), problem.field) == (message, "试卷.txt")


@pytest.mark.parametrize(
    "text", ["只是一段话。", "1. 今天开会。\n2. 明天放假。\n", "姓名：____\n电话：____\n", "{}", "题目"]
)
def test_what_is_no_paper_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_paper(text)
    assert "没有找到题目" in str(refused.value)


def test_a_bad_key_file_is_refused_like_a_paper() -> None:
    with pytest.raises(Invalid):
        read_paper(TEXT, answer_key=b"%PDF-1.7")


def test_lost_characters_are_an_error_with_their_line() -> None:
    paper = read_paper(TEXT.replace("一千号", "一\ufffd号"))
    assert [(p.line, p.severity, p.text()) for p in paper.problems] == [
        (4, "error", "有 1 个无法识别的字符，原文件可能已损坏")
    ]


def test_an_unclosed_code_fence_does_not_swallow_the_paper() -> None:
    assert len(read_paper("```\n" + TEXT).items) == 1


def seconds_to_read(text: str, key: str | None = None) -> float:
    started = time.process_time()
    read_paper(text, answer_key=key)
    return time.process_time() - started


@pytest.mark.parametrize("piece", [*PIECES_OF_LINES, "①", "中", "【", "\\_"])
def test_a_hostile_line_takes_linear_time(piece: str) -> None:
    hostile = piece * (60_000 // len(piece))
    assert seconds_to_read(f"{HEAD}2、{hostile}\n") < 3  # takes a tenth of a second; a quadratic reader takes minutes


def test_two_megabytes_on_one_line_are_read() -> None:
    hostile = "".join(piece * (250_000 // len(piece)) for piece in " _(1/|中一")
    assert len(hostile) > 1_900_000
    assert seconds_to_read(f"{HEAD}2、{hostile}\n") < 60


@pytest.mark.parametrize("piece", ["1", "甲/乙", "（", "1.2 ", "；", "(1)", "甲\n", "1.甲\n"])
def test_a_hostile_key_takes_linear_time(piece: str) -> None:
    assert seconds_to_read("一、填空题\n1、热线是____\n", key=f"1.{piece * 15_000}") < 3


def unaccounted(paper: Paper, text: str) -> list[int]:
    covered = {n for stretch in paper.outline for n in range(stretch.line_start, stretch.line_end + 1)}
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return [number for number, line in enumerate(lines, 1) if line.strip() and number not in covered]


PIECES = st.sampled_from(
    [
        "一、单选题",
        "二、多选题（共2题，每题2分）",
        "三、填空题(3空)",
        "四、判断题",
        "五、简答题",
        "1、",
        "2、",
        "3. ",
        "（1）",
        "(2)",
        "第1题",
        "2 ",
        "A、",
        "B.",
        "C．",
        "D ",
        "(A)",
        "（  ）",
        "（√）",
        "____",
        "__(1)__",
        "__十__",
        "答案：",
        "【答案】",
        "参考答案",
        "我的答案：B",
        "解析：",
        "> ",
        "- [x] 甲",
        "- [ ] 乙",
        "| |是|否|",
        "甲|(x)|()|",
        "1-5 ABCDE",
        "1.A 2.B",
        "题号 1 2",
        "答案 A B",
        "\n",
        "\n",
        "\n",
        "\n\n",
        " ",
        "\u3000",
        "\t",
        "甲乙丙",
        "。",
        "？",
        "802.11",
        "2011年",
        "①",
        "；",
        "/",
        "```",
        "---",
        "#",
        "true. 正确",
        "false. 错误",
        "R 对",
        "F 错",
        "(6分)",
        "第1页",
        "\ufffd",
        "【单选题】",
        "Answer: B",
        "Part I. Essay",
        "\x00",
        "\u200b",
        "\\_",
    ]
)


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(st.text(), st.lists(PIECES, max_size=60).map("".join)),
    st.none() | st.lists(PIECES, max_size=15).map("".join),
)
def test_any_text_is_read_or_refused_and_no_line_is_lost(text: str, key: str | None) -> None:
    try:
        paper = read_paper(text, answer_key=key)
    except Invalid:
        return
    json.dumps(to_json(paper, lambda message: message))
    assert paper.items
    assert unaccounted(paper, text) == []
    for item in paper.items:
        ids = [option.id for option in item.options]
        assert len(ids) == len(set(ids))
        assert item.line_start <= item.line_end
        if isinstance(item.answer_key, list):
            places = item.stem.count("____") if item.type == "fill_blank" else None
            assert len(item.answer_key) == places if places is not None else set(map(str, item.answer_key)) <= set(ids)
        assert item.answer_key is not None or item.problems


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(source: bytes) -> None:
    try:
        read_paper(source, answer_key=source)
    except Invalid as refused:
        assert refused.problems
