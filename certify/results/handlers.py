"""What results do when news comes: a release changes what is known of the items on its paper."""

from datetime import datetime

from certify.results import services
from certify.results.domain import ResultReleased


def on_release(event: ResultReleased, *, now: datetime) -> None:
    """The sitting's item statistics are worked out anew, soon and elsewhere."""
    services.note_change(event.sitting_id, now=now)
