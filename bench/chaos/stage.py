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
import time
from dataclasses import replace
from pathlib import Path

import psycopg

from bench.chaos.cluster import Cluster
from bench.loop import Address
from bench.meter import tree
from foundation.serve import ROOT
from foundation.settings import Settings

DISK_BYTES = 768 * 2**20
WORKERS = 2
STEP_BYTES = 64 * 2**20


class Stage:
    """Database, server and disk of one run, in a temporary folder. `cluster` is None on SQLite."""

    def __init__(self, database: str) -> None:
        # Not TMPDIR: PostgreSQL runs as another user, who may be unable to walk there.
        self.home = Path(tempfile.mkdtemp(prefix="certify-chaos-", dir="/tmp"))
        self.home.chmod(0o755)
        self.disk = self.home / "disk"
        self.disk.mkdir()
        self.is_small = _mount(self.disk)
        self.log = open(self.home / "log", "ab")  # noqa: SIM115  # closed with the stage; not on the small disk
        self._server: subprocess.Popen[bytes] | None = None
        self.supervisor_ends = self.supervisors_shot = 0
        self.cluster: Cluster | None = None
        self.sqlite = self.disk / "exam.sqlite3"
        url = f"sqlite:///{self.sqlite}"
        if database == "postgresql":
            self.cluster = Cluster(self.home, self.disk / "data", self.log)
            self.cluster.make("exam")
            url = f"postgresql+psycopg://certify@/exam?host={self.home}"
        instance = self.disk / "instance"
        instance.mkdir()
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
        return self.find("granian", "--interface")[:1]  # a parent comes before its children

    def workers(self) -> list[int]:
        """granian's workers."""
        return tree(self.granian())[1:]

    def writer(self) -> int | None:
        """The process that holds SQLite's write queue right now."""
        lock = Path(f"{self.sqlite}.writer-lock")
        end = time.monotonic() + 2
        while lock.exists() and time.monotonic() < end:
            found = lock.stat()
            inode = f" {os.major(found.st_dev):02x}:{os.minor(found.st_dev):02x}:{found.st_ino} "
            for line in Path("/proc/locks").read_text().splitlines():
                if inode in line and "FLOCK" in line and "->" not in line:
                    return int(line.split()[4])
        return None

    def kill_server(self) -> None:
        """All of it at once, as a power cut would."""
        send(self.server_tree(), signal.SIGKILL)
        if self._server is not None:
            self._server.wait()
            self._server = None

    # -- the disk

    def fill_disk(self, *, hard: bool) -> None:
        """Not one byte is left. `hard`: nothing that the database had reserved before is left either."""
        if hard:
            self._use_up_reserves()
        with open(self.disk / "ballast", "wb") as ballast:
            size, step = 0, STEP_BYTES
            while step >= 4096:
                try:
                    os.posix_fallocate(ballast.fileno(), size, step)
                    size += step
                except OSError:
                    step //= 2

    def _use_up_reserves(self) -> None:
        try:
            if self.cluster:
                self.cluster.use_up_reserves()
            else:
                with sqlite3.connect(self.sqlite, timeout=0.5) as connection:
                    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except (sqlite3.Error, psycopg.Error):
            pass  # a busy or dying database keeps its reserves: the fault is a soft one then

    def free_disk(self) -> None:
        """There is room again."""
        (self.disk / "ballast").unlink(missing_ok=True)

    # -- the operator

    def wait_for_database(self) -> bool:
        """Until it takes connections."""
        return self.cluster.wait() if self.cluster else True

    def look_after(self) -> None:
        """Start again what ended by itself; a supervisor that ended is counted."""
        if self.cluster:
            self.cluster.revive()
        if self._server is not None and self._server.poll() is not None:
            self.supervisor_ends += 1
            self.start_server()

    def is_supervisor(self, pid: int) -> bool:
        """`flask serve` itself."""
        return self._server is not None and self._server.pid == pid and self._server.poll() is None

    def is_answering(self) -> bool:
        """The port is open."""
        try:
            socket.create_connection(self.address, 1).close()
        except OSError:
            return False
        return True

    def is_whole(self) -> bool:
        """All workers listen, the job process is there, and a second later they still do and are."""
        for _look in range(2):
            if self._listening() < WORKERS or not self.find("jobs", "run"):
                return False
            time.sleep(1)
        return True

    def _listening(self) -> int:
        """Sockets that listen on the server's port, one a worker."""
        port = f":{self.settings.port:04X} "
        lines = Path("/proc/net/tcp").read_text().splitlines()
        return sum(port in line[:25] and line.split()[3] == "0A" for line in lines)

    def stop(self) -> int | None:
        """Ctrl-C, then the end of everything; returns the supervisor's exit code."""
        code = None
        if self._server is not None and self._server.poll() is None:
            self._server.send_signal(signal.SIGINT)
            try:
                code = self._server.wait(20)
            except subprocess.TimeoutExpired:
                self.kill_server()
        if self.cluster:
            self.cluster.stop()
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
