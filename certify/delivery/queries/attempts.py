"""Named reads of delivery, off the hot path: attempts as the domain sees them, their ledger, their responses."""

from collections.abc import Collection, Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Select, bindparam, func, literal_column, select

from certify.delivery.domain import (
    Adjustment,
    AdjustmentKind,
    Attempt,
    AttemptState,
    CurrentResponse,
    Number,
    SubmitCause,
)
from certify.delivery.domain.errors import NotSubmitted
from certify.delivery.domain.sections import windows_from_json
from certify.delivery.models import (
    TENANT,
    AttemptRow,
    DeadlineAdjustmentRow,
    ResponseEventRow,
    ResponseRow,
)
from foundation.db import db
from foundation.errors import NotFound
from foundation.ready import Ready


def locks_of(raw: Any) -> dict[int, Number]:
    """Section locks as stored."""
    return {int(section): (number[0], number[1]) for section, number in (raw or {}).items()}


def parts_of(raw: Any) -> tuple[int, ...] | None:
    """The sections that are sat, as stored; None: all."""
    return None if raw is None else tuple(raw)


def domain_attempt(row: Any, last_sequence: int = 0) -> Attempt:
    """A row with AttemptRow's columns as the rules see it."""
    return Attempt(
        id=row.id,
        person_id=row.person_id,
        state=AttemptState(row.state),
        epoch=row.epoch,
        client_id=row.client_id,
        started_at=row.started_at,
        deadline_at=row.deadline_at,
        deadline_version=row.deadline_version,
        grace_seconds=row.grace_seconds,
        paused_at=row.paused_at,
        submitted_at=row.submitted_at,
        submit_cause=SubmitCause(row.submit_cause) if row.submit_cause else None,
        last_sequence=last_sequence,
        locks=locks_of(row.section_locks),
        windows=windows_from_json(row.section_windows),
        parts=parts_of(row.parts),
    )


