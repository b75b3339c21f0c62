"""The examiner's page of late answers, the release page that leads there, and what the candidate is told in the end."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from certify.delivery import services as delivery
from certify.results import services as results
from foundation import clock
from tests.exam_hall import Candidate, Hall
from tests.factories import House, signed_in
from tests.marking_desk import mark_all, small_hall

SECOND = timedelta(seconds=1)
WHY = "监考记录写明断网"


@pytest.fixture
def ben(app: Flask, house: House) -> FlaskClient:
    return signed_in(app, house.ben)


@pytest.fixture
def began() -> datetime:
    return clock.now() - timedelta(hours=1)


@pytest.fixture
def hall(house: House, began: datetime) -> Hall:
    return small_hall(house, began, hours=1)


@pytest.fixture
def ada(house: House, hall: Hall, began: datetime) -> Candidate:
    """Handed in with A; B and a text came afterwards."""
    candidate = Candidate.start(house.ada, hall, began)
    candidate.answer(began + SECOND, 1, "A")
    candidate.hand_in(began + 2 * SECOND)
    candidate.send(began + 3 * SECOND, candidate.event(1, "B"), candidate.event(5, "迟到的简答"))
    return candidate


def page_of(ada: Candidate) -> str:
    return f"/marking/late/{ada.attempt_id}"


def chosen(ada: Candidate, **changes: str) -> dict[str, str]:
    """The form as a browser sends it, the first one accepted."""
    data = {"round": "0", "answer-1": "1-2", "answer-5": "1-3", "late-1": "accept", "reason": WHY}
    return {name: value for name, value in {**data, **changes}.items() if value}


def test_from_the_release_page_to_the_decision(ben: FlaskClient, ada: Candidate, hall: Hall) -> None:
    run = ben.get(f"/marking/release/{hall.sitting_id}").text
    assert "1 人有迟到的答案等你决定" in run and "2 题迟到，待决定" in run and page_of(ada) in run
    page = ben.get(page_of(ada)).text
    assert "现在计入的" in page and "A. 做法 A" in page and "B. 做法 B" in page and "迟到的简答" in page
    assert "交卷之后到达" in page and page.count("待决定") == 2
    done = ben.post(page_of(ada), data=chosen(ada, **{"late-5": "decline"}), follow_redirects=True)
    assert "收下 1 题，不收 1 题，已重新评分" in done.text and WHY in done.text
    assert delivery.get_submitted(ada.attempt_id).responses == {1: "B"}
    assert "等你决定" not in ben.get(f"/marking/release/{hall.sitting_id}").text


def test_all_at_once(ben: FlaskClient, ada: Candidate) -> None:
    ben.post(page_of(ada), data=chosen(ada, all="accept", **{"late-1": ""}))
    assert delivery.get_submitted(ada.attempt_id).responses == {1: "B", 5: "迟到的简答"}


@pytest.mark.parametrize(
    ("changes", "status", "said"),
    [
        ({"reason": ""}, 422, "请填写这一项"),
        ({"late-1": ""}, 422, "至少对一道题做出决定"),
        ({"round": "1"}, 409, "另一位考务员刚刚做了决定"),
        ({"answer-1": "1-1"}, 409, "另一位考务员刚刚做了决定"),
        ({"answer-1": "one"}, 422, "至少对一道题做出决定"),
    ],
)
def test_what_is_wrong_is_said_and_changes_nothing(
    ben: FlaskClient, ada: Candidate, changes: dict[str, str], status: int, said: str
) -> None:
    reply = ben.post(page_of(ada), data=chosen(ada, **changes))
    assert reply.status_code == status and said in reply.text
    assert delivery.get_submitted(ada.attempt_id).responses == {1: "A"}


def test_the_candidate_is_told_before_and_after(
    app: Flask, ben: FlaskClient, house: House, ada: Candidate, hall: Hall
) -> None:
    browser = signed_in(app, house.ada)
    receipt = f"/attempts/{ada.attempt_id}/receipt"
    assert "另有 2 题的答案在时间到之后才到达服务器：已留存，没有计入" in browser.get(receipt).text
    ben.post(page_of(ada), data=chosen(ada, all="accept"))
    assert "已留存" not in browser.get(receipt).text
    result = f"/my/results/{ada.attempt_id}"
    assert "考务员于" not in browser.get(result).text  # before the release nothing is told of points
    mark_all(house.marker, clock.now())
    results.release(house.ben, hall.sitting_id, now=clock.now())
    told = browser.get(result).text
    assert "有 2 道题的答案在时间到之后才到达服务器，考务员于" in told and house.ben.name not in told
    page = ben.get(page_of(ada))
    assert "成绩已经发布，这里不能再收迟到的答案" in page.text and "全部收下" not in page.text
    refused = ben.post(page_of(ada), data=chosen(ada, round="1"))
    assert refused.status_code == 409 and "成绩已经发布" in refused.text


def test_english(app: Flask, ben: FlaskClient, ada: Candidate) -> None:
    ben.set_cookie("lang", "en")
    page = ben.get(page_of(ada)).text
    assert "Late answers" in page and "Counts now" in page and "Decline all" in page


def test_the_receipt_names_answers_of_a_page_that_was_overtaken(
    app: Flask, house: House, hall: Hall, began: datetime
) -> None:
    candidate = Candidate.start(house.ada, hall, began)
    unsent = candidate.event(2, "B")
    elsewhere = Candidate(candidate.actor, candidate.attempt_id, client_id="page-0002")
    elsewhere.open(began + SECOND)
    elsewhere.take_over(began + SECOND)
    elsewhere.hand_in(began + 2 * SECOND)
    candidate.send(began + 3 * SECOND, unsent)
    browser = signed_in(app, house.ada)
    page = f"/attempts/{candidate.attempt_id}/receipt"
    assert "另有 1 题的答案来自已被另一页面接替的旧页面：已留存，没有计入" in browser.get(page).text
    browser.set_cookie("lang", "en")
    assert "came from an older page" in browser.get(page).text
