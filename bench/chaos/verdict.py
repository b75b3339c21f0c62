"""After the faults: the database against what the candidates were told. Plain SQL, and rule 7 replayed by the domain.

Scores are computed anew from the answers in the database and the generator's own knowledge of the keys; nothing is
shared with the app's scoring.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, create_engine, text

from bench.chaos.life import Acknowledged, Notebook
from bench.paper import BenchItem
from certify.delivery.domain import EventKind, OutcomeKind, SaveEvent, current_responses

COUNTED = frozenset({"saved", "stale", "malformed"})
ATTEMPT = "SELECT state, deadline_at, grace_seconds, submitted_at FROM attempt WHERE id = :attempt"
EVENTS = """SELECT epoch, sequence, slot, kind, value, client_time, received_at, outcome FROM response_event
             WHERE attempt_id = :attempt"""
CURRENT = (
    "SELECT slot, value, epoch, sequence, flagged, flag_epoch, flag_sequence FROM response WHERE attempt_id = :attempt"
)
SCORES = """SELECT position, status, points FROM slot_score s WHERE attempt_id = :attempt AND run_number =
            (SELECT max(number) FROM score_run r WHERE r.attempt_id = s.attempt_id)"""
LEFT_OVER = {
    "open_attempts": "SELECT count(*) FROM attempt WHERE state <> 'submitted'",
    "undelivered": "SELECT count(*) FROM outbox_event WHERE delivered_at IS NULL",
    "unsealed": "SELECT count(*) FROM audit_event WHERE number IS NULL",
}


@dataclass
class Verdict:
    """What must be 0 is 0, or it is said here; `problems` holds the first few in words."""

    attempts: int = 0
    submitted: int = 0
    acknowledged: int = 0
    lost: int = 0
    accepted_late: int = 0
    replay_wrong: int = 0
    scores_wrong: int = 0
    late_kept: int = 0


def check(database_url: str, notebooks: Iterable[Notebook], items: dict[int, BenchItem]) -> tuple[Verdict, list[str]]:
    """All attempts of the run."""
    verdict, problems = Verdict(), []
    engine = create_engine(database_url)
    with engine.connect() as connection:
        for notebook in notebooks:
            if notebook.attempt_id:
                verdict.attempts += 1
                problems += _Attempt(connection, notebook).judge(verdict, items)
        problems += _integrity(connection)
    engine.dispose()
    return verdict, problems


def count_left_over(database_url: str) -> dict[str, int]:
    """What the job process still has to do."""
    engine = create_engine(database_url)
    with engine.connect() as connection:
        found = {name: int(connection.execute(text(query)).scalar_one()) for name, query in LEFT_OVER.items()}
    engine.dispose()
    return found


def _integrity(connection: Connection) -> list[str]:
    if connection.dialect.name != "sqlite":
        return []
    said = [row[0] for row in connection.execute(text("PRAGMA integrity_check"))]
    broken = list(connection.execute(text("PRAGMA foreign_key_check")))
    return ([] if said == ["ok"] else said) + [str(row) for row in broken]


class _Attempt:
    """One attempt as the database has it, beside what its candidate was told."""

    def __init__(self, connection: Connection, notebook: Notebook) -> None:
        attempt = UUID(notebook.attempt_id)
        spelled: Any = attempt.hex if connection.dialect.name == "sqlite" else attempt

        def rows(query: str) -> list[Any]:
            return list(connection.execute(text(query), {"attempt": spelled}))

        self.notebook = notebook
        (self.row,) = rows(ATTEMPT)
        self.events = {(row.epoch, row.sequence): row for row in rows(EVENTS)}
        self.current, self.scores = rows(CURRENT), rows(SCORES)
        self.last_moment = _moment(self.row.deadline_at) + timedelta(seconds=self.row.grace_seconds)

    def judge(self, verdict: Verdict, items: dict[int, BenchItem]) -> list[str]:
        """Add to the verdict; what is wrong, in words."""
        said = self.notebook.acknowledged
        lost = [each for each in said if not self._holds(each)]
        late = [number for number, row in self.events.items() if row.outcome in COUNTED and self._is_late(row)]
        first = {each.event.number: each.first_sent for each in said}
        late += [number for number, sent in first.items() if self._was_late(number, sent)]
        replayed = self._replay()
        shown = {row.slot: _shown(row) for row in self.current}
        wrong_scores = self._wrong_scores(items) if self.row.state == "submitted" else []
        verdict.acknowledged += len(said)
        verdict.submitted += self.row.state == "submitted"
        verdict.lost += len(lost)
        verdict.accepted_late += len(set(late))
        verdict.replay_wrong += sum(replayed.get(s) != shown.get(s) for s in replayed.keys() | shown.keys())
        verdict.scores_wrong += len(wrong_scores)
        verdict.late_kept += sum(row.outcome == "late" for row in self.events.values())
        where = f"candidate {self.notebook.number} attempt {self.notebook.attempt_id}"
        return [
            *(f"{where}: lost {each.event} said {each.meaning}" for each in lost),
            *(f"{where}: accepted late {number}" for number in late),
            *(f"{where}: {text}" for text in wrong_scores),
        ]

    def _holds(self, said: Acknowledged) -> bool:
        row, event = self.events.get(said.event.number), said.event
        if row is None:
            return False
        there = (row.slot, row.kind, json.loads(row.value), row.client_time, row.outcome)
        return there == (event.slot, event.kind, event.value, event.client_time, said.meaning)

    def _is_late(self, row: Any) -> bool:
        return _moment(row.received_at) > self.last_moment

    def _was_late(self, number: tuple[int, int], first_sent: float) -> bool:
        """By the bench's own clock: sent for the first time when nothing could count any more, and counted."""
        row = self.events.get(number)
        is_after = first_sent > self.last_moment.timestamp()
        return row is not None and row.outcome in COUNTED and is_after

    def _replay(self) -> dict[int, tuple[Any, ...]]:
        ledger = (
            (
                SaveEvent(row.epoch, row.sequence, row.slot, EventKind(row.kind), json.loads(row.value)),
                OutcomeKind(row.outcome),
            )
            for row in self.events.values()
        )
        replayed = current_responses(ledger)
        return {slot: (r.value, r.number, r.flagged, r.flag_number) for slot, r in replayed.items()}

    def _wrong_scores(self, items: dict[int, BenchItem]) -> list[str]:
        found = {row.position: (row.status, row.points) for row in self.scores}
        answers = {slot: value for slot, (value, *_rest) in self._replay().items()}
        expected = {slot: _worth(item, answers.get(slot)) for slot, item in items.items()}
        slots = sorted(slot for slot in found.keys() | expected.keys() if found.get(slot) != expected.get(slot))
        return [f"slot {slot}: scored {found.get(slot)} instead of {expected.get(slot)}" for slot in slots]


def _worth(item: BenchItem, value: Any) -> tuple[str, int | None]:
    """Status and hundredths of points that an answer earns."""
    if value is None:
        return ("blank", 0)
    if item.points is None:
        return ("awaiting_marker", None)
    is_right = {
        "single_choice": lambda: value == item.key[0],
        "multiple_choice": lambda: sorted(value) == sorted(item.key),
        "fill_blank": lambda: value[0] in item.key,
    }[item.item_type]()
    return ("scored", int(item.points * Decimal(100)) if is_right else 0)


def _shown(row: Any) -> tuple[Any, ...]:
    value = None if row.value is None else json.loads(row.value)
    return (value, (row.epoch, row.sequence), bool(row.flagged), (row.flag_epoch, row.flag_sequence))


def _moment(stored: Any) -> datetime:
    found = datetime.fromisoformat(stored) if isinstance(stored, str) else stored
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found


def as_figures(verdict: Verdict) -> dict[str, int]:
    """For the report."""
    return asdict(verdict)
