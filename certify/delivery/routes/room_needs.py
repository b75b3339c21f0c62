"""«需要你»: who needs the invigilator, worst first, each with the reason in words and the act that fits.

More than a few people with the same need become one card with one act for all: a power cut is one thing to do, not 38.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from certify.delivery.domain.presence import NEED_LABELS, NEED_ORDER, Need, Presence
from certify.delivery.domain.room import Reopening, RoomView, Seat
from certify.delivery.routes.room_words import AGE, clock, millis
from foundation.errors import N_
from foundation.i18n import gettext
from foundation.web.dates import second

MOST_CARDS_OF_A_KIND = 4
NAMES_SHOWN = 3
PAUSED = "paused"  # no need by the rules, but somebody has to end it
Card = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """How a need is shown: sign, words, and the acts that fit (the first is the main one)."""

    tone: str
    icon: str
    text: Callable[[Seat], str]
    small: Callable[[Seat], str]
    acts: tuple[tuple[str, str], ...]


def _nothing(_seat: Seat) -> str:
    return ""


def _lost(seat: Seat) -> str:
    text = gettext("失联 %(age)s", age=AGE)
    return text + gettext("，还有 %(n)s 题没传上来", n=seat.unsent) if seat.unsent else text


def _held(seat: Seat) -> str:
    if seat.last_save_at is None:
        return gettext("还没有收到答案。计时不停")
    return gettext("已收到 %(n)s 题，最后 %(time)s。计时不停", n=seat.answered, time=second(seat.last_save_at))


def _unsent(seat: Seat) -> str:
    if seat.presence is Presence.FINISHED:
        return gettext("已交卷，还有 %(n)s 题没传到服务器", n=seat.unsent)
    return gettext("%(n)s 题待上传", n=seat.unsent)


def _unsent_small(seat: Seat) -> str:
    if seat.presence is Presence.FINISHED:
        return gettext("不要关那台电脑的页面。需要时申请重新打开")
    return gettext("网络慢，那台电脑在重试。答案存在那里")


def _refused(seat: Seat) -> str:
    return gettext(seat.refused_reason) if seat.refused_reason else ""


def _address(seat: Seat) -> str:
    return gettext("那台电脑的地址 %(address)s", address=seat.address) if seat.address else _refused(seat)


def _paused(seat: Seat) -> str:
    text = gettext("暂停中")
    return text if seat.seconds_left is None else gettext("暂停中，还剩 %(left)s", left=clock(seat.seconds_left))


def _pause_reason(seat: Seat) -> str:
    return gettext("原因：%(reason)s", reason=gettext(seat.pause_reason)) if seat.pause_reason else ""


def _pause_small(seat: Seat) -> str:
    silent = gettext("页面失联") if Need.DISCONNECTED in seat.needs else ""
    return "　".join(filter(None, (_pause_reason(seat), silent)))


def _label(need: Need) -> Callable[[Seat], str]:
    return lambda _seat: gettext(NEED_LABELS[need])


EXTEND, PAUSE, RESUME = ("extend", N_("延时…")), ("pause", N_("暂停…")), ("resume", N_("恢复…"))
ADMIT, LOOK, SEEN = ("admit", N_("放行…")), ("look", N_("查看")), ("seen", N_("已查看…"))
KINDS: Mapping[str, Kind] = {
    Need.DISCONNECTED: Kind("w", "wifi0", _lost, _held, (PAUSE, EXTEND)),
    Need.UNSENT: Kind("w", "sync", _unsent, _unsent_small, (LOOK,)),
    Need.TAKE_OVER: Kind("e", "hand", _label(Need.TAKE_OVER), _held, (("consent", N_("同意换机…")),)),
    Need.ADMISSION: Kind("e", "hand", _label(Need.ADMISSION), _nothing, (ADMIT,)),
    Need.ADDRESS: Kind("w", "shield", _label(Need.ADDRESS), _address, (LOOK, SEEN)),
    Need.SAFE_BROWSER: Kind("e", "shield", _label(Need.SAFE_BROWSER), _refused, (ADMIT,)),
    Need.LATE_ENTRY: Kind("e", "clock", _label(Need.LATE_ENTRY), _nothing, (ADMIT,)),
    Need.TIME_NEARLY_UP: Kind("w", "clock", _label(Need.TIME_NEARLY_UP), _nothing, (EXTEND,)),
    Need.TAKEN_OVER: Kind("w", "eye", _label(Need.TAKEN_OVER), _nothing, (LOOK, SEEN)),
    PAUSED: Kind("w", "pause", _paused, _pause_small, (RESUME,)),
}
MAIN_ACTS = frozenset({"resume", "admit", "consent"})  # what they wait for; the others are a judgement
_ORDER: dict[str, float] = {need.value: place for need, place in NEED_ORDER.items()}
_ORDER[PAUSED] = _ORDER[Need.TIME_NEARLY_UP] - 0.5


def worst(seat: Seat) -> str | None:
    """The kind of card that a seat gets; what waits for a second person has a card of its own."""
    kinds = [need.value for need in seat.needs if need in KINDS]
    if seat.presence is Presence.PAUSED:  # the clock stands still: being out of touch costs nothing now
        kinds = [PAUSED, *(kind for kind in kinds if kind == Need.TAKE_OVER)]
    if seat.attempt_id is None and Need.ADDRESS in seat.needs:
        return Need.ADDRESS.value
    return min(kinds, key=lambda kind: _ORDER[kind], default=None)


def need_cards(view: RoomView, me: UUID | None) -> list[Card]:
    """All cards, worst first."""
    kinds: dict[str, list[Seat]] = {}
    for seat in view.seats:
        kind = worst(seat)
        if kind is not None:
            kinds.setdefault(kind, []).append(seat)
    cards = [(_ORDER[Need.REOPENING], _reopening_card(each, me)) for each in view.pending_reopenings]
    for kind, seats in kinds.items():
        many = len(seats) > MOST_CARDS_OF_A_KIND
        made: Iterable[Card] = (_group_card(kind, seats),) if many else (_card(kind, seat) for seat in seats)
        cards += ((_ORDER[kind], card) for card in made)
    return [card for _order, card in sorted(cards, key=lambda pair: pair[0])]


def _acts(kind: str, seat: Seat | None) -> list[dict[str, Any]]:
    acts = KINDS[kind].acts
    if seat is None and LOOK not in acts:
        acts = (*acts, LOOK)  # chooses them all in the plan
    if seat is not None and kind == Need.UNSENT and seat.presence is Presence.FINISHED:
        acts = (("reopen", N_("申请重开…")), LOOK)
    if seat is not None and kind == Need.ADDRESS and seat.attempt_id is None:
        acts = (ADMIT,)
    return [{"act": act, "label": gettext(label), "main": act in MAIN_ACTS} for act, label in acts]


def _card(kind: str, seat: Seat) -> Card:
    shape = KINDS[kind]
    since = (seat.last_seen_at or seat.started_at) if kind == Need.DISCONNECTED else None
    return {
        "key": f"{kind}-{seat.person_id}",
        "tone": shape.tone,
        "icon": shape.icon,
        "who": f"{seat.seat} {seat.name}",
        "text": shape.text(seat),
        "small": shape.small(seat),
        "since": millis(since),
        "person": str(seat.person_id),
        "need": "",
        "reopening": "",
        "acts": _acts(kind, seat),
    }


def _group_card(kind: str, seats: Sequence[Seat]) -> Card:
    shape = KINDS[kind]
    label = gettext("暂停中") if kind == PAUSED else gettext(NEED_LABELS[Need(kind)])
    names = gettext("、").join(f"{seat.seat} {seat.name}" for seat in seats[:NAMES_SHOWN])
    reasons = {_pause_reason(seat) for seat in seats} if kind == PAUSED else set()
    small = gettext("%(names)s 等 %(n)s 人", names=names, n=len(seats))
    return {
        "key": f"{kind}-all",
        "tone": shape.tone,
        "icon": shape.icon,
        "who": gettext("%(n)s 人", n=len(seats)),
        "text": label,
        "small": "　".join(filter(None, (*reasons, small))) if len(reasons) <= 1 else small,
        "since": None,
        "person": "",
        "need": kind,
        "reopening": "",
        "acts": _acts(kind, None),
    }


def _reopening_card(each: Reopening, me: UUID | None) -> Card:
    mine = each.proposed_by is not None and each.proposed_by == me
    others = (("confirm", N_("同意重开…")), ("decline", N_("不同意…")))
    acts = (("decline", N_("收回申请…")),) if mine else others
    by = gettext("%(name)s %(time)s 提出", name=each.proposed_by_name, time=second(each.proposed_at))
    return {
        "key": f"reopening-{each.id}",
        "tone": "e",
        "icon": "undo",
        "who": f"{each.seat} {each.person_name}",
        "text": gettext("申请重新打开，给 %(n)s 分钟。原因：%(reason)s", n=each.minutes, reason=gettext(each.reason)),
        "small": by + (gettext("。等另一位确认") if mine else ""),
        "since": None,
        "person": str(each.person_id),
        "need": "",
        "reopening": str(each.id),
        "acts": [{"act": act, "label": gettext(label), "main": False} for act, label in acts],
    }
