"""The signed-in person of this request: read once from the session table, never cached between requests."""

from flask import g, request, session

from foundation import clock
from people.domain import Actor, UnknownPerson
from people.services.sessions import resolve_session

COOKIE_FIELD = "sid"
MAY_STAY = frozenset(
    {"people.change_password", "people.save_password", "people.sign_out", "shell.save_preferences", "static"}
)


def current_actor() -> Actor | None:
    """Whoever is signed in, or None."""
    if "actor" not in g:
        token = session.get(COOKIE_FIELD)
        found = resolve_session(token, now=clock.now()) if token else None
        g.actor, g.must_change_password = found or (None, False)
    return g.actor


def actor() -> Actor:
    """The signed-in person, behind a route that requires one."""
    found = current_actor()
    if found is None:
        raise UnknownPerson()
    return found


def must_change_password() -> bool:
    """A first password that was given by somebody else is changed before anything else."""
    return current_actor() is not None and g.must_change_password and request.endpoint not in MAY_STAY
