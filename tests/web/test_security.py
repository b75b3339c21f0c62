"""What every page promises a browser: headers, cookies, no inline code, sessions that can't be fixed, errors that tell
nothing. docs/security.md names these tests beside the requirements.
"""

import re
from datetime import timedelta
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import RequestEntityTooLarge

from app import create_app
from certify.delivery.tickets import COOKIE, Ticket, seal, unseal
from foundation import clock
from foundation.settings import Settings
from foundation.web import shell
from people import services
from people.services import OwnSession
from tests.exam_hall import Hall
from tests.factories import PASSWORD, House, signed_in
from tests.room_hall import small_hall

TEMPLATES = sorted((Path(__file__).parents[2] / "templates").rglob("*.html"))
HANDLER = re.compile(r"<[a-z][^>]*\s(on[a-z]+|style)\s*=", re.I)
INLINE_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/(?:json|ld\+json)\")[^>]*>", re.I)


@pytest.fixture
def hall(house: House) -> Hall:
    return small_hall(house, clock.now() - timedelta(minutes=1))


def cookies(reply: Any) -> SimpleCookie:
    found = SimpleCookie()
    for line in reply.headers.getlist("Set-Cookie"):
        found.load(line)
    return found


# headers


@pytest.mark.parametrize("path", ["/", "/sign-in", "/nowhere", "/-/noop", "/static/css/tokens.css", "/verify/x"])
def test_every_reply_carries_the_headers(client: FlaskClient, path: str) -> None:
    with client.get(path) as reply:
        headers = reply.headers
    policy = dict(part.strip().partition(" ")[::2] for part in headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == policy["form-action"] == "'self'"
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in headers["Content-Security-Policy"] and "script-src" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff" and headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_pages_are_kept_in_no_cache(app: Flask, house: House) -> None:
    browser = signed_in(app, house.ada)
    assert {browser.get(path).headers["Cache-Control"] for path in ("/", "/password", "/my/exams")} == {"no-store"}


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_holds_inline_code_or_style(template: Path) -> None:
    text = re.sub(r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}", "", template.read_text(), flags=re.S)
    assert not HANDLER.search(text) and not INLINE_SCRIPT.search(text)
    assert "javascript:" not in text and not re.search(r"<style\b", text, re.I)


# cookies and sessions


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(client: FlaskClient) -> None:
    (morsel,) = (each for name, each in cookies(client.get("/sign-in")).items() if name == "certify")
    assert morsel["httponly"] and morsel["samesite"] == "Lax" and morsel["path"] == "/"
    assert not morsel["domain"] and not morsel["expires"] and not morsel["max-age"]


def test_over_tls_the_cookie_is_bound_to_the_host(app: Flask, tmp_path: Path) -> None:
    """A second app on purpose: the flags follow a setting that is read once at the start."""
    mine: Settings = app.extensions["certify_settings"]
    secure = Settings(tmp_path, mine.database_url, "for tests only", testing=True, secure_cookies=True)
    found = cookies(create_app(secure).test_client().get("/sign-in", base_url="https://localhost"))
    (morsel,) = (each for name, each in found.items() if name == "__Host-certify")
    assert morsel["secure"] and morsel["path"] == "/" and not morsel["domain"]


def session_of(browser: FlaskClient) -> dict[str, Any]:
    with browser.session_transaction() as session:
        return dict(session)


def test_a_session_given_before_signing_in_is_thrown_away(client: FlaskClient, house: House) -> None:
    with client.session_transaction() as session:
        session.update(sid="planted", csrf_token="planted", something="planted")
    client.post("/sign-in", data={"login": house.ada.login, "password": PASSWORD})
    after = session_of(client)
    assert after["sid"] != "planted" and after.get("csrf_token") != "planted" and "something" not in after


def test_each_sign_in_has_a_word_of_its_own_of_256_bits(app: Flask, house: House) -> None:
    words = {session_of(signed_in(app, house.ada))["sid"] for _ in range(3)}
    assert len(words) == 3 and all(len(word) >= 43 for word in words)


def test_a_session_ends_after_twelve_hours_whatever_was_done(house: House) -> None:
    began = clock.now()
    word = services.sign_in(house.ada.login, PASSWORD, now=began, address="::1")
    assert services.resolve_session(word, now=began + timedelta(hours=11, minutes=59))
    assert services.resolve_session(word, now=began + timedelta(hours=12)) is None


def test_one_sees_where_one_is_signed_in_and_ends_it_there(app: Flask, house: House) -> None:
    here, there = signed_in(app, house.ada), signed_in(app, house.ada)
    page = here.get("/my/sessions").text
    assert page.count("127.0.0.1") == 2 and "这里" in page
    assert here.post("/my/sessions", data={"password": "wrong wrong wrong"}).status_code == 422
    assert there.get("/my/sessions").status_code == 200
    assert here.post("/my/sessions", data={"password": PASSWORD}).status_code == 302
    assert there.get("/my/sessions").status_code == 302 and here.get("/my/sessions").status_code == 200
    assert "退出其他设备" not in here.get("/my/sessions").text


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/131.0 Safari/537.36 Edg/131.0", "Edge, Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/128.0 Safari/537.36 SEB/3.8", "Safe Exam Browser, Windows"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/131.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Version/18.0 Safari/605.1.15", "Safari, Mac OS"),
        ("curl/8.5", "curl/8.5"),
        ("", ""),
    ],
)
def test_a_browser_is_named_as_people_know_it(agent: str, name: str) -> None:
    assert OwnSession(clock.now(), clock.now(), "::1", agent, is_this=False).browser == name


