"""Emergency files (rule 28): staff hand one in, see what it would do, load it. Loading is saving: the same
`accept`, the same two writes, received now; what came over the wire already is a duplicate, and loading twice is once.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from certify.delivery import queries
from certify.delivery.domain import Attempt, Batch, EventKind, Ledger, Number, Outcome, Paper, accept
from certify.delivery.domain.accepting import moved_on
from certify.delivery.domain.emergency import (
    Contents,
    FileForged,
    SealedFile,
    UnknownAttempt,
    batches,
    number_ranges,
    take_apart,
)
from certify.delivery.domain.room import IncidentKind
from certify.delivery.formats.emergency_file import KeyRing, open_file
from certify.delivery.models import EmergencyFileRow, IncidentRow
from certify.delivery.services.papers import numbers_on_paper, paper_of
from certify.delivery.services.saving import ledger_of, store
from certify.exams import services as exams
from foundation import audit
from foundation.db import db, driver_of, lean_read, transaction
from foundation.errors import Forbidden, NotFound
from foundation.ids import new_id
from people.domain import Actor


@dataclass(frozen=True, slots=True)
class FileLine:
    """An emergency file in a list."""

    file_id: UUID
    holder_name: str
    holder_login: str
    sitting_title: str
    n_events: int
    checksum: str
    uploaded_at: datetime
    loaded_at: datetime | None


@dataclass(frozen=True, slots=True)
class EventLine:
    """One event of a file and what becomes of it; its value is shown to nobody. `number`: the item's on that paper."""

    epoch: int
    sequence: int
    number: int | None
    kind: EventKind
    client_time: str | None
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class FilePage:
    """A file, opened: whose, how many, which numbers, when, its checksum, and what loading it now would do."""

    file_id: UUID
    attempt_id: UUID
    sitting_id: UUID
    sitting_title: str
    holder_name: str
    holder_login: str
    checksum: str
    made_at: str
    uploaded_at: datetime
    loaded_at: datetime | None
    loaded: dict[str, int]
    ranges: tuple[tuple[int, int, int], ...]
    events: tuple[EventLine, ...]

    @property
    def claimed(self) -> tuple[str, str] | None:
        """First and last time that the browser claims; None where it claims none."""
        times = sorted(line.client_time for line in self.events if line.client_time)
        return (times[0], times[-1]) if times else None

    @property
    def counts(self) -> dict[str, int]:
        """How many events get which outcome now."""
        return dict(Counter(line.outcome.kind.value for line in self.events))

    @property
    def is_news(self) -> bool:
        """Loading would write something."""
        return any(line.outcome.is_kept for line in self.events)


def hand_in_file(actor: Actor, raw: bytes, ring: KeyRing, *, now: datetime) -> UUID:
    """Keep an untouched file of an attempt within the actor's reach, as it is; its id. Nothing of it is loaded yet.

    Raises EmergencyFileRefused in one of its kinds. The same file twice is one file.
    """
    file = take_apart(raw)
    ring.find(file.header.key)
    row = _reach(actor, file.header.attempt)
    contents = open_file(ring, file)
    if not {event.slot for event in contents.events} <= {0, *_paper(row).section_of}:
        raise FileForged
    with transaction() as session:
        queries.get_attempt(row.id, for_update=True)
        there = queries.find_emergency_file(row.id, file.checksum)
        if there is not None:
            return there
        file_id = new_id()
        session.add(_row(file_id, row, file, raw, actor, now))
        audit.record(actor, "delivery.emergency_file", "attempt", row.id, now=now, checksum=file.checksum)
    return file_id


def _paper(row: Any) -> Paper:
    return paper_of(row.form_id, queries.parts_of(row.parts))


def _row(file_id: UUID, attempt: Any, file: SealedFile, raw: bytes, actor: Actor, now: datetime) -> EmergencyFileRow:
    return EmergencyFileRow(
        id=file_id,
        attempt_id=attempt.id,
        sitting_id=attempt.sitting_id,
        checksum=file.checksum,
        n_events=file.header.count,
        made_at=file.header.made_at,
        body=raw,
        uploaded_at=now,
        uploaded_by=actor.require_person(),
    )


def _reach(actor: Actor, attempt_id: UUID) -> Any:
    """The attempt of a sitting that the actor manages or watches; raises UnknownAttempt."""
    try:
        row = queries.get_attempt(attempt_id)
        exams.show_sitting(actor, row.sitting_id)
    except (NotFound, Forbidden):
        raise UnknownAttempt
    return row


def list_emergency_files(actor: Actor) -> list[FileLine]:
    """The files of the sittings that the actor manages or watches, the newest first."""
    titles = {sitting.sitting_id: sitting.title for sitting in exams.list_sittings(actor)}
    return [
        FileLine(
            file_id=file.id,
            holder_name=name,
            holder_login=login,
            sitting_title=titles[file.sitting_id],
            n_events=file.n_events,
            checksum=file.checksum,
            uploaded_at=file.uploaded_at,
            loaded_at=file.loaded_at,
        )
        for file, name, login in queries.list_emergency_files(list(titles))
    ]


