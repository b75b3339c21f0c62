"""Pictures that come with a paper: shown beside the item, taken into the bank with it, refused with the reason."""

import base64
import io
import zipfile
from typing import Any
from uuid import UUID

import pytest
from docx import Document
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from foundation.media import references
from question_bank import services
from question_bank.domain.items import ItemFilter
from question_bank.formats.interchange import messages
from question_bank.services.imports.pictures import PLACE, REFUSED, SAME_NAME
from tests.factories import House, signed_in

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
MOODLE = """<?xml version="1.0"?><quiz><question type="truefalse"><name><text>t</text></name>
<questiontext format="html"><text><![CDATA[<p>Red lamp? <img src="@@PLUGINFILE@@/{name}" alt="{alt}"></p>]]></text>
<file name="{name}" path="/" encoding="base64">{data}</file></questiontext>
<answer fraction="100"><text>true</text></answer><answer fraction="0"><text>false</text></answer></question></quiz>"""


def png(colour: str = "red") -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (12, 8), colour).save(made, "PNG")
    return made.getvalue()


def word() -> bytes:
    document = Document()
    document.add_paragraph("1、哪个灯亮表示断网（ ）")
    document.add_picture(io.BytesIO(png()))
    for line in ("A、红灯", "B、绿灯", "答案：A"):
        document.add_paragraph(line)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


@pytest.fixture
def writer(app: Flask, house: House) -> FlaskClient:
    """The writer's browser."""
    return signed_in(app, house.writer)


def upload(browser: FlaskClient, data: bytes, name: str) -> str:
    fields = {"area_code": "GENERAL", "paper": (io.BytesIO(data), name)}
    reply = browser.post("/bank/imports", data=fields, content_type="multipart/form-data")
    assert reply.status_code == 302, reply.text
    return str(reply.location)


def preview(house: House, url: str) -> Any:
    return services.show_import(house.writer, UUID(url.rsplit("/", 1)[-1])).preview


def moodle(name: str, data: bytes, alt: str = "") -> bytes:
    return MOODLE.format(name=name, data=base64.b64encode(data).decode(), alt=alt).encode()


def test_a_picture_in_word_is_shown_and_comes_into_the_bank(app: Flask, writer: FlaskClient, house: House) -> None:
    url = upload(writer, word(), "试卷.docx")
    (item,) = preview(house, url).items
    (found,) = references(item.content)
    assert not any("图没有随题导入" in note.text() for note in item.notes)
    assert any("文字说明" in str(problem.message) for problem in item.missing)  # a draft until somebody says what it is
    address = f"{url}/pictures/{found.sha256}"
    assert f'src="{address}"' in writer.get(url).text
    shown = writer.get(address)
    assert shown.status_code == 200 and shown.mimetype == "image/png"
    assert signed_in(app, house.cleo_staff).get(address).status_code == 404
    assert writer.get(f"/bank/media/{found.sha256}").status_code == 404  # not in the bank yet
    assert writer.post(f"{url}/commit").status_code == 302
    assert writer.get(f"/bank/media/{found.sha256}").status_code == 200
    assert services.find_items(house.writer, ItemFilter(), limit=5).total == 1


def test_a_picture_with_words_needs_none(writer: FlaskClient, house: House) -> None:
    (item,) = preview(house, upload(writer, moodle("lamp.png", png(), "a [red] lamp"), "quiz.xml")).items
    (found,) = references(item.content)
    assert found.label == "a (red) lamp" and item.is_ready


@pytest.mark.parametrize(("name", "data"), [("lamp.png", SVG), ("lamp.svg", SVG), ("lamp.png", b"GIF89a junk")])
def test_what_is_no_picture_stays_out_with_the_reason(
    writer: FlaskClient, house: House, name: str, data: bytes
) -> None:
    (item,) = preview(house, upload(writer, moodle(name, data), "quiz.xml")).items
    assert references(item.content) == () and PLACE.search(item.content["stem"])
    assert [note.message for note in item.notes if note.message != messages.NO_KEY] == [REFUSED]


def test_two_pictures_of_one_name_are_told_apart_by_nobody(writer: FlaskClient, house: House) -> None:
    one, other = moodle("lamp.png", png("red")), moodle("lamp.png", png("blue"))
    both = one.replace(b"</quiz>", other[other.index(b"<question ") :])
    items = preview(house, upload(writer, both, "quiz.xml")).items
    assert len(items) == 2 and all(SAME_NAME in [note.message for note in item.notes] for item in items)


def test_a_picture_in_a_package_comes_along(writer: FlaskClient, house: House) -> None:
    item = """<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="lamp" title="lamp"
    adaptive="false" timeDependent="false"><responseDeclaration identifier="R" cardinality="single"
    baseType="identifier"><correctResponse><value>A</value></correctResponse></responseDeclaration><itemBody>
    <p>Which? <img src="images/lamp.png" alt="lamp"/></p><choiceInteraction responseIdentifier="R" shuffle="false"
    maxChoices="1"><simpleChoice identifier="A">red</simpleChoice><simpleChoice identifier="B">green</simpleChoice>
    </choiceInteraction></itemBody></assessmentItem>"""
    manifest = """<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" identifier="m"><organizations/><resources>
    <resource identifier="r" type="imsqti_item_xmlv2p1" href="lamp.xml"><file href="lamp.xml"/></resource>
    </resources></manifest>"""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        package.writestr("imsmanifest.xml", manifest)
        package.writestr("lamp.xml", item)
        package.writestr("images/lamp.png", png())
    (read,) = preview(house, upload(writer, made.getvalue(), "lamp.zip")).items
    (found,) = references(read.content)
    assert found.label == "lamp" and read.content["answer_key"] == ["A"]
