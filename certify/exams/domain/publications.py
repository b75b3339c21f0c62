"""What candidates were told of a sitting, version by version, and which of it somebody has not confirmed yet.

A published sitting is frozen. To change it, it is withdrawn, edited and published again: that is a new version, pushed
to everyone who could see an earlier one, and each confirms it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from foundation.errors import N_, Conflict


class ChangedAgain(Conflict):
    """What was confirmed is no longer the newest."""

    message = N_("这场考试又有新的变动，请再看一遍")


@dataclass(frozen=True, slots=True)
class Terms:
    """What a candidate must know to be there in time."""

    title: str
    opens_at: datetime
    closes_at: datetime
    latest_entry_minutes: int | None
    room: str


@dataclass(frozen=True, slots=True)
class Publication:
    """One version that was published."""

    id: UUID
    number: int
    terms: Terms
    published_at: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """One field, as it was and as it is; `label` is a msgid."""

    field: str
    label: str
    before: datetime | int | str | None
    after: datetime | int | str | None


LABELS = {
    "title": N_("场次"),
    "opens_at": N_("开始"),
    "closes_at": N_("结束"),
    "latest_entry_minutes": N_("最晚入场"),
    "room": N_("考场"),
}


def changes(before: Terms, after: Terms) -> tuple[Change, ...]:
    """What differs, in the order in which it is told."""
    pairs = ((field, getattr(before, field), getattr(after, field)) for field in LABELS)
    return tuple(Change(field, LABELS[field], old, new) for field, old, new in pairs if old != new)


def is_new(published: Sequence[Publication], terms: Terms) -> bool:
    """Publishing these terms makes a new version: the first, or one that tells something else than the last."""
    return not published or published[-1].terms != terms


def concerns(published: Sequence[Publication], added_at: datetime) -> bool:
    """The newest version is a change for whoever was on the roster before it."""
    return len(published) > 1 and added_at < published[-1].published_at


def pending(published: Sequence[Publication], added_at: datetime, confirmed: int | None) -> tuple[Change, ...]:
    """What has changed since the version that the person knows: the confirmed one, else the first they could see."""
    seen = _seen(published, added_at)
    known = next((each for each in published if each.number == confirmed), seen[0] if seen else None)
    return changes(known.terms, published[-1].terms) if known else ()


def _seen(published: Sequence[Publication], added_at: datetime) -> list[Publication]:
    """Versions that were out while the person was on the roster; who was added later was shown the newest at once."""
    first = max((place for place, each in enumerate(published) if each.published_at <= added_at), default=0)
    return list(published[first:])
