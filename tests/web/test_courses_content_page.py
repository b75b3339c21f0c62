"""The lessons that come with the program, taken in by page: texts at once, check items after a review."""

from datetime import datetime

from flask import Flask

from courses import services as courses
from question_bank import services as bank
from tests.factories import House, signed_in

PATH = "/courses/content"


def test_a_writer_takes_the_course_in_by_page(app: Flask, house: House, now: datetime) -> None:
    browser = signed_in(app, house.writer)
    page = browser.get(PATH)
    assert page.status_code == 200 and "未载入" in page.text and "已载入" not in page.text
    unit = {"unit_id": str(house.units["north"])}
    assert browser.post(PATH, data=unit).status_code == 302
    page = browser.get(PATH).text
    assert "未载入" not in page and "新 28 课" in page and "等另一人审核" in page
    assert sum(len(module.lessons) for module in courses.list_modules()) == 28
    assert len(bank.list_waiting(house.reviewer, now=now)) > 100
    browser.post(PATH, data=unit)
    assert "新 0 课，更新 0 课" in browser.get(PATH).text
    assert signed_in(app, house.ada).get("/courses").status_code == 200


def test_only_writers_and_only_for_their_units(app: Flask, house: House) -> None:
    assert "/sign-in" in app.test_client().get(PATH).location
    assert signed_in(app, house.ada).get(PATH).status_code == 403
    foreign = signed_in(app, house.writer).post(PATH, data={"unit_id": str(house.units["south"])})
    assert foreign.status_code == 422 and not any(module.lessons for module in courses.list_modules())


def test_the_page_in_english(app: Flask, house: House) -> None:
    browser = signed_in(app, house.writer)
    browser.set_cookie("lang", "en")
    page = browser.get(PATH).text
    assert "Lessons and checks" in page and "Not loaded" in page
