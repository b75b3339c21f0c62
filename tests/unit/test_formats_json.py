"""JSON of any family: fields known by what they mean, keys never guessed, every field accounted for."""

import json
from typing import Any

import pytest

from foundation.errors import Invalid
from question_bank.formats import json_list
from question_bank.formats.model import Paper, PaperItem
from question_bank.formats.registry import read_file, recognise

PICK = {"question": "先做什么？", "options": ["问好", "挂断", "转接"]}


def read(tree: Any, **options: Any) -> Paper:
    return read_file(json.dumps(tree, ensure_ascii=False).encode(), "questions", **options)


def only(tree: Any) -> PaperItem:
    (item,) = read(tree).items
    return item


def told(item: PaperItem) -> list[str]:
    return [problem.text() for problem in item.problems]


def summary(item: PaperItem) -> tuple[str, list[str], Any]:
    return item.type, [f"{option.id}{option.text}" for option in item.options], item.answer_key


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (
            {"题目": "选哪个", "选项": {"A": "甲", "B": "乙"}, "答案": "B"},
            ("single_choice", ["A甲", "B乙"], ["B"]),
        ),
        (
            {"题干": "选哪些", "选项": "A、甲 B、乙 C、丙", "正确答案": "CA", "我的答案": "B"},
            ("multiple_choice", ["A甲", "B乙", "C丙"], ["A", "C"]),
        ),
        (
            {"title": "选哪些", "A": "甲", "B": "乙", "C": "", "answer": "AB", "userAnswer": "A"},
            ("multiple_choice", ["A甲", "B乙"], ["A", "B"]),
        ),
        (
            {"question": "Pick", "answers": [{"text": "x", "correct": True}, {"text": "y", "correct": False}]},
            ("single_choice", ["Ax", "By"], ["A"]),
        ),
        (
            {"content": "说得对吗", "items": [{"key": "R", "text": "对"}, {"key": "F", "text": "错"}], "answer": "F"},
            ("true_false", [], False),
        ),
        (
            {"question": "What?", "option 1": "u", "option 2": "v", "answer": "option 2: v"},
            ("single_choice", ["Au", "Bv"], ["B"]),
        ),
        (
            {"question": "先核身（ ）\nA．对的 B．不对的\n", "answer": ["A"]},
            ("single_choice", ["A对的", "B不对的"], ["A"]),
        ),
        ({"type": "判断", "stem": "先核身", "answer": True}, ("true_false", [], True)),
        (
            {"type": "填空题", "content": "有____和____", "answer": ["甲", ["乙", "丙"]]},
            ("fill_blank", [], [["甲"], ["乙", "丙"]]),
        ),
        (
            {
                "题目": "顺序乱的键",
                "Items": [{"ItemOrder": letter, "ItemAnswer": f"第{letter}项"} for letter in "ABCE"],
                "Answers": [{"ItemOrder": letter, "Value": "true"} for letter in "ACBE"],
            },
            ("multiple_choice", ["A第A项", "B第B项", "C第C项", "E第E项"], ["A", "B", "C", "E"]),
        ),
    ],
)
def test_families_of_records(record: dict[str, Any], expected: tuple[str, list[str], Any]) -> None:
    assert summary(only([record])) == expected


def test_signs_of_options_are_texts_not_letters() -> None:
    item = only(
        [
            {
                "QuestionContent": "先核身。",
                "QuestionType": "单选",
                "Items": [{"ItemOrder": "A", "ItemAnswer": "√ "}, {"ItemOrder": "B", "ItemAnswer": "×"}],
                "Answers": [{"ItemOrder": "B", "Value": "true"}, {"ItemOrder": "A", "Value": "false"}],
            }
        ]
    )
    assert (item.type, item.answer_key, told(item)) == ("true_false", False, ["读作判断题，请核对"])


def test_groups_are_sections_and_their_names_name_types() -> None:
    paper = read(
        {"单选题": [PICK | {"答案": "A"}], "判断题": [{"题目": "对", "答案": "√"}, {"题目": "错", "答案": "×"}]}
    )
    assert [(s.title, s.type) for s in paper.declared.sections] == [
        ("单选题", "single_choice"),
        ("判断题", "true_false"),
    ]
    assert [item.answer_key for item in paper.items] == [["A"], True, False]


def test_the_papers_own_amounts_are_read() -> None:
    paper = read(
        {"Byname": "流程考试", "TotalFullScore": "10", "LimitTime": "01:30:00", "Questions": [PICK | {"score": "10"}]}
    )
    assert (paper.declared.total, paper.declared.minutes, paper.items[0].points) == (10, 90, 10)


