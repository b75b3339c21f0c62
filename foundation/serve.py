"""`flask serve`: one supervisor for the embedded shape: migrates, then runs the server and the job process; Ctrl-C
ends all.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade

from foundation import tls
from foundation.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
GRACE_SECONDS = 8
START_SECONDS = 30


def server_command(settings: Settings) -> list[str]:
    """granian: two workers; on SQLite one thread each (one writer), on PostgreSQL eight."""
    threads = "1" if settings.is_sqlite else "8"
    return [
        *(str(Path(sys.executable).parent / "granian"), "--interface", "wsgi", "--factory", "app:create_app"),
        *("--host", os.environ.get("HOST", "127.0.0.1"), "--port", str(settings.port), "--workers", "2"),
        *("--blocking-threads", threads, "--backpressure", "128", "--no-ws", "--log-level", "warning"),
        *("--working-dir", str(ROOT)),
        *tls.options(settings),
    ]


@click.command("serve")
@with_appcontext
def command() -> None:
    """Migrate, load what a first start needs, then serve until stopped."""
    settings: Settings = current_app.extensions["certify_settings"]
    require_free_port(settings)
    migrate(settings)
    current_app.extensions["certify_first_start"](settings)
    tls.before_serving(settings, os.environ.get("HOST", "127.0.0.1"))
    flask = [str(Path(sys.executable).parent / "flask"), "--app", str(ROOT / "app.py")]
    children = [
        subprocess.Popen(server_command(settings), cwd=ROOT),  # noqa: S603  # our own programs, no shell
        subprocess.Popen([*flask, "jobs", "run"], cwd=ROOT),  # noqa: S603  # likewise
    ]
    _wait_until_answering(settings, children)
    scheme = "https" if settings.tls else "http"
    click.echo(f"Certify: {scheme}://127.0.0.1:{settings.port}/  (Ctrl-C 停止 / stops)")
    sys.exit(_supervise(children))


def _wait_until_answering(settings: Settings, children: list[subprocess.Popen[bytes]]) -> None:
    """The address is printed when somebody answers there; a child that ends is the supervisor's business."""
    host = os.environ.get("HOST", "127.0.0.1")
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and all(child.poll() is None for child in children):
        try:
            socket.create_connection((host, settings.port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)


def require_free_port(settings: Settings) -> None:
    """Refuse a port that somebody listens on: the server's workers share theirs, and would share it with strangers."""
    host = os.environ.get("HOST", "127.0.0.1")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port of a server that just ended is free
        try:
            probe.bind((host, settings.port))
        except OSError as error:
            reason = f"{host}:{settings.port}: {error.strerror}"
            raise click.ClickException(f"端口不能用，换一个：PORT=8080 / choose another port: PORT=8080  ({reason})")


def migrate(settings: Settings) -> None:
    """Bring the database to the newest schema."""
    upgrade(directory=str(ROOT / "migrations"))


def _supervise(children: list[subprocess.Popen[bytes]]) -> int:
    """Wait for a signal or for a child that ends; then end the others too. Returns the exit code."""
    stopping = False

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    while not stopping and all(child.poll() is None for child in children):
        time.sleep(0.2)
    failed = not stopping
    for child in children:
        if child.poll() is None:
            child.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + GRACE_SECONDS
    for child in children:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
    return 1 if failed else 0
