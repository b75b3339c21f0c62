"""What a storm was like: windows of time with offered and achieved rates, latencies, CPU; lines for people."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from bench.open_loop import Book
from bench.report import Figures, percentiles

Samples = Sequence[tuple[float, float]]  # (perf_counter, CPU seconds so far)
TARGET_MS = 100.0


@dataclass(frozen=True, slots=True)
class Window:
    """A part of the run, from its first to its last moment."""

    name: str
    begin: float
    end: float


def window_figures(window: Window, book: Book, cpu: Samples) -> Figures:
    """Rates of saves and of all requests, latency of each step, and how many cores the server kept busy."""
    length = max(window.end - window.begin, 0.001)
    due, done = 0, 0
    steps: dict[str, dict[str, float]] = {}
    saves_due = saves_done = 0
    for step, notes in book.steps.items():
        mine = [seconds for at, seconds in notes if window.begin <= at < window.end]
        arrived = sum(window.begin <= at + seconds < window.end for at, seconds in notes)
        due, done = due + len(mine), done + arrived
        if mine:
            steps[step] = {**percentiles(mine), "max": round(max(mine) * 1000, 1)}
        if step == "save":
            saves_due, saves_done = len(mine), arrived
    return {
        "window": window.name,
        "seconds": round(length, 1),
        "saves_offered_per_s": round(saves_due / length, 1),
        "saves_achieved_per_s": round(saves_done / length, 1),
        "requests_offered_per_s": round(due / length, 1),
        "requests_achieved_per_s": round(done / length, 1),
        "server_cores_busy": round(_used(cpu, window) / length, 3),
        "steps_ms": steps,
    }


def timeline(begin: float, end: float, book: Book, cpu: Samples, step: float = 10.0) -> list[list[float]]:
    """Every ten seconds: seconds since the begin, saves due, their p99 and longest in ms, server cores busy."""
    notes = sorted(book.steps.get("save", ()))
    moments = [at for at, _seconds in notes]
    found = []
    for n in range(int((end - begin) // step)):
        window = Window("", begin + n * step, begin + (n + 1) * step)
        mine = [
            seconds for _at, seconds in notes[bisect_left(moments, window.begin) : bisect_left(moments, window.end)]
        ]
        if mine:
            slow = [percentiles(mine)["p99"], round(max(mine) * 1000, 1)]
            found.append([n * step, len(mine), *slow, round(_used(cpu, window) / step, 2)])
    return found


def _used(cpu: Samples, window: Window) -> float:
    moments = [at for at, _seconds in cpu]
    first, last = bisect_left(moments, window.begin), bisect_left(moments, window.end) - 1
    return cpu[last][1] - cpu[first][1] if last > first else 0.0


def lines(figures: Figures) -> str:
    """The run for a person to read."""

    def times(step: dict[str, float]) -> str:
        return " / ".join(f"{step[name]:.1f}" for name in ("p50", "p95", "p99", "max"))

    parts = [f"{name}: {value}" for name, value in figures.items() if not isinstance(value, list | dict)]
    text = ["  " + "   ".join(parts[at : at + 5]) for at in range(0, len(parts), 5)]
    text += [f"  {name}: {value}" for name, value in figures.items() if isinstance(value, dict)]
    for window in figures["windows"]:
        text.append(
            f"  {window['window']} ({window['seconds']:.0f} s): saves/s offered {window['saves_offered_per_s']}, "
            f"achieved {window['saves_achieved_per_s']}; requests/s {window['requests_offered_per_s']}, "
            f"{window['requests_achieved_per_s']}; server cores busy {window['server_cores_busy']}"
        )
        text += [f"    {step}: {times(found)} ms" for step, found in window["steps_ms"].items()]
    return "\n".join(text)
