"""Accounts: making, changing, leaving; roles; passwords by slip or by their owner."""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import update

from foundation import audit
from foundation.db import transaction
from foundation.errors import N_, Conflict, Invalid, Problem
from foundation.ids import new_id, new_token
from foundation.text import fold
from people import queries
from people.domain import (
    PHONE,
    Actor,
    Holder,
    Permission,
    Role,
    UnknownPerson,
    WrongSignIn,
    check_login,
    check_password,
)
from people.models import OneTimeToken, Person, RoleAssignment
from people.passwords import hash_password, verify_password
from people.services.sessions import revoke_sessions, token_hash

SLIP_DAYS = 7


class LoginTaken(Conflict):
    """Another person has that 工号."""

    message = N_("工号 %(login)s 已经有人使用")


class SlipUsed(Conflict):
    """The link was used, has run out, or never was."""

    message = N_("这个链接已经用过或已过期，请管理员重新发一张登录单")


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
    slip is needed.
    """
    unit = queries.get_unit(unit_id)
    actor.require(Permission.MANAGE_PEOPLE, unit.path)
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
        )
        session.add(person)
        session.flush()
        for role in roles:
            assign_role(actor, person.id, role, unit.id, now=now)
        audit.record(actor, "people.create", "person", person.id, now=now, login=login, unit=str(unit.id))
    return person.id


def check_name_and_phone(name: str, phone: str | None) -> None:
    """Raises Invalid with all that is wrong."""
    problems = []
    if not 1 <= len(name.strip()) <= 80:
        problems.append(Problem(N_("姓名要填，最多 80 个字"), field="name", found=name[:40]))
    if phone and not PHONE.fullmatch(phone.strip()):
        problems.append(
            Problem(
                N_("电话只含数字、空格和横线，可以 + 开头"), field="phone", found=phone[:40], expected="13800000825"
            )
        )
    if problems:
        raise Invalid(*problems)


def assign_role(actor: Actor, person_id: UUID, role: Role, unit_id: UUID, *, now: datetime) -> None:
    """Give a role on a unit; the agent role comes with the account, all others need ASSIGN_ROLES there. Twice is
    once.
    """
    unit = queries.get_unit(unit_id)
    person = queries.get_person(person_id)
    permission = Permission.MANAGE_PEOPLE if role is Role.AGENT else Permission.ASSIGN_ROLES
    actor.require(permission, unit.path)
    if role is not Role.AGENT:
        actor.require(permission, person.unit.path)
    with transaction() as session:
        if any(
            a.role == role and a.unit_id == unit_id and a.ended_at is None for a in queries.list_assignments(person_id)
        ):
            return
        session.add(RoleAssignment(id=new_id(), person_id=person_id, role=role.value, unit_id=unit_id, granted_at=now))
        audit.record(actor, "people.assign_role", "person", person_id, now=now, role=role.value, unit=str(unit_id))


def end_role(actor: Actor, person_id: UUID, assignment_id: UUID, *, now: datetime) -> None:
    """End a role of that person; the row stays as history."""
    with transaction():
        assignment = next((a for a in queries.list_assignments(person_id) if a.id == assignment_id), None)
        if assignment is None:
            raise UnknownPerson()
        actor.require(Permission.ASSIGN_ROLES, assignment.unit.path)
        if assignment.ended_at is None:
            assignment.ended_at = now
            audit.record(
                actor,
                "people.end_role",
                "person",
                person_id,
                now=now,
                role=assignment.role,
                unit=str(assignment.unit_id),
            )


def leave(actor: Actor, person_id: UUID, *, last_day: date, now: datetime) -> None:
    """The person leaves: roles end and sessions are revoked in the same transaction; records stay."""
    person = queries.get_person(person_id)
    actor.require(Permission.MANAGE_PEOPLE, person.unit.path)
    if person.id == actor.person_id:
        raise Conflict(N_("不能给自己办离职"))
    with transaction() as session:
        session.execute(update(Person).where(Person.id == person_id).values(left_on=last_day))
        session.execute(
            update(RoleAssignment)
            .where(RoleAssignment.person_id == person_id, RoleAssignment.ended_at.is_(None))
            .values(ended_at=now)
        )
        revoke_sessions(person_id, now=now)
        audit.record(actor, "people.leave", "person", person_id, now=now, last_day=last_day.isoformat())


def sign_in_slip(actor: Actor, person_id: UUID, *, now: datetime) -> str:
    """A one-time token with which the person sets a password; earlier slips stop working. Only its hash is kept."""
    person = queries.get_person(person_id)
    actor.require(Permission.MANAGE_PEOPLE, person.unit.path)
    if any(grant.role is not Role.AGENT for grant in queries.list_grants(person_id)) and person_id != actor.person_id:
        actor.require(Permission.ASSIGN_ROLES, person.unit.path)  # else HR could take over an administrator's account
    token = new_token()
    with transaction() as session:
        session.execute(
            update(OneTimeToken)
            .where(OneTimeToken.person_id == person_id, OneTimeToken.used_at.is_(None))
            .values(used_at=now)
        )
        session.add(
            OneTimeToken(
                id=new_id(),
                purpose="set_password",
                token_hash=token_hash(token),
                person_id=person_id,
                created_at=now,
                expires_at=now + timedelta(days=SLIP_DAYS),
            )
        )
        audit.record(actor, "people.sign_in_slip", "person", person_id, now=now)
    return token


def set_password_by_token(token: str, password: str, *, now: datetime) -> str:
    """Use a slip: sets the password, ends all sessions; returns the login. Raises SlipUsed, Invalid."""
    slip = queries.find_token("set_password", token_hash(token), now)
    if slip is None or slip.person_id is None:
        raise SlipUsed()
    person = queries.get_person(slip.person_id)
    if person.left_on is not None:
        raise SlipUsed()
    _set_password(person.id, person.login, password, now=now, slip=slip.id)
    return person.login


def change_password(actor: Actor, current: str, password: str, *, now: datetime) -> None:
    """Change one's own password; other sessions end."""
    person = queries.get_person(actor.require_person())
    if not verify_password(person.password_hash, current):
        raise WrongSignIn(Problem(N_("现在的密码不对"), field="current"))
    _set_password(person.id, person.login, password, now=now, keep=actor.session_id)


