"""How often exam pages ask, by the number of candidates who are writing now; counted at most every few seconds."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from certify.delivery import queries
from certify.delivery.domain.presence import poll_seconds
from foundation.process import kept

COUNTED_FOR = timedelta(seconds=10)


@dataclass(slots=True)
class _Pace:
    counted_at: datetime | None = None
    seconds: int = 0


def poll_seconds_now(now: datetime) -> int:
    """5 up to 500 live candidates, longer beyond."""
    pace = kept(_Pace)
    if pace.counted_at is None or not timedelta(0) <= now - pace.counted_at < COUNTED_FOR:
        pace.counted_at, pace.seconds = now, poll_seconds(queries.count_running())
    return pace.seconds
