"""The server under measurement: the processes of `flask serve` (granian and the job process) on a scratch database."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from bench.loop import Address
from foundation.serve import ROOT, server_command
from foundation.settings import Settings
from tests import postgres

START_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Place:
    """A scratch database: settings for whoever uses it, and the process that holds it (none for SQLite)."""

    settings: Settings
    database_pid: int | None = None

    @property
    def address(self) -> Address:
        """Where the server listens."""
        return ("127.0.0.1", self.settings.port)


@contextmanager
def scratch_place(database: str) -> Iterator[Place]:
    """An empty database with full durability, and a free port; gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="certify-bench-") as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        url = f"sqlite:///{folder}/bench.sqlite3"
        settings = Settings(Path(folder), url, secret_key="for measuring only", port=port, demo=False)
        if database == "sqlite":
            yield Place(settings)
            return
        with postgres.throwaway_cluster(durable=True) as base, postgres.scratch_database(base, "bench") as url:
            home = Path(base.rpartition("host=")[2])
            pid = int((home / "data" / "postmaster.pid").read_text().splitlines()[0])
            yield Place(replace(settings, database_url=url), pid)


@contextmanager
def serving(place: Place, *, synchronous: str = "FULL") -> Iterator[tuple[int, ...]]:
    """Server and job process, as `flask serve` starts them; yields the roots of all that shall be measured.
    `synchronous` is SQLite's: whether a commit waits for the disk.
    """
    settings = place.settings
    environ = {
        **os.environ,
        "INSTANCE_PATH": str(settings.instance_path),
        "DATABASE_URL": settings.database_url,
        "SECRET_KEY": settings.secret_key,
        "SQLITE_SYNCHRONOUS": synchronous,
        "PORT": str(settings.port),
        "DEMO": "0",
    }
    flask = [str(Path(sys.executable).parent / "flask"), "--app", str(ROOT / "app.py"), "jobs", "run"]
    commands = (server_command(settings), flask)
    children = [subprocess.Popen(command, cwd=ROOT, env=environ, stdout=sys.stderr) for command in commands]
    try:
        _wait_until_ready(place.address, children)
        roots = tuple(child.pid for child in children)
        yield roots if place.database_pid is None else (*roots, place.database_pid)
    finally:
        for child in children:
            child.send_signal(signal.SIGTERM)
        for child in children:
            try:
                child.wait(10)
            except subprocess.TimeoutExpired:
                child.kill()


def _wait_until_ready(address: Address, children: list[subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if any(child.poll() is not None for child in children):
            raise RuntimeError("the server ended at once")
        try:
            with urllib.request.urlopen(f"http://{address[0]}:{address[1]}/-/noop", timeout=5) as reply:
                if reply.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not start")
