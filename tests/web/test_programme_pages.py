"""新建认证 and 新版本: rows from the registry, what was typed stays, who is affected, immutable versions."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from certify.exams import services as exams
from certify.exams.domain import ExamBlueprint
from certify.programmes import requirement_kinds
from certify.programmes import services as programmes
from certify.programmes.domain import Requirement, StandingStatus
from certify.programmes.models import Programme, ProgrammeVersion
from certify.records.models import StandingRow
from foundation.db import db
from tests.factories import House, signed_in

NAMES = {
    "title_zh": "10000 号客服代表",
    "title_en": "10000 hotline agent",
    "level_zh": "一级",
    "level_en": "Level 1",
    "certificate_zh": "理论部分合格证明",
    "certificate_en": "Theory part",
    "code": "10000-1",
    "validity_months": "24",
    "job_role": "10000",
}
CLOSED = {"key": "r2", "kind": "not_open", "label_zh": "导师签字", "label_en": "Mentor's sign-off"}


def _exam(house: House) -> UUID:
    blueprint = ExamBlueprint(title="理论考试", total=100, duration_minutes=60, title_en="Theory exam")
    return exams.create_exam(house.ben, unit_id=house.units["north"], blueprint=blueprint, now=datetime.now(UTC))


def _rows(*rows: dict[str, object]) -> dict[str, object]:
    return {f"rows-{at}-{name}": value for at, row in enumerate(rows) for name, value in row.items()}


def _post(browser: FlaskClient, path: str, act: str, *rows: dict[str, object], **names: str):  # type: ignore[no-untyped-def]
    return browser.post(path, data={**names, **_rows(*rows), "act": act})


@pytest.fixture
def world(house: House) -> tuple[House, UUID]:
    return house, _exam(house)


def _make(app: Flask, house: House, exam_id: UUID) -> Programme:
    row = {"key": "r1", "kind": "exam_passed", "exam_id": str(exam_id)}
    names = {**NAMES, "unit_id": str(house.units["north"])}
    reply = _post(signed_in(app, house.ben), "/programmes/new", "publish", row, CLOSED, **names)
    assert reply.status_code == 302, reply.text
    return db.session.scalars(select(Programme)).one()


def test_a_programme_is_made_by_page(app: Flask, world: tuple[House, UUID]) -> None:
    house, exam_id = world
    programme = _make(app, house, exam_id)
    view = programmes.get_programme(programme.id)
    assert (view.code, view.level_zh, view.validity_months, view.version) == ("10000-1", "一级", 24, 1)
    assert [(child.kind, child.label_zh, child.label_en) for child in view.requirements.children] == [
        ("exam_passed", "通过考试：理论考试", "Pass the exam: Theory exam"),
        ("not_open", "导师签字", "Mentor's sign-off"),
        ("approval", "第二人批准", "Approval by a second person"),
    ]
    browser = signed_in(app, house.ben)
    assert "新建认证" in browser.get("/programmes").text
    page = browser.get(f"/programmes/{programme.id}").text
    assert "新版本" in page and "通过考试：理论考试" in page


def test_the_form_offers_every_kind_that_is_registered(app: Flask, world: tuple[House, UUID]) -> None:
    browser = signed_in(app, world[0].ben)
    page = browser.get("/programmes/new").text
    for kind in requirement_kinds.ALL:
        assert (f'value="add:{kind.name}"' in page) is not kind.form.always
        if not kind.form.always:
            reply = _post(browser, "/programmes/new", f"add:{kind.name}")
            assert reply.status_code == 200 and f'name="rows-0-kind" type="hidden" value="{kind.name}"' in reply.text


def test_rows_are_added_moved_and_removed_and_everything_typed_stays(app: Flask, world: tuple[House, UUID]) -> None:
    house, exam_id = world
    browser = signed_in(app, house.ben)
    rows = ({"key": "r1", "kind": "exam_passed", "exam_id": str(exam_id)}, CLOSED)
    page = _post(browser, "/programmes/new", "up:1", *rows, title_zh="写了一半", validity_months="abc").text
    assert 'value="写了一半"' in page and 'value="abc"' in page
    assert re.findall(r'name="rows-(\d)-kind" type="hidden" value="(\w+)"', page) == [
        ("0", "not_open"),
        ("1", "exam_passed"),
    ]
    assert f'selected value="{exam_id}"' in page
    page = _post(browser, "/programmes/new", "remove:0", *rows).text
    assert re.findall(r'name="rows-\d-kind" type="hidden" value="(\w+)"', page) == ["not_open"]
    page = _post(browser, "/programmes/new", "add:all_of", *rows).text
    assert re.findall(r'name="rows-\d-key" type="hidden" value="(\w+)"', page) == ["r1", "r2", "r3"]
    group = {"key": "r3", "kind": "all_of", "label_zh": "技能部分", "label_en": "Skills"}
    page = _post(browser, "/programmes/new", "preview", {**CLOSED, "inside": "r3"}, group).text
    assert re.findall(r'name="rows-\d-kind" type="hidden" value="(\w+)"', page) == ["all_of", "not_open"]
    assert "技能部分" in page.split('id="preview"')[1] and not db.session.scalars(select(Programme)).all()


def test_bad_input_is_said_at_its_place_and_nothing_is_made(app: Flask, world: tuple[House, UUID]) -> None:
    house, _exam_id = world
    browser = signed_in(app, house.ben)
    names = {**NAMES, "unit_id": str(house.units["north"])}
    nameless = {"key": "r2", "kind": "not_open"}
    reply = _post(browser, "/programmes/new", "publish", {"key": "r1", "kind": "exam_passed"}, nameless, **names)
    text = unescape(reply.text)
    assert reply.status_code == 422 and "第 1 项：请从列表中选择" in text and "第 2 项：要填" in text
    assert 'value="10000 号客服代表"' in text and 'id="rows-0-exam_id-error"' in text
    assert "至少加一项条件" in _post(browser, "/programmes/new", "publish", **names).text
    for wrong in ({"code": "有空 格"}, {"validity_months": "0"}, {"level_en": ""}, {"title_en": ""}):
        reply = _post(browser, "/programmes/new", "publish", CLOSED, **{**names, **wrong})
        assert reply.status_code == 422, wrong
    other = {"key": "r1", "kind": "exam_passed", "exam_id": str(UUID(int=7))}
    assert "不在可选范围" in _post(browser, "/programmes/new", "publish", other, **names).text
    assert _post(browser, "/programmes/new", "add:nothing", **names).status_code == 404
    foreign = {**names, "unit_id": str(house.units["south"])}
    assert _post(browser, "/programmes/new", "publish", CLOSED, **foreign).status_code == 422
    assert not db.session.scalars(select(Programme)).all()


def test_the_same_form_twice_makes_one_and_a_taken_code_is_told(app: Flask, world: tuple[House, UUID]) -> None:
    house, _exam_id = world
    browser = signed_in(app, house.ben)
    once = re.search(r'name="once" type="hidden" value="([^"]+)"', browser.get("/programmes/new").text)
    assert once
    names = {**NAMES, "unit_id": str(house.units["north"]), "once": once.group(1)}
    for _time in range(2):
        assert _post(browser, "/programmes/new", "publish", CLOSED, **names).status_code == 302
    again = _post(browser, "/programmes/new", "publish", CLOSED, **{**names, "once": ""})
    assert again.status_code == 422 and "已经有认证方案使用" in again.text
    assert len(db.session.scalars(select(Programme)).all()) == 1


def test_a_new_version_shows_whom_it_concerns_before_it_is_published(app: Flask, world: tuple[House, UUID]) -> None:
    house, exam_id = world
    now = datetime.now(UTC)
    programme = _make(app, house, exam_id)
    for actor in (house.ada, house.adam):
        programmes.enrol(house.hr, actor.require_person(), programme.id, now=now - timedelta(days=1))
    browser = signed_in(app, house.ben)
    path = f"/programmes/{programme.id}/versions/new"
    page = browser.get(path).text
    assert f'selected value="{exam_id}"' in page and 'value="导师签字"' in page and "approval" not in page
    row = {"key": "r1", "kind": "exam_passed", "exam_id": str(exam_id)}
    same = _post(browser, path, "check", row, CLOSED, validity_months="24", based_on="1")
    assert same.status_code == 422 and "不用发布新版本" in same.text
    confirm = _post(browser, path, "check", row, validity_months="12", based_on="1")
    assert confirm.status_code == 200
    text = unescape(confirm.text)
    assert "2 人从发布起按新条件走" in text and "0 人的证书照旧有效" in text
    assert "导师签字" in text.split("去掉")[1] and "从 24 个月改为 12 个月" in text
    assert programmes.get_programme(programme.id).version == 1
    kept = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', confirm.text))
    assert browser.post(path, data={**kept, "act": "publish"}).status_code == 302
    assert browser.post(path, data={**kept, "act": "publish"}).status_code == 422  # somebody was faster
    first, second = db.session.scalars(select(ProgrammeVersion).order_by(ProgrammeVersion.number)).all()
    assert len(first.requirements["children"]) == 3 and first.validity_months == 24
    assert [child["kind"] for child in second.requirements["children"]] == ["exam_passed", "approval"]
    assert "这是旧的一版" in browser.get(f"/programmes/{programme.id}/versions/1").text
    assert browser.get(f"/programmes/{programme.id}/versions/9").status_code == 404


def test_who_is_certified_stays_under_the_old_conditions(house: House) -> None:
    now = datetime.now(UTC)
    approval = Requirement("approval", "批准", "Approval")
    closed = Requirement("not_open", "技能", "Skills")
    programme_id = programmes.create_programme(
        house.ben,
        unit_id=house.units["north"],
        code="T1",
        title_zh="理论",
        title_en="Theory",
        certificate_zh="理论",
        certificate_en="Theory",
        job_role=None,
        requirements=Requirement("all_of", "理论", "Theory", children=(approval,)),
        validity_months=24,
        now=now,
    )
    for actor in (house.ada, house.adam):
        programmes.enrol(house.hr, actor.require_person(), programme_id, now=now)
    programmes.approve(house.hr, house.ada.require_person(), programme_id, now=now)
    tree = Requirement("all_of", "理论", "Theory", children=(closed, approval))
    effect = programmes.effect_of(house.ben, programme_id, tree, 24, now=now)
    assert effect.counts[StandingStatus.VALID] == effect.counts[StandingStatus.IN_TRAINING] == 1
    assert (effect.n_follow_now, effect.n_later, effect.added, effect.dropped) == (1, 1, (closed,), ())
    assert programmes.publish_version(house.ben, programme_id, tree, 24, based_on=1, now=now) == 2
    (mine,) = programmes.ways_of(house.ada.require_person(), now=now + timedelta(minutes=1))
    assert mine.standing.is_certified and mine.programme.version == 1 and mine.requirements.is_met
    (his,) = programmes.ways_of(house.adam.require_person(), now=now + timedelta(minutes=1))
    assert his.programme.version == 2 and not his.is_ready
    assert db.session.query(StandingRow).count() == 2


def test_hr_reads_programmes_and_other_units_change_nothing(app: Flask, world: tuple[House, UUID]) -> None:
    house, exam_id = world
    programme = _make(app, house, exam_id)
    path = f"/programmes/{programme.id}/versions/new"
    page = signed_in(app, house.hr).get(f"/programmes/{programme.id}")
    assert page.status_code == 200 and "versions/new" not in page.text
    assert signed_in(app, house.hr).get(path).status_code == 403
    elsewhere = signed_in(app, house.cleo_staff)
    assert elsewhere.get(f"/programmes/{programme.id}").status_code == 200
    assert elsewhere.get(path).status_code == 404 and elsewhere.post(path).status_code == 404
    assert "/sign-in" in app.test_client().get(path).location


def test_the_pages_in_english(app: Flask, world: tuple[House, UUID]) -> None:
    house, exam_id = world
    browser = signed_in(app, house.ben)
    browser.set_cookie("lang", "en")
    row = {"key": "r1", "kind": "exam_passed", "exam_id": str(exam_id)}
    page = _post(browser, "/programmes/new", "add:lessons_read", row).text
    for text in (
        "New programme",
        "Exam passed",
        "Lessons read",
        "Theory exam",
        "Conditions",
        "What the agent will see",
    ):
        assert text in page, text


def test_before_anybody_is_enrolled_the_records_say_what_comes_first(app: Flask, house: House) -> None:
    browser = signed_in(app, house.hr)
    assert "还没有人在认证路上" in browser.get("/records").text
    assert "没有符合条件的人" in browser.get("/records?words=nobody").text
