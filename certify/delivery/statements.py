"""The hot path's SQL, written out for both databases: one row read, two set-wise writes (ARCHITECTURE, section 3).

Prepared text and driver values instead of a session: a save must cost the same beside five million rows, and little.
Everything that is not on the hot path uses the tables of `models` in the ordinary way.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any
from uuid import UUID

from certify.delivery.models import TENANT
from foundation.db import Driver

READ = """
SELECT a.person_id, a.state, a.epoch, a.client_id, a.section_locks, a.started_at, a.deadline_at, a.deadline_version,
       a.grace_seconds, a.paused_at, a.submitted_at, a.submit_cause, a.form_id, a.id,
       s.revoked_at, s.expires_at, s.person_id, p.left_on, a.parts,
       (SELECT max(e.sequence) FROM response_event e
         WHERE e.tenant_id = a.tenant_id AND e.attempt_id = a.id AND e.epoch = a.epoch),
       a.section_windows
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

STORED = """
SELECT epoch, sequence, digest, outcome FROM response_event
 WHERE tenant_id = {mark} AND attempt_id = {mark} AND epoch = {mark} AND sequence BETWEEN {mark} AND {mark}"""
HEADS = """
SELECT slot, epoch, sequence, flag_epoch, flag_sequence FROM response
 WHERE tenant_id = {mark} AND attempt_id = {mark}"""
FILES = "SELECT sha256 FROM attempt_file WHERE tenant_id = {mark} AND attempt_id = {mark}"
ADOPT = "UPDATE attempt SET client_id = {mark} WHERE tenant_id = {mark} AND id = {mark}"
LOCK = "UPDATE attempt SET section_locks = {mark}, section_windows = {mark} WHERE tenant_id = {mark} AND id = {mark}"


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
        found = datetime.fromisoformat(value) if isinstance(value, str) else value
        if found is None or found.tzinfo is UTC:
            return found
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


SQLITE = Spelling("?", True)
POSTGRESQL = Spelling("%s", False)


def spelling(driver: Driver) -> Spelling:
    """The spelling of this driver."""
    return SQLITE if isinstance(driver, sqlite3.Connection) else POSTGRESQL


@cache
def _read_text(mark: str, lock: str) -> str:
    return READ.format(mark, mark, mark) + lock


@cache
def _text(text: str, mark: str) -> str:
    return text.format(mark=mark)


@cache
def _many(text: str, mark: str, columns: int, rows: int) -> str:
    row = "(" + ", ".join([mark] * columns) + ")"
    return text.format(", ".join([row] * rows))


def read_attempt(driver: Driver, attempt_id: UUID, session_id: UUID, *, lock: str = "") -> Any:
    """The one row of READ, locked FOR SHARE or FOR UPDATE (rules 10, 11); None when there is no such attempt. SQLite is
    locked as a whole.
    """
    how = spelling(driver)
    text = _read_text(how.mark, f" {lock} OF a" if lock and not how.is_sqlite else "")
    return driver.execute(text, (how.id(session_id), TENANT, how.id(attempt_id))).fetchone()


Rows = Sequence[tuple[Any, ...]]


def write(driver: Driver, events: Rows, answers: Rows, flags: Rows) -> None:
    """Append to the ledger, then the current responses, set-wise; a larger number stays (rule 7). PostgreSQL takes the
    ledger and the answers in one trip.
    """
    how = spelling(driver)
    if answers and not how.is_sqlite:
        driver.execute(_append_and_answer(len(events), len(answers)), _flat((*events, *answers)))
    else:
        driver.execute(_many(APPEND, how.mark, 13, len(events)), _flat(events))
        if answers:
            driver.execute(_many(ANSWER, how.mark, 10, len(answers)), _flat(answers))
    if flags:
        driver.execute(_many(FLAG, how.mark, 10, len(flags)), _flat(flags))


@cache
def _append_and_answer(events: int, answers: int) -> str:
    mark = POSTGRESQL.mark
    return f"WITH appended AS ({_many(APPEND, mark, 13, events)}) {_many(ANSWER, mark, 10, answers)}"


def _flat(rows: Rows) -> list[Any]:
    return [value for row in rows for value in row]


def read_stored(driver: Driver, attempt_id: UUID, epoch: int, low: int, high: int) -> Iterable[Any]:
    """What the ledger holds of an epoch between two numbers."""
    how = spelling(driver)
    return driver.execute(_text(STORED, how.mark), (TENANT, how.id(attempt_id), epoch, low, high)).fetchall()


def read_heads(driver: Driver, attempt_id: UUID) -> Iterable[Any]:
    """The numbers of all current responses."""
    how = spelling(driver)
    return driver.execute(_text(HEADS, how.mark), (TENANT, how.id(attempt_id))).fetchall()


def read_files(driver: Driver, attempt_id: UUID) -> list[str]:
    """The hashes of the pictures stored for an attempt."""
    how = spelling(driver)
    return [row[0] for row in driver.execute(_text(FILES, how.mark), (TENANT, how.id(attempt_id))).fetchall()]


def write_attempt(driver: Driver, text: str, attempt_id: UUID, *values: str | None) -> None:
    """ADOPT (client id) or LOCK (section locks and windows)."""
    how = spelling(driver)
    driver.execute(_text(text, how.mark), (*values, TENANT, how.id(attempt_id)))
