"""What marking does when news comes: a paper handed in, by its candidate or by the clock, is scored."""

from datetime import datetime

from certify.delivery.services import AttemptSubmitted
from certify.marking import services


def score_attempt(event: AttemptSubmitted, *, now: datetime) -> None:
    """Idempotent: told twice, it scores once."""
    services.score_attempt(event.attempt_id, now=now)
