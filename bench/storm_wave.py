"""Everybody signs in while an exam is running: what that costs the saves, and how fast the queue gets through.

Two questions. With savers that never pause: which share of their rate is left during the wave. With saves at a
province's pace (150 a second): their latency without and with the wave. Those who are told to come later come later.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass

from bench.candidate import FIELD, FORM
from bench.crowd import fill
from bench.hall import PASSWORD
from bench.open_loop import Failed, Timed, TimedBrowser
from bench.report import Figures, percentiles
from bench.server import Place, serving
from bench.storm_candidate import StormCandidate
from bench.storm_load import Crew, Phase, Report, Saves, Start, StormLoad, Warm

WARM = 16
SAVERS = 1500
AT_ONCE = 32
SECONDS = 20.0
PACE = 150.0  # 10,000 people with 66 s an item
ARRIVE_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Hurry:
    """Savers that never pause, so many at once; each takes one candidate's items after another's."""

    numbers: range
    seconds: float

    def __call__(self, crew: Crew, begin: float) -> Iterable[TimedBrowser]:
        slots = list(crew.hall.items.items())

        def saver(mine: range) -> TimedBrowser:
            for n in mine:
                one = crew.all[n]
                for slot, item in slots[len(one.acknowledged) :]:
                    if time.perf_counter() > begin + self.seconds:
                        return
                    yield from one.save(slot, item)

        return (saver(self.numbers[place::AT_ONCE]) for place in range(AT_ONCE))


@dataclass(frozen=True, slots=True)
class Wave:
    """Browsers at the door: the page, then the password, again when they are told to, until the time is over."""

    numbers: range
    seconds: float

    def __call__(self, crew: Crew, begin: float) -> Iterable[TimedBrowser]:
        for place, n in enumerate(self.numbers):
            due = begin + ARRIVE_SECONDS * place / len(self.numbers)
            yield sign_in(crew.all[n], crew.hall.logins[n], due, begin + self.seconds)


def sign_in(one: StormCandidate, login: str, due: float, end: float) -> TimedBrowser:
    """One browser; it leaves the queue when the measurement ends."""
    one.cookies.clear()
    one.show_cookies()
    page = yield from one.ask("door", "GET", "/sign-in", 200, due=due)
    token = FIELD.search(page.body)
    if token is None:
        raise Failed("no form at the door")
    body = f"login={login}&password={PASSWORD.replace(' ', '+')}&csrf_token={token.group(1).decode()}".encode()
    at = time.perf_counter()
    while at < end:
        request = Timed("sign_in", one.data("POST", "/sign-in", body, FORM), at, takes_refusals=True)
        found = yield request
        one.keep_cookies(found.head)
        if found.status == 302:
            return
        wait = found.header(b"retry-after")
        if found.status not in (429, 503) or not wait:
            raise Failed(f"sign-in: {found.status}")
        at = time.perf_counter() + float(wait)


@dataclass(frozen=True, slots=True)
class Both:
    """Two things at once."""

    first: Phase
    second: Phase

    def __call__(self, crew: Crew, begin: float) -> Iterable[TimedBrowser]:
        yield from self.first(crew, begin)
        yield from self.second(crew, begin)


def measure_wave(place: Place, n_waiting: int) -> Figures:
    """Saves without and with a wave of so many people."""
    crowd = fill(place, WARM + SAVERS + 2 * n_waiting)
    turns = [range(WARM + part * SAVERS // 4, WARM + (part + 1) * SAVERS // 4) for part in range(4)]
    first = WARM + SAVERS
    crowds = range(first, first + n_waiting), range(first + n_waiting, first + 2 * n_waiting)
    with serving(place):
        load = StormLoad(crowd, place.address)
        try:
            load(Warm(range(WARM)))
            load(Start(range(WARM, WARM + SAVERS), 40))
            alone = load(Hurry(turns[0], SECONDS))
            waved = load(Both(Hurry(turns[1], SECONDS), Wave(crowds[0], SECONDS)))
            calm = load(Saves(turns[2], PACE, SECONDS))
            calm_waved = load(Both(Saves(turns[3], PACE, SECONDS), Wave(crowds[1], SECONDS)))
        finally:
            load.stop()
    share = _rate(waved) / _rate(alone)
    reports = {"hurry_alone": alone, "hurry_in_a_wave": waved, "pace_alone": calm, "pace_in_a_wave": calm_waved}
    failures = [failure for report in reports.values() for failure in report.book.failures]
    return {
        "verdict": "holds" if share >= 0.7 and not failures else "fails",
        "waiting": n_waiting,
        "share_of_saves_left": round(share, 3),
        "errors": len(failures),
        "first_errors": "; ".join(failures[:3]),
        **{name: _figures(report) for name, report in reports.items()},
        "windows": [],
    }


def _rate(report: Report) -> float:
    return sum(due + seconds < report.began + SECONDS for due, seconds in report.book.steps["save"]) / SECONDS


def _figures(report: Report) -> Figures:
    """One of the four: saves, and what came of those at the door."""
    notes = report.book.steps
    return {
        "saves_per_s": round(_rate(report), 1),
        "save_ms": percentiles([seconds for _due, seconds in notes["save"]]),
        "door_ms": percentiles([seconds for _due, seconds in notes.get("door", ())]),
        "sign_ins": len(notes.get("sign_in", ())),
        "told_to_come_later": sum(report.book.refused.values()),
    }
