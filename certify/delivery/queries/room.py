"""Named reads of a room: its record, who was heard, what was saved, signals, proposals to reopen.

Each is one statement whatever the length of the roster.
"""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Text, bindparam, func, literal_column, or_, select

from certify.delivery.domain.room import IncidentKind
from certify.delivery.models import (
    TENANT,
    AttemptPresenceRow,
    AttemptRow,
    IncidentRow,
    ReopeningRow,
    ResponseRow,
    SignalRow,
)
from foundation.db import db
from foundation.errors import NotFound
from foundation.ready import Ready

_EMPTY = '[]", \\'  # of which blank values are made: "", [], ["", " "]
_ROOM_PAUSES = (IncidentKind.PAUSED.value, IncidentKind.RESUMED.value)
_CHANGES = (IncidentKind.EXTENDED.value, IncidentKind.RESUMED.value, IncidentKind.REOPENED.value)

_OF_PERSON = Ready(
    lambda: (
        select(*IncidentRow.__table__.columns)
        .where(
            IncidentRow.tenant_id == TENANT,
            IncidentRow.sitting_id == bindparam("sitting_id"),
            IncidentRow.person_id == bindparam("person_id"),
        )
        .order_by(IncidentRow.at, IncidentRow.id)
    )
)
_ROOM_PAUSE = Ready(
    lambda: (
        select(*IncidentRow.__table__.columns)
        .where(
            IncidentRow.tenant_id == TENANT,
            IncidentRow.sitting_id == bindparam("sitting_id"),
            IncidentRow.person_id.is_(None),
            IncidentRow.kind.in_([literal_column(f"'{kind}'") for kind in _ROOM_PAUSES]),
        )
        .order_by(IncidentRow.at.desc(), IncidentRow.id.desc())
        .limit(1)
    )
)


def _last(kinds: Iterable[str], whose: Callable[[], ColumnElement[bool]]) -> Ready:
    wanted: list[ColumnElement[Any]] = [literal_column(f"'{kind}'") for kind in kinds]
    return Ready(
        lambda: (
            select(IncidentRow.kind, IncidentRow.reason, IncidentRow.details, IncidentRow.at)
            .where(
                IncidentRow.tenant_id == TENANT,
                IncidentRow.sitting_id == bindparam("sitting_id"),
                IncidentRow.kind.in_(wanted),
                whose(),
            )
            .order_by(IncidentRow.at.desc(), IncidentRow.id.desc())
            .limit(1)
        )
    )


def _is_theirs() -> ColumnElement[bool]:
    return IncidentRow.person_id == bindparam("person_id")


def _is_everyones() -> ColumnElement[bool]:
    return IncidentRow.person_id.is_(None)


_LAST_CHANGE = _last(_CHANGES, lambda: or_(_is_theirs(), _is_everyones()))
_ALONE_PAUSED = _last([IncidentKind.PAUSED.value], _is_theirs)
_ROOM_PAUSED = _last([IncidentKind.PAUSED.value], _is_everyones)


def list_incidents(sitting_id: UUID, *, kinds: Collection[IncidentKind] | None = None) -> list[IncidentRow]:
    """The room's record (of these kinds), oldest first."""
    query = select(IncidentRow).where(IncidentRow.tenant_id == TENANT, IncidentRow.sitting_id == sitting_id)
    if kinds is not None:
        query = query.where(IncidentRow.kind.in_([kind.value for kind in kinds]))
    return list(db.session.scalars(query.order_by(IncidentRow.at, IncidentRow.id)))


def list_signed_off(sitting_ids: Collection[UUID]) -> dict[UUID, datetime]:
    """When the records of these sittings were signed last."""
    query = select(IncidentRow.sitting_id, func.max(IncidentRow.at).label("at")).where(
        IncidentRow.tenant_id == TENANT,
        IncidentRow.sitting_id.in_(list(sitting_ids)),
        IncidentRow.kind == IncidentKind.SIGNED_OFF.value,
    )
    return {row.sitting_id: row.at for row in db.session.execute(query.group_by(IncidentRow.sitting_id))}


def get_incident(incident_id: UUID) -> IncidentRow:
    """One line of a record; raises NotFound."""
    row = db.session.get(IncidentRow, (TENANT, incident_id))
    if row is None:
        raise NotFound()
    return row


def list_incidents_of(sitting_id: UUID, person_id: UUID) -> list[Any]:
    """What the record says of one person, oldest first."""
    return _OF_PERSON.all(sitting_id=sitting_id, person_id=person_id)


def find_room_pause(sitting_id: UUID) -> Any:
    """The last time everyone was paused or resumed, or None."""
    return _ROOM_PAUSE.first(sitting_id=sitting_id)


