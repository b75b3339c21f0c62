"""Where one is signed in oneself, and ending that elsewhere. Ending somebody else's sign-ins is `sessions`."""

from dataclasses import dataclass
from datetime import datetime

from foundation import audit
from foundation.db import transaction
from people import queries
from people.domain import Actor
from people.services.sessions import confirm_own_password, revoke_sessions

BROWSERS = ("SEB/", "Edg/", "OPR/", "Firefox/", "Chrome/", "Safari/")  # the first that is named is what it is
BROWSER_NAMES = ("Safe Exam Browser", "Edge", "Opera", "Firefox", "Chrome", "Safari")
SYSTEMS = ("Windows", "Android", "iPhone", "iPad", "Mac OS", "Linux")


@dataclass(frozen=True, slots=True)
class OwnSession:
    """A browser in which one is signed in."""

    since: datetime
    until: datetime
    address: str
    agent: str
    is_this: bool

    @property
    def browser(self) -> str:
        """Browser and system, as far as the browser says: "Chrome, Windows"."""
        named = (name for mark, name in zip(BROWSERS, BROWSER_NAMES, strict=True) if mark in self.agent)
        systems = (system for system in SYSTEMS if system in self.agent)
        return ", ".join(filter(None, (next(named, ""), next(systems, "")))) or self.agent[:40]


def list_own_sessions(actor: Actor, *, now: datetime) -> list[OwnSession]:
    """The browsers in which the actor is signed in, the latest first."""
    return [
        OwnSession(row.created_at, row.expires_at, row.address, row.agent, row.id == actor.session_id)
        for row in queries.list_live_sessions(actor.require_person(), now)
    ]


def end_other_sessions(actor: Actor, password: str, *, now: datetime) -> None:
    """Sign out everywhere else, as when a telephone was lost or a computer was left open. Raises WrongSignIn or
    TooMany.
    """
    person = confirm_own_password(actor, password, now=now)
    with transaction():
        revoke_sessions(person.id, now=now, keep=actor.session_id)
        audit.record(actor, "people.end_sessions", "person", person.id, now=now)
