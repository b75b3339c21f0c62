"""`python -m bench.statistics`: what does it cost to measure the items of a large sitting, and how much memory?

One candidate sits the theory exam through the services; the rows of the released paper are copied for as many others,
each answer right or wrong by chance. Then the sitting is measured as the job process does after a release.
"""

import argparse
import random
import resource
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Table, insert, select

from app import create_app
from bench.server import scratch_place
from certify.delivery.models import AttemptRow
from certify.marking.models import ScoreRunRow, SlotScoreRow
from certify.results import services as results
from certify.results.models import ExamResultRow
from foundation.db import db, engines, transaction
from foundation.ids import new_id
from people.models import Person
from question_bank import services as bank
from tests.exam_hall import open_hall
from tests.factories import House
from tests.marking_desk import sit, without_texts

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
CHUNK = 250


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse, fill, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m bench.statistics", description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--candidates", type=int, default=10_000, metavar="N", help="default: 10000")
    given = parser.parse_args(arguments)
    with scratch_place(given.database) as place, create_app(place.settings).app_context():
        db.metadata.create_all(engines().write)
        house = House.build(NOW)
        hall = open_hall(house, NOW)
        sit(house.ada, hall, NOW, without_texts)
        results.release(house.ben, hall.sitting_id, now=NOW + timedelta(hours=5))
        _copy(given.candidates - 1)
        db.session.remove()
        before = _memory()
        results.measure_sitting(hall.sitting_id, now=NOW)
        began, used = time.perf_counter(), time.process_time()
        check = results.check_statistics(now=NOW, rebuild=False)
        seconds, cpu = time.perf_counter() - began, time.process_time() - used
        sums = bank.sums_of_sitting(hall.sitting_id)
        bank.replace_statistics(hall.sitting_id, house.units["centre"], {}, now=NOW)
        began = time.perf_counter()
        bank.replace_statistics(hall.sitting_id, house.units["centre"], sums, now=NOW)
        writing = time.perf_counter() - began
        engines().dispose()
    print(
        f"{given.database}, {given.candidates:,} candidates × {len(sums)} items ({check.n_sittings} sitting): read and "
        f"added in {seconds:.1f} s ({cpu:.1f} s of processor here), written with the search's index in "
        f"{writing * 1000:.0f} ms; at most {_memory():.0f} MB, {_memory() - before:.0f} MB more than before"
    )
    return 0 if not check.differing else 1


def _memory() -> float:
    """The most that this process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _copy(n: int) -> None:
    """The one attempt, so many times more, with other answers."""
    dice = random.Random(1)
    with transaction() as session:
        attempt, run, result = (_rows(session, each)[0] for each in (AttemptRow, ScoreRunRow, ExamResultRow))
        person = next(row for row in _rows(session, Person) if row["id"] == attempt["person_id"])
        slots = _rows(session, SlotScoreRow)
    for start in range(0, n, CHUNK):
        ids = [(new_id(), new_id(), number) for number in range(start, min(start + CHUNK, n))]
        with transaction() as session:
            connection = session.connection()
            people = [{**person, "id": who, "login": f"b{k}", "login_folded": f"b{k}"} for who, _a, k in ids]
            connection.execute(insert(_table(Person)), people)
            connection.execute(insert(_table(AttemptRow)), [{**attempt, "id": a, "person_id": p} for p, a, _k in ids])
            connection.execute(insert(_table(ScoreRunRow)), [{**run, "attempt_id": a} for _p, a, _k in ids])
            told = [{**result, "attempt_id": a, "person_id": p} for p, a, _k in ids]
            connection.execute(insert(_table(ExamResultRow)), told)
            scores = [_answer(slot, a, dice) for _p, a, _k in ids for slot in slots]
            connection.execute(insert(_table(SlotScoreRow)), scores)


def _answer(slot: dict[str, Any], attempt_id: UUID, dice: random.Random) -> dict[str, Any]:
    points = slot["points"] if slot["points"] and dice.random() < 0.7 else type(slot["points"])(0)
    return {**slot, "attempt_id": attempt_id, "points": points}


def _rows(session: Any, model: Any) -> list[dict[str, Any]]:
    return [dict(row) for row in session.execute(select(_table(model))).mappings()]


def _table(model: Any) -> Table:
    table: Table = model.__table__
    return table


if __name__ == "__main__":
    sys.exit(main())
