"""From a released result to a certificate that HR finds: decisions, certificates, verification, records."""

import io
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy import update

from certify.credentials import services as credentials
from certify.credentials.models import Credential
from certify.programmes import services as programmes
from certify.programmes.domain import NotASecondPerson, Requirement, StandingStatus
from certify.programmes.models import CertificationEvent, Programme
from certify.programmes.queries import UnknownProgramme
from certify.programmes.services.decisions import RequirementsOpen
from certify.programmes.services.definition import is_on_the_line
from certify.records import queries as record_queries
from certify.records import services as records
from certify.records.domain import RecordFilter
from certify.records.formats.excel import write_records
from certify.records.models import StandingRow
from foundation.calendar import local_day
from foundation.db import db, transaction
from people import services as people
from people.domain import Role
from tests.factories import House, make_person, signed_in

THEORY = ("10000 号客服代表 · 一级 理论", "10000 hotline agent · level 1, theory")


@dataclass
class World:
    """A programme that needs only the second person's approval, with Ada and Adam enrolled."""

    programme_id: UUID
    now: datetime


def _programme(house: House, now: datetime, *children: Requirement, code: str = "T1") -> UUID:
    return programmes.create_programme(
        house.ben,
        unit_id=house.units["north"],
        code=code,
        title_zh=THEORY[0],
        title_en=THEORY[1],
        certificate_zh="理论部分合格证明",
        certificate_en="Certificate of passing the theory part",
        job_role="10000",
        requirements=Requirement("all_of", "一级 理论", "Theory", children=children),
        validity_months=24,
        now=now,
    )


@pytest.fixture
def world(house: House) -> World:
    now = datetime.now(UTC)
    programme_id = _programme(house, now, Requirement("approval", "第二人批准", "Approval"))
    for actor in (house.ada, house.adam):
        programmes.enrol(house.hr, actor.require_person(), programme_id, now=now - timedelta(days=1))
    return World(programme_id, now)


def _grant(house: House, world: World) -> Credential:
    programmes.approve(house.hr, house.ada.require_person(), world.programme_id, now=world.now)
    return db.session.query(Credential).one()


def test_approving_issues_one_certificate_however_often_the_news_comes(house: House, world: World) -> None:
    credential = _grant(house, world)
    event = db.session.query(CertificationEvent).filter_by(kind="granted").one()
    news = programmes.CertificationGranted(
        event.id, event.person_id, event.programme_id, event.valid_from, event.valid_until
    )
    credentials.issue_certificate(news, now=world.now)
    assert db.session.query(Credential).count() == 1
    assert credential.snapshot["certificate_zh"] == "理论部分合格证明"
    assert len(credential.token) >= 32


def test_the_pdf_says_what_was_granted_with_the_font_inside(app: Flask, house: House, world: World) -> None:
    credential = _grant(house, world)
    path = f"/people/{house.ada.person_id}/certificates/{credential.id}.pdf"
    reply = signed_in(app, house.ada).get(path)
    assert reply.status_code == 200 and reply.mimetype == "application/pdf"
    reader = PdfReader(io.BytesIO(reply.data))
    text = "".join(reader.pages[0].extract_text().split())
    for expected in ("理论部分合格证明", house.ada.name, THEORY[0], credential.snapshot["number"]):
        assert expected.replace(" ", "") in text
    fonts = reader.pages[0]["/Resources"]["/Font"].values()  # type: ignore[index]  # a PDF dictionary
    descendants = [font.get_object()["/DescendantFonts"][0].get_object() for font in fonts]
    assert descendants and all("/FontFile2" in each["/FontDescriptor"].get_object() for each in descendants)


def test_verification_masks_the_holder_and_says_the_status_now(app: Flask, house: House, world: World) -> None:
    credential = _grant(house, world)
    visitor = app.test_client()
    page = visitor.get(f"/verify/{credential.token}")
    assert page.status_code == 200
    assert "有效" in page.text and "林**" in page.text and "理论部分合格证明" in page.text
    for hidden in (house.ada.name, house.ada.login, "13800000825", "岚州一中心"):
        assert hidden not in page.text
    assert visitor.get("/verify/" + "x" * 32).status_code == 404
    programmes.suspend(house.hr, house.ada.require_person(), world.programme_id, reason="离岗", now=world.now)
    assert "已暂停" in visitor.get(f"/verify/{credential.token}").text
    programmes.revoke(house.hr, house.ada.require_person(), world.programme_id, reason="复核", now=world.now)
    assert "已撤销" in visitor.get(f"/verify/{credential.token}").text


def test_a_certificate_expires_on_the_page_by_itself(app: Flask, house: House, world: World) -> None:
    credential = _grant(house, world)
    until = local_day(world.now) - timedelta(days=1)
    with transaction() as session:
        session.execute(
            update(CertificationEvent).where(CertificationEvent.kind == "granted").values(valid_until=until)
        )
        row = session.get(Credential, (1, credential.id))
        assert row is not None
        row.snapshot = row.snapshot | {"valid_until": until.isoformat()}
    assert "已过期" in app.test_client().get(f"/verify/{credential.token}").text


