"""Reopening a submitted attempt (rule 24): one person proposes, another confirms. The old score run stays; handing in
again scores anew.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, update
from sqlalchemy.exc import IntegrityError

from certify.delivery import queries
from certify.delivery.domain import AttemptState, next_state
from certify.delivery.domain.deadlines import AdjustmentKind, grant_of
from certify.delivery.domain.opening import reopen_for
from certify.delivery.domain.room import IncidentKind
from certify.delivery.domain.room_errors import AlreadyDecided, AlreadyProposed, ResultOut, SecondPersonNeeded
from certify.delivery.domain.sections import windows_to_json
from certify.delivery.domain.states import Act
from certify.delivery.models import TENANT, AttemptRow, ReopeningRow
from certify.delivery.services.room.reach import reach_attempt, reach_sitting, require_text
from certify.delivery.services.room.writing import add_incident, add_time
from foundation import audit
from foundation.db import transaction
from foundation.ids import new_id
from foundation.ready import Ready
from people.domain import Actor, Permission

_REOPEN = Ready(
    lambda: (
        update(AttemptRow)
        .where(AttemptRow.tenant_id == TENANT, AttemptRow.id == bindparam("attempt_id"))
        .values(
            state=AttemptState.IN_PROGRESS.value,
            epoch=bindparam("new_epoch"),
            client_id=None,
            deadline_at=bindparam("until"),
            deadline_version=bindparam("version"),
            submitted_at=None,
            submit_cause=None,
            submitted_without=None,
            paused_at=None,
            paused_with_room=False,
            section_windows=bindparam("windows"),
        )
    )
)
_RELEASE = Ready(
    lambda: (
        update(AttemptRow)
        .where(AttemptRow.tenant_id == TENANT, AttemptRow.id == bindparam("attempt_id"))
        .values(released_at=bindparam("at"))
    )
)


def propose_reopening(actor: Actor, attempt_id: UUID, minutes: int, reason: str, *, now: datetime) -> UUID:
    """Ask for so many minutes on a submitted attempt. Raises NotSubmitted, ResultOut, AlreadyProposed, BadGrant."""
    row = reach_attempt(actor, attempt_id, Permission.MANAGE_SITTINGS)
    reason = require_text(reason)
    grant_of(minutes, AdjustmentKind.REOPENING)
    reopening_id = new_id()
    try:
        with transaction() as session:
            _require_reopenable(queries.get_attempt(attempt_id, for_update=True))
            if queries.has_open_reopening(attempt_id):
                raise AlreadyProposed()
            session.add(
                ReopeningRow(
                    id=reopening_id,
                    sitting_id=row.sitting_id,
                    attempt_id=attempt_id,
                    minutes=minutes,
                    reason=reason,
                    proposed_at=now,
                    proposed_by=actor.require_person(),
                    proposed_by_name=actor.name,
                )
            )
            _tell(actor, row, IncidentKind.REOPENING_PROPOSED, reason, minutes, now)
    except IntegrityError as error:  # two proposals at once: the database keeps one
        raise AlreadyProposed() from error
    return reopening_id


def _require_reopenable(row: Any) -> None:
    next_state(AttemptState(row.state), Act.REOPEN)
    if row.released_at is not None:
        raise ResultOut()


def _tell(actor: Actor, row: Any, kind: IncidentKind, reason: str, minutes: int, now: datetime) -> None:
    who = {"person_id": row.person_id, "attempt_id": row.id}
    add_incident(actor, row.sitting_id, kind, reason, now=now, **who, minutes=minutes)
    audit.record(actor, f"room.{kind}", "attempt", row.id, now=now, reason=reason, minutes=minutes)


def _reach(actor: Actor, reopening_id: UUID) -> ReopeningRow:
    """The proposal, if the actor may decide on its unit; raises NotFound."""
    if not actor.may_anywhere(Permission.MANAGE_SITTINGS):
        actor.require_anywhere(Permission.INVIGILATE)
    found = queries.get_reopening(reopening_id)
    reach_sitting(actor, found.sitting_id, Permission.MANAGE_SITTINGS)
    return found


def confirm_reopening(actor: Actor, reopening_id: UUID, *, now: datetime) -> None:
    """The second person agrees: in progress again under a new epoch, for the proposed minutes from now. Raises
    SecondPersonNeeded, AlreadyDecided, ResultOut, NotSubmitted.
    """
    found = _reach(actor, reopening_id)
    if found.proposed_by == actor.require_person():
        raise SecondPersonNeeded()
    with transaction():
        row = queries.get_attempt(found.attempt_id, for_update=True)
        proposal = _decide(actor, reopening_id, is_confirmed=True, now=now)
        _require_reopenable(row)
        attempt, added = reopen_for(queries.domain_attempt(row), proposal.minutes, now)
        _REOPEN.run(
            attempt_id=attempt.id,
            new_epoch=attempt.epoch,
            until=attempt.deadline_at,
            version=attempt.deadline_version,
            windows=windows_to_json(attempt.windows),
        )
        add_time(actor, row.sitting_id, row.id, added, proposal.reason, now=now)
        _tell(actor, row, IncidentKind.REOPENED, proposal.reason, proposal.minutes, now)


def decline_reopening(actor: Actor, reopening_id: UUID, reason: str = "", *, now: datetime) -> None:
    """It stays submitted; whoever proposed may take it back this way, too. Raises AlreadyDecided."""
    found = _reach(actor, reopening_id)
    reason = require_text(reason) if reason.strip() else found.reason
    with transaction():
        row = queries.get_attempt(found.attempt_id, for_update=True)
        proposal = _decide(actor, reopening_id, is_confirmed=False, now=now)
        _tell(actor, row, IncidentKind.REOPENING_DECLINED, reason, proposal.minutes, now)


def _decide(actor: Actor, reopening_id: UUID, *, is_confirmed: bool, now: datetime) -> ReopeningRow:
    proposal = queries.get_reopening(reopening_id, for_update=True)
    if proposal.decided_at is not None:
        raise AlreadyDecided()
    proposal.decided_at, proposal.decided_by, proposal.is_confirmed = now, actor.require_person(), is_confirmed
    return proposal


def close_to_reopening(attempt_id: UUID, *, now: datetime) -> None:
    """Its result goes out: in the caller's transaction, lock the attempt and never reopen it again. Raises NotSubmitted
    for one that was reopened meanwhile.
    """
    with transaction():
        queries.require_submitted(queries.get_attempt(attempt_id, for_update=True))
        _RELEASE.run(attempt_id=attempt_id, at=now)
