"""Sign-in: rate limited, one message for every failure, sessions that live in the database and end at once when
revoked.
"""

import hashlib
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, or_, update

from foundation import audit
from foundation.db import db, transaction
from foundation.errors import N_, TooMany
from foundation.ids import new_id, new_token
from foundation.text import fold
from people import queries
from people.domain import (
    Actor,
    Grant,
    Permission,
    Role,
    UnknownPerson,
    WrongSignIn,
)
from people.domain.tries import KNOWN_FOR, LONGEST
from people.models import Person, SignInFailure, SignInSession
from people.passwords import verify_password
from people.services.reach import reachable_person

SESSION_HOURS = 12


def token_hash(token: str) -> str:
    """What the database keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def sign_in(login: str, password: str, *, now: datetime, address: str, agent: str = "") -> str:
    """Check login and password; returns the session token for the cookie. Raises WrongSignIn or TooMany."""
    folded = fold(login)[:40]
    person = check_password_of(queries.find_person_by_login(login), folded, password, now=now, address=address)
    token = new_token()
    with transaction() as session:
        session.execute(delete(SignInFailure).where(SignInFailure.login_folded == folded))
        session.add(
            SignInSession(
                id=new_id(),
                person_id=person.id,
                token_hash=token_hash(token),
                created_at=now,
                expires_at=now + timedelta(hours=SESSION_HOURS),
                address=address,
                agent=agent[:200],
            )
        )
        audit.record(actor_of(person), "people.sign_in", "person", person.id, now=now, address=address)
    return token


def check_password_of(person: Person | None, folded: str, password: str, *, now: datetime, address: str) -> Person:
    """The person, if the password is theirs and they work here; a wrong one is counted. Takes the same time for nobody.
    Raises TooMany, WrongSignIn.
    """
    _check_rate(folded, person, address, now)
    fits = verify_password(person.password_hash if person else None, password)
    if fits and person is not None and person.left_on is None:
        return person
    with transaction() as session:
        mine = or_(SignInFailure.address == address, SignInFailure.login_folded == folded)
        session.execute(delete(SignInFailure).where(mine, SignInFailure.at <= now - LONGEST))
        session.add(SignInFailure(login_folded=folded, address=address, at=now))
    raise WrongSignIn()


def confirm_own_password(actor: Actor, password: str, *, now: datetime) -> Person:
    """Whoever sits at the keyboard knows the password of the person who is signed in; as seldom tried as signing in.
    Raises TooMany, WrongSignIn.
    """
    person = queries.get_person(actor.require_person())
    return check_password_of(person, person.login_folded, password, now=now, address=f"session {actor.session_id}")


def _check_rate(folded: str, person: Person | None, address: str, now: datetime) -> None:
    """Before the password is looked at. Somebody who signed in here lately answers for their own tries only."""
    failures = queries.list_failures(folded, address, now - LONGEST)
    wait = failures.wait_here(now)
    others = max(failures.wait_elsewhere(now), failures.wait_for_others(now))
    if others and not wait and not (person and queries.has_signed_in_at(person.id, address, now - KNOWN_FOR)):
        arrivals = queries.list_arrivals(address, now - LONGEST)
        wait = max(failures.wait_elsewhere(now), failures.wait_for_others(now, arrivals))
    if wait:
        raise TooMany(N_("尝试次数过多，请 %(minutes)s 分钟后再试，或请管理员重发登录单"), retry_after_seconds=wait)


def actor_of(person: Person) -> Actor:
    """The person as an actor, with the roles that hold now."""
    return Actor(
        person_id=person.id,
        login=person.login,
        name=person.name,
        unit_path=person.unit.path,
        grants=queries.list_grants(person.id),
    )


def actor_of_login(login: str) -> Actor:
    """For the command line's `--as`: the active person with that 工号; raises UnknownPerson."""
    person = queries.find_person_by_login(login)
    if person is None or person.left_on is not None:
        raise UnknownPerson()
    return actor_of(person)


def resolve_session(token: str, *, now: datetime) -> tuple[Actor, bool] | None:
    """Whoever holds the token, and whether the password must be changed first; None when the session is over or
    revoked.
    """
    rows = queries.list_signed_in(token_hash(token), now)
    if not rows:
        return None
    one = rows[0]
    grants = tuple(Grant(Role(row.role), row.role_path) for row in rows if row.role is not None)
    return Actor(one.id, one.login, one.name, one.path, grants, one.session_id), one.must_change_password


def check_session(session_id: UUID, *, now: datetime) -> bool:
    """Whether the session still holds (for callers that keep only its id)."""
    row = db.session.get(SignInSession, session_id)
    return row is not None and row.revoked_at is None and row.expires_at > now


def sign_out(actor: Actor, *, now: datetime) -> None:
    """End this session."""
    if actor.session_id is not None:
        with transaction() as session:
            session.execute(update(SignInSession).where(SignInSession.id == actor.session_id).values(revoked_at=now))


def end_sessions(actor: Actor, person_id: UUID, *, now: datetime) -> None:
    """Sign somebody out everywhere, as when a telephone was lost. Raises UnknownPerson, MissingPermission."""
    reachable_person(actor, person_id, Permission.MANAGE_PEOPLE)
    with transaction():
        revoke_sessions(person_id, now=now, keep=actor.session_id)
        audit.record(actor, "people.end_sessions", "person", person_id, now=now)


def revoke_sessions(person_id: UUID, *, now: datetime, keep: UUID | None = None) -> None:
    """End all sessions of a person, in the current transaction; `keep` stays."""
    query = update(SignInSession).where(SignInSession.person_id == person_id, SignInSession.revoked_at.is_(None))
    if keep is not None:
        query = query.where(SignInSession.id != keep)
    db.session.execute(query.values(revoked_at=now))