@pytest.mark.parametrize(
    ("answers", "keys"), [((0, 2), [["A"], ["C"]]), ((1, 3), [["A"], ["C"]]), ((1, 2), [None, None])]
)
def test_indices_count_only_where_the_file_shows_from_where(answers: tuple[int, int], keys: list[Any]) -> None:
    paper = read([PICK | {"question": f"第{n}问？", "answer": n} for n in answers])
    assert [item.answer_key for item in paper.items] == keys
    assert bool(told(paper.items[0])) is (keys[0] is None)
    assert bool(paper.problems) is (keys[0] is not None)


def test_unknown_fields_are_told_and_can_be_mapped() -> None:
    tree = [{"wenti": "先做什么？", "A": "问好", "B": "挂断", "da": "A", "note": "内部"}]
    with pytest.raises(Invalid):
        read(tree, file_format="json")
    paper = read(tree, file_format="json", mapping={"wenti": "stem", "da": "answer"})
    assert paper.items[0].answer_key == ["A"]
    assert [(f.name, f.role) for f in paper.mapping if f.role is None] == [("note", None)]
    assert "note" in paper.problems[0].text()


def test_a_story_with_several_questions_is_cut_or_refused() -> None:
    story = "某客户来电。\n21. 先做什么？\nA. 问好 B. 挂断\n22. 再做什么？\nA. 记录 B. 离开\n"
    paper = read([{"question": story, "answer": ["A", "B"], "score": 4}])
    assert [(i.stem, i.answer_key, i.points) for i in paper.items] == [
        ("某客户来电。\n先做什么？", ["A"], 2),
        ("某客户来电。\n再做什么？", ["B"], 2),
    ]
    assert paper.problems
    one = only([{"question": "空一和空二\nA. 甲\nB. 乙\nC. 丙\n", "answer": ["C", "A"]}])
    assert one.answer_key is None and one.confidence == "low"


def test_questions_inside_a_question_carry_its_story() -> None:
    parts = [{"content": "第一问？", "answer": "甲"}, {"content": "第二问？", "answer": "乙"}]
    paper = read({"questions": [{"content": "材料在此。", "type": "案例题", "questions": parts}]})
    assert [item.stem for item in paper.items] == ["材料在此。\n第一问？", "材料在此。\n第二问？"]


def test_markup_is_cleaned_and_told() -> None:
    item = only(
        [PICK | {"question": "<p>先做<b>什么</b>？<img src='a.png'></p><script>alert(1)</script>", "answer": "A"}]
    )
    assert item.stem == "先做什么？［图 a.png］"
    assert len(told(item)) == 2


@pytest.mark.parametrize("nothing", ["略", "", None, [], "无"])
def test_no_answer_is_no_key(nothing: Any) -> None:
    assert only([PICK | {"answer": nothing}]).answer_key is None


def test_a_key_file_of_the_same_family_fills_in() -> None:
    questions, keys = (
        [PICK | {"id": n, "question": f"第{n}问"} for n in (1, 2)],
        [{"id": 1, "question": "第1问", "answer": "B"}],
    )
    paper = read(questions, answer_key=json.dumps(keys).encode())
    assert [item.answer_key for item in paper.items] == [["B"], None]


@pytest.mark.parametrize(
    "text",
    [
        b'[{"question": "a?", "options": ["x", "y"], "answer": "A",}, ]',
        b'var paper = [{"question": "a?", "options": ["x", "y"], "answer": "A"}];',
        b'{"question": "a?", "options": ["x", "y"], "answer": "A"}\n{"question": "b?", "answer": "T", "type": "judge"}',
        "\ufeff".encode() + b'[{"question": "a?", "options": ["x", "y"], "answer": "A"}]',
        '[{"question": "a?", "options": ["x", "y"], "answer": "A"}]'.encode("utf-16"),
        '[{"题目": "选哪个", "选项": ["甲方", "乙方"], "答案": "A"}]'.encode("gb18030"),
    ],
)
def test_dialects_and_encodings(text: bytes) -> None:
    assert recognise(text, "x.txt") == "json"
    assert read_file(text, "x.txt").items[0].answer_key == ["A"]


@pytest.mark.parametrize("text", [b"[" * 100_000, b'{"a":' * 5000, b'{"question": ', b"[]", b'[{"id": 1}]', b'"x"'])
def test_what_holds_no_questions_is_refused_with_a_reason(text: bytes) -> None:
    with pytest.raises(Invalid) as refusal:
        json_list.read(text, "x.json")
    assert refusal.value.problems