def show_emergency_file(actor: Actor, file_id: UUID, ring: KeyRing, *, now: datetime) -> FilePage:
    """A file with what loading it now would do; changes nothing. Raises NotFound outside the actor's reach."""
    file = queries.get_emergency_file(file_id)
    sitting = exams.show_sitting(actor, file.sitting_id)
    row = queries.get_attempt(file.attempt_id)
    contents = open_file(ring, take_apart(file.body))
    outcomes = tuple(_judged(row, contents, now))
    numbers = numbers_on_paper(row.form_id, row.seed, queries.parts_of(row.parts))
    return FilePage(
        file_id=file_id,
        attempt_id=row.id,
        sitting_id=row.sitting_id,
        sitting_title=sitting.title,
        holder_name=row.holder_name,
        holder_login=row.holder_login,
        checksum=file.checksum,
        made_at=file.made_at,
        uploaded_at=file.uploaded_at,
        loaded_at=file.loaded_at,
        loaded=dict(file.outcomes or {}),
        ranges=number_ranges([event.number for event in contents.events]),
        events=tuple(_line(outcome, numbers) for outcome in outcomes),
    )


def _line(outcome: Outcome, numbers: dict[int, int]) -> EventLine:
    event = outcome.event
    assert event is not None
    return EventLine(event.epoch, event.sequence, numbers.get(event.slot), event.kind, event.client_time, outcome)


def load_emergency_file(actor: Actor, file_id: UUID, ring: KeyRing, *, now: datetime) -> dict[str, int]:
    """Judge and store every event as if it had just arrived (rules 6–15), in one transaction; how many got which.

    Audited, and noted in the room's record.
    """
    file = queries.get_emergency_file(file_id)
    exams.show_sitting(actor, file.sitting_id)
    contents = open_file(ring, take_apart(file.body))
    paper = _paper(queries.get_attempt(file.attempt_id))
    with transaction() as session:
        row = queries.get_attempt(file.attempt_id, for_update=True)
        driver = driver_of(session)
        outcomes: list[Outcome] = []
        for attempt, batch in _in_turn(row, contents, outcomes, now):
            ledger = _without_pictures(ledger_of(driver, attempt, batch, whole_epoch=True), batch)
            outcomes += store(driver, attempt, batch, paper, now, ledger)
        counts = dict(Counter(outcome.kind.value for outcome in outcomes))
        kept = queries.get_emergency_file(file_id)
        kept.loaded_at, kept.loaded_by, kept.outcomes = now, actor.require_person(), counts
        _note(actor, row, file, counts, now)
        details = {"file": str(file_id), "checksum": file.checksum, **counts}
        audit.record(actor, "delivery.load_emergency_file", "attempt", row.id, now=now, **details)
    return counts


def _in_turn(
    row: Any, contents: Contents, outcomes: Sequence[Outcome], now: datetime
) -> Iterator[tuple[Attempt, Batch]]:
    """Each batch with the attempt as the batches before have left it; `outcomes` is the list that the caller fills."""
    attempt = queries.domain_attempt(row, queries.last_sequence(row.id, row.epoch))
    for batch in batches(contents):
        yield attempt, batch
        here = [each.number[1] for each in outcomes if each.is_acknowledged and each.number[0] == attempt.epoch]
        last = max((attempt.last_sequence, *here))
        attempt = moved_on(replace(attempt, last_sequence=last), outcomes, now)


def _judged(row: Any, contents: Contents, now: datetime) -> Iterator[Outcome]:
    """What loading would say; nothing is written."""
    paper, outcomes = _paper(row), list[Outcome]()
    for attempt, batch in _in_turn(row, contents, outcomes, now):
        with lean_read() as driver:
            ledger = _without_pictures(ledger_of(driver, attempt, batch, whole_epoch=True), batch)
        seen: set[Number] = {outcome.number for outcome in outcomes if outcome.is_acknowledged}
        mine = {sequence for epoch, sequence in seen if epoch == attempt.epoch}
        outcomes += accept(attempt, batch, now, paper, replace(ledger, sequences=ledger.sequences | mine))
    yield from outcomes


def _without_pictures(ledger: Ledger, batch: Batch) -> Ledger:
    """The file holds no pictures: an answer counts without them, and its marker is told which ones never came."""
    return replace(ledger, files=frozenset(name for event in batch.events for name in event.files))


def _note(actor: Actor, row: Any, file: Any, counts: dict[str, int], now: datetime) -> None:
    """A line in the room's record."""
    db.session.add(
        IncidentRow(
            id=new_id(),
            sitting_id=row.sitting_id,
            person_id=row.person_id,
            attempt_id=row.id,
            kind=IncidentKind.EMERGENCY_FILE.value,
            at=now,
            by_id=actor.person_id,
            by_name=actor.name,
            reason="",
            details={"checksum": file.checksum, "events": file.n_events, **counts},
        )
    )
