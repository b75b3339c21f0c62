"""Password hashing: argon2id at OWASP's setting, one hash at a time on the machine and at low priority, so that a wave
of sign-ins can't starve saves. The web lets only a few wait for it (foundation/web/pressure.py).
"""

import os
import sys
import tempfile
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app, has_app_context

from foundation.gates import Gate

WAIT_SECONDS = 8.0
NICE = 10  # the hash takes what saves leave
T = TypeVar("T")


@cache
def _hasher(cheap: bool) -> PasswordHasher:
    if cheap:  # tests only: set by Settings.cheap_passwords, never by the environment
        return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def _current() -> PasswordHasher:
    return _hasher(has_app_context() and bool(current_app.config.get("CHEAP_PASSWORDS")))


def hash_password(password: str) -> str:
    """An argon2id hash with its salt and parameters. Raises Busy, as `verify_password` does."""
    hasher = _current()
    return _in_turn(lambda: hasher.hash(password))


def verify_password(password_hash: str | None, password: str) -> bool:
    """Whether it fits. A missing hash costs the same time as a wrong password, so that logins can't be told apart."""
    hasher = _current()

    def fits() -> bool:
        try:
            return hasher.verify(password_hash or _decoy(hasher), password)
        except (VerificationError, InvalidHashError):
            return False

    return _in_turn(fits) and password_hash is not None


@cache
def _decoy(hasher: PasswordHasher) -> str:
    return hasher.hash("nobody's password")


def _in_turn(work: Callable[[], T]) -> T:
    """Wait for the turn to hash, then do it in the thread that gives way to all others."""
    with _gate().turn(WAIT_SECONDS):
        return _worker(os.getpid()).submit(work).result()


def _gate() -> Gate:
    return _gate_in(current_app.instance_path if has_app_context() else tempfile.gettempdir())


@cache
def _gate_in(folder: str) -> Gate:
    return Gate(Path(folder), "password")


@cache
def _worker(_process: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, "password", initializer=_give_way)


def _give_way() -> None:
    if sys.platform == "linux":  # where a thread has a priority of its own
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)
