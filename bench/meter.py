"""What the processes of a tree have used, from /proc: CPU seconds (user + system) and memory (proportional set size).

Children that ended count through their parent; memory is sampled, its peak kept.
"""

import os
import threading
from collections.abc import Iterable
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
SAMPLE_SECONDS = 0.5


def tree(roots: Iterable[int]) -> list[int]:
    """The roots and all that descend from them."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            fields = _stat(int(entry.name))
            if fields:
                parents.setdefault(int(fields[1]), []).append(int(entry.name))
    found, remaining = [], list(roots)
    while remaining:
        pid = remaining.pop()
        found.append(pid)
        remaining += parents.get(pid, [])
    return found


def _stat(pid: int) -> list[str]:
    """The fields after the command's name: state, parent, …; empty when the process is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def cpu_seconds(roots: Iterable[int]) -> float:
    """User and system time of the tree and of its ended children."""
    return sum(sum(map(int, fields[11:15])) for fields in map(_stat, tree(roots)) if fields) / TICK


def memory_mib(roots: Iterable[int]) -> float:
    """Memory of the tree; a page that several share counts once."""
    total = 0
    for pid in tree(roots):
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except (FileNotFoundError, ProcessLookupError):
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


class Peak:
    """Samples the tree's memory beside the run and keeps the largest."""

    def __init__(self, roots: Iterable[int]) -> None:
        self.mib = 0.0
        self._roots = tuple(roots)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def _watch(self) -> None:
        while not self._stop.wait(SAMPLE_SECONDS):
            self.mib = max(self.mib, memory_mib(self._roots))

    def __enter__(self) -> "Peak":
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._stop.set()
        self._thread.join()
