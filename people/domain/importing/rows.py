"""What each row of a table of people would do, and what is wrong with it.

A row is new, changed, same or bad; a table with a bad row is not committed at all. A blank cell leaves things as they
are. Nobody gets a role here but the agent's, which comes with a post.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from uuid import UUID

from foundation.errors import N_, Problem
from foundation.text import fold
from people.domain.accounts import login_problem, name_problem, phone_problem
from people.domain.importing.columns import Column, read_date
from people.domain.importing.known import Known, KnownPerson, KnownPost, KnownUnit

Cells = Mapping[Column, str]
FOUND_MAX = 80


class RowKind(StrEnum):
    """What a row would do."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Change:
    """One field of an existing person before and after, as text."""

    column: Column
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """A row, held against what is known. The person's fields are those after the import; unset on a bad row."""

    number: int
    kind: RowKind
    cells: Cells
    problems: tuple[Problem, ...] = ()
    changes: tuple[Change, ...] = ()
    known: KnownPerson | None = None
    login: str = ""
    name: str = ""
    phone: str | None = None
    unit_id: UUID | None = None
    unit_names: str = ""
    job_role_id: UUID | None = None
    hired_on: date | None = None

    @property
    def has_warning(self) -> bool:
        """Something to look at that doesn't stand in the way: another name under a known 工号."""
        return any(problem.severity == "warning" for problem in self.problems)

    @property
    def leaves_agent_unit(self) -> UUID | None:
        """The unit on which the agent role ends, because the person moves away from it."""
        if self.kind is not RowKind.CHANGED or self.known is None or self.known.unit_id == self.unit_id:
            return None
        return self.known.unit_id if self.known.unit_id in self.known.agent_unit_ids else None

    @property
    def gives_agent_role(self) -> bool:
        """Whoever gets a post becomes an agent; whoever moves keeps being one where they go."""
        if self.kind not in (RowKind.NEW, RowKind.CHANGED):
            return False
        held = self.known.agent_unit_ids if self.known else frozenset()
        if self.leaves_agent_unit is not None:
            return self.unit_id not in held
        return self.job_role_id is not None and not held


def check_rows(rows: Sequence[tuple[int, Cells]], known: Known) -> list[CheckedRow]:
    """Hold every row against what is known; rows are numbered as in the sheet. All problems at once."""
    first_rows: dict[str, int] = {}
    return [_check_row(number, cells, known, first_rows) for number, cells in rows]


def _check_row(number: int, cells: Cells, known: Known, first_rows: dict[str, int]) -> CheckedRow:
    person = known.persons.get(fold(cells.get(Column.LOGIN, "")))
    unit, unit_problem = _read_unit(cells.get(Column.UNIT, "").strip(), person, known)
    post, post_problem = _read_post(cells.get(Column.POST, "").strip(), known)
    hired_on, date_problem = _read_day(cells.get(Column.HIRED_ON, "").strip())
    found = (
        _login_problem(number, cells.get(Column.LOGIN, ""), person, first_rows),
        name_problem(cells.get(Column.NAME, "")),
        phone_problem(cells.get(Column.PHONE)),
        unit_problem,
        post_problem,
        date_problem,
    )
    problems = tuple(problem for problem in found if problem is not None)
    if problems:
        return CheckedRow(number, RowKind.BAD, cells, problems, known=person)
    after = CheckedRow(
        number=number,
        kind=RowKind.NEW,
        cells=cells,
        known=person,
        login=cells[Column.LOGIN].strip(),
        name=cells[Column.NAME].strip(),
        phone=cells.get(Column.PHONE, "").strip() or None,
        unit_id=unit.unit_id if unit else None,
        unit_names=unit.full_name if unit else "",
        job_role_id=post.job_role_id if post else None,
        hired_on=hired_on,
    )
    return after if person is None else _held_against(person, after, known)


def _held_against(person: KnownPerson, row: CheckedRow, known: Known) -> CheckedRow:
    """The row of somebody who is there already: what is blank stays, what differs is a change."""
    after = replace(
        row,
        login=person.login,
        phone=row.phone or person.phone,
        unit_id=row.unit_id or person.unit_id,
        unit_names=row.unit_names or person.unit_names,
        job_role_id=row.job_role_id or person.job_role_id,
        hired_on=row.hired_on or person.hired_on,
    )
    pairs = (
        (Column.NAME, person.name, after.name),
        (Column.PHONE, person.phone or "", after.phone or ""),
        (Column.POST, known.post_name(person.job_role_id), known.post_name(after.job_role_id)),
        (Column.HIRED_ON, _day(person.hired_on), _day(after.hired_on)),
    )
    changes = [Change(column, before, now) for column, before, now in pairs if before != now]
    if after.unit_id != person.unit_id:
        changes.append(Change(Column.UNIT, person.unit_names, after.unit_names))
    kind = RowKind.CHANGED if changes else RowKind.SAME
    return replace(after, kind=kind, changes=tuple(changes), problems=_renamed(person, after.name))


def _day(value: date | None) -> str:
    return value.isoformat() if value else ""


def _renamed(person: KnownPerson, name: str) -> tuple[Problem, ...]:
    if person.name == name:
        return ()
    message = N_("这个工号现在的姓名是“%(name)s”，核对是不是同一个人")
    return (Problem(message, {"name": person.name}, field=Column.NAME, found=name, severity="warning"),)


def _login_problem(number: int, text: str, person: KnownPerson | None, first_rows: dict[str, int]) -> Problem | None:
    if not text.strip():
        return Problem(N_("没有填工号"), field=Column.LOGIN)
    first = first_rows.setdefault(fold(text), number)
    if first != number:
        return Problem(
            N_("这个工号在第 %(row)s 行已经有了"), {"row": first}, field=Column.LOGIN, found=text[:FOUND_MAX]
        )
    if person is not None and not person.within_reach:
        return Problem(N_("这个工号已经有人使用，不在你管理的范围内"), field=Column.LOGIN, found=text)
    if person is not None and person.has_left:
        return Problem(N_("这个工号的人已离职：先在人员页办回岗，再导入"), field=Column.LOGIN, found=text)
    return login_problem(text)


def _read_unit(text: str, person: KnownPerson | None, known: Known) -> tuple[KnownUnit | None, Problem | None]:
    if not text:
        return None, None if person else Problem(N_("新人员要填单位"), field=Column.UNIT)
    units = known.find_units(text)
    if len(units) == 1:
        return units[0], None
    if units:
        paths = " · ".join(unit.full_name for unit in units[:3])
        message = N_("有 %(n)s 个单位叫这个名字，请写上级")
        return None, Problem(message, {"n": len(units)}, field=Column.UNIT, found=text[:FOUND_MAX], expected=paths)
    message = N_("在你管理的范围里没有这个单位")
    alike = known.units_like(text[:FOUND_MAX])
    return None, Problem(message, field=Column.UNIT, found=text[:FOUND_MAX], expected=alike or None)


def _read_post(text: str, known: Known) -> tuple[KnownPost | None, Problem | None]:
    post = known.find_post(text) if text else None
    if post is not None or not text:
        return post, None
    listed = " · ".join(post.called[0] for post in known.posts[:6])
    return None, Problem(N_("没有这个岗位"), field=Column.POST, found=text[:FOUND_MAX], expected=listed or None)


def _read_day(text: str) -> tuple[date | None, Problem | None]:
    day = read_date(text) if text else None
    if day is not None or not text:
        return day, None
    return None, Problem(N_("看不出是哪一天"), field=Column.HIRED_ON, found=text[:FOUND_MAX], expected="2026-11-22")
