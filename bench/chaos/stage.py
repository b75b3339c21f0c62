"""The installation that is beaten: `flask serve` on a database on a small disk of its own; everything in it can be
killed, the disk filled and freed. Plays the operator, too: what systemd would start again is started again.
"""

import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import replace
from pathlib import Path

import psycopg

from bench.loop import Address
from bench.meter import tree
from foundation.serve import ROOT
from foundation.settings import Settings
from tests import postgres

DISK_BYTES = 768 * 2**20
START_SECONDS = 60
POSTGRESQL = ("fsync=on", "synchronous_commit=on", "full_page_writes=on", "max_connections=120", "listen_addresses=",
              "shared_buffers=64MB", "max_wal_size=128MB", "min_wal_size=48MB")  # fmt: skip


class Stage:
    """Database, server and disk of one run, in a temporary folder."""

    def __init__(self, database: str) -> None:
        # Not TMPDIR: PostgreSQL runs as another user, who may be unable to walk there.
        self.home = Path(tempfile.mkdtemp(prefix="certify-chaos-", dir="/tmp"))
        self.home.chmod(0o755)
        self.disk = self.home / "disk"
        self.disk.mkdir()
        self.is_small = _mount(self.disk)
        self.is_sqlite = database == "sqlite"
        self.log = open(self.home / "log", "ab")  # noqa: SIM115  # closed with the stage; not on the small disk
        self._owner = "postgres" if os.geteuid() == 0 else None
        self._server: subprocess.Popen[bytes] | None = None
        self._database: subprocess.Popen[bytes] | None = None
        self._is_wanted = False
        self._one_postmaster = threading.Lock()  # the operator and a fault may both start it
        self.supervisor_ends = 0
        instance = self.disk / "instance"
        instance.mkdir()
        url = f"sqlite:///{self.disk}/exam.sqlite3"
        if not self.is_sqlite:
            self._make_cluster()
            url = f"postgresql+psycopg://certify@/exam?host={self.home}"
        self.settings = Settings(instance, url, secret_key="for chaos only", port=_free_port(), demo=False)
        self.fill_settings = replace(self.settings, cheap_passwords=True)

    @property
    def address(self) -> Address:
        """Where the server listens."""
        return ("127.0.0.1", self.settings.port)

    # -- the server

    def start_server(self) -> None:
        """`flask serve`, as an operator starts it."""
        settings = self.settings
        environ = {
            **os.environ,
            "INSTANCE_PATH": str(settings.instance_path),
            "DATABASE_URL": settings.database_url,
            "SECRET_KEY": settings.secret_key,
            "PORT": str(settings.port),
            "DEMO": "0",
        }
        command = [str(Path(sys.executable).parent / "flask"), "--app", str(ROOT / "app.py"), "serve"]
        self._server = subprocess.Popen(
            command, cwd=ROOT, env=environ, stdout=self.log, stderr=self.log, start_new_session=True
        )

    def server_tree(self) -> list[int]:
        """Supervisor, server, workers, job process."""
        return tree([self._server.pid]) if self._server and self._server.poll() is None else []

    def find(self, *words: str) -> list[int]:
        """The server's processes whose command line holds all the words."""
        return [pid for pid in self.server_tree() if all(word in _command(pid) for word in words)]

    def granian(self) -> list[int]:
        """The server proper, which its workers are forked from."""
        all_of_it = self.find("granian", "--interface")
        return all_of_it[:1]  # a parent comes before its children

    def workers(self) -> list[int]:
        """granian's workers."""
        return tree(self.granian())[1:]

    def writer(self) -> int | None:
        """The worker that holds SQLite's write queue right now."""
        lock = Path(f"{self.disk}/exam.sqlite3.writer-lock")
        end = time.monotonic() + 2
        while lock.exists() and time.monotonic() < end:
            inode = f":{lock.stat().st_ino} "
            for line in Path("/proc/locks").read_text().splitlines():
                if inode in line and "FLOCK" in line and "->" not in line:
                    return int(line.split()[4])
        return None

    def kill_server(self) -> None:
        """All of it at once, as a power cut would."""
        _kill(self.server_tree())
        if self._server is not None:
            self._server.wait()
            self._server = None

    # -- PostgreSQL

    def _make_cluster(self) -> None:
        data = self.disk / "data"
        if self._owner:
            for folder in (self.home, self.disk):
                shutil.chown(folder, self._owner, self._owner)
        programs = postgres.find_programs()
        command = [programs / "initdb", "-D", data, "-U", "certify", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
        if self._run_as_owner(*map(str, command)).wait() != 0:
            raise RuntimeError(f"initdb failed, see {self.home}/log")
        self.start_database()
        self.wait_for_database()
        with psycopg.connect(f"host={self.home} user=certify dbname=postgres", autocommit=True) as connection:
            connection.execute("CREATE DATABASE exam")

    def _run_as_owner(self, *command: str) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            command, cwd=self.home, user=self._owner, group=self._owner, extra_groups=[] if self._owner else None,
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"}, stdin=subprocess.DEVNULL, stdout=self.log,
            stderr=self.log, start_new_session=True,
        )  # fmt: skip

    def start_database(self) -> None:
        """Start PostgreSQL, or recover it; does not wait."""
        self._is_wanted = not self.is_sqlite
        self.revive_database()

    def revive_database(self) -> None:
        """What its service manager does: a dead postmaster is started again, unless it was stopped on purpose."""
        with self._one_postmaster:
            if self._is_wanted and (self._database is None or self._database.poll() is not None):
                self._start_postmaster()

    def _start_postmaster(self) -> None:
        options = [
            part for setting in (*POSTGRESQL, f"unix_socket_directories={self.home}") for part in ("-c", setting)
        ]
        program = str(postgres.find_programs() / "postgres")
        self._database = self._run_as_owner(program, "-D", str(self.disk / "data"), *options)

    def wait_for_database(self, seconds: float = START_SECONDS) -> bool:
        """Until it takes connections; started again where it gave up (a full disk, a lock of its former self)."""
        deadline = time.monotonic() + seconds
        while not self.is_sqlite:
            try:
                psycopg.connect(f"host={self.home} user=certify dbname=postgres", connect_timeout=2).close()
                return True
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    return False
                time.sleep(0.1)
                self.revive_database()
        return True

    def database_tree(self) -> list[int]:
        """Postmaster and its children."""
        return tree([self._database.pid]) if self._database and self._database.poll() is None else []

    def kill_database(self, *, whole: bool) -> bool:
        """kill -9: the postmaster alone (its children notice), or all at once. False when it was dead already."""
        with self._one_postmaster:
            self._is_wanted = False
            alive = self.database_tree()
            _kill(alive if whole else alive[:1])
            if self._database is not None:
                self._database.wait()
            return bool(alive)

    # -- the disk

    def fill_disk(self, *, hard: bool) -> None:
        """Not one byte is left. `hard`: nothing that was reserved before (a log of the database) is left either."""
        if hard:
            self._use_up_reserves()
        with open(self.disk / "ballast", "wb") as ballast:
            size, step = 0, 64 * 2**20
            while step >= 4096:
                try:
                    os.posix_fallocate(ballast.fileno(), size, step)
                    size += step
                except OSError:
                    step //= 2

    def _use_up_reserves(self) -> None:
        try:
            if self.is_sqlite:
                with sqlite3.connect(f"{self.disk}/exam.sqlite3", timeout=0.5) as connection:
                    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            else:
                for folder in [self.disk / "data" / "pg_wal"]:
                    reserved = sorted(path for path in folder.iterdir() if len(path.name) == 24)
                    with psycopg.connect(f"host={self.home} user=certify dbname=postgres", autocommit=True) as it:
                        for _segment in reserved:
                            it.execute("SELECT pg_switch_wal()")
        except (sqlite3.Error, psycopg.Error):
            pass  # a busy or dying database keeps its reserves: the fault is a soft one then

    def free_disk(self) -> None:
        """There is room again."""
        (self.disk / "ballast").unlink(missing_ok=True)

    # -- the operator

    def look_after(self) -> None:
        """Start again what ended by itself; a supervisor that ended is counted."""
        self.revive_database()
        if self._server is not None and self._server.poll() is not None:
            self.supervisor_ends += 1
            self.start_server()

    def is_answering(self) -> bool:
        """The port is open."""
        try:
            socket.create_connection(self.address, 1).close()
        except OSError:
            return False
        return True

    def stop(self) -> int | None:
        """Ctrl-C, then the end of everything; returns the supervisor's exit code."""
        code = None
        if self._server is not None and self._server.poll() is None:
            self._server.send_signal(signal.SIGINT)
            try:
                code = self._server.wait(20)
            except subprocess.TimeoutExpired:
                self.kill_server()
        self._is_wanted = False
        if self._database is not None and self._database.poll() is None:
            self._database.send_signal(signal.SIGINT)
            self._database.wait(START_SECONDS)
        return code

    def remove(self) -> None:
        """Give the disk and the folder back."""
        self.log.close()
        if self.is_small:
            subprocess.run(["umount", "-l", self.disk], check=False)
        shutil.rmtree(self.home, ignore_errors=True)


def _mount(folder: Path) -> bool:
    """A small disk in memory; False where mounting is not allowed (then no disk is filled)."""
    if os.geteuid() != 0:
        return False
    command = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES},mode=755", "tmpfs", str(folder)]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
    except OSError:
        return ""


def _kill(pids: list[int]) -> None:
    send(pids, signal.SIGKILL)


def send(pids: list[int], number: signal.Signals) -> None:
    """A signal to each that is still there."""
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            pass


def pick(dice: random.Random, pids: list[int]) -> list[int]:
    """One of them, if there is one."""
    return [dice.choice(pids)] if pids else []
