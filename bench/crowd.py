"""Ten thousand candidates on a scratch installation within seconds: one is made through the services like everything
else in the hall, the others are copies of their rows, written set-wise, each already signed in.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask, current_app
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import insert, select

from app import create_app
from bench.hall import Hall, open_hall
from bench.server import Place
from foundation.db import db, engines, transaction
from foundation.ids import new_id, new_token
from people.services.sessions import token_hash
from people.web import COOKIE_FIELD

ROWS_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Crowd:
    """The hall, and the session cookie of each candidate in the order of their logins."""

    hall: Hall
    cookies: tuple[dict[str, str], ...]


def fill(place: Place, n_candidates: int, *, has_sessions: bool = True) -> Crowd:
    """Make the tables and everything in them."""
    app = create_app(place.settings)
    with app.app_context():
        db.metadata.create_all(engines().write)
        crowd = open_crowd(app, n_candidates, has_sessions=has_sessions, now=datetime.now(UTC))
        db.session.remove()
        engines().dispose()
    return crowd


def open_crowd(app: Flask, n_candidates: int, *, has_sessions: bool, now: datetime) -> Crowd:
    """Fill an empty database; the sitting is open from now."""
    hall = open_hall(1, now=now)
    logins = tuple(str(200000 + n) for n in range(1, n_candidates))
    persons = [_first("person", login_folded=hall.logins[0])]
    for login in logins:
        persons.append({**persons[0], "id": new_id(), "login": login, "login_folded": login, "name": f"测量{login}"})
    _add("person", persons[1:])
    role = _first("role_assignment", person_id=persons[0]["id"])
    _add("role_assignment", [{**role, "id": new_id(), "person_id": one["id"]} for one in persons[1:]])
    entry = _first("roster_entry", person_id=persons[0]["id"])
    _add("roster_entry", [{**entry, "person_id": one["id"], "number": number, "seat": f"{number:02d}"}
                          for number, one in enumerate(persons[1:], 2)])  # fmt: skip
    cookies = _sign_in(app, persons, now) if has_sessions else ()
    return Crowd(replace(hall, logins=(*hall.logins, *logins)), cookies)


def _first(table: str, **values: Any) -> dict[str, Any]:
    """The row that the services made, as columns and values."""
    columns = db.metadata.tables[table].columns
    query = select(*columns).where(*(columns[name] == value for name, value in values.items()))
    return dict(db.session.execute(query).mappings().one())


def _add(table: str, rows: Sequence[dict[str, Any]]) -> None:
    for start in range(0, len(rows), ROWS_AT_ONCE):
        with transaction() as session:
            session.execute(insert(db.metadata.tables[table]), rows[start : start + ROWS_AT_ONCE])


def _sign_in(app: Flask, persons: Sequence[dict[str, Any]], now: datetime) -> tuple[dict[str, str], ...]:
    """A session for each, as if they had typed their passwords, and the cookie that the browser would hold."""
    tokens = [new_token() for _person in persons]
    _add("sign_in_session", [
        {"id": new_id(), "person_id": person["id"], "token_hash": token_hash(token), "created_at": now,
         "expires_at": now + timedelta(hours=12), "revoked_at": None, "address": "127.0.0.1", "agent": "certify-bench"}
        for person, token in zip(persons, tokens, strict=True)
    ])  # fmt: skip
    interface = app.session_interface
    assert isinstance(interface, SecureCookieSessionInterface)
    serializer = interface.get_signing_serializer(app)
    assert serializer is not None
    name = current_app.config["SESSION_COOKIE_NAME"]
    return tuple({name: serializer.dumps({COOKIE_FIELD: token})} for token in tokens)
