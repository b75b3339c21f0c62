"""Numbers as papers print them: Chinese numerals, Roman numerals and digits, all small."""

_DIGITS = {"〇": 0, "零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50}
_ROMAN_SIGNS = {chr(0x2160 + i): i + 1 for i in range(12)}

CHINESE = "一二三四五六七八九十百两〇零"


def read_numeral(text: str) -> int | None:
    """The value of "12", "十二", "XII" or "Ⅻ"; None for anything else."""
    if text.isascii() and text.isdigit():
        return int(text[:6])
    if text in _ROMAN_SIGNS:
        return _ROMAN_SIGNS[text]
    if text and all(char in _ROMAN for char in text):
        return _read_roman(text)
    if text and all(char in CHINESE for char in text):
        return _read_chinese(text)
    return None


def _read_roman(text: str) -> int:
    values = [_ROMAN[char] for char in text]
    return sum(-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True))


def _read_chinese(text: str) -> int | None:
    total, digit = 0, 0
    for char in text:
        if char in "十百":
            total += (digit or 1) * (10 if char == "十" else 100)
            digit = 0
        else:
            digit = _DIGITS[char]
    return total + digit if len(text) <= 5 else None
