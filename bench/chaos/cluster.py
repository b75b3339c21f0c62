"""A PostgreSQL cluster that can be killed with kill -9 and comes back, as its service manager would bring it back.

It listens on a Unix socket in its folder only. PostgreSQL refuses to run as root: for root it runs as user `postgres`.
"""

import os
import shutil
import signal
import subprocess
import threading
import time
from pathlib import Path
from typing import IO, Any

import psycopg

from bench.meter import tree
from tests import postgres

START_SECONDS = 60
SETTINGS = ("fsync=on", "synchronous_commit=on", "full_page_writes=on", "max_connections=120", "listen_addresses=",
            "shared_buffers=64MB", "max_wal_size=128MB", "min_wal_size=48MB")  # fmt: skip


class Cluster:
    """One cluster with its data in `data`; `home` holds the socket, the log goes to `log`."""

    def __init__(self, home: Path, data: Path, log: IO[bytes]) -> None:
        self._home, self._data, self._log = home, data, log
        self._owner = "postgres" if os.geteuid() == 0 else None
        self._process: subprocess.Popen[bytes] | None = None
        self._is_wanted = False
        self._one_postmaster = threading.Lock()  # the service manager and a fault may both start it
        self._programs = postgres.find_programs()

    def make(self, name: str) -> None:
        """initdb, start, and an empty database of that name."""
        if self._owner:
            for folder in (self._home, self._data.parent):
                shutil.chown(folder, self._owner, self._owner)
        options = ("-U", "certify", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        if self._run("initdb", *options).wait() != 0:
            raise RuntimeError(f"initdb failed, see {self._home}/log")
        self.start()
        self.wait()
        with self.connect() as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())

    def _run(self, program: str, *options: str) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [str(self._programs / program), "-D", str(self._data), *options],
            cwd=self._home, user=self._owner, group=self._owner, extra_groups=[] if self._owner else None,
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"}, stdin=subprocess.DEVNULL, stdout=self._log,
            stderr=self._log, start_new_session=True,
        )  # fmt: skip

    def connect(self) -> "psycopg.Connection[Any]":
        """As its superuser."""
        return psycopg.connect(f"host={self._home} user=certify dbname=postgres", autocommit=True, connect_timeout=2)

    def start(self) -> None:
        """Start it, or recover it; does not wait."""
        self._is_wanted = True
        self.revive()

    def revive(self) -> None:
        """What its service manager does: a dead postmaster is started again, unless it was stopped on purpose."""
        with self._one_postmaster:
            if self._is_wanted and (self._process is None or self._process.poll() is not None):
                settings = (*SETTINGS, f"unix_socket_directories={self._home}")
                self._process = self._run("postgres", *(part for setting in settings for part in ("-c", setting)))

    def wait(self, seconds: float = START_SECONDS) -> bool:
        """Until it takes connections; started again where it gave up (a full disk, a lock of its former self)."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                self.connect().close()
                return True
            except psycopg.OperationalError:
                time.sleep(0.1)
                self.revive()
        return False

    def processes(self) -> list[int]:
        """Postmaster and its children."""
        return tree([self._process.pid]) if self._process and self._process.poll() is None else []

    def kill(self, *, whole: bool) -> bool:
        """kill -9: the postmaster alone (its children notice), or all at once. False when it was dead already."""
        with self._one_postmaster:
            self._is_wanted = False
            alive = self.processes()
            for pid in alive if whole else alive[:1]:
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
            if self._process is not None:
                self._process.wait()
            return bool(alive)

    def use_up_reserves(self) -> None:
        """Let it go through the log segments that it holds ready: on a full disk the next one cannot be made."""
        ready = [path for path in (self._data / "pg_wal").iterdir() if len(path.name) == 24]
        with self.connect() as connection:
            for _segment in ready:
                connection.execute("SELECT pg_switch_wal()")

    def stop(self) -> None:
        """In good order."""
        self._is_wanted = False
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(START_SECONDS)
