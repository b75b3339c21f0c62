"""The exam page's side of the save protocol in Python, a mirror of static/js/exam/protocol.js: numbers, batches,
back-off, what each outcome means (rules 3, 5, 6, 15–18). No network and no clock: times are told, in seconds.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

EVENTS, QUICK, QUIET, PATIENCE, PAUSED_POLL = 50, 0.3, 1.5, 8.0, 5.0
BACK_OFF = (1.0, 2.0, 4.0, 8.0, 15.0)
ACKNOWLEDGED = frozenset({"saved", "duplicate", "stale", "malformed", "late", "superseded"})
HOPELESS = frozenset({"too_large", "unknown_slot", "unknown_section", "unreadable"})
NOT_MINE = frozenset({"not_writer", "unknown_epoch"})
NEVER = float("inf")


@dataclass
class Event:
    """One answer, cleared answer or flag with its number, as it lies in the browser's queue."""

    epoch: int
    sequence: int
    slot: int
    kind: str
    value: Any
    client_time: str
    since: float  # when it was answered, by the clock that the page is told
    sent: bool = False
    refused: str | None = None

    @property
    def number(self) -> tuple[int, int]:
        """Its place in the order of counting."""
        return (self.epoch, self.sequence)

    def wire(self) -> dict[str, Any]:
        """As it travels."""
        names = ("epoch", "sequence", "slot", "kind", "value", "client_time")
        return {name: getattr(self, name) for name in names}


@dataclass
class Done:
    """What a reply did: events forgotten with what the server said of them, and what the page has to do."""

    acknowledged: list[tuple[Event, str]] = field(default_factory=list)
    forked: bool = False
    superseded: bool = False
    odd: list[str] = field(default_factory=list)