def find_last_change(sitting_id: UUID, person_id: UUID) -> Any:
    """The last act that gave time to the person, or to everyone."""
    return _LAST_CHANGE.first(sitting_id=sitting_id, person_id=person_id)


def find_last_pause(sitting_id: UUID, person_id: UUID | None) -> Any:
    """The last pause of the person, or of everyone."""
    if person_id is None:
        return _ROOM_PAUSED.first(sitting_id=sitting_id)
    return _ALONE_PAUSED.first(sitting_id=sitting_id, person_id=person_id)


PRESENCE = Ready(
    lambda: (
        select(*AttemptPresenceRow.__table__.columns)
        .join(AttemptRow, (AttemptRow.tenant_id == TENANT) & (AttemptRow.id == AttemptPresenceRow.attempt_id))
        .where(AttemptPresenceRow.tenant_id == TENANT, AttemptRow.sitting_id == bindparam("sitting_id"))
        .order_by(AttemptPresenceRow.attempt_id)
    )
)


def list_addresses(attempt_ids: Collection[UUID]) -> dict[UUID, str | None]:
    """From where these attempts' pages were last heard; an attempt that there is not is left out."""
    page = AttemptPresenceRow
    query = (
        select(AttemptRow.id, page.address)
        .outerjoin(page, (page.tenant_id == TENANT) & (page.attempt_id == AttemptRow.id))
        .where(AttemptRow.tenant_id == TENANT, AttemptRow.id.in_(list(attempt_ids)))
    )
    return {row.id: row.address for row in db.session.execute(query)}


def _saved() -> Any:
    """Two walks along the clustered key for each attempt: half the cost of grouping the room's responses."""
    theirs = (ResponseRow.tenant_id == TENANT) & (ResponseRow.attempt_id == AttemptRow.id)
    is_answered = func.ltrim(ResponseRow.value, _EMPTY, type_=Text) != ""
    answered = select(func.count(ResponseRow.slot)).where(theirs, is_answered)
    last = select(func.max(ResponseRow.saved_at)).where(theirs)
    return (
        select(
            AttemptRow.id.label("attempt_id"),
            answered.correlate(AttemptRow).scalar_subquery().label("n"),
            last.correlate(AttemptRow).scalar_subquery().label("at"),
        )
        .where(AttemptRow.tenant_id == TENANT, AttemptRow.sitting_id == bindparam("sitting_id"))
        .order_by(AttemptRow.id)
    )


SAVED = Ready(_saved)  # by attempt: how many slots hold an answer, and when the last save came


SIGNALS = Ready(
    lambda: (
        select(SignalRow.attempt_id, func.count().label("n"))
        .join(AttemptRow, (AttemptRow.tenant_id == TENANT) & (AttemptRow.id == SignalRow.attempt_id))
        .where(SignalRow.tenant_id == TENANT, AttemptRow.sitting_id == bindparam("sitting_id"))
        .group_by(SignalRow.attempt_id)
        .order_by(SignalRow.attempt_id)
    )
)
RECORD = Ready(
    lambda: (
        select(*IncidentRow.__table__.columns)
        .where(IncidentRow.tenant_id == TENANT, IncidentRow.sitting_id == bindparam("sitting_id"))
        .order_by(IncidentRow.at, IncidentRow.id)
    )
)
OPEN_REOPENINGS = Ready(
    lambda: (
        select(*ReopeningRow.__table__.columns)
        .where(
            ReopeningRow.tenant_id == TENANT,
            ReopeningRow.sitting_id == bindparam("sitting_id"),
            ReopeningRow.decided_at.is_(None),
        )
        .order_by(ReopeningRow.proposed_at, ReopeningRow.id)
    )
)


def list_signals(attempt_id: UUID) -> list[SignalRow]:
    """An attempt's signals in the order in which they came."""
    query = select(SignalRow).where(SignalRow.tenant_id == TENANT, SignalRow.attempt_id == attempt_id)
    return list(db.session.scalars(query.order_by(SignalRow.received_at, SignalRow.client_id, SignalRow.number)))


def get_reopening(reopening_id: UUID, *, for_update: bool = False) -> ReopeningRow:
    """A proposal; raises NotFound."""
    query = select(ReopeningRow).where(ReopeningRow.tenant_id == TENANT, ReopeningRow.id == reopening_id)
    if for_update:
        query = query.with_for_update().execution_options(populate_existing=True)
    row = db.session.scalar(query)
    if row is None:
        raise NotFound()
    return row


def has_open_reopening(attempt_id: UUID) -> bool:
    """A proposal for this attempt waits for a second person."""
    query = select(ReopeningRow.id).where(
        ReopeningRow.tenant_id == TENANT, ReopeningRow.attempt_id == attempt_id, ReopeningRow.decided_at.is_(None)
    )
    return db.session.scalar(query.limit(1)) is not None
