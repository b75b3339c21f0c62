"""Pages of items: who finds what, the editor with its buttons for a page without script, two editors, states."""

from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from question_bank import item_types, services
from question_bank.domain.items import ItemFilter
from tests.bank_desk import CONTENT, DRAFT, changed, form_of, make_item
from tests.factories import House, signed_in


@pytest.fixture
def writer(app: Flask, house: House) -> FlaskClient:
    """The writer's browser."""
    return signed_in(app, house.writer)


def edit(browser: FlaskClient, item_id: UUID, **fields: Any) -> Any:
    page = browser.get(f"/bank/items/{item_id}/edit")
    return browser.post(f"/bank/items/{item_id}/edit", data=form_of(page.text, "item") | {"act": "save"} | fields)


def latest(house: House, item_id: UUID) -> Any:
    return services.show_item(house.writer, item_id).version


def test_a_visitor_is_sent_to_the_door(client: FlaskClient) -> None:
    reply = client.get("/bank/items?words=a")
    assert reply.status_code == 302 and "/sign-in?next=" in reply.location


def test_an_agent_has_no_business_in_the_bank(app: Flask, house: House, now: datetime) -> None:
    item_id = make_item(house, now)
    browser = signed_in(app, house.ada)
    assert browser.get("/bank/items").status_code == 403
    assert browser.get(f"/bank/items/{item_id}").status_code == 403
    assert browser.post("/bank/items/new?type=single_choice").status_code == 403


def test_a_reviewer_sees_items_but_cannot_write(app: Flask, house: House, now: datetime) -> None:
    item_id = make_item(house, now)
    browser = signed_in(app, house.reviewer)
    assert "新建题目" not in browser.get("/bank/items").text
    assert browser.get(f"/bank/items/{item_id}").status_code == 200
    for url in (f"/bank/items/{item_id}/edit", f"/bank/items/{item_id}/submit"):
        assert browser.post(url).status_code == 403


def test_staff_of_another_city_finds_nothing_of_the_north(app: Flask, house: House, now: datetime) -> None:
    item_id = make_item(house, now)
    browser = signed_in(app, house.cleo_staff)
    assert CONTENT["stem"] not in browser.get("/bank/items").text
    for url in (f"/bank/items/{item_id}", f"/bank/items/{item_id}/versions/1", f"/bank/items/{item_id}/edit"):
        assert browser.get(url).status_code == 404
    for act in ("edit", "submit", "suspend", "reinstate", "retire"):
        assert browser.post(f"/bank/items/{item_id}/{act}", data={"act": "save"}).status_code == 404
    assert latest(house, item_id).status == "draft"


def test_an_empty_bank_says_where_to_begin(writer: FlaskClient) -> None:
    page = writer.get("/bank/items")
    assert "题库还是空的" in page.text and 'href="/bank/imports"' in page.text


def test_the_filter_lies_in_the_url_and_says_what_is_in_force(writer: FlaskClient, house: House, now: datetime) -> None:
    make_item(house, now)
    make_item(house, now, changed(stem="另一道题？"), state="approved")
    page = writer.get("/bank/items?words=另一道&type=single_choice&status=approved&mine=1")
    assert "<mark>另一道</mark>题？" in page.text and CONTENT["stem"] not in page.text
    assert "“另一道”" in page.text and "共 1 条" in page.text
    nothing = writer.get("/bank/items?words=另一道&status=draft")
    assert "没有符合的题目" in nothing.text and "不分状态有 1 题" in nothing.text


@pytest.mark.parametrize(
    "query", ["size=7&page=0", "size=abc&page=-3", "type=nope&status=nope&area=nowhere", "page=9999999"]
)
def test_a_nonsense_search_is_still_a_page(writer: FlaskClient, house: House, now: datetime, query: str) -> None:
    make_item(house, now)
    assert writer.get(f"/bank/items?{query}").status_code == 200


def test_pages_hold_fifty_a_hundred_or_two_hundred(writer: FlaskClient, house: House, now: datetime) -> None:
    for number in range(60):
        make_item(house, now, changed(stem=f"第 {number} 题？"))
    first, second = writer.get("/bank/items"), writer.get("/bank/items?page=2")
    assert first.text.count('<td><a href="/bank/items/') == 50 and 'rel="next"' in first.text
    assert second.text.count('<td><a href="/bank/items/') == 10 and 'rel="prev"' in second.text
    assert writer.get("/bank/items?size=100").text.count('<td><a href="/bank/items/') == 60


