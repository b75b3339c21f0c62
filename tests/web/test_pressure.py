"""When there is too much to do: sign-ins and reports are told when to come again; a save goes through all the same."""

import time
from contextlib import ExitStack
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

import app as root
from certify.delivery import api
from foundation.gates import Gate
from foundation.web import pressure
from people import passwords
from tests.exam_hall import Candidate, open_hall
from tests.factories import PASSWORD, House, signed_in

JSON = {"Accept": "application/json"}
FORM = "application/x-www-form-urlencoded"


def gate(app: Flask, name: str) -> Gate:
    """The gate as another process sees it."""
    return Gate(Path(app.instance_path), name)


@pytest.fixture(autouse=True)
def _nobody_waits(app: Flask) -> None:
    for file in Path(app.instance_path).glob("*.list"):
        file.unlink()


def knock(client: FlaskClient, house: House, **headers: str) -> tuple[int, int, str]:
    form = {"login": house.ada.login, "password": PASSWORD}
    reply = client.post("/sign-in", data=form, headers=headers)
    return reply.status_code, int(reply.headers.get("Retry-After", 0)), reply.text


def test_while_the_gate_is_held_a_sign_in_is_told_to_come_later_and_a_save_goes_through(
    app: Flask, client: FlaskClient, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = api.clock.now()
    ada = Candidate.start(house.ada, open_hall(house, now), now)
    browser = signed_in(app, house.ada)
    base = f"/attempts/{ada.attempt_id}"
    browser.get(base)
    monkeypatch.setattr(passwords, "WAIT_SECONDS", 0.0)
    with gate(app, "password").turn():
        status, seconds, page = knock(client, house)
        assert (status, seconds >= 1, "考试作答优先" in page) == (503, True, True)
        again = browser.post(
            f"{base}/sign-in-again", json={"password": PASSWORD}, headers={"Sec-Fetch-Site": "same-origin"}
        )
        assert again.status_code == 503 and "Retry-After" in again.headers
        body = {"client_id": ada.client_id, "events": [ada.event(1, "A")]}
        save = browser.put(f"{base}/responses", json=body, headers={"Sec-Fetch-Site": "same-origin"})
        assert save.status_code == 200 and save.json["outcomes"][0]["outcome"] == "saved"  # type: ignore[index]
    assert knock(client, house)[0] == 302


def test_a_crowd_at_the_door_is_let_in_in_its_order(app: Flask, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    queue = gate(app, "password")
    last = queue.keep_place(time.time() + 100)  # somebody is told to come in 100 s
    early, late = app.test_client(), app.test_client()
    waits = [knock(browser, house)[:2] for browser in (early, late)]
    assert [status for status, _seconds in waits] == [503, 503] and min(seconds for _status, seconds in waits) >= 90
    assert knock(early, house)[0] == 503 and queue.keep_place(0.0) < 1 + last  # asking again takes no second place
    then = time.time() + 102
    monkeypatch.setattr(time, "time", lambda: then)
    queue.keep_place(time.time())  # others still wait
    assert knock(app.test_client(), house)[0] == 503
    assert knock(early, house)[0] == 302 and knock(late, house)[0] == 302


def test_a_script_at_the_door_gets_json(app: Flask, client: FlaskClient, house: House) -> None:
    gate(app, "password").keep_place(time.time() + 100)
    status, seconds, text = knock(client, house, **JSON)
    assert status == 503 and seconds >= 1 and text.startswith('{"error"')
    (Path(app.instance_path) / "password.list").unlink()
    reply = app.test_client().post("/sign-in", data={"login": house.ada.login, "password": PASSWORD}, headers=JSON)
    assert reply.json == {"location": "/"}


def test_a_report_waits_for_another_and_comes_again_by_itself(
    app: Flask, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pressure, "HEAVY_WAIT_SECONDS", 0.0)
    hr = signed_in(app, house.hr)
    with gate(app, "heavy").turn():
        for path in ("/records", "/records.xlsx"):
            reply = hr.get(path)
            assert reply.status_code == 503 and reply.headers["Refresh"] == reply.headers["Retry-After"]
        assert hr.get("/people").status_code == 200
    assert hr.get("/records").status_code == 200


def test_pages_beyond_the_room_come_again_and_the_room_is_given_back(
    app: Flask, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    floor = app.extensions["certify_floor"]
    monkeypatch.setattr(floor, "_wait_seconds", 0.0)
    with ExitStack() as busy:
        for _place in range(floor._free):
            floor.enter()
            busy.callback(floor.leave, is_page=False)
        browser = app.test_client()
        assert browser.get("/sign-in").status_code == 503
        assert browser.get("/-/noop").status_code == 200
    for _turn in range(3):
        assert app.test_client().get("/sign-in").status_code == 200
    assert app.test_client().get("/no-such-page").status_code == 404
    assert app.test_client().get("/sign-in").status_code == 200


def test_what_is_held_back_exists(app: Flask) -> None:
    """The endpoints that app.py names are routes; a name that went would hold back nothing."""
    assert {*root.DOORS, *root.HEAVY, *root.LEAN} <= app.view_functions.keys()


def test_a_large_body_is_read_before_a_place_is_taken(app: Flask, client: FlaskClient) -> None:
    floor, seen = app.extensions["certify_floor"], list[int]()

    class SlowLine(BytesIO):
        def readinto(self, buffer: Any) -> int:
            seen.append(floor._free_for_pages)
            return super().readinto(buffer)

    free = floor._free_for_pages
    for size in (pressure.READ_FIRST_BYTES + 1, 100):
        form = b"login=x&password=" + b"y" * size
        client.post("/preferences", input_stream=SlowLine(form), content_length=len(form), content_type=FORM)
    assert seen[0] == free and seen[-1] == free - 1
