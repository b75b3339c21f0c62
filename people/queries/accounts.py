"""Reads of persons, their roles, sessions and one-time rights."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from foundation.db import db
from foundation.ready import Ready
from foundation.text import fold
from people.domain import Grant, Role, UnknownPerson
from people.domain.tries import Failures
from people.models import JobRole, OneTimeToken, OrgUnit, Person, RoleAssignment, SignInFailure, SignInSession
from people.queries.organisation import within


def get_person(person_id: UUID) -> Person:
    """The person with unit and post; raises UnknownPerson."""
    person = db.session.scalar(
        select(Person).options(joinedload(Person.unit), joinedload(Person.job_role)).where(Person.id == person_id)
    )
    if person is None:
        raise UnknownPerson()
    return person


_HOLDER = Ready(
    lambda: (
        select(
            Person.id.label("person_id"),
            Person.login,
            Person.name,
            Person.phone,
            Person.unit_id,
            OrgUnit.path.label("unit_path"),
            JobRole.code.label("job_role"),
            Person.left_on,
        )
        .join(OrgUnit, OrgUnit.id == Person.unit_id)
        .outerjoin(JobRole, JobRole.id == Person.job_role_id)
        .where(Person.id == bindparam("person_id"))
    )
)


def get_holder(person_id: UUID) -> Any:
    """What a snapshot of a person needs, in one ready read; raises UnknownPerson."""
    row = _HOLDER.first(person_id=person_id)
    if row is None:
        raise UnknownPerson()
    return row


def find_person_by_login(login: str) -> Person | None:
    """The person with that 工号, however it is typed."""
    query = (
        select(Person)
        .options(joinedload(Person.unit), joinedload(Person.job_role))
        .where(Person.login_folded == fold(login))
    )
    return db.session.scalar(query)


def list_grants(person_id: UUID) -> tuple[Grant, ...]:
    """The roles that hold now."""
    rows = db.session.execute(
        select(RoleAssignment.role, OrgUnit.path)
        .join(OrgUnit, OrgUnit.id == RoleAssignment.unit_id)
        .where(RoleAssignment.person_id == person_id, RoleAssignment.ended_at.is_(None))
        .order_by(RoleAssignment.granted_at)
    )
    return tuple(Grant(Role(role), path) for role, path in rows)


def list_assignments(person_id: UUID) -> list[RoleAssignment]:
    """All roles ever held, newest first."""
    query = (
        select(RoleAssignment)
        .options(joinedload(RoleAssignment.unit))
        .where(RoleAssignment.person_id == person_id)
        .order_by(RoleAssignment.granted_at.desc())
    )
    return list(db.session.scalars(query))


def list_open_grants(person_ids: Collection[UUID]) -> dict[UUID, list[Grant]]:
    """The roles that each of the persons holds now."""
    rows = db.session.execute(
        select(RoleAssignment.person_id, RoleAssignment.role, OrgUnit.path)
        .join(OrgUnit, OrgUnit.id == RoleAssignment.unit_id)
        .where(RoleAssignment.person_id.in_(person_ids), RoleAssignment.ended_at.is_(None))
        .order_by(RoleAssignment.granted_at)
    )
    found: dict[UUID, list[Grant]] = {}
    for person_id, role, path in rows:
        found.setdefault(person_id, []).append(Grant(Role(role), path))
    return found


def has_other_administrator(unit_id: UUID, ending: Collection[UUID]) -> bool:
    """Whether somebody who can sign in is administrator on the unit by another assignment than those given."""
    query = (
        select(RoleAssignment.id)
        .join(Person, Person.id == RoleAssignment.person_id)
        .where(
            RoleAssignment.role == Role.ADMINISTRATOR.value,
            RoleAssignment.unit_id == unit_id,
            RoleAssignment.ended_at.is_(None),
            RoleAssignment.id.not_in(ending),
            Person.left_on.is_(None),
            Person.password_hash.is_not(None),
        )
    )
    return db.session.scalar(query.limit(1)) is not None


def count_live_sessions(person_id: UUID, now: datetime) -> int:
    """In how many browsers the person is signed in."""
    query = select(func.count()).where(
        SignInSession.person_id == person_id, SignInSession.revoked_at.is_(None), SignInSession.expires_at > now
    )
    return db.session.scalar(query) or 0


def list_live_sessions(person_id: UUID, now: datetime) -> list[SignInSession]:
    """The browsers in which the person is signed in, the latest first."""
    query = select(SignInSession).where(
        SignInSession.person_id == person_id, SignInSession.revoked_at.is_(None), SignInSession.expires_at > now
    )
    return list(db.session.scalars(query.order_by(SignInSession.created_at.desc())))


_ROLE_UNIT = aliased(OrgUnit)
_SIGNED_IN = Ready(
    lambda: (
        select(
            SignInSession.id.label("session_id"),
            Person.id,
            Person.login,
            Person.name,
            Person.must_change_password,
            OrgUnit.path,
            RoleAssignment.role,
            _ROLE_UNIT.path.label("role_path"),
        )
        .join(Person, Person.id == SignInSession.person_id)
        .join(OrgUnit, OrgUnit.id == Person.unit_id)
        .outerjoin(RoleAssignment, (RoleAssignment.person_id == Person.id) & RoleAssignment.ended_at.is_(None))
        .outerjoin(_ROLE_UNIT, _ROLE_UNIT.id == RoleAssignment.unit_id)
        .where(
            SignInSession.token_hash == bindparam("token_hash"),
            SignInSession.revoked_at.is_(None),
            SignInSession.expires_at > bindparam("now"),
            Person.left_on.is_(None),
        )
        .order_by(RoleAssignment.granted_at)
    )
)


def list_signed_in(token_hash: str, now: datetime) -> list[Any]:
    """Whoever holds the token, if the session is neither revoked nor over: a row for each role that holds now (one
    without a role where there is none). Asked by every page, hence one ready statement.
    """
    return _SIGNED_IN.all(token_hash=token_hash, now=now)


def list_failures(login_folded: str, address: str, since: datetime) -> Failures:
    """Failed tries since then: of the login here and elsewhere, and the last one of each other login here."""
    own = db.session.execute(
        select(SignInFailure.address, SignInFailure.at)
        .where(SignInFailure.at > since, SignInFailure.login_folded == login_folded)
        .order_by(SignInFailure.at.desc())
        .limit(500)
    ).all()
    others = db.session.execute(
        select(func.max(SignInFailure.at, type_=SignInFailure.at.type))
        .where(SignInFailure.at > since, SignInFailure.address == address, SignInFailure.login_folded != login_folded)
        .group_by(SignInFailure.login_folded)
    )
    return Failures(
        here=tuple(row.at for row in own if row.address == address),
        elsewhere=tuple(row.at for row in own if row.address != address),
        others_here=tuple(others.scalars()),
    )


def list_arrivals(address: str, since: datetime) -> list[datetime]:
    """When people signed in at this address, each person's first time since then."""
    first = func.min(SignInSession.created_at, type_=SignInSession.created_at.type)
    query = select(first).where(SignInSession.address == address, SignInSession.created_at > since)
    return list(db.session.scalars(query.group_by(SignInSession.person_id)))


