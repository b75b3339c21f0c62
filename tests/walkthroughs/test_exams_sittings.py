"""Sittings told through the services: planning, roster, clashes, publishing, what a candidate finds, more time."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from certify.exams import queries
from certify.exams import services as exams
from certify.exams.domain import (
    NotOnRoster,
    SittingBegan,
    SittingKind,
    SittingPublished,
    UnknownSitting,
)
from foundation.errors import Forbidden, Invalid, NotFound
from foundation.ids import new_id
from people import services as people
from people.domain import SYSTEM, Role, UnknownPerson
from question_bank.domain import Pool
from tests.exams_makers import fill_small, plan, published, small_data, small_exam
from tests.factories import House, make_person


def texts(error: pytest.ExceptionInfo[Invalid]) -> list[str]:
    return [str(problem) for problem in error.value.problems]


def test_a_sitting_from_plan_to_candidate(house: House, now: datetime) -> None:
    exam_id, forms = small_exam(house, now)
    sitting_id = exams.create_sitting(house.ben, plan(house, exam_id, now), now=now)
    ada, adam = house.ada.require_person(), house.adam.require_person()
    change = exams.add_to_roster(house.ben, sitting_id, [ada, adam], now=now)
    assert (change.added, change.already, change.skipped) == (2, 0, ())
    assert exams.add_to_roster(house.ben, sitting_id, [ada], now=now).already == 1
    assert exams.list_sittings_for(ada) == []
    with pytest.raises(UnknownSitting):
        exams.sitting_for_candidate(ada, sitting_id)
    exams.publish_sitting(house.ben, sitting_id, now=now)
    exams.publish_sitting(house.ben, sitting_id, now=now)
    view = exams.sitting_for_candidate(ada, sitting_id)
    assert exams.list_sittings_for(ada) == [view]
    assert (view.exam_title, view.duration_seconds, view.grace_seconds, view.seat) == ("小考", 1800, 10, "01")
    assert view.latest_entry_at == view.opens_at + timedelta(minutes=30)
    assert view.kind is SittingKind.SCORED and view.form_id in forms
    assert view.form_id != exams.sitting_for_candidate(adam, sitting_id).form_id
    assert view.code_matches(exams.show_sitting(house.ben, sitting_id).access_code)
    with pytest.raises(UnknownSitting):
        exams.sitting_for_candidate(house.cleo.require_person(), sitting_id)


def test_a_plan_that_can_t_be_is_refused_with_all_its_problems(house: House, now: datetime) -> None:
    exam_id, _forms = small_exam(house, now)
    bad = plan(house, exam_id, now, title="", closes_at=now - timedelta(hours=1), opens_at=now)
    with pytest.raises(Invalid) as error:
        exams.create_sitting(house.ben, bad, now=now)
    assert texts(error) == ["标题要填，最多 120 个字", "结束时间要在开始之后", "结束时间已经过去"]
    with pytest.raises(Invalid) as none:
        exams.create_sitting(house.ben, plan(house, exam_id, now), form_ids=[], now=now)
    assert texts(none) == ["至少选一套试卷"]
    assert exams.list_sittings(house.ben) == []


def test_without_a_frozen_form_there_is_no_sitting(house: House, now: datetime) -> None:
    fill_small(house, now)
    exam_id = exams.import_blueprint(house.ben, house.units["north"], small_data(), now=now)
    exams.assemble_form(house.ben, exam_id, now=now)
    with pytest.raises(Invalid) as error:
        exams.create_sitting(house.ben, plan(house, exam_id, now), now=now)
    assert texts(error) == ["这门考试还没有冻结的试卷"]
    assert exams.list_sittable(house.ben) == []


def test_who_reaches_a_sitting(house: House, now: datetime) -> None:
    sitting_id = published(house, now)
    assert exams.show_sitting(house.invigilator, sitting_id).n_roster == 2
    assert len(exams.list_roster(house.invigilator, sitting_id)) == 2
    for refused, error in ((house.ada, Forbidden), (house.cleo_staff, UnknownSitting), (house.hr, Forbidden)):
        with pytest.raises(error):
            exams.show_sitting(refused, sitting_id)
    with pytest.raises(Forbidden):
        exams.regenerate_code(house.invigilator, sitting_id, now=now)
    with pytest.raises(UnknownSitting):
        exams.publish_sitting(house.cleo_staff, sitting_id, now=now)
    assert exams.list_sittings(house.cleo_staff) == [] and len(exams.list_sittings(house.ben)) == 1


def test_another_city_can_t_sit_this_city_s_exam(house: House, now: datetime) -> None:
    exam_id, _forms = small_exam(house, now)
    with pytest.raises(queries.UnknownExam):
        exams.create_sitting(house.cleo_staff, plan(house, exam_id, now, unit_id=house.units["far"]), now=now)
    assert exams.list_sittable(house.cleo_staff) == []
    assert [exam.id for exam in exams.list_sittable(house.ben)] == [exam_id]


def test_people_of_another_city_or_without_the_role_don_t_get_on_the_roster(house: House, now: datetime) -> None:
    exam_id, _forms = small_exam(house, now)
    sitting_id = exams.create_sitting(house.ben, plan(house, exam_id, now), now=now)
    for stranger in (house.cleo, house.writer):
        with pytest.raises(Invalid) as error:
            exams.add_to_roster(house.ben, sitting_id, [stranger.require_person()], now=now)
        assert texts(error) == ["有 1 人不是在职的客服代表，或不在你的范围内"]
    people.leave(SYSTEM, house.adam.require_person(), last_day=now.date(), now=now)
    assert [holder.login for holder in exams.list_addable(house.ben, sitting_id)] == [house.ada.login]
    with pytest.raises(Invalid):
        exams.add_to_roster(house.ben, sitting_id, [], now=now)
    assert exams.list_roster(house.ben, sitting_id) == ()


def test_a_whole_unit_gets_on_and_forms_are_spread(house: House, now: datetime) -> None:
    exam_id, _forms = small_exam(house, now)
    for number in range(7):
        make_person(f"40{number:04d}", f"学员{number}", house.units["centre2"], Role.AGENT, now=now)
    sitting_id = exams.create_sitting(house.ben, plan(house, exam_id, now), now=now)
    assert exams.add_unit_to_roster(house.ben, sitting_id, house.units["north"], now=now).added == 9
    lines = exams.list_roster(house.ben, sitting_id)
    assert [line.seat for line in lines] == [f"{n:02d}" for n in range(1, 10)]
    assert [line.login for line in lines] == sorted(line.login for line in lines)
    labels = [line.form_label for line in lines]
    assert sorted((labels.count("A"), labels.count("B"))) == [4, 5]
    with pytest.raises(Forbidden):
        exams.add_unit_to_roster(house.ben, sitting_id, house.units["far"], now=now)


def test_a_clash_is_named_and_nobody_is_added_unless_skipping_is_asked(house: House, now: datetime) -> None:
    published(house, now)
    exam_id = exams.list_exams(house.ben)[0].id
    other = exams.create_sitting(house.ben, plan(house, exam_id, now, title="另一场", room="二号教室"), now=now)
    people_ids = [house.ada.require_person()]
    with pytest.raises(Invalid) as error:
        exams.add_to_roster(house.ben, other, people_ids, now=now)
    assert texts(error) == ["林晓雯 同一时间在“十一月场”的名单上"]
    assert exams.list_roster(house.ben, other) == ()
    change = exams.add_to_roster(house.ben, other, people_ids, skip_clashing=True, now=now)
    assert (change.added, change.skipped) == (0, ("林晓雯",))
    later = plan(
        house,
        exam_id,
        now,
        title="后一场",
        opens_at=now + timedelta(days=1, hours=2),
        closes_at=now + timedelta(days=2),
    )
    after = exams.create_sitting(house.ben, later, now=now)
    assert exams.add_to_roster(house.ben, after, people_ids, now=now).added == 1


def test_a_clash_that_arose_since_stops_the_publishing(house: House, now: datetime) -> None:
    exam_id, _forms = small_exam(house, now)
    first = exams.create_sitting(house.ben, plan(house, exam_id, now), now=now)
    far_off = plan(
        house, exam_id, now, title="改期场", opens_at=now + timedelta(days=3), closes_at=now + timedelta(days=4)
    )
    second = exams.create_sitting(house.ben, far_off, now=now)
    for sitting_id in (first, second):
        exams.add_to_roster(house.ben, sitting_id, [house.ada.require_person()], now=now)
    exams.edit_sitting(house.ben, second, plan(house, exam_id, now, title="改期场", room=""), now=now)
    with pytest.raises(Invalid) as error:
        exams.publish_sitting(house.ben, first, now=now)
    assert texts(error) == ["林晓雯 同一时间在“改期场”的名单上"]


def test_a_room_that_is_taken_is_named(house: House, now: datetime) -> None:
    published(house, now)
    exam_id = exams.list_exams(house.ben)[0].id
    with pytest.raises(Invalid) as error:
        exams.create_sitting(house.ben, plan(house, exam_id, now, title="另一场"), now=now)
    assert texts(error) == ["考场 一号教室 同一时间已有“十一月场”"] and error.value.problems[0].field == "room"


def test_publishing_needs_people_and_time(house: House, now: datetime) -> None:
    exam_id, _forms = small_exam(house, now)
    sitting_id = exams.create_sitting(house.ben, plan(house, exam_id, now), now=now)
    with pytest.raises(Invalid) as error:
        exams.publish_sitting(house.ben, sitting_id, now=now)
    assert texts(error) == ["名单还是空的，先加考生再发布"]
    exams.add_to_roster(house.ben, sitting_id, [house.ada.require_person()], now=now)
    with pytest.raises(Invalid):
        exams.publish_sitting(house.ben, sitting_id, now=now + timedelta(days=2))


def test_what_candidates_see_is_not_changed_under_them(house: House, now: datetime) -> None:
    sitting_id = published(house, now)
    exam_id = exams.list_exams(house.ben)[0].id
    with pytest.raises(SittingPublished):
        exams.edit_sitting(house.ben, sitting_id, plan(house, exam_id, now, title="新名"), now=now)
    opens_at = exams.get_sitting(sitting_id).opens_at
    with pytest.raises(SittingBegan):
        exams.withdraw_sitting(house.ben, sitting_id, now=opens_at)
    exams.withdraw_sitting(house.ben, sitting_id, now=opens_at - timedelta(seconds=1))
    assert exams.list_sittings_for(house.ada.require_person()) == []
    exams.edit_sitting(house.ben, sitting_id, plan(house, exam_id, now, title="新名"), now=now)
    assert exams.get_sitting(sitting_id).title == "新名"


def test_the_roster_only_grows_from_the_opening_on(house: House, now: datetime) -> None:
    sitting_id = published(house, now)
    sitting = exams.get_sitting(sitting_id)
    ada, adam = house.ada.require_person(), house.adam.require_person()
    exams.remove_from_roster(house.ben, sitting_id, adam, now=sitting.opens_at - timedelta(minutes=1))
    with pytest.raises(NotOnRoster):
        exams.remove_from_roster(house.ben, sitting_id, adam, now=now)
    with pytest.raises(SittingBegan):
        exams.remove_from_roster(house.ben, sitting_id, ada, now=sitting.opens_at)
    assert exams.add_to_roster(house.ben, sitting_id, [adam], now=sitting.opens_at).added == 1
    with pytest.raises(SittingPublished):
        exams.add_to_roster(house.ben, sitting_id, [adam], now=sitting.closes_at)


def test_a_new_code_replaces_the_old_one(house: House, now: datetime) -> None:
    sitting_id = published(house, now)
    old = exams.get_sitting(sitting_id).access_code
    new = exams.regenerate_code(house.ben, sitting_id, now=now)
    view = exams.sitting_for_candidate(house.ada.require_person(), sitting_id)
    assert len(old) == len(new) == 6 and view.code_matches(new) and (old == new or not view.code_matches(old))


def test_moving_a_seat(house: House, now: datetime) -> None:
    sitting_id = published(house, now)
    ada = house.ada.require_person()
    exams.move_seat(house.invigilator, sitting_id, ada, "A-07", now=now)
    assert exams.sitting_for_candidate(ada, sitting_id).seat == "A-07"
    for seat in ("02", " ", "长" * 17):
        with pytest.raises(Invalid):
            exams.move_seat(house.invigilator, sitting_id, ada, seat, now=now)


def test_a_plan_sent_twice_makes_one_sitting(house: House, now: datetime) -> None:
    exam_id, _forms = small_exam(house, now)
    sitting_id = new_id()
    for _ in range(2):
        exams.create_sitting(house.ben, plan(house, exam_id, now), sitting_id=sitting_id, now=now)
    assert len(exams.list_sittings(house.ben)) == 1


def test_more_time_for_a_person_on_the_days_it_holds(house: House, now: datetime) -> None:
    sitting_id = published(house, now)
    ada = house.ada.require_person()
    day = now.date()
    right = exams.grant_time(
        house.ben, ada, time_factor=Decimal("1.25"), from_day=day + timedelta(days=1), reason="视力", now=now
    )
    assert exams.time_factor(ada, now) == 1
    assert exams.time_factor(ada, now + timedelta(days=1)) == Decimal("1.25")
    assert exams.sitting_for_candidate(ada, sitting_id).time_factor == Decimal("1.25")
    assert [line.time_factor for line in exams.list_roster(house.ben, sitting_id)] == [Decimal("1.25"), 1]
    exams.end_time(house.ben, right, now=now)
    assert exams.time_factor(ada, now + timedelta(days=1)) == 1
    assert [entry.ended_at for entry in exams.list_time_rights(house.ben)] == [now]


@pytest.mark.parametrize("factor", ["1", "0.5", "3.01", "1.255"])
def test_a_factor_that_makes_no_sense(house: House, now: datetime, factor: str) -> None:
    ada = house.ada.require_person()
    with pytest.raises(Invalid) as error:
        exams.grant_time(
            house.ben,
            ada,
            time_factor=Decimal(factor),
            from_day=now.date(),
            until_day=now.date() - timedelta(days=1),
            reason=" ",
            now=now,
        )
    assert [problem.field for problem in error.value.problems] == ["time_factor", "until_day", "reason"]


def test_more_time_stays_within_reach(house: House, now: datetime) -> None:
    ada = house.ada.require_person()
    with pytest.raises(UnknownPerson):
        exams.grant_time(house.cleo_staff, ada, time_factor=Decimal("1.25"), from_day=now.date(), reason="x", now=now)
    right = exams.grant_time(house.ben, ada, time_factor=Decimal("1.25"), from_day=now.date(), reason="x", now=now)
    with pytest.raises(NotFound):
        exams.end_time(house.cleo_staff, right, now=now)
    assert exams.list_time_rights(house.cleo_staff) == []


def test_a_rehearsal_draws_from_practice_and_counts_for_nothing(house: House, now: datetime) -> None:
    window: dict[str, Any] = {"opens_at": now + timedelta(hours=1), "closes_at": now + timedelta(hours=9)}
    with pytest.raises(Invalid) as error:
        exams.create_rehearsal(house.ben, unit_id=house.units["north"], title="演练", now=now, **window)
    assert texts(error) == ["练习题库里还没有已通过的题目，先通过几道再安排演练"]
    fill_small(house, now, 5, pool=Pool.PRACTICE)
    ids = [
        exams.create_rehearsal(house.ben, unit_id=house.units["north"], title=f"演练{n}", now=now, **window)
        for n in (1, 2)
    ]
    first, second = (exams.get_sitting(sitting_id) for sitting_id in ids)
    assert first.kind is SittingKind.REHEARSAL and first.duration_minutes == 5
    assert first.exam_id == second.exam_id
    form = exams.get_form(first.form_ids[0])
    assert form.pool is Pool.PRACTICE and form.total == 2
    for sitting in (first, second):  # rehearsals don't clash
        exams.add_to_roster(house.ben, sitting.sitting_id, [house.ada.require_person()], now=now)
        exams.publish_sitting(house.ben, sitting.sitting_id, now=now)
    assert replace(exams.list_sittings_for(house.ada.require_person())[0]).kind is SittingKind.REHEARSAL
