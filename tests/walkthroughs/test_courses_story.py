"""Ada's way through a module, told by the clock: read, fail, reread, pass, hours once, module complete; and reloads."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
import yaml
from sqlalchemy import func, select

from courses import services
from courses.domain import (
    AlreadySubmitted,
    CheckChanged,
    CheckIncomplete,
    CheckNotReady,
    LessonState,
    UnknownLesson,
    UnknownPlace,
)
from courses.models import CheckRun, LessonRow
from courses.services.asking import Check
from foundation.db import db
from foundation.errors import Forbidden, Invalid
from foundation.events import OutboxEvent
from people.domain import SYSTEM, Actor
from question_bank import services as bank
from question_bank.domain import AuthorCannotReview, Pool
from tests.conftest import NOON
from tests.courses_samples import answers, cut, lessons, load
from tests.factories import House


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Module M3 with a short and a full lesson."""
    return cut(tmp_path / "course", "L3.1", "L3.2")


def opened(actor: Actor, code: str, language: str = "zh") -> Check:
    check = services.open_check(actor, code, language=language, now=NOON)
    assert check is not None
    return check


def hand_in(actor: Actor, folder: Path, code: str, now: datetime, *, wrong: tuple[int, ...] = ()) -> int:
    check = opened(actor, code)
    fields = answers(lessons(folder)[code], check, wrong=wrong)
    return services.submit_check(
        actor, code, number=check.number, fingerprint=check.fingerprint, fields=fields, now=now
    )


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def news() -> list[str]:
    return list(db.session.scalars(select(OutboxEvent.kind).where(OutboxEvent.kind == "LessonCompleted")))


def test_read_fail_reread_pass_and_complete_the_module(house: House, folder: Path, now: datetime) -> None:
    load(house, folder, now)
    ada, me = house.ada, house.ada.require_person()
    assert services.progress_of(me).next_lesson.lesson.code == "L3.1"  # type: ignore[union-attr]  # nothing is done

    services.keep_place(ada, "L3.2", "s3", now=now)
    page = services.get_lesson(ada, "L3.2")
    assert (page.progress.state, page.progress.place) == (LessonState.STARTED, "s3")
    services.mark_read(ada, "L3.2", now=now + timedelta(minutes=20))
    assert services.get_lesson(ada, "L3.2").progress.state is LessonState.READ
    assert services.progress_of(me).next_lesson.lesson.code == "L3.2"  # type: ignore[union-attr]  # it was begun

    first = hand_in(ada, folder, "L3.2", now + timedelta(minutes=25), wrong=(1, 6))
    result = services.get_result(ada, "L3.2", first)
    assert not result.score.passed and result.score.percent == 66 and result.booked_minutes == 0
    assert result.reread == ("六条原则", "八要素记录")
    assert services.training_minutes(me) == 0 and news() == []

    passed_at = now + timedelta(minutes=40)
    second = hand_in(ada, folder, "L3.2", passed_at)
    result = services.get_result(ada, "L3.2", second)
    assert result.score.passed and result.score.percent == 100 and result.booked_minutes == 25
    third = hand_in(ada, folder, "L3.2", now + timedelta(hours=2))
    assert services.get_result(ada, "L3.2", third).booked_minutes == 0
    (entry,) = services.list_training_hours(me)
    assert (entry.lesson_code, entry.minutes, entry.at, entry.source) == ("L3.2", 25, passed_at, "lesson")
    assert len(news()) == 1 and services.module_completed(me, "M3") is None

    last = now + timedelta(days=1)
    hand_in(ada, folder, "L3.1", last)
    progress = services.progress_of(me)
    assert services.module_completed(me, "M3") == last
    assert (progress.done, progress.total, progress.minutes, progress.next_lesson) == (2, 2, 35, None)
    assert services.progress_of(house.adam.require_person()).done == 0


def test_a_later_failure_takes_nothing_away(house: House, folder: Path, now: datetime) -> None:
    load(house, folder, now)
    hand_in(house.ada, folder, "L3.1", now)
    hand_in(house.ada, folder, "L3.1", now + timedelta(days=1), wrong=(1, 2, 3))
    lesson = services.get_lesson(house.ada, "L3.1").progress
    assert lesson.done and lesson.done_at == now and lesson.best is not None and lesson.best.percent == 100


