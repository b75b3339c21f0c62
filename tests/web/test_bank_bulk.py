"""Pages of bulk edits and key strips: select, preview, confirm, undo; tampered requests; what the pages say."""

from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from foundation.db import db
from question_bank import services
from question_bank.domain.items import GENERAL, ItemDraft
from tests.bank_desk import changed, form_of, make_item
from tests.factories import House, signed_in

PAPER = """一、单选题（共3题，每题2分，共6分）
1、客户来电先说什么？
A、您好 B、喂 C、什么事
2、转接之前先做什么？
A、挂断 B、征得同意 C、沉默
3、结束时说什么？
A、再见 B、没了吧 C、感谢来电
答案：C
"""


@pytest.fixture
def ben(app: Flask, house: House) -> FlaskClient:
    return signed_in(app, house.ben)


def begin(browser: FlaskClient, *ids: UUID, **more: str) -> str:
    reply = browser.post("/bank/bulk", data={"item": [str(each) for each in ids], "by": "hand", **more})
    assert reply.status_code == 302, reply.status_code
    return str(reply.location)


def send(browser: FlaskClient, address: str, verb: str, **data: Any) -> str:
    reply = browser.post(f"{address}/{verb}", data=data, follow_redirects=True)
    assert reply.status_code == 200, (reply.status_code, reply.text[:2000])
    return reply.text


def test_select_preview_confirm_undo(house: House, now: datetime, ben: FlaskClient) -> None:
    draft = make_item(house, now)
    approved = make_item(house, now, changed(stem="通过了的题"), state="approved")
    waiting = make_item(house, now, changed(stem="审核中的题"), state="in_review")
    page = ben.get("/bank/items").text
    assert page.count(f'value="{draft}"') == 2 and "修改全部 3 题" in page
    address = begin(ben, draft, approved, waiting)
    assert "选中的题目" in ben.get(address).text
    page = send(ben, address, "plan", act="pool", **{"value-pool": "practice"})
    for words in ("修改 2 题", "正在审核，退回后才能修改", "其中 1 题已经通过审核", "新草稿"):
        assert words in page
    page = send(ben, address, "confirm")
    assert "修改了 2 题" in page and "撤销这次修改" in page
    page = ben.get("/bank/bulk").text
    assert "设用途：练习" in page and '<a href="/bank/items" aria-current="true">' in page  # where it belongs
    page = send(ben, address, "undo")
    assert "恢复了 2 题" in page and "撤销这次修改" not in page
    assert services.show_item(house.writer, approved).version.number == 1


def test_all_that_fits_the_filter(house: House, now: datetime, ben: FlaskClient) -> None:
    for n in range(3):
        make_item(house, now, changed(stem=f"资费第 {n} 题"))
    make_item(house, now, changed(stem="别的题"))
    address = begin(ben, by="filter", filter="words=资费")
    page = ben.get(address).text
    assert "批量修改 3 题" in page and "“资费”" in page
    page = send(ben, address, "plan", act="add_tags", **{"value-add_tags": "月度，月度"})
    assert "加标签：#月度" in page and ">#开场</span>" in page and ">#月度</span>" in page
    reply = ben.post("/bank/bulk", data={"by": "filter", "filter": "words=没有这个词"}, follow_redirects=True)
    assert "先选题目" in reply.text


def test_an_act_or_a_value_that_is_missing_is_said(house: House, now: datetime, ben: FlaskClient) -> None:
    address = begin(ben, make_item(house, now))
    for data, says in (
        ({}, "先选要做什么"),
        ({"act": "suspend", "value-suspend": " "}, "要写明原因"),
        ({"act": "difficulty", "value-difficulty": "x"}, "请从列表中选择"),
    ):
        reply = ben.post(f"{address}/plan", data=data)
        assert reply.status_code == 422 and says in reply.text
    assert ben.post(f"{address}/confirm").status_code == 409
    assert ben.post(f"{address}/undo").status_code == 409


