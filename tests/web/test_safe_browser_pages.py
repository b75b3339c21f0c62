"""Safe Exam Browser on the pages: the setting, the file and its links, headers at the start page, what staff see."""

import gzip
import plistlib
import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from certify.delivery.domain.safe_browser import config_key, request_hash
from certify.delivery.services import room
from certify.exams import services as exams
from certify.exams.domain import RoomRules
from certify.exams.domain.safe_browser import SafeBrowser, SafeBrowserMode
from foundation import clock
from foundation.web.dates import local
from tests.exam_hall import Hall
from tests.exams_makers import small_exam
from tests.factories import House, signed_in
from tests.room_hall import small_hall

EXAM_KEY = "ab" * 32
NEEDED = "这场考试要在 Safe Exam Browser 里开始"


def hall_with(house: House, mode: SafeBrowserMode, keys: tuple[str, ...] = ()) -> Hall:
    return small_hall(house, clock.now() - timedelta(minutes=1), rules=RoomRules(safe_browser=SafeBrowser(mode, keys)))


@pytest.fixture
def required(house: House) -> Hall:
    return hall_with(house, SafeBrowserMode.REQUIRED)


@pytest.fixture
def ada(app: Flask, house: House) -> FlaskClient:
    return signed_in(app, house.ada)


def start_of(hall: Hall) -> str:
    return f"/sittings/{hall.sitting_id}/start"


def settings_in(file: bytes) -> dict[str, Any]:
    found: dict[str, Any] = plistlib.loads(gzip.decompress(gzip.decompress(file)[4:]))
    return found


def key_of(browser: FlaskClient, hall: Hall) -> str:
    return config_key(settings_in(browser.get(f"/sittings/{hall.sitting_id}/exam.seb").data))


def headers(key: str, url: str, exam_key: str = "") -> dict[str, str]:
    found = {"X-SafeExamBrowser-ConfigKeyHash": request_hash(url, key)}
    return found | ({"X-SafeExamBrowser-RequestHash": request_hash(url, exam_key)} if exam_key else {})


