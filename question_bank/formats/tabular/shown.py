"""What Excel shows for a number: by the format of its cell. A stored 0.85 may be 85%, a stored 46024 was once “1-2”.

Only what changes the reading is followed: per cent, decimals, leading zeros, dates and times; anything else stays the
number that is stored.
"""

import datetime as dt
import re

_DATES = {
    **dict.fromkeys((14, 31), "yyyy/m/d"),
    **dict.fromkeys((15, 16, 30), "m-d"),
    **dict.fromkeys((17, 27, 36, 50, 52, 55, 57), "yyyy年m月"),
    **dict.fromkeys((28, 29, 51, 53, 54, 56, 58), "m月d日"),
    **dict.fromkeys((18, 20, 32, 45, 47), "h:mm"),
    **dict.fromkeys((19, 21, 33, 46), "h:mm:ss"),
    22: "yyyy/m/d h:mm",
}
_NUMBERS = {1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%"}
BUILT_IN = {**_DATES, **_NUMBERS}
_PLAIN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_DECIMALS = re.compile(r"0\.(0+)(%?)")
_ZEROS = re.compile(r"0{2,15}")
_LAST_DAY = 2_958_465


def is_date(code: str) -> bool:
    """A format of days or hours."""
    return bool(re.search(r"[ymdhs年月日时分秒]", _bare(code).casefold())) and "general" not in code.casefold()


def _bare(code: str) -> str:
    return _PLAIN.sub("", code.split(";")[0])


def shown(stored: str, code: str) -> str | None:
    """The number as its format shows it; None where the format says nothing that matters here."""
    try:
        value = float(stored)
    except ValueError:
        return None
    if is_date(code):
        return _moment(value, code)
    bare = _bare(code).strip().replace("#,##", "").replace("?", "0")
    found = _DECIMALS.fullmatch(bare)
    if found:
        return f"{value * (100 if found.group(2) else 1):.{len(found.group(1))}f}{found.group(2)}"
    if bare == "0%":
        return f"{value * 100:.0f}%"
    if _ZEROS.fullmatch(bare) and value == int(value) >= 0:
        return f"{int(value):0{len(bare)}d}"
    return None


def _moment(value: float, code: str) -> str | None:
    if not 0 <= value <= _LAST_DAY:
        return None
    moment = dt.datetime(1899, 12, 30) + dt.timedelta(days=value, milliseconds=1)
    low = _bare(code).casefold() + "".join(re.findall(r"[年月日时分秒]", code))
    clock = f"{moment.hour}:{moment.minute:02d}" + (f":{moment.second:02d}" if "s" in low or "秒" in low else "")
    has_clock = "h" in low or "时" in low or "s" in low
    days = [
        f"{moment.year}年" if "年" in low else "",
        f"{moment.month}月",
        f"{moment.day}日" if "日" in low or "d" in low else "",
    ]
    if "月" in low:
        day = "".join(days)
    else:
        parts = [
            str(part) for sign, part in (("y", moment.year), ("m", moment.month), ("d", moment.day)) if sign in low
        ]
        day = "/".join(parts) if len(parts) == 3 else "-".join(parts)
    if has_clock:
        return f"{day} {clock}" if ("y" in low or "d" in low) and value >= 1 else clock
    return day