def test_a_blank_earns_its_share(house: House, folder: Path, now: datetime) -> None:
    load(house, folder, now)
    check = opened(house.ada, "L3.2")
    fields = answers(lessons(folder)["L3.2"], check)
    fields[4] = [fields[4][0], "不知道"]
    number = services.submit_check(house.ada, "L3.2", number=1, fingerprint=check.fingerprint, fields=fields, now=now)
    result = services.get_result(house.ada, "L3.2", number)
    assert str(result.score.points) == "5.50" and result.items[3].verdict == "partly" and result.score.passed


def test_the_order_of_options_stays_for_a_try_and_changes_with_the_next(
    house: House, folder: Path, now: datetime
) -> None:
    load(house, folder, now)
    first = [item.view.get("options") for item in opened(house.ada, "L3.2").items]
    assert [item.view.get("options") for item in opened(house.ada, "L3.2").items] == first
    number = hand_in(house.ada, folder, "L3.2", now, wrong=(1,))
    shown = [[o.text for o in item.options] for item in services.get_result(house.ada, "L3.2", number).items]
    assert shown == [[option["text"] for option in options or ()] for options in first]
    assert [item.view.get("options") for item in opened(house.ada, "L3.2").items] != first


def test_what_is_missing_or_unreadable_is_named_and_nothing_is_kept(house: House, folder: Path, now: datetime) -> None:
    load(house, folder, now)
    check = opened(house.ada, "L3.2")
    fields = answers(lessons(folder)["L3.2"], check)
    broken = {**fields, 1: ["Z"], 2: [], 4: ["", " "]}
    with pytest.raises(CheckIncomplete) as refused:
        services.submit_check(house.ada, "L3.2", number=1, fingerprint=check.fingerprint, fields=broken, now=now)
    assert refused.value.positions == (1, 2, 4)
    assert count(CheckRun) == 0 and services.get_lesson(house.ada, "L3.2").progress.state is LessonState.NOT_STARTED


def test_handing_in_twice_counts_once(house: House, folder: Path, now: datetime) -> None:
    load(house, folder, now)
    check = opened(house.ada, "L3.1")
    fields = answers(lessons(folder)["L3.1"], check)
    for _ in range(2):
        try:
            services.submit_check(house.ada, "L3.1", number=1, fingerprint=check.fingerprint, fields=fields, now=now)
        except AlreadySubmitted as twice:
            assert twice.number == 1
    assert count(CheckRun) == 1 and services.training_minutes(house.ada.require_person()) == 10
    with pytest.raises(CheckChanged):
        services.submit_check(house.ada, "L3.1", number=7, fingerprint=check.fingerprint, fields=fields, now=now)


def test_a_result_and_a_place_belong_to_their_person_and_lesson(house: House, folder: Path, now: datetime) -> None:
    load(house, folder, now)
    hand_in(house.ada, folder, "L3.1", now)
    with pytest.raises(UnknownLesson):
        services.get_result(house.adam, "L3.1", 1)
    with pytest.raises(UnknownPlace):
        services.keep_place(house.ada, "L3.1", "s99", now=now)
    with pytest.raises(UnknownLesson):
        services.get_lesson(house.ada, "L9.9")
    with pytest.raises(Forbidden):
        services.get_lesson(house.writer, "L3.1")


def test_only_approved_items_are_asked(house: House, folder: Path, now: datetime) -> None:
    waiting = services.load_content(house.writer, house.units["north"], folder=folder, now=now)
    assert (waiting.items_waiting, waiting.items_approved) == (9, 0)
    assert services.open_check(house.ada, "L3.2", now=now) is None
    with pytest.raises(CheckNotReady):
        services.submit_check(house.ada, "L3.2", number=1, fingerprint="x", fields={}, now=now)
    approved = load(house, folder, now)
    assert (approved.items_waiting, approved.items_approved, approved.lessons_same) == (0, 9, 2)
    assert services.open_check(house.ada, "L3.2", now=now) is not None
    assert services.open_check(house.cleo, "L3.2", now=now) is None, "the south draws nothing from the north"


