"""Named reads of marking: `get_` raises NotFound, `find_` may be None, `list_`. Set-wise; no row at a time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, exists, func, or_, select

from certify.marking.domain import Ending, GivenMark, Pile, SlotScore
from certify.marking.models import TENANT, MarkingLeaseRow, MarkingScriptRow, MarkRow, ScoreRunRow, SlotScoreRow
from foundation.db import db
from foundation.errors import NotFound
from foundation.ready import Ready
from question_bank.domain import OutcomeStatus


def _run(*clauses: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    mine = (ScoreRunRow.tenant_id == TENANT, ScoreRunRow.attempt_id == bindparam("attempt_id"), *clauses)
    return select(*ScoreRunRow.__table__.columns).where(*mine).order_by(ScoreRunRow.number.desc()).limit(1)


_NEWEST_RUN = Ready(_run)
_RUN_BY_NUMBER = Ready(lambda: _run(ScoreRunRow.number == bindparam("number")))


def find_run(attempt_id: UUID, number: int | None = None) -> Any:
    """The newest score run of an attempt, or that one, with ScoreRunRow's columns; None when there is none."""
    if number is None:
        return _NEWEST_RUN.first(attempt_id=attempt_id)
    return _RUN_BY_NUMBER.first(attempt_id=attempt_id, number=number)


def list_last_runs(attempt_ids: Sequence[UUID]) -> list[ScoreRunRow]:
    """The newest run of each attempt that has one."""
    query = select(ScoreRunRow).where(ScoreRunRow.tenant_id == TENANT, ScoreRunRow.attempt_id.in_(attempt_ids))
    rows = db.session.scalars(query.order_by(ScoreRunRow.number))
    return list({row.attempt_id: row for row in rows}.values())


def list_slot_scores(runs: Iterable[ScoreRunRow]) -> dict[UUID, list[SlotScore]]:
    """The slots of the given runs, by attempt."""
    numbers = {run.attempt_id: run.number for run in runs}
    found: dict[UUID, list[SlotScore]] = {attempt_id: [] for attempt_id in numbers}
    row = SlotScoreRow
    columns = (row.attempt_id, row.run_number, row.position, row.version_id, row.scoring_rule, row.status, row.points)
    query = select(*columns, row.detail, row.response_hash).where(row.tenant_id == TENANT, row.attempt_id.in_(numbers))
    for attempt_id, number, position, version_id, rule, status, points, detail, digest in db.session.execute(query):
        if numbers[attempt_id] == number:
            score = SlotScore(position, version_id, rule, OutcomeStatus(status), points, detail, digest)
            found[attempt_id].append(score)
    return found


def list_points(numbers: Mapping[UUID, int]) -> dict[UUID, list[SlotScore]]:
    """The slots of these runs (number by attempt) without the details of their parts: a third of the cost."""
    found: dict[UUID, list[SlotScore]] = {attempt_id: [] for attempt_id in numbers}
    row = SlotScoreRow
    columns = (row.attempt_id, row.run_number, row.position, row.version_id, row.scoring_rule, row.status, row.points)
    query = select(*columns, row.response_hash).where(row.tenant_id == TENANT, row.attempt_id.in_(numbers))
    for attempt_id, number, position, version_id, rule, status, points, digest in db.session.execute(query):
        if numbers[attempt_id] == number:
            found[attempt_id].append(SlotScore(position, version_id, rule, OutcomeStatus(status), points, [], digest))
    return found


def list_given_marks(attempt_ids: Iterable[UUID]) -> dict[UUID, list[GivenMark]]:
    """The last mark of each script, by attempt; what was taken back is left out."""
    last: dict[tuple[UUID, int], MarkRow] = {}
    rows = db.session.scalars(select(MarkRow).where(MarkRow.attempt_id.in_(list(attempt_ids))).order_by(MarkRow.number))
    for row in rows:
        last[row.attempt_id, row.position] = row
    found: dict[UUID, list[GivenMark]] = {}
    for (attempt_id, position), row in last.items():
        if row.total is not None:
            mark = GivenMark(position, row.marker_id, row.total, row.comment, row.response_hash)
            found.setdefault(attempt_id, []).append(mark)
    return found


def list_scripts_of(attempt_id: UUID) -> list[MarkingScriptRow]:
    """All scripts of an attempt, locked for the change that follows."""
    script = MarkingScriptRow
    query = select(script).where(script.tenant_id == TENANT, script.attempt_id == attempt_id)
    return list(db.session.scalars(query.with_for_update()))


def within(marker_id: UUID | None, scopes: Iterable[str]) -> ColumnElement[bool]:
    """Scripts that this marker may mark at all: within reach, not released, not their own."""
    reach = or_(False, *(MarkingScriptRow.unit_path.startswith(scope, autoescape=True) for scope in scopes))
    not_mine = MarkingScriptRow.person_id != marker_id if marker_id else MarkingScriptRow.person_id.is_not(None)
    return and_(MarkingScriptRow.tenant_id == TENANT, reach, MarkingScriptRow.closed_at.is_(None), not_mine)


@dataclass(frozen=True, slots=True)
class QueueCount:
    """How the scripts of an item stand."""

    version_id: UUID
    maximum: Decimal
    n_total: int
    n_waiting: int
    n_flagged: int
    oldest_at: datetime | None


