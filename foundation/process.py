"""What one process keeps for its app between requests: a cache, a board. Gone with the process, never the truth."""

from collections.abc import Callable
from typing import TypeVar

from flask import current_app

Kept = TypeVar("Kept")


def kept(make: Callable[[], Kept]) -> Kept:
    """The one thing that `make` (a class) makes for this app in this process."""
    place = f"certify_kept_{make.__module__}.{make.__qualname__}"
    found: Kept | None = current_app.extensions.get(place)
    return found if found is not None else current_app.extensions.setdefault(place, make())
