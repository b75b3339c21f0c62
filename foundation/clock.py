"""The only place that asks what time it is. Rules are told; entry points ask here and pass it on."""

from datetime import UTC, datetime


def now() -> datetime:
    """The current moment, aware, in UTC."""
    return datetime.now(UTC)
