"""Sections with a clock of their own, and breaks: the one place that says from when until when a section counts.

A paper without them has no windows, and nothing here concerns it. With them the attempt carries one window for each
section, made at the start and moved by leaving, grants, pauses and reopening; all else is read off the windows, so that
a section closes and the next one opens though no browser is open (rules 19, 23, 26).
"""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

from certify.delivery.domain.attempt import Attempt, Paper, SectionTime, Window
from certify.delivery.domain.states import AttemptState

NO_TIME = timedelta(0)
Windows = tuple[Window, ...]


class SectionState(StrEnum):
    """Of one section at one moment; in the grace packets still count (rule 12)."""

    NOT_YET = "not_yet"
    OPEN = "open"
    IN_GRACE = "in_grace"
    CLOSED = "closed"


class Phase(StrEnum):
    """Where a candidate is: in a section, in the break before one, or past the last."""

    OPEN = "open"
    BREAK = "break"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Place:
    """The section that is open or comes next (0: none), and the seconds to its end, in a break to its beginning."""

    phase: Phase
    section: int = 0
    seconds_left: float = 0.0


def scaled(duration: timedelta, factor: Decimal) -> timedelta:
    """`duration × factor`, exact to the microsecond (rounded down)."""
    microseconds = duration // timedelta(microseconds=1)
    return timedelta(microseconds=int(microseconds * Fraction(factor)))


# ---- the plan


def plan(times: Sequence[SectionTime], started_at: datetime, duration: timedelta, factor: Decimal) -> Windows:
    """The windows of an attempt that begins: own times and breaks × factor; sections without a time of their own share
    what is left of the duration. () where no section has its own time, or where the times don't fit.
    """
    if not any(each.seconds for each in times):
        return ()
    lengths = _lengths(times, duration) or _lengths([replace(each, break_seconds=0) for each in times], duration)
    found, at = [], started_at
    for section, length, pause_after in lengths:
        closes_at = at + scaled(length, factor)
        found.append(Window(section, at, closes_at))
        at = closes_at + scaled(pause_after, factor)
    return tuple(found)


def _lengths(times: Sequence[SectionTime], duration: timedelta) -> list[tuple[int, timedelta, timedelta]]:
    """Section, length, break after it; the first without its own time gets the rest, and the others share it: they
    begin when the one before is left. Empty where it doesn't fit.
    """
    breaks = [timedelta(seconds=each.break_seconds) for each in times[:-1]] + [NO_TIME]
    own = [None if each.seconds is None else timedelta(seconds=each.seconds) for each in times]
    rest = duration - sum(breaks, NO_TIME) - sum(filter(None, own), NO_TIME)
    if rest < NO_TIME or (None in own and not rest):
        return []
    found = []
    for each, length, pause_after in zip(times, own, breaks, strict=True):
        if length is None:
            length, rest = rest, NO_TIME
        found.append((each.section, length, pause_after))
    return found


# ---- what holds now


def clock_of(attempt: Attempt, now: datetime) -> datetime:
    """The moment by which sections go: in a pause it stands still."""
    return min(now, attempt.paused_at) if attempt.paused_at else now


def ends_at(attempt: Attempt, window: Window) -> datetime:
    """Until when the section is answered: never longer than the attempt."""
    return min(window.closes_at, attempt.deadline_at)


def state_at(attempt: Attempt, window: Window, at: datetime) -> SectionState:
    """Of a section that was not left; `at` as of `clock_of`."""
    until = ends_at(attempt, window)
    if at > until + timedelta(seconds=attempt.grace_seconds):
        return SectionState.CLOSED
    if at < window.opens_at or window.opens_at >= until:
        return SectionState.NOT_YET
    return SectionState.IN_GRACE if at > until else SectionState.OPEN


def place_of(attempt: Attempt, now: datetime) -> Place | None:
    """Where the candidate is; None for a paper whose sections have no clocks."""
    if not attempt.windows:
        return None
    at = clock_of(attempt, now)
    if attempt.state is AttemptState.SUBMITTED:
        return Place(Phase.OVER)
    for window in attempt.windows:
        if window.section not in attempt.locks and at < ends_at(attempt, window):
            is_open = window.opens_at <= at
            until = ends_at(attempt, window) if is_open else window.opens_at
            return Place(Phase.OPEN if is_open else Phase.BREAK, window.section, (until - at).total_seconds())
    return Place(Phase.OVER)


def open_sections(attempt: Attempt, paper: Paper, now: datetime) -> frozenset[int]:
    """The sections that are on the page now: by their clocks where they have some, else by what was left."""
    place = place_of(attempt, now)
    if place is None:
        return paper.open_sections(attempt.locks)
    return frozenset({place.section}) if place.phase is Phase.OPEN else frozenset()