def has_signed_in_at(person_id: UUID, address: str, since: datetime) -> bool:
    """Whether the person signed in at this address since then."""
    query = select(SignInSession.id).where(
        SignInSession.person_id == person_id, SignInSession.address == address, SignInSession.created_at > since
    )
    return db.session.scalar(query.limit(1)) is not None


def list_persons(
    scopes: tuple[str, ...],
    *,
    words: str = "",
    unit_path: str | None = None,
    role: str | None = None,
    left: bool | None = False,
    limit: int = 500,
) -> list[Person]:
    """Persons within the scopes, by 工号; `words` looks in name and 工号, `left` None means all."""
    query = (
        select(Person)
        .join(OrgUnit, OrgUnit.id == Person.unit_id)
        .options(joinedload(Person.unit), joinedload(Person.job_role))
    )
    query = query.where(within(scopes))
    if unit_path:
        query = query.where(OrgUnit.path.startswith(unit_path))
    if words.strip():
        like = f"%{fold(words)}%"
        query = query.where(or_(Person.login_folded.like(like), Person.name.like(f"%{words.strip()}%")))
    if role:
        held = select(RoleAssignment.person_id).where(RoleAssignment.role == role, RoleAssignment.ended_at.is_(None))
        query = query.where(Person.id.in_(held))
    if left is not None:
        query = query.where(Person.left_on.is_not(None) if left else Person.left_on.is_(None))
    return list(db.session.scalars(query.order_by(Person.login_folded).limit(limit)))


def find_token(purpose: str, token_hash: str, now: datetime) -> OneTimeToken | None:
    """A one-time right that is neither used nor run out."""
    return db.session.scalar(
        select(OneTimeToken).where(
            OneTimeToken.purpose == purpose,
            OneTimeToken.token_hash == token_hash,
            OneTimeToken.used_at.is_(None),
            OneTimeToken.expires_at > now,
        )
    )


def has_anyone() -> bool:
    """Whether any account exists."""
    return db.session.scalar(select(Person.id).limit(1)) is not None