def test_a_new_password_ends_the_other_sign_ins(app: Flask, house: House) -> None:
    here, there = signed_in(app, house.ada), signed_in(app, house.ada)
    form = {"current": PASSWORD, "password": "a whole new phrase 7"}
    assert here.post("/password", data=form).status_code == 302
    assert here.get("/password").status_code == 200 and there.get("/password").status_code == 302


# the exam's own cookie


def begin(browser: FlaskClient, hall: Hall) -> tuple[str, Any]:
    where = browser.post(f"/sittings/{hall.sitting_id}/start", data={"access_code": hall.code}).location
    return where, cookies(browser.get(where))[COOKIE]


def knock(browser: FlaskClient, where: str, **headers: str) -> int:
    told = {"Sec-Fetch-Site": "same-origin", "Accept": "application/json"} | headers
    return browser.get(f"{where}/state", headers=told).status_code


def test_the_attempt_cookie_goes_to_its_own_attempt_only(app: Flask, house: House, hall: Hall) -> None:
    where, morsel = begin(signed_in(app, house.ada), hall)
    assert morsel["httponly"] and morsel["samesite"] == "Strict" and morsel["path"] == where


def test_the_attempt_cookie_holds_for_one_sign_in_one_person_one_attempt(app: Flask, house: House, hall: Hall) -> None:
    browser = signed_in(app, house.ada)
    where, morsel = begin(browser, hall)
    assert knock(browser, where) == 200
    mine = unseal(morsel.value, "for tests only")
    assert mine is not None

    def with_ticket(ticket: Ticket, signed_with: str = "") -> int:
        other = app.test_client()
        other.set_cookie(COOKIE, seal(ticket, signed_with or "for tests only"), path=where)
        return knock(other, where)

    adam = services.resolve_session(session_of(signed_in(app, house.adam))["sid"], now=clock.now())
    assert adam is not None and adam[0].session_id is not None
    assert with_ticket(mine, "another secret") == 401
    assert with_ticket(Ticket(adam[0].require_person(), adam[0].session_id, mine.attempt_id)) == 404  # his sign-in
    assert with_ticket(Ticket(mine.person_id, adam[0].session_id, mine.attempt_id)) == 401  # hers with his sign-in
    assert with_ticket(Ticket(mine.person_id, mine.session_id, uuid4())) == 404
    assert knock(browser, where, **{"Sec-Fetch-Site": "cross-site"}) == 403


def test_another_sign_in_of_the_same_person_does_not_carry_the_cookie_on(app: Flask, house: House, hall: Hall) -> None:
    browser = signed_in(app, house.ada)
    where, _morsel = begin(browser, hall)
    other = signed_in(app, house.ada)
    assert knock(other, where) == 401  # a signed-in browser is not enough: it has to open the exam's page
    assert other.post("/my/sessions", data={"password": PASSWORD}).status_code == 302
    assert knock(browser, where) == 401  # the cookie ends with the sign-in that it names, whichever others live


# forms, errors, uploads


def test_no_form_is_taken_without_its_token(app: Flask, house: House) -> None:
    """Every POST but the exam's JSON doors, which check origin and their own cookie."""
    browser, path_of = signed_in(app, house.admin), app.url_map.bind("localhost")
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        for rule in app.url_map.iter_rules():
            if "POST" not in (rule.methods or set()) or rule.endpoint.startswith("attempts_api."):
                continue
            values = dict.fromkeys(rule.arguments, uuid4())
            names = {name for name in rule.arguments if type(rule._converters[name]).__name__ == "IntegerConverter"}
            path = path_of.build(rule.endpoint, values | dict.fromkeys(names, 1), method="POST")
            assert browser.post(path).status_code == 400, rule.endpoint
    finally:
        app.config["WTF_CSRF_ENABLED"] = False


def test_a_failure_tells_a_number_and_nothing_else(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    with app.test_request_context("/"):
        reply = shell.on_failure(ValueError("SELECT secret FROM person"))
    text = reply.get_data(as_text=True)
    number = re.search(r"[0-9A-F]{6}", text)
    assert reply.status_code == 500 and number and number[0] in caplog.text
    assert "SELECT" not in text and "Traceback" not in text and "ValueError" not in text


def test_too_much_is_refused_before_it_is_read(app: Flask, client: FlaskClient, house: House) -> None:
    assert app.config["MAX_CONTENT_LENGTH"] == 16 * 2**20
    data = {"next": "x" * (17 * 2**20)}
    assert client.post("/preferences", data=data).status_code == RequestEntityTooLarge.code


def test_a_method_that_a_page_does_not_know_is_refused(client: FlaskClient) -> None:
    assert client.open("/sign-in", method="TRACE").status_code == 405
    assert client.delete("/sign-in").status_code == 405
    assert client.post("/sign-in", headers={"X-HTTP-Method-Override": "DELETE"}).status_code == 422