def test_somebody_elses_certificate_does_not_exist(app: Flask, house: House, world: World) -> None:
    credential = _grant(house, world)
    path = f"/people/{house.ada.person_id}/certificates/{credential.id}.pdf"
    for actor, status in ((house.adam, 404), (house.cleo, 404), (house.cleo_staff, 404), (house.hr, 200)):
        assert signed_in(app, actor).get(path).status_code == status, actor.name
    crossed = f"/people/{house.adam.person_id}/certificates/{credential.id}.pdf"
    assert signed_in(app, house.hr).get(crossed).status_code == 404


def test_nobody_approves_themselves_or_before_everything_is_met(house: House, world: World) -> None:
    both = make_person("100900", "双角", house.units["north"], Role.AGENT, Role.HR, now=world.now)
    programmes.enrol(house.hr, both.require_person(), world.programme_id, now=world.now)
    with pytest.raises(NotASecondPerson):
        programmes.approve(both, both.require_person(), world.programme_id, now=world.now)
    closed = _programme(
        house,
        world.now,
        Requirement("not_open", "技能", "Skill"),
        Requirement("approval", "批准", "Approval"),
        code="T2",
    )
    programmes.enrol(house.hr, house.ada.require_person(), closed, now=world.now)
    with pytest.raises(RequirementsOpen):
        programmes.approve(house.hr, house.ada.require_person(), closed, now=world.now)


def test_the_decision_page_and_its_button(app: Flask, house: House, world: World) -> None:
    browser = signed_in(app, house.hr)
    page = browser.get("/decisions")
    assert house.ada.name in page.text and house.adam.name in page.text
    path = f"/decisions/{house.ada.person_id}/{world.programme_id}"
    assert signed_in(app, house.cleo_staff).post(path).status_code in (403, 404)
    assert browser.post(path).status_code == 302
    assert browser.post(path).status_code == 409
    assert house.ada.name not in browser.get("/decisions").text


def test_taking_back_needs_a_reason(app: Flask, house: House, world: World) -> None:
    _grant(house, world)
    browser = signed_in(app, house.hr)
    path = f"/standings/{house.ada.person_id}/{world.programme_id}"
    assert browser.post(path, data={"step": "revoke", "reason": ""}).status_code == 422
    person = f"/records/people/{house.ada.person_id}"
    reply = browser.post(path, data={"step": "revoke", "reason": "复核属实", "back": person})
    assert reply.status_code == 302 and reply.location == person
    assert "复核属实" in browser.get(person).text
    evil = browser.post(path, data={"step": "revoke", "reason": "x", "back": "//evil.example"})
    assert "evil" not in (evil.location or "")


def test_counts_equal_rows_equal_export(app: Flask, house: House, world: World) -> None:
    _grant(house, world)
    asked = RecordFilter(programme_id=world.programme_id)
    table = records.list_records(house.hr, asked, now=world.now)
    assert len(table.rows) == table.total == 2
    assert table.counts == {StandingStatus.VALID: 1, StandingStatus.IN_TRAINING: 1}
    browser = signed_in(app, house.hr)
    page = browser.get("/records?status=valid")
    assert house.ada.name in page.text and house.adam.name not in page.text
    sheet = load_workbook(io.BytesIO(browser.get("/records.xlsx?status=valid").data)).active
    assert sheet is not None
    lines = [[cell.value for cell in row] for row in sheet.iter_rows()]
    heading = next(n for n, line in enumerate(lines) if line and line[0] == "姓名")
    assert [line[0] for line in lines[heading + 1 :]] == [house.ada.name]
    assert any("有效" in str(value) for line in lines[:heading] for value in line)


@pytest.mark.parametrize(("language", "name"), [("en", "Name"), ("ko", "이름"), ("es", "Nombre")])
def test_the_export_is_in_one_language(app: Flask, house: House, world: World, language: str, name: str) -> None:
    """Labels in the reader's language, names of the content in English: never a Chinese one among them."""
    _grant(house, world)
    browser = signed_in(app, house.hr)
    browser.set_cookie("lang", language)
    sheet = load_workbook(io.BytesIO(browser.get("/records.xlsx").data)).active
    assert sheet is not None
    lines = [[cell.value for cell in row] for row in sheet.iter_rows()]
    heading = next(line for line in lines if line and line[0] == name)
    valid = next(line for line in lines if line and line[0] == house.ada.name)
    assert [text for text in [*heading, *valid[4:7]] if re.search("[\u4e00-\u9fff]", str(text))] == []


def test_the_table_reaches_no_further_than_the_actor(app: Flask, house: House, world: World) -> None:
    assert records.list_records(house.cleo_staff, RecordFilter(), now=world.now).rows == ()
    path = f"/records/people/{house.ada.person_id}"
    assert signed_in(app, house.cleo_staff).get(path).status_code == 404
    assert signed_in(app, house.hr).get(path).status_code == 200
    assert signed_in(app, house.hr).get(f"/records/people/{uuid4()}").status_code == 404


