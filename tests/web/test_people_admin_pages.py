"""Administration: the organisation, posts, the audit log, jobs."""

from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from foundation import audit, clock, jobs
from foundation.audit import AuditEvent
from foundation.db import db, transaction
from foundation.events import OutboxEvent
from people import services
from people.domain import Permission
from tests.factories import House, signed_in

PAGES = ("/admin/organisation", "/admin/job-roles", "/admin/audit", "/admin/jobs")


@pytest.fixture
def admin(app: Flask, house: House) -> FlaskClient:
    return signed_in(app, house.admin)


@pytest.fixture
def south(app: Flask, house: House) -> FlaskClient:
    """An administrator of the southern city only."""
    return signed_in(app, house.cleo_staff)


def names(house: House) -> set[str]:
    return {unit.name for unit in services.list_units(house.admin, Permission.MANAGE_ORGANISATION)}


def test_all_pages_open_in_both_languages(admin: FlaskClient) -> None:
    for path in PAGES:
        assert admin.get(path).status_code == 200, path
    admin.set_cookie("lang", "en")
    for path in PAGES:
        page = admin.get(path)
        assert page.status_code == 200 and "审计" not in page.text and "组织架构" not in page.text, path


@pytest.mark.parametrize("key", ["ada", "hr", "ben", "marker"])
def test_others_are_refused(app: Flask, house: House, key: str) -> None:
    browser = signed_in(app, house.cast[key])
    assert {browser.get(path).status_code for path in PAGES} == {403}


def test_a_visitor_is_sent_to_the_door(client: FlaskClient) -> None:
    for path in PAGES:
        assert client.get(path).location.startswith("/sign-in"), path


# --- organisation


def test_a_unit_is_added_at_the_level_below(admin: FlaskClient, house: House) -> None:
    centre = house.units["centre"]
    assert admin.post(f"/admin/organisation/units/{centre}/below", data={"add-name": " 一组 "}).status_code == 302
    (team,) = [u for u in services.list_units(house.admin, Permission.MANAGE_ORGANISATION) if u.name == "一组"]
    assert team.kind == "team" and team.parent_id == centre
    page = admin.get(f"/admin/organisation?unit={team.id}").text
    assert "班组下面不再分级" in page
    reply = admin.post(f"/admin/organisation/units/{team.id}/below", data={"add-name": "小队"})
    assert reply.status_code == 422 and "班组下面不再分级" in reply.text


@pytest.mark.parametrize(
    ("name", "words"), [("", "请填写"), ("岚州二中心", "已经有"), ("a/b", "斜线"), ("长" * 81, "80")]
)
def test_bad_names_are_refused(admin: FlaskClient, house: House, name: str, words: str) -> None:
    before = names(house)
    added = admin.post(f"/admin/organisation/units/{house.units['north']}/below", data={"add-name": name})
    renamed = admin.post(f"/admin/organisation/units/{house.units['centre']}", data={"rename-name": name})
    assert added.status_code == renamed.status_code == 422
    assert words in renamed.text or "at most" in renamed.text or "longer" in renamed.text
    assert names(house) == before


def test_renaming_is_told_in_the_log(admin: FlaskClient, house: House) -> None:
    path = f"/admin/organisation/units/{house.units['centre']}"
    assert admin.post(path, data={"rename-name": "岚州客服一中心"}).status_code == 302
    assert "岚州客服一中心" in names(house)
    page = admin.get("/admin/audit?action=people.rename_unit").text
    assert "岚州一中心 → 岚州客服一中心" in page


def test_another_citys_units_are_out_of_reach(south: FlaskClient, house: House) -> None:
    before = names(house)
    north = house.units["north"]
    assert south.get(f"/admin/organisation?unit={north}").status_code == 404
    assert "岚州市" not in south.get("/admin/organisation").text
    assert south.post(f"/admin/organisation/units/{north}", data={"rename-name": "x"}).status_code == 403
    assert south.post(f"/admin/organisation/units/{north}/below", data={"add-name": "x"}).status_code == 403
    assert names(house) == before


def test_a_unit_that_is_not_there(admin: FlaskClient) -> None:
    assert admin.get(f"/admin/organisation?unit={uuid4()}").status_code == 404
    assert admin.get("/admin/organisation?unit=x").status_code == 200
    assert admin.post(f"/admin/organisation/units/{uuid4()}", data={"rename-name": "x"}).status_code == 404


# --- posts


