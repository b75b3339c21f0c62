"""People from a table: read and checked, staged in chunks, looked at, then committed all or nothing, once.

A commit is a few set-wise statements (`people.services.committing`), so that no writer waits long. Roles other than the
agent's never come from a table.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, update

from foundation import audit, events
from foundation.db import db, transaction
from foundation.errors import N_, Conflict, Problem
from foundation.ids import new_id
from foundation.text import fold
from people.domain import Actor, Permission
from people.domain.importing import CheckedRow, Column, RowKind
from people.domain.news import UnitUpdated
from people.formats.tables import Table, read_table
from people.models import PeopleImport, PeopleImportRow
from people.queries import imports as import_queries
from people.services.checking import check_table
from people.services.committing import write_people
from people.services.import_views import ImportView, get_import
from people.services.slips import Slip, write_slips

CHUNK = 500
KEEP_UNCOMMITTED = timedelta(days=7)


class AlreadyCommitted(Conflict):
    """An import is committed once."""

    message = N_("这次导入已经完成，不能再导一遍")


class NotReady(Conflict):
    """A table with a bad row is not committed at all."""

    message = N_("还有 %(n)s 行要改，改好文件再传一次；现在什么都没有导入")


class NamesNotConfirmed(Conflict):
    """Another name under a known 工号 may be another person."""

    message = N_("有 %(n)s 人的姓名和现有的不同，核对后打勾再导入")


def try_table(actor: Actor, data: bytes) -> tuple[Table, list[CheckedRow]]:
    """What an import would do; writes nothing. Raises BrokenTable, MissingPermission."""
    actor.require_anywhere(Permission.MANAGE_PEOPLE)
    table = read_table(data)
    return table, check_table(actor, table.rows)


def stage_import(actor: Actor, file_name: str, data: bytes, *, now: datetime) -> UUID:
    """Read, check and keep a table to be looked at; persons are untouched. Raises BrokenTable, MissingPermission."""
    table, rows = try_table(actor, data)
    import_id = new_id()
    with transaction() as session:
        session.add(
            PeopleImport(
                id=import_id,
                created_at=now,
                created_by=actor.person_id,
                file_name=file_name.replace("\\", "/").rsplit("/", 1)[-1][-200:],
                source=_source(table),
                state="staging",
            )
        )
    _stage_rows(import_id, rows)
    return import_id


def _source(table: Table) -> dict[str, Any]:
    return {
        "sheet": table.grid.sheet,
        "encoding": table.grid.encoding,
        "is_cut": table.grid.is_cut,
        "unknown_headings": list(table.unknown_headings)[:20],
        "letters": {column.value: _letter(index) for column, index in table.positions.items()},
    }


def _letter(index: int) -> str:
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _stage_rows(import_id: UUID, rows: Sequence[CheckedRow]) -> None:
    """Write the rows chunk by chunk; they become visible by the last UPDATE."""
    values = [_row_values(import_id, row) for row in rows]
    for start in range(0, len(values), CHUNK):
        with transaction() as session:
            session.execute(insert(PeopleImportRow), values[start : start + CHUNK])
    with transaction() as session:
        session.execute(update(PeopleImport).where(PeopleImport.id == import_id).values(state="staged"))


def _row_values(import_id: UUID, row: CheckedRow) -> dict[str, Any]:
    person_id = row.known.person_id if row.known else new_id()
    sound = row.kind is not RowKind.BAD
    return {
        "import_id": import_id,
        "number": row.number,
        "kind": row.kind.value,
        "cells": {column.value: text[:200] for column, text in row.cells.items()},
        "changes": [[change.column.value, change.before, change.after] for change in row.changes],
        "problems": [_plain(problem) for problem in row.problems],
        "has_warning": row.has_warning,
        "person_id": person_id if sound else None,
        "subject_id": str(person_id) if sound else None,
        "login": row.login if sound else None,
        "login_folded": fold(row.login) if sound else None,
        "name": row.name if sound else None,
        "phone": row.phone,
        "unit_id": row.unit_id,
        "job_role_id": row.job_role_id,
        "hired_on": row.hired_on,
        "seen_version": row.known.version if row.known else None,
        "agent_assignment_id": new_id() if row.gives_agent_role else None,
        "agent_left_unit_id": row.leaves_agent_unit,
        "details": _details(import_id, row),
    }


def _plain(problem: Problem) -> dict[str, Any]:
    return {
        "message": problem.message,
        "params": problem.params,
        "field": str(problem.field) if problem.field else None,
        "found": problem.found,
        "expected": problem.expected,
        "severity": problem.severity,
    }


def _details(import_id: UUID, row: CheckedRow) -> dict[str, Any]:
    """What the audit row of this person will say."""
    if row.kind is RowKind.NEW:
        return {"login": row.login, "name": row.name, "unit": row.unit_names, "import": str(import_id)}
    return {
        "before": {change.column.value: change.before for change in row.changes},
        "after": {change.column.value: change.after for change in row.changes},
        "import": str(import_id),
    }


def check_again(actor: Actor, import_id: UUID) -> None:
    """Hold the same cells against what is known now. Raises NotFound, AlreadyCommitted, MissingPermission."""
    if get_import(actor, import_id).committed_at is not None:
        raise AlreadyCommitted()
    rows = import_queries.list_rows(import_id)
    cells = [(row.number, {Column(name): text for name, text in row.cells.items()}) for row in rows]
    checked = check_table(actor, cells)
    with transaction() as session:
        _leave_state(import_id, "staged", state="staging")
        session.execute(delete(PeopleImportRow).where(PeopleImportRow.import_id == import_id))
    _stage_rows(import_id, checked)


def _leave_state(import_id: UUID, expected: str, **values: Any) -> None:
    """Take an import out of a state, if nobody else was faster. Raises AlreadyCommitted."""
    query = update(PeopleImport).where(PeopleImport.id == import_id, PeopleImport.state == expected)
    if not db.session.execute(query.values(**values)).rowcount:  # type: ignore[attr-defined]  # a DML result has it
        raise AlreadyCommitted()


def commit_import(actor: Actor, import_id: UUID, *, names_confirmed: bool, now: datetime) -> ImportView:
    """Make and change all the people of an import, or none; once.

    Raises NotFound, MissingPermission, AlreadyCommitted, NotReady, NamesNotConfirmed, Stale.
    """
    view = get_import(actor, import_id)
    if view.committed_at is not None:
        raise AlreadyCommitted()
    if view.n_bad:
        raise NotReady(n=view.n_bad)
    if view.counts.get("warning") and not names_confirmed:
        raise NamesNotConfirmed(n=view.counts["warning"])
    for path in import_queries.list_unit_paths(import_id):
        actor.require(Permission.MANAGE_PEOPLE, path)
    with transaction():
        _leave_state(import_id, "staged", state="committed", committed_at=now)
        n_new, n_changed = view.counts.get(RowKind.NEW, 0), view.counts.get(RowKind.CHANGED, 0)
        write_people(actor, import_id, n_changed=n_changed, now=now)
        told = {"file": view.file_name, "new": n_new, "changed": n_changed}
        for path in import_queries.list_unit_paths(import_id):
            events.record(UnitUpdated(path), now=now)
        audit.record(actor, "people.import", "people_import", import_id, now=now, **told)
    return get_import(actor, import_id)


def discard_import(actor: Actor, import_id: UUID) -> None:
    """Throw away an import that was not committed. Raises NotFound, AlreadyCommitted, MissingPermission."""
    if get_import(actor, import_id).committed_at is not None:
        raise AlreadyCommitted()
    with transaction():
        _leave_state(import_id, "staged", state="staging")
        _delete([import_id])


def make_slips(actor: Actor, import_id: UUID, *, now: datetime) -> list[Slip]:
    """Sign-in slips for the new people of an import who have no password yet, in the order of the sheet; earlier
    slips of theirs stop working. The tokens are nowhere but in the answer. Raises NotFound, MissingPermission.
    """
    get_import(actor, import_id)
    persons = [
        person
        for person in import_queries.list_waiting_persons(import_id)
        if actor.may(Permission.MANAGE_PEOPLE, person.unit.path)
    ]
    slips = write_slips(actor, persons, now=now)
    with transaction() as session:
        session.execute(update(PeopleImport).where(PeopleImport.id == import_id).values(slips_at=now))
    return slips


def purge_imports(*, now: datetime) -> None:
    """Tables that nobody committed hold names and telephones: they go after a week (a periodic duty)."""
    _delete(import_queries.list_uncommitted(now - KEEP_UNCOMMITTED))


def _delete(import_ids: Sequence[UUID]) -> None:
    with transaction() as session:
        session.execute(delete(PeopleImportRow).where(PeopleImportRow.import_id.in_(import_ids)))
        session.execute(delete(PeopleImport).where(PeopleImport.id.in_(import_ids)))
