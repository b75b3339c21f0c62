"""Where an exam may be started: a scored one only over TLS or on this machine, also behind a proxy; and the page that
checks a computer beforehand.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from certify.exams import services as exams
from foundation.db import engines
from question_bank.domain import Pool
from tests.exam_hall import Hall
from tests.exams_makers import fill_small
from tests.factories import House, signed_in
from tests.marking_desk import small_hall

NAME = "exams.example"
NOT_SECURE = "这个网址没有加密（https）"


@pytest.fixture
def hall(house: House) -> Hall:
    return small_hall(house, datetime.now(UTC) - timedelta(minutes=5))


def begin(
    browser: FlaskClient, sitting_id: object, url: str, code: str | None = None, **headers: str
) -> tuple[int, str]:
    """Press the button at this address; status, and where it leads or what the page says."""
    signed = browser.get_cookie("certify")
    assert signed is not None
    browser.set_cookie("certify", signed.value, domain=urlsplit(url).hostname or "")
    reply = browser.post(
        f"/sittings/{sitting_id}/start", base_url=url, data={"access_code": code or ""}, headers=headers
    )
    return reply.status_code, reply.headers.get("Location") or reply.text


@pytest.mark.parametrize("url", [f"https://{NAME}", "http://localhost", "http://127.0.0.1:5000", "http://[::1]:5000"])
def test_over_tls_and_on_this_machine_a_scored_exam_starts(app: Flask, house: House, hall: Hall, url: str) -> None:
    status, where = begin(signed_in(app, house.ada), hall.sitting_id, url, hall.code)
    assert status == 302 and "/attempts/" in where


@pytest.mark.parametrize("url", [f"http://{NAME}", "http://192.0.2.7:5000", "http://localhost.example"])
def test_without_it_a_scored_exam_is_refused_and_says_why(app: Flask, house: House, hall: Hall, url: str) -> None:
    status, text = begin(signed_in(app, house.ada), hall.sitting_id, url, hall.code)
    assert status == 422 and NOT_SECURE in text and "请监考员换用 https 网址" in text


def test_a_rehearsal_starts_anywhere(app: Flask, house: House) -> None:
    """It does not count; the page itself says that it saves online only."""
    now = datetime.now(UTC)
    fill_small(house, now, 5, pool=Pool.PRACTICE)
    window = {"opens_at": now - timedelta(minutes=1), "closes_at": now + timedelta(hours=8)}
    sitting_id = exams.create_rehearsal(house.ben, unit_id=house.units["north"], title="演练", now=now, **window)
    exams.add_to_roster(house.ben, sitting_id, [house.ada.require_person()], now=now)
    exams.publish_sitting(house.ben, sitting_id, now=now)
    code = exams.show_sitting(house.ben, sitting_id).access_code
    status, _where = begin(signed_in(app, house.ada), sitting_id, f"http://{NAME}", code)
    assert status == 302


def behind_proxies(app: Flask, count: int) -> Flask:
    """The same installation with TRUSTED_PROXIES set."""
    settings = replace(app.extensions["certify_settings"], trusted_proxies=count)
    other = create_app(settings)
    other.config["WTF_CSRF_ENABLED"] = False
    other.test_client_class = app.test_client_class
    return other


FORWARDED = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": NAME, "X-Forwarded-For": "192.0.2.7"}


@pytest.mark.parametrize(("proxies", "scheme", "starts"), [(1, "https", True), (1, "http", False), (0, "https", False)])
def test_behind_a_proxy_its_word_counts_only_where_it_is_trusted(
    app: Flask, house: House, hall: Hall, proxies: int, scheme: str, starts: bool
) -> None:
    """TRUSTED_PROXIES=1 and X-Forwarded-Proto: https start; http does not; an untrusted header is a visitor's claim."""
    fronted = behind_proxies(app, proxies)
    with fronted.app_context():
        browser = signed_in(fronted, house.ada)
        headers = {**FORWARDED, "X-Forwarded-Proto": scheme}
        status, _where = begin(browser, hall.sitting_id, f"http://{NAME}", hall.code, **headers)
        engines().dispose()
    assert (status == 302) == starts


def test_check_this_computer_is_for_everybody_who_is_signed_in(app: Flask, house: House, client: FlaskClient) -> None:
    for actor in (house.ada, house.invigilator, house.cleo):
        browser = signed_in(app, actor)
        page = browser.get("/my/exams/check")
        assert page.status_code == 200 and "检查这台电脑" in page.text
        told = browser.get("/my/exams/check/clock").json["server_time"]  # type: ignore[index]
        assert abs(datetime.fromisoformat(told) - datetime.now(UTC)) < timedelta(minutes=1)
    assert client.get("/my/exams/check").status_code == 302
    assert client.get("/my/exams/check/clock", headers={"Accept": "application/json"}).status_code == 401


def test_the_way_to_the_check_is_on_my_exams_and_on_the_start_page(app: Flask, house: House, hall: Hall) -> None:
    browser = signed_in(app, house.ada)
    for path in ("/my/exams", f"/sittings/{hall.sitting_id}/start"):
        assert 'href="/my/exams/check"' in browser.get(path).text
