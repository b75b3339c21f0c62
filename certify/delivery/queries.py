"""Named reads of delivery, off the hot path: attempts as the domain sees them, their ledger, their responses."""

from collections.abc import Collection, Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import select

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
from certify.delivery.models import TENANT, AttemptRow, DeadlineAdjustmentRow, ResponseEventRow, ResponseRow
from foundation.db import db
from foundation.errors import NotFound


def locks_of(raw: Any) -> dict[int, Number]:
    """Section locks as stored."""
    return {int(section): (number[0], number[1]) for section, number in (raw or {}).items()}


def domain_attempt(row: AttemptRow, last_sequence: int = 0) -> Attempt:
    """The row as the rules see it."""
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
    )


def get_attempt(attempt_id: UUID, *, person_id: UUID | None = None, for_update: bool = False) -> AttemptRow:
    """The attempt (of that candidate); raises NotFound for somebody else's."""
    query = select(AttemptRow).where(AttemptRow.tenant_id == TENANT, AttemptRow.id == attempt_id)
    row = db.session.scalar(query.with_for_update() if for_update else query)
    if row is None or (person_id is not None and row.person_id != person_id):
        raise NotFound()
    return row


def find_latest(sitting_id: UUID, person_id: UUID) -> AttemptRow | None:
    """The person's latest attempt at a sitting."""
    query = select(AttemptRow).where(
        AttemptRow.tenant_id == TENANT, AttemptRow.sitting_id == sitting_id, AttemptRow.person_id == person_id
    )
    return db.session.scalar(query.order_by(AttemptRow.number.desc()).limit(1))


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
    query = select(
        ResponseRow.slot,
        ResponseRow.value,
        ResponseRow.epoch,
        ResponseRow.sequence,
        ResponseRow.flagged,
        ResponseRow.flag_epoch,
        ResponseRow.flag_sequence,
    ).where(ResponseRow.tenant_id == TENANT, ResponseRow.attempt_id == attempt_id)
    return {
        row.slot: CurrentResponse(
            slot=row.slot,
            value=None if row.value is None else msgspec.json.decode(row.value),
            number=(row.epoch, row.sequence),
            flagged=row.flagged,
            flag_number=(row.flag_epoch, row.flag_sequence),
        )
        for row in db.session.execute(query)
    }


def last_saved_at(attempt_id: UUID) -> datetime | None:
    """When the server last took something in."""
    query = select(ResponseRow.saved_at).where(ResponseRow.tenant_id == TENANT, ResponseRow.attempt_id == attempt_id)
    return db.session.scalar(query.order_by(ResponseRow.saved_at.desc()).limit(1))


def list_adjustments(sitting_id: UUID, attempt_ids: Iterable[UUID] = ()) -> list[DeadlineAdjustmentRow]:
    """Time added to the whole sitting, and to these attempts."""
    query = select(DeadlineAdjustmentRow).where(
        DeadlineAdjustmentRow.tenant_id == TENANT, DeadlineAdjustmentRow.sitting_id == sitting_id
    )
    wanted = {*attempt_ids, None}
    return [row for row in db.session.scalars(query) if row.attempt_id in wanted]


def adjustment(row: DeadlineAdjustmentRow) -> Adjustment:
    """A row of the ledger of added time as the rules see it."""
    return Adjustment(AdjustmentKind(row.kind), Decimal(row.microseconds) / 1_000_000)


def require_submitted(row: AttemptRow) -> None:
    """Raise NotSubmitted for a running attempt."""
    if row.state != AttemptState.SUBMITTED.value:
        raise NotSubmitted()
