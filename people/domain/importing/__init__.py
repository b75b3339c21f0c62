"""Reading people from a table: columns, what is known, and what each row would do. Pure: the table comes as text."""

from people.domain.importing.columns import (
    COLUMN_LABELS,
    HEADINGS,
    REQUIRED,
    ROWS_MAX,
    Column,
    column_of,
    read_date,
)
from people.domain.importing.known import Known, KnownPerson, KnownPost, KnownUnit
from people.domain.importing.rows import Cells, Change, CheckedRow, RowKind, check_rows

__all__ = [
    "COLUMN_LABELS",
    "HEADINGS",
    "REQUIRED",
    "ROWS_MAX",
    "Cells",
    "Change",
    "CheckedRow",
    "Column",
    "Known",
    "KnownPerson",
    "KnownPost",
    "KnownUnit",
    "RowKind",
    "check_rows",
    "column_of",
    "read_date",
]
