"""Pages of imported papers: upload, look, mend, take in once, send to review; what is no paper; who may."""

from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from question_bank import services
from question_bank.domain.items import ItemFilter
from tests.bank_desk import form_of
from tests.factories import House, signed_in

PAPERS = Path(__file__).resolve().parents[1] / "data/papers"
PAPER, KEY = (PAPERS / "hotline.txt").read_bytes(), (PAPERS / "hotline-key.txt").read_bytes()


@pytest.fixture
def writer(app: Flask, house: House) -> FlaskClient:
    """The writer's browser."""
    return signed_in(app, house.writer)


def upload(browser: FlaskClient, paper: bytes = PAPER, key: bytes | None = KEY, **fields: Any) -> Any:
    files = {"paper": (BytesIO(paper), "hotline.txt")} | ({"answer_key": (BytesIO(key), "key.txt")} if key else {})
    return browser.post(
        "/bank/imports", data={"area_code": "GENERAL", **files, **fields}, content_type="multipart/form-data"
    )


def n_items(house: House) -> int:
    return services.find_items(house.writer, ItemFilter(), limit=50).total


def ref_of(house: House, url: str, item_type: str, number: str) -> str:
    items = services.show_import(house.writer, UUID(url.rsplit("/", 1)[-1])).preview.items
    return next(item.ref for item in items if (item.item_type, item.number) == (item_type, number))


def test_a_visitor_is_sent_to_the_door_and_a_reviewer_refused(app: Flask, house: House) -> None:
    assert "/sign-in" in app.test_client().get("/bank/imports").location
    assert signed_in(app, house.reviewer).get("/bank/imports").status_code == 403
    assert upload(signed_in(app, house.reviewer)).status_code == 403


def test_an_upload_shows_source_and_result_and_writes_nothing(writer: FlaskClient, house: House) -> None:
    reply = upload(writer)
    assert reply.status_code == 302
    page = writer.get(reply.location).text
    for told in (
        "12 题 19 空",
        "（标明 20 空）",
        "五、论述题：标明 1 题、共 15 分，没有找到题目",
        "“简单题”读作“简答题”",
        "导入 31 题（6 题为草稿）",
        "需要核对的",
        'id="L68"',
    ):
        assert told in page
    assert page.index("没有找到题目") < page.index("没有答案")
    assert n_items(house) == 0
    assert "核对中" in writer.get("/bank/imports").text


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8-sig"])
def test_papers_come_in_several_encodings(writer: FlaskClient, encoding: str) -> None:
    reply = upload(writer, PAPER.decode().encode(encoding), KEY.decode().encode(encoding))
    assert "导入 31 题（6 题为草稿）" in writer.get(reply.location).text


def test_a_paper_may_be_pasted(writer: FlaskClient) -> None:
    reply = writer.post("/bank/imports", data={"area_code": "GENERAL", "text": PAPER.decode()})
    page = writer.get(reply.location).text
    assert "粘贴的试卷" in page and "导入 31 题" in page


@pytest.mark.parametrize(
    ("paper", "told"),
    [
        (b"", "文件是空的"),
        (b"PK\x03\x04" + b"\0" * 64, "这不是纯文本文件"),
        ("一、单选题\n1、能读吗（）A、能 B、不能\n".encode("big5", "replace"), "认不出文件的编码"),
        ("会议纪要，没有题目。".encode(), "没有找到题目"),
        (b"\x61" * (8 * 2**20 + 1), "文件超过 8 MB"),
    ],
)
def test_what_is_no_paper_is_refused_at_its_field(writer: FlaskClient, house: House, paper: bytes, told: str) -> None:
    page = upload(writer, paper)
    assert page.status_code == 422 and told in page.text
    assert 'id="paper-error"' in page.text
    assert services.list_imports(house.writer) == []


def test_a_file_beyond_the_servers_limit_is_refused(writer: FlaskClient) -> None:
    page = upload(writer, b"a" * (17 * 2**20))
    assert page.status_code == 413 and "文件太大" in page.text


def test_nothing_chosen_and_a_bad_key_are_said(writer: FlaskClient) -> None:
    assert "文件是空的" in writer.post("/bank/imports", data={"area_code": "GENERAL"}).text
    page = upload(writer, PAPER, b"%PDF-1.7")
    assert page.status_code == 422 and 'id="answer_key-error"' in page.text
    assert upload(writer, area_code="nowhere").status_code == 422


def test_where_the_items_belong_is_asked_and_remembered(writer: FlaskClient) -> None:
    page = writer.get("/bank/imports").text
    assert '<option selected value="">请选择</option>' in page
    reply = upload(writer, area_code="")
    assert reply.status_code == 422 and 'id="area_code-error"' in reply.text and "请从列表中选择" in reply.text
    upload(writer, area_code="GENERAL")
    assert '<option selected value="GENERAL">' in writer.get("/bank/imports").text


def test_an_item_is_mended_in_place(writer: FlaskClient, house: House) -> None:
    url = upload(writer).location
    ref = ref_of(house, url, "fill_blank", "7")
    form = form_of(writer.get(f"{url}?open={ref}").text, f"/items/{ref}")
    assert form["item_type"] == ["fill_blank"] and form["points"] == ["1"]
    bad = writer.post(f"{url}/items/{ref}", data=form | {"points": "viel", "stem": "", "act": "save"})
    assert bad.status_code == 422 and "分值写成大于 0 的数" in bad.text and "题干：不能为空" in bad.text
    reply = writer.post(f"{url}/items/{ref}", data=form | {"answer_key": "录音系统一号", "act": "save"})
    assert reply.status_code == 302 and reply.location.endswith(f"#item-{ref}")
    page = writer.get(url).text
    assert "录音系统一号" in page and "修改已保存" in page and "导入 31 题（5 题为草稿）" in page