EVERY_CONTENT = {
    (kind.name, specimen.content["stem"]): (kind, specimen.content)
    for kind in item_types.ALL
    for specimen in kind.specimens()
}


@pytest.mark.parametrize(("item_type", "written"), EVERY_CONTENT.values(), ids=[name for name, _stem in EVERY_CONTENT])
def test_every_type_is_written_through_its_form(
    writer: FlaskClient, house: House, now: datetime, item_type: Any, written: Any
) -> None:
    """What a specimen holds, goes out as a form, comes back and is the same content."""
    content = item_type.validate(written)
    make_item(house, now, DRAFT)  # so that the general area exists
    blank_page = writer.get(f"/bank/items/new?type={item_type.name}")
    assert blank_page.status_code == 200
    empty = form_of(blank_page.text, "item")
    assert set(empty) >= {"stem", "explanation", "area_code", "difficulty", "pool", "level", "tags"}
    item_id = services.create_item(
        house.writer, house.units["north"], changed().__class__(item_type.name, content, "GENERAL"), now=now
    )
    reply = edit(writer, item_id, tags=["甲，乙、丙"])
    assert reply.status_code == 302, reply.text
    row = latest(house, item_id)
    assert row.content == content and row.tags == ["甲", "乙", "丙"]


TYPED = {"stem": "先核身，再查询。", "answer_key": "true", "act": "save"}


def test_the_area_is_chosen_by_the_writer_and_remembered(
    app: Flask, writer: FlaskClient, house: House, now: datetime
) -> None:
    make_item(house, now, DRAFT)
    url = "/bank/items/new?type=true_false"
    form = form_of(writer.get(url).text, "item")
    assert form["area_code"] in ("", [""])
    refused = writer.post(url, data=form | TYPED)
    assert refused.status_code == 422 and "还没有选择所属模块" in refused.text and "先核身，再查询。" in refused.text
    assert "请选择" in refused.text
    assert writer.post(url, data=form | TYPED | {"area_code": "GENERAL"}).status_code == 302
    again = writer.get("/bank/items/new?type=single_choice").text
    assert form_of(again, "item")["area_code"] in ("GENERAL", ["GENERAL"]) and "请选择" not in again
    assert form_of(signed_in(app, house.writer).get(url).text, "item")["area_code"] in ("", [""])


def test_a_new_item_is_saved_as_a_draft_of_ones_unit(writer: FlaskClient, house: House) -> None:
    form = form_of(writer.get("/bank/items/new?type=true_false").text, "item")
    reply = writer.post("/bank/items/new?type=true_false", data=form | TYPED | {"area_code": "GENERAL"})
    assert reply.status_code == 302 and reply.location.endswith("/edit")
    found = services.find_items(house.writer, ItemFilter(), limit=50)
    assert [(line.version.item_type, line.version.content["answer_key"]) for line in found.lines] == [
        ("true_false", True)
    ]


def test_faults_stand_at_their_fields_and_what_was_typed_stays(writer: FlaskClient, house: House) -> None:
    form = form_of(writer.get("/bank/items/new?type=multiple_choice").text, "item")
    typed = {"options": ["同意", "不同意", "", ""], "answer_key": ["1"], "stem": "", "act": "save", "tags": "长" * 41}
    page = writer.post("/bank/items/new?type=multiple_choice", data=form | typed)
    assert page.status_code == 422
    for told in ("题干：不能为空", "多选题至少要有两个答案", "每个最多 40 个字"):
        assert told in page.text
    assert "不同意" in page.text and 'value="1" data-place checked' in page.text
    assert services.find_items(house.writer, ItemFilter(), limit=50).total == 0


def test_options_come_and_go_by_buttons_without_saving(writer: FlaskClient, house: House, now: datetime) -> None:
    item_id = make_item(house, now)
    page = edit(writer, item_id, act="remove-option:1")
    assert page.status_code == 200
    form = form_of(page.text, "item")
    assert form["options"] == ["您好，请讲", "什么事"] and form["answer_key"] == ["0"]
    assert form["rationales"] == ["先问候。", ""]
    page = writer.post(f"/bank/items/{item_id}/edit", data=form | {"act": "add-option"})
    assert form_of(page.text, "item")["options"] == ["您好，请讲", "什么事", ""]
    assert len(latest(house, item_id).content["options"]) == 3
    assert edit(writer, item_id, act="remove-option:99").status_code == 200
    assert edit(writer, item_id, act="dance:1").status_code == 200


