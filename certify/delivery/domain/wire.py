"""What the page sends, decoded and checked for shape and size. One bad event never costs the others (rule 16).

The fast way is one typed decode. Only where that fails is the body read again, event by event; half of a surrogate
pair (an emoji cut in two by an input method) becomes U+FFFD instead of losing the answer around it.
"""

import json
from collections.abc import Iterable
from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import Meta, Struct

from certify.delivery.domain.attempt import Number
from certify.delivery.domain.errors import BatchTooLarge, BatchUnreadable
from certify.delivery.domain.events import EpochNumber, SaveEvent

MAX_EVENTS = 100
MAX_BODY_BYTES = 1024 * 1024

ClientId = Annotated[str, Meta(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
Events = Annotated[tuple[SaveEvent, ...], Meta(max_length=MAX_EVENTS)]


class Batch(Struct, frozen=True):
    """`PUT /attempts/<uuid>/responses`. `unreadable` is not for sending: numbers of events refused for their shape."""

    client_id: ClientId
    events: Events = ()
    unreadable: tuple[Number, ...] = ()


class HandIn(Struct, frozen=True):
    """`POST /attempts/<uuid>/hand-in`: last batch, writer's epoch and highest number, accepted gaps (rule 21)."""

    client_id: ClientId
    epoch: EpochNumber
    highest_sequence: Annotated[int, Meta(ge=0, le=1_000_000)]
    events: Events = ()
    without: tuple[int, ...] = ()
    unreadable: tuple[Number, ...] = ()

    @property
    def batch(self) -> Batch:
        """The last batch, to be judged like any other."""
        return Batch(self.client_id, self.events, self.unreadable)


class OpenPage(Struct, frozen=True):
    """`POST /attempts/<uuid>/open` (rule 3)."""

    client_id: ClientId


class TakeOver(Struct, frozen=True):
    """`POST /attempts/<uuid>/take-over`: `epoch` is the one that the page saw, so a repeated request is harmless.

    `former_client_id` is sent by a page that was the writer and takes a fresh id because its numbers forked (rule 6).
    """

    client_id: ClientId
    epoch: EpochNumber
    former_client_id: ClientId | None = None


T = TypeVar("T", Batch, HandIn, OpenPage, TakeOver)
# Made at import, by one thread: msgspec learns a shape at its first use, and two threads at once crash the process.
_READERS: dict[type, Any] = {shape: msgspec.json.Decoder(shape) for shape in (Batch, HandIn, OpenPage, TakeOver)}
_EVENT = msgspec.json.Decoder(SaveEvent)


def decode(body: bytes, shape: type[T]) -> T:
    """The request in a body; raises BatchTooLarge (413) or BatchUnreadable (422) when nothing of it can be used."""
    if len(body) > MAX_BODY_BYTES:
        raise BatchTooLarge
    try:
        return _READERS[shape].decode(body)  # type: ignore[no-any-return]  # the reader of that shape
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _decode_piecewise(body, shape)


def _decode_piecewise(body: bytes, shape: type[T]) -> T:
    try:
        fields = json.loads(body.decode("utf-8", "replace"))
        raw_events = fields.get("events", []) if isinstance(fields, dict) else None
        if not isinstance(raw_events, list):
            raise BatchUnreadable
        if len(raw_events) > MAX_EVENTS:
            raise BatchTooLarge
        events, unreadable = _sort_out(raw_events)
        return msgspec.convert({**fields, "events": events, "unreadable": unreadable}, shape)
    except (ValueError, RecursionError, msgspec.ValidationError):
        raise BatchUnreadable


def _sort_out(raw_events: Iterable[Any]) -> tuple[list[SaveEvent], list[Number]]:
    events: list[SaveEvent] = []
    unreadable: list[Number] = []
    for raw in raw_events:
        try:
            text = (
                json.dumps(raw, ensure_ascii=False).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
            )
            events.append(_EVENT.decode(text))
        except (ValueError, RecursionError, msgspec.DecodeError):
            unreadable.append((_lenient(raw, "epoch"), _lenient(raw, "sequence")))
    return events, unreadable


def _lenient(raw: Any, name: str) -> int:
    value = raw.get(name) if isinstance(raw, dict) else None
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= 1_000_000 else 0