def test_another_type_is_chosen_and_looked_at_before_it_is_saved(writer: FlaskClient, house: House) -> None:
    url = upload(writer).location
    ref = ref_of(house, url, "single_choice", "10")
    form = form_of(writer.get(f"{url}?open={ref}").text, f"/items/{ref}")
    page = writer.post(f"{url}/items/{ref}", data=form | {"as_type": "multiple_choice", "act": "save"})
    assert page.status_code == 200
    form = form_of(page.text, f"/items/{ref}")
    assert form["item_type"] == ["multiple_choice"] and len(form["options"]) == 4
    assert "已改" not in writer.get(url).text
    reply = writer.post(f"{url}/items/{ref}", data=form | {"answer_key": ["0", "1"], "act": "save"})
    assert reply.status_code == 302 and "多选题 10" in writer.get(url).text


def test_buttons_of_the_form_work_without_script(writer: FlaskClient, house: House) -> None:
    url = upload(writer).location
    ref = ref_of(house, url, "single_choice", "1")
    form = form_of(writer.get(f"{url}?open={ref}").text, f"/items/{ref}")
    page = writer.post(f"{url}/items/{ref}", data=form | {"act": "add-option"})
    assert len(form_of(page.text, f"/items/{ref}")["options"]) == 5
    assert "已改" not in writer.get(url).text


def test_an_announced_essay_is_offered_and_written(writer: FlaskClient, house: House) -> None:
    url = upload(writer).location
    page = writer.get(f"{url}?open=new-4-1").text
    form = form_of(page, "/items/new-4-1")
    assert form["as_type"] == ["essay"] and form["points"] == ["15"] and form["stem"] == [""]
    filled = form | {"stem": "谈谈投诉处理。", "marking_guide": "先情绪，后事情。", "act": "save"}
    assert writer.post(f"{url}/items/new-4-1", data=filled).status_code == 302
    page = writer.get(url).text
    assert "谈谈投诉处理。" in page and "导入 32 题（6 题为草稿）" in page
    assert "五、论述题：标明 1 题、共 15 分，没有找到题目" not in page
    assert writer.get(f"{url}?open=new-9-1").status_code == 200
    assert writer.post(f"{url}/items/new-9-1", data=filled).status_code == 404


def test_items_are_left_out_and_taken_back(writer: FlaskClient, house: House) -> None:
    url = upload(writer).location
    ref = ref_of(house, url, "short_answer", "2")
    writer.post(f"{url}/items/{ref}?only=problems", data={"act": "drop"})
    assert "导入 30 题（5 题为草稿）" in writer.get(url).text
    writer.post(f"{url}/items/{ref}", data={"act": "restore"})
    assert "导入 31 题" in writer.get(url).text


def test_the_list_of_problems_is_a_file(writer: FlaskClient) -> None:
    url = upload(writer).location
    reply = writer.get(f"{url}/problems")
    assert "attachment" in reply.headers["Content-Disposition"]
    assert "第 33、58 行  单选题 10、填空题 7  没有答案" in reply.text


def test_committing_twice_imports_once(writer: FlaskClient, house: House) -> None:
    url = upload(writer).location
    for _ in range(2):
        assert writer.post(f"{url}/commit").location == url
        assert n_items(house) == 31
    page = writer.get(url).text
    assert "导入完成" in page and "新写入 31 题" in page and "25 题提交审核" in page
    ref_page = writer.post(f"{url}/items/8-1", data={"act": "drop"})
    assert ref_page.status_code == 409 and n_items(house) == 31


def test_a_faulty_item_keeps_the_paper_out(writer: FlaskClient, house: House) -> None:
    text = "一、单选题(共2题,每题1分)\n1、只有一个选项()A、唯一\n2、两个选项()A、甲 B、乙\n"
    url = upload(writer, text.encode(), None).location
    assert "有 1 题要先改正" in writer.get(url).text
    page = writer.post(f"{url}/commit")
    assert page.status_code == 422 and "至少要有两个选项" in page.text and n_items(house) == 0


def test_complete_items_go_to_review_in_one_act(writer: FlaskClient, house: House, now: datetime) -> None:
    url = upload(writer).location
    writer.post(f"{url}/commit")
    reply = writer.post(f"{url}/submit")
    page = writer.get(reply.location).text
    assert "25 题已提交审核，6 题还缺答案或评分说明" in page and "题提交审核</button>" not in page
    assert len(services.list_waiting(house.reviewer, now=now)) == 25


def test_an_import_is_its_uploaders_alone(app: Flask, writer: FlaskClient, house: House) -> None:
    url = upload(writer).location
    for other in (house.ben, house.cleo_staff):
        browser = signed_in(app, other)
        assert browser.get(url).status_code == 404 and browser.get(f"{url}/problems").status_code == 404
        for act in ("commit", "submit", "items/8-1"):
            assert browser.post(f"{url}/{act}", data={"act": "drop"}).status_code == 404
        assert "hotline.txt" not in browser.get("/bank/imports").text
    assert n_items(house) == 0


def test_the_page_exists_in_english(writer: FlaskClient) -> None:
    url = upload(writer).location
    writer.set_cookie("lang", "en")
    page = writer.get(url).text
    assert "Import 31 items (6 incomplete)" in page and "To check" in page and "Single choice 10" in page