def test_a_retired_item_is_left_out_while_its_objective_is_tested(house: House, folder: Path, now: datetime) -> None:
    load(house, folder, now)
    path = house.ada.unit_path
    items = {found.external_id: found.item_id for found in bank.list_drawable(path, pool=Pool.PRACTICE, now=now)}
    bank.retire_item(house.reviewer, items["L3.2-Q1"], now=now)
    assert len(opened(house.ada, "L3.2").items) == 5
    bank.retire_item(house.reviewer, items["L3.2-Q2"], now=now)
    assert services.open_check(house.ada, "L3.2", now=now) is None
    again = load(house, folder, now)
    assert again.items_approved == 7, "what a reviewer retired stays retired"


def test_loading_twice_is_the_same_as_once(house: House, folder: Path, now: datetime) -> None:
    first, second = load(house, folder, now), load(house, folder, now + timedelta(days=1))
    assert (first.lessons_new, first.items_approved) == (2, 9)
    assert (second.lessons_new, second.lessons_changed, second.lessons_same, second.items_approved) == (0, 0, 2, 9)
    assert count(LessonRow) == 2


def edit(folder: Path, **changes: object) -> None:
    path = folder / "m3" / "l3-1.yaml"
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    path.write_text(yaml.safe_dump({**data, **changes}, allow_unicode=True), encoding="utf-8")


def test_a_correction_keeps_progress_and_hours(house: House, folder: Path, now: datetime) -> None:
    load(house, folder, now)
    hand_in(house.ada, folder, "L3.1", now)
    edit(folder, title_zh="投诉是什么")
    assert load(house, folder, now + timedelta(days=1)).lessons_changed == 1
    progress = services.get_lesson(house.ada, "L3.1").progress
    assert progress.done and not progress.renewed
    hand_in(house.ada, folder, "L3.1", now + timedelta(days=2))
    assert services.training_minutes(house.ada.require_person()) == 10
    assert not services.get_result(house.ada, "L3.1", 1).is_current


def test_a_new_edition_is_told_and_books_its_own_hours(house: House, folder: Path, now: datetime) -> None:
    load(house, folder, now)
    hand_in(house.ada, folder, "L3.1", now)
    check = opened(house.adam, "L3.1")
    edit(folder, version=2, minutes=15)
    load(house, folder, now + timedelta(days=1))
    assert services.get_lesson(house.ada, "L3.1").progress.renewed
    with pytest.raises(CheckChanged):
        fields = answers(lessons(folder)["L3.1"], check)
        services.submit_check(house.adam, "L3.1", number=1, fingerprint=check.fingerprint, fields=fields, now=now)
    hand_in(house.ada, folder, "L3.1", now + timedelta(days=2))
    assert services.training_minutes(house.ada.require_person()) == 25
    assert not services.get_lesson(house.ada, "L3.1").progress.renewed


def test_a_lesson_that_is_gone_is_no_longer_taught(house: House, folder: Path, now: datetime) -> None:
    load(house, folder, now)
    (folder / "m3" / "l3-1.yaml").unlink()
    assert load(house, folder, now).lessons_withdrawn == 1
    with pytest.raises(UnknownLesson):
        services.get_lesson(house.ada, "L3.1")
    assert [lesson.code for module in services.list_modules() for lesson in module.lessons] == ["L3.2"]


def test_english_belongs_to_the_very_version(house: House, folder: Path, now: datetime) -> None:
    load(house, folder, now)
    assert {item.view["lang"] for item in opened(house.ada, "L3.2", "en").items} == {"en"}
    assert {item.view["lang"] for item in opened(house.ada, "L3.1", "en").items} == {"zh-CN"}
    number = hand_in(house.ada, folder, "L3.2", now)
    assert services.get_result(house.ada, "L3.2", number, language="en").items[0].stem.startswith("A customer")


def test_nobody_approves_their_own_and_the_system_writes_no_items(house: House, folder: Path, now: datetime) -> None:
    unit = house.units["north"]
    with pytest.raises(Forbidden):
        services.load_content(house.ada, unit, folder=folder, now=now)
    with pytest.raises((AuthorCannotReview, Forbidden)):
        services.load_content(house.writer, unit, reviewer=house.writer, folder=folder, now=now)
    result = services.load_content(SYSTEM, None, folder=folder, now=now)
    assert (result.lessons_new, result.items_left_out) == (2, 9)
    assert services.open_check(house.ada, "L3.2", now=now) is None


def test_a_broken_file_changes_nothing(house: House, folder: Path, now: datetime) -> None:
    edit(folder, minutes=0)
    with pytest.raises(Invalid):
        load(house, folder, now)
    assert count(LessonRow) == 0
