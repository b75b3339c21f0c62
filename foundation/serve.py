"""`flask serve`: one supervisor for the embedded shape: migrates, then keeps the server and the job process running;
Ctrl-C ends all.
"""

import os
import resource
import socket
import sys
import time
from functools import partial
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade

from foundation import tls
from foundation.db import engines
from foundation.outages import DATABASE_ERRORS, is_outage
from foundation.settings import Settings
from foundation.supervisor import Child, supervise

ROOT = Path(__file__).resolve().parent.parent
DATABASE_SECONDS = 60
# The program is loaded before granian forks its workers: another one is there in a moment, and they share the memory.
# What was loaded is never garbage: the collector need not look through it again and again.
LOAD_FIRST = "import app, gc, granian.cli; gc.collect(); gc.freeze(); granian.cli.entrypoint()"


def server_command(settings: Settings) -> list[str]:
    """granian: two workers. Their threads mostly wait: how many compute at once is said in foundation/web/pressure.py.
    `--backpressure` limits connections, not requests: every browser in the exam keeps one open.

    A worker that dies is started again by granian itself; when one dies twice within seconds granian ends, and the
    supervisor starts it anew.
    """
    return [
        *(sys.executable, "-c", LOAD_FIRST, "--interface", "wsgi", "--factory", "app:create_app"),
        *("--host", os.environ.get("HOST", "127.0.0.1"), "--port", str(settings.port), "--workers", "2"),
        *("--blocking-threads", "64", "--backlog", "4096", "--backpressure", "16384"),
        *("--no-ws", "--log-level", "error"),
        *("--respawn-failed-workers", "--workers-kill-timeout", "5", "--working-dir", str(ROOT)),
        *tls.options(settings),
    ]


@click.command("serve")
@with_appcontext
def command() -> None:
    """Migrate, load what a first start needs, then serve until stopped."""
    settings: Settings = current_app.extensions["certify_settings"]
    require_free_port(settings)
    raise_file_limit()
    wait_for_database()
    migrate(settings)
    current_app.extensions["certify_first_start"](settings)
    tls.before_serving(settings, _host())
    engines().dispose()  # from here on only the children use the database
    flask = [str(Path(sys.executable).parent / "flask"), "--app", str(ROOT / "app.py")]

    def children() -> list[Child]:
        return [Child("server", server_command(settings), ROOT), Child("jobs", [*flask, "jobs", "run"], ROOT)]

    sys.exit(supervise(children, partial(click.echo, err=True), partial(_greet, settings)))


def _greet(settings: Settings) -> bool:
    """The address is printed when somebody answers there."""
    try:
        socket.create_connection((_host(), settings.port), timeout=1).close()
    except OSError:
        return False
    click.echo(f"Certify: {settings.local_url}  (Ctrl-C 停止 / stops)")
    return True


def raise_file_limit() -> None:
    """As many open files as the system lets us have: each browser in an exam holds a connection."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def _host() -> str:
    return os.environ.get("HOST", "127.0.0.1")


def wait_for_database() -> None:
    """A database that is still starting, or a full disk, is waited for; after DATABASE_SECONDS the reason is said."""
    deadline = time.monotonic() + DATABASE_SECONDS
    is_said = False
    while True:
        try:
            with engines().write.connect() as connection:
                connection.exec_driver_sql("SELECT 1")
            return
        except DATABASE_ERRORS as error:
            if not is_outage(error) or time.monotonic() > deadline:
                raise click.ClickException(f"数据库不能用 / the database cannot be used: {error}")
            if not is_said:
                click.echo(f"等待数据库 / waiting for the database: {error}", err=True)
                is_said = True
        time.sleep(0.5)


def require_free_port(settings: Settings) -> None:
    """Refuse a port that somebody listens on: the server's workers share theirs, and would share it with strangers."""
    host = _host()
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
