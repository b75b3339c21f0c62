"""What each row of a table of people would do, and what is said about it."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from people.domain.importing import (
    CheckedRow,
    Column,
    Known,
    KnownPerson,
    KnownPost,
    KnownUnit,
    RowKind,
    check_rows,
    column_of,
    read_date,
)

NORTH, SOUTH, POST, OTHER = UUID(int=1), UUID(int=2), UUID(int=10), UUID(int=11)
ADA = KnownPerson(
    person_id=UUID(int=20),
    login="200825",
    name="林晓雯",
    phone="13800000825",
    unit_id=NORTH,
    unit_names="江岚省 / 岚州市 / 一中心",
    job_role_id=POST,
    hired_on=date(2026, 1, 5),
    version=3,
    has_left=False,
    within_reach=True,
    agent_unit_ids=frozenset({NORTH}),
)


def known(**persons: KnownPerson) -> Known:
    return Known(
        units=[
            KnownUnit(NORTH, ("江岚省", "岚州市", "一中心")),
            KnownUnit(SOUTH, ("江岚省", "汀州市", "一中心")),
            KnownUnit(OTHER, ("江岚省", "汀州市")),
        ],
        posts=[KnownPost(POST, ("10000 号客服代表", "10000 hotline agent", "10000"))],
        persons={person.login: person for person in (ADA, *persons.values())},
    )


def check(cells: Mapping[str, str], **persons: KnownPerson) -> CheckedRow:
    (row,) = check_rows([(2, {Column(name): text for name, text in cells.items()})], known(**persons))
    return row


NEW = {"login": "200901", "name": "张一", "unit": "岚州市/一中心", "post": "10000"}


def test_a_new_person_with_a_post_becomes_an_agent() -> None:
    row = check(NEW)
    assert (row.kind, row.unit_id, row.job_role_id, row.gives_agent_role) == (RowKind.NEW, NORTH, POST, True)


def test_a_new_person_without_a_post_gets_no_role() -> None:
    assert not check(NEW | {"post": ""}).gives_agent_role


def test_blank_cells_leave_things_as_they_are() -> None:
    row = check({"login": "200825", "name": "林晓雯"})
    assert row.kind is RowKind.SAME and not row.changes and row.phone == "13800000825"


def test_a_move_takes_the_agent_role_along() -> None:
    row = check({"login": "200825", "name": "林晓雯", "unit": "汀州市"})
    assert row.kind is RowKind.CHANGED
    assert (row.leaves_agent_unit, row.gives_agent_role) == (NORTH, True)
    assert [(c.before, c.after) for c in row.changes] == [("江岚省 / 岚州市 / 一中心", "江岚省 / 汀州市")]


def test_another_name_is_a_change_with_a_warning() -> None:
    row = check({"login": "200825", "name": "林小文"})
    assert row.kind is RowKind.CHANGED and row.has_warning


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"login": ""}, "login", "没有填工号"),
        ({"login": "a b"}, "login", "3 到 32 位"),
        ({"login": "2"}, "login", "3 到 32 位"),
        ({"name": ""}, "name", "姓名要填"),
        ({"name": "=HYPERLINK(1)"}, "name", "不能以"),
        ({"phone": "1.38E+10"}, "phone", "电话只含"),
        ({"unit": ""}, "unit", "要填单位"),
        ({"unit": "月球"}, "unit", "没有这个单位"),
        ({"unit": "一中心"}, "unit", "有 2 个单位"),
        ({"post": "厨师"}, "post", "没有这个岗位"),
        ({"hired_on": "昨天"}, "hired_on", "看不出"),
        ({"hired_on": "2026-02-30"}, "hired_on", "看不出"),
    ],
)
def test_what_is_wrong_is_said_at_its_cell(change: dict[str, str], field: str, words: str) -> None:
    row = check(NEW | change)
    assert row.kind is RowKind.BAD
    (problem,) = row.problems
    assert problem.field == field and words in str(problem)
    if problem.found:
        assert problem.found in change.values()


def test_all_problems_of_a_row_are_told_at_once() -> None:
    assert len(check({"login": "!", "name": "", "phone": "x", "unit": "?", "post": "?", "hired_on": "?"}).problems) == 6


def test_a_number_twice_in_the_table_names_the_first_row() -> None:
    cells: Any = {Column(name): text for name, text in NEW.items()}
    first, second = check_rows([(2, cells), (7, cells)], known())
    assert first.kind is RowKind.NEW and second.problems[0].params == {"row": 2}


def test_people_out_of_reach_or_gone_are_not_touched() -> None:
    far = KnownPerson(UUID(int=30), "300001", "柯丽", None, SOUTH, "", None, None, 1, False, False)
    gone = KnownPerson(UUID(int=31), "300002", "柯岚", None, NORTH, "", None, None, 1, True, True)
    assert "范围" in str(check(NEW | {"login": "300001"}, far=far).problems[0])
    assert "已离职" in str(check(NEW | {"login": "300002"}, gone=gone).problems[0])


def test_an_unknown_unit_gets_a_suggestion() -> None:
    assert check(NEW | {"unit": "一中新"}).problems[0].expected == "一中心"


@pytest.mark.parametrize(
    "text",
    [
        "2026-1-5",
        "2026/01/05",
        "2026.1.5",
        "2026年1月5日",
        "20260105",
        "2026-01-05 00:00:00",
        "2026년 1월 5일",
        "2026. 1. 5.",
    ],
)
def test_days_as_people_write_them(text: str) -> None:
    assert read_date(text) == date(2026, 1, 5)


@pytest.mark.parametrize("text", ["5.1.2026", "2026-13-01", "26-1-5", "46023", "1899-01-01", "2026-01-05 10:30"])
def test_what_is_no_day_is_not_guessed(text: str) -> None:
    assert read_date(text) is None


@pytest.mark.parametrize(
    "heading", ["工号", " 工 号（必填）".replace(" ", ""), "Staff  Number", "LOGIN", "员工编号*", "工号："]
)
def test_headings_of_the_number(heading: str) -> None:
    assert column_of(heading) is Column.LOGIN


@given(st.dictionaries(st.sampled_from(list(Column)), st.text(max_size=40)))
def test_any_row_is_told_something_and_never_breaks(cells: dict[Column, str]) -> None:
    (row,) = check_rows([(2, cells)], known())
    assert (row.kind is RowKind.BAD) == any(problem.severity == "error" for problem in row.problems)
