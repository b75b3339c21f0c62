"""The order of options as one candidate sees it: a permutation that depends on the attempt's stored seed alone.

SHA-256 is the source of numbers, not `random`, so that the order is the same on every machine and Python, for ever.
"""

import hashlib
from collections.abc import Iterator, Sequence

_LABEL = "certify/option-order/1"  # change it and every stored attempt would show another order
_RANGE = 1 << 64


def option_order(option_ids: Sequence[str], seed: int, position: int) -> tuple[str, ...]:
    """Fisher–Yates over the ids for the slot at `position`; each order is equally likely over seeds."""
    order = list(option_ids)
    numbers = _numbers(seed, position)
    for last in range(len(order) - 1, 0, -1):
        chosen = _below(last + 1, numbers)
        order[last], order[chosen] = order[chosen], order[last]
    return tuple(order)


def _numbers(seed: int, position: int) -> Iterator[int]:
    counter = 0
    while True:
        digest = hashlib.sha256(f"{_LABEL}:{seed}:{position}:{counter}".encode()).digest()
        yield from (int.from_bytes(digest[start : start + 8], "big") for start in range(0, 32, 8))
        counter += 1


def _below(bound: int, numbers: Iterator[int]) -> int:
    """A number in 0 … bound − 1 without the bias of a bare modulo."""
    limit = _RANGE - _RANGE % bound
    return next(number for number in numbers if number < limit) % bound