def test_an_item_of_another_city_in_the_request_and_nothing_begins(
    app: Flask, house: House, now: datetime, ben: FlaskClient
) -> None:
    mine = make_item(house, now)
    far = services.create_item(
        house.cleo_staff, house.units["south"], ItemDraft("true_false", {"stem": "远"}, GENERAL.code), now=now
    )
    for tampered in (str(far), "x"):
        assert ben.post("/bank/bulk", data={"item": [str(mine), tampered]}).status_code == 404
    address = begin(ben, mine)
    for other in (house.writer, house.cleo_staff):
        browser = signed_in(app, other)
        assert browser.get(address).status_code == 404
        for act in ("plan", "confirm", "undo"):
            assert browser.post(f"{address}/{act}", data={"act": "retire"}).status_code == 404
    assert signed_in(app, house.hr).post("/bank/bulk", data={"item": [str(mine)]}).status_code == 403


def test_an_administrator_reads_the_operation_but_not_the_items(
    app: Flask, house: House, now: datetime, ben: FlaskClient
) -> None:
    address = begin(ben, make_item(house, now))
    send(ben, address, "plan", act="difficulty", **{"value-difficulty": "hard"})
    send(ben, address, "confirm")
    admin = signed_in(app, house.admin)
    assert "设难度：难" in admin.get("/bank/bulk").text
    page = admin.get(address).text
    assert "贝宁" in page and "客户来电" not in page and "撤销这次修改" not in page


def test_a_strip_for_drafts_of_the_bank_is_dealt_out_before_it_is_saved(
    house: House, now: datetime, ben: FlaskClient
) -> None:
    ids = [make_item(house, now, changed(stem=f"第 {n} 题", answer_key=None)) for n in range(2)]
    address = begin(ben, *ids)
    reply = ben.post(f"{address}/plan", data={"act": "answer_keys", "value-answer_keys": "CX"})
    assert reply.status_code == 422 and "第 2 题没有选项 X" in reply.text and "什么事" in reply.text
    page = send(ben, address, "plan", act="answer_keys", **{"value-answer_keys": "CA"})
    assert "C. 什么事" in page and "A. 您好，请讲" in page
    send(ben, address, "confirm")
    assert [services.show_item(house.ben, each).version.content["answer_key"] for each in ids] == [["C"], ["A"]]


def test_a_strip_for_a_section_of_a_paper(app: Flask, house: House, now: datetime) -> None:
    texts = services.read_texts("试卷.txt", PAPER, None)
    import_id = services.upload_paper(house.writer, texts, GENERAL.code, now=now)
    writer = signed_in(app, house.writer)
    page = writer.get(f"/bank/imports/{import_id}").text
    assert "2 题缺答案，一次录入" in page
    address = f"/bank/imports/{import_id}/strips/0"
    page = writer.get(address, query_string={"strip": "AB"}).text
    assert "<b>A.</b> 您好" in page and "<b>B.</b> 征得同意" in page and "保存 2 题的答案" in page
    page = writer.get(address, query_string={"strip": "1-3 AXC"}).text
    assert "第 2 题没有选项 X" in page and "disabled" in page
    assert writer.post(address, data={"strip": "ABAB"}).status_code == 422
    page = writer.get(address, query_string={"strip": "ABA"}).text
    assert "原来是另一个答案" in page and form_of(page, "strips/0")["strip"] == ["ABA"] * 2  # typed, and to be saved
    page = writer.post(address, data={"strip": "ABA"}, follow_redirects=True).text
    assert "录入了 2 题的答案" in page and "题缺答案，一次录入" not in page
    sheet = services.show_import(house.writer, import_id)
    assert [item.content["answer_key"] for item in sheet.preview.items] == [["A"], ["B"], ["C"]]
    writer.post(address, data={"strip": "ABA", "replace": "1"})
    db.session.remove()
    sheet = services.show_import(house.writer, import_id)
    assert sheet.preview.items[2].content["answer_key"] == ["A"]
    assert writer.get(f"/bank/imports/{import_id}/strips/7").status_code == 404
    for other in (house.ben, house.cleo_staff):
        browser = signed_in(app, other)
        assert [browser.get(address).status_code, browser.post(address).status_code] == [404, 404]