def test_blanks_follow_the_stem(writer: FlaskClient) -> None:
    url = "/bank/items/new?type=fill_blank"
    form = form_of(writer.get(url).text, "item")
    page = writer.post(url, data=form | {"stem": "先 ____ 再 ____", "act": "refresh"})
    form = form_of(page.text, "item")
    assert form["answer_key"] == ["", ""]
    page = writer.post(url, data=form | {"answer_key": ["核身\n核对身份", "查询"], "act": "remove-blank:1"})
    form = form_of(page.text, "item")
    assert form["answer_key"] == ["核身\n核对身份"] and form["stem"] == ["先 ____ 再"]
    page = writer.post(url, data=form | {"act": "add-blank"})
    assert len(form_of(page.text, "item")["answer_key"]) == 2


def test_the_candidates_view_stands_beside_without_any_key(writer: FlaskClient, house: House, now: datetime) -> None:
    item_id = make_item(house, now)
    page = edit(writer, item_id, stem="改过的题干？", act="refresh").text
    seen = page[page.index("data-candidate") :]
    assert "改过的题干？" in seen and "您好，请讲" in seen
    assert "解析里的秘密" not in seen and "先问候" not in seen


def test_two_editors_see_both_versions_and_choose(writer: FlaskClient, house: House, now: datetime) -> None:
    item_id = make_item(house, now)
    mine = form_of(writer.get(f"/bank/items/{item_id}/edit").text, "item")
    services.edit_item(house.ben, item_id, changed(stem="别人的改法？"), now=now)
    page = writer.post(f"/bank/items/{item_id}/edit", data=mine | {"stem": "我的改法？", "act": "save"})
    assert page.status_code == 409
    assert "刚被别人改过" in page.text and "<del>别人</del>" in page.text and "<ins>我</ins>" in page.text
    assert latest(house, item_id).content["stem"] == "别人的改法？"
    again = form_of(page.text, "item")
    assert again["stem"] == ["我的改法？"]
    assert writer.post(f"/bank/items/{item_id}/edit", data=again | {"act": "save"}).status_code == 302
    assert latest(house, item_id).content["stem"] == "我的改法？"


def test_saving_and_submitting_says_what_is_missing(writer: FlaskClient, house: House, now: datetime) -> None:
    item_id = make_item(house, now, changed(answer_key=None))
    page = edit(writer, item_id, act="submit")
    assert page.status_code == 422 and "还没有答案" in page.text
    assert "提交审核之前还差" in writer.get(f"/bank/items/{item_id}").text
    reply = edit(writer, item_id, answer_key=["0"], act="submit")
    assert reply.status_code == 302 and latest(house, item_id).status == "in_review"


def test_what_is_under_review_cannot_be_edited(writer: FlaskClient, house: House, now: datetime) -> None:
    item_id = make_item(house, now, state="in_review")
    reply = writer.get(f"/bank/items/{item_id}/edit")
    assert reply.status_code == 302 and "正在审核" in writer.get(reply.location).text
    page = writer.post(f"/bank/items/{item_id}/edit", data={"stem": "偷偷改", "act": "save", "area_code": "GENERAL"})
    assert page.status_code == 422
    assert latest(house, item_id).content["stem"] == CONTENT["stem"]
    assert writer.post(f"/bank/items/{item_id}/submit").status_code == 409


def test_the_item_page_shows_versions_changes_reviews_and_use(writer: FlaskClient, house: House, now: datetime) -> None:
    item_id = make_item(house, now, state="approved")
    edit(writer, item_id, stem="新的问法是什么？")
    page = writer.get(f"/bank/items/{item_id}").text
    assert "第 1 版正在使用，第 2 版通过审核后替换它" in page
    assert "<ins>" in page and "与第 1 版的差别" in page and "还没有试卷用过" in page and "方远" in page
    old = writer.get(f"/bank/items/{item_id}/versions/1").text
    assert CONTENT["stem"] in old and "这是旧的一版" in old
    assert writer.get(f"/bank/items/{item_id}/versions/3").status_code == 404


