"""Contradictory schedules: a person at two sittings at once, a room taken twice; extra time counts for both."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from certify.exams import queries
from certify.exams.domain import FULL_TIME, Accommodation, SittingKind, Window, factor_on, longest_end
from certify.exams.models import SittingRow
from certify.exams.services.candidates import duration_of
from foundation.calendar import local_day
from foundation.errors import N_, Invalid, Problem


@dataclass(frozen=True, slots=True)
class Clash:
    """A person who is on the roster of another scored sitting at the time."""

    person_id: UUID
    sitting_id: UUID
    title: str
    needs_extra_time: bool  # the windows don't overlap, the extra time does


def rights_of(person_ids: Collection[UUID]) -> dict[UUID, list[Accommodation]]:
    """The rights to more time by person."""
    found: dict[UUID, list[Accommodation]] = {}
    for row in queries.list_time_rights(person_ids):
        found.setdefault(row.person_id, []).append(Accommodation(row.time_factor, row.from_day, row.until_day))
    return found


def list_clashes(row: SittingRow, person_ids: Sequence[UUID]) -> list[Clash]:
    """Everybody of these persons whose time here and at another scored sitting overlap, extra time included."""
    near = queries.list_near_sittings(row, person_ids)
    rights = rights_of({other.person_id for other in near})
    own, found = Window(row.opens_at, row.closes_at), []
    for other in near:
        theirs = rights.get(other.person_id, ())
        here = Window(row.opens_at, _end(row.opens_at, row.closes_at, row.exam_version_id, theirs))
        there = Window(other.opens_at, _end(other.opens_at, other.closes_at, other.exam_version_id, theirs))
        if here.overlaps(there):
            plainly = own.overlaps(Window(other.opens_at, other.closes_at))
            found.append(Clash(other.person_id, other.sitting_id, other.title, needs_extra_time=not plainly))
    return found


def _end(opens_at: datetime, closes_at: datetime, version_id: UUID, rights: Collection[Accommodation]) -> datetime:
    factor = factor_on(local_day(opens_at), rights) if rights else FULL_TIME
    return closes_at if factor == FULL_TIME else longest_end(closes_at, duration_of(version_id), factor)


def require_no_clash(row: SittingRow, person_ids: Sequence[UUID]) -> None:
    """Raises Invalid naming each person and the other sitting."""
    names = {line[0].person_id: line.name for line in queries.list_roster(row.id)}
    clashes = list_clashes(row, person_ids)
    if clashes:
        raise Invalid(*(clash_problem(names.get(clash.person_id, ""), clash) for clash in clashes))


def require_no_clash_of(person_id: UUID, name: str, *, now: datetime) -> None:
    """For a right to more time that is being granted: raises Invalid naming the person's coming sittings that overlap
    by it, and the rooms whose next sitting it would run into.
    """
    found: list[Problem] = []
    named: set[frozenset[UUID]] = set()
    text = N_("算上这次延时，%(name)s 的“%(title)s”和“%(other)s”重叠，请先改其中一场的安排")
    for row in queries.list_sittings_of(person_id, after=now):
        for clash in list_clashes(row, [person_id]):
            pair = frozenset({row.id, clash.sitting_id})
            if clash.needs_extra_time and pair not in named:
                params = {"name": name, "title": row.title, "other": clash.title}
                found.append(Problem(text, params, field="time_factor"))
            named.add(pair)
        try:
            require_room_to_the_end(row, [person_id])
        except Invalid as refused:
            found += refused.problems
    if found:
        raise Invalid(*found)


def clash_problem(name: str, clash: Clash) -> Problem:
    """One person, one other sitting."""
    params = {"name": name, "title": clash.title}
    if clash.needs_extra_time:
        return Problem(N_("算上延时照顾，%(name)s 的考试和“%(title)s”重叠"), params, field="person_ids")
    return Problem(N_("%(name)s 同一时间在“%(title)s”的名单上"), params, field="person_ids")


def require_room(row: SittingRow) -> None:
    """Raises Invalid when another scored sitting has the room during the window."""
    if not row.room or row.kind != SittingKind.SCORED:
        return
    other = queries.find_room_clash(row, row.closes_at)
    if other is not None:
        params = {"room": row.room, "title": other.title}
        raise Invalid(Problem(N_("考场 %(room)s 同一时间已有“%(title)s”"), params, "room"))


def require_room_to_the_end(row: SittingRow, person_ids: Sequence[UUID]) -> None:
    """Raises Invalid when somebody's extra time runs into the room's next scored sitting; names them."""
    if not row.room or row.kind != SittingKind.SCORED:
        return
    day, rights = local_day(row.opens_at), rights_of(person_ids)
    factor, person_id = max(
        ((factor_on(day, theirs), person_id) for person_id, theirs in rights.items()), default=(FULL_TIME, None)
    )
    if person_id is None or factor == FULL_TIME:
        return
    other = queries.find_room_clash(row, longest_end(row.closes_at, duration_of(row.exam_version_id), factor))
    if other is not None:
        raise Invalid(_room_problem(row, other.title, person_id, factor))


def _room_problem(row: SittingRow, title: str, person_id: UUID, factor: Decimal) -> Problem:
    names = {line[0].person_id: line.name for line in queries.list_roster(row.id)}
    text = N_("考场 %(room)s 的“%(title)s”开始时，%(name)s（%(factor)s 倍时间）还没考完")
    params = {"room": row.room, "title": title, "name": names.get(person_id, ""), "factor": str(factor)}
    return Problem(text, params, field="closes_at")
