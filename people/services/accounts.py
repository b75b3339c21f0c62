"""Accounts: making, changing, leaving, coming back. Roles, passwords and imports have modules of their own."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import update

from foundation import audit, events
from foundation.calendar import local_day
from foundation.db import transaction
from foundation.errors import N_, Conflict
from foundation.ids import new_id
from foundation.text import fold
from people import queries
from people.domain import (
    Actor,
    HasLeft,
    LoginTaken,
    Permission,
    PersonChanged,
    Role,
    check_last_day,
    check_login,
    check_name_and_phone,
)
from people.domain.news import PersonUpdated
from people.models import Person
from people.services.reach import reachable_person, reachable_unit
from people.services.roles import assign_role, end_all_roles, move_agent_role
from people.services.sessions import revoke_sessions


def create_person(
    actor: Actor,
    *,
    login: str,
    name: str,
    unit_id: UUID,
    now: datetime,
    phone: str | None = None,
    job_role_id: UUID | None = None,
    hired_on: date | None = None,
    roles: tuple[Role, ...] = (Role.AGENT,),
    password_hash: str | None = None,
    must_change_password: bool = True,
) -> UUID:
    """Make an account on a unit within the actor's reach. Roles beyond agent need the permission to assign roles.

    `password_hash` comes from `people.passwords.hash_password`, made before any transaction; without it a sign-in
    slip is needed. Raises Invalid, LoginTaken, MissingPermission.
    """
    unit = reachable_unit(actor, unit_id, Permission.MANAGE_PEOPLE)
    login = check_login(login)
    check_name_and_phone(name, phone)
    with transaction() as session:
        if queries.find_person_by_login(login) is not None:
            raise LoginTaken(login=login)
        person = Person(
            id=new_id(),
            login=login,
            login_folded=fold(login),
            name=name.strip(),
            phone=(phone or "").strip() or None,
            unit_id=unit.id,
            job_role_id=job_role_id,
            hired_on=hired_on,
            password_hash=password_hash,
            must_change_password=must_change_password,
            created_at=now,
            version=1,
        )
        session.add(person)
        session.flush()
        names = queries.unit_names(unit.path)
        audit.record(actor, "people.create", "person", person.id, now=now, login=login, name=person.name, unit=names)
        for role in roles:
            assign_role(actor, person.id, role, unit.id, now=now)
    return person.id


def change_person(
    actor: Actor,
    person_id: UUID,
    *,
    seen_version: int,
    name: str,
    phone: str | None,
    unit_id: UUID,
    job_role_id: UUID | None,
    hired_on: date | None,
    now: datetime,
) -> None:
    """Change the data of a person. Where they move to, the actor must reach too; the agent role moves along.

    Raises PersonChanged when somebody else was faster than `seen_version`, Invalid, UnknownPerson, MissingPermission.
    """
    person = reachable_person(actor, person_id, Permission.MANAGE_PEOPLE)
    unit = reachable_unit(actor, unit_id, Permission.MANAGE_PEOPLE)
    check_name_and_phone(name, phone)
    before = {
        "name": person.name,
        "phone": person.phone,
        "unit_id": person.unit_id,
        "job_role_id": person.job_role_id,
        "hired_on": person.hired_on,
    }
    after = {
        "name": name.strip(),
        "phone": (phone or "").strip() or None,
        "unit_id": unit.id,
        "job_role_id": job_role_id,
        "hired_on": hired_on,
    }
    changed = {field: value for field, value in after.items() if value != before[field]}
    names = queries.unit_names_by_path([person.unit.path, unit.path])
    old_unit_id, old_path = person.unit_id, person.unit.path
    with transaction() as session:
        taken = session.execute(
            update(Person)
            .where(Person.id == person_id, Person.version == seen_version)
            .values(**changed, version=Person.version + 1)
            .execution_options(synchronize_session=False)
        )
        if not taken.rowcount:  # type: ignore[attr-defined]  # a DML result has it; the stub doesn't say so
            raise PersonChanged()
        session.expire_all()
        told = [field for field in changed if field != "unit_id"]
        if told:
            was, is_now = _as_told(before, told), _as_told(after, told)
            audit.record(actor, "people.change", "person", person_id, now=now, before=was, after=is_now)
        if "unit_id" in changed:
            move_agent_role(person_id, old_unit_id, unit.id, now=now)
            moved = {"before": " / ".join(names[old_path]), "after": " / ".join(names[unit.path])}
            audit.record(actor, "people.move", "person", person_id, now=now, **moved)
        if changed:
            events.record(PersonUpdated(person_id), now=now)


def _as_told(values: Mapping[str, object], fields: Iterable[str]) -> dict[str, str]:
    """The fields as the audit log tells them: posts by name, nothing as an empty text."""
    posts = {post.id: post.name_zh for post in queries.list_job_roles()}
    plain = {field: values[field] for field in fields}
    if "job_role_id" in plain:
        plain["post"] = posts.get(plain.pop("job_role_id"), "")  # type: ignore[call-overload]  # a UUID or None
    return {field: "" if value is None else str(value) for field, value in plain.items()}


def leave(actor: Actor, person_id: UUID, *, last_day: date, now: datetime) -> None:
    """The person leaves: roles end and sessions are revoked in the same transaction; records stay.

    Raises Invalid (the day), HasLeft, LastAdministrator, UnknownPerson, MissingPermission.
    """
    person = reachable_person(actor, person_id, Permission.MANAGE_PEOPLE)
    if person.id == actor.person_id:
        raise Conflict(N_("不能给自己办离职"))
    check_last_day(last_day, person.hired_on, local_day(now))
    with transaction() as session:
        left = session.execute(
            update(Person)
            .where(Person.id == person_id, Person.left_on.is_(None))
            .values(left_on=last_day, version=Person.version + 1)
        )
        if not left.rowcount:  # type: ignore[attr-defined]  # a DML result has it; the stub doesn't say so
            raise HasLeft()
        end_all_roles(person_id, now=now)
        revoke_sessions(person_id, now=now)
        events.record(PersonUpdated(person_id), now=now)
        audit.record(actor, "people.leave", "person", person_id, now=now, last_day=last_day.isoformat())


def rejoin(actor: Actor, person_id: UUID, *, now: datetime) -> None:
    """Somebody who left works here again: the account opens with the agent role and without a password, so that a
    sign-in slip is needed. Other roles are given anew.
    """
    person = reachable_person(actor, person_id, Permission.MANAGE_PEOPLE)
    with transaction() as session:
        back = session.execute(
            update(Person)
            .where(Person.id == person_id, Person.left_on.is_not(None))
            .values(left_on=None, password_hash=None, must_change_password=True, version=Person.version + 1)
        )
        if not back.rowcount:  # type: ignore[attr-defined]  # a DML result has it; the stub doesn't say so
            return
        events.record(PersonUpdated(person_id), now=now)
        audit.record(actor, "people.rejoin", "person", person_id, now=now)
        assign_role(actor, person_id, Role.AGENT, person.unit_id, now=now)