def _set_password(
    person_id: UUID, login: str, password: str, *, now: datetime, slip: UUID | None = None, keep: UUID | None = None
) -> None:
    check_password(password, login)
    hashed = hash_password(password)
    with transaction() as session:
        if slip is not None:
            used = session.execute(
                update(OneTimeToken).where(OneTimeToken.id == slip, OneTimeToken.used_at.is_(None)).values(used_at=now)
            )
            if not used.rowcount:  # type: ignore[attr-defined]  # a DML result has it; the stub doesn't say so
                raise SlipUsed()
        session.execute(
            update(Person).where(Person.id == person_id).values(password_hash=hashed, must_change_password=False)
        )
        revoke_sessions(person_id, now=now, keep=keep)
        person = queries.get_person(person_id)
        audit.record(
            Actor(person_id, person.login, person.name, person.unit.path),
            "people.set_password",
            "person",
            person_id,
            now=now,
        )


def _holder(person: Person) -> Holder:
    return Holder(
        person_id=person.id,
        login=person.login,
        name=person.name,
        phone=person.phone,
        unit_id=person.unit_id,
        unit_path=person.unit.path,
        unit_names=queries.unit_names(person.unit.path),
        job_role=person.job_role.code if person.job_role else None,
        active=person.left_on is None,
    )


def get_holder(person_id: UUID) -> Holder:
    """What other packages may know of a person; the caller has checked that the actor may. Raises UnknownPerson."""
    return _holder(queries.get_person(person_id))


def list_holders(
    scopes: tuple[str, ...], *, role: Role | None = None, words: str = "", unit_path: str | None = None
) -> list[Holder]:
    """Active persons under the given unit paths, by 工号, for rosters and tables."""
    persons = queries.list_persons(
        scopes, role=role.value if role else None, words=words, unit_path=unit_path, limit=100_000
    )
    names: dict[str, str] = {}
    for person in persons:
        if person.unit.path not in names:
            names[person.unit.path] = queries.unit_names(person.unit.path)
    return [
        Holder(
            p.id,
            p.login,
            p.name,
            p.phone,
            p.unit_id,
            p.unit.path,
            names[p.unit.path],
            p.job_role.code if p.job_role else None,
            True,
        )
        for p in persons
    ]
