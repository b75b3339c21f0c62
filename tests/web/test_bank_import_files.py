"""Word files, tables and JSON through the import pages: recognised, shown with their places, mapped, taken in."""

from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from question_bank import services
from question_bank.domain.items import ItemFilter
from tests.factories import House, signed_in
from tests.unit.test_formats_docx import file_of, p
from tests.unit.test_formats_table import HEADER, ROWS, workbook

WORD = file_of(
    p("一、单选题（共2题，每题2分）")
    + "".join(p(f"先做什么（{key}）", "1") + p("问好", "1", 1) + p("挂断", "1", 1) for key in "AB")
)
FOREIGN = "Frage,Eins,Zwei,Loesung,题型\n先做什么？,问好,挂断,A,单选\n后做什么？,记录,离开,B,单选\n".encode()
JSON = '[{"题目": "先做什么？", "选项": ["问好", "挂断"], "答案": "A", "备注": "内部"}]'.encode()


@pytest.fixture
def writer(app: Flask, house: House) -> FlaskClient:
    """The writer's browser."""
    return signed_in(app, house.writer)


def upload(browser: FlaskClient, data: bytes, name: str) -> Any:
    form = {"area_code": "GENERAL", "paper": (BytesIO(data), name)}
    return browser.post("/bank/imports", data=form, content_type="multipart/form-data")


def keys(house: House, url: str) -> list[Any]:
    sheet = services.show_import(house.writer, UUID(url.rsplit("/", 1)[-1]))
    return [item.content.get("answer_key") for item in sheet.preview.items]


def test_a_word_paper_is_shown_by_paragraph_and_taken_in(writer: FlaskClient, house: House) -> None:
    url = upload(writer, WORD, "试卷.docx").location
    page = writer.get(url).text
    assert '>¶2</a><span class="tx">1. 先做什么（A）</span>' in page and "导入 2 题" in page
    assert keys(house, url) == [["A"], ["B"]]
    assert writer.post(f"{url}/commit").status_code == 302
    assert services.find_items(house.writer, ItemFilter(), limit=10).total == 2
    assert upload(writer, WORD, "again.docx").status_code == 302


def test_a_workbook_shows_how_its_columns_were_read(writer: FlaskClient, house: House) -> None:
    url = upload(writer, workbook(HEADER, *ROWS), "题库.xlsx").location
    page = writer.get(url).text
    assert (
        "各栏读作什么" in page
        and "字段“备注”不知道是什么" in page
        and '<span class="ln">2</span><span class="tx">1 | 单选题' in page
    )
    assert len(keys(house, url)) == 6


def test_columns_are_mapped_by_hand_and_corrections_stay(writer: FlaskClient, house: House) -> None:
    told = upload(writer, FOREIGN, "fremd.csv")
    assert told.status_code == 422
    url = upload(writer, FOREIGN.replace(b"Frage", "题目".encode()), "fremd.csv").location
    assert keys(house, url) == [None, None]
    names = [
        field.name for field in services.show_import(house.writer, UUID(url.rsplit("/", 1)[-1])).preview.paper.mapping
    ]
    roles = {"题目": "stem", "Eins": "option:A", "Zwei": "option:B", "Loesung": "answer", "题型": "type"}
    sent = {f"field-{at}": roles[name] for at, name in enumerate(names)}
    assert writer.post(f"{url}/mapping", data=sent).status_code == 302
    assert keys(house, url) == [["A"], ["B"]]
    writer.post(f"{url}/items/2-1", data={"act": "drop"})
    assert keys(house, url) == [["A"], ["B"]] and "不导入" in writer.get(url).text


def test_a_mapping_that_leaves_nothing_is_refused_and_told(writer: FlaskClient, house: House) -> None:
    url = upload(writer, JSON, "x.json").location
    reply = writer.post(f"{url}/mapping", data={"field-0": ""}, follow_redirects=True)
    assert "这样读不出题目" in reply.text and keys(house, url) == [["A"]]
    assert writer.post(f"{url}/mapping", data={"field-1": "nonsense"}).status_code == 302
    assert keys(house, url) == [["A"]]


def test_nobody_maps_what_is_not_theirs_or_is_taken_in(app: Flask, house: House, writer: FlaskClient) -> None:
    url = upload(writer, JSON, "x.json").location
    assert signed_in(app, house.cleo_staff).post(f"{url}/mapping", data={}).status_code == 404
    assert signed_in(app, house.ada).post(f"{url}/mapping", data={}).status_code == 403
    writer.post(f"{url}/commit")
    assert writer.post(f"{url}/mapping", data={"field-0": ""}).status_code == 409


def test_a_kept_file_that_was_written_by_hand_is_only_a_text(writer: FlaskClient) -> None:
    text = "certify-file/1 docx\n!!!\n"
    reply = writer.post(
        "/bank/imports", data={"area_code": "GENERAL", "text": text}, content_type="multipart/form-data"
    )
    assert reply.status_code == 422


def test_area_pool_level_and_critical_come_from_columns_and_from_our_own_files(
    writer: FlaskClient, house: House
) -> None:
    head = ["题干", "选项A", "选项B", "答案", "模块名称", "用途", "认知层次", "关键题"]
    rows = [
        ["先做什么（ ）", "问好", "挂断", "A", "综合", "练习", "应用", "是"],
        ["几点（ ）", "一", "二", "B", "火星", "", "", ""],
    ]
    url = upload(writer, workbook(head, *rows), "题库.xlsx").location
    first, second = services.show_import(house.writer, UUID(url.rsplit("/", 1)[-1])).preview.items
    assert (first.pool, first.level, first.critical) == ("practice", "apply", True)
    assert (second.pool, second.level, second.critical) == ("exam", None, False)
    page = writer.get(url).text
    assert "没有“火星”这个模块" in page and "没有“综合”" not in page
    assert first.draft("GENERAL").pool == "practice"
