"""Rosters: who sits a sitting, at which seat, with which form."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from certify.exams import queries
from certify.exams.domain import (
    Accommodation,
    NotOnRoster,
    SittingBegan,
    SittingKind,
    SittingPublished,
    SittingState,
    factor_on,
)
from certify.exams.domain.views import RosterChange, RosterLine, Sitting
from certify.exams.models import TENANT, RosterEntryRow, SittingRow
from certify.exams.services.clashes import clash_problem, list_clashes, require_room_to_the_end
from certify.exams.services.loading import label_of, reach_sitting
from certify.exams.services.retakes import Gate, gate_of
from foundation import audit
from foundation.calendar import local_day
from foundation.db import transaction
from foundation.errors import N_, Invalid, Problem
from foundation.process import kept
from people import services as people
from people.domain import Actor, Holder, Permission, Role


def list_addable(actor: Actor, sitting_id: UUID, *, words: str = "", unit_path: str | None = None) -> list[Holder]:
    """The agents within the actor's reach who are not on the roster yet, by 工号; `words` looks in name and 工号."""
    reach_sitting(actor, sitting_id)
    there = {entry.person_id for entry in queries.list_entries(sitting_id)}
    return [holder for holder in _agents(actor, words, unit_path) if holder.person_id not in there]


def _agents(actor: Actor, words: str = "", unit_path: str | None = None) -> list[Holder]:
    scopes = actor.scopes(Permission.MANAGE_SITTINGS)
    return people.list_holders(scopes, role=Role.AGENT, words=words, unit_path=unit_path)


def add_to_roster(
    actor: Actor, sitting_id: UUID, person_ids: Iterable[UUID], *, skip_clashing: bool = False, now: datetime
) -> RosterChange:
    """Put agents on the roster; who is on it already stays. Seats follow the order of 工号, forms are spread over them.

    Someone with another scored sitting at the time, or whom the exam's retake policy refuses, is named and nobody is
    added, or skipped where that is asked.
    Raises Invalid, UnknownSitting.
    """
    reach_sitting(actor, sitting_id)
    wanted = set(person_ids)
    chosen = [holder for holder in _agents(actor) if holder.person_id in wanted]
    if not wanted:
        raise Invalid(Problem(N_("先选要加入的人"), field="person_ids"))
    if len(chosen) < len(wanted):
        text = N_("有 %(n)s 人不是在职的客服代表，或不在你的范围内")
        raise Invalid(Problem(text, {"n": len(wanted) - len(chosen)}, field="person_ids"))
    return _add(actor, sitting_id, chosen, skip_clashing=skip_clashing, now=now)


def add_unit_to_roster(
    actor: Actor, sitting_id: UUID, unit_id: UUID, *, skip_clashing: bool = False, now: datetime
) -> RosterChange:
    """Put all agents of a unit and the units below it on the roster. Raises Invalid when there are none."""
    reach_sitting(actor, sitting_id)
    unit = people.get_unit(unit_id)
    actor.require(Permission.MANAGE_SITTINGS, unit.path)
    chosen = _agents(actor, unit_path=unit.path)
    if not chosen:
        raise Invalid(Problem(N_("这个单位没有在职的客服代表"), field="unit_id"))
    return _add(actor, sitting_id, chosen, skip_clashing=skip_clashing, now=now)


def _add(
    actor: Actor, sitting_id: UUID, chosen: Sequence[Holder], *, skip_clashing: bool, now: datetime
) -> RosterChange:
    with transaction() as session:
        row = queries.lock_sitting(sitting_id)
        if now >= row.closes_at:
            raise SittingPublished(N_("场次已经结束"))
        entries = queries.list_entries(sitting_id)
        there = {entry.person_id for entry in entries}
        fresh = [holder for holder in chosen if holder.person_id not in there]
        gate = gate_of(row, [holder.person_id for holder in fresh])
        skipped = _clashing(row, fresh, skip_clashing) | _refused(gate, fresh, skip_clashing)
        last = max((entry.number for entry in entries), default=0)
        added = [holder for holder in fresh if holder.person_id not in skipped]
        given = {each.person_id: gate.form(each.person_id, number) for number, each in enumerate(added, last + 1)}
        for number, holder in enumerate(added, last + 1):
            session.add(_entry(actor, row, holder.person_id, number, given[holder.person_id], now))
        seen = [(holder.name, gate.n_seen(holder.person_id, given[holder.person_id])) for holder in added]
        repeating = tuple((name, n) for name, n in seen if n)
        if row.state == SittingState.PUBLISHED:
            require_room_to_the_end(row, [holder.person_id for holder in added])
        audit.record(
            actor, "sittings.add_people", "sitting", sitting_id, now=now, added=len(added), repeating=len(repeating)
        )
    names = tuple(holder.name for holder in fresh if holder.person_id in skipped)
    return RosterChange(len(added), len(chosen) - len(fresh), names, repeating)


def _clashing(row: SittingRow, fresh: Sequence[Holder], skip_clashing: bool) -> set[UUID]:
    if row.kind == SittingKind.REHEARSAL:
        return set()
    clashes = list_clashes(row, [holder.person_id for holder in fresh])
    if clashes and not skip_clashing:
        names = {holder.person_id: holder.name for holder in fresh}
        raise Invalid(*(clash_problem(names[clash.person_id], clash) for clash in clashes))
    return {clash.person_id for clash in clashes}


