"""Ending a lease because the answer under it changed: what the holder has read is no longer what would be marked."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import update

from certify.marking.domain import Ending
from certify.marking.models import TENANT, MarkingLeaseRow
from foundation.db import db


def end_lease(attempt_id: UUID, position: int, now: datetime) -> None:
    """End the live lease on a script, if there is one, in the current transaction; saving a mark by it is LeaseLost."""
    lease = MarkingLeaseRow
    here = (lease.tenant_id == TENANT, lease.attempt_id == attempt_id, lease.position == position)
    ended = update(lease).where(*here, lease.ended_at.is_(None)).values(ended_at=now, ending=Ending.RETURNED.value)
    db.session.execute(ended)
