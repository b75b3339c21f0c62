"""bench.search on a tiny bank: it ends, every kind of search is asked, the object has the promised keys.

No clock is asserted: how fast it is stands in docs/performance.md.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.mark.slow
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_a_tiny_run(database: str) -> None:
    sizes = ("--items", "300", "--queries", "60", "--scans", "2", "--json")
    command = [sys.executable, "-m", "bench.search", "--database", database, *sizes]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode in (0, 1), done.stderr  # 1: slower than the goal, which a busy machine may be
    figures = json.loads(done.stdout.splitlines()[-1])
    assert set(figures) == {
        *("database", "items", "fill_s", "index_s", "all", "kinds", "scan", "scan_to_index"),
    }
    assert (figures["database"], figures["items"], figures["all"]["n"]) == (database, 300, 60)
    assert sum(row["n"] for row in figures["kinds"].values()) == 60
