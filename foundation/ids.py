"""Identifiers: UUID version 7 (RFC 9562), so that keys grow with time, and unguessable tokens. An id is never a
permission.
"""

import os
import secrets
import time
from uuid import UUID


def new_id() -> UUID:
    """A UUIDv7: 48 bits of milliseconds, then 74 random bits."""
    milliseconds = time.time_ns() // 1_000_000
    random_bits = int.from_bytes(os.urandom(10), "big")
    value = (milliseconds & (1 << 48) - 1) << 80 | 0x7 << 76 | (random_bits >> 68 & 0xFFF) << 64
    value |= 0b10 << 62 | random_bits & (1 << 62) - 1
    return UUID(int=value)


def new_token() -> str:
    """256 random bits, safe in a URL: for links that stand for a right (set-up, verification, sign-in slips)."""
    return secrets.token_urlsafe(32)
