"""The collections beside the project, file by file as they are: numbers and keys that their notes state."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from question_bank.formats.model import Paper, PaperItem
from question_bank.formats.registry import read_file

PAPERS = Path(__file__).resolve().parents[3] / "shared" / "data" / "chinese-papers"
COMPANY = {
    "KFRXGLLCKSSJ20131104": "A D B C C A A ABCD AC AB",
    "GCGLLCKSSJ20131128": "D C A B B C C A B B A B A B C D C D B D A D D D B ABDE ABDE AC ABCE CE ACD"
    " ABC ABCD AB ABCE F R R F R",
    "RLXZKT20131128": "A D D B B A C B C A A A A A A B C A C A B B A B A A B B A A",
    "ZJHKCSGLLCKSSJ20131204": "C B A A B B C C B A ABC AB AD AB ABC",
}
TRUE = {"F": False, "R": True, "A": True, "B": False}
QUIZZES = {
    "01-3": 4,
    "02-2": 4,
    "03-1": 5,
    "03-2": 4,
    "03-3": 11,
    "04-1": 5,
    "04-2": 9,
    "04-3": 5,
    "05-1": 7,
    "05-2": 4,
}
LECTURES = (20, 23, 18, 23, 20, 22)

pytestmark = pytest.mark.skipif(not PAPERS.is_dir(), reason="the collections lie beside the project, not in it")


def read(path: Path) -> Paper:
    return read_file(path.read_bytes(), path.name)


def tree(path: Path) -> Any:
    return json.loads(path.read_text("utf-8-sig"))


def letters(item: PaperItem) -> Any:
    return "".join(str(x) for x in item.answer_key) if isinstance(item.answer_key, list) else item.answer_key


@pytest.mark.parametrize("name", COMPANY)
def test_company_exams(name: str) -> None:
    paper = read(PAPERS / "corporate-training" / f"answer{name}.json")
    expected: list[Any] = [
        TRUE[key] if item.type == "true_false" else key
        for item, key in zip(paper.items, COMPANY[name].split(), strict=True)
    ]
    assert [letters(item) for item in paper.items] == expected
    assert paper.declared.total == sum(item.points or 0 for item in paper.items) == 100
    assert paper.declared.minutes == (90 if name[0] in "KZ" else 60)
    assert all(item.problems for item in paper.items if item.type == "true_false")
    assert [problem.params.get("field") for problem in paper.problems] == ["OwnerType"]


@pytest.mark.parametrize("name", COMPANY)
def test_company_questions_take_their_keys_from_the_answers(name: str) -> None:
    folder = PAPERS / "corporate-training"
    question, answer = (folder / f"{kind}{name}.json" for kind in ("question", "answer"))
    joined = read_file(question.read_bytes(), "x", answer_key=answer.read_bytes())
    assert [letters(item) for item in joined.items] == [letters(item) for item in read(answer).items]
    alone = read(question)
    assert all(item.answer_key is not None or item.problems for item in alone.items)


@pytest.mark.parametrize(("name", "expected"), [("大学语文", 124), ("心理学", 260)])
def test_subjects_by_chapter_and_section(name: str, expected: int) -> None:
    path = PAPERS / "adoreMai" / f"{name}.json"
    asked = [q for chapter in tree(path) for section in chapter["sections"] for q in section["questions"]]
    paper = read(path)
    assert len(paper.items) == len(asked) == expected
    for item, question in zip(paper.items, asked, strict=True):
        answer = str(question.get("answer") or "")
        if item.type in ("single_choice", "multiple_choice"):
            assert letters(item) == answer or any(p.severity == "error" for p in item.problems) or not answer
        elif item.type == "true_false":
            assert item.answer_key is (answer[0] in "√正对") if answer else item.problems
        else:
            assert item.answer_key or item.marking_guide or item.problems


@pytest.mark.parametrize(
    ("name", "expected", "points"),
    [
        ("2010-2022_Physics_MCQs", 64, 384),
        ("2010-2022_Biology_MCQs", 150, 900),
        ("2010-2022_Math_I_Fill-in-the-Blank", 81, 405),
        ("2010-2022_Geography_Open-ended_Questions", 28, 280),
    ],
)
def test_national_exams(name: str, expected: int, points: int) -> None:
    path = PAPERS / "gaokao-bench" / f"{name}.json"
    paper = read(path)
    assert (len(paper.items), sum(item.points or 0 for item in paper.items)) == (expected, points)
    for item, example in zip(paper.items, tree(path)["example"], strict=True):
        if name.endswith("MCQs"):
            assert letters(item) == "".join(example["answer"]) and len(item.options) == 4
        else:
            assert item.answer_key or item.marking_guide or any(p.severity == "error" for p in item.problems)


@pytest.mark.parametrize("name", QUIZZES)
def test_quizzes_in_markdown(name: str) -> None:
    (path,) = (PAPERS / "os-course-md").glob(f"{name}-*.md")
    paper = read(path)
    counted = [item for item in paper.items if item.type != "true_false"]  # 01-3 also has two rows of a table of 是/否
    assert len(counted) == QUIZZES[name] and len(paper.items) - len(counted) == (2 if name == "01-3" else 0)
    missing = [at for at, item in enumerate(paper.items, 1) if item.answer_key is None]
    assert missing == ([3] if name == "02-2" else [])
    assert all(paper.items[at - 1].problems for at in missing)


@pytest.mark.parametrize("number", range(1, 7))
def test_lectures_in_text(number: int) -> None:
    (path,) = (PAPERS / "buaa-ethics-txt").glob(f"第0{number}讲*.txt")
    paper = read(path)
    printed = re.findall(r"参考答案\s*[：:]\s*([A-Z, ]+|true|false)", path.read_text("utf-8"))
    assert len(paper.items) == len(printed) == LECTURES[number - 1]
    for item, key in zip(paper.items, printed, strict=True):
        assert letters(item) == ({"true": True, "false": False}.get(key.strip(), re.sub("[, ]", "", key)))
