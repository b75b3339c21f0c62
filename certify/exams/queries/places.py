"""Where the reads of exams meet other packages' tables: by name, without a cross-package relationship."""

from collections.abc import Iterable
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Row, or_

from foundation.db import db

AnyRow: TypeAlias = "Row[*tuple[Any, ...]]"  # columns as the query lists them
ORG_UNIT = db.metadata.tables["org_unit"]
PERSON = db.metadata.tables["person"]


def within(scopes: Iterable[str]) -> ColumnElement[bool]:
    """The unit lies under one of the paths."""
    return or_(False, *(ORG_UNIT.c.path.startswith(scope) for scope in scopes))
