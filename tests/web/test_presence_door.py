"""The light door of an exam page: who may knock, what it says, what bad input does; and the room's settings by form."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from certify.delivery.services import room
from certify.exams import services as exams
from certify.exams.domain import RoomRules
from foundation import clock
from foundation.web.dates import local
from tests.exam_hall import Hall
from tests.exams_makers import small_exam
from tests.factories import House, signed_in
from tests.room_hall import small_hall

SAME = {"Sec-Fetch-Site": "same-origin"}
NOTE = {"client_id": "page-0001", "epoch": 1, "unsent": 3, "visible": True, "known": 0, "signals": []}


@pytest.fixture
def hall(house: House) -> Hall:
    return small_hall(house, clock.now())


def begun(app: Flask, actor: Any, hall: Hall) -> tuple[FlaskClient, str]:
    """A browser on its exam page, and the page's address."""
    browser = signed_in(app, actor)
    where = browser.post(f"/sittings/{hall.sitting_id}/start", data={"access_code": hall.code}).location
    assert browser.get(where).status_code == 200
    return browser, where


def test_a_page_knocks_and_is_told_state_clock_and_pace(app: Flask, house: House, hall: Hall) -> None:
    browser, where = begun(app, house.ada, hall)
    assert f'"presence": "{where}/presence"' in browser.get(where).text
    told = browser.post(f"{where}/presence", json=NOTE, headers=SAME)
    assert told.status_code == 200 and told.headers["Cache-Control"] == "no-store"
    assert {"server_time", "seconds_left", "deadline_version", "state", "epoch", "poll_seconds"} == set(told.json or {})
    assert (told.json or {})["poll_seconds"] == 5
    seat = next(
        seat
        for seat in room.room_view(house.invigilator, hall.sitting_id, now=clock.now()).seats
        if seat.person_id == house.ada.person_id
    )
    assert seat.address == "127.0.0.1"


def test_an_extension_reaches_the_page_with_its_next_knock(app: Flask, house: House, hall: Hall) -> None:
    browser, where = begun(app, house.ada, hall)
    room.extend(house.invigilator, hall.sitting_id, None, 10, "教室断电", now=clock.now())
    told = browser.post(f"{where}/presence", json=NOTE, headers=SAME).json or {}
    assert (told["change"]["kind"], told["change"]["minutes"], told["change"]["reason"]) == ("extended", 10, "教室断电")
    assert told["seconds_left"] > 99 * 60
    again = browser.post(f"{where}/presence", json=NOTE | {"known": told["deadline_version"]}, headers=SAME).json or {}
    assert "change" not in again


def test_who_may_not_knock(app: Flask, house: House, hall: Hall) -> None:
    browser, where = begun(app, house.ada, hall)
    other, theirs = begun(app, house.adam, hall)
    assert other.post(f"{where}/presence", json=NOTE, headers=SAME).status_code == 401  # their cookie isn't sent there
    assert app.test_client().post(f"{where}/presence", json=NOTE, headers=SAME).status_code == 401
    cross = browser.post(f"{where}/presence", json=NOTE, headers={"Sec-Fetch-Site": "cross-site"})
    assert cross.status_code == 403 and browser.post(f"{where}/presence", json=NOTE).status_code == 403
    assert browser.post(f"{where}/presence", data=b"no note", headers=SAME).status_code == 422
    assert browser.post(f"{where}/presence", data=b" " * 9000, headers=SAME).status_code == 413
    assert browser.get(f"{where}/presence").status_code == 405 and theirs != where


def test_a_candidate_outside_the_network_is_told_so(app: Flask, house: House) -> None:
    hall = small_hall(house, clock.now(), rules=RoomRules(networks=("10.20.3.0/24",)))
    page = signed_in(app, house.ada).post(f"/sittings/{hall.sitting_id}/start", data={"access_code": hall.code})
    assert page.status_code == 422 and "不在考场网段里" in page.text


def test_the_rooms_rules_are_set_by_form(app: Flask, house: House) -> None:
    ben, (exam_id, _forms) = signed_in(app, house.ben), small_exam(house, clock.now())
    opens_at = local(clock.now() + timedelta(days=1))
    typed = {
        "exam_version_id": str(exams.load_exam(exam_id).version.id),
        "title": "十一月场",
        "unit_id": str(house.units["centre"]),
        "opens_at": opens_at.strftime("%Y-%m-%dT%H:%M"),
        "closes_at": (opens_at + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M"),
        "networks": "10.20.3.0/24\n10.20.4.7",
        "requires_admission": "y",
        "take_over_consent": "y",
        "earliest_leave_minutes": "20",
    }
    where = ben.post("/sittings/new", data=typed).location
    page = ben.get(where).text
    for words in ("10.20.3.0/24、10.20.4.7/32", "放行后才能开始", "换电脑要同意", "最早交卷"):
        assert words in page
    form = ben.get(where + "/edit").text
    assert "10.20.4.7/32" in form and 'value="20"' in form
    for changes, text in (
        ({"networks": "一号教室"}, "不是网段"),
        ({"earliest_leave_minutes": "30"}, "最早交卷要早于考试时长"),
    ):
        refused = ben.post("/sittings/new", data=typed | changes)
        assert refused.status_code == 422 and text in refused.text
