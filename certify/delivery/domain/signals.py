"""What an exam page tells of itself between saves: how much is unsent, whether it is seen, and signals.

A signal is evidence with a time, shown to a person; nothing follows from it by itself. It is the browser's claim.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

from certify.delivery.domain.errors import BatchTooLarge, BatchUnreadable
from certify.delivery.domain.wire import ClientId
from foundation.errors import N_

MAX_NOTE_BYTES = 8 * 1024
MAX_SIGNALS = 200  # kept of an attempt; a page that reports more says nothing new
SERVER = "server"  # the page id of signals that the server saw itself


class SignalKind(StrEnum):
    """What was seen. FOCUS_LOST: `amount` seconds away; PASTE: `amount` characters; ADDRESS: from where to where;
    BROWSER: what the exam page was opened in, where Safe Exam Browser is wanted (`detail`: a `Proof`).
    """

    FOCUS_LOST = "focus_lost"
    PASTE = "paste"
    ADDRESS = "address"
    BROWSER = "browser"


SIGNAL_LABELS: Mapping[SignalKind, str] = {
    SignalKind.FOCUS_LOST: N_("离开考试页面"),
    SignalKind.PASTE: N_("粘贴"),
    SignalKind.ADDRESS: N_("网络地址变化"),
    SignalKind.BROWSER: N_("浏览器："),
}


class SignalNote(Struct, frozen=True):
    """A signal as the page sends it, with a number that the page uses once (the browser's milliseconds)."""

    number: Annotated[int, Meta(ge=1, le=2**53)]
    kind: SignalKind
    client_time: Annotated[str, Meta(max_length=40)] | None = None
    amount: Annotated[int, Meta(ge=0, le=1_000_000)] | None = None


class PresenceNote(Struct, frozen=True):
    """`POST /attempts/<uuid>/presence`. `known` is the deadline version whose change the page has shown (0: none)."""

    client_id: ClientId
    epoch: Annotated[int, Meta(ge=0, le=1_000_000)] = 0
    unsent: Annotated[int, Meta(ge=0, le=10_000)] = 0
    visible: bool = True
    known: Annotated[int, Meta(ge=0, le=1_000_000_000)] = 0
    signals: Annotated[tuple[SignalNote, ...], Meta(max_length=20)] = ()


_NOTE = msgspec.json.Decoder(PresenceNote)  # made at import: two first uses at once crash the process (see wire.py)


def read_note(body: bytes) -> PresenceNote:
    """The note in a body; raises BatchTooLarge or BatchUnreadable."""
    if len(body) > MAX_NOTE_BYTES:
        raise BatchTooLarge
    try:
        return _NOTE.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise BatchUnreadable


@dataclass(frozen=True, slots=True)
class Signal:
    """A signal as it is shown: seen by the page or by the server, claimed and received times apart."""

    attempt_id: UUID
    kind: SignalKind
    received_at: datetime
    client_time: str | None
    amount: int | None
    detail: str | None