class Page:
    """Numbers, queue and back-off of one open page."""

    def __init__(self, client_id: str) -> None:
        self.client_id, self.epoch, self.sequence, self.writer = client_id, 0, 0, False
        self.events: list[Event] = []
        self.in_flight: list[Event] | None = None
        self.failures, self.failure = 0, ""
        self.retry_at, self.quiet_until, self.oldest_at = 0.0, 0.0, NEVER
        self.blocked: str | None = None

    def open(self, reply: dict[str, Any], stored: Sequence[Event], now: float) -> None:
        """The server let the page in; `stored` is what this browser still held, each perhaps sent before."""
        self.epoch, self.writer = reply["epoch"], reply["writer"]
        self.events = sorted(stored, key=lambda event: event.number)
        for event in self.events:
            event.sent = True
        own = [event.sequence for event in self.events if event.epoch == self.epoch]
        self.sequence = max([reply["last_sequence"], *own])
        self.oldest_at = now if self.events else NEVER
        self.quiet_until = now

    def record(self, slot: int, kind: str, value: Any, now: float, client_time: str, *, typing: bool = False) -> Event:
        """Something was answered. What was never sent takes the newer value; what was sent keeps its own for ever."""
        is_flag = kind == "flag"
        same = (e for e in self.events if not e.sent and e.slot == slot and (e.kind == "flag") == is_flag)
        event = next(same, None)
        if event is None:
            self.sequence += 1
            event = Event(self.epoch, self.sequence, slot, kind, value, client_time, now)
            self.events.append(event)
        else:
            event.kind, event.value, event.client_time = kind, value, client_time
        self.quiet_until = now + (QUIET if typing else QUICK)
        self.oldest_at = min(self.oldest_at, now)
        return event

    def pending(self) -> list[Event]:
        """What still has to go, in order."""
        return sorted((event for event in self.events if event.refused is None), key=lambda event: event.number)

    def gaps(self) -> list[int]:
        """Numbers of this epoch that will never arrive (rule 21)."""
        return [event.sequence for event in self.events if event.refused and event.epoch == self.epoch]

    def send_at(self) -> float:
        """When the next batch is due; never while one is on its way or there is nothing to do."""
        if self.in_flight is not None or self.blocked or not self.pending():
            return NEVER
        return max(self.retry_at, min(self.quiet_until, self.oldest_at + PATIENCE))

    def take(self, now: float, *, force: bool = False) -> list[Event] | None:
        """The next batch; `force` does not wait for the typing to end."""
        if self.in_flight is not None or self.blocked or now < (self.retry_at if force else self.send_at()):
            return None
        batch = self.pending()[:EVENTS]
        if not batch:
            return None
        for event in batch:
            event.sent = True
        self.in_flight = batch
        return batch

    def settle(self, outcomes: Sequence[dict[str, Any]], now: float) -> Done:
        """The server has judged a batch. Only what it saved or kept is forgotten (rule 18)."""
        self.in_flight, self.failures, self.failure, self.retry_at = None, 0, "", 0.0
        done = Done()
        for outcome in outcomes:
            self._apply(outcome, done)
        if done.superseded:
            self.writer = False
        if any(o["outcome"] == "refused" and o.get("reason") not in HOPELESS for o in outcomes):
            self.retry_at = now + PAUSED_POLL
        self.oldest_at = now if self.pending() else NEVER
        return done

    def _apply(self, outcome: dict[str, Any], done: Done) -> None:
        number, kind, reason = (outcome["epoch"], outcome["sequence"]), outcome["outcome"], outcome.get("reason")
        event = next((each for each in self.events if each.number == number), None)
        if event is None:
            return
        meaning = (reason or "saved") if kind == "duplicate" else kind  # a duplicate names what became of the first
        if kind in ACKNOWLEDGED:
            self.events.remove(event)
            done.acknowledged.append((event, meaning))
        elif kind == "fork":
            done.forked = True
        elif kind == "refused" and reason in HOPELESS:
            event.refused = reason
            done.odd.append(f"refused: {reason}")
        if (meaning == "superseded" and event.epoch == self.epoch) or (kind == "refused" and reason in NOT_MINE):
            done.superseded = True

    def fail(self, kind: str, now: float, chance: float, retry_after: float = 0.0) -> None:
        """No judgement came: everything stays and goes again under the same numbers."""
        pause = BACK_OFF[min(self.failures, len(BACK_OFF) - 1)] * (0.8 + 0.4 * chance)
        self.in_flight, self.failures, self.failure = None, self.failures + 1, kind
        self.retry_at = now + max(pause, retry_after)

    def heard(self) -> None:
        """A poll came through: the network is back."""
        if self.failure == "network":
            self.failures, self.failure, self.retry_at = 0, "", 0.0

    def renew(self, epoch: int, client_id: str) -> None:
        """A new epoch after a fork: what is unsent gets new numbers in the old order (rule 6)."""
        old = [event for event in self.pending() if event.epoch == self.epoch]
        rest = [event for event in self.events if event not in old]
        fresh = [Event(epoch, place, e.slot, e.kind, e.value, e.client_time, e.since) for place, e in enumerate(old, 1)]
        self.events = rest + fresh
        self.epoch, self.client_id, self.sequence, self.writer = epoch, client_id, len(fresh), True
        self.in_flight, self.retry_at, self.blocked = None, 0.0, None


def leftovers(events: Sequence[Event], epoch: int, heads: dict[int, dict[str, int]]) -> list[Event]:
    """What an earlier page of this browser left behind, newer than what the server holds (rule 15)."""
    newest: dict[tuple[int, bool], Event] = {}
    for event in sorted((e for e in events if e.epoch < epoch), key=lambda e: e.number):
        newest[event.slot, event.kind == "flag"] = event

    def head(event: Event) -> tuple[int, int]:
        found, prefix = heads.get(event.slot, {}), "flag_" if event.kind == "flag" else ""
        return (found.get(f"{prefix}epoch", 0), found.get(f"{prefix}sequence", 0))

    return [event for event in newest.values() if event.number > head(event)]