def is_done(attempt: Attempt, section: int, now: datetime) -> bool:
    """Left, or its time is up."""
    window = window_of(attempt, section)
    has_ended = window is not None and ends_at(attempt, window) <= clock_of(attempt, now)
    return section in attempt.locks or has_ended


class Ending(StrEnum):
    """How a section came to its end."""

    LEFT = "left"
    TIME_UP = "time_up"
    HANDED_IN = "handed_in"
    NEVER_OPEN = "never_open"


def endings(attempt: Attempt) -> dict[int, tuple[Ending, datetime | None]]:
    """Of a submitted attempt's sections: how each ended, and when; empty without clocks."""
    stop = attempt.submitted_at or attempt.deadline_at
    found: dict[int, tuple[Ending, datetime | None]] = {}
    for window in attempt.windows:
        until = ends_at(attempt, window)
        if window.section in attempt.locks:
            found[window.section] = (Ending.LEFT, window.closes_at)
        elif stop < window.opens_at or until <= window.opens_at:
            found[window.section] = (Ending.NEVER_OPEN, None)
        else:
            found[window.section] = (Ending.TIME_UP, until) if until <= stop else (Ending.HANDED_IN, stop)
    return found


def window_of(attempt: Attempt, section: int) -> Window | None:
    """The section's window; None for a paper without clocks."""
    return next((window for window in attempt.windows if window.section == section), None)


# ---- what moves the windows


def left(windows: Windows, section: int, at: datetime) -> Windows:
    """The section is left: what comes after begins the sooner, by as much as was not used. Not used is not carried."""
    index = _index(windows, section)
    end = windows[index].closes_at
    if at >= end:
        return windows
    before, gone, after = windows[:index], replace(windows[index], closes_at=at), windows[index + 1 :]
    if after and after[0].opens_at == after[0].closes_at == end:  # it shares the time of the one that was left
        return (*before, gone, replace(after[0], opens_at=at), *after[1:])
    return (*before, gone, *_moved(after, at - end))


def entered(windows: Windows, section: int, at: datetime) -> Windows:
    """The break before the section is ended early."""
    index = _index(windows, section)
    return (*windows[:index], *_moved(windows[index:], at - windows[index].opens_at))


def given(windows: Windows, locked: Set[int], at: datetime, by: timedelta) -> Windows:
    """More time: for the section that runs (in a break, the next one; past the last, the last); the others move."""
    index = _running(windows, locked, at)
    if index is None:
        return windows
    longer = replace(windows[index], closes_at=windows[index].closes_at + by)
    return (*windows[:index], longer, *_moved(windows[index + 1 :], by))


def stopped(windows: Windows, locked: Set[int], at: datetime, by: timedelta, grace: timedelta = NO_TIME) -> Windows:
    """Nothing ran from `at` on for so long. A grace that had begun goes on after it, too (rule 25)."""
    return tuple(
        replace(
            each,
            opens_at=each.opens_at + by if each.opens_at > at else each.opens_at,
            closes_at=each.closes_at + by
            if each.closes_at + grace > at and each.section not in locked
            else each.closes_at,
        )
        for each in windows
    )


def reopened(windows: Windows, locked: Set[int], ended_at: datetime, now: datetime, until: datetime) -> Windows:
    """In progress again until then: what was left to the sections is left to them, and the one that ran gets what the
    new deadline gives beyond that.
    """
    index = _running(windows, locked, ended_at)
    if index is None:
        return windows
    found = stopped(windows, locked, ended_at, max(NO_TIME, now - ended_at))
    spare = max(NO_TIME, until - found[-1].closes_at)
    longer = replace(found[index], closes_at=found[index].closes_at + spare)
    return (*found[:index], longer, *_moved(found[index + 1 :], spare))


def _index(windows: Windows, section: int) -> int:
    return next(index for index, window in enumerate(windows) if window.section == section)


def _moved(windows: Iterable[Window], by: timedelta) -> Windows:
    return tuple(replace(each, opens_at=each.opens_at + by, closes_at=each.closes_at + by) for each in windows)


def _running(windows: Windows, locked: Set[int], at: datetime) -> int | None:
    """The first that was not left and has not ended; past all of them the last that ever opened, unless it was left."""
    for index, window in enumerate(windows):
        if window.section not in locked and window.closes_at > at:
            return index
    opened = [index for index, window in enumerate(windows) if window.opens_at < window.closes_at]
    return opened[-1] if opened and windows[opened[-1]].section not in locked else None


# ---- as stored on the attempt's row


def windows_to_json(windows: Windows) -> list[list[Any]] | None:
    """As stored; None without clocks."""
    return [[each.section, each.opens_at.isoformat(), each.closes_at.isoformat()] for each in windows] or None


def windows_from_json(raw: Iterable[Sequence[Any]] | None) -> Windows:
    """The inverse."""
    moment = datetime.fromisoformat
    return tuple(Window(section, moment(opens_at), moment(closes_at)) for section, opens_at, closes_at in raw or ())
