"""Pictures and sound of a paper: the candidate's own, in the open section, while it runs; nothing else is there."""

import re
from datetime import datetime, timedelta
from hashlib import sha256

import pytest
from flask import Flask
from flask.testing import FlaskClient

from certify.delivery import services as delivery
from certify.marking import services as marking
from certify.results import services as results
from foundation import clock
from foundation.errors import NotFound
from tests.exam_hall import Candidate
from tests.factories import House, signed_in
from tests.media_hall import MediaHall, open_media_hall
from tests.media_samples import png

MINUTE = timedelta(minutes=1)


@pytest.fixture
def then() -> datetime:
    """Pages ask the real clock."""
    return clock.now() - 10 * MINUTE


@pytest.fixture
def hall(house: House, then: datetime) -> MediaHall:
    """Ada and Adam on the roster."""
    both = [house.ada.require_person(), house.adam.require_person()]
    return open_media_hall(house.cast, house.units["north"], house.units["centre"], both, then)


def seen(browser: FlaskClient, base: str, hall: MediaHall) -> set[str]:
    """Which of the four are given out there."""
    names = {"stem": hall.stem_picture, "option": hall.option_picture, "reason": hall.explanation_picture}
    replies = {key: browser.get(f"{base}/{name}") for key, name in (names | {"sound": hall.sound}).items()}
    assert {reply.status_code for reply in replies.values()} <= {200, 302, 403, 404}
    return {key for key, reply in replies.items() if reply.status_code == 200}


def test_the_page_shows_media_of_the_open_section_from_its_own_address(
    app: Flask, house: House, hall: MediaHall, then: datetime
) -> None:
    for actor in (house.ada, house.adam):  # the second page is made of kept pieces
        one = Candidate.start(actor, hall, then)
        page = signed_in(app, actor).get(f"/attempts/{one.attempt_id}").get_data(as_text=True)
        base = f"/attempts/{one.attempt_id}/media"
        assert f'<img class="cf-media" src="{base}/{hall.stem_picture}" alt="机房接线图">' in page
        assert f'src="{base}/{hall.option_picture}" alt="红色的端口"' in page
        assert "/attempts/-/" not in page and hall.sound not in page and hall.explanation_picture not in page
        browser = signed_in(app, actor)
        assert seen(browser, base, hall) == {"stem", "option"}
        reply = browser.get(f"{base}/{hall.stem_picture}")
        assert reply.headers["Cache-Control"] == "private, max-age=14400, immutable"
        assert reply.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert (reply.mimetype, reply.headers["X-Content-Type-Options"]) == ("image/png", "nosniff")


def test_the_next_section_brings_its_own_and_takes_the_last_ones(
    app: Flask, house: House, hall: MediaHall, then: datetime
) -> None:
    ada = Candidate.start(house.ada, hall, then)
    base, browser = f"/attempts/{ada.attempt_id}/media", signed_in(app, house.ada)
    ada.send(then + MINUTE, ada.event(0, 1, "leave_section"))
    assert seen(browser, base, hall) == {"sound"}
    page = browser.get(f"/attempts/{ada.attempt_id}").get_data(as_text=True)
    assert f'<audio controls preload="metadata" src="{base}/{hall.sound}" aria-label="客户来电"></audio>' in page
    part = browser.get(f"{base}/{hall.sound}", headers={"Range": "bytes=0-1"})
    assert (part.status_code, part.data) == (206, b"RI")
    ada.hand_in(then + 2 * MINUTE)
    assert seen(browser, base, hall) == set()


def test_nobody_else_gets_them_and_nobody_before_the_start(
    app: Flask, house: House, hall: MediaHall, then: datetime
) -> None:
    ada = Candidate.start(house.ada, hall, then)
    base = f"/attempts/{ada.attempt_id}/media"
    for actor in (house.adam, house.cleo, house.cleo_staff, house.ben, house.marker):
        assert seen(signed_in(app, actor), base, hall) == set(), actor.name
    assert seen(app.test_client(), base, hall) == set()
    assert seen(signed_in(app, house.adam), f"/attempts/{hall.sitting_id}/media", hall) == set()
    assert seen(signed_in(app, house.ada), "/bank/media", hall) == set()


def test_a_time_that_is_up_closes_them(app: Flask, house: House, hall: MediaHall, then: datetime) -> None:
    ada = Candidate.start(house.ada, hall, then)
    assert seen(signed_in(app, house.ada), f"/attempts/{ada.attempt_id}/media", hall)
    with pytest.raises(NotFound):
        delivery.media_on_paper(house.ada, ada.attempt_id, hall.stem_picture, now=then + 62 * MINUTE)


