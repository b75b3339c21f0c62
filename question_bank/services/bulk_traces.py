"""What a bulk edit wrote, kept so that it can be taken back exactly: each changed version's columns before, and a print
of the version after, by which a later change shows.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Uuid, inspect

from foundation.db import UtcDateTime
from question_bank.domain import content_hash
from question_bank.models import ItemVersionRow

NAMES = tuple(attribute.key for attribute in inspect(ItemVersionRow).column_attrs)
PRINTED = (  # what tells a later change; not what is derived or counted
    *("number", "status", "latest", "content_hash", "area_code", "difficulty", "level", "pool", "critical", "tags"),
    *("author_id", "saved_at", "submitted_at", "decided_at", "valid_until", "review_by"),
)
Shot = dict[str, Any]


def shot(row: ItemVersionRow) -> Shot:
    """All columns of a version, as they are now."""
    return {name: getattr(row, name) for name in NAMES}


def print_of(row: ItemVersionRow) -> str:
    """The same as long as nobody changes the version."""
    return content_hash({name: _kept(getattr(row, name)) for name in PRINTED})


def trace_of(row: ItemVersionRow, before: Shot) -> dict[str, Any]:
    """A version that was changed: what its changed columns held, and its print now."""
    changed = {name: _kept(value) for name, value in before.items() if getattr(row, name) != value}
    return {"version_id": str(row.id), "print": print_of(row), "before": changed}


def made_trace(row: ItemVersionRow) -> dict[str, Any]:
    """A version that was made."""
    return {"version_id": str(row.id), "print": print_of(row), "before": None}


def put_back(row: ItemVersionRow, before: dict[str, Any]) -> None:
    """The columns as they were."""
    for name, value in before.items():
        setattr(row, name, _given(name, value))


def _kept(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _given(name: str, value: Any) -> Any:
    kind = inspect(ItemVersionRow).column_attrs[name].columns[0].type
    read = next((read for each, read in READERS if isinstance(kind, each)), None)
    return value if value is None or read is None else read(value)


READERS: tuple[tuple[type, Callable[[str], Any]], ...] = (
    (UtcDateTime, datetime.fromisoformat),
    (Date, date.fromisoformat),
    (Uuid, UUID),
)
