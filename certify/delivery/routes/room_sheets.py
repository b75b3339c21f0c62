"""Lists and fact sheets of the invigilator's pages: groups of rooms, the checklist, a seat's facts, its signals."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from ipaddress import ip_address, ip_network
from typing import Any

from flask import url_for

from certify.delivery.domain.presence import PRESENCE_LABELS, Presence
from certify.delivery.domain.room import RoomLine, RoomView, Seat
from certify.delivery.domain.safe_browser import PROOF_TEXTS, Proof
from certify.delivery.domain.signals import SIGNAL_LABELS, Signal, SignalKind
from certify.delivery.routes.room_words import age, clock, section_now
from foundation.i18n import gettext
from foundation.web.dates import minute, second

Check = dict[str, Any]


def grouped(lines: Iterable[RoomLine], now: datetime) -> dict[str, list[RoomLine]]:
    """Running, still to come, over (the latest first)."""
    groups: dict[str, list[RoomLine]] = {"now": [], "today": [], "past": []}
    for line in lines:
        is_over = now >= line.closes_at and line.n_running == 0
        groups["past" if is_over else "now" if now >= line.opens_at else "today"].append(line)
    groups["now"].sort(key=lambda line: -line.n_running)  # where people are writing comes first
    groups["past"].reverse()
    return groups


def found(lines: Iterable[dict[str, Any]], show: str, words: str) -> set[str]:
    """The ids of the seats that fit a filter."""
    wanted = words.lower().split()
    return {
        line["id"]
        for line in lines
        if (not show or line["presence"] == show)
        and all(word in f"{line['seat']} {line['name']} {line['login']}".lower() for word in wanted)
    }


def checks(view: RoomView, address: str | None) -> list[Check]:
    """Before it begins: clock, roster, code, network, how one gets in."""
    checked = sum(1 for seat in view.seats if seat.identity_checked_at)
    return [
        {
            "ok": True,
            "clock": True,
            "title": gettext("时钟"),
            "text": gettext("服务器 %(time)s", time=second(view.as_of)),
            "small": gettext("考试按服务器的时间走，和墙上的钟对一下"),
        },
        {
            "ok": bool(view.seats),
            "title": gettext("名单"),
            "text": gettext("%(n)s 人", n=len(view.seats)),
            "small": gettext("已核对身份 %(n)s 人", n=checked),
            "href": url_for("exams.show_sitting", sitting_id=view.sitting_id),
            "action": gettext("看名单"),
        },
        {
            "ok": bool(view.access_code),
            "title": gettext("入场码"),
            "text": f"{view.access_code[:3]} {view.access_code[3:]}",
            "small": gettext("开考时读给考场里的人，不要提前发出去。"),
        },
        _network(view, address),
        {
            "ok": True,
            "title": gettext("入场"),
            "text": gettext("先放行，才能开始") if view.requires_admission else gettext("凭入场码就能开始"),
            "small": gettext("换电脑要你同意")
            if view.take_over_consent
            else gettext("换电脑不用等你同意，会记在记录里"),
        },
    ]


def _network(view: RoomView, address: str | None) -> Check:
    title = gettext("网络")
    if not view.networks:
        return {"ok": True, "title": title, "text": gettext("不限网段"), "small": ""}
    inside = address is not None and any(ip_address(address) in ip_network(each) for each in view.networks)
    small = gettext("你这台电脑 %(address)s 在网段里") if inside else gettext("你这台电脑 %(address)s 不在网段里")
    text = gettext("只能从 %(networks)s 开始", networks=gettext("、").join(view.networks))
    return {"ok": inside, "title": title, "text": text, "small": small % {"address": address or "—"}}


def facts(seat: Seat, now: datetime) -> list[tuple[str, str]]:
    """What is known of a seat, most needed first; nothing where nothing is known."""

    def at(moment: datetime | None) -> str:
        return minute(moment) if moment else ""

    is_open = seat.attempt_id is not None and seat.presence is not Presence.FINISHED
    heard = gettext("%(age)s前", age=age((now - seat.last_seen_at).total_seconds())) if seat.last_seen_at else ""
    rows = [
        (gettext("剩余"), clock(seat.seconds_left) if is_open and seat.seconds_left is not None else ""),
        (gettext("大题"), section_now(seat.section) if is_open and seat.section is not None else ""),
        (gettext("交卷截止"), at(seat.deadline_at) if is_open else ""),
        (gettext("交卷时间"), at(seat.submitted_at)),
        (gettext("已答"), f"{seat.answered} / {seat.n_slots}" if seat.attempt_id else ""),
        (gettext("待上传"), gettext("%(n)s 题", n=seat.unsent) if seat.unsent else ""),
        (gettext("最后保存"), second(seat.last_save_at) if seat.last_save_at else ""),
        (gettext("最后联系"), heard if is_open else ""),
        (gettext("暂停原因"), gettext(seat.pause_reason) if seat.pause_reason else ""),
        (gettext("开始于"), at(seat.started_at)),
        (
            gettext("时间倍数"),
            gettext("%(n)s 倍", n=f"{seat.factor_percent / 100:g}") if seat.factor_percent > 100 else "",
        ),
        (gettext("网络地址"), seat.address or ""),
        (
            gettext("身份"),
            gettext("%(time)s 核对", time=at(seat.identity_checked_at)) if seat.identity_checked_at else "",
        ),
        (gettext("入场"), gettext("%(time)s 放行", time=at(seat.admitted_at)) if seat.admitted_at else ""),
    ]
    return [(label, text) for label, text in rows if text]


def signal_lines(signals: Sequence[Signal]) -> list[dict[str, str]]:
    """Evidence with its times, the latest first; whoever reads it judges."""
    return [{"time": second(each.received_at), "text": _signal(each)} for each in reversed(signals)]


def _signal(signal: Signal) -> str:
    label = gettext(SIGNAL_LABELS[signal.kind])
    if signal.kind is SignalKind.FOCUS_LOST and signal.amount is not None:
        return f"{label} {age(signal.amount)}"
    if signal.kind is SignalKind.PASTE and signal.amount is not None:
        return f"{label} {gettext('%(n)s 个字', n=signal.amount)}"
    if signal.kind is SignalKind.BROWSER and signal.detail:
        return f"{label} {gettext(PROOF_TEXTS[Proof(signal.detail)])}"
    return f"{label} {signal.detail}" if signal.detail else label


def tally(view: RoomView) -> str:
    """How many are where, in words."""
    parts = (
        f"{gettext(PRESENCE_LABELS[each])} {view.counts.get(each, 0)}" for each in Presence if view.counts.get(each)
    )
    return " · ".join(parts)
