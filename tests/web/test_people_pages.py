"""People: the list, one person, data, roles, slips, leaving. Who may, who may not, what a wrong input is told."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from foundation import clock
from people import services
from people.domain import SYSTEM, Actor, Role
from tests.factories import PASSWORD, House, make_person, signed_in


@pytest.fixture
def hr(app: Flask, house: House) -> FlaskClient:
    return signed_in(app, house.hr)


@pytest.fixture
def admin(app: Flask, house: House) -> FlaskClient:
    return signed_in(app, house.admin)


def url(actor: Actor, rest: str = "") -> str:
    return f"/people/{actor.person_id}{rest}"


def record(house: House, actor: Actor) -> services.PersonRecord:
    return services.get_record(house.admin, actor.require_person(), now=clock.now())


def roles(house: House, actor: Actor) -> list[tuple[Role, bool]]:
    return [(held.role, held.ended_at is None) for held in record(house, actor).roles]


# --- the list


def test_hr_sees_the_people_of_the_north_only(hr: FlaskClient) -> None:
    page = hr.get("/people")
    assert page.status_code == 200
    assert "林晓雯" in page.text and "柯丽" not in page.text
    assert "共 8 人" in page.text


def test_an_administrator_of_the_province_sees_all(admin: FlaskClient) -> None:
    assert "柯丽" in admin.get("/people").text


def test_phones_are_masked_in_the_list(hr: FlaskClient) -> None:
    page = hr.get("/people").text
    assert "138****0825" in page and "13800000825" not in page


@pytest.mark.parametrize(
    ("query", "found", "hidden"),
    [
        ("words=晓雯", "林晓雯", "何思敏"),
        ("words=２００８２６", "何思敏", "林晓雯"),
        ("words=%25", "没有符合条件的人", "林晓雯"),
        ("words=%00", "这个请求没有被接受", "林晓雯"),
        ("role=marker", "罗嘉", "林晓雯"),
        ("state=left", "没有符合条件的人", "林晓雯"),
        ("state=waiting", "没有符合条件的人", "林晓雯"),
        ("role=emperor&state=gone&unit=/x/&page=x&size=7&sort=;drop", "林晓雯", "柯丽"),
    ],
)
def test_the_list_is_filtered_by_the_address(hr: FlaskClient, query: str, found: str, hidden: str) -> None:
    page = hr.get(f"/people?{query}").text
    assert found in page and hidden not in page


def test_the_list_is_filtered_by_unit_and_all_below(hr: FlaskClient, house: House) -> None:
    path = services.get_unit(house.units["centre"]).path
    page = hr.get("/people", query_string={"unit": path}).text
    assert "林晓雯" in page and "许文静" not in page


def test_a_unit_out_of_reach_is_no_filter(hr: FlaskClient, house: House) -> None:
    assert "柯丽" not in hr.get("/people", query_string={"unit": services.get_unit(house.units["south"]).path}).text


def test_pages_and_sorting(hr: FlaskClient, house: House) -> None:
    for n in range(60):
        services.create_person(
            house.hr, login=f"21{n:04}", name=f"甲{n:02}", unit_id=house.units["centre"], now=clock.now()
        )
    first, second = hr.get("/people?sort=-login"), hr.get("/people?sort=-login&page=2")
    assert "甲59" in first.text and "甲00" not in first.text and "第 1–50 条，共 68 条" in first.text
    assert "甲00" in second.text
    assert 'aria-sort="descending"' in first.text
    assert hr.get("/people?page=99").status_code == 200


@pytest.mark.parametrize("key", ["ada", "writer", "ben", "marker"])
def test_others_have_no_business_there(app: Flask, house: House, key: str) -> None:
    browser = signed_in(app, house.cast[key])
    assert {browser.get(path).status_code for path in ("/people", "/people/new", url(house.ada))} == {403}


def test_a_visitor_is_sent_to_the_door(client: FlaskClient, house: House) -> None:
    assert client.get("/people").location.startswith("/sign-in?next=")
    assert client.post(url(house.ada, "/leave")).location.startswith("/sign-in")


# --- one person


def test_a_person_of_another_city_is_not_there(hr: FlaskClient, house: House) -> None:
    person = url(house.cleo)
    for path in (person, f"{person}/edit", f"{person}/leave"):
        assert hr.get(path).status_code == 404, path
    forms: dict[str, dict[str, str]] = {
        person: {"name": "改名", "unit": str(house.units["north"]), "version": "1"},
        f"{person}/roles": {"role": "agent", "unit": str(house.units["north"])},
        f"{person}/roles/{house.units['north']}/end": {},
        f"{person}/sign-in-slip": {},
        f"{person}/sessions/end": {},
        f"{person}/leave": {"last_day": "2026-11-20"},
        f"{person}/rejoin": {},
    }
    for path, form in forms.items():
        assert hr.post(path, data=form).status_code == 404, path
    assert services.get_holder(house.cleo.require_person()).name == "柯丽"


def test_nobody_is_found_under_a_made_up_id(hr: FlaskClient) -> None:
    assert hr.get("/people/00000000-0000-7000-8000-000000000000").status_code == 404
    assert hr.get("/people/1").status_code == 404


def test_a_new_person_gets_an_account_and_then_a_slip(hr: FlaskClient, house: House, client: FlaskClient) -> None:
    form = {"login": "200900", "name": "新 人", "unit": str(house.units["centre"]), "is_agent": "y", "phone": ""}
    reply = hr.post("/people", data=form)
    assert reply.status_code == 302
    page = hr.get(reply.location).text
    assert "新 人" in page and "还没设密码" in page and "客服代表" in page
    slip = hr.post(f"{reply.location}/sign-in-slip")
    assert slip.status_code == 200 and slip.headers["Cache-Control"] == "no-store"
    link = slip.text.split("data-copy>")[1].split("<")[0]
    assert "<svg" in slip.text and link.startswith("http://localhost/sign-in-slip/")
    path = link.removeprefix("http://localhost")
    assert "新 人" in client.get(path).text
    assert client.post(path, data={"password": "a new phrase 7"}).location == "/sign-in?login=200900"
    assert client.get(path).status_code == 409


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"login": "200825"}, "已经有人使用"),
        ({"login": "a"}, "3 到 32 位"),
        ({"login": ""}, "请填写这一项"),
        ({"name": "=cmd()"}, "不能以"),
        ({"phone": "abc"}, "电话只含数字"),
        ({"hired_on": "gestern"}, "日期写成"),
        ({"unit": "x"}, "请从列表中选择"),
    ],
)
def test_bad_data_is_said_at_its_field_and_kept(
    hr: FlaskClient, house: House, change: dict[str, str], words: str
) -> None:
    form = {"login": "200900", "name": "新人甲", "unit": str(house.units["centre"])} | change
    reply = hr.post("/people", data=form)
    assert reply.status_code == 422 and words in reply.text
    assert 'aria-invalid="true"' in reply.text or "data-focus" in reply.text
    assert f'value="{form["name"]}"' in reply.text


def test_nobody_is_made_in_another_city(hr: FlaskClient, house: House) -> None:
    form = {"login": "200900", "name": "新人", "unit": str(house.units["far"])}
    assert hr.post("/people", data=form).status_code == 422


def edit(house: House, actor: Actor, **change: str) -> dict[str, str]:
    found = record(house, actor)
    form = {
        "version": str(found.version),
        "name": found.row.name,
        "phone": found.row.phone or "",
        "unit": str(found.unit_id),
        "post": str(found.row.job_role.id) if found.row.job_role else "",
    }
    return form | change


def test_a_move_stays_in_the_history_and_takes_the_agent_role_along(hr: FlaskClient, house: House) -> None:
    reply = hr.post(url(house.ada), data=edit(house, house.ada, unit=str(house.units["centre2"])))
    assert reply.status_code == 302
    page = hr.get(url(house.ada)).text
    assert "换单位" in page and "江岚省 / 岚州市 / 岚州一中心 → 江岚省 / 岚州市 / 岚州二中心" in page
    ada = services.actor_of_login("200825")
    assert [grant.unit_path for grant in ada.grants] == [services.get_unit(house.units["centre2"]).path]
    assert sorted(roles(house, ada), key=str) == [(Role.AGENT, False), (Role.AGENT, True)]


def test_nobody_is_moved_to_where_hr_does_not_reach(hr: FlaskClient, house: House) -> None:
    assert hr.post(url(house.ada), data=edit(house, house.ada, unit=str(house.units["far"]))).status_code == 422
    assert services.get_holder(house.ada.require_person()).unit_id == house.units["centre"]


def test_the_slower_of_two_editors_is_told(hr: FlaskClient, house: House) -> None:
    first, second = edit(house, house.ada, phone="13900000001"), edit(house, house.ada, phone="13900000002")
    assert hr.post(url(house.ada), data=first).status_code == 302
    reply = hr.post(url(house.ada), data=second)
    assert reply.status_code == 422 and "刚刚被别人改过" in reply.text and "13900000002" in reply.text
    assert services.get_holder(house.ada.require_person()).phone == "13900000001"


@pytest.mark.parametrize("version", ["", "x", "-1", "99999999999999999999"])
def test_a_made_up_version_changes_nothing(hr: FlaskClient, house: House, version: str) -> None:
    assert hr.post(url(house.ada), data=edit(house, house.ada, name="别名", version=version)).status_code == 422
    assert services.get_holder(house.ada.require_person()).name == "林晓雯"


# --- roles


def test_an_administrator_gives_and_ends_roles(admin: FlaskClient, house: House) -> None:
    form = {"role": "marker", "unit": str(house.units["centre"])}
    assert admin.post(url(house.ada, "/roles"), data=form).status_code == 302
    assert (Role.MARKER, True) in roles(house, house.ada)
    held = next(held for held in record(house, house.ada).roles if held.role is Role.MARKER)
    assert admin.post(url(house.ada, f"/roles/{held.assignment_id}/end")).status_code == 302
    assert (Role.MARKER, False) in roles(house, house.ada)
    assert "收回角色" in admin.get(url(house.ada)).text


def test_hr_gives_no_role_not_even_to_itself(hr: FlaskClient, house: House) -> None:
    for person in (house.ada, house.hr):
        form = {"role": "administrator", "unit": str(house.units["north"])}
        assert hr.post(url(person, "/roles"), data=form).status_code == 403
        assert (Role.ADMINISTRATOR, True) not in roles(house, person)


def test_hr_ends_no_role_but_the_agents(hr: FlaskClient, house: House) -> None:
    (held,) = record(house, house.marker).roles
    assert hr.post(url(house.marker, f"/roles/{held.assignment_id}/end")).status_code == 403
    (agent,) = record(house, house.ada).roles
    assert hr.post(url(house.ada, f"/roles/{agent.assignment_id}/end")).status_code == 302


def test_an_administrator_of_a_city_gives_nothing_above_it(app: Flask, house: House) -> None:
    local = make_person("100200", "市管", house.units["north"], Role.ADMINISTRATOR, now=clock.now())
    browser = signed_in(app, local)
    above = {"role": "administrator", "unit": str(house.units["province"])}
    assert browser.post(url(local, "/roles"), data=above).status_code == 422
    with pytest.raises(Exception, match="没有做这件事的权限"):
        services.assign_role(local, local.require_person(), Role.EXAMINER, house.units["province"], now=clock.now())
    below = {"role": "examiner", "unit": str(house.units["centre"])}
    assert browser.post(url(local, "/roles"), data=below).status_code == 302


def test_a_role_of_another_person_is_not_ended_through_this_one(admin: FlaskClient, house: House) -> None:
    (held,) = record(house, house.marker).roles
    assert admin.post(url(house.ada, f"/roles/{held.assignment_id}/end")).status_code == 404


# --- slips and sessions


def test_hr_issues_no_slip_for_an_administrator(hr: FlaskClient, house: House) -> None:
    services.assign_role(SYSTEM, house.adam.require_person(), Role.ADMINISTRATOR, house.units["north"], now=clock.now())
    reply = hr.post(url(house.adam, "/sign-in-slip"))
    assert reply.status_code == 403 and "管理员" in reply.text
    assert "登录单由管理员发" in hr.get(url(house.adam)).text


def test_an_administrator_of_a_city_cannot_take_over_one_of_the_province(app: Flask, house: House) -> None:
    local = make_person("100200", "市管", house.units["north"], Role.ADMINISTRATOR, now=clock.now())
    services.assign_role(
        SYSTEM, house.ben.require_person(), Role.ADMINISTRATOR, house.units["province"], now=clock.now()
    )
    assert signed_in(app, local).post(url(house.ben, "/sign-in-slip")).status_code == 403


def test_signing_out_everywhere(app: Flask, hr: FlaskClient, house: House) -> None:
    browser = signed_in(app, house.ada)
    assert "现在在 1 处登录" in hr.get(url(house.ada)).text
    assert hr.post(url(house.ada, "/sessions/end")).status_code == 302
    assert browser.get("/password").status_code == 302


# --- leaving


def test_leaving_ends_roles_and_sessions_and_keeps_the_person(app: Flask, hr: FlaskClient, house: House) -> None:
    browser = signed_in(app, house.ada)
    assert hr.get(url(house.ada, "/leave")).status_code == 200
    today = clock.now().date() - timedelta(days=1)
    assert hr.post(url(house.ada, "/leave"), data={"last_day": today.isoformat()}).status_code == 302
    assert browser.get("/password").status_code == 302
    page = hr.get(url(house.ada)).text
    assert "已离职" in page and today.isoformat() in page and "办回岗" in page
    assert roles(house, house.ada) == [(Role.AGENT, False)]
    again = app.test_client().post("/sign-in", data={"login": house.ada.login, "password": PASSWORD})
    assert again.status_code == 422


def test_leaving_twice_or_in_the_future_or_oneself_is_refused(hr: FlaskClient, house: House) -> None:
    day = (clock.now() + timedelta(days=3)).date().isoformat()
    reply = hr.post(url(house.ada, "/leave"), data={"last_day": day})
    assert reply.status_code == 422 and "不能晚于今天" in reply.text
    assert hr.post(url(house.ada, "/leave"), data={"last_day": "x"}).status_code == 422
    assert hr.post(url(house.ada, "/leave"), data={}).status_code == 422
    own = hr.post(url(house.hr, "/leave"), data={"last_day": "2026-11-20"})
    assert own.status_code == 422 and "不能给自己办离职" in own.text
    assert hr.post(url(house.ada, "/leave"), data={"last_day": "2026-11-20"}).status_code == 302
    assert hr.post(url(house.ada, "/leave"), data={"last_day": "2026-11-20"}).status_code == 422


def test_who_left_gets_neither_slip_nor_role_until_back(hr: FlaskClient, admin: FlaskClient, house: House) -> None:
    services.leave(house.hr, house.ada.require_person(), last_day=clock.now().date(), now=clock.now())
    assert hr.post(url(house.ada, "/sign-in-slip")).status_code == 409
    form = {"role": "marker", "unit": str(house.units["centre"])}
    reply = admin.post(url(house.ada, "/roles"), data=form)
    assert reply.status_code == 422 and "已离职" in reply.text
    assert hr.post(url(house.ada, "/rejoin")).status_code == 302
    ada = record(house, house.ada)
    assert not ada.row.has_password and ada.row.left_on is None and ada.row.roles == (Role.AGENT,)
    assert hr.post(url(house.ada, "/sign-in-slip")).status_code == 200


# --- nobody locks everybody out


def test_the_last_administrator_keeps_the_role(admin: FlaskClient, house: House) -> None:
    (held,) = record(house, house.admin).roles
    reply = admin.post(url(house.admin, f"/roles/{held.assignment_id}/end"))
    assert reply.status_code == 409 and "最后一位能登录的管理员" in reply.text
    assert roles(house, house.admin) == [(Role.ADMINISTRATOR, True)]


def test_the_last_administrator_cannot_leave(app: Flask, house: House) -> None:
    chief = make_person("100300", "人事总", house.units["province"], Role.HR, now=clock.now())
    reply = signed_in(app, chief).post(url(house.admin, "/leave"), data={"last_day": "2026-11-20"})
    assert reply.status_code == 422 and "最后一位能登录的管理员" in reply.text
    assert record(house, house.admin).row.left_on is None


def test_one_who_never_signed_in_is_no_second_administrator(admin: FlaskClient, house: House) -> None:
    heir = services.create_person(
        house.admin,
        login="100400",
        name="接班人",
        unit_id=house.units["province"],
        roles=(Role.ADMINISTRATOR,),
        now=clock.now(),
    )
    (held,) = record(house, house.admin).roles
    end = url(house.admin, f"/roles/{held.assignment_id}/end")
    assert admin.post(end).status_code == 409
    token = services.sign_in_slip(house.admin, heir, now=clock.now())
    services.set_password_by_token(token, "a new phrase 7", now=clock.now())
    assert admin.post(end).status_code == 302


def test_english_pages_hold_no_chinese_of_ours(admin: FlaskClient, house: House) -> None:
    admin.set_cookie("lang", "en")
    for path in ("/people", "/people/new", url(house.ada), url(house.ada, "/edit"), url(house.ada, "/leave")):
        page = admin.get(path).text
        for text in ("单位", "角色", "离职", "登录单", "人员", "工号"):
            assert text not in page, (path, text)
