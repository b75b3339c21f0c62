"""The interface in Korean and Spanish: the door, an agent's page, an exam, a desk; and a choice that stays."""

from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from foundation import clock
from foundation.i18n import HTML_LANG, LOCALES, catalogue, forms_of
from people.domain import Actor
from tests.exam_hall import Candidate
from tests.factories import PASSWORD, House
from tests.marking_desk import small_hall

LANGUAGES = pytest.mark.parametrize("locale", ["ko", "es"])


@pytest.fixture
def now() -> datetime:
    """Pages ask the real clock."""
    return clock.now()


def through_the_door(app: Flask, actor: Actor, locale: str) -> FlaskClient:
    """Somebody who chooses a language at the door, then signs in there."""
    browser = app.test_client()
    browser.post("/preferences", data={"lang": locale, "next": "/sign-in"})
    assert browser.post("/sign-in", data={"login": actor.login, "password": PASSWORD}).status_code == 302
    return browser


def read(browser: FlaskClient, path: str, locale: str) -> str:
    """A page, which must be in this language."""
    reply = browser.get(path)
    assert reply.status_code == 200, path
    assert f'<html lang="{HTML_LANG[locale]}"' in reply.text, path
    return reply.text


@LANGUAGES
def test_the_door_names_each_language_in_itself(client: FlaskClient, locale: str) -> None:
    client.set_cookie("lang", locale)
    page = read(client, "/sign-in", locale)
    assert catalogue(locale)["登录"] in page and catalogue(locale)["密码"] in page
    for code, name in LOCALES.items():
        button = f'value="{code}" lang="{HTML_LANG[code]}">{name}</button>'
        assert (button in page) is (code != locale)


@LANGUAGES
def test_agent_and_desk_read_their_language(app: Flask, house: House, locale: str) -> None:
    words = catalogue(locale)
    agent = read(through_the_door(app, house.ada, locale), "/my/way", locale)
    assert words["认证之路"] in agent and "认证之路" not in agent
    desk = read(through_the_door(app, house.writer, locale), "/bank/items", locale)
    assert words["导入试卷"] in desk and words["题库"] in desk and "导入试卷" not in desk


@LANGUAGES
def test_the_exam_speaks_to_the_candidate_and_keeps_the_papers_words(
    app: Flask, house: House, now: datetime, locale: str
) -> None:
    candidate = Candidate.start(house.ada, small_hall(house, now), now)
    browser = through_the_door(app, house.ada, locale)
    page = read(browser, f"/attempts/{candidate.attempt_id}", locale)
    words = catalogue(locale)
    assert words["交卷"] in page and words["第 %(n)s 题"] % {"n": 1} in page
    titles = candidate.form().sections[0]
    assert f'<h2 lang="en">{titles.title_en}' in page and titles.title not in page
    with app.test_request_context(headers={"Cookie": f"lang={locale}"}):
        waiting = forms_of("%(n)s 题待上传")
    for form in (waiting,) if isinstance(waiting, str) else waiting:
        assert app.json.dumps(form).strip('"') in page


def test_a_choice_outlives_the_session(app: Flask, house: House) -> None:
    browser = through_the_door(app, house.ada, "ko")
    browser.post("/sign-out")
    read(browser, "/sign-in", "ko")
    browser.post("/sign-in", data={"login": house.adam.login, "password": PASSWORD})
    read(browser, "/my/way", "ko")
    cookie = browser.get_cookie("lang")
    assert cookie is not None and cookie.max_age == 365 * 24 * 3600


def test_without_a_choice_the_browser_is_asked(client: FlaskClient) -> None:
    page = client.get("/sign-in", headers={"Accept-Language": "es-MX,es;q=0.9,en;q=0.8"})
    assert '<html lang="es"' in page.text
    client.set_cookie("lang", "zh")
    page = client.get("/sign-in", headers={"Accept-Language": "es-MX,es;q=0.9,en;q=0.8"})
    assert '<html lang="zh-CN"' in page.text


@LANGUAGES
def test_refusals_are_told_in_the_readers_language(app: Flask, house: House, locale: str) -> None:
    browser = through_the_door(app, house.ada, locale)
    refused = browser.get("/people")
    assert refused.status_code == 403 and catalogue(locale)["你没有做这件事的权限"] in refused.text
