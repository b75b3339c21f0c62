"""A click moves a boundary of an uploaded paper: items split and joined, corrections kept, undone; who may."""

from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from question_bank import services
from question_bank.services.imports.weighing import is_heavy
from tests.factories import House, signed_in
from tests.pdf_samples import typeset
from tests.web.test_bank_imports import form_of, upload

PAPER = """一、单选题（共2题，每题2分）
请看清楚再答
1、热线号码是（ ）
A、一万号 B、一千号
2、接听要（ ）
A、微笑 B、皱眉
二、填空题
1、通话要素是____和____。
"""


@pytest.fixture
def writer(app: Flask, house: House) -> FlaskClient:
    """The writer's browser."""
    return signed_in(app, house.writer)


def preview(house: House, url: str) -> Any:
    return services.show_import(house.writer, UUID(url.rsplit("/", 1)[-1])).preview


def say(browser: FlaskClient, url: str, said: str) -> Any:
    return browser.post(f"{url}/lines", data={"said": said})


def test_a_click_joins_splits_and_is_undone(writer: FlaskClient, house: House) -> None:
    url = upload(writer, PAPER.encode(), None).location
    assert len(preview(house, url).items) == 3
    reply = say(writer, url, "5:above")
    assert reply.status_code == 302 and reply.location.endswith("#L5")
    assert [item.ref for item in preview(house, url).items] == ["3-1", "8-1"]
    page = writer.get(url).text
    assert "归上一题" in page and 'value="5:item"' in page and 'value="3:above"' in page
    say(writer, url, "2:item")
    assert [item.number for item in preview(house, url).items] == ["0.2", "1", "1"]
    assert say(writer, url, "undo").location.endswith("#L2")
    say(writer, url, "undo")
    assert [item.ref for item in preview(house, url).items] == ["3-1", "5-2", "8-1"]
    assert say(writer, url, "undo").status_code == 302  # nothing left to take back


def test_a_correction_survives_the_boundary_above_it(writer: FlaskClient, house: House) -> None:
    url = upload(writer, PAPER.encode(), None).location
    form = form_of(writer.get(f"{url}?open=5-2").text, "/items/5-2")
    writer.post(f"{url}/items/5-2", data=form | {"stem": "接听时应当（ ）", "act": "save"})
    say(writer, url, "2:item")
    item = preview(house, url).find("5-2")
    assert item is not None and item.corrected and item.content["stem"] == "接听时应当（ ）"
    say(writer, url, "6:item")
    item = preview(house, url).find("5-2")
    assert item is not None and item.content["stem"] == "接听时应当（ ）"
    assert "起止行变了" in writer.get(url).text


def test_lines_that_nothing_used_are_told_and_one_click_away(writer: FlaskClient, house: House) -> None:
    url = upload(writer, PAPER.encode(), None).location
    page = writer.get(url).text
    assert "1 行没用上" in page and 'href="#L2"' in page
    assert "新题从这里开始" in writer.get(f"{url}?line=2").text
    say(writer, url, "2:ignore")
    assert "行没用上" not in writer.get(url).text and "不用这一行" in writer.get(url).text


def test_a_line_becomes_a_heading(writer: FlaskClient, house: House) -> None:
    url = upload(writer, PAPER.encode(), None).location
    say(writer, url, "2:section:multiple_choice")
    assert [section.item_type for section in preview(house, url).sections][:2] == ["single_choice", "multiple_choice"]


def test_keys_that_favour_a_letter_or_the_longest_option_are_advice(writer: FlaskClient) -> None:
    items = "".join(
        f"{n}、第{n}问怎么办（ ）\nA、先核实客户身份再办理\nB、不管\nC、挂断\n答案：A\n" for n in range(1, 15)
    )
    page = writer.get(upload(writer, f"一、单选题\n{items}".encode(), None).location).text
    assert "14 道的答案是 A" in page and "14 道最长的选项就是答案（碰巧约 5 道）" in page
    assert "道的答案是" not in writer.get(upload(writer, PAPER.encode(), None).location).text


def test_a_line_goes_to_the_options_or_to_the_stem_and_is_undone(writer: FlaskClient, house: House) -> None:
    source = PAPER.replace("B、皱眉\n", "B、皱眉\n3、点头\n（见手册）\n")
    url = upload(writer, source.encode(), None).location
    page = writer.get(f"{url}?line=7").text
    assert 'value="7:option"' in page and 'value="7:stem"' in page and 'data-key="o"' in page
    say(writer, url, "7:option")
    say(writer, url, "8:stem")
    item = preview(house, url).find("5-2")
    assert item is not None and [option["text"] for option in item.content["options"]] == ["微笑", "皱眉", "点头"]
    assert "见手册" in item.content["stem"] and "上一题的选项" in writer.get(url).text
    assert say(writer, url, "undo").location.endswith("#L8") and say(writer, url, "undo").location.endswith("#L7")
    assert len(preview(house, url).items) == 4  # 3、点头 is an item again


def test_an_order_is_confirmed_and_declined(writer: FlaskClient, house: House) -> None:
    url = upload(writer, PAPER.encode(), None).location
    assert "提议答案可以换位" in writer.get(url).text
    writer.post(f"{url}/items/8-1", data={"act": "order-no"})
    assert "any_order" not in preview(house, url).find("8-1").content
    writer.post(f"{url}/items/8-1", data={"act": "order-yes"})
    item = preview(house, url).find("8-1")
    assert item.content["any_order"] == [[1, 2]] and not item.asks_order
    assert "提议答案可以换位" not in writer.get(url).text


def test_a_pdf_is_uploaded_and_its_lines_are_told(writer: FlaskClient, house: House) -> None:
    data = typeset(PAPER.strip().split("\n"))
    assert not is_heavy(data + bytes(400_000))  # fonts weigh, pages count: papers are read at once
    files = {"paper": (BytesIO(data), "试卷.pdf")}
    reply = writer.post("/bank/imports", data={"area_code": "GENERAL", **files}, content_type="multipart/form-data")
    assert reply.status_code == 302
    page = writer.get(reply.location).text
    assert "p1 L3" in page and "热线号码是" in page
    say(writer, reply.location, "5:above")
    assert len(preview(house, reply.location).items) == 2


def test_what_cannot_be_said_is_not_found(app: Flask, writer: FlaskClient, house: House) -> None:
    url = upload(writer, PAPER.encode(), None).location
    for said in ("", "5", "5:poem", "99:item", "0:item", "5:section:poem", "x:item"):
        assert say(writer, url, said).status_code == 404
    assert say(signed_in(app, house.cleo_staff), url, "5:above").status_code == 404
    assert say(signed_in(app, house.reviewer), url, "5:above").status_code == 403
    writer.post(f"{url}/commit")
    if preview(house, url).faulty == ():
        assert say(writer, url, "5:above").status_code == 409


def test_a_word_that_leaves_nothing_to_read_is_refused(writer: FlaskClient, house: House) -> None:
    url = upload(writer, "1、号码是（ ）A、一 B、二\n".encode(), None).location
    reply = say(writer, url, "1:ignore")
    assert reply.status_code == 302 and "这样读不出题目" in writer.get(url).text
    assert len(preview(house, url).items) == 1