def test_retiring_takes_an_item_out_of_use(writer: FlaskClient, house: House, now: datetime) -> None:
    item_id = make_item(house, now, state="approved")
    assert "退役这道题" in writer.get(f"/bank/items/{item_id}").text
    assert writer.post(f"/bank/items/{item_id}/retire").status_code == 302
    assert services.list_drawable(house.ada.unit_path, now=now) == []
    assert writer.post(f"/bank/items/{item_id}/retire").status_code == 409


def test_a_doubtful_item_is_suspended_and_another_reviewer_restores_it(
    app: Flask, writer: FlaskClient, house: House, now: datetime
) -> None:
    item_id = make_item(house, now, state="approved")
    url = f"/bank/items/{item_id}"
    assert "停用这道题" in writer.get(url).text
    reply = writer.post(f"{url}/suspend", data={"comment": " "})
    assert reply.status_code == 422 and services.list_drawable(house.ada.unit_path, now=now) != []
    assert writer.post(f"{url}/suspend", data={"comment": "资费已经调整"}).status_code == 302
    assert services.list_drawable(house.ada.unit_path, now=now) == []
    page = writer.get(url).text
    assert "第 1 版停用中" in page and "资费已经调整" in page and "恢复使用…" not in page
    assert writer.post(f"{url}/suspend", data={"comment": "再来"}).status_code == 422  # it is already
    assert writer.post(f"{url}/reinstate", data={"comment": "没错"}).status_code == 403
    reviewer = signed_in(app, house.reviewer)
    assert "恢复使用…" in reviewer.get(url).text
    assert reviewer.post(f"{url}/reinstate", data={"comment": ""}).status_code == 422
    assert reviewer.post(f"{url}/reinstate", data={"comment": "核对过，仍然有效"}).status_code == 302
    assert len(services.list_drawable(house.ada.unit_path, now=now)) == 1
    assert "核对过，仍然有效" in writer.get(url).text


def test_whoever_suspended_does_not_restore(app: Flask, house: House, now: datetime) -> None:
    item_id = make_item(house, now, state="approved")
    reviewer = signed_in(app, house.reviewer)
    assert reviewer.post(f"/bank/items/{item_id}/suspend", data={"comment": "有疑问"}).status_code == 302
    reply = reviewer.post(f"/bank/items/{item_id}/reinstate", data={"comment": "没有问题"})
    assert reply.status_code == 403 and services.list_drawable(house.ada.unit_path, now=now) == []
    assert reviewer.post(f"/bank/items/{item_id}/retire").status_code == 302


def test_a_new_version_takes_the_place_of_a_suspended_one(
    app: Flask, writer: FlaskClient, house: House, now: datetime
) -> None:
    item_id = make_item(house, now, state="approved")
    services.suspend_item(house.writer, item_id, reason="资费已经调整", now=now)
    edit(writer, item_id, stem="新的问法是什么？")
    services.submit_for_review(house.writer, item_id, now=now)
    page = signed_in(app, house.reviewer).get(f"/bank/items/{item_id}").text
    assert "资费已经调整" not in page and "盲答之后再看" in page  # a word on the old version may give the key away
    services.approve_item(house.reviewer, item_id, now=now)
    versions = services.show_item(house.writer, item_id).versions
    assert [(version.number, version.status) for version in versions] == [(2, "approved"), (1, "retired")]


def test_an_item_in_another_language_keeps_it(writer: FlaskClient, house: House, now: datetime) -> None:
    item_id = make_item(house, now, changed(lang="en", stem="What do you say first?"))
    assert edit(writer, item_id).status_code == 302
    assert latest(house, item_id).content["lang"] == "en"


def test_pages_exist_in_english(writer: FlaskClient, house: House, now: datetime) -> None:
    item_id = make_item(house, now)
    writer.set_cookie("lang", "en")
    for url, told in (
        ("/bank/items", "New item"),
        ("/bank/items/new", "Choose a type"),
        (f"/bank/items/{item_id}", "As candidates see it"),
        (f"/bank/items/{item_id}/edit", "Save draft"),
        ("/bank/imports", "Import a paper"),
    ):
        page = writer.get(url).text
        assert told in page and '<html lang="en"' in page
