"""Dates and durations as people read them (EXPERIENCE section 12): filters for templates, and reading them back from
forms.
"""

from datetime import UTC, date, datetime

from flask_babel import format_date

from foundation.calendar import zone
from foundation.i18n import gettext, locale_name

LONG_DAYS = {"zh": "y年M月d日 EEE", "en": "EEE, d MMM y", "ko": "y년 M월 d일 (EEE)", "es": "EEE, d MMM y"}


def local(moment: datetime) -> datetime:
    """A UTC moment on the organisation's clock."""
    return moment.astimezone(zone())


def to_utc(naive: datetime) -> datetime:
    """What a form holds (a wall-clock time of the organisation) as an aware UTC moment."""
    return naive.replace(tzinfo=zone()).astimezone(UTC)


def day(value: datetime | date | None) -> str:
    """2026-11-22, in tables."""
    if value is None:
        return "—"
    return (local(value) if isinstance(value, datetime) else value).strftime("%Y-%m-%d")


def minute(value: datetime | None) -> str:
    """2026-11-22 10:32."""
    return "—" if value is None else local(value).strftime("%Y-%m-%d %H:%M")


def second(value: datetime | None) -> str:
    """10:32:05: for saves only."""
    return "—" if value is None else local(value).strftime("%H:%M:%S")


def claimed(text: str | None) -> str:
    """2026-11-22 10:32:05 of a time that a browser claims (ISO 8601); as it came where it is none."""
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return text or "—"
    return f"{day(moment)} {second(moment)}" if moment.tzinfo else text or "—"


def long_day(value: datetime | date) -> str:
    """2026年11月22日 周日 / Sun, 22 Nov 2026 / 2026년 11월 22일 (일) / dom, 22 nov 2026."""
    moment = local(value).date() if isinstance(value, datetime) else value
    return str(format_date(moment, LONG_DAYS[locale_name()]))


def duration(seconds: float) -> str:
    """1 小时 30 分 / 1 h 30 min."""
    minutes = round(seconds / 60)
    hours, rest = divmod(minutes, 60)
    if hours and rest:
        return gettext("%(hours)s 小时 %(minutes)s 分", hours=hours, minutes=rest)
    return gettext("%(hours)s 小时", hours=hours) if hours else gettext("%(minutes)s 分钟", minutes=rest)


FILTERS = {
    "day": day,
    "minute": minute,
    "second": second,
    "claimed": claimed,
    "long_day": long_day,
    "duration": duration,
}
