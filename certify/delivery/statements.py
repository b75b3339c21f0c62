"""The hot path's SQL, written out for both databases: one row read, two set-wise writes (ARCHITECTURE, section 3).

Prepared text and driver values instead of a session: a save must cost the same beside five million rows, and little.
Everything that is not on the hot path uses the tables of `models` in the ordinary way.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy.engine import Connection

from certify.delivery.models import TENANT

READ = """
SELECT a.person_id, a.state, a.epoch, a.client_id, a.section_locks, a.started_at, a.deadline_at, a.deadline_version,
       a.grace_seconds, a.paused_at, a.submitted_at, a.submit_cause, a.form_id, a.id,
       s.revoked_at, s.expires_at, s.person_id, p.left_on,
       (SELECT max(e.sequence) FROM response_event e
         WHERE e.tenant_id = a.tenant_id AND e.attempt_id = a.id AND e.epoch = a.epoch)
  FROM attempt a JOIN person p ON p.id = a.person_id LEFT JOIN sign_in_session s ON s.id = {0}
 WHERE a.tenant_id = {1} AND a.id = {2}"""
APPEND = """
INSERT INTO response_event (tenant_id, attempt_id, epoch, sequence, slot, kind, value, client_time, received_at, digest,
                            outcome, reason, in_grace)
VALUES {0}"""
ANSWER = """
INSERT INTO response (tenant_id, attempt_id, slot, epoch, sequence, value, flag_epoch, flag_sequence, flagged, saved_at)
VALUES {0} ON CONFLICT (tenant_id, attempt_id, slot) DO UPDATE
   SET epoch = excluded.epoch, sequence = excluded.sequence, value = excluded.value, saved_at = excluded.saved_at
 WHERE (excluded.epoch, excluded.sequence) > (response.epoch, response.sequence)"""
FLAG = """
INSERT INTO response (tenant_id, attempt_id, slot, epoch, sequence, value, flag_epoch, flag_sequence, flagged, saved_at)
VALUES {0} ON CONFLICT (tenant_id, attempt_id, slot) DO UPDATE
   SET flag_epoch = excluded.flag_epoch, flag_sequence = excluded.flag_sequence, flagged = excluded.flagged,
       saved_at = excluded.saved_at
 WHERE (excluded.flag_epoch, excluded.flag_sequence) > (response.flag_epoch, response.flag_sequence)"""


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a database's driver takes and gives ids and times; SQLAlchemy's own storage forms."""

    mark: str
    is_sqlite: bool

    def id(self, value: UUID) -> Any:
        """A UUID as the driver takes it."""
        return value.hex if self.is_sqlite else value

    def time(self, value: datetime) -> Any:
        """A moment as the driver takes it."""
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f") if self.is_sqlite else value

    def read_id(self, value: Any) -> UUID | None:
        """A UUID as the driver gives it."""
        return UUID(value) if isinstance(value, str) else value

    def read_time(self, value: Any) -> datetime | None:
        """A moment as the driver gives it."""
        if isinstance(value, str):
            return datetime.fromisoformat(value).replace(tzinfo=UTC)
        return value.astimezone(UTC) if isinstance(value, datetime) else None


SQLITE = Spelling("?", True)
POSTGRESQL = Spelling("%s", False)


def spelling(connection: Connection) -> Spelling:
    """The spelling of this connection's driver."""
    return SQLITE if connection.dialect.name == "sqlite" else POSTGRESQL


@cache
def _read_text(mark: str, lock: str) -> str:
    return READ.format(mark, mark, mark) + lock


@cache
def _many(text: str, mark: str, columns: int, rows: int) -> str:
    row = "(" + ", ".join([mark] * columns) + ")"
    return text.format(", ".join([row] * rows))


def read_attempt(connection: Connection, attempt_id: UUID, session_id: UUID, *, exclusive: bool) -> Any:
    """The one row of READ, locked (rules 10, 11); None when there is no such attempt. SQLite is locked as a whole."""
    how = spelling(connection)
    lock = "" if how.is_sqlite else (" FOR UPDATE OF a" if exclusive else " FOR SHARE OF a")
    values = (how.id(session_id), TENANT, how.id(attempt_id))
    return connection.exec_driver_sql(_read_text(how.mark, lock), values).fetchone()


def insert_events(connection: Connection, rows: Sequence[tuple[Any, ...]]) -> None:
    """Append to the ledger, all rows in one statement."""
    how = spelling(connection)
    text = _many(APPEND, how.mark, 13, len(rows))
    connection.exec_driver_sql(text, tuple(value for row in rows for value in row))


def upsert(connection: Connection, text: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Write current responses (ANSWER) or flags (FLAG), all rows in one statement; a larger number stays (rule 7)."""
    if rows:
        how = spelling(connection)
        connection.exec_driver_sql(_many(text, how.mark, 10, len(rows)), tuple(value for row in rows for value in row))
