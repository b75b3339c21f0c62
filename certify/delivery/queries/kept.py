"""Named reads of what was kept and not counted: emergency files (rule 28), late answers and decisions on them."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import bindparam, func, or_, select

from certify.delivery.domain import EventKind, OutcomeKind, Reason
from certify.delivery.domain.late import NOT_COUNTED, Decision, KeptAnswer
from certify.delivery.models import TENANT, AttemptRow, EmergencyFileRow, LateDecisionRow, ResponseEventRow
from foundation.db import db
from foundation.errors import NotFound
from foundation.ready import Ready


def find_emergency_file(attempt_id: UUID, checksum: str) -> UUID | None:
    """The id of this very file, if it was handed in before."""
    file = EmergencyFileRow
    query = select(file.id).where(file.tenant_id == TENANT, file.attempt_id == attempt_id, file.checksum == checksum)
    return db.session.scalar(query)


def get_emergency_file(file_id: UUID) -> EmergencyFileRow:
    """An emergency file; raises NotFound."""
    file = EmergencyFileRow
    row = db.session.scalar(select(file).where(file.tenant_id == TENANT, file.id == file_id))
    if row is None:
        raise NotFound()
    return row


def list_emergency_files(sitting_ids: Collection[UUID]) -> list[Any]:
    """The emergency files of these sittings with their holders' name and login, the newest first."""
    file, attempt = EmergencyFileRow, AttemptRow
    same = (attempt.tenant_id == file.tenant_id) & (attempt.id == file.attempt_id)
    query = select(file, attempt.holder_name, attempt.holder_login).join(attempt, same)
    query = query.where(file.tenant_id == TENANT, file.sitting_id.in_(sitting_ids))
    return [tuple(row) for row in db.session.execute(query.order_by(file.uploaded_at.desc(), file.id))]


def list_kept(attempt_id: UUID) -> list[KeptAnswer]:
    """The answers in the ledger that do not count, in the order of their numbers."""
    event = ResponseEventRow
    query = select(event).where(
        event.tenant_id == TENANT,
        event.attempt_id == attempt_id,
        event.outcome.in_([kind.value for kind in NOT_COUNTED]),
        event.kind.in_([EventKind.ANSWER.value, EventKind.CLEAR.value]),
    )
    return [_kept(row) for row in db.session.scalars(query.order_by(event.epoch, event.sequence))]


def _kept(row: ResponseEventRow) -> KeptAnswer:
    return KeptAnswer(
        slot=row.slot,
        number=(row.epoch, row.sequence),
        kind=EventKind(row.kind),
        value=msgspec.json.decode(row.value),
        claimed_at=row.client_time,
        received_at=row.received_at,
        outcome=OutcomeKind(row.outcome),
        reason=Reason(row.reason) if row.reason else None,
        digest=row.digest.hex(),
    )


def list_decisions(attempt_id: UUID) -> list[Decision]:
    """Every decision on the attempt's kept answers, oldest first."""
    row = LateDecisionRow
    query = select(row).where(row.tenant_id == TENANT, row.attempt_id == attempt_id).order_by(row.round, row.slot)
    return [
        Decision(
            round=each.round,
            slot=each.slot,
            number=(each.epoch, each.sequence),
            is_accepted=each.is_accepted,
            reason=each.reason,
            decided_at=each.decided_at,
            decided_by=each.decided_by,
        )
        for each in db.session.scalars(query)
    ]


def count_kept(attempt_ids: Collection[UUID]) -> dict[UUID, int]:
    """How many kept answers these attempts have; those without any are absent."""
    event = ResponseEventRow
    query = select(event.attempt_id, func.count()).where(
        event.tenant_id == TENANT,
        event.attempt_id.in_(attempt_ids),
        event.outcome.in_([kind.value for kind in NOT_COUNTED]),
        event.kind.in_([EventKind.ANSWER.value, EventKind.CLEAR.value]),
    )
    return {row[0]: row[1] for row in db.session.execute(query.group_by(event.attempt_id))}


_EVENT = ResponseEventRow
_ONE_KEPT = Ready(
    lambda: (
        select(_EVENT.sequence)
        .where(
            _EVENT.tenant_id == TENANT,
            _EVENT.attempt_id == bindparam("attempt_id"),
            or_(*(_EVENT.outcome == kind.value for kind in NOT_COUNTED)),
            or_(_EVENT.kind == EventKind.ANSWER.value, _EVENT.kind == EventKind.CLEAR.value),
        )
        .limit(1)
    )
)


def has_kept(attempt_id: UUID) -> bool:
    """Whether any answer of this attempt was kept and not counted: asked for each receipt."""
    return _ONE_KEPT.first(attempt_id=attempt_id) is not None


def list_files_of(attempt_id: UUID) -> list[EmergencyFileRow]:
    """The emergency files of an attempt, oldest first."""
    file = EmergencyFileRow
    query = select(file).where(file.tenant_id == TENANT, file.attempt_id == attempt_id)
    return list(db.session.scalars(query.order_by(file.uploaded_at, file.id)))
