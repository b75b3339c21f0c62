"""A section's rows against the bank while one types: numbers, what is coming, what would mend it; nothing is saved."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from certify.exams import services as exams
from question_bank import services as bank
from question_bank.domain import Difficulty
from tests.exams_makers import fill_small, small_data, small_draft
from tests.factories import House, signed_in

ROW = {"draw-0-area": "M0", "draw-0-item_type": "", "draw-0-difficulty": "", "draw-0-tag": "", "draw-0-count": "2"}


@pytest.fixture
def ben(app: Flask, house: House) -> Iterator[FlaskClient]:
    yield signed_in(app, house.ben)


@pytest.fixture
def exam_id(house: House, now: datetime) -> UUID:
    """A bank of three easy items, with two hard ones in review."""
    fill_small(house, now, 3, tags=("set-1",))
    hard = tuple(small_draft(number, difficulty=Difficulty.HARD) for number in (8, 9))
    for item_id in bank.import_items(house.writer, house.units["north"], hard, now=now).created:
        bank.submit_for_review(house.writer, item_id, now=now)
    return exams.import_blueprint(house.ben, house.units["north"], small_data(), now=now)


def typed(act: str = "check", **changes: str) -> dict[str, str]:
    whole = {
        "title": "一、单选题",
        "item_type": "single_choice",
        "points": "3",
        "points_each": "1",
        "points_per": "item",
        "navigation": "free",
        "act": act,
        **ROW,
    }
    return whole | {name.replace("__", "-"): value for name, value in changes.items()}


def test_what_is_short_and_what_is_coming_is_said_in_numbers(ben: FlaskClient, house: House, exam_id: UUID) -> None:
    page = ben.post(f"/exams/{exam_id}/sections/1", data=typed(draw__0__difficulty="hard"))
    assert page.status_code == 200
    assert "第 1 行：要 2 题，可用 0 题（另有 2 题在审核）" in page.text and "缺 2" in page.text
    assert "难度不限，有 3 题" in page.text and "改为" not in page.text
    assert exams.get_exam(house.ben, exam_id).version.blueprint.sections[0].draw[0].count == 3


def test_sums_follow_what_is_typed(ben: FlaskClient, exam_id: UUID) -> None:
    page = ben.post(f"/exams/{exam_id}/sections/1", data=typed()).text
    assert "本大题 2 题，2 分，应为 3 分" in page and "全卷 2 题，2 / 3 分，30 分钟" in page and "M0 2" in page
    fine = ben.post(f"/exams/{exam_id}/sections/1", data=typed(draw__0__count="3")).text
    assert "本大题 3 题，3 分，应为 3 分" in fine and "第 1 行偏紧：要 3 题，可用 3 题" in fine


@pytest.mark.parametrize(
    ("act", "changes", "field"),
    [
        ("mend-0-difficulty-", {"draw__0__difficulty": "hard"}, '<option selected value="">不限'),
        ("mend-0-tag-", {"draw__0__tag": "set-9"}, 'name="draw-0-tag" type="text" value=""'),
        ("mend-0-count-3", {"draw__0__count": "5"}, 'value="3"'),
    ],
)
def test_one_click_mends_it_without_saving(
    ben: FlaskClient, house: House, exam_id: UUID, act: str, changes: dict[str, str], field: str
) -> None:
    before = exams.get_exam(house.ben, exam_id).version.token
    short = ben.post(f"/exams/{exam_id}/sections/1", data=typed(**changes)).text
    assert act in short
    page = ben.post(f"/exams/{exam_id}/sections/1", data=typed(act, **changes)).text
    assert field in page and "第 1 行：" not in page
    assert exams.get_exam(house.ben, exam_id).version.token == before


@pytest.mark.parametrize("act", ["mend-", "mend-9-count-3", "mend-0-count-viele", "mend-0-area-M1", "mend-x-tag-"])
def test_a_button_that_nobody_made_changes_nothing(ben: FlaskClient, exam_id: UUID, act: str) -> None:
    assert "第 1 行偏紧：要 2 题，可用 3 题" in ben.post(f"/exams/{exam_id}/sections/1", data=typed(act)).text


@pytest.mark.parametrize(
    "changes",
    [{"draw__0__difficulty": "soft"}, {"draw__0__count": "viele"}, {"draw__0__area": ""}, {"points": "x"}],
)
def test_rows_that_say_nothing_yet_are_passed_over(ben: FlaskClient, exam_id: UUID, changes: dict[str, str]) -> None:
    assert ben.post(f"/exams/{exam_id}/sections/1", data=typed(**changes)).status_code == 200


def test_a_new_section_is_checked_beside_the_others(ben: FlaskClient, exam_id: UUID) -> None:
    page = ben.post(f"/exams/{exam_id}/sections/2", data=typed()).text
    assert "全卷 5 题，5 / 3 分" in page and "，别的行也要这些题" in page


def test_the_page_opens_with_what_the_bank_has(ben: FlaskClient, exam_id: UUID) -> None:
    page = ben.get(f"/exams/{exam_id}/sections/1").text
    assert "有 3" in page and "第 1 行偏紧：要 3 题，可用 3 题" in page
