"""Passwords: sign-in slips (one-time links with which a person sets their own) and changing one's own."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import insert, update

from foundation import audit
from foundation.db import transaction
from foundation.errors import N_, Conflict, Problem
from foundation.ids import new_id, new_token
from people import queries
from people.domain import Actor, HasLeft, Holder, Permission, WrongSignIn, check_password
from people.models import OneTimeToken, Person
from people.passwords import hash_password
from people.services.holders import get_holder
from people.services.reach import reachable_person, require_power_over
from people.services.sessions import confirm_own_password, revoke_sessions, token_hash

SLIP_DAYS = 7
CHUNK = 500


class SlipUsed(Conflict):
    """The link was used, has run out, or never was."""

    message = N_("这个链接已经用过或已过期，请管理员重新发一张登录单")


@dataclass(frozen=True, slots=True)
class Slip:
    """What is printed for a person: shown once, kept nowhere (only the token's hash is)."""

    login: str
    name: str
    unit_names: str
    token: str = field(repr=False)
    expires_at: datetime


def sign_in_slip(actor: Actor, person_id: UUID, *, now: datetime) -> str:
    """A one-time token with which the person sets a password; earlier slips stop working. Only its hash is kept.

    Raises UnknownPerson, HasLeft, MissingPermission (the person has roles that the actor couldn't give).
    """
    person = reachable_person(actor, person_id, Permission.MANAGE_PEOPLE)
    if person.left_on is not None:
        raise HasLeft()
    require_power_over(actor, person)
    return write_slips(actor, [person], now=now)[0].token


def full_sign_in_slip(actor: Actor, person_id: UUID, *, now: datetime) -> Slip:
    """As `sign_in_slip`, with what is printed beside it."""
    token = sign_in_slip(actor, person_id, now=now)
    person = queries.get_person(person_id)
    return Slip(person.login, person.name, queries.unit_names(person.unit.path), token, now + timedelta(days=SLIP_DAYS))


def write_slips(actor: Actor, persons: Sequence[Person], *, now: datetime) -> list[Slip]:
    """Slips for persons whom the caller has checked; in chunks, so that no writer waits long."""
    names = queries.unit_names_by_path({person.unit.path for person in persons})
    expires_at = now + timedelta(days=SLIP_DAYS)
    slips = [Slip(p.login, p.name, " / ".join(names[p.unit.path]), new_token(), expires_at) for p in persons]
    ids = [person.id for person in persons]
    for start in range(0, len(ids), CHUNK):
        _store(actor, ids[start : start + CHUNK], slips[start : start + CHUNK], now)
    return slips


def _store(actor: Actor, person_ids: Sequence[UUID], slips: Sequence[Slip], now: datetime) -> None:
    rows = [
        {
            "id": new_id(),
            "purpose": "set_password",
            "token_hash": token_hash(slip.token),
            "person_id": person_id,
            "created_at": now,
            "expires_at": slip.expires_at,
        }
        for person_id, slip in zip(person_ids, slips, strict=True)
    ]
    with transaction() as session:
        session.execute(
            update(OneTimeToken)
            .where(OneTimeToken.person_id.in_(person_ids), OneTimeToken.used_at.is_(None))
            .values(used_at=now)
        )
        session.execute(insert(OneTimeToken), rows)
        for person_id in person_ids:
            audit.record(actor, "people.sign_in_slip", "person", person_id, now=now)


def check_slip(token: str, *, now: datetime) -> Holder:
    """Whose slip it is. Raises SlipUsed."""
    slip = queries.find_token("set_password", token_hash(token), now)
    if slip is None or slip.person_id is None:
        raise SlipUsed()
    holder = get_holder(slip.person_id)
    if not holder.active:
        raise SlipUsed()
    return holder


def set_password_by_token(token: str, password: str, *, now: datetime) -> str:
    """Use a slip: sets the password, ends all sessions; returns the login. Raises SlipUsed, Invalid."""
    holder = check_slip(token, now=now)
    _set_password(holder.person_id, holder.login, password, now=now, slip=token_hash(token))
    return holder.login


def change_password(actor: Actor, current: str, password: str, *, now: datetime) -> None:
    """Change one's own password; other sessions end."""
    try:
        person = confirm_own_password(actor, current, now=now)
    except WrongSignIn:
        raise WrongSignIn(Problem(N_("现在的密码不对"), field="current")) from None
    _set_password(person.id, person.login, password, now=now, keep=actor.session_id)


def _set_password(
    person_id: UUID, login: str, password: str, *, now: datetime, slip: str | None = None, keep: UUID | None = None
) -> None:
    check_password(password, login)
    hashed = hash_password(password)
    with transaction() as session:
        if slip is not None:
            used = session.execute(
                update(OneTimeToken)
                .where(OneTimeToken.token_hash == slip, OneTimeToken.used_at.is_(None))
                .values(used_at=now)
            )
            if not used.rowcount:  # type: ignore[attr-defined]  # a DML result has it; the stub doesn't say so
                raise SlipUsed()
        session.execute(
            update(Person).where(Person.id == person_id).values(password_hash=hashed, must_change_password=False)
        )
        revoke_sessions(person_id, now=now, keep=keep)
        person = queries.get_person(person_id)
        own = Actor(person_id, person.login, person.name, person.unit.path)
        audit.record(own, "people.set_password", "person", person_id, now=now)
