"""The organisation's calendar: which day a moment falls on where the organisation is."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import current_app


def zone() -> ZoneInfo:
    """The organisation's time zone (setting TIME_ZONE)."""
    return ZoneInfo(current_app.config["TIME_ZONE"])


def local_day(moment: datetime) -> date:
    """The organisation's day at a moment."""
    return moment.astimezone(zone()).date()
