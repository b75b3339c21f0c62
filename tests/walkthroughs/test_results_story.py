"""From marks to results, told through the services: dry run, release, what the candidate sees before and after."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import func, select

from certify.exams import services as exams
from certify.exams.domain import Slot
from certify.marking import services as marking
from certify.marking.domain import LeaseLost, NothingToUndo
from certify.results import services as results
from certify.results.domain import NothingToRelease, ResultReleased, ShortfallKind, Stage, Verdict
from certify.results.models import AreaResultRow, ExamResultRow, SectionResultRow
from foundation.db import db
from foundation.errors import NotFound
from foundation.events import OutboxEvent
from foundation.score import show
from people.domain import MissingPermission
from tests.exam_hall import Hall
from tests.factories import House
from tests.marking_desk import full_marks, mark_all, no_marks, sit, small_hall, without_texts

MINUTE = timedelta(minutes=1)
OVER = timedelta(hours=4)  # past the sitting's window


@pytest.fixture
def hall(house: House, now: datetime) -> Hall:
    return small_hall(house, now)


def nothing_right(slot: Slot) -> Any:
    return "A" if slot.item_type == "single_choice" else None


def released_news() -> list[ResultReleased]:
    rows = db.session.scalars(select(OutboxEvent).where(OutboxEvent.kind == "ResultReleased"))
    return [msgspec.json.decode(row.payload, type=ResultReleased) for row in rows]


def test_submit_score_mark_release_result(house: House, hall: Hall, now: datetime) -> None:
    attempt_id = sit(house.ada, hall, now)
    run = results.dry_run(house.ben, hall.sitting_id)
    assert (run.n_passed, run.n_failed, run.n_open, run.n_released) == (0, 0, 1, 0)
    assert run.rows[0].open_positions == (5, 6) and run.rows[0].view is not None and run.rows[0].view.is_provisional
    mark_all(house.marker, now + MINUTE)
    assert results.dry_run(house.ben, hall.sitting_id).n_passed == 1
    assert results.release(house.ben, hall.sitting_id, now=now + OVER) == 1

    result = results.get_result(attempt_id)
    assert result.verdict is result.view.verdict is Verdict.PASSED
    assert (show(result.view.points), show(result.view.total.required or Decimal(0))) == ("23", "14")
    shares = [
        (p.title, show(p.share.points), show(p.share.maximum)) for p in (*result.view.sections, *result.view.areas)
    ]
    assert shares == [
        ("一、客观题", "7", "7"),
        ("二、主观题", "16", "16"),
        ("认知与安全", "6", "6"),
        ("服务礼仪", "17", "17"),
    ]
    assert result.markers == {house.marker.person_id} and result.released_by == house.ben.person_id
    assert results.find_best_result(house.ada.require_person(), hall.exam_id) == result
    assert results.list_results([house.ada.require_person(), house.adam.require_person()]) == [result]


def test_a_fail_says_which_lines_were_missed_and_by_how_much(house: House, hall: Hall, now: datetime) -> None:
    attempt_id = sit(house.ada, hall, now, nothing_right)
    assert results.release(house.ben, hall.sitting_id, now=now) == 1
    view = results.get_result(attempt_id).view
    missed = {(m.kind, m.part.code if m.part else ""): m for m in view.shortfalls}
    assert set(missed) == {
        (ShortfallKind.TOTAL, ""),
        (ShortfallKind.SECTION, "2"),
        (ShortfallKind.AREA, "M0"),
        (ShortfallKind.AREA, "M1"),
        (ShortfallKind.CRITICAL, ""),
    }
    area = missed[ShortfallKind.AREA, "M1"].share
    assert area is not None and area.short_by == Decimal("8.5"), "50 % of 17 points, exactly"
    assert missed[ShortfallKind.CRITICAL, ""].wrong == 3


def test_releasing_twice_is_once_and_open_scripts_stay_provisional(house: House, hall: Hall, now: datetime) -> None:
    done = sit(house.ada, hall, now, without_texts)
    still_open = sit(house.adam, hall, now)
    assert results.release(house.ben, hall.sitting_id, now=now + OVER) == 1
    with pytest.raises(NothingToRelease):
        results.release(house.ben, hall.sitting_id, now=now + OVER)
    assert db.session.scalar(select(func.count()).select_from(ExamResultRow)) == 1
    assert [(news.attempt_id, news.verdict) for news in released_news()] == [(done, Verdict.FAILED)]
    with pytest.raises(NotFound):
        results.get_result(still_open)
    assert results.get_mine(house.adam, still_open, now=now + OVER).stage is Stage.MARKING
    waiting = results.list_open([house.ada.require_person(), house.adam.require_person()], now=now + OVER)
    assert [(each.attempt_id, each.is_marked) for each in waiting] == [(still_open, False)]

    mark_all(house.marker, now + OVER, no_marks)
    run = results.dry_run(house.ben, hall.sitting_id)
    assert (run.n_released, run.n_failed, run.n_open) == (1, 1, 0)
    assert results.release(house.ben, hall.sitting_id, now=now + 2 * OVER) == 1
    assert len(released_news()) == 2


def test_after_the_release_no_mark_changes(house: House, hall: Hall, now: datetime) -> None:
    attempt_id = sit(house.ada, hall, now)
    mark_all(house.marker, now)
    results.release(house.ben, hall.sitting_id, now=now)
    before = results.get_result(attempt_id)
    version_id = exams.get_form(hall.form_ids[0]).slot(5).version_id
    with pytest.raises(NothingToUndo):
        marking.undo_last_mark(house.marker, version_id, now=now)
    assert marking.list_queue(house.marker) == []
    marking.rescore_attempt(house.ben, attempt_id, reason="核对", now=now)
    assert results.get_result(attempt_id) == before, "a released result is frozen"


def test_a_mark_taken_back_before_the_release_keeps_the_script_open(house: House, hall: Hall, now: datetime) -> None:
    sit(house.ada, hall, now)
    mark_all(house.marker, now)
    marking.undo_last_mark(house.marker, exams.get_form(hall.form_ids[0]).slot(6).version_id, now=now)
    with pytest.raises(NothingToRelease):
        results.release(house.ben, hall.sitting_id, now=now)


def test_a_lease_taken_before_the_release_of_others_still_counts(house: House, hall: Hall, now: datetime) -> None:
    sit(house.ada, hall, now, without_texts)
    sit(house.adam, hall, now)
    version_id = exams.get_form(hall.form_ids[0]).slot(5).version_id
    script = marking.take_next(house.marker, version_id, now=now)
    assert script is not None
    results.release(house.ben, hall.sitting_id, now=now)
    marking.save_mark(house.marker, version_id, script.lease_id, full_marks(script), now=now)
    with pytest.raises(LeaseLost):
        marking.save_mark(house.marker, version_id, script.lease_id, full_marks(script), now=now)


def test_before_the_release_the_page_holds_nothing_of_the_score(house: House, hall: Hall, now: datetime) -> None:
    attempt_id = sit(house.ada, hall, now)
    mark_all(house.marker, now)
    page = results.get_mine(house.ada, attempt_id, now=now + OVER)
    assert page.stage is Stage.TO_BE_RELEASED
    assert page.result is None and page.answers == () and page.comments == ()


def test_answers_come_only_when_the_sitting_is_over(house: House, hall: Hall, now: datetime) -> None:
    attempt_id = sit(house.ada, hall, now)
    mark_all(house.marker, now)
    results.release(house.ben, hall.sitting_id, now=now + MINUTE)
    early = results.get_mine(house.ada, attempt_id, now=now + MINUTE)
    assert early.result is not None and early.answers == () and early.answers_from == now + timedelta(hours=3)
    late = results.get_mine(house.ada, attempt_id, now=now + timedelta(hours=3))
    lines = [line for part in late.answers for line in part.lines]
    assert [line.number for line in lines] == [1, 2, 3, 4, 5, 6] and late.answers_from is None
    assert {line.comment for line in lines if line.comment} == {"写得清楚"}
    assert all(line.answer == line.answer_key for line in lines if line.item_type in ("单选题", "多选题"))


def test_only_ones_own_results_are_there(house: House, hall: Hall, now: datetime) -> None:
    attempt_id = sit(house.ada, hall, now)
    for other in (house.adam, house.ben, house.marker, house.cleo_staff):
        with pytest.raises(NotFound):
            results.get_mine(other, attempt_id, now=now)
        assert results.list_mine(other) == []
    assert [line.attempt_id for line in results.list_mine(house.ada)] == [attempt_id]


def test_another_city_releases_nothing(house: House, hall: Hall, now: datetime) -> None:
    sit(house.ada, hall, now, without_texts)
    assert results.list_dry_runs(house.cleo_staff) == []
    with pytest.raises(NotFound):
        results.release(house.cleo_staff, hall.sitting_id, now=now)
    with pytest.raises(MissingPermission):
        results.release(house.marker, hall.sitting_id, now=now)
    assert [run.sitting.sitting_id for run in results.list_dry_runs(house.ben)] == [hall.sitting_id]


def test_the_best_result_is_a_pass_before_more_points(house: House, hall: Hall, now: datetime) -> None:
    attempt_id = sit(house.ada, hall, now)
    mark_all(house.marker, now)
    results.release(house.ben, hall.sitting_id, now=now)
    best = results.find_best_result(house.ada.require_person(), hall.exam_id)
    assert best is not None and best.attempt_id == attempt_id
    assert results.find_best_result(house.adam.require_person(), hall.exam_id) is None
    assert results.find_result(UUID(int=1)) is None


def test_parts_are_frozen_with_the_result(house: House, hall: Hall, now: datetime) -> None:
    sit(house.ada, hall, now, without_texts)
    results.release(house.ben, hall.sitting_id, now=now)
    from_tables = [db.session.scalar(select(func.count()).select_from(t)) for t in (SectionResultRow, AreaResultRow)]
    assert from_tables == [2, 2]
