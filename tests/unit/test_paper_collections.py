"""The JSON collections beside the project, printed as plain-text papers and read back: items found, keys right."""

import json
import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from question_bank.formats.paper import PaperItem, read_paper

PAPERS = Path(__file__).resolve().parents[3] / "shared" / "data" / "chinese-papers"
DRESSES = (
    ("{}、", "、", "\n", "file"),
    ("{}. ", ". ", "  ", "label"),
    ("（{}）", "．", " ", "boxed"),
    ("{}．", ".", "\t", "end"),
    ("第{}题 ", ") ", "\n", "label"),
)
COMPANY = ("KFRXGLLCKSSJ20131104", "GCGLLCKSSJ20131128", "RLXZKT20131128", "ZJHKCSGLLCKSSJ20131204")

pytestmark = pytest.mark.skipif(not PAPERS.is_dir(), reason="the collections lie beside the project, not in it")


@dataclass(frozen=True)
class Question:
    """One question of a collection; `answer` as the collection has it."""

    kind: str
    stem: str
    options: tuple[tuple[str, str], ...]
    answer: str


def read_json(path: Path) -> Any:
    return json.loads(path.read_text("utf-8-sig"))


def company_paper(name: str) -> list[Question]:
    found = []
    for question in read_json(PAPERS / "corporate-training" / f"answer{name}.json")["Questions"]:
        stem = re.sub(r"^\d+[．\u3000.、]\s*", "", question["QuestionContent"].strip())
        options = tuple((item["ItemOrder"], item["ItemAnswer"].strip()) for item in question["Items"])
        answer = "".join(item["ItemOrder"] for item in question["Answers"] if item["Value"] == "true")
        found.append(Question(question["QuestionType"] + "题", stem, options, answer))
    return found


def subject(name: str) -> list[Question]:
    questions = [
        question
        for chapter in read_json(PAPERS / "adoreMai" / f"{name}.json")
        for section in chapter["sections"]
        for question in section["questions"]
    ]
    return [
        Question(
            question["type"],
            question["content"].strip(),
            tuple((option["label"], option["text"].strip()) for option in question.get("options") or ()),
            str(question.get("answer") or ""),
        )
        for question in questions
    ]


def printed(questions: list[Question], dress: tuple[str, str, str, str]) -> tuple[str, str | None]:
    """A paper in one dress, and its key file if the dress has one."""
    number, separator, between, place = dress
    groups: dict[str, list[Question]] = defaultdict(list)
    for question in questions:
        groups[question.kind].append(question)
    lines, sheet = [], []
    for at, (kind, group) in enumerate(groups.items()):
        title = f"{'一二三四五六七八'[at]}、{kind}"
        lines.append(f"{title}（共{len(group)}题）")
        sheet.append(title)
        for n, question in enumerate(group, 1):
            lines.append(number.format(n) + question.stem)
            lines.append(between.join(f"{letter}{separator}{text}" for letter, text in question.options))
            lines += {"label": [f"答案：{question.answer}"], "boxed": [f"【答案】{question.answer}"]}.get(place, [])
            sheet.append(f"{n}.{question.answer}")
    text, key = "\n".join(line for line in lines if line), "\n".join(sheet)
    return (f"{text}\n参考答案\n{key}", None) if place == "end" else (text, key if place == "file" else None)


def is_right(item: PaperItem, question: Question) -> bool:
    """The key is the collection's; words are compared as present, because their variants are ours."""
    if item.type in ("single_choice", "multiple_choice"):
        return item.answer_key == sorted(question.answer)
    if item.type == "true_false":
        return item.answer_key is (question.answer[:1] in "R√正对A")
    return item.answer_key is not None or item.marking_guide is not None


def read(questions: list[Question], dress: tuple[str, str, str, str]) -> list[tuple[PaperItem, Question]]:
    """Items beside their questions; the order must be the paper's."""
    text, key = printed(questions, dress)
    items = read_paper(text, answer_key=key).items
    kinds = list(dict.fromkeys(question.kind for question in questions))
    in_order = sorted(questions, key=lambda question: kinds.index(question.kind))
    assert len(items) == len(in_order)
    return list(zip(items, in_order, strict=True))


@pytest.mark.parametrize("dress", DRESSES, ids=lambda dress: dress[3] + dress[0])
@pytest.mark.parametrize("name", COMPANY)
def test_company_exams_are_read_without_a_fault(name: str, dress: tuple[str, str, str, str]) -> None:
    wrong = [question.stem for item, question in read(company_paper(name), dress) if not is_right(item, question)]
    assert wrong == []


@pytest.mark.parametrize("dress", DRESSES, ids=lambda dress: dress[3] + dress[0])
@pytest.mark.parametrize(("name", "expected"), [("大学语文", 124), ("心理学", 260)])
def test_subjects_are_read_or_told(name: str, expected: int, dress: tuple[str, str, str, str]) -> None:
    """Six questions have options without letters run into the stem: no key is possible, and each says so."""
    pairs = read(subject(name), dress)
    assert len(pairs) == expected
    wrong = [item for item, question in pairs if question.answer not in ("", "略") and not is_right(item, question)]
    assert len(wrong) == (6 if name == "大学语文" else 0)
    assert all(problem.severity == "error" for item in wrong for problem in item.problems)


@pytest.mark.parametrize(("name", "expected"), [("2010-2022_Physics_MCQs", 64), ("2010-2022_Biology_MCQs", 150)])
def test_options_inside_the_question_are_found(name: str, expected: int) -> None:
    examples = read_json(PAPERS / "gaokao-bench" / f"{name}.json")["example"]
    lines = ["一、选择题"]
    for number, example in enumerate(examples, 1):
        question = re.sub(r"^\s*\d+\s*[．.、]\s*", "", example["question"].strip())
        lines.append(
            f"{number}．{question}\n【答案】{''.join(example['answer'])}\n【解析】{example['analysis'].strip()}"
        )
    items = read_paper("\n".join(lines)).items
    assert len(items) == expected
    assert [item.answer_key for item in items] == [sorted("".join(example["answer"])) for example in examples]
    assert {len(item.options) for item in items} == {4}
