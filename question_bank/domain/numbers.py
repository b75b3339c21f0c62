"""Numbers as people type them, read exactly: full-width digits, thousands separators, Chinese numerals where asked for.

A number is compared as a number: 0.50 is .5, and a tolerance is an exact distance. What stands behind it is its unit.
"""

import re
from dataclasses import dataclass
from fractions import Fraction

from question_bank.domain.matching import normalise

MOST_SHOWN = 140  # decimals: as many as a number that was read can have

_NUMBER = re.compile(
    r"(?P<sign>[+-]?)(?P<whole>\d{1,3}(?:,\d{3}){1,12}(?!\d)|\d{1,40})?(?P<part>\.\d{1,40})?(?:e(?P<power>[+-]?\d{1,2})(?!\d))?"
)
_CHINESE = re.compile(r"(?P<sign>负?)(?P<digits>[〇零一二两三四五六七八九十百千万亿点]{1,40})")
_DIGITS = {"〇": 0, "零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number and what was written behind it, normalised."""

    value: Fraction
    unit: str


def read_quantity(text: str, *, numerals: bool = False) -> Quantity | None:
    """The number at the beginning of a text and the rest as its unit; None where no number stands there.

    A comma is a thousands separator and must stand like one: "1,000" is read, "3,5" is not.
    """
    plain = normalise(text)
    found = _NUMBER.match(plain)
    if found and (found["whole"] or found["part"]):
        rest = plain[found.end() :]
        if rest[:1] in {",", "."} or rest[:1].isdigit():
            return None
        return Quantity(_value(found), rest.strip())
    return _chinese(plain) if numerals else None


def read_number(text: str, *, numerals: bool = False) -> Fraction | None:
    """A number with nothing behind it."""
    found = read_quantity(text, numerals=numerals)
    return found.value if found and not found.unit else None


def _value(found: re.Match[str]) -> Fraction:
    digits = (found["whole"] or "0").replace(",", "") + (found["part"] or "")
    value = Fraction(digits) * Fraction(10) ** int(found["power"] or 0)
    return -value if found["sign"] == "-" else value


def _chinese(plain: str) -> Quantity | None:
    found = _CHINESE.match(plain)
    value = _chinese_value(found["digits"]) if found else None
    if found is None or value is None:
        return None
    return Quantity(-value if found["sign"] else value, plain[found.end() :].strip())


def _chinese_value(text: str) -> Fraction | None:
    whole, _point, part = text.partition("点")
    if any(char not in _DIGITS for char in part) or not whole or (_point and not part):
        return None
    if len(whole) > 1 and all(char in _DIGITS for char in whole):  # 二〇二五: digit by digit
        value = Fraction("".join(str(_DIGITS[char]) for char in whole))
    else:
        value = Fraction(_counted(whole))
    return value + (Fraction("0." + "".join(str(_DIGITS[char]) for char in part)) if part else 0)


def _counted(text: str) -> int:
    """三百零五万二千 and the like."""
    total = section = digit = 0
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in _SMALL:
            section += (digit or 1) * _SMALL[char]
            digit = 0
        else:
            total = (
                (total + section + digit) * _LARGE[char] if char == "亿" else total + (section + digit) * _LARGE[char]
            )
            section = digit = 0
    return total + section + digit


def digits_for_numerals(text: str) -> str:
    """A text with every run of Chinese numerals written in digits, where it is a number."""

    def digits(found: re.Match[str]) -> str:
        value = _chinese_value(found["digits"])
        return found[0] if value is None else ("-" if found["sign"] else "") + show_number(value)

    return _CHINESE.sub(digits, text)


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far a number may be from the key: an exact distance, or a share of the key."""

    value: Fraction = Fraction(0)
    is_relative: bool = False

    def around(self, key: Fraction) -> Fraction:
        """The greatest distance that still counts."""
        return abs(key) * self.value / 100 if self.is_relative else self.value

    def accepts(self, key: Fraction, typed: Fraction) -> bool:
        """Whether the number counts; the border does."""
        return abs(typed - key) <= self.around(key)


def show_number(value: Fraction) -> str:
    """A number as people read it; one that has no end is shown to six digits."""
    places, rest = 0, value.denominator
    while rest > 1 and 10 % _smallest_factor(rest) == 0 and places <= MOST_SHOWN:
        places, rest = places + 1, (value * 10 ** (places + 1)).denominator
    if rest > 1:
        return f"{float(value):.6g}"
    digits = str(abs(int(value * 10**places))).rjust(places + 1, "0")
    return ("-" if value < 0 else "") + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)


def _smallest_factor(number: int) -> int:
    return next((factor for factor in (2, 5) if number % factor == 0), 3)
