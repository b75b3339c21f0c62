"""Reads of the records table: rows and counts from one question, so that they can't disagree."""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, delete, false, func, or_, select

from certify.programmes.domain import EXPIRING_DAYS, StandingStatus
from certify.records.domain import Record, RecordFilter, parts_from_json, status_on
from certify.records.models import StandingRow
from foundation.db import db
from foundation.text import fold


def status_column(today: date) -> ColumnElement[str]:
    """`domain.status_on` in SQL; a test holds the two together."""
    is_valid = StandingRow.lasting == StandingStatus.VALID.value
    edge = today + timedelta(days=EXPIRING_DAYS)
    return case(
        (and_(is_valid, StandingRow.valid_until < today), StandingStatus.EXPIRED.value),
        (and_(is_valid, StandingRow.valid_until <= edge), StandingStatus.EXPIRING.value),
        else_=StandingRow.lasting,
    )


def _asked(scopes: tuple[str, ...], asked: RecordFilter, today: date) -> Select[StandingRow]:
    """Everything but the status."""
    within = or_(false(), *(StandingRow.unit_path.startswith(scope) for scope in scopes))
    query = select(StandingRow).where(StandingRow.active, within, StandingRow.lasting != StandingStatus.NONE.value)
    if asked.programme_id:
        query = query.where(StandingRow.programme_id == asked.programme_id)
    if asked.unit_path:
        query = query.where(StandingRow.unit_path.startswith(asked.unit_path))
    if asked.job_role:
        query = query.where(StandingRow.job_role == asked.job_role)
    if asked.words.strip():
        name = StandingRow.name.contains(asked.words.strip(), autoescape=True)
        query = query.where(or_(func.lower(StandingRow.login).contains(fold(asked.words), autoescape=True), name))
    if asked.expiring_days is not None:
        until = today + timedelta(days=asked.expiring_days)
        in_time = and_(StandingRow.valid_until >= today, StandingRow.valid_until <= until)
        query = query.where(StandingRow.lasting == StandingStatus.VALID.value, in_time)
    return query


def count_by_status(scopes: tuple[str, ...], asked: RecordFilter, today: date) -> dict[StandingStatus, int]:
    """How many of each status fit the question without its status."""
    found = _asked(scopes, asked, today).with_only_columns(status_column(today).label("status")).subquery()
    rows = db.session.execute(select(found.c.status, func.count()).group_by(found.c.status))
    return {StandingStatus(status): count for status, count in rows}


def list_records(scopes: tuple[str, ...], asked: RecordFilter, today: date) -> tuple[Record, ...]:
    """All rows that fit, by unit and 工号."""
    query = _asked(scopes, asked, today)
    if asked.status is not None:
        query = query.where(status_column(today) == asked.status.value)
    ordered = query.order_by(StandingRow.unit_names, StandingRow.login, StandingRow.programme_id)
    return tuple(_record(row, today) for row in db.session.scalars(ordered))


def _record(row: StandingRow, today: date) -> Record:
    return Record(
        person_id=row.person_id,
        programme_id=row.programme_id,
        login=row.login,
        name=row.name,
        unit_names=row.unit_names,
        job_role=row.job_role,
        status=status_on(StandingStatus(row.lasting), row.valid_until, today),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        certificate_zh=row.certificate_zh,
        certificate_en=row.certificate_en,
        verdict=row.verdict,
        total=row.total,
        maximum=row.maximum,
        sections=parts_from_json(row.sections),
        areas=parts_from_json(row.areas),
    )


def delete_person(person_id: UUID) -> None:
    """Take a person's rows out, to be written anew in the same transaction."""
    db.session.execute(delete(StandingRow).where(StandingRow.person_id == person_id))


def list_person_ids(unit_path: str = "/") -> list[UUID]:
    """Everyone under a unit path who has a row."""
    query = select(StandingRow.person_id).distinct()
    return list(db.session.scalars(query.where(StandingRow.unit_path.startswith(unit_path))))
