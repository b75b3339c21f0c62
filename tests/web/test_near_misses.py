"""Typed answers that did not count: who sees them, which are near, and that a proposal changes no key and no score."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from flask import Flask

from certify.marking import services as marking
from certify.marking.domain.near_misses import is_near
from question_bank import services as bank
from tests.exam_hall import Candidate, Hall
from tests.factories import House, signed_in
from tests.marking_desk import small_hall

BLANK = 4


@pytest.fixture
def hall(house: House, now: datetime) -> Hall:
    """Ada and Adam have handed in: one right blank, one near miss of both, one far off."""
    hall = small_hall(house, now)
    for actor, typed in (
        (house.ada, ["ACD 排队", "IVR导引", "？"]),
        (house.adam, ["ACD 排队", "ivr 导引", "CTI 集成"]),
    ):
        candidate = Candidate.start(actor, hall, now)
        candidate.answer(now + timedelta(minutes=1), BLANK, typed)
        candidate.hand_in(now + timedelta(minutes=2))
    return hall


def test_near_ones_stand_first_with_how_many_typed_them(house: House, hall: Hall) -> None:
    page = marking.list_near_misses(house.ben, hall.sitting_id)
    assert [(line.miss.typed.lower().replace(" ", ""), line.miss.part, line.miss.count) for line in page.lines] == [
        ("ivr导引", 2, 2),
        ("？", 3, 1),
    ]
    assert [line.miss.is_near for line in page.lines] == [True, False]


def test_accepting_is_a_proposal_and_no_credit(app: Flask, house: House, hall: Hall, now: datetime) -> None:
    before = marking.list_near_misses(house.ben, hall.sitting_id).lines[0].miss
    browser = signed_in(app, house.ben)
    url = f"/marking/near-misses/{hall.sitting_id}"
    assert "提议接受" in browser.get(url).text
    sent = {"version": str(before.version_id), "part": "2", "typed": before.typed}
    for _again in range(2):
        assert browser.post(url, data=sent).status_code == 302
    page = browser.get(url).text
    assert "已提议接受" in page and before.typed in page
    assert [(each.part, each.text) for each in bank.list_proposals([before.version_id])] == [(2, before.typed)]
    after = marking.list_near_misses(house.ben, hall.sitting_id).lines[0]
    assert after.miss == before
    page = signed_in(app, house.writer).get(f"/bank/items/{after.item_id}").text
    assert "有人提议接受的答案" in page and before.typed in page


def test_what_nobody_typed_cannot_be_proposed(app: Flask, house: House, hall: Hall) -> None:
    browser = signed_in(app, house.ben)
    url = f"/marking/near-misses/{hall.sitting_id}"
    version_id = marking.list_near_misses(house.ben, hall.sitting_id).lines[0].miss.version_id
    for sent in (
        {"version": str(version_id), "part": "2", "typed": "编的"},
        {"version": str(uuid4()), "part": "2", "typed": "IVR导引"},
        {"version": "x"},
        {},
    ):
        assert browser.post(url, data=sent).status_code == 404
    assert signed_in(app, house.ada).get(url).status_code == 403
    assert signed_in(app, house.cleo_staff).get(url).status_code == 404


@pytest.mark.parametrize(
    ("accepted", "typed", "near"),
    [
        ("交互式语音应答", "交互式语音应答系统", True),
        ("24 小时", "48 小时", True),
        ("核身", "排队", False),
        ("核身", " ", False),
    ],
)
def test_nearness_only_sorts(accepted: str, typed: str, near: bool) -> None:
    assert is_near([accepted], typed) is near
