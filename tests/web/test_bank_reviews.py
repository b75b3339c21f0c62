"""Pages of the review: what waits, the blind answer before the key, deciding, one's own work, other cities."""

from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from people.domain import Role
from question_bank import item_types, services
from question_bank.domain import SpecimenKind
from question_bank.domain.items import ItemDraft
from tests.bank_desk import CONTENT, DRAFT, changed, make_item
from tests.factories import House, make_person, signed_in

SECRETS = ("先问候。", "解析里的秘密", "A. 您好，请讲")


@pytest.fixture
def reviewer(app: Flask, house: House) -> FlaskClient:
    """The reviewer's browser."""
    return signed_in(app, house.reviewer)


def status(house: House, item_id: UUID) -> str:
    return services.show_item(house.writer, item_id).version.status


def test_a_visitor_is_sent_to_the_door_and_a_writer_refused(app: Flask, house: House, now: datetime) -> None:
    item_id = make_item(house, now, state="in_review")
    assert "/sign-in" in app.test_client().get(f"/bank/reviews/{item_id}").location
    browser = signed_in(app, house.writer)
    for url in ("/bank/reviews", f"/bank/reviews/{item_id}"):
        assert browser.get(url).status_code == 403
    for url in (f"/bank/reviews/{item_id}", f"/bank/reviews/{item_id}/answer"):
        assert browser.post(url, data={"act": "approve"}).status_code == 403
    assert status(house, item_id) == "in_review"


def test_staff_of_another_city_finds_nothing(app: Flask, house: House, now: datetime) -> None:
    item_id = make_item(house, now, state="in_review")
    browser = signed_in(app, house.cleo_staff)
    assert "没有等你审核的题目" in browser.get("/bank/reviews").text
    assert browser.get(f"/bank/reviews/{item_id}").status_code == 404
    for url in (f"/bank/reviews/{item_id}", f"/bank/reviews/{item_id}/answer"):
        assert browser.post(url, data={"act": "approve"}).status_code == 404
    assert status(house, item_id) == "in_review"


def test_one_answers_blind_then_sees_the_key_and_approves(reviewer: FlaskClient, house: House, now: datetime) -> None:
    item_id = make_item(house, now, state="in_review")
    assert CONTENT["stem"] in reviewer.get("/bank/reviews").text
    page = reviewer.get(f"/bank/reviews/{item_id}").text
    assert "记下并看答案" in page and not any(secret in page for secret in SECRETS)
    reply = reviewer.post(f"/bank/reviews/{item_id}/answer", data={"q1": "B"})
    assert reply.status_code == 302
    page = reviewer.get(reply.location).text
    assert "与答案不一致" in page and all(secret in page for secret in SECRETS)
    reply = reviewer.post(f"/bank/reviews/{item_id}", data={"act": "approve", "comment": "可以"})
    assert reply.location.endswith("/bank/reviews") and status(house, item_id) == "approved"
    assert "新试卷可以用这一版" in reviewer.get(reply.location).text


def test_nobody_decides_before_answering(reviewer: FlaskClient, house: House, now: datetime) -> None:
    item_id = make_item(house, now, state="in_review")
    reply = reviewer.post(f"/bank/reviews/{item_id}", data={"act": "approve"})
    assert reply.status_code == 302 and status(house, item_id) == "in_review"
    page = reviewer.get(f"/bank/items/{item_id}").text
    assert "先盲答，再看答案" in page and not any(secret in page for secret in SECRETS)


def test_returning_needs_a_comment_and_the_author_sees_it(
    app: Flask, reviewer: FlaskClient, house: House, now: datetime
) -> None:
    item_id = make_item(house, now, state="in_review")
    reviewer.post(f"/bank/reviews/{item_id}/answer", data={})
    page = reviewer.post(f"/bank/reviews/{item_id}", data={"act": "return", "comment": " "})
    assert page.status_code == 422 and "退回时要写明原因" in page.text
    reviewer.post(f"/bank/reviews/{item_id}", data={"act": "return", "comment": "选项 B 太明显"})
    assert status(house, item_id) == "draft"
    edited = signed_in(app, house.writer).get(f"/bank/items/{item_id}/edit").text
    assert "选项 B 太明显" in edited and "已退回修改" in edited


