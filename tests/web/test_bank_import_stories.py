"""A story above several questions: kept as one composite item by one click, taken apart by another."""

import io
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from question_bank import services
from question_bank.domain.items import ItemFilter
from tests.factories import House, signed_in

STORY = "案例一：客户张先生连续三次投诉扣费错误，每次都被告知“系统问题”。\n根据以上材料回答下列问题："
PAPER = f"""一、案例题（共5题，每题2分）
{STORY}
1. 张先生的问题属于（ ）
A. 重复投诉 B. 一般咨询 C. 表扬 D. 建议
答案：A
2. 应由谁牵头处理（ ）
A. 首问人 B. 保安 C. 财务 D. 客户
答案：A
3. 【判断题】这种情形应当升级处理（ ）
答案：√
案例二：客户王女士来电称宽带三天没有修好，非常生气，随后挂断电话。
4. 小李应当怎样处理？
答案：致歉。
5. 王女士的诉求是（ ）
A. 修好宽带 B. 换号 C. 退费 D. 表扬
答案：A
"""


@pytest.fixture
def writer(app: Flask, house: House) -> FlaskClient:
    """The writer's browser."""
    return signed_in(app, house.writer)


@pytest.fixture
def url(writer: FlaskClient) -> str:
    fields = {"area_code": "GENERAL", "paper": (io.BytesIO(PAPER.encode()), "paper.txt")}
    reply = writer.post("/bank/imports", data=fields, content_type="multipart/form-data")
    assert reply.status_code == 302, reply.text
    return str(reply.location)


def preview(house: House, url: str) -> Any:
    return services.show_import(house.writer, UUID(url.rsplit("/", 1)[-1])).preview


def act(writer: FlaskClient, url: str, ref: str, deed: str) -> int:
    return writer.post(f"{url}/items/{ref}", data={"act": deed}).status_code


def test_only_a_story_that_fits_is_offered(writer: FlaskClient, house: House, url: str) -> None:
    found = preview(house, url)
    assert found.stories == {found.items[0].ref: 3}  # the other holds a written answer
    page = writer.get(url).text
    assert page.count("合成一道材料题") == 1 and "从这题起的 3 题" in page
    assert act(writer, url, found.items[3].ref, "fold") == 404


def test_one_click_makes_one_item_and_another_undoes_it(writer: FlaskClient, house: House, url: str) -> None:
    before = preview(house, url)
    ref = before.items[0].ref
    assert act(writer, url, ref, "fold") == 302
    now = preview(house, url)
    whole = now.items[0]
    assert (whole.item_type, whole.points, whole.n_folded, whole.is_ready) == ("composite", 6, 3, True)
    assert whole.content["stem"] == STORY and whole.content["answer_key"] == [["A"], ["A"], True]
    stems = [part["content"]["stem"] for part in whole.content["items"]]
    assert stems[1:] == ["应由谁牵头处理（　）", "这种情形应当升级处理"]
    assert [part["weight"] for part in whole.content["items"]] == [1, 1, 1]
    assert len(now.taken) == 3 and now.points == before.points and now.stories == {}
    page = writer.get(url).text
    assert "拆回 3 题" in page and "应由谁牵头处理" in page.partition("拆回 3 题")[2].partition("</ol>")[0]
    assert act(writer, url, ref, "unfold") == 302
    assert preview(house, url) == before


def test_what_was_corrected_before_comes_back(writer: FlaskClient, house: House, url: str) -> None:
    first = preview(house, url).items[0]
    data = {**first.content, "explanation": "见规范"}
    services.correct_item(
        house.writer,
        UUID(url.rsplit("/", 1)[-1]),
        first.ref,
        item_type="single_choice",
        content=data,
        points_typed="4",
        now=services.show_import(house.writer, UUID(url.rsplit("/", 1)[-1])).row.saved_at,
    )
    act(writer, url, first.ref, "fold")
    whole = preview(house, url).items[0]
    assert [part["weight"] for part in whole.content["items"]] == [2, 1, 1] and whole.points == 8
    assert whole.content["items"][0]["content"]["explanation"] == "见规范"
    act(writer, url, first.ref, "unfold")
    assert preview(house, url).items[0].content["explanation"] == "见规范"
    act(writer, url, first.ref, "fold")
    act(writer, url, first.ref, "reset")  # back to what was read: all of it
    assert len(preview(house, url).taken) == 5 and not preview(house, url).items[0].corrected


def test_it_goes_into_the_bank_as_one(writer: FlaskClient, house: House, url: str) -> None:
    act(writer, url, preview(house, url).items[0].ref, "fold")
    assert writer.post(f"{url}/commit").status_code == 302
    found = services.find_items(house.writer, ItemFilter(), limit=9)
    assert found.total == 3
    assert sorted(line.version.item_type for line in found.lines) == ["composite", "essay", "single_choice"]
