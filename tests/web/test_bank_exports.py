"""Exporting: who may, what is told before, the file, and that taking it in again changes nothing."""

from datetime import datetime
from uuid import UUID

import pytest
from flask import Flask

from foundation.audit import list_events
from question_bank import services
from question_bank.domain.items import ItemFilter
from question_bank.formats import native
from question_bank.formats.exports import ALL
from tests.bank_desk import CONTENT, make_item
from tests.factories import House, signed_in


@pytest.fixture
def items(house: House, now: datetime) -> list[UUID]:
    return [make_item(house, now)]


def test_who_may_export(app: Flask, house: House, items: list[UUID]) -> None:
    assert signed_in(app, house.ada).get("/bank/exports").status_code == 403
    assert signed_in(app, house.ada).post("/bank/exports", data={"format": "json"}).status_code == 403
    assert signed_in(app, house.cleo_staff).post("/bank/exports", data={"format": "json"}).status_code == 422
    assert signed_in(app, house.writer).get("/bank/exports").status_code == 200


def test_what_is_lost_is_told_before_the_file(app: Flask, house: House, items: list[UUID]) -> None:
    browser = signed_in(app, house.writer)
    assert "/bank/exports?words=a" in browser.get("/bank/items?words=a").text
    page = browser.get("/bank/exports?format=aiken").text
    assert "放不下" in page and CONTENT["stem"][:8] in page
    assert "能完整放下" in browser.get("/bank/exports?format=json").text
    assert browser.get("/bank/exports?format=json&words=没有这样的题").status_code == 422


@pytest.mark.parametrize("name", [each.name for each in ALL])
def test_every_format_comes_as_a_file(app: Flask, house: House, items: list[UUID], name: str) -> None:
    reply = signed_in(app, house.writer).post("/bank/exports", data={"format": name})
    assert reply.status_code == 200 and reply.data
    assert "attachment" in reply.headers["Content-Disposition"] and reply.headers["Cache-Control"] == "no-store"


def test_taking_an_export_in_again_changes_nothing(app: Flask, house: House, items: list[UUID], now: datetime) -> None:
    made = services.export_items(house.writer, ItemFilter(), "json", now=now)
    drafts = native.read_drafts(made.data, made.name)
    result = services.import_items(house.writer, house.units["north"], drafts, now=now)
    assert list(result.same) == items and not result.created and not result.changed


@pytest.mark.parametrize("name", ["json", "qti30", "qti21", "qti12", "moodle", "gift"])
def test_every_format_with_names_finds_its_items_again(
    house: House, items: list[UUID], now: datetime, name: str
) -> None:
    made = services.export_items(house.writer, ItemFilter(), name, now=now)
    texts = services.read_texts(made.name, made.data, None)
    outcome = services.import_paper(house.writer, texts, "GENERAL", now=now)
    assert {each: outcome[each] for each in ("created", "changed", "same", "kept")} == {
        "created": 0,
        "changed": 0,
        "same": 1,
        "kept": 0,
    }


def test_an_export_is_in_the_audit_log(app: Flask, house: House, items: list[UUID], now: datetime) -> None:
    services.export_items(house.writer, ItemFilter(), "gift", now=now)
    assert any(event.action == "bank.export" for event in list_events(limit=5))


def test_a_reviewer_gets_no_key_before_the_blind_answer(
    app: Flask, house: House, items: list[UUID], now: datetime
) -> None:
    services.submit_for_review(house.writer, items[0], now=now)
    reply = signed_in(app, house.reviewer).post("/bank/exports", data={"format": "json"})
    assert reply.status_code == 422 and "盲审" in reply.text
    assert signed_in(app, house.writer).post("/bank/exports", data={"format": "json"}).status_code == 200
