"""The door: who gets in, who doesn't, and what each is told."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from foundation import clock
from people import services
from people.domain.tries import ONE_LOGIN_HERE
from tests.factories import PASSWORD, House, signed_in


def test_a_visitor_sees_the_front_page_in_chinese(client: FlaskClient) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert '<html lang="zh-CN"' in page.text


def test_the_language_cookie_changes_the_page(client: FlaskClient) -> None:
    assert client.post("/preferences", data={"lang": "en", "next": "/sign-in"}).location == "/sign-in"
    page = client.get("/sign-in")
    assert '<html lang="en"' in page.text and "Sign in" in page.text


def test_right_password_lets_in_and_goes_back(client: FlaskClient, house: House) -> None:
    reply = client.post("/sign-in", data={"login": "100107", "password": PASSWORD, "next": "/password"})
    assert reply.status_code == 302 and reply.location == "/password"
    assert client.get("/password").status_code == 200


@pytest.mark.parametrize("target", ["//evil.example/x", "https://evil.example", "/\\evil.example", "javascript:1"])
def test_next_never_leaves_the_site(client: FlaskClient, house: House, target: str) -> None:
    reply = client.post("/sign-in", data={"login": "100107", "password": PASSWORD, "next": target})
    assert reply.location == "/"


def test_wrong_login_and_wrong_password_read_alike(client: FlaskClient, house: House) -> None:
    wrong_password = client.post("/sign-in", data={"login": "100107", "password": "nope nope nope"})
    wrong_login = client.post("/sign-in", data={"login": "999999", "password": PASSWORD})
    assert wrong_password.status_code == wrong_login.status_code == 422
    assert "工号或密码不对" in wrong_password.text and "工号或密码不对" in wrong_login.text


def test_too_many_tries_are_stopped_even_with_the_right_password(client: FlaskClient, house: House) -> None:
    for _ in range(ONE_LOGIN_HERE[0].tries):
        client.post("/sign-in", data={"login": "100107", "password": "nope nope nope"})
    reply = client.post("/sign-in", data={"login": "100107", "password": PASSWORD})
    assert reply.status_code == 429 and "分钟后再试" in reply.text


def test_signing_out_ends_the_session_on_the_server(app: Flask, house: House) -> None:
    browser = signed_in(app, house.admin)
    with browser.session_transaction() as session:
        stolen = dict(session)
    browser.post("/sign-out")
    thief = app.test_client()
    with thief.session_transaction() as session:
        session.update(stolen)
    assert thief.get("/password").status_code == 302


def test_leaving_revokes_all_sessions_at_once(app: Flask, house: House) -> None:
    browser = signed_in(app, house.ada)
    assert browser.get("/password").status_code == 200
    services.leave(house.hr, house.ada.require_person(), last_day=clock.now().date(), now=clock.now())
    assert browser.get("/password").status_code == 302
    again = app.test_client().post("/sign-in", data={"login": house.ada.login, "password": PASSWORD})
    assert again.status_code == 422


def test_the_slip_sets_a_password_once(app: Flask, client: FlaskClient, house: House) -> None:
    slip = services.sign_in_slip(house.hr, house.ada.require_person(), now=clock.now())
    assert client.post(f"/sign-in-slip/{slip}", data={"password": "short"}).status_code == 422
    assert client.post(f"/sign-in-slip/{slip}", data={"password": "a new phrase 7"}).status_code == 302
    assert client.post(f"/sign-in-slip/{slip}", data={"password": "a third phrase 8"}).status_code == 409
    assert client.post("/sign-in", data={"login": house.ada.login, "password": "a new phrase 7"}).status_code == 302


def test_a_slip_runs_out(client: FlaskClient, house: House) -> None:
    slip = services.sign_in_slip(house.hr, house.ada.require_person(), now=clock.now() - timedelta(days=8))
    assert client.post(f"/sign-in-slip/{slip}", data={"password": "a new phrase 7"}).status_code == 409


def test_the_first_administrator_link_works_once(client: FlaskClient) -> None:
    token = services.make_set_up_link(now=clock.now())
    form = {"organisation": "江岚省", "login": "100001", "name": "管维", "password": "a good phrase 5"}
    assert client.get(f"/setup/{token}").status_code == 200
    assert client.post(f"/setup/{token}", data=form | {"password": "1234567890"}).status_code == 422
    assert client.post(f"/setup/{token}", data=form).status_code == 302
    assert client.get(f"/setup/{token}").status_code == 409
    assert client.post("/sign-in", data={"login": "100001", "password": "a good phrase 5"}).status_code == 302


def test_an_expired_form_keeps_what_was_typed(app: Flask, house: House) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        page = app.test_client().post("/preferences", data={"lang": "en", "next": "/sign-in"})
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    assert page.status_code == 400
    assert 'name="lang" value="en"' in page.text and "再提交一次" in page.text


@pytest.mark.parametrize("data", [{"login": "1\x0000107", "password": "x"}, {"login": "100107", "password": "\x00"}])
def test_a_nul_is_no_text(client: FlaskClient, house: House, data: dict[str, str]) -> None:
    assert client.post("/sign-in", data=data).status_code == 400
    assert client.get("/sign-in?next=%00").status_code == 400
    assert client.get("/sign-in-slip/%00").status_code == 400
