"""Named reads of people: `get_` raises, `find_` may be None, `list_`."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from foundation.db import db
from foundation.errors import NotFound
from foundation.text import fold
from people.domain import Grant, Role, UnknownPerson
from people.models import JobRole, OneTimeToken, OrgUnit, Person, RoleAssignment, SignInFailure, SignInSession


def get_person(person_id: UUID) -> Person:
    """The person with unit and post; raises UnknownPerson."""
    person = db.session.scalar(
        select(Person).options(joinedload(Person.unit), joinedload(Person.job_role)).where(Person.id == person_id)
    )
    if person is None:
        raise UnknownPerson()
    return person


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


def find_live_session(token_hash: str, now: datetime) -> SignInSession | None:
    """The session of that token if it is neither revoked nor over."""
    return db.session.scalar(
        select(SignInSession).where(
            SignInSession.token_hash == token_hash, SignInSession.revoked_at.is_(None), SignInSession.expires_at > now
        )
    )


def list_failures(login_folded: str, address: str, since: datetime) -> tuple[list[datetime], list[datetime]]:
    """Failed tries since then: of the login, and of the address."""
    rows = db.session.execute(
        select(SignInFailure.login_folded, SignInFailure.address, SignInFailure.at)
        .where(
            SignInFailure.at > since, or_(SignInFailure.login_folded == login_folded, SignInFailure.address == address)
        )
        .order_by(SignInFailure.at.desc())
        .limit(500)
    ).all()
    return [r.at for r in rows if r.login_folded == login_folded], [r.at for r in rows if r.address == address]


def get_unit(unit_id: UUID) -> OrgUnit:
    """The unit; raises NotFound."""
    unit = db.session.get(OrgUnit, unit_id)
    if unit is None:
        raise NotFound()
    return unit


def list_units(scopes: tuple[str, ...]) -> list[OrgUnit]:
    """The units under the given paths, parents before children."""
    within = or_(False, *(OrgUnit.path.startswith(scope) for scope in scopes))
    return list(db.session.scalars(select(OrgUnit).where(within).order_by(OrgUnit.path)))


def list_job_roles() -> list[JobRole]:
    """All posts by code."""
    return list(db.session.scalars(select(JobRole).order_by(JobRole.code)))


def unit_names(path: str) -> str:
    """The names from the top down to the unit, as printed ("江南省 / 岚州市 / 一中心")."""
    ids = [UUID(part) for part in path.strip("/").split("/") if part]
    names = {
        row.id: row.name for row in db.session.execute(select(OrgUnit.id, OrgUnit.name).where(OrgUnit.id.in_(ids)))
    }
    return " / ".join(names[unit_id] for unit_id in ids if unit_id in names)


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
    query = query.where(or_(False, *(OrgUnit.path.startswith(scope) for scope in scopes)))
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
