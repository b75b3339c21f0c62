"""bench.storm and bench.flatness on tiny runs: they end well, nothing is lost, the objects have the promised keys.

No clock is asserted: a busy machine may miss 100 ms, hence either verdict. Figures stand in docs/performance.md.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


def run(*command: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", *command, "--json"], cwd=ROOT, capture_output=True, text=True, timeout=600
    )
    assert done.returncode in (0, 1), done.stderr
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert figures["verdict"] in ("holds", "fails")
    return figures


@pytest.mark.slow
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_a_small_storm(database: str) -> None:
    figures = run(
        *("bench.storm", "--database", database, "--candidates", "12"),
        *("--seconds-to-arrive", "1", "--seconds-to-start", "1", "--compress", "1500", "--longest", "5400"),
    )
    assert (figures["errors"], figures["lost"], figures["scores_wrong"]) == (0, 0, 0), figures["first_errors"]
    assert 0 < figures["acknowledged"] <= (12 + 16) * 54  # sixteen to warm up; who is too slow leaves items unanswered
    names = ["arrivals", "starts", "in between", "busiest minute", "hand-ins"]
    assert [window["window"] for window in figures["windows"]] == names


@pytest.mark.slow
def test_a_small_table_of_flatness(tmp_path: Path) -> None:
    plot = tmp_path / "flat.svg"
    figures = run(
        *("bench.flatness", "--candidates", "100", "--stored", "0", "--stored", "5400", "--attempts", "6"),
        *("--plot", str(plot)),
    )
    assert [line["stored_answers"] for line in figures["by_stored_answers"]] == [0, 5400]
    assert plot.read_text().startswith("<svg")
