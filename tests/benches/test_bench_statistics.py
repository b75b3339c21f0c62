"""bench.statistics with few candidates: it ends, and what it measured is what the results say."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.mark.slow
def test_a_small_sitting() -> None:
    command = [sys.executable, "-m", "bench.statistics", "--candidates", "12"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert "12 candidates × 49 items" in done.stdout
