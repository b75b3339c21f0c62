"""Schedules that can't be kept are refused when they are saved, and the person concerned is named."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from certify.exams import services as exams
from foundation.errors import Invalid
from tests.exams_makers import plan, small_exam
from tests.factories import House

MINUTE = timedelta(minutes=1)


def sitting(house: House, exam_id: UUID, now: datetime, opens: int, **fields: object) -> UUID:
    """A draft that opens so many minutes from tomorrow's hour, half an hour long like the exam."""
    opens_at = now + timedelta(days=1) + opens * MINUTE
    window = {"opens_at": opens_at, "closes_at": opens_at + 30 * MINUTE, "latest_entry_minutes": None}
    return exams.create_sitting(house.ben, plan(house, exam_id, now, **{**window, "room": "", **fields}), now=now)


@pytest.fixture
def exam_id(house: House, now: datetime) -> UUID:
    return small_exam(house, now)[0]


def slower(house: House, now: datetime) -> None:
    """Ada has half as much time again."""
    exams.grant_time(
        house.ben,
        house.ada.require_person(),
        time_factor=Decimal("1.5"),
        from_day=date(2026, 1, 1),
        reason="手部受伤",
        now=now,
    )


def everyone(house: House) -> list[UUID]:
    return [house.ada.require_person(), house.adam.require_person()]


def said(error: pytest.ExceptionInfo[Invalid]) -> str:
    return "; ".join(str(problem) for problem in error.value.problems)


def test_extra_time_may_not_run_into_the_persons_next_sitting(house: House, exam_id: UUID, now: datetime) -> None:
    slower(house, now)
    first, close, far = (sitting(house, exam_id, now, opens) for opens in (0, 40, 45))
    exams.add_to_roster(house.ben, first, everyone(house), now=now)
    with pytest.raises(Invalid) as error:
        exams.add_to_roster(house.ben, close, everyone(house), now=now)
    assert said(error) == "算上延时照顾，林晓雯 的考试和“十一月场”重叠"
    assert exams.add_to_roster(house.ben, close, everyone(house), skip_clashing=True, now=now).skipped == ("林晓雯",)
    assert exams.add_to_roster(house.ben, far, [house.ada.require_person()], now=now).added == 1


def test_it_counts_in_both_directions_and_at_publishing(house: House, exam_id: UUID, now: datetime) -> None:
    later, first = sitting(house, exam_id, now, 40), sitting(house, exam_id, now, 0)
    exams.add_to_roster(house.ben, later, everyone(house), now=now)
    exams.add_to_roster(house.ben, first, everyone(house), now=now)
    slower(house, now)  # granted after both rosters stood
    with pytest.raises(Invalid) as error:
        exams.publish_sitting(house.ben, first, now=now)
    assert "林晓雯" in said(error) and "何思敏" not in said(error)


def test_a_room_is_free_until_the_slowest_has_finished(house: House, exam_id: UUID, now: datetime) -> None:
    slower(house, now)
    first = sitting(house, exam_id, now, 0, room="一号教室")
    exams.add_to_roster(house.ben, first, [house.ada.require_person()], now=now)
    later = sitting(house, exam_id, now, 40, room="一号教室", title="下一场")
    with pytest.raises(Invalid) as error:
        exams.publish_sitting(house.ben, first, now=now)
    assert said(error) == "考场 一号教室 的“下一场”开始时，林晓雯（1.50 倍时间）还没考完"
    opens_at = now + timedelta(days=1, minutes=45)
    moved = plan(
        *(house, exam_id, now),
        title="下一场",
        room="一号教室",
        opens_at=opens_at,
        closes_at=opens_at + 30 * MINUTE,
        latest_entry_minutes=None,
    )
    exams.edit_sitting(house.ben, later, moved, now=now)
    exams.publish_sitting(house.ben, first, now=now)


def test_extra_time_granted_after_publishing_is_checked_against_all_of_the_persons_sittings(
    house: House, exam_id: UUID, now: datetime
) -> None:
    first, close = (sitting(house, exam_id, now, opens, title=f"第 {opens} 分钟场") for opens in (0, 40))
    for each in (first, close):
        exams.add_to_roster(house.ben, each, everyone(house), now=now)
        exams.publish_sitting(house.ben, each, now=now)
    with pytest.raises(Invalid) as error:
        slower(house, now)
    assert said(error) == "算上这次延时，林晓雯 的“第 0 分钟场”和“第 40 分钟场”重叠，请先改其中一场的安排"
    assert exams.list_time_rights(house.ben) == [], "nothing is granted"
    slower(house, now + timedelta(days=2))  # both are over
    assert len(exams.list_time_rights(house.ben)) == 1


def test_extra_time_granted_later_may_not_run_into_the_rooms_next_sitting(
    house: House, exam_id: UUID, now: datetime
) -> None:
    for opens, people in ((0, everyone(house)[:1]), (40, everyone(house)[1:])):
        each = sitting(house, exam_id, now, opens, room="一号教室")
        exams.add_to_roster(house.ben, each, people, now=now)
        exams.publish_sitting(house.ben, each, now=now)
    with pytest.raises(Invalid) as error:
        slower(house, now)
    assert "林晓雯（1.50 倍时间）还没考完" in said(error)
