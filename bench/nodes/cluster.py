"""PostgreSQL on two machines: a primary and its synchronous standby, by Debian's own programs.

An acknowledged commit is on both disks. `fail_over` is what an operator (or Patroni) does; afterwards the lost machine
is made the new primary's standby. Clients name both hosts and ask for the one that takes writes.
"""

import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

import psycopg

from bench.nodes.wires import SUBNET, Machine, Program
from tests import postgres

OWNER = "postgres"
PORT = 5432
WAIT_SECONDS = 60
SETTINGS = ("fsync=on", "synchronous_commit=on", "full_page_writes=on", "max_connections=150", "hot_standby=on",
            "shared_buffers=64MB", "wal_keep_size=256MB", f"port={PORT}")  # fmt: skip


class Server(Program):
    """One PostgreSQL on its machine. The Unix socket in its folder is the bench's way in, whatever the network does."""

    def __init__(self, machine: Machine, home: Path) -> None:
        self.home = home / machine.name
        self.data = self.home / "data"
        self.home.mkdir()
        shutil.chown(self.home, OWNER, OWNER)
        super().__init__(machine, self.home / "log")

    def run(self, program: str, *arguments: str) -> "subprocess.Popen[bytes]":
        """One of PostgreSQL's programs on this machine."""
        command = self.machine.inside([str(postgres.find_programs() / program), *arguments], OWNER)
        environ = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        return subprocess.Popen(
            command, cwd=self.home, env=environ, stdin=subprocess.DEVNULL, stdout=self._log, stderr=self._log
        )

    def must(self, program: str, *arguments: str) -> None:
        """The same, to its end; raises RuntimeError."""
        if self.run(program, *arguments).wait() != 0:
            raise RuntimeError(f"{program} failed, see {self.home}/log")

    def start(self) -> None:
        """Start and wait until it takes connections."""
        listen = (f"listen_addresses={self.machine.address}", f"unix_socket_directories={self.home}")
        options = [part for setting in (*SETTINGS, *listen) for part in ("-c", setting)]
        self._process = self.run("postgres", "-D", str(self.data), *options)
        deadline = time.monotonic() + WAIT_SECONDS
        while True:
            try:
                self.ask("SELECT 1")
                return
            except psycopg.OperationalError:
                if time.monotonic() > deadline or self._process.poll() is not None:
                    raise
                time.sleep(0.1)

    def ask(self, statement: str) -> Any:
        """The first column of the first row, if there is one."""
        with psycopg.connect(host=str(self.home), port=PORT, user="certify", dbname="postgres", autocommit=True) as it:
            cursor = it.execute(statement.encode())
            row = cursor.fetchone() if cursor.description else None
            return row[0] if row else None


class Cluster:
    """Primary and standby, who may change places."""

    def __init__(self, first: Machine, second: Machine, home: Path) -> None:
        self.primary, self.standby = Server(first, home), Server(second, home)
        self.primary.must("initdb", "-D", str(self.primary.data), "-U", "certify", "-A", "trust", "-E", "UTF8",
                          "--locale=C.UTF-8")  # fmt: skip
        with open(self.primary.data / "pg_hba.conf", "a") as rules:
            rules.write(f"host all,replication all {SUBNET}.0/24 trust\nhost replication all {SUBNET}.0/24 trust\n")
        self.primary.start()
        self.primary.ask("CREATE DATABASE exam")
        self.attach_standby()

    @property
    def url(self) -> str:
        """For the app: both hosts; libpq takes the one that accepts writes."""
        hosts = "&".join(f"host={server.machine.address}:{PORT}" for server in (self.primary, self.standby))
        return f"postgresql+psycopg://certify@/exam?{hosts}&target_session_attrs=read-write"

    @property
    def inner_url(self) -> str:
        """The present primary by its Unix socket, for the check."""
        return f"postgresql+psycopg://certify@/exam?host={self.primary.home}&port={PORT}"

    def attach_standby(self) -> None:
        """Copy the primary anew, start as its standby, and make commits wait for it."""
        standby, primary = self.standby, self.primary
        standby.machine.plug_in()
        shutil.rmtree(standby.data, ignore_errors=True)
        source = f"host={primary.machine.address} port={PORT} user=certify application_name=standby"
        standby.must("pg_basebackup", "-D", str(standby.data), "-R", "-X", "stream", "-c", "fast", "-d", source)
        # What says "wait for a standby" stays with the primary: a promoted one has none at first.
        (standby.data / "postgresql.auto.conf").write_text(f"primary_conninfo = '{source}'\n")
        shutil.chown(standby.data / "postgresql.auto.conf", OWNER, OWNER)
        standby.start()
        primary.ask("ALTER SYSTEM SET synchronous_standby_names = 'standby'")
        primary.ask("SELECT pg_reload_conf()")
        deadline = time.monotonic() + WAIT_SECONDS
        while primary.ask("SELECT sync_state FROM pg_stat_replication") != "sync":
            if time.monotonic() > deadline:
                raise RuntimeError("the standby did not become synchronous")
            time.sleep(0.1)

    def lose_primary(self, *, vanish: bool) -> None:
        """The primary's machine dies: killed at once, or first only gone from the network (nobody is told)."""
        if vanish:
            self.primary.machine.pull_the_cable()
        else:
            self.primary.kill()

    def fail_over(self) -> None:
        """Promote the standby. The former primary is made sure to be off first: never two."""
        self.primary.kill()
        self.standby.ask("SELECT pg_promote(true, 60)")
        self.primary, self.standby = self.standby, self.primary

    def stop(self) -> None:
        """Both."""
        for server in (self.standby, self.primary):
            server.stop()
