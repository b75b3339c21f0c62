"""People from a table, through services, on both databases: staged, committed all or nothing, once."""

from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from foundation.db import engines
from foundation.errors import NotFound
from people import services
from people.domain import Role
from people.domain.importing import RowKind
from people.queries.directory import PeopleFilter
from people.services.committing import Stale
from people.services.imports import AlreadyCommitted, NamesNotConfirmed, NotReady
from people.services.slips import SlipUsed
from tests.factories import House

HEADER = "工号,姓名,电话,单位,岗位,入职日期\n"


def csv(*lines: str) -> bytes:
    return (HEADER + "\n".join(lines)).encode()


def stage(house: House, now: datetime, *lines: str) -> Any:
    return services.stage_import(house.hr, "people.csv", csv(*lines), now=now)


def logins(house: House) -> set[str]:
    rows, _total = services.list_people(house.hr, PeopleFilter(state="all"), page=1, size=500)
    return {row.login for row in rows}


def test_nothing_is_made_before_the_commit(house: House, now: datetime) -> None:
    before = logins(house)
    import_id = stage(house, now, "200901,张一,13800000901,岚州一中心,10000,2026-01-05")
    view = services.get_import(house.hr, import_id)
    assert (view.counts[RowKind.NEW], view.n_to_write, view.n_bad) == (1, 1, 0)
    assert logins(house) == before


def test_a_commit_makes_people_agents_and_tells_the_log(house: House, now: datetime) -> None:
    import_id = stage(
        house, now, "200901,张一,13800000901,岚州一中心,10000,2026-01-05", "200902,张二,,岚州市 / 岚州二中心,,"
    )
    services.commit_import(house.hr, import_id, names_confirmed=False, now=now)
    first = services.actor_of_login("200901")
    assert [(grant.role, grant.unit_path) for grant in first.grants] == [(Role.AGENT, first.unit_path)]
    assert services.actor_of_login("200902").grants == ()
    record = services.get_record(house.hr, first.require_person(), now=now)
    assert record.row.job_role is not None and record.row.job_role.code == "10000"
    assert [(event.action, event.actor_login) for event in record.trail] == [("people.create", house.hr.login)]


def test_a_move_takes_the_agent_role_along(house: House, now: datetime) -> None:
    import_id = stage(house, now, "200825,林晓雯,13800000825,岚州二中心,,")
    view = services.get_import(house.hr, import_id)
    assert view.counts[RowKind.CHANGED] == 1
    services.commit_import(house.hr, import_id, names_confirmed=False, now=now)
    ada = services.actor_of_login("200825")
    unit = services.get_unit(house.units["centre2"])
    assert ada.unit_path == unit.path
    assert [(grant.role, grant.unit_path) for grant in ada.grants] == [(Role.AGENT, unit.path)]
    trail = services.get_record(house.hr, ada.require_person(), now=now).trail
    assert trail[0].details["after"] == {"unit": "江岚省 / 岚州市 / 岚州二中心"}


def test_a_bad_row_stops_all_rows(house: House, now: datetime) -> None:
    before = logins(house)
    import_id = stage(house, now, "200901,张一,,岚州一中心,,", "200902,张二,,月球中心,,")
    with pytest.raises(NotReady):
        services.commit_import(house.hr, import_id, names_confirmed=True, now=now)
    assert logins(house) == before
    assert services.get_import(house.hr, import_id).committed_at is None


def test_an_import_is_committed_once(house: House, now: datetime) -> None:
    import_id = stage(house, now, "200901,张一,,岚州一中心,,")
    services.commit_import(house.hr, import_id, names_confirmed=False, now=now)
    for again in (
        lambda: services.commit_import(house.hr, import_id, names_confirmed=False, now=now),
        lambda: services.check_again(house.hr, import_id),
        lambda: services.discard_import(house.hr, import_id),
    ):
        with pytest.raises(AlreadyCommitted):
            again()