def _attempt(*clauses: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return select(*AttemptRow.__table__.columns).where(AttemptRow.tenant_id == TENANT, *clauses)


_READ = Ready(lambda: _attempt(AttemptRow.id == bindparam("attempt_id")))
_READ_LOCKED = Ready(lambda: _attempt(AttemptRow.id == bindparam("attempt_id")).with_for_update())
ROOM = Ready(
    lambda: _attempt(AttemptRow.sitting_id == bindparam("sitting_id")).order_by(AttemptRow.number, AttemptRow.id)
)
_EARLIEST_LEAVE = Ready(
    lambda: select(AttemptRow.earliest_leave_at).where(
        AttemptRow.tenant_id == TENANT, AttemptRow.id == bindparam("attempt_id")
    )
)
_COUNT_RUNNING = Ready(
    lambda: select(func.count().label("n")).where(AttemptRow.state == literal_column("'in_progress'"))
)
_READ_LATEST = Ready(
    lambda: (
        _attempt(AttemptRow.sitting_id == bindparam("sitting_id"), AttemptRow.person_id == bindparam("person_id"))
        .order_by(AttemptRow.number.desc())
        .limit(1)
    )
)
_RESPONSES = Ready(
    lambda: select(
        ResponseRow.slot,
        ResponseRow.value,
        ResponseRow.epoch,
        ResponseRow.sequence,
        ResponseRow.flagged,
        ResponseRow.flag_epoch,
        ResponseRow.flag_sequence,
    ).where(ResponseRow.tenant_id == TENANT, ResponseRow.attempt_id == bindparam("attempt_id"))
)
_ADDED = DeadlineAdjustmentRow
_ADJUSTMENTS = Ready(
    lambda: select(_ADDED.kind, _ADDED.microseconds, _ADDED.attempt_id).where(
        _ADDED.tenant_id == TENANT, _ADDED.sitting_id == bindparam("sitting_id")
    )
)


def get_attempt(attempt_id: UUID, *, person_id: UUID | None = None, for_update: bool = False) -> Any:
    """The attempt (of that candidate), with AttemptRow's columns; raises NotFound for somebody else's."""
    row = (_READ_LOCKED if for_update else _READ).first(attempt_id=attempt_id)
    if row is None or (person_id is not None and row.person_id != person_id):
        raise NotFound()
    return row


def find_latest(sitting_id: UUID, person_id: UUID) -> Any:
    """The person's latest attempt at a sitting, with AttemptRow's columns, or None."""
    return _READ_LATEST.first(sitting_id=sitting_id, person_id=person_id)


def list_room(sitting_id: UUID) -> list[Any]:
    """Every attempt at a sitting, with AttemptRow's columns, a person's latest last."""
    return ROOM.all(sitting_id=sitting_id)


def lock_attempts(attempt_ids: Collection[UUID]) -> list[Any]:
    """These attempts, locked for the current transaction, always in the same order."""
    query = _attempt(AttemptRow.id.in_(list(attempt_ids))).order_by(AttemptRow.id).with_for_update()
    return list(db.session.execute(query))


def find_earliest_leave(attempt_id: UUID) -> datetime | None:
    """From when this attempt may be handed in."""
    row = _EARLIEST_LEAVE.first(attempt_id=attempt_id)
    return row.earliest_leave_at if row else None


def count_running() -> int:
    """How many attempts are in progress, in all rooms."""
    return int(_COUNT_RUNNING.first().n)


def count_by_state(sitting_ids: Collection[UUID]) -> dict[UUID, dict[str, int]]:
    """How many attempts of each state each of these sittings has."""
    query = select(AttemptRow.sitting_id, AttemptRow.state, func.count().label("n"))
    query = query.where(AttemptRow.tenant_id == TENANT, AttemptRow.sitting_id.in_(list(sitting_ids)))
    found: dict[UUID, dict[str, int]] = {}
    for row in db.session.execute(query.group_by(AttemptRow.sitting_id, AttemptRow.state)):
        found.setdefault(row.sitting_id, {})[row.state] = row.n
    return found


_HOLDER = Ready(
    lambda: select(AttemptRow.holder_login, AttemptRow.holder_name, AttemptRow.holder_unit_path).where(
        AttemptRow.tenant_id == TENANT, AttemptRow.id == bindparam("attempt_id")
    )
)


def name_holder(attempt_id: UUID) -> tuple[str, str, str]:
    """Login, name and unit path that the attempt froze: who acts, as the audit log shall name them."""
    row = _HOLDER.first(attempt_id=attempt_id)
    return row.holder_login, row.holder_name, row.holder_unit_path


def list_attempts(*, person_id: UUID | None = None, sitting_id: UUID | None = None) -> list[AttemptRow]:
    """Attempts of a person or of a sitting, oldest first."""
    query = select(AttemptRow).where(AttemptRow.tenant_id == TENANT)
    if person_id is not None:
        query = query.where(AttemptRow.person_id == person_id)
    if sitting_id is not None:
        query = query.where(AttemptRow.sitting_id == sitting_id)
    return list(db.session.scalars(query.order_by(AttemptRow.started_at, AttemptRow.id)))


def list_handed_in(sitting_ids: Collection[UUID] | None, person_ids: Collection[UUID] | None) -> list[AttemptRow]:
    """Submitted attempts of these sittings, of these persons, oldest first."""
    query = select(AttemptRow).where(AttemptRow.tenant_id == TENANT, AttemptRow.submitted_at.is_not(None))
    if sitting_ids is not None:
        query = query.where(AttemptRow.sitting_id.in_(sitting_ids))
    if person_ids is not None:
        query = query.where(AttemptRow.person_id.in_(person_ids))
    return list(db.session.scalars(query.order_by(AttemptRow.started_at, AttemptRow.id)))


def list_first_begun(sitting_ids: Collection[UUID], person_ids: Collection[UUID]) -> list[Any]:
    """The attempt that each of these persons began first in any of these sittings: id, person_id."""
    at = (AttemptRow.started_at, AttemptRow.id)
    nth = func.row_number().over(partition_by=AttemptRow.person_id, order_by=at).label("nth")
    mine = (AttemptRow.person_id.in_(person_ids), AttemptRow.sitting_id.in_(sitting_ids))
    found = select(AttemptRow.id, AttemptRow.person_id, nth).where(AttemptRow.tenant_id == TENANT, *mine).subquery()
    return list(db.session.execute(select(found.c.id, found.c.person_id).where(found.c.nth == 1)))


def list_running_past(moment: datetime, *, limit: int = 200) -> list[AttemptRow]:
    """Attempts in progress whose deadline lies before a moment: the closer's list."""
    query = select(AttemptRow).where(
        AttemptRow.state == AttemptState.IN_PROGRESS.value, AttemptRow.deadline_at < moment
    )
    return list(db.session.scalars(query.order_by(AttemptRow.deadline_at).limit(limit)))


def list_events(attempt_id: UUID, *, epoch: int | None = None) -> list[ResponseEventRow]:
    """The ledger of an attempt (of one epoch), in the order of numbers."""
    query = select(ResponseEventRow).where(
        ResponseEventRow.tenant_id == TENANT, ResponseEventRow.attempt_id == attempt_id
    )
    if epoch is not None:
        query = query.where(ResponseEventRow.epoch == epoch)
    return list(db.session.scalars(query.order_by(ResponseEventRow.epoch, ResponseEventRow.sequence)))


def responses_of(attempt_id: UUID) -> dict[int, CurrentResponse]:
    """The current responses by slot."""
    return {
        row.slot: CurrentResponse(
            slot=row.slot,
            value=None if row.value is None else msgspec.json.decode(row.value),
            number=(row.epoch, row.sequence),
            flagged=row.flagged,
            flag_number=(row.flag_epoch, row.flag_sequence),
        )
        for row in _RESPONSES.all(attempt_id=attempt_id)
    }


def last_saved_at(attempt_id: UUID) -> datetime | None:
    """When the server last took something in."""
    query = select(ResponseRow.saved_at).where(ResponseRow.tenant_id == TENANT, ResponseRow.attempt_id == attempt_id)
    return db.session.scalar(query.order_by(ResponseRow.saved_at.desc()).limit(1))


def list_adjustments(sitting_id: UUID, attempt_ids: Iterable[UUID] = ()) -> list[Any]:
    """Time added to the whole sitting, and to these attempts: kind, microseconds, attempt_id."""
    wanted = {*attempt_ids, None}
    return [row for row in _ADJUSTMENTS.all(sitting_id=sitting_id) if row.attempt_id in wanted]


def adjustment(row: Any) -> Adjustment:
    """A row of the ledger of added time as the rules see it."""
    return Adjustment(AdjustmentKind(row.kind), Decimal(row.microseconds) / 1_000_000)


def require_submitted(row: Any) -> None:
    """Raise NotSubmitted for a running attempt."""
    if row.state != AttemptState.SUBMITTED.value:
        raise NotSubmitted()


def last_sequence(attempt_id: UUID, epoch: int) -> int:
    """The highest number that the ledger holds of an epoch; 0: none."""
    here = (ResponseEventRow.tenant_id == TENANT, ResponseEventRow.attempt_id == attempt_id)
    query = select(func.max(ResponseEventRow.sequence)).where(*here, ResponseEventRow.epoch == epoch)
    return db.session.scalar(query) or 0