def test_posts_are_added_and_renamed(admin: FlaskClient, house: House) -> None:
    form = {"code": "tech", "name_zh": "装维工程师", "name_en": "Field engineer"}
    assert admin.post("/admin/job-roles", data=form).status_code == 302
    again = admin.post("/admin/job-roles", data=form)
    assert again.status_code == 422 and "已经有代码为“tech”的岗位" in again.text
    post = house.job_roles["shop"]
    assert admin.get(f"/admin/job-roles/{post}").status_code == 200
    names = {"name_zh": "营业厅营业员", "name_en": "Shop assistant"}
    assert admin.post(f"/admin/job-roles/{post}", data=names).status_code == 302
    assert "营业厅营业员" in admin.get("/admin/job-roles").text
    assert admin.post(f"/admin/job-roles/{post}", data={"name_zh": " ", "name_en": "x"}).status_code == 422
    assert admin.get(f"/admin/job-roles/{uuid4()}").status_code == 404


def test_posts_are_kept_at_the_top_only(south: FlaskClient, house: House) -> None:
    form = {"code": "tech", "name_zh": "装维工程师", "name_en": "Field engineer"}
    assert "添加岗位" not in south.get("/admin/job-roles").text
    assert south.post("/admin/job-roles", data=form).status_code == 403
    assert south.post(f"/admin/job-roles/{house.job_roles['shop']}", data=form).status_code == 403
    assert south.get(f"/admin/job-roles/{house.job_roles['shop']}").status_code == 403


# --- audit


def test_the_log_is_filtered(admin: FlaskClient, house: House) -> None:
    services.leave(house.hr, house.ada.require_person(), last_day=clock.now().date(), now=clock.now())
    assert "办离职" in admin.get("/admin/audit?action=people.leave").text.split("<tbody>")[1]
    assert "办离职" in admin.get("/admin/audit?login=100106").text.split("<tbody>")[1]
    assert "办离职" in admin.get("/admin/audit?subject=200825").text.split("<tbody>")[1]
    assert "没有符合条件的记录" in admin.get("/admin/audit?login=nobody").text
    assert "没有符合条件的记录" in admin.get("/admin/audit?until=2020-01-01").text
    assert admin.get("/admin/audit?action=x&since=y&until=z&page=q&subject=%25").status_code == 200


def test_the_log_shows_its_seals_and_a_change_behind_its_back(admin: FlaskClient, house: House) -> None:
    assert "待封存" in admin.get("/admin/audit").text
    audit.seal()
    assert "已封存 1" in admin.get("/admin/audit?size=200").text
    assert "每一条都和封存时一样" in admin.get("/admin/audit?verify=1").text
    with transaction() as session:
        event = session.get(AuditEvent, db.session.scalar(db.select(db.func.min(AuditEvent.id))))
        assert event is not None
        event.actor_login = "somebody else"
    assert "第 1 条和封存时不一样" in admin.get("/admin/audit?verify=1").text


def test_an_administrator_of_a_city_reads_the_acts_of_its_people_only(south: FlaskClient, house: House) -> None:
    services.create_person(house.hr, login="200950", name="北人", unit_id=house.units["centre"], now=clock.now())
    page = south.get("/admin/audit?verify=1").text
    assert "200950" not in page and "300002" in page
    assert "只显示你管理的范围内" in page and "封存时一样" not in page
    assert "没有符合条件的记录" in south.get("/admin/audit?login=100106").text


# --- jobs


def test_jobs_and_undelivered_news(admin: FlaskClient, house: House) -> None:
    long_ago = clock.now() - timedelta(hours=1)
    with transaction() as session:
        jobs.enqueue("export", {}, run_at=long_ago)
        session.add(
            jobs.Job(id=uuid4(), kind="remind", payload={}, run_at=long_ago, tries=5, last_error="ValueError: <x>")
        )
        session.add(OutboxEvent(id=uuid4(), at=long_ago, kind="ResultReleased", payload="{}", tries=3, last_error="E"))
    page = admin.get("/admin/jobs").text
    assert "等待中" in page and "已放弃" in page and "ValueError: &lt;x&gt;" in page
    assert "ResultReleased" in page and "flask jobs run" in page


def test_jobs_concern_all_so_a_city_sees_none(south: FlaskClient) -> None:
    assert south.get("/admin/jobs").status_code == 403


def test_the_navigation_leads_nobody_to_a_closed_door(admin: FlaskClient, south: FlaskClient) -> None:
    assert 'href="/admin/jobs"' in admin.get("/admin/audit").text
    assert 'href="/admin/jobs"' not in south.get("/admin/audit").text
