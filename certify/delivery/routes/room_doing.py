"""How each act of the console is done: the use case behind it, called with what the form says."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from certify.delivery.domain.presence import Need
from certify.delivery.domain.room import ActReport, Seat
from certify.delivery.services import room
from people.domain import Actor


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks what of whom. `everyone`: the whole room, those who start later included; `seats` are those it fits."""

    actor: Actor
    sitting_id: UUID
    seats: tuple[Seat, ...]
    everyone: bool
    form: Any
    now: datetime
    reopening_id: UUID | None = None

    @property
    def person_ids(self) -> list[UUID] | None:
        """None for everyone."""
        return None if self.everyone else [seat.person_id for seat in self.seats]

    @property
    def attempt_id(self) -> UUID:
        """Of the one seat, which has one: the act fits no other."""
        (seat,) = self.seats
        assert seat.attempt_id is not None
        return seat.attempt_id

    def report(self) -> ActReport:
        """All of it is done."""
        return ActReport(tuple(seat.person_id for seat in self.seats))


def clock_act(act: Callable[..., ActReport]) -> Callable[[Asked], ActReport]:
    """An act on the clock of these people, or of everyone."""
    return lambda asked: act(asked.actor, asked.sitting_id, asked.person_ids, asked.form.said, now=asked.now)


def admit(asked: Asked) -> ActReport:
    """Let in."""
    ids = [seat.person_id for seat in asked.seats]
    return room.admit(asked.actor, asked.sitting_id, ids, asked.form.said, now=asked.now)


def check_identity(asked: Asked) -> ActReport:
    """Note each check."""
    for seat in asked.seats:
        room.check_identity(asked.actor, asked.sitting_id, seat.person_id, now=asked.now)
    return asked.report()


def extend(asked: Asked) -> ActReport:
    """Give time."""
    form = asked.form
    return room.extend(asked.actor, asked.sitting_id, asked.person_ids, form.minutes.data, form.said, now=asked.now)


def move_seat(asked: Asked) -> ActReport:
    """Another seat for the one."""
    person_id = asked.seats[0].person_id
    room.move_seat(asked.actor, asked.sitting_id, person_id, asked.form.seat.data, asked.form.said, now=asked.now)
    return asked.report()


def note(asked: Asked) -> ActReport:
    """About each of them, or about the room."""
    text = asked.form.text.data
    for person_id in [None] if asked.everyone else [seat.person_id for seat in asked.seats]:
        room.note(asked.actor, asked.sitting_id, person_id, text, now=asked.now)
    return asked.report()


def propose(asked: Asked) -> ActReport:
    """Ask for a reopening."""
    room.propose_reopening(asked.actor, asked.attempt_id, asked.form.minutes.data, asked.form.said, now=asked.now)
    return asked.report()


def consent(asked: Asked) -> ActReport:
    """Let the one change computers."""
    room.consent_to_take_over(asked.actor, asked.attempt_id, asked.form.said, now=asked.now)
    return asked.report()


def mark_seen(asked: Asked) -> ActReport:
    """As the console shows each of them now."""
    for seat in asked.seats:
        assert seat.attempt_id is not None and seat.epoch is not None  # the act fits no other
        outside = seat.address if Need.ADDRESS in seat.needs else None
        room.mark_seen(asked.actor, seat.attempt_id, asked.form.said, address=outside, epoch=seat.epoch, now=asked.now)
    return asked.report()


def confirm(asked: Asked) -> ActReport:
    """The second person agrees."""
    assert asked.reopening_id is not None
    room.confirm_reopening(asked.actor, asked.reopening_id, now=asked.now)
    return asked.report()


def decline(asked: Asked) -> ActReport:
    """The second person says no, or the first takes it back."""
    assert asked.reopening_id is not None
    room.decline_reopening(asked.actor, asked.reopening_id, asked.form.said, now=asked.now)
    return asked.report()


def sign_off(asked: Asked) -> ActReport:
    """End the record."""
    room.sign_off(asked.actor, asked.sitting_id, now=asked.now)
    return asked.report()
