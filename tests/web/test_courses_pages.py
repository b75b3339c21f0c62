"""The course pages: what a learner sees, what nobody may see before handing in, and who is turned away."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from markupsafe import escape

from courses import services
from courses.formats.lessons import CONTENT, read_course
from people.domain import Actor
from tests.conftest import NOON
from tests.courses_samples import cut, form, lessons, load
from tests.factories import House, signed_in


@pytest.fixture
def folder(tmp_path: Path, house: House, now: datetime) -> Path:
    """A full and a short lesson, loaded."""
    found = cut(tmp_path / "course", "L3.1", "L3.2")
    load(house, found, now)
    return found


@pytest.fixture
def ada(app: Flask, house: House, folder: Path) -> FlaskClient:
    """Ada's browser."""
    return signed_in(app, house.ada)


def filled(actor: Actor, folder: Path, code: str, *, wrong: tuple[int, ...] = ()) -> dict[str, object]:
    check = services.open_check(actor, code, now=NOON)
    assert check is not None
    return form(lessons(folder)[code], check, wrong=wrong)


def test_the_way_from_the_list_to_the_result(ada: FlaskClient, house: House, folder: Path) -> None:
    page = ada.get("/courses")
    assert "投诉处理技巧" in page.text and "学完 0 / 2 课" in page.text and "其中简版 1 课" in page.text
    assert "简版" in ada.get("/courses/M3").text
    page = ada.get("/lessons/L3.2")
    assert "HEARD 五步" in page.text and "我读完了" in page.text and "练习题，不进正式考试" in page.text
    reply = ada.post("/lessons/L3.2/read")
    assert reply.location == "/lessons/L3.2#check"
    assert "我读完了" not in ada.get("/lessons/L3.2").text
    reply = ada.post("/lessons/L3.2/check", data=filled(house.ada, folder, "L3.2", wrong=(1, 2)))
    assert reply.status_code == 302 and reply.location == "/lessons/L3.2/checks/1"
    page = ada.get(reply.location)
    assert "未通过" in page.text and "/lessons/L3.2#s2" in page.text and "先回去看" in page.text
    reply = ada.post("/lessons/L3.2/check", data=filled(house.ada, folder, "L3.2"))
    page = ada.get(reply.location)
    assert "记入学时 25 分钟" in page.text and "首问负责不等于样样自己办" in page.text
    assert "学完 1 / 2 课" in ada.get("/courses").text


def test_a_place_is_kept_and_offered_again(ada: FlaskClient) -> None:
    assert ada.post("/lessons/L3.2/place", data={"place": "s3"}).status_code == 204
    page = ada.get("/lessons/L3.2").text
    assert "上次读到" in page and 'href="#s3"' in page
    assert ada.post("/lessons/L3.2/place", data={"place": "s99"}).status_code == 422
    assert ada.post("/lessons/L3.2/place", data={}).status_code == 422


def secrets(code: str) -> Iterator[str]:
    """What only a handed-in check may show, in both languages."""
    lesson = next(lesson for lesson in read_course(CONTENT).lessons if lesson.id == code)
    for item in lesson.check:
        yield from filter(None, (item.explanation, item.explanation_en))
        for option in item.options:
            yield from filter(None, (option.rationale, option.rationale_en))
        if item.type == "fill_blank":
            yield from (str(variants) for variants in item.answer_key)


def test_no_page_holds_a_key_before_the_check_is_handed_in(app: Flask, house: House, now: datetime) -> None:
    load(house, CONTENT, now)
    browser = signed_in(app, house.ada)
    for lesson in read_course(CONTENT).lessons:
        for language in ("zh", "en"):
            browser.set_cookie("lang", language)
            page = browser.get(f"/lessons/{lesson.id}")
            assert page.status_code == 200
            for secret in secrets(lesson.id):
                assert str(escape(secret)) not in page.text, f"{lesson.id}: {secret}"
            for word in ("answer_key", "rationale", "explanation_", "data-mark", " checked>"):
                assert word not in page.text, f"{lesson.id}: {word}"


def test_a_refused_check_tells_which_and_keeps_the_rest(ada: FlaskClient, house: House, folder: Path) -> None:
    data = filled(house.ada, folder, "L3.2")
    page = ada.post("/lessons/L3.2/check", data={**data, "q2": [], "q4": ["诊断", ""]})
    assert page.status_code == 422
    assert "还有 1 题没有作答" in page.text and 'href="#q2"' in page.text
    assert 'value="诊断"' in page.text and page.text.count(" checked") == 4
    assert "data-mark" not in page.text
    page = ada.post("/lessons/L3.2/check", data={**data, "q1": "Z"})
    assert page.status_code == 422 and 'href="#q1"' in page.text
    assert ada.get("/lessons/L3.2/checks/1").status_code == 404, "nothing was kept"


