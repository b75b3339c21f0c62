"""Emergency files as an exam page makes them, for tests: the same format, written with the library that opens it."""

import hashlib
import json
from typing import Any
from uuid import UUID

from certify.delivery.domain.emergency import FORMAT
from certify.delivery.formats import emergency_file as room
from certify.delivery.formats.emergency_file import KeyRing, page_terms

RING = KeyRing("for tests only")


def make(
    attempt_id: UUID,
    events: list[dict[str, Any]],
    *,
    client_id: str = "page-0001",
    ring: KeyRing = RING,
    seal_for: UUID | None = None,
    **header: Any,
) -> bytes:
    """A file of these events. `seal_for`: sealed with another attempt's key; `header` replaces what it says."""
    numbers = sorted([event["epoch"], event["sequence"]] for event in events)
    says = {
        "attempt": str(attempt_id),
        "key": page_terms(ring, attempt_id)["key_id"],
        "count": len(events),
        "lowest": numbers[0],
        "highest": numbers[-1],
        "made_at": "2026-11-23T05:10:00.000Z",
        **header,
    }
    opening = f"{FORMAT}\n{json.dumps(says)}\n".encode()
    plain = json.dumps({"client_id": client_id, "events": events}, ensure_ascii=False).encode()
    keys = room._keys(ring.secret)
    return seal(
        opening, room.SUITE.encrypt(plain, keys.private.public_key(), info=opening), seal_for or attempt_id, ring
    )


def seal(opening: bytes, box: bytes, attempt_id: UUID, ring: KeyRing = RING) -> bytes:
    """Opening and box with a hash and a seal that fit."""
    checksum = hashlib.sha256(box).hexdigest()
    signed = opening + room._text(box).encode() + f"\nsha256 {checksum}\n".encode()
    return signed + f"seal {room._seal(ring.secret, attempt_id, signed)}\n".encode()


def event(sequence: int, slot: int, value: Any, *, epoch: int = 1, kind: str = "answer") -> dict[str, Any]:
    """One unsent event, typed at ten to one by the browser's clock."""
    when = "2026-11-23T04:50:00.000Z"
    return {"epoch": epoch, "sequence": sequence, "slot": slot, "kind": kind, "value": value, "client_time": when}