def _refused(gate: Gate, fresh: Sequence[Holder], skip: bool) -> set[UUID]:
    """Whom the exam's retake policy keeps out of this sitting; named with the reason unless they are to be skipped."""
    problems = {holder.person_id: gate.problem(holder.person_id, holder.name) for holder in fresh}
    found = [problem for problem in problems.values() if problem]
    if found and not skip:
        raise Invalid(*found)
    return {person_id for person_id, problem in problems.items() if problem}


def _entry(actor: Actor, row: SittingRow, person_id: UUID, number: int, form_id: UUID, now: datetime) -> RosterEntryRow:
    return RosterEntryRow(
        tenant_id=TENANT,
        sitting_id=row.id,
        person_id=person_id,
        number=number,
        seat=f"{number:02d}",
        form_id=form_id,
        added_at=now,
        added_by=actor.person_id,
    )


def remove_from_roster(actor: Actor, sitting_id: UUID, person_id: UUID, *, now: datetime) -> None:
    """Take a person off, while nobody can have started. Raises SittingBegan, NotOnRoster."""
    reach_sitting(actor, sitting_id)
    with transaction() as session:
        row = queries.lock_sitting(sitting_id)
        if row.state == SittingState.PUBLISHED and now >= row.opens_at:
            raise SittingBegan()
        session.delete(queries.get_entry(sitting_id, person_id))
        audit.record(actor, "sittings.remove_person", "sitting", sitting_id, now=now, person=str(person_id))


def move_seat(actor: Actor, sitting_id: UUID, person_id: UUID, seat: str, *, now: datetime) -> None:
    """Give a person another seat; the form stays. For those who manage or watch the sitting. Raises Invalid."""
    reach_sitting(actor, sitting_id, Permission.MANAGE_SITTINGS, Permission.INVIGILATE)
    seat = seat.strip()
    if not 1 <= len(seat) <= 16:
        raise Invalid(Problem(N_("座位要填，最多 16 个字"), field="seat", found=seat[:20]))
    with transaction():
        queries.lock_sitting(sitting_id)
        if any(entry.seat == seat and entry.person_id != person_id for entry in queries.list_entries(sitting_id)):
            raise Invalid(Problem(N_("座位 %(seat)s 已经有人"), {"seat": seat}, field="seat"))
        queries.get_entry(sitting_id, person_id).seat = seat
        audit.record(actor, "sittings.move_seat", "sitting", sitting_id, now=now, person=str(person_id), seat=seat)


Roster = tuple[RosterLine, ...]


def list_roster(actor: Actor, sitting_id: UUID) -> Roster:
    """The roster in order, for those who manage or watch the sitting."""
    return load_roster(reach_sitting(actor, sitting_id, Permission.MANAGE_SITTINGS, Permission.INVIGILATE))


ROSTERS_KEPT = 32


class _Rosters:
    """The rosters that this process has read, each with the rows that it was made from: the same rows, the same one."""

    def __init__(self) -> None:
        self._made: dict[UUID, tuple[tuple[Any, ...], Roster]] = {}

    def of(self, sitting: Sitting) -> Roster:
        """The roster as the database has it now."""
        here = sitting.sitting_id
        rows, rights = queries.ROSTER.raw(sitting_id=here), queries.ROSTER_RIGHTS.raw(sitting_id=here)
        source = (local_day(sitting.opens_at), rows, rights)
        made = self._made.get(here)
        if made is None or made[0] != source:
            while len(self._made) >= ROSTERS_KEPT:
                self._made.pop(next(iter(self._made)), None)
            made = self._made[here] = (source, _lines(sitting, rows, rights))
        return made[1]


def load_roster(sitting: Sitting) -> Roster:
    """The same for the packages above; the caller has checked that the actor may. While nothing has changed it is the
    very same tuple.
    """
    return kept(_Rosters).of(sitting)


def _lines(sitting: Sitting, rows: list[Any], its_rights: list[Any]) -> Roster:
    day = local_day(sitting.opens_at)
    rights: dict[UUID, list[Accommodation]] = {}
    for person_id, *right in queries.ROSTER_RIGHTS.read(its_rights):
        rights.setdefault(person_id, []).append(Accommodation(*right))
    return tuple(
        RosterLine(
            sitting_id=sitting.sitting_id,
            person_id=row.person_id,
            number=row.number,
            seat=row.seat,
            login=row.login,
            name=row.name,
            unit_path=row.path,
            unit_name=row.unit_name,
            form_id=row.form_id,
            form_label=label_of(row.form_number),
            time_factor=factor_on(day, rights.get(row.person_id, ())),
            active=row.left_on is None,
            added_at=row.added_at,
        )
        for row in queries.ROSTER.read(rows)
    )


__all__ = [
    "NotOnRoster",
    "add_to_roster",
    "add_unit_to_roster",
    "list_addable",
    "list_roster",
    "load_roster",
    "move_seat",
    "remove_from_roster",
]
