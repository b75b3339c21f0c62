"""Every byte that a candidate can get of delivery before the release: no key, explanation, rationale, scoring point,
access code; of a linear paper nothing of the section to come. Every route × every state of an attempt, as page and as
JSON, body and headers; and every object that a template is given, whether it prints it or not.
"""

import html
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask, template_rendered
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.routing import Rule

from certify.delivery import services as delivery
from certify.delivery.models import AttemptRow
from certify.exams.domain import Navigation
from foundation import clock
from foundation.db import transaction
from tests.exam_hall import Candidate, Hall
from tests.factories import House, signed_in
from tests.marking_desk import BLANKS, ESSAY, MULTIPLE, SHORT, SINGLE, small_hall

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
NIL = UUID("00000000-0000-7000-8000-000000000000")
NAMES = {"answer_key", "explanation", "rationale", "marking_guide", "scoring_points", "access_code"}
PAGE = "page-of-ada-1"
DEPTH = 12  # a property may lead to ever new objects
SITS = ("fresh", "answered", "paused", "time_up", "handed_in", "timed_out")
STATES = ("not_begun", *SITS)
LAST = ("attempts_api.hand_in", "attempts_api.take_over")  # they change the state that the others shall see


def secret_texts(hall: Hall) -> set[str]:
    """What no candidate may receive, as text."""
    found = {"解析文字", "评分说明文字", hall.code}
    found |= {accepted for variants in BLANKS["answer_key"] for accepted in variants}
    return found | {point["text"] for content in (SHORT, ESSAY) for point in content["scoring_points"]}


@pytest.fixture
def now() -> datetime:
    """Pages ask the real clock."""
    return clock.now()


def bring_into(state: str, house: House, hall: Hall, now: datetime) -> Candidate | None:
    """Ada's attempt (60 minutes) in this state."""
    if state == "not_begun":
        return None
    begun = {"time_up": now - HOUR - MINUTE / 3, "timed_out": now - HOUR - 2 * MINUTE}.get(state, now - MINUTE)
    ada = Candidate.start(house.ada, hall, begun, client_id=PAGE)
    if state != "fresh":
        ada.send(begun, ada.event(1, "A"), ada.event(3, ["A"]), ada.event(4, ["甲", "乙", ""]), ada.event(6, "写了"))
    if state == "paused":
        with transaction() as session:
            session.execute(update(AttemptRow).values(state="paused", paused_at=now))
    if state == "handed_in":
        ada.hand_in(now)
    if state == "timed_out":
        assert delivery.close_expired(now=now) == 1
    return ada


def bodies(endpoint: str, candidate: Candidate | None, hall: Hall) -> list[dict[str, Any]]:
    """Requests that get through to the answer, and one that does not."""
    client_id = candidate.client_id if candidate else "nobody-at-all"
    event = {"epoch": 1, "sequence": 9, "slot": 2, "kind": "answer", "value": "B", "client_time": "x"}
    good: dict[str, dict[str, Any]] = {
        "delivery.start_now": {
            "data": {"access_code": " ".join(hall.code)}
        },  # spaces don't matter; the form may show it again
        "attempts_api.save_responses": {"json": {"client_id": client_id, "events": [event]}},
        "attempts_api.open_page": {"json": {"client_id": client_id}},
        "attempts_api.take_over": {"json": {"client_id": "another-page", "epoch": 1}},
        "attempts_api.hand_in": {"json": {"client_id": client_id, "epoch": 1, "highest_sequence": 4, "events": []}},
        "attempts_api.sign_in_again": {"json": {"password": "not the password"}},
    }
    return [{"json": {}}, good.get(endpoint, {})]


def routes(app: Flask) -> list[Rule]:
    found = [rule for rule in app.url_map.iter_rules() if rule.endpoint.split(".")[0] in ("delivery", "attempts_api")]
    return sorted(found, key=lambda rule: (rule.endpoint in LAST, rule.endpoint))


