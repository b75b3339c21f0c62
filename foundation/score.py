"""Exact scores: Decimal with at most two decimals, stored as integer hundredths. No float ever enters."""

from decimal import Decimal, InvalidOperation

HUNDREDTH = Decimal("0.01")


def points(value: str | int | Decimal) -> Decimal:
    """Read points exactly; raises ValueError for floats, for more than two decimals and for what is no number."""
    if isinstance(value, (float, bool)):
        raise ValueError("points must be exact: give str, int or Decimal")
    try:
        number = Decimal(value)
    except InvalidOperation as error:
        raise ValueError(f"not a number: {value!r}") from error
    try:
        exact = number.quantize(HUNDREDTH)
    except InvalidOperation as error:
        raise ValueError(f"not a sensible number of points: {value!r}") from error
    if number != exact:
        raise ValueError(f"more than two decimals: {value!r}")
    return exact


def hundredths(value: Decimal) -> int:
    """Points as integer hundredths, the stored form."""
    return int(points(value) * 100)


def from_hundredths(value: int) -> Decimal:
    """The inverse of `hundredths`."""
    return (Decimal(value) / 100).quantize(HUNDREDTH)


def show(value: Decimal) -> str:
    """Points as people read them: as exact as they are, no trailing zeros ("12.5", "20")."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
