"""What an invigilator reads at a glance: ages, time left, the order of seats, which card a seat gets."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from certify.delivery.domain.presence import Need, Presence
from certify.delivery.domain.room import RoomView, Seat
from certify.delivery.routes.room_board import by_label
from certify.delivery.routes.room_needs import MOST_CARDS_OF_A_KIND, PAUSED, need_cards, worst
from certify.delivery.routes.room_words import age, aged, clock, left, rough_age

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


def seat(number: int = 1, presence: Presence = Presence.WORKING, *needs: Need, **more: object) -> Seat:
    known: dict[str, object] = {
        "person_id": UUID(int=number),
        "name": f"考生{number}",
        "login": f"2008{number:02}",
        "seat": f"A-{number}",
        "number": number,
        "presence": presence,
        "needs": needs,
        "attempt_id": UUID(int=1000 + number),
        "started_at": NOW - timedelta(minutes=20),
        "last_seen_at": NOW - timedelta(seconds=70),
        **more,
    }
    return Seat(**known)  # type: ignore[arg-type]  # what Seat takes


def room(*seats: Seat) -> RoomView:
    return RoomView(
        sitting_id=UUID(int=7),
        title="第一场",
        room="2 号机房",
        unit_path="/",
        unit_name="岚州一中心",
        opens_at=NOW,
        closes_at=NOW + timedelta(hours=2),
        access_code="123456",
        kind="scored",
        as_of=NOW,
        poll_seconds=5,
        seats=seats,
        counts={},
    )


@pytest.mark.parametrize(
    ("seconds", "fine", "rough"),
    [
        (-3, "0 秒", "0 秒"),
        (59.9, "59 秒", "59 秒"),
        (60, "1 分 0 秒", "1 分钟"),
        (130, "2 分 10 秒", "2 分钟"),
        (600, "10 分钟", "10 分钟"),
        (3900, "1 小时 5 分", "1 小时 5 分"),
    ],
)
def test_an_age_is_no_finer_than_one_can_use(seconds: float, fine: str, rough: str) -> None:
    assert (age(seconds), rough_age(seconds)) == (fine, rough)
    assert aged("失联 %(rough)s，%(age)s", 0, round(seconds * 1000)) == f"失联 {rough}，{fine}"


def test_time_left_shows_seconds_only_when_it_runs_short() -> None:
    assert [left(seconds) for seconds in (3552, 600, 599, 5, -1)] == ["59 分钟", "10 分钟", "9:59", "0:05", "0:00"]
    assert [clock(seconds) for seconds in (4324, 3552, 0)] == ["1:12:04", "59:12", "0:00"]


def test_seats_stand_in_the_order_of_their_labels() -> None:
    labels = ["A-10", "B-1", "A-2", "03", "1"]
    assert [each.seat for each in sorted((seat(seat=label) for label in labels), key=by_label)] == [
        "1",
        "03",
        "A-2",
        "A-10",
        "B-1",
    ]


def test_a_paused_seat_is_not_lost_whatever_its_page_says() -> None:
    assert worst(seat(1, Presence.PAUSED, Need.DISCONNECTED)) == PAUSED
    assert worst(seat(1, Presence.PAUSED, Need.TAKE_OVER)) == Need.TAKE_OVER
    assert worst(seat(1, Presence.DISCONNECTED, Need.DISCONNECTED)) == Need.DISCONNECTED
    assert worst(seat(1, Presence.FINISHED, Need.REOPENING)) is None
    assert worst(seat()) is None


def test_every_need_has_a_card_and_an_act() -> None:
    for need in Need:
        cards = need_cards(room(seat(1, Presence.WORKING, need, unsent=2)), None)
        assert [bool(card["acts"]) for card in cards] == ([] if need is Need.REOPENING else [True])


def test_many_with_the_same_need_become_one_card() -> None:
    lost = [seat(n, Presence.DISCONNECTED, Need.DISCONNECTED) for n in range(1, MOST_CARDS_OF_A_KIND + 2)]
    assert len(need_cards(room(*lost[:-1]), None)) == MOST_CARDS_OF_A_KIND
    (card,) = need_cards(room(*lost), None)
    assert card["who"] == "5 人" and card["need"] == "disconnected" and not card["person"]
    assert [each["act"] for each in card["acts"]] == ["pause", "extend", "look"]
