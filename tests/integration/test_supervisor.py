"""The supervisor of `flask serve`: what dies is started again, what cannot live ends all, and nothing stays behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
# A child that starts a child of its own, as the server does, and writes down who both are.
PROGRAM = """
import sys
from pathlib import Path
from foundation.supervisor import Child, supervise

folder, first = Path(sys.argv[1]), sys.argv[2]
second = "sleep 60 & echo $$ $! >> pids; wait"
commands = [["sh", "-c", text] for text in (first or second, second)]
make = lambda: [Child(name, command, folder) for name, command in zip(("one", "two"), commands)]
sys.exit(supervise(make, lambda text: print(text, flush=True)))
"""


class Supervised:
    """The supervisor in a process of its own, over `sh` children."""

    def __init__(self, folder: Path, first: str = "") -> None:
        self.folder = folder
        command = [sys.executable, "-c", PROGRAM, str(folder), first]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)

    def pids(self, at_least: int) -> list[int]:
        """Children and grandchildren that were started so far."""
        path = self.folder / "pids"
        until(lambda: path.exists() and len(path.read_text().split()) >= at_least)
        return [int(word) for word in path.read_text().split()]


def until(is_so: Callable[[], bool], seconds: float = 15) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.05)


def lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture
def supervised(tmp_path: Path) -> Iterator[Supervised]:
    started = Supervised(tmp_path)
    yield started
    started.process.kill()
    started.process.wait()
    assert started.process.stdout
    started.process.stdout.close()


def test_ctrl_c_ends_all(supervised: Supervised) -> None:
    pids = supervised.pids(4)
    supervised.process.send_signal(signal.SIGINT)
    assert supervised.process.wait(15) == 0
    assert [pid for pid in pids if lives(pid)] == []


def test_a_killed_child_is_started_again_and_nothing_of_it_stays(supervised: Supervised) -> None:
    child, grandchild, *_others = supervised.pids(4)
    os.kill(child, signal.SIGKILL)
    again = supervised.pids(6)[4:]
    until(lambda: not lives(grandchild))
    assert supervised.process.poll() is None and all(map(lives, again))


def test_killing_the_supervisor_stops_its_children(supervised: Supervised) -> None:
    children = supervised.pids(4)[::2]
    supervised.process.kill()
    until(lambda: not any(map(lives, children)))


@pytest.mark.slow
def test_a_child_that_ends_at_once_again_and_again_ends_all(tmp_path: Path) -> None:
    started = Supervised(tmp_path, "exit 3")
    said, _nothing = started.process.communicate(timeout=60)
    assert started.process.returncode == 1
    assert said.count("one:") == 5 and "giving up" in said
    assert [pid for pid in started.pids(2) if lives(pid)] == []
