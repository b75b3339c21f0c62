"""The real server for e2e tests: `flask serve` (granian and the job process) on a scratch database and a free port.

What the first start prints is kept: passwords or the one-time link stand there. Nothing here knows a page.
"""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from flask import Flask

from app import create_app
from foundation.db import db, engines
from foundation.serve import ROOT
from foundation.settings import Settings
from tests import postgres

START_SECONDS = 240  # a first start loads the demo organisation, on a machine that may be busy
STOP_SECONDS = 20
FLASK = (str(Path(sys.executable).parent / "flask"), "--app", str(ROOT / "app.py"))
PASSWORD_LINE = re.compile(r"^  (\d{6})  ([a-z0-9-]{14})  ", re.MULTILINE)


@dataclass(frozen=True)
class Site:
    """A running installation, and a door to its services for what a story starts with."""

    settings: Settings
    log: Path = field(repr=False)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.settings.port}"

    @property
    def printed(self) -> str:
        """What the server has printed so far."""
        return self.log.read_text(errors="replace")

    @property
    def passwords(self) -> dict[str, str]:
        """The one-time passwords of the demo people by login, as the first start printed them."""
        return dict(PASSWORD_LINE.findall(self.printed))

    @contextmanager
    def services(self) -> Iterator[Flask]:
        """An app on the same database, in this process."""
        app = create_app(replace(self.settings, cheap_passwords=True))
        with app.app_context():
            yield app
            db.session.remove()
            engines().dispose()

    def flask(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """A command of this installation: `flask …`."""
        command = [*FLASK, *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=environ(self.settings), capture_output=True, text=True, check=False
        )


def environ(settings: Settings) -> dict[str, str]:
    """The environment that makes the program use these settings."""
    ours = {
        "INSTANCE_PATH": str(settings.instance_path),
        "DATABASE_URL": settings.database_url,
        "SECRET_KEY": settings.secret_key,
        "PORT": str(settings.port),
        "DEMO": "1" if settings.demo else "0",
        "SQLITE_SYNCHRONOUS": settings.sqlite_synchronous,
        "PYTHONUTF8": "1",
        "PYTHONUNBUFFERED": "1",
    }
    return {**os.environ, **ours}


@contextmanager
def scratch_settings(database: str = "sqlite", *, demo: bool = False) -> Iterator[Settings]:
    """An empty database of this kind and a free port; gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="certify-e2e-") as folder:
        home = Path(folder)
        url = f"sqlite:///{home / 'certify.sqlite3'}"
        settings = Settings(home, url, "for tests only", port=_free_port(), demo=demo, sqlite_synchronous="OFF")
        if database == "sqlite":
            yield settings
            return
        with postgres.throwaway_cluster() as base, postgres.scratch_database(base, "e2e") as url:
            yield replace(settings, database_url=url)


@contextmanager
def serving(settings: Settings) -> Iterator[Site]:
    """The server of `make run`, first start included; all its processes have ended afterwards."""
    site = Site(settings, settings.instance_path / "server.log")
    with site.log.open("ab") as log:
        server = subprocess.Popen(
            [*FLASK, "serve"],
            cwd=ROOT,
            env=environ(settings),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait_until_ready(site, server)
        yield site
    finally:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(site: Site, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise RuntimeError(f"the server ended at once:\n{site.printed}")
        try:
            with urllib.request.urlopen(f"{site.url}/-/noop", timeout=5) as reply:  # noqa: S310  # our own http address
                if reply.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"the server did not start:\n{site.printed}")
