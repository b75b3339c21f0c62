"""Password hashing: argon2id at OWASP's setting, one hash at a time a process so that a wave of sign-ins can't starve
saves.
"""

import threading
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app, has_app_context

from foundation.errors import TooMany

_one_at_a_time = threading.BoundedSemaphore(1)
WAIT_SECONDS = 5.0


@cache
def _hasher(cheap: bool) -> PasswordHasher:
    if cheap:  # tests only: set by Settings.cheap_passwords, never by the environment
        return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def _current() -> PasswordHasher:
    return _hasher(has_app_context() and bool(current_app.config.get("CHEAP_PASSWORDS")))


def hash_password(password: str) -> str:
    """An argon2id hash with its salt and parameters."""
    with _turn():
        return _current().hash(password)


def verify_password(password_hash: str | None, password: str) -> bool:
    """Whether it fits. A missing hash costs the same time as a wrong password, so that logins can't be told apart."""
    with _turn():
        hasher = _current()
        try:
            hasher.verify(password_hash or _decoy(hasher), password)
        except (VerificationError, InvalidHashError):
            return False
        return password_hash is not None


@cache
def _decoy(hasher: PasswordHasher) -> str:
    return hasher.hash("nobody's password")


class _turn:
    """Wait for the turn to hash; beyond WAIT_SECONDS the person is asked to try again in a moment."""

    def __enter__(self) -> None:
        if not _one_at_a_time.acquire(timeout=WAIT_SECONDS):
            raise TooMany(retry_after_seconds=5)

    def __exit__(self, *exc: object) -> None:
        _one_at_a_time.release()
