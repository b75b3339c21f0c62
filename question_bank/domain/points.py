"""Exact shares of an item's points."""

from collections.abc import Sequence
from decimal import Decimal

from foundation.score import from_hundredths, hundredths


def split_points(total: Decimal, parts: int) -> tuple[Decimal, ...]:
    """Divide points into shares of whole hundredths that sum to the total exactly.

    Largest remainder: the shares are equal where that works out; otherwise the first ones carry one hundredth more
    (1 point over 3 blanks: 0.34, 0.33, 0.33).
    """
    return split_by_weight(total, (1,) * parts)


def split_by_weight(total: Decimal, weights: Sequence[int]) -> tuple[Decimal, ...]:
    """The same in proportion to whole weights; the rest goes to the largest remainders, the first of equals."""
    if not weights or min(weights) < 1 or total < 0:
        raise ValueError(f"cannot split {total} into {weights}")
    whole = sum(weights)
    shares = [divmod(hundredths(total) * weight, whole) for weight in weights]
    left = hundredths(total) - sum(share for share, _rest in shares)
    first = set(sorted(range(len(shares)), key=lambda at: (-shares[at][1], at))[:left])
    return tuple(from_hundredths(share + (at in first)) for at, (share, _rest) in enumerate(shares))
