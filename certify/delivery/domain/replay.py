"""The current responses as the ledger tells them (rules 7, 30), and what check page and receipt count."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from certify.delivery.domain.attempt import Number
from certify.delivery.domain.events import Aspect, SaveEvent
from certify.delivery.domain.outcomes import COUNTED, Outcome, OutcomeKind

NEVER: Number = (0, 0)


@dataclass(frozen=True, slots=True)
class CurrentResponse:
    """A slot as it stands: its value (null: blank or cleared) and its flag, each with the number that set it."""

    slot: int
    value: Any = None
    number: Number = NEVER
    flagged: bool = False
    flag_number: Number = NEVER


def _with_event(current: CurrentResponse, event: SaveEvent) -> CurrentResponse:
    if event.aspect is Aspect.FLAG:
        if event.number <= current.flag_number:
            return current
        return replace(current, flagged=event.value is True, flag_number=event.number)
    if event.number <= current.number:
        return current
    return replace(current, value=event.response, number=event.number)


def current_responses(counted: Iterable[tuple[SaveEvent, OutcomeKind]]) -> dict[int, CurrentResponse]:
    """Rule 7: per slot the counted event with the largest (epoch, sequence), in whatever order they come.

    Events whose outcome does not count are passed over, so a whole ledger can be given. Untouched slots are absent.
    """
    current: dict[int, CurrentResponse] = {}
    for event, kind in counted:
        if kind in COUNTED and event.aspect is not None:
            before = current.get(event.slot) or CurrentResponse(event.slot)
            current[event.slot] = _with_event(before, event)
    return current


def upserts(outcomes: Iterable[Outcome]) -> dict[int, CurrentResponse]:
    """The rows to write for one batch: an aspect that the batch leaves alone carries NEVER, which beats nothing."""
    return current_responses((outcome.event, outcome.kind) for outcome in outcomes if outcome.event)


def is_blank(value: Any) -> bool:
    """Null, white space, an empty choice, or blanks all empty. False is an answer."""
    if isinstance(value, list):
        return all(is_blank(part) for part in value)
    return value is None or (isinstance(value, str) and not value.strip())


@dataclass(frozen=True, slots=True)
class Tally:
    """What check page and receipt say: slots answered, unanswered and flagged, in the paper's order."""

    answered: tuple[int, ...]
    unanswered: tuple[int, ...]
    flagged: tuple[int, ...]


def tally(slots: Iterable[int], responses: Mapping[int, CurrentResponse]) -> Tally:
    """Count the responses that the server holds."""
    answered: list[int] = []
    unanswered: list[int] = []
    flagged: list[int] = []
    for slot in slots:
        response = responses.get(slot)
        (unanswered if response is None or is_blank(response.value) else answered).append(slot)
        if response is not None and response.flagged:
            flagged.append(slot)
    return Tally(tuple(answered), tuple(unanswered), tuple(flagged))
