"""A throw-away PostgreSQL cluster for tests and measurements: made in a temporary folder, gone afterwards.

It listens on a Unix socket in that folder only, so no port is taken and nobody else reaches it. PostgreSQL refuses to
run as root; for root it runs as the user `postgres`. Nothing here knows our tables.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from sqlalchemy import make_url

START_SECONDS = 30
# Tests lose nothing when the machine dies, so they need not wait for the disk.
NOT_DURABLE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class PostgresMissing(RuntimeError):
    """No PostgreSQL server programs on this machine."""


@contextmanager
def throwaway_cluster(durable: bool = False) -> Iterator[str]:
    """A running cluster; yields its base URL (database `postgres`), see `database_url`.

    `durable=True` keeps fsync on, for measurements that shall be true.
    """
    programs = find_programs()
    owner = "postgres" if os.geteuid() == 0 else None
    # Not TMPDIR for root: the other user may be unable to walk there.
    home = Path(tempfile.mkdtemp(prefix="certify-pg-", dir="/tmp" if owner else None))  # noqa: S108 - mkdtemp is safe there
    if owner:
        shutil.chown(home, owner, owner)

    def start(*command: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            command, cwd=home, user=owner, group=owner, extra_groups=[] if owner else None,
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"},
            stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip

    server = None
    try:
        with open(home / "log", "wb") as log:
            initdb = [str(programs / "initdb"), "-D", "data", "-U", "certify", "-A", "trust", "-E", "UTF8", "--no-sync"]
            if start(*initdb, "--locale=C.UTF-8").wait() != 0:
                raise RuntimeError(f"initdb failed:\n{_tail(home)}")
            settings = [f"unix_socket_directories={home}", "listen_addresses=", "max_connections=200"]
            options = [part for setting in (*settings, *(() if durable else NOT_DURABLE)) for part in ("-c", setting)]
            server = start(str(programs / "postgres"), "-D", "data", *options)
            base_url = f"postgresql+psycopg://certify@/postgres?host={home}"
            _wait_until_ready(base_url, server, home)
        yield base_url
    finally:
        if server is not None:
            # Neither waits for clients: SIGINT writes a checkpoint, SIGQUIT has nothing to save.
            server.send_signal(signal.SIGINT if durable else signal.SIGQUIT)
            server.wait(timeout=START_SECONDS)
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def scratch_database(base_url: str, name: str = "certify") -> Iterator[str]:
    """An empty database of this name in the cluster; yields its URL and drops it afterwards."""
    _administer(base_url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    _administer(base_url, f'CREATE DATABASE "{name}"')
    try:
        yield database_url(base_url, name)
    finally:
        _administer(base_url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def database_url(base_url: str, name: str) -> str:
    """The URL of another database of the same cluster."""
    return make_url(base_url).set(database=name).render_as_string(hide_password=False)


def find_programs() -> Path:
    """The folder with `initdb` and `postgres`: the one on PATH, or the newest of Debian's; else PostgresMissing."""
    on_path = shutil.which("initdb")
    folders = [Path(on_path).resolve().parent] if on_path else []
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    folders += sorted(debian, key=lambda path: float(path.parent.name), reverse=True)
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise PostgresMissing("PostgreSQL is not installed; `scripts/install-test-deps postgresql` installs Debian's")


def _wait_until_ready(base_url: str, server: subprocess.Popen[bytes], home: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            _administer(base_url, "SELECT 1")
            return
        except psycopg.OperationalError as error:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start:\n{_tail(home)}") from error
            time.sleep(0.05)


def _administer(base_url: str, statement: str) -> None:
    url = make_url(base_url)
    # CREATE DATABASE cannot stand in a transaction, hence autocommit.
    with psycopg.connect(host=str(url.query["host"]), user=url.username, dbname=url.database, autocommit=True) as conn:
        conn.execute(statement.encode())


def _tail(home: Path) -> str:
    return (home / "log").read_text(errors="replace")[-2000:]
