"""Figures of a run: percentiles, medians over repeats, the lines for people, the objects for programs."""

import statistics
from collections.abc import Sequence
from typing import Any

Figures = dict[str, Any]
SHARES = {"p50": 50, "p95": 95, "p99": 99}


def percentiles(seconds: Sequence[float]) -> dict[str, float]:
    """p50, p95 and p99 in milliseconds (nearest rank)."""
    ordered = sorted(seconds)
    if not ordered:
        return dict.fromkeys(SHARES, 0.0)
    rank = {name: max(0, -(-len(ordered) * share // 100) - 1) for name, share in SHARES.items()}
    return {name: round(ordered[place] * 1000, 2) for name, place in rank.items()}


def middle(runs: Sequence[Figures]) -> Figures:
    """The median of every figure over repeats; losses and wrong scores are never averaged away, they are summed."""
    return {name: _middle(name, [run[name] for run in runs]) for name in runs[0]}


def _middle(name: str, values: list[Any]) -> Any:
    if isinstance(values[0], dict):
        return {key: _middle(key, [value[key] for value in values]) for key in values[0]}
    if name in ("acknowledged", "lost", "scores_wrong"):
        return sum(values)
    return values[0] if isinstance(values[0], str) else round(statistics.median(values), 4)


def lines(figures: Figures, details: Figures) -> str:
    """One run for a person to read."""

    def times(step: dict[str, float]) -> str:
        return " / ".join(f"{step[name]:.1f}" for name in SHARES)

    f, d = figures, details
    by_step = ", ".join(f"{name} {times(step)}" for name, step in d["steps_ms"].items())
    return f"""\
{f["database"]}, {f["concurrency"]} at once, {d["attempts"]} attempts
  attempts/s {f["attempts_per_s"]:.2f}   saves/s {f["saves_per_s"]:.0f} (saves alone {d["saves_alone_per_s"]:.0f}, \
{d["share_of_noop"]:.2f} of the no-op's rate)
  p50 / p95 / p99 ms: save {times(f["save_ms"])}   start {times(f["start_ms"])}   finish {times(f["finish_ms"])}
  each request: {by_step}
  CPU s an attempt {f["server_cpu_s_per_attempt"]:.4f} (start {d["start_cpu_ms"]:.1f} ms, 54 saves \
{54 * f["save_cpu_ms"]:.1f} ms, finish {d["finish_cpu_ms"]:.1f} ms)   sign-in {d["sign_in_cpu_ms"]:.0f} ms, \
{d["sign_ins_per_s"]:.1f}/s
  save {f["save_cpu_ms"]:.3f} ms CPU ÷ no-op {f["noop_cpu_ms"]:.3f} ms = {d["save_to_noop"]:.2f}   \
no-op {f["noop_rps"]:.0f}/s   peak memory {f["peak_memory_mib"]:.0f} MiB
  acknowledged {f["acknowledged"]}, lost {f["lost"]}, scores wrong {f["scores_wrong"]}"""
