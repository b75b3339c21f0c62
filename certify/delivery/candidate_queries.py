"""Named reads of the candidate's own pages."""

from uuid import UUID

from sqlalchemy import distinct, func, select

from certify.delivery.domain import OutcomeKind
from certify.delivery.models import TENANT, ResponseEventRow
from foundation.db import db

_EVENT = ResponseEventRow


def count_late(attempt_id: UUID) -> int:
    """How many items have an answer that was kept and not counted, as it came too late (rule 14)."""
    late = select(func.count(distinct(_EVENT.slot))).where(
        _EVENT.tenant_id == TENANT,
        _EVENT.attempt_id == attempt_id,
        _EVENT.outcome == OutcomeKind.LATE.value,
        _EVENT.kind != "flag",
        _EVENT.slot > 0,
    )
    return db.session.scalar(late) or 0
