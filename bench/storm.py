"""`python -m bench.storm --candidates 10000`: a whole province sits one exam at once, by an open loop over HTTP.

All are signed in and come to the rules page in the minute before the exam opens. They start within one minute, think as
long as real people do, and hand in within the last minute; what they have not answered by then stays unanswered.
`--longest 3600` lets the exam last an hour instead of its first and last minutes, `--compress 4` divides the thinking
by four (so four times the request rate of reality; the page's own polls keep the interval that the server states).
Latency counts from the moment at which a request was due. `--ramp` raises the rate of saves step by step instead and
finds the limit; `--wave` measures saves while everybody signs in (bench/storm_wave.py).
Ends with 1 when an answer is lost, a score wrong, a request failed, or a save's p99 is 100 ms or more.
"""

import argparse
import json
import sys
import threading
import time
from collections.abc import Sequence

from sqlalchemy import create_engine, text

from bench.candidate import noop
from bench.checking import check
from bench.crowd import fill
from bench.loop import Times as LoopTimes
from bench.loop import run as run_closed
from bench.meter import Peak, cpu_seconds
from bench.open_loop import Book
from bench.report import Figures, percentiles
from bench.server import Place, scratch_place, serving
from bench.storm_load import N_ITEMS, Report, Saves, Start, Storm, StormLoad, Warm, Weather
from bench.storm_report import TARGET_MS, Window, lines, timeline, window_figures
from bench.storm_wave import measure_wave
from bench.think_times import source, think_seconds
from foundation.serve import raise_file_limit