def test_ones_own_item_is_refused_in_words(app: Flask, house: House, now: datetime) -> None:
    both = make_person("100201", "双岗", house.units["north"], Role.ITEM_WRITER, Role.REVIEWER, now=now)
    item_id = services.create_item(both, house.units["north"], DRAFT, now=now)
    services.submit_for_review(both, item_id, now=now)
    browser = signed_in(app, both)
    listed = browser.get("/bank/reviews").text
    assert "你写的 1 题在等别人审核" in listed and f"/bank/reviews/{item_id}" not in listed
    for reply in (
        browser.get(f"/bank/reviews/{item_id}"),
        browser.post(f"/bank/reviews/{item_id}", data={"act": "approve"}),
        browser.post(f"/bank/reviews/{item_id}/answer", data={"q1": "A"}),
    ):
        assert reply.status_code == 403 and "自己写的题目不能由自己审核" in reply.text
    assert status(house, item_id) == "in_review"


def test_a_second_decision_comes_too_late(reviewer: FlaskClient, house: House, now: datetime) -> None:
    item_id = make_item(house, now, state="in_review")
    reviewer.post(f"/bank/reviews/{item_id}/answer", data={"q1": "A"})
    assert reviewer.post(f"/bank/reviews/{item_id}", data={"act": "approve"}).status_code == 302
    again = reviewer.post(f"/bank/reviews/{item_id}", data={"act": "return", "comment": "后悔了"})
    assert again.status_code == 409 and "现在不在审核中" in again.text
    assert status(house, item_id) == "approved"


def test_an_answer_that_does_not_fit_is_said_and_not_kept(reviewer: FlaskClient, house: House, now: datetime) -> None:
    item_id = make_item(house, now, state="in_review")
    page = reviewer.post(f"/bank/reviews/{item_id}/answer", data={"q1": "Z"})
    assert page.status_code == 422 and "没有的选项" in page.text and "记下并看答案" in page.text


def sent_fields(value: Any, name: str, *, is_composite: bool = False) -> dict[str, Any]:
    """A response as a browser would send it."""
    if is_composite:
        return {key: one for n, part in enumerate(value, 1) for key, one in sent_fields(part, f"{name}-{n}").items()}
    return {name: str(value).lower() if isinstance(value, bool) else value}


@pytest.mark.parametrize("item_type", item_types.ALL, ids=lambda kind: kind.name)
def test_every_type_is_reviewed(reviewer: FlaskClient, house: House, now: datetime, item_type: Any) -> None:
    right = next(s for s in item_type.specimens() if s.kind is SpecimenKind.RIGHT)
    item_id = make_item(house, now, ItemDraft(item_type.name, dict(right.content), "GENERAL"), state="in_review")
    assert reviewer.get(f"/bank/reviews/{item_id}").status_code == 200
    sent = sent_fields(right.value, "q1", is_composite=bool(item_type.response_shape(right.content).parts))
    assert reviewer.post(f"/bank/reviews/{item_id}/answer", data=sent).status_code == 302
    page = reviewer.get(f"/bank/reviews/{item_id}").text
    judged = item_type.judge(item_type.validate(right.content), right.value) is not None
    assert ("与答案一致" in page) is judged
    assert reviewer.post(f"/bank/reviews/{item_id}", data={"act": "approve"}).status_code == 302


def test_a_new_version_is_reviewed_against_the_one_in_use(reviewer: FlaskClient, house: House, now: datetime) -> None:
    item_id = make_item(house, now, state="approved")
    services.edit_item(house.writer, item_id, changed(stem="新的问法？"), now=now)
    services.submit_for_review(house.writer, item_id, now=now)
    reviewer.post(f"/bank/reviews/{item_id}/answer", data={"q1": "A"})
    assert "与在用的第 1 版的差别" in reviewer.get(f"/bank/reviews/{item_id}").text


def test_advice_on_the_writing_is_for_whoever_may_know_the_key(
    app: Flask, reviewer: FlaskClient, house: House, now: datetime
) -> None:
    options = [{**CONTENT["options"][0], "text": "您好，" + "请讲，我在听，" * 4}, *CONTENT["options"][1:]]
    item_id = make_item(house, now, changed(options=options), state="in_review")
    assert "正确选项明显最长" in signed_in(app, house.writer).get(f"/bank/items/{item_id}").text
    for url in (f"/bank/reviews/{item_id}", f"/bank/items/{item_id}"):
        assert "写法建议" not in reviewer.get(url).text
    reviewer.post(f"/bank/reviews/{item_id}/answer", data={"q1": "B"})
    assert "正确选项明显最长" in reviewer.get(f"/bank/reviews/{item_id}").text
