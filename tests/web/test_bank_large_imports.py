"""Large files through the pages: stored, read by the worker, looked at by page, mended, queued, taken in, cancelled."""

import json
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from foundation.db import db, transaction
from foundation.media import read_media
from question_bank import queries, services
from question_bank.domain.intake import Stage
from question_bank.domain.items import ItemDraft, ItemFilter
from question_bank.formats import native
from question_bank.models import PaperImport
from question_bank.services import imports
from question_bank.services.imports import receiving, staging, working
from question_bank.services.imports.rows import read_rows
from tests import media_samples
from tests.factories import House, signed_in

N = 120  # of which a request takes 60, here


def questions(n: int = N, *, worded: str = "第") -> bytes:
    rows = {
        f"question {i}": {
            "question": f"{worded} {i} 步先做什么？",
            "option 1": f"问好 {i}",
            "option 2": f"挂断 {i}",
            "answer": f"option {1 + i % 2}: {'问好' if i % 2 == 0 else '挂断'} {i}",
            "category": "礼仪",
        }
        for i in range(n)
    }
    return json.dumps(rows, ensure_ascii=False).encode()


@pytest.fixture
def writer(app: Flask, house: House, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """The writer's browser; files are read in this process, which the tests need not wait for."""

    def read_here(row: PaperImport, teller: imports.Teller) -> Any:
        areas = working.areas_by_name()
        return read_rows(queries.source_of(row.id), row.answer_key, row.name, row.corrections.get("mapping", {}), areas)

    monkeypatch.setattr(working, "_read_apart", read_here)
    monkeypatch.setattr(receiving, "MOST_ITEMS", 60)
    monkeypatch.setattr(working, "MOST_OF_A_PAPER", 60)
    return signed_in(app, house.writer)


def test_what_many_items_show_comes_along(app: Flask, writer: FlaskClient, house: House, now: datetime) -> None:
    picture = read_media(media_samples.png())
    name = f"{sha256(picture.body).hexdigest()}.png"
    content = {"answer_key": True, "explanation": None, "lang": "zh-CN"}
    drafts = [
        ItemDraft("true_false", {**content, "stem": f"第 {n} 盏灯 ![灯](media:{name})"}, "GENERAL", external_id=f"q{n}")
        for n in range(N)
    ]
    url = upload(writer, native.write(drafts, {name: picture.body}))
    import_id = UUID(url.rsplit("/", 1)[-1])
    imports.work_on(import_id, imports.Teller(lambda: now))
    assert writer.post(f"{url}/commit").status_code == 302
    imports.work_on(import_id, imports.Teller(lambda: now))
    assert services.find_items(house.writer, ItemFilter(), limit=5).total == N
    assert services.show_media(house.writer, name[:64]).body == picture.body


def upload(browser: FlaskClient, data: bytes) -> str:
    form = {"area_code": "GENERAL", "paper": (BytesIO(data), "bank.json")}
    reply = browser.post("/bank/imports", data=form, content_type="multipart/form-data")
    assert reply.status_code == 302, reply.text
    return str(reply.location)


def id_of(url: str) -> UUID:
    return UUID(url.split("/imports/")[1].split("/")[0])


def work(url: str, now: datetime) -> None:
    db.session.rollback()
    imports.work_on(id_of(url), imports.Teller(lambda: now, rest=0.0))


def total(house: House) -> int:
    return services.find_items(house.writer, ItemFilter(), limit=1).total


def test_a_large_file_is_read_looked_at_and_taken_in(writer: FlaskClient, house: House, now: datetime) -> None:
    url = upload(writer, questions())
    progress = writer.get(url, follow_redirects=True)
    assert "正在识别文件" in progress.text and "可以离开本页" in progress.text
    assert (writer.get(f"{url}/state").json or {})["busy"] is True
    work(url, now)
    listed = writer.get(url, follow_redirects=True).text
    assert f"<b>{N}</b><span>新题</span>" in listed and "第 1 / 3 页" in listed
    assert listed.count("<article") == 50 and "字段“category”不知道是什么" in listed
    assert writer.get(f"{url}/items?page=3").text.count("<article") == N - 2 * 50
    assert total(house) == 0
    assert writer.post(f"{url}/queue").status_code == 302
    assert "等待写入题库" in writer.get(url, follow_redirects=True).text
    work(url, now)
    done = writer.get(url, follow_redirects=True).text
    assert "导入完成" in done and f"<b>{N}</b><span>新写入</span>" in done
    assert total(house) == N
    assert f"{N} 题" in writer.get("/bank/imports").text


def test_counts_before_the_commit_are_rows_and_conflicts_are_decided(
    writer: FlaskClient, house: House, now: datetime
) -> None:
    url = upload(writer, questions())
    for _step in range(2):
        work(url, now)
        writer.post(f"{url}/queue")
    work(url, now)
    found = services.find_items(house.writer, ItemFilter(), limit=N)
    mine = next(line.version for line in found.lines if "第 7 步" in line.version.content["stem"])
    draft = ItemDraft(mine.item_type, {**mine.content, "explanation": "本地改过"}, mine.area_code)
    services.edit_item(house.writer, mine.item_id, draft, now=now)
    again = json.loads(questions())
    for n in (7, 8, 9):
        again[f"question {n}"]["answer"] = f"option {2 - n % 2}"
    again["question 5000"] = {**again["question 0"], "question": "全新的一道题？"}
    second = upload(writer, json.dumps(again, ensure_ascii=False).encode())
    work(second, now)
    page = writer.get(second, follow_redirects=True).text
    for n, label in ((1, "新题"), (2, "有更新"), (N - 3, "相同"), (1, "题库里改过")):
        assert f"<b>{n}</b><span>{label}</span>" in page, label
    conflict = writer.get(f"{second}/items?only=conflict").text
    assert conflict.count("<article") == 1 and "保留题库里的" in conflict
    ref = conflict.split('id="item-')[1].split('"')[0]
    kept = writer.post(f"{second}/queue")
    assert kept.status_code == 302
    assert writer.post(f"{second}/cancel").status_code == 302  # not begun: it can be looked at again
    assert writer.post(f"{second}/large/{ref}?only=conflict", data={"act": "theirs"}).status_code == 302
    assert "用文件里的</b>" in writer.get(f"{second}/items?only=conflict").text
    writer.post(f"{second}/queue")
    work(second, now)
    outcome = services.list_imports(house.writer)[0].outcome or {}
    assert (outcome["created"], outcome["changed"], outcome["same"], outcome["kept"]) == (1, 3, N - 3, 0)
    assert total(house) == N + 1


def test_one_item_is_mended_and_a_faulty_one_keeps_the_file_out(
    writer: FlaskClient, house: House, now: datetime
) -> None:
    rows = json.loads(questions())
    rows["question 3"] = {"question": "只有一个选项？", "option 1": "唯一", "answer": "option 1: 唯一"}
    url = upload(writer, json.dumps(rows, ensure_ascii=False).encode())
    work(url, now)
    page = writer.get(f"{url}/items?only=faulty").text
    assert page.count("<article") == 1 and "有 1 题要先改正" in page
    refused = writer.post(f"{url}/queue")
    assert refused.status_code == 422 and "有 1 题要先改正" in refused.text
    ref = page.split('id="item-')[1].split('"')[0]
    form = writer.get(f"{url}/items/{ref}")
    assert form.status_code == 200 and "只有一个选项" in form.text
    writer.post(f"{url}/large/{ref}?only=faulty", data={"act": "drop"})
    assert "不导入" in writer.get(f"{url}/items?only=dropped").text
    assert writer.post(f"{url}/queue").status_code == 302
    work(url, now)
    assert total(house) == N - 1


def test_what_is_staged_is_seen_by_nobody_and_cancelling_takes_it_away(
    writer: FlaskClient, house: House, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = upload(writer, questions())
    work(url, now)
    writer.post(f"{url}/queue")
    seen = []

    def look(stage: Stage, done: int, n: int) -> None:
        seen.append(total(house))
        if stage == Stage.STAGING and done > 20:
            imports.cancel_import(house.writer, id_of(url), now=now)

    db.session.rollback()
    imports.work_on(id_of(url), imports.Teller(lambda: now, look, rest=0.0))
    assert len(seen) > 1 and set(seen) == {0}
    assert total(house) == 0 and db.session.query(staging.Item).count() == 0
    assert "核对识别结果" in writer.get(url, follow_redirects=True).text


def test_a_worker_that_dies_is_followed_by_another_and_the_third_gives_up(
    writer: FlaskClient, house: House, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = upload(writer, questions())
    with transaction() as session:
        session.get_one(PaperImport, id_of(url)).tries = working.MOST_TRIES
    work(url, now)
    page = writer.get(url, follow_redirects=True).text
    assert "没有读出来" in page and "试了 3 次没有成功" in page
    assert writer.post(f"{url}/cancel").status_code == 302
    assert writer.get(url).status_code == 404


def test_a_heavy_file_of_few_items_becomes_a_paper(writer: FlaskClient, house: House, now: datetime) -> None:
    rows = json.loads(questions(8))
    rows["question 0"]["notes"] = "长" * 310_000
    url = upload(writer, json.dumps(rows, ensure_ascii=False).encode())
    assert "正在识别文件" in writer.get(url, follow_redirects=True).text
    work(url, now)
    page = writer.get(url)
    assert page.status_code == 200 and "导入 8 题" in page.text
    writer.post(f"{url}/commit")
    assert total(house) == 8


def test_what_cannot_be_read_says_why(writer: FlaskClient, house: House, now: datetime) -> None:
    url = upload(writer, b'{"a": "' + b"x" * 400_000)
    work(url, now)
    assert "不是有效的 JSON" in writer.get(url, follow_redirects=True).text


def test_nobody_else_sees_it(app: Flask, writer: FlaskClient, house: House, now: datetime) -> None:
    url = upload(writer, questions())
    stranger = signed_in(app, house.cleo_staff)
    for path in ("", "/progress", "/state", "/items", "/items/1-1"):
        assert stranger.get(f"{url}{path}").status_code == 404
    for path in ("/queue", "/cancel", "/fields", "/large/1-1"):
        assert stranger.post(f"{url}{path}").status_code == 404


def test_a_paper_shows_how_it_stands_to_the_bank_and_takes_the_side_that_was_chosen(
    writer: FlaskClient, house: House, now: datetime
) -> None:
    url = upload(writer, questions(3))
    assert "与题库对照" not in writer.get(url).text  # all is new
    writer.post(f"{url}/commit")
    found = services.find_items(house.writer, ItemFilter(), limit=3)
    mine = next(line.version for line in found.lines if "第 1 步" in line.version.content["stem"])
    draft = ItemDraft(mine.item_type, {**mine.content, "explanation": "本地改过"}, mine.area_code)
    services.edit_item(house.writer, mine.item_id, draft, now=now)
    again = upload(writer, questions(4))
    page = writer.get(again).text
    assert "新题 1 · 相同 2 · 题库里改过 1" in page and page.count('value="theirs"') == 1
    ref = next(
        ref
        for ref, standing in imports.show_import(house.writer, id_of(again + "/")).standings.items()
        if standing == "conflict"
    )
    assert writer.post(f"{again}/items/{ref}", data={"act": "theirs"}).status_code == 302
    assert 'value="ours"' in writer.get(again).text
    writer.post(f"{again}/commit")
    outcome = imports.get_upload(house.writer, id_of(again + "/")).outcome or {}
    assert (outcome["created"], outcome["changed"], outcome["same"], outcome["kept"]) == (1, 1, 2, 0)
