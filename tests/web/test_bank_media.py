"""Pictures and sound in items: put in on the editor, shown to whoever may see the bank, told to nobody else."""

from datetime import datetime
from io import BytesIO

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from foundation.errors import Invalid
from foundation.media import references
from foundation.web.shell import HEADERS
from people.domain import Permission
from question_bank import services as bank
from question_bank.domain.items import ItemDraft, ItemFilter
from question_bank.domain.media import NO_LABEL
from tests.factories import House, signed_in
from tests.media_samples import png, wav

NEW = "/bank/items/new?type=true_false"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def attach(
    app: Flask, house: House, raw: bytes, name: str = "a.png", act: str = "attach", **typed: str
) -> TestResponse:
    fields = {"stem": "看图。", "answer_key": "true", "area_code": "GENERAL", "difficulty": "easy", "pool": "exam"}
    fields |= {"level": "", "media_label": "机房示意图", "media_transcript": "", "act": act} | typed
    browser = signed_in(app, house.writer)
    return browser.post(NEW, data={**fields, "media": (BytesIO(raw), name)}, content_type="multipart/form-data")


def name_in(page: TestResponse) -> str:
    return references(page.get_data(as_text=True))[0].sha256


def test_a_picture_is_put_into_the_stem_and_shown(app: Flask, house: House) -> None:
    page = attach(app, house, png())
    name = name_in(page)
    text = page.get_data(as_text=True)
    assert f"看图。\n![机房示意图](media:{name}.png)" in text
    assert f'<img class="cf-media" src="/bank/media/{name}" alt="机房示意图">' in text
    reply = signed_in(app, house.reviewer).get(f"/bank/media/{name}")
    assert reply.status_code == 200 and reply.data.startswith(b"\x89PNG") and reply.mimetype == "image/png"
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert reply.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert reply.headers["Content-Disposition"] == f'inline; filename="{name[:12]}.png"'
    assert reply.headers["Cache-Control"] == "private, max-age=3600, immutable"
    assert "media-src 'self' blob:" in HEADERS["Content-Security-Policy"]


def test_a_sound_is_sent_in_parts(app: Flask, house: House) -> None:
    page = attach(app, house, wav(), "a.wav", media_label="来电", media_transcript="您好[一]")
    assert "![来电|您好(一)](media:" in page.get_data(as_text=True)
    assert '<span class="cf-transcript">您好(一)</span>' in page.get_data(as_text=True)
    browser, path = signed_in(app, house.writer), f"/bank/media/{name_in(page)}"
    whole = browser.get(path)
    assert whole.mimetype == "audio/wav" and whole.headers["Accept-Ranges"] == "bytes"
    part = browser.get(path, headers={"Range": "bytes=4-11"})
    assert part.status_code == 206 and part.data == whole.data[4:12]
    assert part.headers["Content-Range"] == f"bytes 4-11/{len(whole.data)}"
    assert browser.get(path, headers={"Range": "bytes=999999-"}).status_code == 416
    assert browser.get(path, headers={"If-None-Match": whole.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize(
    ("raw", "label", "words"),
    [(SVG, "图", "可以藏脚本"), (png()[:60], "图", "文件不完整"), (png(), " ", "请写出图片里有什么")],
)
def test_what_is_refused_is_refused_with_the_reason(
    app: Flask, house: House, raw: bytes, label: str, words: str
) -> None:
    page = attach(app, house, raw, "photo.png", media_label=label)
    assert page.status_code == 422 and words in page.get_data(as_text=True)
    assert "看图。" in page.get_data(as_text=True) and not references(page.get_data(as_text=True))


def test_a_chosen_file_is_not_lost_when_the_draft_is_saved(app: Flask, house: House, now: datetime) -> None:
    reply = attach(app, house, png(), act="save")
    assert reply.status_code == 302
    item = bank.find_items(house.writer, ItemFilter(words="机房示意图"), limit=1).lines[0].version
    assert references(item.content)[0].label == "机房示意图"


def test_who_has_no_part_in_that_bank_sees_nothing(app: Flask, house: House) -> None:
    path = f"/bank/media/{name_in(attach(app, house, png()))}"
    assert signed_in(app, house.ben).get(path).status_code == 200
    assert signed_in(app, house.cleo_staff).get(path).status_code == 404
    assert signed_in(app, house.ada).get(path).status_code == 403
    assert app.test_client().get(path).status_code == 302
    assert signed_in(app, house.writer).get("/bank/media/" + "0" * 64).status_code == 404
    assert signed_in(app, house.writer).get("/bank/media/../x").status_code == 404


def test_a_hash_opens_nothing_by_being_written_down(app: Flask, house: House, now: datetime) -> None:
    spelled = bank.add_media(house.writer, house.units["north"], png(), label="图", now=now)
    name = references(spelled)[0].sha256
    copied = ItemDraft("true_false", {"stem": f"看图 {spelled}", "answer_key": True}, "GENERAL")
    theirs = bank.home_unit_id(house.cleo_staff, Permission.WRITE_ITEMS)
    with pytest.raises(Invalid):
        bank.create_item(house.cleo_staff, theirs, copied, now=now)
    wrong_kind = ItemDraft("true_false", {"stem": f"![图](media:{name}.mp3)", "answer_key": True}, "GENERAL")
    with pytest.raises(Invalid):
        bank.create_item(house.writer, house.units["north"], wrong_kind, now=now)


def test_without_words_there_is_no_review(app: Flask, house: House, now: datetime) -> None:
    spelled = bank.add_media(house.writer, house.units["north"], wav(), label="来电", now=now)
    mute = ItemDraft("true_false", {"stem": spelled.replace("来电", ""), "answer_key": True}, "GENERAL")
    item_id = bank.create_item(house.writer, house.units["north"], mute, now=now)
    with pytest.raises(Invalid) as refused:
        bank.submit_for_review(house.writer, item_id, now=now)
    assert refused.value.problems[0].message == NO_LABEL
    named = ItemDraft("true_false", {"stem": spelled, "answer_key": True}, "GENERAL")
    item_id = bank.create_item(house.writer, house.units["north"], named, now=now)
    bank.submit_for_review(house.writer, item_id, now=now)
    page = signed_in(app, house.writer).get(f"/bank/items/{item_id}").get_data(as_text=True)
    assert "录音没有文字稿" in page and "<audio controls" in page
    listed = signed_in(app, house.writer).get("/bank/items").get_data(as_text=True)
    assert "〔来电〕" in listed and "media:" not in listed