@pytest.mark.parametrize(
    "change", [{"fingerprint": "0" * 32}, {"fingerprint": ""}, {"number": "x"}, {"number": 5}, {"number": -1}]
)
def test_a_check_that_does_not_fit_is_shown_anew(
    ada: FlaskClient, house: House, folder: Path, change: dict[str, object]
) -> None:
    page = ada.post("/lessons/L3.2/check", data={**filled(house.ada, folder, "L3.2"), **change})
    assert page.status_code == 409 and "刚更新过" in page.text
    assert ada.get("/lessons/L3.2/checks/1").status_code == 404


def test_a_second_click_leads_to_the_first_result(ada: FlaskClient, house: House, folder: Path) -> None:
    data = filled(house.ada, folder, "L3.2")
    assert ada.post("/lessons/L3.2/check", data=data).location == "/lessons/L3.2/checks/1"
    again = ada.post("/lessons/L3.2/check", data=data, follow_redirects=True)
    assert again.request.path == "/lessons/L3.2/checks/1" and "已经提交过" in again.text
    assert services.training_minutes(house.ada.require_person()) == 25


def test_a_result_is_its_persons_alone(app: Flask, ada: FlaskClient, house: House, folder: Path) -> None:
    ada.post("/lessons/L3.2/check", data=filled(house.ada, folder, "L3.2"))
    assert ada.get("/lessons/L3.2/checks/1").status_code == 200
    adam = signed_in(app, house.adam)
    assert adam.get("/lessons/L3.2/checks/1").status_code == 404
    assert "学完 0 / 2 课" in adam.get("/courses").text


@pytest.mark.parametrize("path", ["/courses", "/courses/M3", "/lessons/L3.2", "/lessons/L3.2/checks/1"])
def test_strangers_sign_in_first_and_staff_without_learning_are_refused(
    app: Flask, client: FlaskClient, house: House, folder: Path, path: str
) -> None:
    assert client.get(path).location.startswith("/sign-in?next=")
    for actor in (house.writer, house.hr, house.admin):
        assert signed_in(app, actor).get(path).status_code == 403


@pytest.mark.parametrize("path", ["/lessons/L3.2/read", "/lessons/L3.2/place", "/lessons/L3.2/check"])
def test_strangers_and_staff_change_nothing(
    app: Flask, client: FlaskClient, house: House, folder: Path, path: str
) -> None:
    assert client.post(path, data={"place": "s1"}).status_code in {302, 401}
    assert signed_in(app, house.writer).post(path, data={"place": "s1"}).status_code == 403


@pytest.mark.parametrize(
    "path", ["/courses/M9", "/lessons/L9.9", "/lessons/L3.2/checks/0", "/lessons/L3.2/checks/99999999999999999999"]
)
def test_what_is_not_there_is_not_found(ada: FlaskClient, path: str) -> None:
    assert ada.get(path).status_code == 404


def test_elsewhere_the_text_can_be_read_and_the_check_waits(app: Flask, house: House, folder: Path) -> None:
    cleo = signed_in(app, house.cleo)
    page = cleo.get("/lessons/L3.2").text
    assert "HEARD 五步" in page and "还在审核" in page and "提交自测" not in page
    reply = cleo.post("/lessons/L3.2/check", data=filled(house.ada, folder, "L3.2"))
    assert reply.status_code == 409 and "还在审核" in reply.text


def test_an_empty_house_says_so(app: Flask, house: House) -> None:
    assert "还没有课程" in signed_in(app, house.ada).get("/courses").text


def test_english_marks_what_is_chinese(ada: FlaskClient) -> None:
    ada.set_cookie("lang", "en")
    full, short = ada.get("/lessons/L3.2").text, ada.get("/lessons/L3.1").text
    assert '<html lang="en"' in full and "The five steps of HEARD" in full and '<legend lang="en">' in full
    assert "Chinese only" not in full and ">HEARD 五步</h2>" not in full
    assert "in Chinese only" in short and 'class="cf-read mb-4" lang="zh-CN"' in short
    assert '<legend lang="zh-CN">' in short and '<span lang="zh-CN">平静的投诉</span>' in short
