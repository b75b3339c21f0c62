"""Exporting items with pictures and sound: taken in elsewhere they are whole; what stays or is too much is told."""

import io
import zipfile
from datetime import datetime

import pytest
from flask import Flask

from foundation.errors import Invalid, NotFound
from foundation.media import references
from question_bank import services
from question_bank.domain.items import ItemFilter
from question_bank.services import exporting
from tests import media_samples
from tests.bank_desk import changed, make_item
from tests.factories import House, signed_in

WITH_MEDIA = ("json", "qti30", "qti21", "qti12", "moodle")


@pytest.fixture
def stem(house: House, now: datetime) -> str:
    """An item that shows a picture and plays a sound."""
    north = house.units["north"]
    seen = services.add_media(house.writer, north, media_samples.png(), label="红灯亮", now=now)
    heard = services.add_media(house.writer, north, media_samples.wav(), label="来电", transcript="喂", now=now)
    make_item(house, now, changed(stem=f"看 {seen} 听 {heard} 答"))
    return f"看 {seen} 听 {heard} 答"


def told(house: House, name: str) -> list[str]:
    return [problem.message for problem in services.preview_export(house.writer, ItemFilter(), name).told]


@pytest.mark.parametrize("name", WITH_MEDIA)
def test_another_bank_gets_the_item_whole(house: House, stem: str, now: datetime, name: str) -> None:
    assert told(house, name) == []
    made = services.export_items(house.writer, ItemFilter(), name, now=now)
    texts = services.read_texts(made.name, made.data, None)
    with pytest.raises(NotFound):
        services.show_media(house.cleo_staff, references(stem)[0].sha256)
    services.import_paper(house.cleo_staff, texts, "GENERAL", now=now)
    (line,) = services.find_items(house.cleo_staff, ItemFilter(), limit=5).lines
    assert line.version.content["stem"] == stem
    for each in references(stem):
        assert services.show_media(house.cleo_staff, each.sha256).extension == each.extension


@pytest.mark.parametrize(
    ("name", "expected"),
    [("gift", exporting.MEDIA_STAY), ("csv", exporting.MEDIA_STAY), ("docx", exporting.SILENT)],
)
def test_what_stays_behind_is_told(house: House, stem: str, name: str, expected: str) -> None:
    assert expected in told(house, name)


@pytest.mark.parametrize(("name", "inside"), [("docx", b"word/media/image1.png"), ("pdf", b"/Subtype /Image")])
def test_a_printed_paper_shows_the_picture(house: House, stem: str, now: datetime, name: str, inside: bytes) -> None:
    data = services.export_items(house.writer, ItemFilter(), name, now=now).data
    assert inside in data or inside.replace(b" ", b"") in data


def test_the_same_bank_finds_its_item_again(house: House, stem: str, now: datetime) -> None:
    for name in WITH_MEDIA:
        made = services.export_items(house.writer, ItemFilter(), name, now=now)
        outcome = services.import_paper(
            house.writer, services.read_texts(made.name, made.data, None), "GENERAL", now=now
        )
        assert (outcome["created"], outcome["changed"], outcome["same"]) == (0, 0, 1)


def test_too_many_bytes_are_refused_before_they_are_read(
    app: Flask, house: House, stem: str, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    monkeypatch.setattr(exporting, "READ_BACK", 100)
    assert exporting.NOT_BACK in told(house, "moodle") and exporting.NOT_BACK not in told(house, "docx")
    monkeypatch.setattr(exporting, "MOST_MEDIA", 1000)
    with pytest.raises(Invalid):
        services.export_items(house.writer, ItemFilter(), "json", now=now)
    reply = signed_in(app, house.writer).get("/bank/exports?format=json")
    assert reply.status_code == 422 and "请先缩小筛选范围" in reply.text
    assert services.export_items(house.writer, ItemFilter(), "gift", now=now).n_items == 1


def test_a_package_that_names_files_outside_is_refused(house: House, stem: str, now: datetime) -> None:
    made = services.export_items(house.writer, ItemFilter(), "qti21", now=now)
    evil = io.BytesIO(made.data)
    with zipfile.ZipFile(evil, "a") as package:
        package.writestr("../media/x.png", media_samples.png())
    with pytest.raises(Invalid):
        services.read_texts(made.name, evil.getvalue(), None)
