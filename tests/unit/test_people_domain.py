"""The pure rules of people: reach of grants, names, days, tops."""

from datetime import date
from uuid import UUID

import pytest

from foundation.errors import Invalid
from people.domain import (
    ROLE_PERMISSIONS,
    SYSTEM,
    Actor,
    Grant,
    MissingPermission,
    Permission,
    Role,
    UnitKind,
    check_kind,
    check_last_day,
    check_login,
    check_name_and_phone,
    check_password,
    check_unit_name,
    is_top,
    permission_for,
    roles_with,
)

PROVINCE, NORTH, CENTRE, SOUTH = "/p/", "/p/n/", "/p/n/c/", "/p/s/"


def actor(*grants: Grant) -> Actor:
    return Actor(UUID(int=1), "100106", "高岩", NORTH, grants)


def test_a_grant_covers_its_unit_and_all_below() -> None:
    hr = actor(Grant(Role.HR, NORTH))
    assert hr.may(Permission.MANAGE_PEOPLE, NORTH) and hr.may(Permission.MANAGE_PEOPLE, CENTRE)
    assert not hr.may(Permission.MANAGE_PEOPLE, SOUTH) and not hr.may(Permission.MANAGE_PEOPLE, PROVINCE)
    assert not hr.may_anywhere(Permission.ASSIGN_ROLES)


def test_what_concerns_all_is_asked_at_the_top() -> None:
    assert actor(Grant(Role.ADMINISTRATOR, PROVINCE)).may_at_the_top(Permission.VIEW_AUDIT)
    local = actor(Grant(Role.ADMINISTRATOR, NORTH))
    assert local.may_anywhere(Permission.VIEW_AUDIT) and not local.may_at_the_top(Permission.VIEW_AUDIT)
    with pytest.raises(MissingPermission):
        local.require_at_the_top(Permission.VIEW_AUDIT)
    SYSTEM.require_at_the_top(Permission.VIEW_AUDIT)


def test_a_refusal_names_the_role_that_would_do() -> None:
    with pytest.raises(MissingPermission, match="管理员"):
        actor().require(Permission.ASSIGN_ROLES, NORTH)


def test_every_permission_belongs_to_a_role() -> None:
    assert all(roles_with(permission) for permission in Permission)
    assert set(ROLE_PERMISSIONS) == set(Role)


def test_only_the_agent_role_comes_with_managing_people() -> None:
    free = {role for role in Role if permission_for(role) is Permission.MANAGE_PEOPLE}
    assert free == {Role.AGENT}


@pytest.mark.parametrize(("path", "top"), [("/", True), (PROVINCE, True), (NORTH, False), (CENTRE, False)])
def test_tops(path: str, top: bool) -> None:
    assert is_top(path) is top


@pytest.mark.parametrize("login", ["200825", "a.b-c_d", "A12", "x" * 32])
def test_logins(login: str) -> None:
    assert check_login(f" {login} ") == login


@pytest.mark.parametrize("login", ["", "ab", "x" * 33, "-ab", "a b c", "工号工号", "a\x00bc", "２００８２５"])
def test_logins_that_are_none(login: str) -> None:
    with pytest.raises(Invalid):
        check_login(login)


@pytest.mark.parametrize("name", ["", " ", "x" * 81, "=1+1", "@x", "+1", "-1", "张\n一"])
def test_names_that_are_none(name: str) -> None:
    with pytest.raises(Invalid):
        check_name_and_phone(name, None)


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(Invalid) as caught:
        check_name_and_phone("", "abc")
    assert [problem.field for problem in caught.value.problems] == ["name", "phone"]


@pytest.mark.parametrize("password", ["short", "1234567890", "aaaaaaaaaaaa", "my 200825 pass", "x" * 201])
def test_passwords_that_are_too_easy(password: str) -> None:
    with pytest.raises(Invalid):
        check_password(password, "200825")


def test_the_last_day_has_come_and_is_after_the_first() -> None:
    today, hired = date(2026, 11, 22), date(2026, 11, 1)
    check_last_day(today, hired, today)
    for day in (date(2026, 11, 23), date(2026, 10, 31)):
        with pytest.raises(Invalid):
            check_last_day(day, hired, today)


def test_levels_follow_one_another() -> None:
    check_kind(UnitKind.PROVINCE, None)
    check_kind(UnitKind.TEAM, UnitKind.CENTRE)
    for kind, parent in ((UnitKind.CITY, None), (UnitKind.TEAM, UnitKind.CITY), (UnitKind.TEAM, UnitKind.TEAM)):
        with pytest.raises(Invalid):
            check_kind(kind, parent)


def test_unit_names_hold_no_slash() -> None:
    assert check_unit_name("  一  组 ") == "一 组"
    for name in ("", "a/b", "甲／乙", "x" * 81):
        with pytest.raises(Invalid):
            check_unit_name(name)