def test_marker_and_candidate_after_the_release(app: Flask, house: House, hall: MediaHall, then: datetime) -> None:
    ada = Candidate.start(house.ada, hall, then)
    ada.send(then, ada.event(1, "A"), ada.event(0, 1, "leave_section"), ada.event(2, "光猫接路由器"))
    ada.hand_in(then + MINUTE)
    version_id = marking.list_queue(house.marker)[0].version_id
    assert seen(signed_in(app, house.marker), f"/marking/{version_id}/media", hall) == {"sound"}
    assert seen(signed_in(app, house.cleo_staff), f"/marking/{version_id}/media", hall) == set()
    mine = f"/my/results/{ada.attempt_id}/media"
    assert seen(signed_in(app, house.ada), mine, hall) == set()
    script = marking.take_next(house.marker, version_id, now=then + MINUTE)
    assert script is not None
    marking.save_mark(house.marker, version_id, script.lease_id, ["2", "2"], "", now=then + 2 * MINUTE)
    results.release(house.ben, hall.sitting_id, now=then + 3 * MINUTE)
    assert seen(signed_in(app, house.ada), mine, hall) == set(), "others may still be sitting the paper"
    shown = results.get_mine(house.ada, ada.attempt_id, now=then + timedelta(hours=4))
    assert shown.answers
    name = hall.explanation_picture
    assert results.media_of_answers(house.ada, ada.attempt_id, name, now=then + timedelta(hours=4)).mime == "image/png"
    assert seen(signed_in(app, house.adam), mine, hall) == set()


def test_a_candidate_brings_a_picture_through_the_door(
    app: Flask, house: House, hall: MediaHall, then: datetime
) -> None:
    ada = Candidate.start(house.ada, hall, then)
    ada.send(then, ada.event(0, 1, "leave_section"))
    browser, raw = signed_in(app, house.ada), png()
    name = sha256(raw).hexdigest()
    page = browser.get(f"/attempts/{ada.attempt_id}").get_data(as_text=True)
    assert 'data-response="drawing"' in page and 'data-most="2" data-files=""' in page
    address, site = f"/attempts/{ada.attempt_id}/drawings/{name}", {"Sec-Fetch-Site": "same-origin"}
    assert browser.put(address, data=raw, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert browser.get(address).status_code == 404
    assert browser.put(address, data=raw, headers=site).get_json() == {"stored": name}
    shown = browser.get(address)
    assert (shown.status_code, shown.mimetype, shown.headers["Cache-Control"]) == (200, "image/png", "no-store")
    assert shown.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    svg = b"<svg xmlns='http://www.w3.org/2000/svg'/>"
    told = {**site, "Accept": "application/json"}
    refused = browser.put(f"{address[:-64]}{sha256(svg).hexdigest()}", data=svg, headers=told)
    assert refused.status_code == 422 and "SVG" in refused.get_json()["error"]
    heavy = browser.put(address, data=bytes(5 * 2**20 + 1), headers=told)
    assert heavy.status_code == 422 and "最大 5 MB" in heavy.get_json()["error"]
    others = signed_in(app, house.adam)
    assert others.put(address, data=raw, headers=told).status_code == 401
    assert others.get(address).status_code == 404
    assert app.test_client().put(address, data=raw, headers=told).status_code == 401


def test_the_marking_page_shows_the_picture_without_a_name(
    app: Flask, house: House, hall: MediaHall, then: datetime
) -> None:
    ada = Candidate.start(house.ada, hall, then)
    name = sha256(png()).hexdigest()
    delivery.keep_drawing(ada.ticket, ada.attempt_id, name, png(), now=then)
    ada.send(then, ada.event(0, 1, "leave_section"), ada.event(2, {"files": [name], "text": "左边是光猫"}))
    ada.hand_in(then + MINUTE)
    version_id = marking.list_queue(house.marker)[0].version_id
    marker = signed_in(app, house.marker)
    page = marker.get(f"/marking/{version_id}").get_data(as_text=True)
    found = re.search(rf"/marking/{version_id}/drawings/[0-9a-f-]+/1", page)
    assert found and "左边是光猫" in page and name not in page and str(ada.attempt_id) not in page
    reply = marker.get(found[0])
    assert reply.status_code == 200 and reply.mimetype == "image/png"
    assert signed_in(app, house.cleo_staff).get(found[0]).status_code == 404
    assert signed_in(app, house.ada).get(found[0]).status_code == 403
