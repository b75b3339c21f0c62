"""The signed attempt cookie: it names person, session and attempt, and permits nothing by itself (save protocol, rule
8).

The save's one row read checks all three against the database, so a revoked session stops at once.
"""

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from uuid import UUID

COOKIE = "attempt"
MAC_BYTES = 16


@dataclass(frozen=True, slots=True)
class Ticket:
    """Whose browser it is, by which sign-in, at which attempt."""

    person_id: UUID
    session_id: UUID
    attempt_id: UUID


def _mac(secret: str, body: bytes) -> bytes:
    return hmac.digest(f"attempt cookie:{secret}".encode(), body, hashlib.sha256)[:MAC_BYTES]


def vault_of(person_id: UUID, attempt_id: UUID, secret: str) -> str:
    """The server's half of the key that locks unsent answers in the browser; told on the candidate's own page only."""
    return hmac.digest(f"unsent answers:{secret}".encode(), person_id.bytes + attempt_id.bytes, hashlib.sha256).hex()


def seal(ticket: Ticket, secret: str) -> str:
    """The cookie's text."""
    body = ticket.person_id.bytes + ticket.session_id.bytes + ticket.attempt_id.bytes
    return base64.urlsafe_b64encode(body + _mac(secret, body)).decode()


def unseal(text: str | None, secret: str) -> Ticket | None:
    """The ticket of an untouched cookie; None for anything else."""
    try:
        raw = base64.b64decode((text or "").encode(), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    body, mac = raw[:48], raw[48:]
    if len(body) != 48 or not hmac.compare_digest(mac, _mac(secret, body)):
        return None
    return Ticket(UUID(bytes=body[:16]), UUID(bytes=body[16:32]), UUID(bytes=body[32:]))
