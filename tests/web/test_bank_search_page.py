"""The list page's search: hits marked, filters in the address, a person's saved filters that nobody else sees."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from foundation.db import db
from question_bank import queries, services
from question_bank.models.search import SavedFilter
from question_bank.queries import search
from tests.bank_desk import changed, make_item
from tests.factories import House, signed_in


@pytest.fixture
def writer(app: Flask, house: House) -> FlaskClient:
    """The writer's browser."""
    return signed_in(app, house.writer)


def save(browser: FlaskClient, name: str, **wanted: str) -> str:
    return browser.post("/bank/filters", data={"name": name, **wanted}, follow_redirects=True).text


def own(house: House) -> list[SavedFilter]:
    """The writer's saved filters, read afresh."""
    db.session.rollback()
    return services.list_filters(house.writer)


def test_the_hit_is_marked_and_the_text_stays_text(writer: FlaskClient, house: House, now: datetime) -> None:
    make_item(house, now, changed(stem="<b>投诉</b> 要在几小时内答复？"))
    page = writer.get("/bank/items?words=投诉 答复").text
    assert "&lt;b&gt;<mark>投诉</mark>&lt;/b&gt;" in page and "<mark>答复</mark>" in page
    assert "词在选项、解析或标签里" not in page
    assert "词在选项、解析或标签里" in writer.get("/bank/items?words=请讲").text


def test_usage_and_author_are_filters_with_chips(writer: FlaskClient, house: House, now: datetime) -> None:
    used = make_item(house, now, changed(stem="上过卷子的题？"), state="approved")
    make_item(house, now, changed(stem="没上过卷子的题？"))
    version_id = services.show_item(house.writer, used).version.id
    services.note_usage([version_id], form_id=used, now=now)
    page = writer.get("/bank/items?usage=used").text
    assert "上过卷子的题？" in page and "没上过卷子的题？" not in page and "用过" in page
    day = (now + timedelta(days=1)).date()
    assert "共 2 条" in writer.get(f"/bank/items?since={day}").text
    assert f"{now.date()} 起没用过" in writer.get(f"/bank/items?since={now.date()}").text
    page = writer.get(f"/bank/items?author={house.writer.person_id}").text
    assert "共 2 条" in page and f"作者：{house.writer.name}" in page
    assert "没有符合的题目" in writer.get(f"/bank/items?author={house.ben.person_id}").text
    assert writer.get("/bank/items?author=x&usage=x&since=x").status_code == 200


def test_a_filter_is_saved_applied_renamed_and_deleted(writer: FlaskClient, house: House, now: datetime) -> None:
    make_item(house, now)
    page = save(writer, " 我的  开场 ", words="第一句", type="single_choice")
    assert "筛选已保存" in page and ">我的 开场</a>" in page and "改名或删除" in page
    (row,) = own(house)
    assert row.wanted == {"words": "第一句", "type": "single_choice"}
    save(writer, "我的 开场", words="别的")
    (row,) = own(house)
    assert row.wanted == {"words": "别的"}
    assert (
        "筛选已改名" in writer.post(f"/bank/filters/{row.id}/rename", data={"name": "新名"}, follow_redirects=True).text
    )
    assert ">新名</a>" in writer.get("/bank/items").text
    reply = writer.post(f"/bank/filters/{row.id}/delete", data={"words": "别的"}, follow_redirects=True)
    assert "筛选已删除" in reply.text and "“别的”" in reply.text and own(house) == []


def test_what_cannot_be_saved_is_said(writer: FlaskClient, house: House) -> None:
    assert "给筛选取个名字" in save(writer, "  ", words="甲")
    assert "先选条件再保存筛选" in save(writer, "空的", nonsense="甲")
    assert "名字最多 40 个字" in save(writer, "长" * 41, words="甲")
    save(writer, "一", words="甲")
    save(writer, "二", words="乙")
    second = own(house)[1]
    reply = writer.post(f"/bank/filters/{second.id}/rename", data={"name": "一"}, follow_redirects=True)
    assert "已有同名的常用筛选" in reply.text
    for number in range(28):
        save(writer, f"第 {number}", words="丙")
    assert "最多保存 30 个常用筛选" in save(writer, "第三十一", words="丁")


def test_nobody_else_sees_or_touches_it(app: Flask, writer: FlaskClient, house: House) -> None:
    save(writer, "只是我的", words="甲")
    (row,) = own(house)
    other = signed_in(app, house.ben)
    assert "只是我的" not in other.get("/bank/items").text
    assert other.post(f"/bank/filters/{row.id}/rename", data={"name": "我的了"}).status_code == 404
    assert other.post(f"/bank/filters/{row.id}/delete").status_code == 404
    assert signed_in(app, house.ada).post("/bank/filters", data={"name": "x", "words": "y"}).status_code == 403
    assert [each.name for each in own(house)] == ["只是我的"]


def test_pages_end_where_counting_ends(
    writer: FlaskClient, house: House, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "MOST_COUNTED", 50)
    monkeypatch.setattr(queries, "MOST_COUNTED", 50)
    for number in range(52):
        make_item(house, now, changed(stem=f"第 {number} 题？"))
    first = writer.get("/bank/items?words=题").text
    assert "共 50+ 条，第 1 / 1 页" in first and "<b>50+</b>" in first
    assert "只能翻到第 1 页" in writer.get("/bank/items?words=题&page=1000").text
