"""Save events: their shape, their limits, their digest (rules 5, 6, 16). How requests carry them is in wire.py.

An event is numbered by (epoch, sequence); `client_time` is the browser's claim and decides nothing.
"""

from enum import StrEnum
from hashlib import blake2b
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from certify.delivery.domain.attempt import Number
from question_bank.domain.media import files_in

MAX_VALUE_BYTES = 64 * 1024  # an essay of 20,000 Chinese characters

MAX_SEQUENCE = 1_000_000

EpochNumber = Annotated[int, Meta(ge=1, le=1_000_000)]
SequenceNumber = Annotated[int, Meta(ge=1, le=MAX_SEQUENCE)]
SlotNumber = Annotated[int, Meta(ge=0, le=10_000)]
ClaimedTime = Annotated[str, Meta(max_length=40)]


class EventKind(StrEnum):
    """What a save event does. For the two of a section the slot is 0 and the value the section's number; a section is
    entered where the break before it is ended early.
    """

    ANSWER = "answer"
    CLEAR = "clear"
    FLAG = "flag"
    LEAVE_SECTION = "leave_section"
    ENTER_SECTION = "enter_section"


class Aspect(StrEnum):
    """What of a slot an event replaces: an answer and a flag don't push each other aside."""

    VALUE = "value"
    FLAG = "flag"


SECTION_KINDS = frozenset({EventKind.LEAVE_SECTION, EventKind.ENTER_SECTION})


class SaveEvent(Struct, frozen=True):
    """One keystroke-to-server step: `value` is the response as JSON, true or false for a flag, null for clear."""

    epoch: EpochNumber
    sequence: SequenceNumber
    slot: SlotNumber
    kind: EventKind
    value: Any = None
    client_time: ClaimedTime | None = None

    @property
    def number(self) -> Number:
        """The event's place in the order of counting."""
        return (self.epoch, self.sequence)

    @property
    def aspect(self) -> Aspect | None:
        """What of its slot this event replaces; None for those of a section."""
        if self.kind in SECTION_KINDS:
            return None
        return Aspect.FLAG if self.kind is EventKind.FLAG else Aspect.VALUE

    @property
    def files(self) -> tuple[str, ...]:
        """The hashes of the pictures that an answer names; they must be stored before it is."""
        return files_in(self.value) if self.kind is EventKind.ANSWER else ()

    @property
    def response(self) -> Any:
        """The value that becomes current: null once cleared."""
        return None if self.kind is EventKind.CLEAR else self.value


_canonical = msgspec.json.Encoder(order="sorted")


def stored_value(event: SaveEvent) -> str:
    """The value as canonical JSON text, the form in which the ledger keeps it."""
    return _canonical.encode(event.value).decode()


def value_bytes(event: SaveEvent) -> int:
    """Size of the value as stored."""
    return len(_canonical.encode(event.value))


def digest(event: SaveEvent) -> bytes:
    """16 bytes over all fields in canonical JSON: the same for the same event, whoever wrote its JSON (rule 6)."""
    fields = (event.epoch, event.sequence, event.slot, event.kind, event.value, event.client_time)
    return blake2b(_canonical.encode(fields), digest_size=16).digest()
