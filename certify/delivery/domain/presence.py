"""Who is there, and who needs the invigilator: pure rules over what is stored and the time. Nothing here is stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from certify.delivery.domain.attempt import Attempt
from certify.delivery.domain.deadlines import is_over, seconds_left
from certify.delivery.domain.states import AttemptState
from foundation.errors import N_

POLL_SECONDS = 5
POLLS_PER_SECOND = 100  # what all exam pages together may ask: 5 s up to 500 live candidates, longer beyond
POLL_SECONDS_MOST = 60
MISSED_POLLS = 4
IDLE_AFTER = timedelta(minutes=3)
TIME_NEARLY_UP = timedelta(minutes=5)


class Presence(StrEnum):
    """Where somebody on the roster is. DISCONNECTED: began, and the server hears nothing of the page."""

    EXPECTED = "expected"
    ADMITTED = "admitted"
    WORKING = "working"
    IDLE = "idle"
    DISCONNECTED = "disconnected"
    PAUSED = "paused"
    FINISHED = "finished"


PRESENCE_LABELS: Mapping[Presence, str] = {
    Presence.EXPECTED: N_("未到"),
    Presence.ADMITTED: N_("已放行"),
    Presence.WORKING: N_("作答中"),
    Presence.IDLE: N_("停笔"),
    Presence.DISCONNECTED: N_("失联"),
    Presence.PAUSED: N_("暂停中"),
    Presence.FINISHED: N_("已交卷"),
}


class Need(StrEnum):
    """Why somebody needs the invigilator; worst first."""

    DISCONNECTED = "disconnected"
    UNSENT = "unsent"
    TAKE_OVER = "take_over"
    ADMISSION = "admission"
    ADDRESS = "address"
    SAFE_BROWSER = "safe_browser"
    LATE_ENTRY = "late_entry"
    TIME_NEARLY_UP = "time_nearly_up"
    REOPENING = "reopening"
    TAKEN_OVER = "taken_over"


NEED_LABELS: Mapping[Need, str] = {
    Need.DISCONNECTED: N_("失联"),
    Need.UNSENT: N_("有答案没传到服务器"),
    Need.TAKE_OVER: N_("要换电脑，等你同意"),
    Need.ADMISSION: N_("等你放行"),
    Need.ADDRESS: N_("不在考场网段"),
    Need.SAFE_BROWSER: N_("没有用 Safe Exam Browser"),
    Need.LATE_ENTRY: N_("过了最晚入场时间"),
    Need.TIME_NEARLY_UP: N_("还剩不到 5 分钟"),
    Need.REOPENING: N_("等第二人决定是否重新打开"),
    Need.TAKEN_OVER: N_("换过电脑或页面"),
}
NEED_ORDER: Mapping[Need, int] = {need: place for place, need in enumerate(Need)}


def poll_seconds(live: int) -> int:
    """How often an exam page asks, by the number of candidates in progress."""
    return min(POLL_SECONDS_MOST, max(POLL_SECONDS, -(-live // POLLS_PER_SECOND)))


@dataclass(frozen=True, slots=True)
class Sight:
    """What is known of one person in the room, for the rules below."""

    attempt: Attempt | None = None
    is_admitted: bool = False
    refused: Need | None = None  # the last try to enter was refused for this, and nobody has admitted them since
    last_heard_at: datetime | None = None  # the later of last poll and last save
    last_save_at: datetime | None = None
    unsent: int | None = None
    is_outside: bool = False  # the page's address is none of the room's, and nobody has looked into it
    seen_epoch: int = 1  # somebody has looked into the changes of page up to this epoch
    asks_take_over: bool = False
    has_reopening: bool = False
    poll_seconds: int = POLL_SECONDS


def derive_presence(sight: Sight, now: datetime) -> Presence:
    """The one rule of presence."""
    attempt = sight.attempt
    if attempt is None:
        return Presence.ADMITTED if sight.is_admitted else Presence.EXPECTED
    if is_over(attempt, now):
        return Presence.FINISHED
    if attempt.state is AttemptState.PAUSED:
        return Presence.PAUSED
    if is_silent(sight, now):
        return Presence.DISCONNECTED
    last_act = max(filter(None, (sight.last_save_at, attempt.started_at)))
    return Presence.IDLE if now - last_act > IDLE_AFTER else Presence.WORKING


def is_silent(sight: Sight, now: datetime) -> bool:
    """Several polls in a row are missing."""
    if sight.attempt is None:
        return False
    heard = sight.last_heard_at or sight.attempt.started_at
    return now - heard > timedelta(seconds=sight.poll_seconds * MISSED_POLLS)


def derive_needs(sight: Sight, now: datetime) -> tuple[Need, ...]:
    """Why this person needs the invigilator, worst first."""
    attempt = sight.attempt
    if attempt is None:
        return (sight.refused,) if sight.refused else ()
    if is_over(attempt, now):
        found = {Need.UNSENT: bool(sight.unsent), Need.REOPENING: sight.has_reopening}
    else:
        running = attempt.state is AttemptState.IN_PROGRESS
        found = {
            Need.DISCONNECTED: is_silent(sight, now),
            Need.UNSENT: bool(sight.unsent),
            Need.TAKE_OVER: sight.asks_take_over,
            Need.ADDRESS: sight.is_outside,
            Need.TIME_NEARLY_UP: running and seconds_left(attempt, now) < TIME_NEARLY_UP.total_seconds(),
            Need.TAKEN_OVER: attempt.epoch > sight.seen_epoch,
        }
    return tuple(sorted((need for need, is_so in found.items() if is_so), key=NEED_ORDER.__getitem__))


def holds_until(sight: Sight, now: datetime) -> datetime | None:
    """Until when presence and needs stay as they are while nothing happens; None: for good. Never too late: a moment at
    which something may turn is named even where nothing does. Where sections have clocks it is now.
    """
    attempt = sight.attempt
    if attempt is None or attempt.state is AttemptState.SUBMITTED:
        return None
    if attempt.windows:
        return now
    heard = sight.last_heard_at or attempt.started_at
    last_act = max(filter(None, (sight.last_save_at, attempt.started_at)))
    turns = (
        heard + timedelta(seconds=sight.poll_seconds * MISSED_POLLS),
        last_act + IDLE_AFTER,
        attempt.deadline_at - TIME_NEARLY_UP,
        attempt.deadline_at,
        attempt.deadline_at + timedelta(seconds=attempt.grace_seconds),
    )
    return min((turn for turn in turns if turn >= now), default=None)


def urgency(needs: tuple[Need, ...], presence: Presence) -> tuple[int, int]:
    """Sort key, worst first: the worst need, then how far from finished."""
    worst = NEED_ORDER[needs[0]] if needs else len(NEED_ORDER)
    return worst, _PLACES[presence]


_PLACES: Mapping[Presence, int] = {
    presence: place
    for place, presence in enumerate(
        (
            *(Presence.DISCONNECTED, Presence.PAUSED, Presence.IDLE, Presence.WORKING),
            *(Presence.ADMITTED, Presence.EXPECTED, Presence.FINISHED),
        )
    )
}