def list_counts(reach: ColumnElement[bool], version_id: UUID | None = None) -> list[QueueCount]:
    """Counts by item, for all or for one; the item that waits longest first."""
    script = MarkingScriptRow
    waits = and_(script.is_waiting, ~script.is_flagged)
    flagged = and_(script.is_waiting, script.is_flagged)
    oldest = func.min(case((script.is_waiting, script.submitted_at)))
    query = (
        select(
            script.version_id,
            func.max(script.maximum),
            func.count(),
            func.sum(case((waits, 1), else_=0)),
            func.sum(case((flagged, 1), else_=0)),
            oldest,
        )
        .where(reach)
        .group_by(script.version_id)
        .order_by(oldest, script.version_id)
    )
    if version_id is not None:
        query = query.where(script.version_id == version_id)
    return [QueueCount(*row) for row in db.session.execute(query)]


def _same_script(left: type[MarkingLeaseRow], right: type[MarkingScriptRow]) -> ColumnElement[bool]:
    return and_(left.tenant_id == right.tenant_id, left.attempt_id == right.attempt_id, left.position == right.position)


def find_held(marker_id: UUID, version_id: UUID) -> MarkingLeaseRow | None:
    """The lease that this marker holds on a script of the item, run out or not, while nobody else took the script."""
    lease = MarkingLeaseRow
    query = select(lease).where(lease.marker_id == marker_id, lease.version_id == version_id, lease.ended_at.is_(None))
    return db.session.scalar(query.order_by(lease.taken_at.desc()).limit(1))


def find_free_script(
    marker_id: UUID, version_id: UUID, pile: Pile, reach: ColumnElement[bool]
) -> MarkingScriptRow | None:
    """The next script that nobody holds, locked; another marker's transaction steps over it."""
    lease, script = MarkingLeaseRow, MarkingScriptRow
    held = exists().where(_same_script(lease, script), lease.ended_at.is_(None))
    skipped = exists().where(
        _same_script(lease, script), lease.marker_id == marker_id, lease.ending == Ending.SKIPPED.value
    )
    query = select(script).where(reach, script.version_id == version_id, script.is_waiting, ~held)
    query = query.where(script.is_flagged if pile is Pile.FLAGGED else ~script.is_flagged)
    if pile is not Pile.FLAGGED:
        query = query.where(skipped if pile is Pile.SKIPPED else ~skipped)
    query = query.order_by(script.sitting_id, script.code).limit(1)
    return db.session.scalar(query.with_for_update(skip_locked=True))


def count_skipped(marker_id: UUID, version_id: UUID, reach: ColumnElement[bool]) -> int:
    """How many waiting scripts of the item this marker has skipped."""
    lease, script = MarkingLeaseRow, MarkingScriptRow
    skipped = exists().where(
        _same_script(lease, script), lease.marker_id == marker_id, lease.ending == Ending.SKIPPED.value
    )
    query = select(func.count()).select_from(script)
    query = query.where(reach, script.version_id == version_id, script.is_waiting, ~script.is_flagged, skipped)
    return db.session.scalar(query) or 0


def get_lease(marker_id: UUID, version_id: UUID, lease_id: UUID) -> MarkingLeaseRow:
    """This marker's lease on a script of this item; raises NotFound."""
    lease = MarkingLeaseRow
    mine = and_(lease.tenant_id == TENANT, lease.marker_id == marker_id, lease.version_id == version_id)
    query = select(lease).where(mine, lease.id == lease_id)
    row = db.session.scalar(query)
    if row is None:
        raise NotFound()
    return row


def get_script(attempt_id: UUID, position: int, *, for_update: bool = False) -> MarkingScriptRow:
    """The script; raises NotFound."""
    script = MarkingScriptRow
    here = and_(script.tenant_id == TENANT, script.attempt_id == attempt_id, script.position == position)
    query = select(script).where(here)
    row = db.session.scalar(query.with_for_update().execution_options(populate_existing=True) if for_update else query)
    if row is None:
        raise NotFound()
    return row


def list_marks_on(attempt_id: UUID, position: int) -> list[MarkRow]:
    """The whole ledger of a script, oldest first."""
    here = and_(MarkRow.tenant_id == TENANT, MarkRow.attempt_id == attempt_id, MarkRow.position == position)
    query = select(MarkRow).where(here)
    return list(db.session.scalars(query.order_by(MarkRow.number)))


def list_recent_marks(marker_id: UUID, version_id: UUID, reach: ColumnElement[bool], limit: int = 20) -> list[MarkRow]:
    """This marker's newest marks on the item that are not released yet."""
    script = MarkingScriptRow
    same = and_(
        script.tenant_id == MarkRow.tenant_id,
        script.attempt_id == MarkRow.attempt_id,
        script.position == MarkRow.position,
    )
    query = select(MarkRow).join(script, same).where(reach, script.version_id == version_id)
    query = query.where(MarkRow.marker_id == marker_id).order_by(MarkRow.at.desc(), MarkRow.number.desc())
    return list(db.session.scalars(query.limit(limit)))


def find_flag_reason(attempt_id: UUID, position: int) -> str:
    """Why the script was last flagged."""
    lease = MarkingLeaseRow
    here = and_(lease.tenant_id == TENANT, lease.attempt_id == attempt_id, lease.position == position)
    query = select(lease.reason).where(here, lease.ending == Ending.FLAGGED.value)
    return db.session.scalar(query.order_by(lease.ended_at.desc()).limit(1)) or ""


def list_durations(marker_id: UUID, version_id: UUID, since: datetime) -> list[float]:
    """Seconds from taking to saving, of this marker's scripts of the item since then."""
    lease = MarkingLeaseRow
    query = select(lease.taken_at, lease.ended_at).where(
        lease.tenant_id == TENANT,
        lease.marker_id == marker_id,
        lease.version_id == version_id,
        lease.ended_at >= since,
        lease.ending == Ending.SAVED.value,
    )
    return [(ended - taken).total_seconds() for taken, ended in db.session.execute(query) if ended]
