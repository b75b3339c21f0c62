"""The marker's pages: the queue, a script and its form, what is refused, and that nothing names a candidate."""

import re
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from certify.exams import services as exams
from certify.marking import services as marking
from foundation import clock
from tests.exam_hall import Hall
from tests.factories import House, signed_in
from tests.marking_desk import sit, small_hall


@pytest.fixture
def then() -> datetime:
    """When the sitting opened: pages ask the real clock."""
    return clock.now() - timedelta(hours=1)


@pytest.fixture
def hall(house: House, then: datetime) -> Hall:
    return small_hall(house, then)


@pytest.fixture
def version_id(hall: Hall) -> UUID:
    """The short answer: two criteria of three points."""
    return exams.get_form(hall.form_ids[0]).slot(5).version_id


@pytest.fixture
def attempt_id(house: House, hall: Hall, then: datetime) -> UUID:
    return sit(house.ada, hall, then)


@pytest.fixture
def desk(app: Flask, house: House) -> FlaskClient:
    """The marker's browser."""
    return signed_in(app, house.marker)


def lease_on(page: str) -> str:
    found = re.search(r'name="lease" value="([0-9a-f-]{36})"', page)
    assert found is not None
    return found.group(1)


def form(page: str, *points: str, **more: str) -> dict[str, str]:
    fields = {"lease": lease_on(page), "comment": "好"}
    for number, value in enumerate(points):
        fields |= {f"criterion-{number}": "1", f"points-{number}": value}
    return fields | more


def waiting(house: House) -> int:
    return sum(item.n_waiting for item in marking.list_queue(house.marker))


def test_an_empty_queue_says_why(desk: FlaskClient) -> None:
    page = desk.get("/marking")
    assert page.status_code == 200 and "没有待评的答卷" in page.text


def test_from_the_queue_to_a_saved_mark(desk: FlaskClient, house: House, attempt_id: UUID, version_id: UUID) -> None:
    queue = desk.get("/marking").text
    assert "怎样安抚着急的客户" in queue and f"/marking/{version_id}" in queue
    page = desk.get(f"/marking/{version_id}").text
    assert "评分说明文字" in page and "让客户说完" in page and "先听完，再复述，再给办法。" in page
    reply = desk.post(f"/marking/{version_id}", data=form(page, "2", "3", **{"half-0": "0.5"}))
    assert reply.status_code == 302 and reply.location == f"/marking/{version_id}"
    found = marking.find_scored(attempt_id)
    assert found is not None and str(found.outcomes[5].points) == "5.50" and found.outcomes[5].comment == "好"
    assert "没有待评的答卷" in desk.get(f"/marking/{version_id}").text


def test_nothing_on_the_page_names_the_candidate(
    desk: FlaskClient, house: House, hall: Hall, attempt_id: UUID, version_id: UUID
) -> None:
    secrets = (house.ada.name, house.ada.login, str(house.ada.person_id), str(attempt_id), str(hall.sitting_id))
    for url in ("/marking", f"/marking/{version_id}"):
        page = desk.get(url).text
        assert not [secret for secret in (*secrets, attempt_id.hex, "13800000825") if secret in page]


def test_points_out_of_range_are_explained_and_kept(
    desk: FlaskClient, house: House, attempt_id: UUID, version_id: UUID
) -> None:
    page = desk.get(f"/marking/{version_id}").text
    reply = desk.post(f"/marking/{version_id}", data=form(page, "3", "", **{"half-0": "0.5", "comment": "写了一半"}))
    assert reply.status_code == 422
    assert "第 1 项最多 3 分" in reply.text and "第 2 项还没有给分" in reply.text and "写了一半" in reply.text
    assert lease_on(reply.text) == lease_on(page) and waiting(house) == 2


@pytest.mark.parametrize("bad", [{"lease": "x"}, {"lease": ""}, {"comment": "长" * 2001}])
def test_a_form_out_of_shape_saves_nothing(
    desk: FlaskClient, house: House, attempt_id: UUID, version_id: UUID, bad: dict[str, str]
) -> None:
    page = desk.get(f"/marking/{version_id}").text
    assert desk.post(f"/marking/{version_id}", data=form(page, "1", "1") | bad).status_code == 422
    assert waiting(house) == 2


