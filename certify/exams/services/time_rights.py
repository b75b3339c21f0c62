"""Rights to more time (accommodations): granted to a person for every sitting in a span of days, ended, listed."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from certify.exams import queries
from certify.exams.domain import FACTOR_MAX, FULL_TIME
from certify.exams.domain.views import TimeRight
from certify.exams.models import AccommodationRow
from certify.exams.services.clashes import require_no_clash_of
from foundation import audit
from foundation.db import transaction
from foundation.errors import N_, Invalid, NotFound, Problem
from foundation.ids import new_id
from foundation.score import points
from foundation.text import fold
from people import services as people
from people.domain import Actor, Permission, UnknownPerson


def find_candidate(actor: Actor, login: str) -> UUID | None:
    """The active person of that 工号 within the actor's reach, or None."""
    holders = people.list_holders(actor.scopes(Permission.MANAGE_SITTINGS), words=login)
    return next((holder.person_id for holder in holders if fold(holder.login) == fold(login)), None)


def grant_time(
    actor: Actor,
    person_id: UUID,
    *,
    time_factor: Decimal,
    from_day: date,
    until_day: date | None = None,
    reason: str,
    now: datetime,
    right_id: UUID | None = None,
) -> UUID:
    """Give a person within reach more time, 1.01 to 3.00 times; the same `right_id` twice grants once.

    Raises UnknownPerson, Invalid: also where published sittings of the person would overlap by it.
    """
    actor.require_anywhere(Permission.MANAGE_SITTINGS)
    holder = people.get_holder(person_id)
    if not actor.may(Permission.MANAGE_SITTINGS, holder.unit_path):
        raise UnknownPerson()
    factor = _check(time_factor, from_day, until_day, reason)
    right_id = right_id or new_id()
    with transaction() as session:
        if session.get(AccommodationRow, right_id) is not None:
            return right_id
        session.add(
            AccommodationRow(
                id=right_id,
                person_id=person_id,
                time_factor=factor,
                from_day=from_day,
                until_day=until_day,
                reason=reason.strip(),
                granted_at=now,
                granted_by=actor.person_id,
            )
        )
        session.flush()
        require_no_clash_of(person_id, holder.name, now=now)
        audit.record(actor, "sittings.grant_time", "person", person_id, now=now, factor=str(factor))
    return right_id


def _check(time_factor: Decimal, from_day: date, until_day: date | None, reason: str) -> Decimal:
    problems = []
    try:
        factor = points(time_factor)
    except ValueError:
        factor = Decimal(0)
    if not FULL_TIME < factor <= FACTOR_MAX:
        problems.append(Problem(N_("时间倍数在 1.01 和 3 之间，最多两位小数，例如 1.25"), field="time_factor"))
    if until_day is not None and until_day < from_day:
        problems.append(Problem(N_("结束日期要在开始日期之后"), field="until_day"))
    if not 1 <= len(reason.strip()) <= 300:
        problems.append(Problem(N_("写明依据，最多 300 个字"), field="reason"))
    if problems:
        raise Invalid(*problems)
    return factor


def end_time(actor: Actor, right_id: UUID, *, now: datetime) -> None:
    """End a right; a running attempt keeps the time that it started with. A second time changes nothing."""
    actor.require_anywhere(Permission.MANAGE_SITTINGS)
    with transaction():
        row, path = queries.get_time_right(right_id)
        if not actor.may(Permission.MANAGE_SITTINGS, path):
            raise NotFound()
        if row.ended_at is None:
            row.ended_at = now
            audit.record(actor, "sittings.end_time", "person", row.person_id, now=now, right=str(right_id))


def list_time_rights(actor: Actor) -> list[TimeRight]:
    """All rights of persons within the actor's reach, ended ones last."""
    return [
        TimeRight(
            id=row[0].id,
            person_id=row[0].person_id,
            login=row.login,
            name=row.name,
            unit_name=row.unit_name,
            time_factor=row[0].time_factor,
            from_day=row[0].from_day,
            until_day=row[0].until_day,
            reason=row[0].reason,
            ended_at=row[0].ended_at,
        )
        for row in queries.list_time_right_rows(actor.scopes(Permission.MANAGE_SITTINGS))
    ]