def test_another_name_under_a_known_number_is_confirmed_first(house: House, now: datetime) -> None:
    import_id = stage(house, now, "200825,林小文,,,,")
    with pytest.raises(NamesNotConfirmed):
        services.commit_import(house.hr, import_id, names_confirmed=False, now=now)
    services.commit_import(house.hr, import_id, names_confirmed=True, now=now)
    assert services.actor_of_login("200825").name == "林小文"


def test_a_number_taken_meanwhile_stops_the_commit(house: House, now: datetime) -> None:
    import_id = stage(house, now, "200901,张一,,岚州一中心,,", "200902,张二,,岚州一中心,,")
    services.create_person(house.admin, login="200902", name="别人", unit_id=house.units["far"], now=now)
    with pytest.raises(Stale):
        services.commit_import(house.hr, import_id, names_confirmed=True, now=now)
    assert "200901" not in logins(house)
    services.check_again(house.hr, import_id)
    view = services.get_import(house.hr, import_id)
    assert (view.counts[RowKind.NEW], view.n_bad) == (1, 1)


def test_a_person_changed_meanwhile_stops_the_commit(house: House, now: datetime) -> None:
    import_id = stage(house, now, "200825,林晓雯,13900000000,,,")
    ada = house.ada.require_person()
    record = services.get_record(house.hr, ada, now=now)
    services.change_person(
        house.hr,
        ada,
        seen_version=record.version,
        name="林晓雯",
        phone="13700000000",
        unit_id=record.unit_id,
        job_role_id=None,
        hired_on=None,
        now=now,
    )
    with pytest.raises(Stale):
        services.commit_import(house.hr, import_id, names_confirmed=True, now=now)
    assert services.get_holder(ada).phone == "13700000000"


def test_an_import_is_its_makers_only(house: House, now: datetime) -> None:
    import_id = stage(house, now, "200901,张一,,岚州一中心,,")
    with pytest.raises(NotFound):
        services.get_import(house.admin, import_id)


def test_people_of_another_city_cannot_be_taken_over(house: House, now: datetime) -> None:
    import_id = stage(house, now, "300001,柯丽,,岚州一中心,,", "200903,张三,,汀州中心,,")
    rows = services.list_rows(house.hr, import_id)
    assert [row.kind for row in rows] == [RowKind.BAD, RowKind.BAD]
    assert [problem.field for row in rows for problem in row.problems] == ["login", "unit"]


def test_slips_of_an_import_open_the_new_accounts_once(house: House, now: datetime) -> None:
    import_id = stage(house, now, "200901,张一,,岚州一中心,10000,", "200825,林晓雯,13900000000,,,")
    services.commit_import(house.hr, import_id, names_confirmed=True, now=now)
    (slip,) = services.make_slips(house.hr, import_id, now=now)
    (again,) = services.make_slips(house.hr, import_id, now=now)
    assert (slip.login, slip.name, slip.token == again.token) == ("200901", "张一", False)
    with pytest.raises(SlipUsed):
        services.check_slip(slip.token, now=now)
    services.set_password_by_token(again.token, "a new phrase 7", now=now)
    assert services.make_slips(house.hr, import_id, now=now) == []


def test_uncommitted_tables_go_after_a_week(house: House, now: datetime) -> None:
    old = stage(house, now.replace(day=10), "200901,张一,,岚州一中心,,")
    young = stage(house, now, "200901,张一,,岚州一中心,,")
    services.purge_imports(now=now)
    with pytest.raises(NotFound):
        services.get_import(house.hr, old)
    assert services.get_import(house.hr, young).n_rows == 1


def test_a_commit_costs_few_statements_however_many_rows(app: Flask, house: House, now: datetime) -> None:
    import_id = stage(house, now, *(f"21{n:04},张{n},,岚州一中心,10000,2026-01-05" for n in range(600)))
    statements: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(engines().write, "before_cursor_execute", count)
    try:
        services.commit_import(house.hr, import_id, names_confirmed=False, now=now)
    finally:
        event.remove(engines().write, "before_cursor_execute", count)
    assert len(statements) < 20
    assert len(logins(house)) > 500 - 1
