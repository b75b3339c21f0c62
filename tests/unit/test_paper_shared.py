"""The real papers beside the project, where they exist: the seed paper exactly, the found families item by item."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from question_bank.formats.paper import Paper, PaperItem, read_paper, to_json

SHARED = Path(__file__).resolve().parents[3] / "shared"
SEEDS, PAPERS = SHARED / "seeds", SHARED / "data" / "chinese-papers"
CHECK_LISTS = {
    "01-3-lab0-quiz.md": 4,
    "02-2-lab1-quiz.md": 4,
    "03-1-quiz.md": 5,
    "03-2-quiz.md": 4,
    "03-3-lab2-quiz.md": 11,
    "04-1-quiz.md": 5,
    "04-2-quiz.md": 9,
    "04-3-lab3-quiz.md": 5,
    "05-1-quiz.md": 7,
    "05-2-quiz.md": 4,
}
LECTURES = (20, 23, 18, 23, 20, 22)

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the real papers lie beside the project, not in it")


@pytest.fixture(scope="module")
def seed() -> Paper:
    return read_paper((SEEDS / "exam-paper.txt").read_bytes(), answer_key=(SEEDS / "exam-paper-key.txt").read_bytes())


def section_of(paper: Paper, index: int) -> list[PaperItem]:
    return [item for item in paper.items if item.section_index == index]


def test_seed_has_twenty_ten_fourteen_and_four_items(seed: Paper) -> None:
    found = [[item.type for item in section_of(seed, index)] for index in range(5)]
    assert found == [["single_choice"] * 20, ["multiple_choice"] * 10, ["fill_blank"] * 14, ["short_answer"] * 4, []]


def test_seed_is_reported_as_a_paper(seed: Paper) -> None:
    assert [problem.text() for problem in seed.problems] == [
        "试卷标明总分 100 分，找到的题目合计 84 分",
        "三、填空题：标明 20 空，找到 19 空",
        "“简单题”读作“简答题”",
        "五、论述题：标明 1 题、共 15 分，没有找到题目",
    ]
    assert not seed.has_errors
    assert (seed.declared.total, seed.declared.minutes) == (Decimal(100), 90)


def test_seed_items_without_key_are_told_and_no_others(seed: Paper) -> None:
    told = [(i.section_index, i.number) for i in seed.items if [p.text() for p in i.problems] == ["没有答案"]]
    assert told == [(0, "20"), (2, "6"), (2, "7")]
    quiet = [i for i in seed.items if i.section_index in (0, 1, 2) and i.answer_key is not None]
    assert len(quiet) == 41
    assert all(item.problems == () for item in quiet)


def test_seed_has_nineteen_blanks_and_the_points_of_a_sitting(seed: Paper) -> None:
    blanks = section_of(seed, 2)
    assert sum(item.stem.count("____") for item in blanks) == 19
    usable = [item for item in seed.items if item.answer_key is not None or item.type == "short_answer"]
    assert sum(item.points or 0 for item in usable) == 81


def test_seed_traps(seed: Paper) -> None:
    singles, blanks, shorts = section_of(seed, 0), section_of(seed, 2), section_of(seed, 3)
    assert [len(item.options) for item in singles] == [4] * 9 + [3] + [4] * 10
    assert [option.text for option in singles[5].options] == ["1.544Mbps", "1.984Mbps", "2.048Mbps", "3.1Mbps"]
    assert blanks[12].line_start == blanks[13].line_start == 116
    assert blanks[13].stem.startswith("2011年初,")
    assert [item.needs_drawing for item in shorts] == [True, False, False, True]
    assert [item.points for item in shorts] == [6, 6, 6, 7]


def test_seed_prints_as_json(seed: Paper) -> None:
    printed = to_json(seed)
    assert printed["declared"]["sections"][4] == {
        "title": "五、论述题",
        "type": "essay",
        "items": 1,
        "blanks": None,
        "points": 15,
    }
    assert printed["items"][30]["answer_key"] == [["中央处理器", "CPU"]]


@pytest.mark.parametrize(("number", "expected"), list(enumerate(LECTURES, 1)))
def test_lectures_yield_every_item_and_key(number: int, expected: int) -> None:
    (path,) = (PAPERS / "buaa-ethics-txt").glob(f"第0{number}讲*.txt")
    text = path.read_text("utf-8")
    paper = read_paper(path.read_bytes())
    printed = [answer.replace(" ", "") for answer in re.findall(r"参考答案：([A-Za-z, ]+)", text)]
    keys = [{"true": True, "false": False}.get(answer, answer.split(",")) for answer in printed]
    assert len(paper.items) == expected
    assert [item.answer_key for item in paper.items] == keys
    assert all(len(item.options) == 4 for item in paper.items if item.type != "true_false")
    assert paper.problems == ()


def test_radical_look_alikes_are_mended_in_the_content_only() -> None:
    (path,) = (PAPERS / "buaa-ethics-txt").glob("第01讲*.txt")
    paper = read_paper(path.read_bytes())
    assert paper.items[0].stem.startswith("把工程看成是科学技术的应用")
    assert "⼯程" in paper.items[0].source_text


@pytest.mark.parametrize(("name", "expected"), CHECK_LISTS.items())
def test_check_lists_yield_every_item_and_key(name: str, expected: int) -> None:
    path = PAPERS / "os-course-md" / name
    paper = read_paper(path.read_bytes())
    choices = [item for item in paper.items if item.type != "true_false"]
    groups = re.findall(r"(?:^- \[[ x]\].*\n?)+", path.read_text("utf-8"), re.M)
    keys = [["ABCD"[at] for at, tick in enumerate(re.findall(r"\[([ x])\]", group)) if tick == "x"] for group in groups]
    assert len(choices) == expected
    assert [item.answer_key or [] for item in choices] == keys
    assert all(item.explanation for item in paper.items)


def test_the_question_without_a_tick_is_told() -> None:
    paper = read_paper((PAPERS / "os-course-md" / "02-2-lab1-quiz.md").read_bytes())
    assert [[p.text() for p in item.problems] for item in paper.items] == [[], [], ["没有答案"], []]


def test_tables_of_true_and_false_are_items_too() -> None:
    paper = read_paper((PAPERS / "os-course-md" / "01-3-lab0-quiz.md").read_bytes())
    judged = [item for item in paper.items if item.type == "true_false"]
    assert [item.answer_key for item in judged] == [True, True]
    assert judged[0].stem == "ucore lab实验中8个实验是否可以不按顺序完成"
