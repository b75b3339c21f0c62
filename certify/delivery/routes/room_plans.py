"""An act before it is done: whom it concerns, in words. The dialog and the page of an act show it alike."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from werkzeug.datastructures import MultiDict

from certify.delivery.domain.room import RoomView, Seat
from certify.delivery.routes.room_acts import ACTS, RoomAct
from certify.delivery.routes.room_needs import worst
from foundation.errors import NotFound
from foundation.i18n import gettext

NAMES_SHOWN = 12
SHORT = 3


@dataclass(frozen=True, slots=True)
class Plan:
    """An act and those it fits; `left_out` says who else was asked for and why not."""

    act: RoomAct
    seats: tuple[Seat, ...]
    everyone: bool
    n_unfit: int
    reopening: UUID | None
    object: str

    @property
    def title(self) -> str:
        """The act and its object."""
        return gettext(self.act.title, who=self.object)

    @property
    def title_with_minutes(self) -> str:
        """The same where the number of minutes belongs to it; the script puts it in for {n}."""
        return gettext(self.act.title_with_minutes, who=self.object, n="{n}") if self.act.title_with_minutes else ""

    @property
    def effect(self) -> str:
        """What will happen."""
        return gettext(self.act.effect)

    @property
    def verb(self) -> str:
        """The button that does it."""
        return gettext(self.act.verb)

    @property
    def names(self) -> str:
        """Who, where the title only counts them."""
        if self.everyone or len(self.seats) <= 1:
            return ""
        return names_of(self.seats, NAMES_SHOWN)

    @property
    def left_out(self) -> str:
        """Those who were chosen and whom it doesn't fit; or that they are too many."""
        if self.is_too_many:
            return gettext("一次最多 %(n)s 人", n=self.act.most)
        return gettext(self.act.unfit, n=self.n_unfit) if self.n_unfit else ""

    @property
    def is_possible(self) -> bool:
        """There is somebody to do it for; the whole room may be empty."""
        return self.everyone or (bool(self.seats) and not self.is_too_many)

    @property
    def is_too_many(self) -> bool:
        """More people than the act takes at a time."""
        return not self.everyone and self.act.most is not None and len(self.seats) > self.act.most


def names_of(seats: Sequence[Seat], most: int) -> str:
    """A-01 周敏、A-02 郑凯 等 38 人."""
    names = gettext("、").join(f"{seat.seat} {seat.name}" for seat in seats[:most])
    return names if len(seats) <= most else gettext("%(names)s 等 %(n)s 人", names=names, n=len(seats))


def plan_of(view: RoomView, name: str, asked: MultiDict[str, str]) -> Plan:
    """What a request asks for: one, several, all with a need, or everyone. Raises NotFound for who isn't there."""
    act = ACTS.get(name)
    reopening = asked.get("reopening", type=UUID)
    if act is None or (act.is_decision and reopening is None):
        raise NotFound()
    if asked.get("everyone") and act.may_be_all:
        fits = [seat for seat in view.seats if act.fits(seat)]
        object_ = gettext("全场") if name not in ("note", "sign_off") else (view.room or view.title)
        return Plan(act, tuple(fits), True, 0, None, object_)
    chosen = _chosen(view, asked)
    fitting = tuple(seat for seat in chosen if act.fits(seat))
    if act.is_single and len(fitting) > 1:
        raise NotFound()
    shown = fitting or chosen
    object_ = f"{shown[0].seat} {shown[0].name}" if len(shown) == 1 else gettext("%(n)s 人", n=len(shown))
    return Plan(act, fitting, False, len(chosen) - len(fitting), reopening, object_)


def _chosen(view: RoomView, asked: MultiDict[str, str]) -> list[Seat]:
    need, texts = asked.get("need"), asked.getlist("person")
    if need:
        return [seat for seat in view.seats if worst(seat) == need]
    by_id = {str(seat.person_id): seat for seat in view.seats}
    return list({text: _of(by_id, text) for text in texts}.values())


def _of(by_id: dict[str, Seat], text: str) -> Seat:
    if text not in by_id:
        raise NotFound()
    return by_id[text]


def expected(plan: Plan) -> Collection[UUID]:
    """Those for whom it should be done: a refusal for anybody else is no news."""
    return {seat.person_id for seat in plan.seats}
