"""Turns on a machine: one at a time over all processes, moments kept in order, nothing left behind by a dead holder."""

import subprocess
import sys
from pathlib import Path

import pytest

from foundation.gates import LONGEST_LIST, Busy, Gate

NOON = 1_800_000_000.0


def test_one_at_a_time_over_processes(tmp_path: Path) -> None:
    mine, theirs = Gate(tmp_path, "door"), Gate(tmp_path, "door")  # two processes share the file and nothing else
    with mine.turn():
        with pytest.raises(Busy) as told, theirs.turn():
            pass
        assert told.value.retry_after_seconds >= 1 and told.value.status == 503
    with theirs.turn():
        pass


def test_one_at_a_time_over_threads_of_a_process(tmp_path: Path) -> None:
    gate = Gate(tmp_path, "door")
    with gate.turn(), pytest.raises(Busy), gate.turn():
        pass


def test_an_error_behind_the_gate_opens_it_again(tmp_path: Path) -> None:
    gate = Gate(tmp_path, "door")
    with pytest.raises(ZeroDivisionError), gate.turn():
        _ = 1 / 0
    with gate.turn():
        pass


def test_a_holder_that_was_killed_holds_nothing(tmp_path: Path) -> None:
    code = (
        "import pathlib, sys; from foundation.gates import Gate\n"
        f"with Gate(pathlib.Path({str(tmp_path)!r}), 'door').turn(): print('in', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None and holder.stdout.readline() == b"in\n"
        with pytest.raises(Busy), Gate(tmp_path, "door").turn():
            pass
        holder.kill()
    with Gate(tmp_path, "door").turn():
        pass


def test_moments_are_kept_one_after_another(tmp_path: Path) -> None:
    gate = Gate(tmp_path, "door")
    assert not gate.has_list(NOON)
    places = [Gate(tmp_path, "door").keep_place(NOON) for _person in range(5)]
    assert places == sorted(set(places)) and places[0] > NOON
    assert gate.has_list(NOON) and not gate.has_list(places[-1])
    assert gate.keep_place(places[-1] + 60) < places[-1] + 61  # nobody waits any more


def test_a_clock_set_back_keeps_nobody_out(tmp_path: Path) -> None:
    gate = Gate(tmp_path, "door")
    gate.keep_place(NOON)
    earlier = NOON - 2 * LONGEST_LIST
    assert not gate.has_list(earlier)
    assert gate.keep_place(earlier) < earlier + 1
