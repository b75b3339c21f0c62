"""A fact expires while an exam is made: told in feasibility, kept from assembly and freezing, warned of on the form."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from flask import Flask

from certify.exams import services as exams
from certify.exams.domain import FixedItem, NotFeasible, Section
from certify.exams.services.papers import ItemsGone
from foundation import clock
from foundation.calendar import local_day
from foundation.errors import Problem
from foundation.i18n import gettext
from question_bank import services as bank
from question_bank.domain.validity import ItemDates
from tests.exams_makers import make_areas, plan, small_data, small_draft, take_in
from tests.factories import House, signed_in

DAY = timedelta(days=1)
ONE = Decimal(1)


def fill(house: House, now: datetime, *days: int | None) -> tuple[UUID, ...]:
    """Approved items, each valid for so many days."""
    make_areas(house, now)
    today = local_day(now)
    drafts = (
        replace(small_draft(n), dates=ItemDates(None if d is None else today + d * DAY)) for n, d in enumerate(days, 1)
    )
    return take_in(house, tuple(drafts), now)


def told(problems: tuple[Problem, ...]) -> list[str]:
    return [gettext(problem.message, **problem.params) for problem in problems]


def test_what_expired_is_told_where_it_is_missing(house: House, now: datetime) -> None:
    fill(house, now, 5, 5, 5, None)
    exam_id = exams.import_blueprint(house.ben, house.units["north"], small_data(), now=now)
    assert exams.check_feasibility(house.ben, exam_id, now=now + 4 * DAY).is_feasible
    then = now + 5 * DAY
    problems = told(exams.check_feasibility(house.ben, exam_id, now=then).problems)
    day = (local_day(now) + 5 * DAY).isoformat()
    assert len(problems) == 2 and "还差 2 题" in problems[0]
    assert "有 3 题" in problems[1] and f"{day} 起失效" in problems[1]
    with pytest.raises(NotFeasible) as refused:
        exams.assemble_form(house.ben, exam_id, now=then)
    assert any("起失效" in text for text in told(refused.value.problems))


def test_different_days_are_told_by_the_latest(house: House, now: datetime) -> None:
    fill(house, now, 1, 2, 3)
    exam_id = exams.import_blueprint(house.ben, house.units["north"], small_data(), now=now)
    problems = told(exams.check_feasibility(house.ben, exam_id, now=now + 9 * DAY).problems)
    assert f"最近的从 {local_day(now) + 3 * DAY} 起" in problems[-1]


def test_a_draft_form_is_not_frozen_once_an_item_has_expired(house: House, now: datetime) -> None:
    fill(house, now, 5, None, None)
    exam_id = exams.import_blueprint(house.ben, house.units["north"], small_data(), now=now)
    form_id = exams.assemble_form(house.ben, exam_id, now=now)
    with pytest.raises(ItemsGone) as refused:
        exams.freeze_form(house.ben, form_id, now=now + 5 * DAY)
    (problem,) = told(refused.value.problems)
    assert problem.endswith(f"题从 {local_day(now) + 5 * DAY} 起失效")
    exams.freeze_form(house.ben, form_id, now=now + 4 * DAY)


def test_a_given_item_that_expired_is_named(house: House, now: datetime) -> None:
    item_id = fill(house, now, 5)[0]
    version_id = bank.show_item(house.writer, item_id).version.id
    given = Section(title="一", points=ONE, item_type="single_choice", fixed=(FixedItem(version_id, ONE),))
    exam_id = exams.exam_from_items(
        house.ben, house.units["north"], title="固定题", sections=(given,), duration_minutes=30, now=now
    )
    problems = told(exams.check_feasibility(house.ben, exam_id, now=now + 5 * DAY).problems)
    assert any(f"第 1 题从 {local_day(now) + 5 * DAY} 起失效" in text for text in problems)


def test_a_sitting_after_an_items_day_is_warned_of_on_the_forms_page(app: Flask, house: House) -> None:
    now = clock.now()
    fill(house, now, 5, None, None)
    exam_id = exams.import_blueprint(house.ben, house.units["north"], small_data(), now=now)
    form_id = exams.assemble_form(house.ben, exam_id, now=now)
    exams.freeze_form(house.ben, form_id, now=now)
    form = exams.get_form(form_id)
    early = plan(house, exam_id, now)
    exams.create_sitting(house.ben, early, now=now)
    assert exams.list_late_items(form, now=now) == ()
    ben = signed_in(app, house.ben)
    assert "考试那天已经失效" not in ben.get(f"/exams/{exam_id}/forms/{form_id}").text
    late = plan(house, exam_id, now, title="下个月", opens_at=now + 6 * DAY, closes_at=now + 6 * DAY + DAY / 12)
    sitting_id = exams.create_sitting(house.ben, late, now=now)
    (item,) = exams.list_late_items(form, now=now)
    assert (item.sitting_id, item.valid_until) == (sitting_id, local_day(now) + 5 * DAY)
    page = ben.get(f"/exams/{exam_id}/forms/{form_id}").text
    assert "1 题在考试那天已经失效" in page and f"/sittings/{sitting_id}" in page
    assert exams.list_late_items(form, now=now + 8 * DAY) == ()
