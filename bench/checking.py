"""After a run: is every acknowledged answer in the database, and is every score right? Plain SQL, not the app's reads.

An attempt that was not scored at all has all its scores wrong.
"""

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, create_engine, text

from bench.paper import BenchItem, answer

Acknowledged = dict[str, tuple[int, list[tuple[int, int, int, Any]]]]
EVENTS = """SELECT epoch, sequence, slot, kind, value, outcome FROM response_event
            WHERE tenant_id = 1 AND attempt_id = :attempt"""
CURRENT = "SELECT slot, epoch, sequence, value FROM response WHERE tenant_id = 1 AND attempt_id = :attempt"
SCORES = """SELECT position, status, points FROM slot_score s
            WHERE tenant_id = 1 AND attempt_id = :attempt AND run_number =
            (SELECT max(number) FROM score_run r WHERE r.tenant_id = s.tenant_id AND r.attempt_id = s.attempt_id)"""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many answers were acknowledged, how many of them are not there, how many slots are scored wrong."""

    acknowledged: int
    lost: int
    scores_wrong: int


def check(
    database_url: str, acknowledged: Acknowledged, items: dict[int, BenchItem], *, are_scored: bool = True
) -> Verdict:
    """Compare the database with what the load was told and with the answer plan; what was not answered is blank."""
    engine = create_engine(database_url)
    n_acknowledged = lost = wrong = 0
    with engine.connect() as connection:
        for attempt_id, (candidate, said) in acknowledged.items():
            n_acknowledged += len(said)
            lost += _lost(connection, attempt_id, said)
            answered = {slot for _epoch, _sequence, slot, _value in said}
            wrong += _wrong(connection, attempt_id, candidate, items, answered) if are_scored else 0
    engine.dispose()
    return Verdict(n_acknowledged, lost, wrong)


def _rows(connection: Connection, query: str, attempt_id: str) -> list[Any]:
    attempt = UUID(attempt_id)
    spelled: Any = attempt.hex if connection.dialect.name == "sqlite" else attempt
    return list(connection.execute(text(query), {"attempt": spelled}))


def _lost(connection: Connection, attempt_id: str, said: list[tuple[int, int, int, Any]]) -> int:
    """Acknowledged answers that the ledger lacks or that are not the slot's current response; each counts once."""
    ledger = {
        (epoch, sequence, slot): json.loads(value)
        for epoch, sequence, slot, kind, value, outcome in _rows(connection, EVENTS, attempt_id)
        if kind == "answer" and outcome == "saved"
    }
    current = {slot: (epoch, sequence, json.loads(value))
               for slot, epoch, sequence, value in _rows(connection, CURRENT, attempt_id)}  # fmt: skip
    nothing = object()
    return sum(
        ledger.get((epoch, sequence, slot), nothing) != value or current.get(slot) != (epoch, sequence, value)
        for epoch, sequence, slot, value in said
    )


def _wrong(
    connection: Connection, attempt_id: str, candidate: int, items: dict[int, BenchItem], answered: set[int]
) -> int:
    """Slots whose latest score is not what the plan says; a text must wait for a marker and have no points."""
    found = {position: (status, points) for position, status, points in _rows(connection, SCORES, attempt_id)}
    wrong = len(found.keys() - items.keys())
    for position, item in items.items():
        planned = answer(candidate, item).points
        hundredths = None if planned is None else int(planned * Decimal(100))
        expected = ("awaiting_marker" if planned is None else "scored", hundredths)
        wrong += found.get(position) != (expected if position in answered else ("blank", 0))
    return wrong
