"""Imports as they are shown: counts, rows, problems by cell. One sees one's own imports only."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from foundation.errors import Problem
from people.domain import Actor, Permission
from people.domain.importing import Change, Column, RowKind
from people.models import PeopleImport
from people.queries import imports as import_queries

LISTED = 50


@dataclass(frozen=True, slots=True)
class ImportRow:
    """A row as shown."""

    number: int
    kind: RowKind
    cells: dict[Column, str]
    problems: tuple[Problem, ...]
    changes: tuple[Change, ...]
    person_id: UUID | None


@dataclass(frozen=True, slots=True)
class ImportView:
    """An import as shown; `counts` by kind of row, under "warning" the rows to look at."""

    import_id: UUID
    file_name: str
    created_at: datetime
    committed_at: datetime | None
    slips_at: datetime | None
    source: dict[str, Any]
    counts: dict[str, int]

    @property
    def n_rows(self) -> int:
        """All rows."""
        return sum(self.counts.get(kind, 0) for kind in RowKind)

    @property
    def n_to_write(self) -> int:
        """How many people a commit makes or changes."""
        return self.counts.get(RowKind.NEW, 0) + self.counts.get(RowKind.CHANGED, 0)

    @property
    def n_bad(self) -> int:
        """Rows that stand in the way."""
        return self.counts.get(RowKind.BAD, 0)

    def cell_of(self, row: int, column: str) -> str:
        """Where a column's cell of a row stands in the sheet, as "C12"; the row alone for a column that isn't there."""
        letter = self.source["letters"].get(column, "")
        return f"{letter}{row}"


def get_import(actor: Actor, import_id: UUID) -> ImportView:
    """One's own import. Raises NotFound, MissingPermission."""
    actor.require_anywhere(Permission.MANAGE_PEOPLE)
    found = import_queries.get_import(import_id, actor.person_id)
    return _view(found, import_queries.count_kinds([import_id])[import_id])


def list_imports(actor: Actor) -> list[ImportView]:
    """One's own imports, newest first. Raises MissingPermission."""
    actor.require_anywhere(Permission.MANAGE_PEOPLE)
    found = import_queries.list_imports(actor.person_id, limit=LISTED)
    counts = import_queries.count_kinds([row.id for row in found])
    return [_view(row, counts[row.id]) for row in found]


def _view(row: PeopleImport, counts: dict[str, int]) -> ImportView:
    return ImportView(row.id, row.file_name, row.created_at, row.committed_at, row.slips_at, row.source, counts)


def list_rows(
    actor: Actor, import_id: UUID, *, kind: RowKind | None = None, warned: bool = False, page: int = 1, size: int = 100
) -> list[ImportRow]:
    """A page of the rows, of one kind or all. Raises NotFound, MissingPermission."""
    get_import(actor, import_id)
    rows = import_queries.list_rows(import_id, kind=kind, warned=warned, offset=(page - 1) * size, limit=size)
    return [
        ImportRow(
            number=row.number,
            kind=RowKind(row.kind),
            cells={Column(name): text for name, text in row.cells.items()},
            problems=tuple(Problem(line=row.number, **problem) for problem in row.problems),
            changes=tuple(Change(Column(name), before, after) for name, before, after in row.changes),
            person_id=row.person_id,
        )
        for row in rows
    ]
