"""bench.exam on a tiny run: it ends well, nothing is lost, the scores are right, the objects have the promised keys.

No clock is asserted: how fast it is stands in docs/performance.md.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
KEYS = {
    *("database", "concurrency", "attempts_per_s", "saves_per_s", "save_ms", "start_ms", "finish_ms"),
    *("server_cpu_s_per_attempt", "save_cpu_ms", "noop_cpu_ms", "noop_rps", "peak_memory_mib"),
    *("acknowledged", "lost", "scores_wrong"),
}


@pytest.mark.slow
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_a_tiny_run(database: str) -> None:
    command = [sys.executable, "-m", "bench.exam", "--database", database, "--concurrency", "2", "--attempts", "2"]
    done = subprocess.run([*command, "--json"], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    (figures,) = json.loads(done.stdout.splitlines()[-1])
    assert set(figures) == KEYS
    assert (figures["database"], figures["concurrency"]) == (database, 2)
    # two to warm up, two whole attempts, two step by step
    assert (figures["acknowledged"], figures["lost"], figures["scores_wrong"]) == (6 * 54, 0, 0)
    assert all(set(figures[f"{step}_ms"]) == {"p50", "p95", "p99"} for step in ("save", "start", "finish"))
