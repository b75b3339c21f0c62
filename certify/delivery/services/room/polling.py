"""How often exam pages ask, by the number of candidates who are writing now; counted at most every few seconds."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app

from certify.delivery import queries
from certify.delivery.domain.presence import poll_seconds

COUNTED_FOR = timedelta(seconds=10)
PLACE = "certify_poll_pace"


@dataclass(frozen=True, slots=True)
class _Pace:
    counted_at: datetime
    seconds: int


def poll_seconds_now(now: datetime) -> int:
    """5 up to 500 live candidates, longer beyond."""
    pace: _Pace | None = current_app.extensions.get(PLACE)
    if pace is None or not timedelta(0) <= now - pace.counted_at < COUNTED_FOR:
        pace = current_app.extensions[PLACE] = _Pace(now, poll_seconds(queries.count_running()))
    return pace.seconds
