"""Makers of what tests need, through the services only. The cast: Ada owns, Ben examines, Cleo must be refused."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient

from foundation import clock
from people import services as people
from people.domain import SYSTEM, Actor, Role, UnitKind
from people.passwords import hash_password
from people.services.set_up import JOB_ROLES
from people.web import COOKIE_FIELD

PASSWORD = "correct horse 42"


def make_person(login: str, name: str, unit_id: UUID, *roles: Role, now: datetime, **extra: object) -> Actor:
    """An account with the given roles on its unit; returns the actor."""
    people.create_person(
        SYSTEM,
        login=login,
        name=name,
        unit_id=unit_id,
        roles=roles or (Role.AGENT,),
        password_hash=hash_password(PASSWORD),
        must_change_password=False,
        now=now,
        **{"phone": "13800000825", **extra},  # type: ignore[arg-type]  # tests pass what create_person takes
    )
    return people.actor_of_login(login)


@dataclass
class House:
    """Units by short name and actors by role. North and south are cities; Cleo works in the south and must be refused
    in the north.
    """

    units: dict[str, UUID] = field(default_factory=dict)
    cast: dict[str, Actor] = field(default_factory=dict)
    job_roles: dict[str, UUID] = field(default_factory=dict)

    @classmethod
    def build(cls, now: datetime) -> "House":
        """Make units, posts and cast."""
        house = cls()
        for code, zh, en in JOB_ROLES:
            house.job_roles[code] = people.create_job_role(SYSTEM, code=code, name_zh=zh, name_en=en, now=now)

        def unit(key: str, name: str, kind: UnitKind, parent: str | None) -> None:
            house.units[key] = people.create_unit(
                SYSTEM, name=name, kind=kind, parent_id=house.units[parent] if parent else None, now=now
            )

        unit("province", "江岚省", UnitKind.PROVINCE, None)
        unit("north", "岚州市", UnitKind.CITY, "province")
        unit("south", "汀州市", UnitKind.CITY, "province")
        unit("centre", "岚州一中心", UnitKind.CENTRE, "north")
        unit("centre2", "岚州二中心", UnitKind.CENTRE, "north")
        unit("far", "汀州中心", UnitKind.CENTRE, "south")

        def person(key: str, login: str, name: str, unit_key: str, *roles: Role) -> None:
            extra = {"job_role_id": house.job_roles["10000"]} if Role.AGENT in roles else {}
            house.cast[key] = make_person(login, name, house.units[unit_key], *roles, now=now, **extra)

        person("ada", "200825", "林晓雯", "centre", Role.AGENT)
        person("adam", "200826", "何思敏", "centre", Role.AGENT)
        person("writer", "100101", "许文静", "north", Role.ITEM_WRITER)
        person("reviewer", "100102", "方远", "north", Role.REVIEWER)
        person("ben", "100103", "贝宁", "north", Role.EXAMINER)
        person("invigilator", "100104", "沈立", "north", Role.INVIGILATOR)
        person("marker", "100105", "罗嘉", "north", Role.MARKER)
        person("hr", "100106", "高岩", "north", Role.HR)
        person("admin", "100107", "管维", "province", Role.ADMINISTRATOR)
        person("cleo", "300001", "柯丽", "far", Role.AGENT)
        person("cleo_staff", "300002", "柯岚", "south", *(role for role in Role if role is not Role.AGENT))
        return house

    def __getattr__(self, name: str) -> Actor:
        try:
            return self.__dict__["cast"][name]
        except KeyError:
            raise AttributeError(name) from None


def signed_in(app: Flask, actor: Actor) -> FlaskClient:
    """A browser in which that person is signed in (by the service, not by the page)."""
    token = people.sign_in(actor.login, PASSWORD, now=clock.now(), address="127.0.0.1")
    client = app.test_client()
    with client.session_transaction() as session:
        session[COOKIE_FIELD] = token
    return client