def test_the_examiner_asks_for_it_and_reads_the_way_out(app: Flask, house: House) -> None:
    ben = signed_in(app, house.ben)
    exam_id, _forms = small_exam(house, clock.now())
    opens_at = local(clock.now() + timedelta(days=1))
    typed = {
        "exam_version_id": str(exams.load_exam(exam_id).version.id),
        "title": "锁屏场",
        "unit_id": str(house.units["centre"]),
        "opens_at": opens_at.strftime("%Y-%m-%dT%H:%M"),
        "closes_at": (opens_at + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M"),
        "safe_browser": "required",
    }
    wrong = ben.post("/sittings/new", data=typed | {"exam_keys": "abc"})
    assert wrong.status_code == 422 and "不是 Browser Exam Key" in wrong.text
    where = ben.post("/sittings/new", data=typed | {"exam_keys": EXAM_KEY.upper()}).location
    page = ben.get(where).text
    assert "必须使用" in page and "退出密码" in page and f"{where}/exam.seb" in page
    password = exams.show_sitting(house.ben, UUID(where.rsplit("/", 1)[1])).rules.safe_browser.quit_password
    assert f"{password[:4]} {password[4:8]} {password[8:]}" in page
    assert EXAM_KEY in ben.get(where + "/edit").text
    assert ben.post(where + "/edit", data=typed | {"safe_browser": "sideways"}).status_code == 422


def test_without_it_the_start_page_refuses_in_words_with_a_link(ada: FlaskClient, house: House, required: Hall) -> None:
    page = ada.get(start_of(required))
    assert NEEDED in page.text and "seb://localhost/safe-browser/" in page.text and "exam.seb" in page.text
    refused = ada.post(start_of(required), data={"access_code": required.code})
    assert refused.status_code == 422 and "监考员可以放行" in refused.text
    seat = next(s for s in room.room_view(house.invigilator, required.sitting_id, now=clock.now()).seats if s.needs)
    assert (seat.name, seat.needs[0].value, seat.refused_reason) == ("林晓雯", "safe_browser", "不是 Safe Exam Browser")


def test_with_the_right_key_for_this_very_address_it_begins(ada: FlaskClient, required: Hall) -> None:
    url, key = f"http://localhost{start_of(required)}", key_of(ada, required)
    assert NEEDED not in ada.get(start_of(required), headers=headers(key, url)).text
    other_page = ada.post(start_of(required), data={"access_code": required.code}, headers=headers(key, url + "?a=1"))
    assert other_page.status_code == 422 and "不是这个场次的配置" in other_page.text
    begun = ada.post(start_of(required), data={"access_code": required.code}, headers=headers(key, url))
    assert begun.status_code == 302 and "/attempts/" in begun.location


def test_browser_exam_keys_narrow_the_versions(ada: FlaskClient, house: House) -> None:
    hall = hall_with(house, SafeBrowserMode.REQUIRED, (EXAM_KEY, "cd" * 32))
    url, key = f"http://localhost{start_of(hall)}", key_of(ada, hall)
    code = {"access_code": hall.code}
    assert "版本" in ada.post(start_of(hall), data=code, headers=headers(key, url)).text
    assert ada.post(start_of(hall), data=code, headers=headers(key, url, "ef" * 32)).status_code == 422
    assert ada.post(start_of(hall), data=code, headers=headers(key, url, "cd" * 32)).status_code == 302


def test_what_the_script_reports_is_a_signal_and_no_key(ada: FlaskClient, house: House, required: Hall) -> None:
    url, key = f"http://localhost{start_of(required)}", key_of(ada, required)
    assert "js/exam/safe_browser.js" in ada.get(start_of(required)).text
    form = {"access_code": required.code, "seb_config_key": request_hash(url, key)}
    assert ada.post(start_of(required), data=form).status_code == 422
    view = room.room_view(house.invigilator, required.sitting_id, now=clock.now())
    assert "只有页面脚本报告" in (next(seat for seat in view.seats if seat.needs).refused_reason or "")


def test_expected_lets_everybody_in_and_tells_the_invigilator(app: Flask, ada: FlaskClient, house: House) -> None:
    hall = hall_with(house, SafeBrowserMode.EXPECTED)
    assert "不用也能考" in ada.get(start_of(hall)).text
    where = ada.post(start_of(hall), data={"access_code": hall.code}).location
    assert ada.get(where).status_code == 200
    (attempt,) = (
        each for each in room.room_view(house.invigilator, hall.sitting_id, now=clock.now()).seats if each.signals
    )
    assert attempt.signals == 1
    seat = signed_in(app, house.invigilator).get(f"/rooms/{hall.sitting_id}/seats/{attempt.person_id}")
    assert "不是 Safe Exam Browser" in seat.text


def test_the_link_carries_the_file_without_a_cookie_for_an_hour(app: Flask, ada: FlaskClient, required: Hall) -> None:
    link = re.search(r'href="(seb://[^"]+)"', ada.get(start_of(required)).text)
    assert link
    path = urlsplit(link[1]).path
    reply = app.test_client().get(path)
    assert reply.status_code == 200 and reply.content_type == "application/seb"
    assert reply.headers["Cache-Control"] == "no-store"
    assert settings_in(reply.data) == settings_in(ada.get(f"/sittings/{required.sitting_id}/exam.seb").data)
    broken = path.replace("/safe-browser/", "/safe-browser/x")
    assert app.test_client().get(broken).status_code == 404


def test_over_tls_the_link_says_so(ada: FlaskClient, house: House, app: Flask, required: Hall) -> None:
    with ada.session_transaction() as kept:
        token = dict(kept)
    with ada.session_transaction(base_url="https://exams.example.org") as session:
        session.update(token)
    there = "https://exams.example.org"
    assert "sebs://exams.example.org/safe-browser/" in ada.get(start_of(required), base_url=there).text
    file = ada.get(f"/sittings/{required.sitting_id}/exam.seb", base_url=there).data
    told = headers(config_key(settings_in(file)), there + start_of(required))
    code = {"access_code": required.code}
    assert ada.post(start_of(required), data=code, headers=told).status_code == 422  # another address, another key
    assert ada.post(start_of(required), data=code, headers=told, base_url=there).status_code == 302


def test_the_file_is_for_the_roster_and_staff_of_the_unit(app: Flask, house: House, required: Hall) -> None:
    path = f"/sittings/{required.sitting_id}/exam.seb"
    statuses = {
        key: signed_in(app, house.cast[key]).get(path).status_code
        for key in ("ada", "adam", "ben", "invigilator", "cleo", "cleo_staff", "marker")
    }
    assert statuses == {
        **dict.fromkeys(("ada", "adam", "ben", "invigilator"), 200),
        **dict.fromkeys(("cleo", "cleo_staff"), 404),
        "marker": 403,
    }
    assert "/sign-in" in app.test_client().get(path).location


def test_the_way_out_stands_on_the_receipt_only(app: Flask, ada: FlaskClient, house: House) -> None:
    hall = hall_with(house, SafeBrowserMode.EXPECTED)
    secret = exams.show_sitting(house.ben, hall.sitting_id).rules.safe_browser
    where = ada.post(start_of(hall), data={"access_code": hall.code}).location
    for page in (start_of(hall), where, "/my/exams"):
        text = ada.get(page).text
        assert secret.quit_password not in text and secret.quit_token not in text
    room.collect(house.invigilator, hall.sitting_id, None, "结束", now=clock.now())
    receipt = ada.get(f"{where}/receipt").text
    assert f"/safe-browser/quit/{secret.quit_token}" in receipt and secret.quit_password not in receipt
    assert "可以关闭" in app.test_client().get(f"/safe-browser/quit/{secret.quit_token}").text
