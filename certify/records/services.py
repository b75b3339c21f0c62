"""Records: the table that HR asks, kept by event handlers, rebuilt at will; one person's whole record with its
reasons.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from certify.credentials import services as credentials
from certify.credentials.domain import Certificate
from certify.programmes import services as programmes
from certify.programmes.domain import Requirement, Standing
from certify.programmes.services import PersonProgramme, ProgrammeView
from certify.records import queries
from certify.records.domain import PartScore, RecordFilter, RecordTable, parts_json
from certify.records.models import StandingRow
from certify.results import services as results
from certify.results.domain import OpenAttempt, PartResult, ReleasedResult
from courses import services as courses
from foundation.calendar import local_day
from foundation.db import transaction
from people import services as people
from people.domain import Actor, Holder, Permission, UnknownPerson
from people.domain.news import UnitUpdated


def list_records(actor: Actor, asked: RecordFilter, *, now: datetime) -> RecordTable:
    """The rows within the actor's reach that fit, and the counts by status of the same question."""
    scopes = actor.scopes(Permission.VIEW_RECORDS)
    today = local_day(now)
    rows = queries.list_records(scopes, asked, today)
    return RecordTable(rows, queries.count_by_status(scopes, asked, today), today)


def refresh_person(person_id: UUID, *, now: datetime) -> None:
    """Write a person's rows anew from holder, ledgers and results."""
    holder = people.get_holder(person_id)
    standings = programmes.lasting_standings(person_ids=[person_id])
    views = {programme.id: programme for programme in programmes.list_programmes()}
    rows = [_row(holder, views[programme_id], standing, now) for (_p, programme_id), standing in standings.items()]
    with transaction() as session:
        queries.delete_person(person_id)
        session.add_all(rows)


def on_news(event: object, *, now: datetime) -> None:
    """Handler of everything that changes a record: results, ledgers, people."""
    refresh_person(event.person_id, now=now)  # type: ignore[attr-defined]  # each of these events names its person


def on_unit_news(event: UnitUpdated, *, now: datetime) -> None:
    """Handler: the name of a unit changed, or many people of it."""
    for person_id in queries.list_person_ids(event.unit_path):
        refresh_person(person_id, now=now)


def on_programme_news(event: programmes.ProgrammePublished, *, now: datetime) -> None:
    """Handler: new conditions may name another exam, whose result the rows then show."""
    for person_id in sorted({person for person, _p in programmes.lasting_standings(programme_id=event.programme_id)}):
        refresh_person(person_id, now=now)


def _row(holder: Holder, programme: ProgrammeView, standing: Standing, now: datetime) -> StandingRow:
    result = _result(holder.person_id, programmes.as_granted(programme, standing).requirements)
    view = result.view if result else None
    return StandingRow(
        person_id=holder.person_id,
        programme_id=programme.id,
        login=holder.login,
        name=holder.name,
        unit_path=holder.unit_path,
        unit_names=holder.unit_names,
        job_role=holder.job_role,
        active=holder.active,
        lasting=standing.status.value,
        valid_from=standing.grant.valid_from if standing.grant else None,
        valid_until=standing.until,
        certificate_zh=programme.certificate_zh if standing.grant else "",
        certificate_en=programme.certificate_en if standing.grant else "",
        attempt_id=result.attempt_id if result else None,
        verdict=result.verdict.value if result else None,
        total=view.total.points if view else None,
        maximum=view.total.maximum if view else None,
        sections=parts_json(_part(part) for part in view.sections) if view else [],
        areas=parts_json(_part(part) for part in view.areas) if view else [],
        refreshed_at=now,
    )


def _part(part: PartResult) -> PartScore:
    return PartScore(part.code, part.title, part.title_en, part.share.points, part.share.maximum)


def _result(person_id: UUID, requirements: Requirement) -> ReleasedResult | None:
    """The best released result at the programme's exam."""
    for node in requirements.walk():
        if node.kind == "exam_passed":
            return results.find_best_result(person_id, UUID(str(node.params["exam_id"])))
    return None


def rebuild(*, now: datetime) -> int:
    """Write the whole table anew; returns how many persons it holds."""
    persons = {person_id for person_id, _programme in programmes.lasting_standings()} | set(queries.list_person_ids())
    for person_id in sorted(persons, key=str):
        refresh_person(person_id, now=now)
    return len(persons)


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """Everything that HR may know of a person's certification, with the reason for each status."""

    holder: Holder
    programmes: tuple[PersonProgramme, ...]
    results: tuple[ReleasedResult, ...]
    waiting: tuple[OpenAttempt, ...]
    certificates: tuple[Certificate, ...]
    training_minutes: int


def get_person_record(actor: Actor, person_id: UUID, *, now: datetime) -> PersonRecord:
    """One person's whole record; raises UnknownPerson outside the actor's reach."""
    holder = people.get_holder(person_id)
    if not actor.may(Permission.VIEW_RECORDS, holder.unit_path):
        raise UnknownPerson()
    return PersonRecord(
        holder=holder,
        programmes=tuple(programmes.ways_of(person_id, now=now)),
        results=tuple(results.list_results([person_id])),
        waiting=tuple(results.list_open([person_id], now=now)),
        certificates=tuple(credentials.list_of_person(actor, person_id, now=now)),
        training_minutes=courses.training_minutes(person_id),
    )