WARM = 16
LONGEST_EXAM = (
    240.0  # real seconds from the last start to the first hand-in: each minute of the middle is like the others
)
RAMP = (200, 400, 600, 800, 1000, 1200, 1400, 1600, 2000)
RAMP_SECONDS = 15.0
MARKING_SECONDS = 60


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse, run, print."""
    parser = argparse.ArgumentParser(prog="python -m bench.storm", description=__doc__)
    parser.add_argument("--candidates", type=int, default=10000, metavar="N")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--seconds-to-arrive", type=float, default=60.0, metavar="S",
                        help="over which all read the rules, before the exam opens; 0: each as they start")  # fmt: skip
    parser.add_argument("--seconds-to-start", type=float, default=60.0, metavar="S")
    parser.add_argument("--compress", type=float, default=1.0, metavar="F", help="1: as slowly as people think")
    parser.add_argument("--longest", type=float, default=LONGEST_EXAM, metavar="S",
                        help="real seconds after which all hand in, answered or not")  # fmt: skip
    parser.add_argument("--ramp", action="store_true", help="only: at which rate of saves p99 reaches 100 ms")
    parser.add_argument("--wave", action="store_true", help="only: saves while everybody signs in")
    parser.add_argument("--json", action="store_true", help="last line: one object")
    given = parser.parse_args(arguments)
    raise_file_limit()
    with scratch_place(given.database) as place:
        if given.wave:
            figures = measure_wave(place, given.candidates)
        elif given.ramp:
            figures = measure_ramp(place, given.candidates)
        else:
            pace = (given.seconds_to_arrive, given.seconds_to_start, given.compress, given.longest)
            figures = measure(place, given.candidates, *pace)
    figures = {"database": given.database, **figures}
    print(lines(figures), flush=True)
    if given.json:
        print(json.dumps(figures))
    return 0 if figures["verdict"] == "holds" else 1


def measure(
    place: Place, n_candidates: int, arrive_seconds: float, start_seconds: float, compress: float, cut: float
) -> Figures:
    """The storm itself."""
    began = time.perf_counter()
    crowd = fill(place, n_candidates + WARM)
    fill_seconds = time.perf_counter() - began
    longest = max(sum(think_seconds(n, N_ITEMS)) for n in range(n_candidates + WARM))
    exam = start_seconds + min(longest, cut) / compress + start_seconds
    weather = Weather(arrive_seconds, start_seconds, compress, exam, start_seconds)
    with serving(place) as roots, Peak(roots) as peak:
        load = StormLoad(crowd, place.address)
        try:
            noop_rps = _noops(place)
            load(Warm(range(WARM)))
            with Sampler(roots) as sampler:
                report = load(Storm(range(WARM, WARM + n_candidates), weather))
            _wait_for_marking(place)
            acknowledged = load.acknowledged()
        finally:
            load.stop()
        verdict = check(place.settings.database_url, acknowledged, crowd.hall.items)
    begin = report.began + 1 + arrive_seconds
    windows = [
        Window("arrivals", report.began + 1, begin),
        Window("starts", begin, begin + start_seconds),
        Window("in between", begin + start_seconds, begin + exam - start_seconds),
        Window("busiest minute", *_busiest(report.book, begin + start_seconds, begin + exam - start_seconds)),
        Window("hand-ins", begin + exam - start_seconds, begin + exam),
    ]
    saves = percentiles([seconds for _due, seconds in report.book.steps.get("save", ())])
    figures = {
        "candidates": n_candidates,
        "compress": compress,
        "think_times": source(),
        "seconds_to_arrive": arrive_seconds,
        "seconds_to_start": start_seconds,
        "longest_exam_seconds": round(min(longest, cut)),
        "save_p50_ms": saves["p50"],
        "save_p95_ms": saves["p95"],
        "save_p99_ms": saves["p99"],
        **_common(report, sampler, n_candidates),
        "acknowledged": verdict.acknowledged,
        "lost": verdict.lost,
        "scores_wrong": verdict.scores_wrong,
        "noop_rps": round(noop_rps, 1),
        "peak_memory_mib": round(peak.mib, 1),
        "fill_seconds": round(fill_seconds, 1),
    }
    figures["windows"] = [window_figures(window, report.book, sampler.samples) for window in windows]
    figures["timeline"] = timeline(begin, begin + exam, report.book, sampler.samples)
    good = not (report.book.failures or verdict.lost or verdict.scores_wrong) and saves["p99"] < TARGET_MS
    return {"verdict": "holds" if good else "fails", **figures}


def _common(report: Report, sampler: "Sampler", attempts: int) -> Figures:
    book = report.book
    used = sampler.samples[-1][1] - sampler.samples[0][1]
    return {
        "errors": len(book.failures),
        "first_errors": "; ".join(book.failures[:3]),
        "refused_and_asked_again": sum(book.refused.values()),
        "connections": book.connections,
        "resent": book.resent,
        "server_cpu_s": round(used, 2),
        "server_cpu_s_per_attempt": round(used / attempts, 5),
        "client_cpu_s": round(report.cpu_seconds, 2),
        "client_lag_ms": round(book.longest_lag * 1000, 1),
        "run_seconds": round(report.seconds, 1),
    }


def measure_ramp(place: Place, n_candidates: int) -> Figures:
    """Saves alone, faster and faster, until their p99 reaches the target; the last good rate is the limit."""
    crowd = fill(place, n_candidates + WARM)
    steps: list[Figures] = []
    limit = 0
    everyone = range(WARM, WARM + n_candidates)
    with serving(place) as roots:
        load = StormLoad(crowd, place.address)
        try:
            noop_rps = _noops(place)
            load(Warm(range(WARM)))
            load(Start(everyone, 60))
            for rate in RAMP:
                with Sampler(roots) as sampler:
                    report = load(Saves(everyone, rate, RAMP_SECONDS))
                window = Window(f"{rate} saves/s", report.began + 1, report.began + 1 + RAMP_SECONDS)
                found = window_figures(window, report.book, sampler.samples)
                steps.append({**found, **_common(report, sampler, n_candidates)})
                print(lines({"windows": [found]}), flush=True)
                if report.book.failures or found["steps_ms"]["save"]["p99"] >= TARGET_MS:
                    break
                limit = rate
            acknowledged = load.acknowledged()
        finally:
            load.stop()
    verdict = check(place.settings.database_url, acknowledged, crowd.hall.items, are_scored=False)
    return {
        "verdict": "holds" if limit and not verdict.lost else "fails",
        "candidates": n_candidates,
        "saves_per_s_with_p99_below_100_ms": limit,
        "acknowledged": verdict.acknowledged,
        "lost": verdict.lost,
        "noop_rps": round(noop_rps, 1),
        "windows": steps,
    }


def _busiest(book: Book, begin: float, end: float) -> tuple[float, float]:
    """The minute (or less) between the two in which most saves were due."""
    length = min(60.0, end - begin)
    counts: dict[int, int] = {}
    for due, _seconds in book.steps.get("save", ()):
        if begin <= due < end - length:
            counts[int((due - begin) // 5)] = counts.get(int((due - begin) // 5), 0) + 1
    at = begin + 5 * max(counts, key=lambda place: counts[place], default=0)
    return at, at + length


def _noops(place: Place) -> float:
    """How many requests a second the server answers that does nothing: what this machine is worth now."""
    times = LoopTimes()
    for _turn in range(2):
        times = LoopTimes()
        run_closed((noop(place.address, 100) for _browser in range(20)), place.address, 32, times)
    return len(times.steps["noop"]) / times.seconds


def _wait_for_marking(place: Place) -> None:
    """Marking follows the hand-in; what is still in the outbox is swept by the job process."""
    engine = create_engine(place.settings.database_url)
    deadline = time.monotonic() + MARKING_SECONDS
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        left = text("SELECT count(*) FROM outbox_event WHERE delivered_at IS NULL")
        while connection.execute(left).scalar_one() and time.monotonic() < deadline:
            time.sleep(0.5)
    engine.dispose()


class Sampler:
    """The CPU seconds of server and database, once a second."""

    def __init__(self, roots: tuple[int, ...]) -> None:
        self._roots, self._stop = roots, threading.Event()
        self.samples = [(time.perf_counter(), cpu_seconds(roots))]
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def _watch(self) -> None:
        while not self._stop.wait(1.0):
            self.samples.append((time.perf_counter(), cpu_seconds(self._roots)))

    def __enter__(self) -> "Sampler":
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._stop.set()
        self._thread.join()
        self.samples.append((time.perf_counter(), cpu_seconds(self._roots)))


if __name__ == "__main__":
    sys.exit(main())
