"""Issue a certificate when a certification is granted; find one by holder or by public token; derive what it is worth
now.
"""

import secrets
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from certify.credentials import queries
from certify.credentials.domain import Certificate, Snapshot, number_of, verdict_of
from certify.credentials.models import Credential
from certify.programmes import services as programmes
from certify.programmes.services import CertificationGranted
from foundation import audit
from foundation.calendar import local_day
from foundation.db import transaction
from foundation.ids import new_id
from people import services as people
from people.domain import SYSTEM, Actor, Permission

DATES = ("issued_on", "valid_from", "valid_until")


def issue_certificate(event: CertificationGranted, *, now: datetime) -> None:
    """Handler of CertificationGranted: one certificate a grant, however often the news arrives."""
    for _try in range(3):
        try:
            _issue(event, now)
            return
        except IntegrityError:
            continue  # somebody took the running number, or has issued this one: look again
    _issue(event, now)


def _issue(event: CertificationGranted, now: datetime) -> None:
    holder = people.get_holder(event.person_id)
    programme = programmes.get_programme(event.programme_id)
    with transaction() as session:
        if queries.find_by_grant(event.event_id) is not None:
            return
        year = event.valid_from.year
        running = queries.next_running(year)
        snapshot = Snapshot(
            number=number_of(year, running),
            holder_name=holder.name,
            holder_login=holder.login,
            unit_names=holder.unit_names,
            programme_zh=programme.full_title_zh,
            programme_en=programme.full_title_en,
            certificate_zh=programme.certificate_zh,
            certificate_en=programme.certificate_en,
            issuer=people.get_unit(programme.unit_id).name,
            issued_on=local_day(now),
            valid_from=event.valid_from,
            valid_until=event.valid_until,
        )
        credential = Credential(
            id=new_id(),
            person_id=event.person_id,
            grant_id=event.event_id,
            token=secrets.token_urlsafe(24),
            year=year,
            running=running,
            snapshot=_as_json(snapshot),
            fingerprint=snapshot.fingerprint(),
            issued_at=now,
        )
        session.add(credential)
        session.flush()
        audit.record(SYSTEM, "credentials.issue", "credential", credential.id, now=now, number=snapshot.number)


def _as_json(snapshot: Snapshot) -> dict[str, Any]:
    return {name: getattr(snapshot, name) for name in Snapshot.__slots__ if name not in DATES} | {
        name: getattr(snapshot, name).isoformat() for name in DATES
    }


def _certificate(row: Credential, now: datetime) -> Certificate:
    raw = row.snapshot
    fields: dict[str, Any] = {**raw, **{name: date.fromisoformat(raw[name]) for name in DATES}}
    snapshot = Snapshot(**fields)
    standing = programmes.status_of_grant(row.grant_id, now=now)
    verdict = verdict_of(standing, local_day(now), snapshot)
    return Certificate(row.id, row.person_id, row.grant_id, row.token, snapshot, row.fingerprint, verdict)


def verify(token: str, *, now: datetime) -> Certificate:
    """The certificate behind a public token, with what it is worth now; raises UnknownCertificate."""
    return _certificate(queries.get_by_token(token), now)


def list_own(actor: Actor, *, now: datetime) -> list[Certificate]:
    """One's own certificates, newest first."""
    return [_certificate(row, now) for row in queries.list_of_person(actor.require_person())]


def list_of_person(actor: Actor, person_id: UUID, *, now: datetime) -> list[Certificate]:
    """Somebody's certificates: one's own, or with VIEW_RECORDS on their unit."""
    if actor.person_id != person_id:
        actor.require(Permission.VIEW_RECORDS, people.get_holder(person_id).unit_path)
    return [_certificate(row, now) for row in queries.list_of_person(person_id)]


def get_certificate(actor: Actor, person_id: UUID, credential_id: UUID, *, now: datetime) -> Certificate:
    """One certificate through its holder; of others only with VIEW_RECORDS on their unit, else it does not exist."""
    if actor.person_id != person_id:
        holder = people.get_holder(person_id)
        if not actor.may(Permission.VIEW_RECORDS, holder.unit_path):
            raise queries.UnknownCertificate()
    return _certificate(queries.get_of_person(person_id, credential_id), now)
