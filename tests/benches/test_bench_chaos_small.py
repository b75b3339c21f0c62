"""bench.chaos on a tiny run: workers are killed and connections cut, and nothing is lost, late, wrong or stuck."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
KINDS = "worker_kill,job_kill,writer_kill,cut,cut_request,cut_reply"


@pytest.mark.slow
def test_a_tiny_run(tmp_path: Path) -> None:
    options = ["--seconds", "9", "--candidates", "6", "--every", "0.9", "--minutes", "1", "--seed", "3", "--brief"]
    command = [sys.executable, "-m", "bench.chaos", *options, "--kinds", KINDS, "--folder", str(tmp_path), "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    figures = json.loads(done.stdout.splitlines()[-1])
    zeros = ("lost", "accepted_late", "scores_wrong", "stuck", "thrown_out", "failures_500")
    assert {name: figures[name] for name in zeros} == dict.fromkeys(zeros, 0)
    assert (figures["database"], figures["seed"], figures["problems"]) == ("sqlite", "3", [])
    assert figures["faults"] == sum(figures["by_kind"].values()) > 3
    assert figures["acknowledged"] > 0 and figures["candidates"] >= 6
    assert figures["cumulated"] == figures["cumulated"] | {"runs": 1, "faults": figures["faults"]}
    assert json.loads((tmp_path / "chaos.json").read_text())[0]["seed"] == "3"
