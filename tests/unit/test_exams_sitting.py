"""Windows, forms by seat, time factors, codes."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest

from certify.exams.domain import (
    Accommodation,
    SittingKind,
    SittingPlan,
    SittingView,
    Window,
    factor_on,
    form_at,
    plan_problems,
)

NINE = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
ONE = UUID(int=1)


def window(start: int, length: int) -> Window:
    return Window(NINE + timedelta(minutes=start), NINE + timedelta(minutes=start + length))


@pytest.mark.parametrize(
    ("other", "clash"),
    [
        (window(0, 60), True),
        (window(59, 1), True),
        (window(60, 10), False),
        (window(-30, 30), False),
        (window(-30, 31), True),
        (window(10, 5), True),
    ],
)
def test_windows_clash_where_some_moment_lies_in_both(other: Window, clash: bool) -> None:
    assert window(0, 60).overlaps(other) is clash and other.overlaps(window(0, 60)) is clash


def plan(**fields: Any) -> SittingPlan:
    whole = {
        "title": "十一月场",
        "unit_id": ONE,
        "exam_version_id": ONE,
        "opens_at": NINE,
        "closes_at": NINE + timedelta(minutes=90),
        **fields,
    }
    return SittingPlan(**whole)


def test_a_window_as_long_as_the_exam_is_enough() -> None:
    assert plan_problems(plan(latest_entry_minutes=0), 90) == ()


@pytest.mark.parametrize(
    ("fields", "minutes", "field", "text"),
    [
        ({"title": " "}, 90, "title", "标题要填，最多 120 个字"),
        ({"room": "长" * 81}, 90, "room", "考场名称最多 80 个字"),
        ({"closes_at": NINE}, 90, "closes_at", "结束时间要在开始之后"),
        ({}, 91, "closes_at", "考试要 91 分钟，窗口只有 90 分钟"),
        ({"closes_at": NINE + timedelta(days=61)}, 90, "closes_at", "窗口最长 60 天"),
        ({"latest_entry_minutes": -1}, 90, "latest_entry_minutes", "最晚入场要在窗口之内（开始后 0 分钟起）"),
        ({"latest_entry_minutes": 91}, 90, "latest_entry_minutes", "最晚入场要在窗口之内（开始后 0 分钟起）"),
    ],
)
def test_a_plan_s_problems_are_named(fields: dict[str, Any], minutes: int, field: str, text: str) -> None:
    problems = plan_problems(plan(**fields), minutes)
    assert [(problem.field, str(problem)) for problem in problems] == [(field, text)]


def test_forms_are_spread_evenly_and_neighbours_differ() -> None:
    forms = [UUID(int=n) for n in range(3)]
    given = [form_at(ONE, number, forms) for number in range(1, 31)]
    assert {given.count(form) for form in forms} == {10}
    assert all(left != right for left, right in pairwise(given))
    assert given == [form_at(ONE, number, forms) for number in range(1, 31)]
    assert form_at(ONE, 5, forms[:1]) == forms[0]


def test_the_largest_factor_in_force_counts() -> None:
    day = date(2026, 11, 23)
    rights = [
        Accommodation(Decimal("1.25"), day, None),
        Accommodation(Decimal("1.50"), day, day),
        Accommodation(Decimal("2.00"), day + timedelta(days=2), None),
    ]
    assert factor_on(day - timedelta(days=1), rights) == Decimal("1.00")
    assert factor_on(day, rights) == Decimal("1.50")
    assert factor_on(day + timedelta(days=1), rights) == Decimal("1.25")
    assert factor_on(day + timedelta(days=2), rights) == Decimal("2.00")


def view(code: str | None) -> SittingView:
    return SittingView(
        tenant_id=1,
        sitting_id=ONE,
        person_id=ONE,
        title="场",
        exam_id=ONE,
        exam_version_id=ONE,
        exam_title="考",
        exam_title_en="",
        kind=SittingKind.SCORED,
        opens_at=NINE,
        closes_at=NINE + timedelta(hours=1),
        latest_entry_at=None,
        duration_seconds=1800,
        grace_seconds=10,
        form_id=ONE,
        unit_id=ONE,
        unit_path="/",
        room="",
        seat="01",
        access_code=code,
    )


@pytest.mark.parametrize(
    ("code", "given", "fits"),
    [
        ("482913", "482913", True),
        ("482913", "４８２９１３ ", True),
        ("482913", "482 913", True),
        ("482913", "482914", False),
        ("482913", "", False),
        ("482913", None, False),
        (None, None, True),
    ],
)
def test_a_code_is_compared_as_people_type_it(code: str | None, given: str | None, fits: bool) -> None:
    assert view(code).code_matches(given) is fits
    assert "482913" not in repr(view(code))
