"""What acts in the room write, always inside the caller's transaction: the record, added time, the attempt's clock."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, insert, update

from certify.delivery.domain import Adjustment, Attempt
from certify.delivery.domain.room import IncidentKind
from certify.delivery.domain.sections import windows_to_json
from certify.delivery.models import TENANT, AttemptRow, DeadlineAdjustmentRow, IncidentRow
from foundation.ids import new_id
from foundation.ready import Ready
from people.domain import Actor

_ADD_INCIDENT = Ready(
    lambda: insert(IncidentRow),
    (
        *("tenant_id", "id", "sitting_id", "person_id", "attempt_id", "kind", "at", "by_id", "by_name", "reason"),
        "details",
    ),
)
_ADD_TIME = Ready(
    lambda: insert(DeadlineAdjustmentRow),
    ("tenant_id", "id", "sitting_id", "attempt_id", "kind", "microseconds", "reason", "granted_by", "granted_at"),
)
_SET_CLOCK = Ready(
    lambda: (
        update(AttemptRow)
        .where(AttemptRow.tenant_id == TENANT, AttemptRow.id == bindparam("attempt_id"))
        .values(
            state=bindparam("to_state"),
            deadline_at=bindparam("until"),
            deadline_version=bindparam("version"),
            paused_at=bindparam("paused"),
            section_windows=bindparam("windows"),
            paused_with_room=bindparam("with_room"),
        )
    )
)


def add_incident(
    actor: Actor,
    sitting_id: UUID,
    kind: IncidentKind,
    reason: str,
    *,
    now: datetime,
    person_id: UUID | None = None,
    attempt_id: UUID | None = None,
    **details: Any,
) -> UUID:
    """One line of the room's record."""
    incident_id = new_id()
    _ADD_INCIDENT.run(
        tenant_id=TENANT,
        id=incident_id,
        sitting_id=sitting_id,
        person_id=person_id,
        attempt_id=attempt_id,
        kind=kind.value,
        at=now,
        by_id=actor.person_id,
        by_name=actor.name,
        reason=reason,
        details=details,
    )
    return incident_id


def add_time(
    actor: Actor, sitting_id: UUID, attempt_id: UUID | None, adjustment: Adjustment, reason: str, *, now: datetime
) -> None:
    """One row of the ledger of added time; without an attempt it is everyone's."""
    _ADD_TIME.run(
        tenant_id=TENANT,
        id=new_id(),
        sitting_id=sitting_id,
        attempt_id=attempt_id,
        kind=adjustment.kind.value,
        microseconds=int(adjustment.seconds * 1_000_000),
        reason=reason,
        granted_by=actor.require_person(),
        granted_at=now,
    )


def set_clock(attempt: Attempt, *, with_room: bool = False) -> None:
    """State, deadline, its version, pause and section clocks of a running attempt, whose row is locked."""
    _SET_CLOCK.run(
        attempt_id=attempt.id,
        to_state=attempt.state.value,
        until=attempt.deadline_at,
        version=attempt.deadline_version,
        paused=attempt.paused_at,
        windows=windows_to_json(attempt.windows),
        with_room=with_room,
    )
