"""The pages of emergency files: handed in, looked at, loaded; what is wrong with a file is said on the page."""

import io
import re
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from foundation import clock
from tests.emergency_files import event, make
from tests.exam_hall import Candidate
from tests.factories import House, signed_in
from tests.marking_desk import small_hall

SECRET_TEXT = "不该有人看见的作答"


@pytest.fixture
def ada(house: House) -> Candidate:
    now = clock.now()
    return Candidate.start(house.ada, small_hall(house, now), now)


@pytest.fixture
def staff(app: Flask, house: House) -> FlaskClient:
    return signed_in(app, house.invigilator)


def hand_in(browser: FlaskClient, raw: bytes, name: str = "答卷应急.certify"):  # type: ignore[no-untyped-def]  # a response
    data = {"file": (io.BytesIO(raw), name)}
    return browser.post("/emergency", data=data, content_type="multipart/form-data")


def a_file(ada: Candidate) -> bytes:
    return make(ada.attempt_id, [event(1, 1, "B"), event(2, 5, SECRET_TEXT)])


def test_from_the_stick_to_the_answers(staff: FlaskClient, house: House, ada: Candidate) -> None:
    assert "还没有交来的应急文件" in staff.get("/emergency").text
    handed = hand_in(staff, a_file(ada))
    assert handed.status_code == 302
    page = staff.get(handed.location).text
    assert house.ada.name in page and "计入答卷" in page and "12:50:00" in page
    assert re.search(r"data-checksum>([0-9a-f]{4} ){7}[0-9a-f]{4}<", page)
    assert SECRET_TEXT not in page
    done = staff.post(handed.location, follow_redirects=True)
    assert "已载入：2 条计入答卷，0 条留存未计入，0 条早已收到，0 条未收" in done.text
    assert "服务器早已收到" in done.text  # what loading once more would say
    assert "已载入" in staff.get("/emergency").text
    again = staff.post(handed.location, follow_redirects=True)
    assert "0 条计入答卷，0 条留存未计入，2 条早已收到" in again.text


def test_late_ones_are_said_to_be_kept(staff: FlaskClient, ada: Candidate) -> None:
    ada.hand_in(clock.now() + timedelta(seconds=1))
    page = staff.get(hand_in(staff, a_file(ada)).location).text
    assert "留存未计入：迟到" in page and "交卷之后到达" in page


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda raw: b"not a file of ours", "这不是应急文件"),
        (lambda raw: raw[:-200], "文件不完整"),
        (lambda raw: raw.replace(b'"count": 2', b'"count": 1'), "文件的校验不符"),
        (lambda raw: b"x" * (4 * 2**20 + 1), "文件太大（最大 4 MB）"),
    ],
    ids=["something else", "cut off", "edited", "too large"],
)
def test_what_is_wrong_is_said_in_words(staff: FlaskClient, ada: Candidate, spoil, said: str) -> None:  # type: ignore[no-untyped-def]  # a function
    reply = hand_in(staff, spoil(a_file(ada)))
    assert reply.status_code == 422 and said in reply.text
    assert "还没有交来的应急文件" in reply.text


def test_no_file_is_asked_for_again(staff: FlaskClient) -> None:
    reply = staff.post("/emergency", data={}, content_type="multipart/form-data")
    assert reply.status_code == 422 and "请填写这一项" in reply.text


def test_another_citys_staff(app: Flask, house: House, ada: Candidate, staff: FlaskClient) -> None:
    where = hand_in(staff, a_file(ada)).location
    other = signed_in(app, house.cleo_staff)
    refused = hand_in(other, a_file(ada))
    assert refused.status_code == 422 and "不在你负责的场次里" in refused.text
    assert other.get(where).status_code == 404 and other.post(where).status_code == 404


def test_the_exam_page_brings_what_a_file_needs_and_no_secret_of_the_server(
    app: Flask, house: House, ada: Candidate
) -> None:
    page = signed_in(app, house.ada).get(f"/attempts/{ada.attempt_id}").text
    assert "导出应急文件" in page and 'id="emergency-data"' in page and "sealing_key" in page
    assert app.config["SECRET_KEY"] not in page
    assert UUID(re.search(r'"attempt": ?"([0-9a-f-]{36})"', page)[1]) == ada.attempt_id  # type: ignore[index]  # it is there
