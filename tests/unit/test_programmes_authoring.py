"""Rows of the author's form ⇄ requirement tree: order, groups, wording, problems. Pure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certify.programmes import requirement_kinds
from certify.programmes.domain import (
    Choice,
    DraftRow,
    KindForm,
    Requirement,
    Source,
    in_order,
    problems_of,
    rows_of,
    tree_of,
    with_level,
)
from certify.programmes.domain.authoring import ProgrammeNames

FORMS = {kind.name: kind.form for kind in requirement_kinds.ALL}
OFFER = {
    Source.MODULES: (Choice("M0", "认识", "Intro"), Choice("M1", "核身", "Identity")),
    Source.EXAMS: (Choice("e1", "理论考试", "Theory exam"),),
}
TITLE = ("一级", "Level 1")
PLAIN = [name for name, form in FORMS.items() if not form.holds_others and not form.always]


def _form(kind: str) -> KindForm:
    return FORMS[kind]


@pytest.mark.parametrize("kind", requirement_kinds.ALL, ids=lambda kind: kind.name)
def test_every_kind_says_how_it_is_filled_in(kind) -> None:  # type: ignore[no-untyped-def]
    form = kind.form
    assert form.title and form.help and bool(form.zh) == bool(form.en) and bool(form.zh_all) == bool(form.en_all)
    assert not (form.always and (form.inputs or not form.zh)), "what nobody fills in needs words of its own"
    assert len({given.name for given in form.inputs}) == len(form.inputs)


def test_what_is_in_every_tree_comes_last_once() -> None:
    tree = tree_of([DraftRow("r1", "lessons_read")], TITLE, FORMS, OFFER)
    assert [child.kind for child in tree.children] == ["lessons_read", "approval"]
    assert problems_of(tree, FORMS, OFFER) == ()


@pytest.mark.parametrize(
    ("row", "labels", "params"),
    [
        (DraftRow("r", "lessons_read", params={"modules": []}), ("学完全部课程", "Read all lessons"), {}),
        (
            DraftRow("r", "lessons_read", params={"modules": ["M0", "M1"]}),
            ("学完课程：认识、核身", "Read the lessons: Intro, Identity"),
            {"modules": ["M0", "M1"]},
        ),
        (
            DraftRow("r", "exam_passed", params={"exam_id": "e1", "modules": ["M0"]}),
            ("通过考试：理论考试", "Pass the exam: Theory exam"),
            {"exam_id": "e1"},
        ),
        (DraftRow("r", "not_open", " 导师签字 ", "Mentor"), ("导师签字", "Mentor"), {}),
    ],
)
def test_the_wording_follows_what_was_chosen(row: DraftRow, labels: tuple[str, str], params: dict[str, object]) -> None:
    node = tree_of([row], TITLE, FORMS, OFFER).children[0]
    assert (node.label_zh, node.label_en) == labels and dict(node.params) == params


def test_problems_name_row_and_field() -> None:
    rows = [
        DraftRow("r1", "exam_passed", params={"exam_id": "gone"}),
        DraftRow("r2", "not_open", "有名", ""),
        DraftRow("r3", "all_of", "空组", "Empty"),
        DraftRow("r4", "exam_passed", "考", "Exam"),
    ]
    found = [(p.line, p.field) for p in problems_of(tree_of(rows, TITLE, FORMS, OFFER), FORMS, OFFER)]
    assert found == [(1, "exam_id"), (2, "label_en"), (3, "label_zh"), (4, "exam_id")]


def test_trees_that_no_form_makes_are_refused_too() -> None:
    approval = Requirement("approval", "批准", "Approval")
    inside = Requirement("all_of", "组", "Group", children=(approval,))
    bare = Requirement("lessons_read", "学", "Read", children=(Requirement("not_open", "x", "x"),))
    for tree in (
        Requirement("all_of", *TITLE),
        Requirement("all_of", *TITLE, children=(approval, approval)),
        Requirement("all_of", *TITLE, children=(inside, approval)),
        Requirement("all_of", *TITLE, children=(bare, approval)),
        approval,
    ):
        assert problems_of(tree, FORMS, OFFER), tree


def test_a_ring_of_groups_stands_on_top() -> None:
    rows = [DraftRow("a", "all_of", inside="b"), DraftRow("b", "all_of", inside="a"), DraftRow("c", "not_open")]
    assert {row.key: row.inside for row in in_order(rows, _form)} == {"a": "", "b": "", "c": ""}


@st.composite
def drafts(draw: st.DrawFn) -> list[DraftRow]:
    """Rows as forms post them: any kind, inside anything, also what is not there."""
    n = draw(st.integers(0, 8))
    keys = [f"r{number}" for number in range(n)]
    kinds = st.sampled_from([*PLAIN, "all_of"])
    places = st.sampled_from([*keys, "", "nowhere"])
    return [DraftRow(key, draw(kinds), f"名{key}", f"name {key}", draw(places)) for key in keys]


@given(drafts())
def test_no_row_is_lost_and_rows_and_tree_are_the_same_thing(rows: list[DraftRow]) -> None:
    ordered = in_order(rows, _form)
    assert sorted(row.key for row in ordered) == sorted(row.key for row in rows)
    assert in_order(ordered, _form) == ordered
    tree = tree_of(rows, TITLE, FORMS, OFFER)
    assert len(list(tree.walk())) == len(rows) + 2
    again = tree_of(rows_of(tree, FORMS, OFFER), TITLE, FORMS, OFFER)
    assert again == tree and Requirement.from_json(tree.to_json()) == tree


def test_names_are_checked_and_the_level_is_said_once() -> None:
    names = ProgrammeNames("10000-1", "甲", "A", "证", "C", "一级", "Level 1")
    assert not list(names.problems())
    for wrong in (
        ProgrammeNames("", "甲", "A", "证", "C"),
        ProgrammeNames("a b", "甲", "A", "证", "C"),
        ProgrammeNames("a", " ", "A", "证", "C"),
        ProgrammeNames("a", "甲", "A", "证" * 81, "C"),
        ProgrammeNames("a", "甲", "A", "证", "C", "一级", ""),
    ):
        assert len(list(wrong.problems())) == 1
    assert with_level("客服代表", "一级") == "客服代表 · 一级"
    assert (
        with_level("客服代表 · 一级 理论", "一级") == "客服代表 · 一级 理论"
        and with_level("客服代表", "") == "客服代表"
    )
