"""Named reads of certificates."""

from uuid import UUID

from sqlalchemy import func, select

from certify.credentials.models import Credential
from foundation.db import db
from foundation.errors import N_, NotFound


class UnknownCertificate(NotFound):
    """No such certificate, or not yours."""

    message = N_("查无此证")


def find_by_grant(grant_id: UUID) -> Credential | None:
    """The certificate of a grant."""
    return db.session.scalar(select(Credential).where(Credential.grant_id == grant_id))


def get_by_token(token: str) -> Credential:
    """The certificate with that public token; raises UnknownCertificate."""
    row = db.session.scalar(select(Credential).where(Credential.token == token))
    if row is None:
        raise UnknownCertificate()
    return row


def get_of_person(person_id: UUID, credential_id: UUID) -> Credential:
    """A certificate through its holder; raises UnknownCertificate."""
    row = db.session.scalar(select(Credential).where(Credential.id == credential_id, Credential.person_id == person_id))
    if row is None:
        raise UnknownCertificate()
    return row


def list_of_person(person_id: UUID) -> list[Credential]:
    """A holder's certificates, newest first."""
    query = select(Credential).where(Credential.person_id == person_id).order_by(Credential.issued_at.desc())
    return list(db.session.scalars(query))


def next_running(year: int) -> int:
    """The next free number of a year, in the current transaction; the unique key settles a race."""
    return (db.session.scalar(select(func.max(Credential.running)).where(Credential.year == year)) or 0) + 1
