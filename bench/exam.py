"""`python -m bench.exam`: one exam of 54 slots, measured end to end on SQLite and PostgreSQL.

A run: fill a scratch database, start the real server, warm up, the no-op route, sign in all (apart), whole attempts in
a closed loop (rates, times, CPU of an attempt), then attempts step by step (CPU of start, save, finish), then the check
in the database. docs/performance.md says how to read it. Ends with 1 when an answer is lost or a score wrong.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

from app import create_app
from bench.checking import check
from bench.hall import Hall, open_hall
from bench.load import Load
from bench.loop import Times
from bench.meter import Peak, cpu_seconds
from bench.report import Figures, lines, middle, percentiles
from bench.server import Place, scratch_place, serving
from foundation.db import db, engines

DATABASES = ("sqlite", "postgresql")
AT_ONCE = (1, 8, 32)
SAVES = 54
NOOPS = 60  # browsers with 100 requests each; fewer for a tiny run


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse, run, print."""
    parser = argparse.ArgumentParser(prog="python -m bench.exam", description=__doc__)
    parser.add_argument("--database", choices=DATABASES, action="append", help="default: both")
    parser.add_argument("--concurrency", type=int, action="append", metavar="N", help="default: 1, 8 and 32")
    parser.add_argument(
        "--attempts", type=int, metavar="N", help="whole attempts a run (default: 16, or 3 for each at once)"
    )
    parser.add_argument("--repeats", type=int, default=1, metavar="N", help="runs of each; figures are their medians")
    parser.add_argument(
        "--synchronous",
        choices=("FULL", "NORMAL"),
        default="FULL",
        help="SQLite only; NORMAL shows what waiting for the disk costs, and may lose answers in a power cut",
    )
    parser.add_argument("--json", action="store_true", help="last line: one list of objects")
    given = parser.parse_args(arguments)
    found: list[Figures] = []
    for database in given.database or DATABASES:
        for at_once in given.concurrency or AT_ONCE:
            attempts = given.attempts or max(16, 3 * at_once)
            runs = [measure(database, at_once, attempts, given.synchronous) for _turn in range(given.repeats)]
            figures, details = middle([run[0] for run in runs]), middle([run[1] for run in runs])
            print(lines(figures, details), flush=True)
            found.append(figures)
    if given.json:
        print(json.dumps(found))
    return 1 if any(figures["lost"] or figures["scores_wrong"] for figures in found) else 0


def measure(database: str, at_once: int, attempts: int, synchronous: str = "FULL") -> tuple[Figures, Figures]:
    """One run on a fresh database: the named figures, and more of them for the reader."""
    warm = min(8, attempts)
    with scratch_place(database) as place:
        hall = _fill(place, warm + 2 * attempts)
        with serving(place, synchronous=synchronous) as roots, Peak(roots) as peak:
            load = Load(hall, place.address)
            try:
                phases = _phases(load, roots, at_once, attempts, warm)
                acknowledged = load.acknowledged()
            finally:
                load.stop()
            verdict = check(place.settings.database_url, acknowledged, hall.items)
    expected = SAVES * (warm + 2 * attempts)
    if verdict.acknowledged != expected:
        raise RuntimeError(f"{verdict.acknowledged} answers acknowledged, {expected} sent")
    figures, details = _figures(phases, attempts)
    details["attempts"] = attempts
    counts = {"acknowledged": verdict.acknowledged, "lost": verdict.lost, "scores_wrong": verdict.scores_wrong}
    figures = {"database": database, "concurrency": at_once, **figures, "peak_memory_mib": round(peak.mib, 1), **counts}
    return figures, details


def _fill(place: Place, n_candidates: int) -> Hall:
    with create_app(place.settings).app_context():
        db.metadata.create_all(engines().write)
        hall = open_hall(n_candidates, now=datetime.now(UTC))
        db.session.remove()
        engines().dispose()
    return hall


Phases = dict[str, tuple[Times, float]]


def _phases(load: Load, roots: tuple[int, ...], at_once: int, attempts: int, warm: int) -> Phases:
    """Every phase's times and the CPU seconds of server and database during it."""
    found: Phases = {}
    mixed, stepwise = range(warm, warm + attempts), range(warm + attempts, warm + 2 * attempts)

    def phase(name: str, numbers: range) -> None:
        before = cpu_seconds(roots)
        times = load(name, numbers, at_once)
        found[name] = (times, cpu_seconds(roots) - before)

    for name in ("noop", "sign_in", "whole"):
        phase(name, range(warm))  # caches of every worker; overwritten below
    phase("noop", range(min(NOOPS, 4 * attempts)))
    phase("sign_in", range(warm, warm + 2 * attempts))
    phase("whole", mixed)
    for name in ("start", "save", "finish"):
        phase(name, stepwise)
    return found


def _figures(phases: Phases, attempts: int) -> tuple[Figures, Figures]:
    (whole, whole_cpu), (noop, noop_cpu), (saves, saves_cpu) = phases["whole"], phases["noop"], phases["save"]
    (signing, signing_cpu), n_noops = phases["sign_in"], len(phases["noop"][0].steps["noop"])
    noop_rps, saves_alone = n_noops / noop.seconds, attempts * SAVES / saves.seconds
    noop_cpu_ms, save_cpu_ms = noop_cpu / n_noops * 1000, saves_cpu / (attempts * SAVES) * 1000
    figures = {
        "attempts_per_s": round(attempts / whole.seconds, 3),
        "saves_per_s": round(attempts * SAVES / whole.seconds, 1),
        **{f"{step}_ms": percentiles(whole.steps[step]) for step in ("save", "start", "finish")},
        "server_cpu_s_per_attempt": round(whole_cpu / attempts, 5),
        "save_cpu_ms": round(save_cpu_ms, 4),
        "noop_cpu_ms": round(noop_cpu_ms, 4),
        "noop_rps": round(noop_rps, 1),
    }
    details = {
        "steps_ms": {
            name: percentiles(whole.steps[name]) for name in ("rules", "begin", "exam_page", "open", "receipt")
        },
        "start_cpu_ms": phases["start"][1] / attempts * 1000,
        "finish_cpu_ms": phases["finish"][1] / attempts * 1000,
        "sign_in_cpu_ms": signing_cpu / (2 * attempts) * 1000,
        "sign_ins_per_s": 2 * attempts / signing.seconds,
        "saves_alone_per_s": saves_alone,
        "share_of_noop": saves_alone / noop_rps,
        "save_to_noop": save_cpu_ms / noop_cpu_ms,
    }
    return figures, details


if __name__ == "__main__":
    sys.exit(main())
