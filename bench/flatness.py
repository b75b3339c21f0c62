"""`python -m bench.flatness`: does an attempt cost the same among ten thousand candidates and beside a million answers?

Two tables. Candidates on the roster: CPU of an attempt's parts with 100, 1,000 and 10,000 of them. Stored answers:
the same with so many finished attempts of 54 answers in the tables. Each line is whole attempts over HTTP at a calm
pace, and says the CPU of the server and of the database in milliseconds; `--plot FILE` draws both as SVG.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from app import create_app
from bench.crowd import Crowd, fill
from bench.meter import cpu_seconds
from bench.report import Figures
from bench.server import Place, scratch_place, serving
from bench.storm_load import N_ITEMS, HandIns, Report, Saves, Start, StormLoad, Warm
from foundation.db import db, engines
from foundation.ids import new_id

CANDIDATES = (100, 1000, 10000)
STORED = (0, 100_000, 1_000_000)
WARM, MEASURED, PACE = 16, 80, 20.0
SAVES_PER_S = 150.0
ROWS_AT_ONCE = 54_000
FLAT = 1.10


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse, run, print."""
    parser = argparse.ArgumentParser(prog="python -m bench.flatness", description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--candidates", type=int, action="append", metavar="N", help="default: 100, 1,000, 10,000")
    parser.add_argument("--stored", type=int, action="append", metavar="N", help="default: 0, 100,000, 1,000,000")
    parser.add_argument(
        "--attempts", type=int, default=MEASURED, metavar="N", help=f"measured a line (default: {MEASURED})"
    )
    parser.add_argument("--plot", type=Path, metavar="FILE", help="an SVG of both tables")
    parser.add_argument("--json", action="store_true", help="last line: one object")
    given = parser.parse_args(arguments)
    by_candidates = [_measure(given.database, n, 0, given.attempts) for n in given.candidates or CANDIDATES]
    by_stored = [_measure(given.database, CANDIDATES[0], n, given.attempts) for n in given.stored or STORED]
    rises = {
        "candidates": _rise(by_candidates),
        "stored_answers": _rise(by_stored),
    }
    verdict = "holds" if max(rises.values()) <= FLAT else "fails"
    figures = {"database": given.database, "verdict": verdict, "attempt_ms_last_to_first": rises,
               "by_candidates": by_candidates, "by_stored_answers": by_stored}  # fmt: skip
    print(f"{given.database}: {verdict}; an attempt's CPU, last to first: {rises}")
    if given.plot:
        given.plot.write_text(_plot(given.database, by_candidates, by_stored))
    if given.json:
        print(json.dumps(figures))
    return 0 if verdict == "holds" else 1


def _rise(lines: Sequence[Figures]) -> float:
    return round(float(lines[-1]["attempt_ms"]) / float(lines[0]["attempt_ms"]), 3)


def _measure(database: str, candidates: int, stored: int, measured: int) -> Figures:
    """One line: a fresh database with so many candidates and stored answers."""
    everyone = range(WARM, WARM + measured)
    with scratch_place(database) as place:
        crowd = fill(place, max(candidates, WARM + measured))
        _store_attempts(place, crowd, stored // N_ITEMS)
        with serving(place) as roots:
            load = StormLoad(crowd, place.address)
            try:
                load(Warm(range(WARM)))
                start, _report = _timed(load, roots, Start(everyone, PACE))
                saves, report = _timed(load, roots, Saves(everyone, SAVES_PER_S, measured * N_ITEMS / SAVES_PER_S))
                finish, _report = _timed(load, roots, HandIns(everyone, PACE))
            finally:
                load.stop()
    n_saves = len(report.book.steps["save"])
    found = {
        "candidates": candidates,
        "stored_answers": stored,
        "start_ms": round(start / measured * 1000, 2),
        "save_ms": round(saves / n_saves * 1000, 3),
        "finish_ms": round(finish / measured * 1000, 2),
    }
    found["attempt_ms"] = round(found["start_ms"] + N_ITEMS * found["save_ms"] + found["finish_ms"], 1)
    print(found, flush=True)
    return found


def _timed(load: StormLoad, roots: tuple[int, ...], phase: Any) -> tuple[float, Report]:
    """CPU seconds of server and database during a phase, less what they use when nobody asks for as long."""
    before = cpu_seconds(roots)
    report = load(phase)
    return cpu_seconds(roots) - before, report


def _store_attempts(place: Place, crowd: Crowd, attempts: int) -> None:
    """Finished attempts of earlier days, each with 54 answers in the ledger and 54 current ones, written set-wise."""
    with create_app(place.settings).app_context():
        tables = {name: db.metadata.tables[name] for name in ("attempt", "response_event", "response", "person")}
        person = db.session.execute(select(tables["person"].c.id).limit(1)).scalar_one()
        form, sitting = (db.session.execute(select(db.metadata.tables[name].c.id).limit(1)).scalar_one()
                         for name in ("exam_form", "sitting"))  # fmt: skip
        db.session.remove()
        then = datetime.now(UTC) - timedelta(days=30)
        with engines().write.connect() as connection:
            for first in range(0, attempts, ROWS_AT_ONCE // N_ITEMS):
                numbers = range(first, min(first + ROWS_AT_ONCE // N_ITEMS, attempts))
                ids = {number: new_id() for number in numbers}
                with connection.begin():
                    connection.execute(insert(tables["attempt"]), [
                        _attempt(ids[number], number, person, form, sitting, then) for number in numbers])  # fmt: skip
                    for table, row in (("response_event", _event), ("response", _response)):
                        rows = [row(ids[n], slot, then) for n in numbers for slot in range(1, N_ITEMS + 1)]
                        connection.execute(insert(tables[table]), rows)
        engines().dispose()


def _attempt(key: Any, number: int, person: Any, form: Any, sitting: Any, then: datetime) -> dict[str, Any]:
    return {
        **{"tenant_id": 1, "id": key, "sitting_id": sitting, "person_id": person, "form_id": form},
        **{"number": number + 2, "seed": number, "state": "submitted", "epoch": 1, "section_locks": {}},
        **{"started_at": then, "duration_seconds": 7200, "window_end_at": then, "factor_percent": 100},
        **{"grace_seconds": 10, "deadline_at": then, "deadline_version": 1, "submitted_at": then},
        **{"submit_cause": "candidate", "holder_name": "往届", "holder_login": "000000", "holder_unit_path": "/"},
        "holder_unit_name": "测量中心",
    }


def _event(key: Any, slot: int, then: datetime) -> dict[str, Any]:
    return {
        **{"tenant_id": 1, "attempt_id": key, "epoch": 1, "sequence": slot, "slot": slot, "kind": "answer"},
        **{"value": '"A"', "client_time": None, "received_at": then, "digest": slot.to_bytes(16, "big")},
        **{"outcome": "saved", "reason": None, "in_grace": False},
    }


def _response(key: Any, slot: int, then: datetime) -> dict[str, Any]:
    return {
        "tenant_id": 1,
        "attempt_id": key,
        "slot": slot,
        "epoch": 1,
        "sequence": slot,
        "value": '"A"',
        "saved_at": then,
    }


def _plot(database: str, *tables: Sequence[Figures]) -> str:
    """Two panels: CPU of an attempt against candidates and against stored answers."""
    top = 1.3 * max(float(line["attempt_ms"]) for table in tables for line in table)
    panels = [
        _panel(place, table, name, top)
        for place, (table, name) in enumerate(zip(tables, ("candidates", "stored_answers"), strict=True))
    ]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 260" font-family="sans-serif" font-size="12">'
        f'<text x="20" y="20">CPU of an attempt of 54 saves in ms, {database}</text>{"".join(panels)}</svg>\n'
    )


def _panel(place: int, table: Sequence[Figures], name: str, top: float) -> str:
    left, bottom, height, step = 60 + 350 * place, 210, 160, 260 / max(1, len(table) - 1)
    points = [
        (left + at * step, bottom - height * float(line["attempt_ms"]) / top, line) for at, line in enumerate(table)
    ]
    path = " ".join(f"{x:.0f},{y:.0f}" for x, y, _line in points)
    marks = "".join(
        f'<circle cx="{x:.0f}" cy="{y:.0f}" r="3"/><text x="{x:.0f}" y="{y - 8:.0f}" text-anchor="middle">'
        f'{line["attempt_ms"]:.0f}</text><text x="{x:.0f}" y="228" text-anchor="middle">{line[name]:,}</text>'
        for x, y, line in points
    )
    axis = f'<path d="M{left} {bottom - height}V{bottom}H{left + 270}" fill="none" stroke="gray"/>'
    label = f'<text x="{left + 130}" y="248" text-anchor="middle">{name.replace("_", " ")}</text>'
    return f'{axis}<polyline points="{path}" fill="none" stroke="#06c"/>{marks}{label}'


if __name__ == "__main__":
    sys.exit(main())
