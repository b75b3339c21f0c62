"""Looking people up: the list that HR and administrators see, and one person's page. Changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from foundation.audit import AuditEvent
from people import queries
from people.domain import Actor, Permission, Role, permission_for
from people.models import JobRole, Person
from people.queries.directory import PeopleFilter
from people.queries.trail import TrailFilter, list_trail
from people.services.reach import missing_power_over, reachable_person

EXCERPT = 20


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One line of the directory. `unit_names` from the top down; `roles` those that hold now, each once."""

    person_id: UUID
    login: str
    name: str
    phone: str | None
    unit_names: tuple[str, ...]
    job_role: JobRole | None
    roles: tuple[Role, ...]
    hired_on: date | None
    left_on: date | None
    has_password: bool


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role that a person holds or held; `may_end` whether this actor may end it."""

    assignment_id: UUID
    role: Role
    unit_names: str
    granted_at: datetime
    ended_at: datetime | None
    may_end: bool


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """All that one person's page shows."""

    row: PersonRow
    unit_id: UUID
    version: int
    is_self: bool
    may_issue_slip: bool
    created_at: datetime
    roles: tuple[HeldRole, ...]
    n_sessions: int
    trail: Sequence[AuditEvent]


def list_people(actor: Actor, wanted: PeopleFilter, *, page: int, size: int) -> tuple[list[PersonRow], int]:
    """One page of the people within reach, and how many there are in all. Raises MissingPermission."""
    actor.require_anywhere(Permission.MANAGE_PEOPLE)
    scopes = actor.scopes(Permission.MANAGE_PEOPLE)
    total = queries.count_people(scopes, wanted)
    persons = queries.list_people(scopes, wanted, offset=(page - 1) * size, limit=size)
    return _rows(persons), total


def count_waiting(actor: Actor) -> int:
    """How many people within reach have no password yet."""
    return queries.count_people(actor.scopes(Permission.MANAGE_PEOPLE), PeopleFilter(state="waiting"))


def _rows(persons: Sequence[Person]) -> list[PersonRow]:
    names = queries.unit_names_by_path({person.unit.path for person in persons})
    grants = queries.list_open_grants([person.id for person in persons])
    return [
        PersonRow(
            person_id=person.id,
            login=person.login,
            name=person.name,
            phone=person.phone,
            unit_names=names[person.unit.path],
            job_role=person.job_role,
            roles=tuple(dict.fromkeys(grant.role for grant in grants.get(person.id, ()))),
            hired_on=person.hired_on,
            left_on=person.left_on,
            has_password=person.password_hash is not None,
        )
        for person in persons
    ]


def get_record(actor: Actor, person_id: UUID, *, now: datetime) -> PersonRecord:
    """One person within reach. Raises UnknownPerson, MissingPermission."""
    person = reachable_person(actor, person_id, Permission.MANAGE_PEOPLE)
    assignments = queries.list_assignments(person_id)
    names = queries.unit_names_by_path({assignment.unit.path for assignment in assignments})
    return PersonRecord(
        row=_rows([person])[0],
        unit_id=person.unit_id,
        version=person.version,
        is_self=person.id == actor.person_id,
        may_issue_slip=person.left_on is None and not missing_power_over(actor, person),
        created_at=person.created_at,
        roles=tuple(
            HeldRole(
                assignment_id=a.id,
                role=Role(a.role),
                unit_names=" / ".join(names[a.unit.path]),
                granted_at=a.granted_at,
                ended_at=a.ended_at,
                may_end=a.ended_at is None and actor.may(permission_for(Role(a.role)), a.unit.path),
            )
            for a in sorted(assignments, key=lambda a: (a.ended_at is not None, a.granted_at))
        ),
        n_sessions=queries.count_live_sessions(person_id, now),
        trail=list_trail(None, TrailFilter(subject=str(person_id)), offset=0, limit=EXCERPT),
    )
