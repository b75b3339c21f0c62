"""Rule 30 as a test asks it: the current responses equal rule 7 replayed over the ledger."""

from uuid import UUID

import msgspec

from certify.delivery import queries
from certify.delivery.domain import EventKind, OutcomeKind, SaveEvent, current_responses


def replay_holds(attempt_id: UUID) -> bool:
    """The invariant of the save protocol, for one attempt."""
    events = [
        (
            SaveEvent(row.epoch, row.sequence, row.slot, EventKind(row.kind), msgspec.json.decode(row.value)),
            OutcomeKind(row.outcome),
        )
        for row in queries.list_events(attempt_id)
    ]
    return current_responses(events) == queries.responses_of(attempt_id)
