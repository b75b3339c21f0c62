"""The room in words: what the console's page shows and what its script is told every few seconds, from one place.

`%(age)s` stays in a text whose age grows with every second: template and script fill it from `since`.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import blake2b
from typing import Any
from uuid import UUID

import msgspec

from certify.delivery.domain.presence import PRESENCE_LABELS, Need, Presence
from certify.delivery.domain.room import Incident, RoomView, Seat
from certify.delivery.routes.room_needs import need_cards, worst
from certify.delivery.routes.room_record import record_line
from certify.delivery.routes.room_words import ROUGH_AGE, millis, section_now
from certify.delivery.services.room import Sources
from foundation.i18n import gettext
from foundation.web.dates import second

Line = dict[str, Any]
RECORD_SHOWN = 8
LOOKS = {
    Presence.EXPECTED: ("wait", ""),
    Presence.ADMITTED: ("in", "check"),
    Presence.WORKING: ("ok", ""),
    Presence.IDLE: ("idle", "clock"),
    Presence.DISCONNECTED: ("lost", "wifi0"),
    Presence.PAUSED: ("paused", "pause"),
    Presence.FINISHED: ("done", "check"),
}
RUNNING = frozenset({Presence.WORKING, Presence.IDLE, Presence.DISCONNECTED})


def by_label(seat: Seat) -> list[tuple[int, int | str]]:
    """A-2 before A-10."""
    return [(0, int(part)) if part.isdigit() else (1, part) for part in re.findall(r"\d+|\D+", seat.seat)]


def _state(seat: Seat) -> tuple[str, datetime | None]:
    """The line under the name, and since when."""
    answered = gettext("已答 %(n)s", n=seat.answered)
    if seat.presence is Presence.DISCONNECTED:
        return gettext("失联 %(age)s", age=ROUGH_AGE), seat.last_seen_at or seat.started_at
    if seat.presence is Presence.FINISHED:
        return _ended(seat), None
    if seat.unsent and seat.presence in RUNNING:
        return gettext("%(n)s 题待上传", n=seat.unsent), None
    if seat.presence is Presence.IDLE:
        return gettext("停笔 %(age)s", age=ROUGH_AGE), seat.last_save_at or seat.started_at
    if seat.presence is Presence.WORKING and seat.section is not None:
        return section_now(seat.section), None
    return answered if seat.presence is Presence.WORKING else gettext(PRESENCE_LABELS[seat.presence]), None


def _ended(seat: Seat) -> str:
    score = f"{seat.answered}/{seat.n_slots}"
    if seat.submitted_at is None:
        return gettext("时间到 %(score)s", score=score)
    texts = {
        "collected": gettext("已收卷 %(score)s", score=score),
        "time_out": gettext("到时交卷 %(score)s", score=score),
    }
    return texts.get(seat.cause or "", gettext("已交 %(score)s", score=score))


def _look(seat: Seat) -> tuple[str, str]:
    if seat.needs and seat.needs[0] in (Need.TAKE_OVER, Need.ADMISSION, Need.ADDRESS, Need.LATE_ENTRY):
        return "hand", "hand"
    if seat.unsent and seat.presence is not Presence.DISCONNECTED:
        return "unsent", "sync"
    return LOOKS[seat.presence]


def seat_line(seat: Seat) -> Line:
    """One seat as row and card show it. Nothing here holds an answer."""
    state, since = _state(seat)
    look, icon = _look(seat)
    running = seat.presence in RUNNING
    return {
        "id": str(seat.person_id),
        "seat": seat.seat,
        "name": seat.name,
        "login": seat.login,
        "presence": seat.presence.value,
        "label": gettext(PRESENCE_LABELS[seat.presence]),
        "state": state,
        "since": millis(since),
        "look": look,
        "icon": icon,
        "deadline": millis(seat.deadline_at) if running else None,
        "left": int(seat.seconds_left) if seat.presence is Presence.PAUSED and seat.seconds_left is not None else None,
        "extra": gettext("%(n)s 倍", n=f"{seat.factor_percent / 100:g}") if seat.factor_percent > 100 else "",
        "saved": second(seat.last_save_at)[:5] if seat.last_save_at else "",
        "answered": f"{seat.answered}/{seat.n_slots}" if seat.attempt_id else "",
        "unsent": str(seat.unsent) if seat.unsent else "",
        "checked": seat.identity_checked_at is not None,
        "need": worst(seat) or "",
    }


def labels(view: RoomView) -> dict[UUID, str]:
    """Everybody's seat."""
    return {seat.person_id: seat.seat for seat in view.seats}


def board(view: RoomView, record: Sequence[Incident], me: UUID | None) -> Line:
    """Everything that changes on the page; `record`: its last lines, the newest first. `version` names it without the
    clock: the same room, the same version.
    """
    where = labels(view)
    content: Line = {
        "seats": [seat_line(seat) for seat in sorted(view.seats, key=by_label)],
        "needs": need_cards(view, me),
        "counts": {
            "all": len(view.seats),
            "needs": sum(1 for seat in view.seats if seat.needs),
            **{presence.value: view.counts.get(presence, 0) for presence in Presence},
        },
        "ends": millis(_last_deadline(view.seats) or view.closes_at),
        "running": any(seat.presence in RUNNING for seat in view.seats),
        "is_paused": view.is_paused,
        "signed_off": view.signed_off_at is not None,
        "poll_seconds": view.poll_seconds,
        "record": [record_line(each, where) for each in record],
    }
    version = blake2b(msgspec.json.encode(content), digest_size=9).hexdigest()
    return {**clock_of(view.as_of), "version": version, **content}


def clock_of(now: datetime) -> Line:
    """What says from when a board is."""
    return {"now": millis(now), "as_of": second(now)}


class Shown:
    """The boards that this process showed last, each with all that it was made from: as long as the database says the
    same and the clock turns nobody's state, the next one would be the same.
    """

    MOST = 64

    def __init__(self) -> None:
        self._boards: dict[Any, tuple[Sources, datetime | None, Line]] = {}

    def find(self, whose: Any, sources: Sources, now: datetime) -> Line | None:
        """The board that still holds, if there is one."""
        known = self._boards.get(whose)
        if known is None or known[0] != sources or (known[1] is not None and now >= known[1]):
            return None
        return known[2]

    def put(self, whose: Any, sources: Sources, holds_until: datetime | None, made: Line) -> None:
        """Keep the newest of each invigilator's."""
        while len(self._boards) >= self.MOST:
            self._boards.pop(next(iter(self._boards)), None)
        self._boards[whose] = (sources, holds_until, made)


def _last_deadline(seats: Iterable[Seat]) -> datetime | None:
    return max((seat.deadline_at for seat in seats if seat.presence in RUNNING and seat.deadline_at), default=None)
