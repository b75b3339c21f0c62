"""Where the reads of exams meet other packages' tables: by name, without a cross-package relationship."""

from collections.abc import Iterable
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Date, Row, String, Uuid, column, or_, table

AnyRow: TypeAlias = "Row[*tuple[Any, ...]]"  # columns as the query lists them
ORG_UNIT = table("org_unit", column("id", Uuid()), column("path", String()), column("name", String()))
PERSON = table(
    "person",
    *(column("id", Uuid()), column("name", String()), column("login", String())),
    *(column("left_on", Date()), column("unit_id", Uuid())),
)


def within(scopes: Iterable[str]) -> ColumnElement[bool]:
    """The unit lies under one of the paths."""
    return or_(False, *(ORG_UNIT.c.path.startswith(scope) for scope in scopes))