@pytest.mark.parametrize("query", ["status=nope", "programme=1", "unit=/x/", "expiring=99", "page=x", "words=%25_'"])
def test_an_address_typed_by_hand_is_no_error(app: Flask, house: House, world: World, query: str) -> None:
    assert signed_in(app, house.hr).get(f"/records?{query}").status_code == 200


def test_names_that_look_like_formulas_stay_text(house: House, world: World) -> None:
    table = records.list_records(house.hr, RecordFilter(), now=world.now)
    evil = replace(table, rows=tuple(replace(row, name="=1+1") for row in table.rows))
    data = write_records(evil, titles={}, notes=[("=2+2", "-3")], translate=str, choose=lambda zh, _en: zh)
    sheet = load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    suspects = [cell for row in sheet.iter_rows() for cell in row if str(cell.value)[:1] in ("=", "-")]
    assert len(suspects) == 4 and {cell.data_type for cell in suspects} == {"s"}


def test_the_read_table_equals_the_ledgers_and_can_be_rebuilt(house: House, world: World) -> None:
    _grant(house, world)

    def rows() -> set[tuple[object, ...]]:
        return {(r.person_id, r.programme_id, r.lasting, r.valid_until, r.name) for r in db.session.query(StandingRow)}

    before = rows()
    standings = programmes.list_standings(now=world.now)
    assert {(r[0], r[1]): r[2] for r in before} == {pair: s.status.value for pair, s in standings.items()}
    with transaction() as session:
        session.query(StandingRow).delete()
    records.rebuild(now=world.now)
    assert rows() == before


def test_the_status_in_sql_is_the_status_in_the_rules(house: House, world: World) -> None:
    _grant(house, world)
    granted = local_day(world.now)
    for days in (0, 600, 639, 640, 641, 729, 730, 731, 800):
        today = granted + timedelta(days=days)
        counted = record_queries.count_by_status(("/",), RecordFilter(), today)
        listed = [row.status for row in record_queries.list_records(("/",), RecordFilter(), today)]
        at = programmes.list_standings(now=world.now + timedelta(days=days))
        assert sorted(listed) == sorted(standing.status for standing in at.values()), days
        assert counted == {status: listed.count(status) for status in set(listed)}


def test_leaving_takes_a_person_out_of_the_table(app: Flask, house: House, world: World) -> None:
    _grant(house, world)
    people.leave(house.hr, house.ada.require_person(), last_day=local_day(world.now), now=world.now)
    names = [row.name for row in records.list_records(house.hr, RecordFilter(), now=world.now).rows]
    assert names == [house.adam.name]


def test_enrolling_by_page(app: Flask, house: House, world: World) -> None:
    browser = signed_in(app, house.hr)
    assert browser.get("/enrolments").status_code == 200
    other = _programme(house, world.now, Requirement("approval", "批准", "Approval"), code="T3")
    form = {"programme_id": str(other), "person_ids": [str(house.ada.person_id), str(house.adam.person_id)]}
    assert browser.post("/enrolments", data=form).status_code == 302
    assert browser.post("/enrolments", data={"programme_id": str(other)}).status_code == 422
    far = {"programme_id": str(other), "person_ids": [str(house.cleo.person_id)]}
    assert browser.post("/enrolments", data=far).status_code == 422
    page = signed_in(app, house.ada).get("/my/way")
    assert page.status_code == 200 and THEORY[0] in page.text


def test_people_are_enrolled_in_programmes_of_ones_own_line_only(app: Flask, house: House, world: World) -> None:
    """The north's programme doesn't exist for the south's HR; the province's is everybody's."""
    cleo, staff = house.cast["cleo"].require_person(), house.cast["cleo_staff"]
    for call in (programmes.enrol, lambda who, person, *rest, **at: programmes.enrol_many(who, [person], *rest, **at)):
        with pytest.raises(UnknownProgramme):
            call(staff, cleo, world.programme_id, now=world.now)
    assert [each.id for each in programmes.list_enrollable(house.hr)] == [world.programme_id]
    assert programmes.list_enrollable(staff) == []
    page = signed_in(app, staff).get("/enrolments").text
    assert THEORY[0] not in page
    form = {"programme_id": str(world.programme_id), "person_ids": [str(cleo)]}
    assert signed_in(app, staff).post("/enrolments", data=form).status_code == 422
    assert is_on_the_line("/p/", ["/p/south/"]) and is_on_the_line("/p/south/c/", ["/p/south/"])
    assert not is_on_the_line("/p/north/", ["/p/south/"]) and not is_on_the_line("/p/north/", [])
    with transaction() as session:
        session.get_one(Programme, world.programme_id).unit_id = house.units["province"]
    assert [each.id for each in programmes.list_enrollable(staff)] == [world.programme_id]
    programmes.enrol(staff, cleo, world.programme_id, now=world.now)