def test_a_form_sent_twice_is_told_that_the_script_is_gone(
    desk: FlaskClient, house: House, attempt_id: UUID, version_id: UUID
) -> None:
    fields = form(desk.get(f"/marking/{version_id}").text, "1", "1")
    assert desk.post(f"/marking/{version_id}", data=fields).status_code == 302
    again = desk.post(f"/marking/{version_id}", data=fields)
    assert again.status_code == 409 and "这份答卷已不在你手上" in again.text


def test_taking_the_last_mark_back_shows_it_again(
    desk: FlaskClient, house: House, attempt_id: UUID, version_id: UUID
) -> None:
    nothing = desk.post(f"/marking/{version_id}/undo")
    assert nothing.status_code == 409 and "没有可以撤回的评分" in nothing.text
    page = desk.get(f"/marking/{version_id}").text
    desk.post(f"/marking/{version_id}", data=form(page, "2", "1", **{"half-0": "0.5"}))
    assert desk.post(f"/marking/{version_id}/undo").status_code == 302
    back = desk.get(f"/marking/{version_id}").text
    assert re.search(r'name="points-0" value="2" checked', back) and 'name="half-0" value="0.5" checked' in back
    assert re.search(r'name="points-1" value="1" checked', back) and ">好</textarea>" in back


def test_skipping_and_flagging_ask_for_a_reason(
    desk: FlaskClient, house: House, attempt_id: UUID, version_id: UUID
) -> None:
    lease = lease_on(desk.get(f"/marking/{version_id}").text)
    refused = desk.post(f"/marking/{version_id}/skip", data={"lease": lease, "reason": " "})
    assert refused.status_code == 422 and "请写明原因" in refused.text
    assert desk.post(f"/marking/{version_id}/skip", data={"lease": lease, "reason": "要查资料"}).status_code == 302
    assert "只剩你跳过的 1 份" in desk.get(f"/marking/{version_id}").text
    lease = lease_on(desk.get(f"/marking/{version_id}?pile=skipped").text)
    reply = desk.post(f"/marking/{version_id}/flag?pile=skipped", data={"lease": lease, "reason": "疑似抄袭"})
    assert reply.location.endswith("?pile=skipped")
    assert "交组长 1" in desk.get("/marking").text
    assert "疑似抄袭" in desk.get(f"/marking/{version_id}?pile=flagged").text


def test_a_strange_pile_is_the_fresh_one(desk: FlaskClient, attempt_id: UUID, version_id: UUID) -> None:
    assert desk.get(f"/marking/{version_id}?pile=%F0%9F%92%A9").status_code == 200


@pytest.mark.parametrize(
    "method,path", [("get", ""), ("post", ""), ("post", "/skip"), ("post", "/flag"), ("post", "/undo")]
)
def test_who_may_not_mark_there(
    app: Flask, house: House, attempt_id: UUID, version_id: UUID, desk: FlaskClient, method: str, path: str
) -> None:
    lease = lease_on(desk.get(f"/marking/{version_id}").text)
    data = {"lease": lease, "reason": "x", "criterion-0": "1", "points-0": "1"} if method == "post" else None
    url = f"/marking/{version_id}{path}"
    for actor, status in ((house.ada, 403), (house.ben, 403), (house.hr, 403), (house.cleo_staff, 404)):
        assert getattr(signed_in(app, actor), method)(url, data=data).status_code == status
    assert getattr(app.test_client(), method)(url, data=data).status_code == 302
    assert waiting(house) == 2


def test_another_citys_queue_is_empty_and_an_unknown_item_is_not_found(
    app: Flask, house: House, attempt_id: UUID, desk: FlaskClient
) -> None:
    assert "没有待评的答卷" in signed_in(app, house.cleo_staff).get("/marking").text
    assert desk.get(f"/marking/{UUID(int=1)}").status_code == 404


def test_the_page_speaks_english(desk: FlaskClient, attempt_id: UUID, version_id: UUID) -> None:
    desk.set_cookie("lang", "en")
    page = desk.get(f"/marking/{version_id}").text
    assert "Save and next" in page and "Criteria" in page and "0 / 1 marked" in page
