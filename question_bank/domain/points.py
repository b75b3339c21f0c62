"""Exact shares of an item's points."""

from decimal import Decimal

from foundation.score import from_hundredths, hundredths


def split_points(total: Decimal, parts: int) -> tuple[Decimal, ...]:
    """Divide points into shares of whole hundredths that sum to the total exactly.

    Largest remainder: the shares are equal where that works out; otherwise the first ones carry one hundredth more
    (1 point over 3 blanks: 0.34, 0.33, 0.33).
    """
    if parts < 1 or total < 0:
        raise ValueError(f"cannot split {total} into {parts}")
    share, rest = divmod(hundredths(total), parts)
    return tuple(from_hundredths(share + (number < rest)) for number in range(parts))