def received(app: Flask, browser: FlaskClient, candidate: Candidate | None, hall: Hall) -> Iterator[tuple[str, str]]:
    """Every reply of every route of delivery, as what asked for it and all its bytes, headers included."""
    values = {"attempt_id": candidate.attempt_id if candidate else NIL, "sitting_id": hall.sitting_id}
    browser.get(f"/attempts/{values['attempt_id']}")  # where the attempt's cookie comes from
    for rule in routes(app):
        arguments = {name: values.get(name, 1 if "int:" in rule.rule else NIL) for name in rule.arguments}
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            path = app.url_map.bind("localhost").build(rule.endpoint, arguments, method=method)
            for accept in ("text/html", "application/json"):
                for body in bodies(rule.endpoint, candidate, hall) if method != "GET" else [{}]:
                    headers = {"Accept": accept, "Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
                    reply = browser.open(path, method=method, headers=headers, **body)
                    text = html.unescape(reply.get_data().decode("utf-8", "replace"))
                    yield f"{method} {path} {accept} {reply.status_code}", f"{reply.headers}\n{text}"


@contextmanager
def given_to_templates(app: Flask) -> Iterator[list[tuple[str, Any]]]:
    """Everything that a view hands to a template of delivery."""
    given: list[tuple[str, Any]] = []

    def note(_app: Flask, template: Any, context: dict[str, Any], **_: Any) -> None:
        common = {*app.jinja_env.globals, "request", "session", "g"}
        if (template.name or "").startswith("delivery/"):
            given.extend((f"{template.name}: {name}", context[name]) for name in context.keys() - common)

    with template_rendered.connected_to(note, app):
        yield given


def walk(value: Any, way: str, seen: set[int]) -> Iterator[tuple[str, Any]]:
    """Each name and each text that can be reached from an object, whatever a template prints of it."""
    if id(value) in seen or value is None or way.count(".") > DEPTH:
        return
    seen.add(id(value))
    yield way, value
    if isinstance(value, str | bytes | int | float):
        return
    if isinstance(value, dict):
        parts = [(str(key), each) for key, each in value.items()]
    elif isinstance(value, list | tuple | set | frozenset):
        parts = [(str(at), each) for at, each in enumerate(value)]
    elif is_dataclass(value):
        named = [field.name for field in fields(value)]
        named += [name for name, each in vars(type(value)).items() if isinstance(each, property)]
        parts = [(name, getattr(value, name)) for name in named if getattr(value, name) is not None]
    else:
        return
    for name, each in parts:
        yield f"{way}.{name}", name
        yield from walk(each, f"{way}.{name}", seen)


def told(value: Any, way: str, secrets: set[str]) -> list[str]:
    """Where an object tells something that it should not."""
    names = NAMES - {"access_code"} if "form" in way else NAMES  # the form on the start page asks for the code
    found = []
    for where, each in walk(value, way, set()):
        if isinstance(each, str) and (each in names or any(secret in each for secret in secrets)):
            found.append(f"{where}: {each}")
    return found


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("navigation", list(Navigation))
def test_no_reply_and_no_template_of_delivery_holds_a_secret(
    app: Flask, house: House, now: datetime, state: str, navigation: Navigation
) -> None:
    hall = small_hall(house, now - 2 * HOUR, hours=6, navigation=navigation)
    candidate = bring_into(state, house, hall, now)
    secrets = secret_texts(hall)
    asked = []
    with given_to_templates(app) as given:
        for what, text in received(app, signed_in(app, house.ada), candidate, hall):
            asked.append(what)
            leaks = [word for word in secrets | (NAMES - {"access_code"}) if word in text]
            assert not leaks, (what, leaks)
    assert len(asked) > 30 and given
    assert [leak for way, value in given for leak in told(value, way, secrets)] == []


@pytest.mark.parametrize("state", STATES)
def test_of_a_linear_paper_nothing_of_the_next_section_comes_before_it_opens(
    app: Flask, house: House, now: datetime, state: str
) -> None:
    hall = small_hall(house, now - 2 * HOUR, hours=6, navigation=Navigation.LINEAR)
    candidate = bring_into(state, house, hall, now)
    later = {SHORT["stem"], ESSAY["stem"]}
    with given_to_templates(app) as given:
        for what, text in received(app, signed_in(app, house.ada), candidate, hall):
            assert [stem for stem in later if stem in text] == [], what
    assert [leak for way, value in given for leak in told(value, way, later)] == []


def test_once_a_linear_section_is_left_the_next_one_comes_and_the_first_one_stays_away(
    app: Flask, house: House, now: datetime
) -> None:
    hall = small_hall(house, now - 2 * HOUR, hours=6, navigation=Navigation.LINEAR)
    ada = Candidate.start(house.ada, hall, now - MINUTE)
    browser = signed_in(app, house.ada)
    first, second = {SINGLE[0]["stem"], MULTIPLE["stem"]}, {SHORT["stem"], ESSAY["stem"]}
    before = browser.get(f"/attempts/{ada.attempt_id}").text
    assert ada.send(now, ada.event(0, 1, "leave_section"))[1]["outcomes"][0]["outcome"] == "saved"
    after = browser.get(f"/attempts/{ada.attempt_id}").text
    assert {stem for stem in first | second if stem in before} == first
    assert {stem for stem in first | second if stem in after} == second


@pytest.mark.parametrize("state", SITS)
def test_the_exam_pages_object_leads_to_no_key(house: House, now: datetime, state: str) -> None:
    """Not only what is printed: nothing that can be reached from the page's object."""
    hall = small_hall(house, now - 2 * HOUR, hours=6)
    candidate = bring_into(state, house, hall, now)
    assert candidate is not None
    page = delivery.page_of(candidate.actor, candidate.attempt_id, now=now)
    assert told(page, "page", secret_texts(hall)) == []
    outline = delivery.outline_of(hall.form_ids[0])
    assert told(outline, "outline", secret_texts(hall) | {SINGLE[0]["stem"], ESSAY["stem"]}) == []
    reached = {way for way, _value in walk(page, "page", set())}
    assert any(way.endswith("view.stem") for way in reached), "the walk reaches the items"


def test_another_candidate_and_a_visitor_receive_nothing_of_the_paper(app: Flask, house: House, now: datetime) -> None:
    hall = small_hall(house, now - 2 * HOUR, hours=6)
    candidate = bring_into("answered", house, hall, now)
    stems = {content["stem"] for content in (*SINGLE, MULTIPLE, SHORT, ESSAY)}
    for browser in (signed_in(app, house.adam), app.test_client()):
        for what, text in received(app, browser, candidate, hall):
            if "/start" not in what:  # Adam is on the roster: he may begin an attempt of his own
                assert [word for word in stems | {house.ada.name} if word in text] == [], what
