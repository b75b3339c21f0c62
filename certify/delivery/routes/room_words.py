"""Times as an invigilator reads them at a glance; template and script use the same shapes."""

from datetime import datetime
from typing import Any

from certify.delivery.domain.sections import Phase, Place
from foundation.i18n import gettext

AGE = "%(age)s"  # stays in a text; filled where it is shown, second by second
ROUGH_AGE = "%(rough)s"  # the same without seconds beside minutes


def millis(moment: datetime | None) -> int | None:
    """For the script's clock."""
    return None if moment is None else round(moment.timestamp() * 1000)


def age(seconds: float) -> str:
    """40 秒, 2 分 10 秒, 12 分, 1 小时 5 分: short, and no finer than one can use."""
    whole = max(0, int(seconds))
    minutes, rest = divmod(whole, 60)
    if whole < 60:
        return gettext("%(n)s 秒", n=whole)
    if minutes < 10:
        return gettext("%(m)s 分 %(s)s 秒", m=minutes, s=rest)
    if minutes < 60:
        return gettext("%(m)s 分钟", m=minutes)
    return gettext("%(h)s 小时 %(m)s 分", h=minutes // 60, m=minutes % 60)


def rough_age(seconds: float) -> str:
    """40 秒, 2 分钟, 1 小时 5 分: on a seat, where seconds would only flicker."""
    return age(seconds) if not 60 <= seconds < 600 else gettext("%(m)s 分钟", m=int(seconds) // 60)


def left(seconds: float) -> str:
    """Time left: minutes, from ten minutes on with the seconds."""
    whole = max(0, int(seconds))
    return gettext("%(m)s 分钟", m=whole // 60) if whole >= 600 else f"{whole // 60}:{whole % 60:02d}"


def clock(seconds: float) -> str:
    """59:12, over an hour 1:12:04."""
    minutes, rest = divmod(max(0, int(seconds)), 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}" if minutes >= 60 else f"{minutes}:{rest:02d}"


def section_now(place: Place) -> str:
    """Where one is by the sections' clocks, to the minute: 第 2 大题 · 12 分钟."""
    minutes = gettext("%(m)s 分钟", m=-(-int(place.seconds_left) // 60))
    if place.phase is Phase.OPEN:
        return gettext("第 %(n)s 大题 · %(left)s", n=place.section, left=minutes)
    return gettext("休息 · %(left)s", left=minutes) if place.phase is Phase.BREAK else gettext("大题都已结束")


def aged(text: str, since: int | None, now: int) -> str:
    """A text with its age filled in, both in milliseconds."""
    if since is None:
        return text
    seconds = (now - since) / 1000
    return text.replace(AGE, age(seconds)).replace(ROUGH_AGE, rough_age(seconds))


def time_left(line: dict[str, Any], now: int) -> str:
    """A seat's time left, running or standing still."""
    if line["deadline"] is not None:
        return left((line["deadline"] - now) / 1000)
    return "" if line["left"] is None else left(line["left"])
