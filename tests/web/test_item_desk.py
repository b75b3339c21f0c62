"""Pages of the desk, of comments and of dates: what they show, what a button does, who may not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from foundation.calendar import local_day
from question_bank import services
from question_bank.domain.validity import ItemDates
from tests.bank_desk import DRAFT, changed, form_of, make_item
from tests.factories import House, signed_in

DAY = timedelta(days=1)


@pytest.fixture
def writer(app: Flask, house: House) -> FlaskClient:
    return signed_in(app, house.writer)


@pytest.fixture
def reviewer(app: Flask, house: House) -> FlaskClient:
    return signed_in(app, house.reviewer)


@pytest.fixture
def today() -> datetime:
    """The pages ask the clock: these stories begin now."""
    return datetime.now(UTC)


def commented(house: House, now: datetime, *, text: str = "B 太明显，换成问句") -> UUID:
    """An item that came back with a comment on option B."""
    item_id = make_item(house, now, state="in_review")
    services.answer_blind(house.reviewer, item_id, "A", now=now)
    services.comment_on(house.reviewer, item_id, "option:B", text, now=now)
    services.return_item(house.reviewer, item_id, comment="看选项 B", now=now)
    return item_id


def test_the_desk_is_the_banks_first_page(app: Flask, writer: FlaskClient, house: House, today: datetime) -> None:
    empty = writer.get("/bank").text
    assert all(text in empty for text in ("等我处理", "退回给我的", "我送出的", "没有等你处理的题"))
    item_id = commented(house, today)
    make_item(house, today, changed(stem="送出去的这一题？"), state="in_review")
    page = writer.get("/bank").text
    assert "看选项 B" in page and "1 条未解决" in page and f"/bank/items/{item_id}/edit" in page
    assert "送出去的这一题？" in page and "今天送出" in page and page.count("1 题</span>") == 2
    assert "送出去的这一题？" in signed_in(app, house.reviewer).get("/bank").text
    assert "送出去的这一题？" not in signed_in(app, house.cleo_staff).get("/bank").text
    assert signed_in(app, house.ada).get("/bank").status_code == 403


def test_the_author_mends_beside_the_comment_and_answers_with_the_save(
    writer: FlaskClient, reviewer: FlaskClient, house: House, today: datetime
) -> None:
    item_id = commented(house, today)
    page = writer.get(f"/bank/items/{item_id}/edit").text
    assert "1 条意见未解决" in page and "B 太明显，换成问句" in page
    thread_id = services.list_threads(house.writer, item_id)[0].id
    data = form_of(page, "item") | {f"reply-{thread_id}": ["改好了"], "act": ["save"]}
    assert writer.post(f"/bank/items/{item_id}/edit", data=data).status_code == 302
    said = services.list_threads(house.writer, item_id)[0].remarks
    assert [each.text for each in said] == ["B 太明显，换成问句", "改好了"]
    page = writer.get(f"/bank/items/{item_id}").text
    assert "改好了" in page and f"/comments/{thread_id}/settle" not in page
    reply = writer.post(f"/bank/items/{item_id}/comments/{thread_id}/settle")
    assert reply.status_code == 403 and "由提出的人或没有写过这道题的审核人" in reply.text
    page = reviewer.get(f"/bank/items/{item_id}").text
    assert f"/comments/{thread_id}/settle" in page
    assert reviewer.post(f"/bank/items/{item_id}/comments/{thread_id}/settle").status_code == 302
    assert "1 条已解决" in reviewer.get(f"/bank/items/{item_id}").text


def test_the_blind_reviewer_reads_no_comment_first(reviewer: FlaskClient, house: House, today: datetime) -> None:
    item_id = make_item(house, today)
    services.comment_on(house.writer, item_id, "answer", "答案是 A 没错吧", now=today)
    services.submit_for_review(house.writer, item_id, now=today)
    for url in (f"/bank/reviews/{item_id}", f"/bank/items/{item_id}"):
        page = reviewer.get(url).text
        assert "答案是 A 没错吧" not in page and "逐处意见" not in page
    early = reviewer.post(f"/bank/items/{item_id}/comments", data={"place": "stem", "text": "？"})
    assert early.status_code == 409 and "先盲答" in early.text
    reviewer.post(f"/bank/reviews/{item_id}/answer", data={"q1": "A"})
    page = reviewer.get(f"/bank/reviews/{item_id}").text
    assert "答案是 A 没错吧" in page and "选项 B" in page
    reply = reviewer.post(
        f"/bank/items/{item_id}/comments", data={"place": "option:B", "text": "换一个", "page": "review"}
    )
    assert f"/bank/reviews/{item_id}#c-" in reply.location and "换一个" in reviewer.get(reply.location).text
    refused = reviewer.post(f"/bank/reviews/{item_id}", data={"act": "approve"})
    assert refused.status_code == 422 and "还有 2 条意见没有解决" in refused.text


def test_a_comment_needs_words_and_a_place(writer: FlaskClient, house: House, today: datetime) -> None:
    item_id = make_item(house, today)
    for data in ({"place": "stem", "text": " "}, {"place": "option:Z", "text": "这里"}):
        assert writer.post(f"/bank/items/{item_id}/comments", data=data).status_code == 422


def test_a_comment_is_text_and_no_markup(writer: FlaskClient, house: House, today: datetime) -> None:
    item_id = make_item(house, today)
    services.comment_on(house.writer, item_id, "stem", "<script>alert(1)</script>", now=today)
    for url in (f"/bank/items/{item_id}", f"/bank/items/{item_id}/edit"):
        page = writer.get(url).text
        assert "<script>alert(1)" not in page and "&lt;script&gt;alert(1)" in page


def test_the_sender_asks_somebody_and_sets_the_day(
    writer: FlaskClient, reviewer: FlaskClient, house: House, today: datetime
) -> None:
    item_id = make_item(house, today)
    page = writer.get(f"/bank/items/{item_id}").text
    assert "方远" in page and "请人审核" in page
    due = local_day(today) + 3 * DAY
    wrong = writer.post(f"/bank/items/{item_id}/submit", data={"due_on": "2020-01-01"})
    assert wrong.status_code == 422 and "今天到一年之内" in wrong.text
    stranger = writer.post(f"/bank/items/{item_id}/submit", data={"reviewer_id": str(house.cleo_staff.person_id)})
    assert stranger.status_code == 422
    data = {"due_on": due.isoformat(), "reviewer_id": str(house.reviewer.person_id)}
    assert writer.post(f"/bank/items/{item_id}/submit", data=data).status_code == 302
    listed = reviewer.get("/bank/reviews").text
    assert "请你审核" in listed and due.isoformat() in listed and "已超期" not in listed
    assert "请了 方远" in writer.get(f"/bank/items/{item_id}").text


def test_overdue_reviews_are_marked(reviewer: FlaskClient, house: House, today: datetime) -> None:
    item_id = make_item(house, today - 9 * DAY, state="in_review")
    assert "已超期" in reviewer.get("/bank/reviews").text and "已超期" in reviewer.get("/bank").text
    reviewer.post(f"/bank/reviews/{item_id}/answer", data={"q1": "A"})
    assert "已超期" in reviewer.get(f"/bank/reviews/{item_id}").text


def test_dates_are_written_with_the_item(writer: FlaskClient, house: House, today: datetime) -> None:
    item_id = make_item(house, today)
    day = (local_day(today) + 30 * DAY).isoformat()
    form = form_of(writer.get(f"/bank/items/{item_id}/edit").text, "item")
    writer.post(f"/bank/items/{item_id}/edit", data=form | {"valid_until": [day], "act": ["save"]})
    page = writer.get(f"/bank/items/{item_id}").text
    assert f"{day} 失效" in page
    form = form_of(writer.get(f"/bank/items/{item_id}/edit").text, "item")
    assert form["valid_until"] == [day] and form["review_by"] == [""]
    wrong = writer.post(f"/bank/items/{item_id}/edit", data=form | {"valid_until": ["2026-13-01"]})
    assert wrong.status_code == 422


def test_a_second_reviewer_extends_and_the_writer_may_not(
    writer: FlaskClient, reviewer: FlaskClient, house: House, today: datetime
) -> None:
    day = local_day(today)
    draft = replace(DRAFT, dates=ItemDates(day + 5 * DAY))
    item_id = make_item(house, today, draft, state="approved")
    assert f"{day + 5 * DAY} 失效" in reviewer.get("/bank/expiring").text
    data = {"valid_until": (day + 400 * DAY).isoformat(), "reason": "2027 年资费不变"}
    assert writer.post(f"/bank/items/{item_id}/dates", data=data).status_code == 403
    assert reviewer.post(f"/bank/items/{item_id}/dates", data=data | {"reason": ""}).status_code == 422
    assert reviewer.post(f"/bank/items/{item_id}/dates", data=data).status_code == 302
    page = writer.get(f"/bank/items/{item_id}").text
    assert "日期延长" in page and "2027 年资费不变" in page and (day + 400 * DAY).isoformat() in page
    assert "60 天内没有题目到期" in reviewer.get("/bank/expiring").text


def test_in_use_is_said_of_what_stands_on_a_frozen_form(writer: FlaskClient, house: House, today: datetime) -> None:
    item_id = make_item(house, today, state="approved")
    assert ">已通过<" in writer.get(f"/bank/items/{item_id}").text
    version_id = services.show_item(house.writer, item_id).version.id
    services.note_usage([version_id], form_id=house.units["north"], now=today)
    page = writer.get(f"/bank/items/{item_id}").text
    assert ">在用<" in page and ">已通过<" not in page.split("审核意见")[0]


def test_the_pages_exist_in_english(writer: FlaskClient, house: House, today: datetime) -> None:
    item_id = commented(house, today)
    writer.post("/preferences", data={"lang": "en", "next": "/bank"})
    for url, text in (
        ("/bank", "Came back to me"),
        (f"/bank/items/{item_id}/edit", "Comments to deal with"),
        ("/bank/expiring", "Nothing expires within 60 days"),
    ):
        assert text in writer.get(url).text


def test_the_list_says_what_expires_and_what_is_in_use(writer: FlaskClient, house: House, today: datetime) -> None:
    day = local_day(today)
    item_id = make_item(house, today, replace(DRAFT, dates=ItemDates(day + 9 * DAY)), state="approved")
    version_id = services.show_item(house.writer, item_id).version.id
    services.note_usage([version_id], form_id=house.units["north"], now=today)
    page = writer.get("/bank/items").text
    assert f"{day + 9 * DAY} 失效" in page and ">在用<" in page
