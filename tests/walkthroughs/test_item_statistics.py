"""What released results say of items, told in services: what counts, what never does, that it can be made anew."""

from datetime import datetime, timedelta
from uuid import UUID

import pandas as pd
import pytest
from flask import Flask
from sqlalchemy import select, update

from certify.exams import services as exams
from certify.exams.domain import SittingKind
from certify.exams.models import SittingRow
from certify.marking import services as marking
from certify.marking.models import SlotScoreRow
from certify.results import services as results
from certify.results.models import ExamResultRow, SittingStatistics
from foundation.db import db, transaction
from people import services as people
from question_bank import services as bank
from question_bank.domain.items import ItemFilter
from question_bank.domain.statistics import SCALE, ItemFlag, ItemSums
from question_bank.models import ItemStatistics
from question_bank.services import search_index
from tests.exam_hall import Hall
from tests.factories import House
from tests.marking_desk import sit, small_hall
from tests.statistics_hall import OVER_WINDOW, crowd, sit_all, version_of
from tests.walkthroughs.test_retakes import DAY, GROWING, make_exam, new_sitting

LATER = OVER_WINDOW + timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _clean(house: House) -> None:
    """What earlier tests left in SQLite's full-text table is gone: they empty the tables that SQLAlchemy knows."""
    with transaction() as session:
        search_index.rebuild(session.connection())


@pytest.fixture
def hall(house: House, now: datetime) -> Hall:
    return small_hall(house, now)


def rows() -> list[tuple[object, ...]]:
    """Everything that is kept, but for when."""
    found = db.session.scalars(select(ItemStatistics).order_by(ItemStatistics.version_id, ItemStatistics.sitting_id))
    names = [column.key for column in ItemStatistics.__table__.columns if column.key != "measured_at"]
    return [tuple(getattr(row, name) for name in names) for row in found]


def test_a_release_is_measured_once_it_is_quiet(house: House, hall: Hall, now: datetime) -> None:
    sit_all(house, hall, now, crowd(house, now, 12))
    row = db.session.scalars(select(SittingStatistics)).one()
    assert (row.sitting_id, row.changes, row.measured) == (hall.sitting_id, 12, 0) and rows() == []
    assert results.measure_changed(now=now + OVER_WINDOW + timedelta(seconds=9)) == 0, "more may come"
    assert results.measure_changed(now=now + LATER) == 1 and results.measure_changed(now=now + 2 * LATER) == 0
    assert len(rows()) == 6 and all(row[3] == 12 for row in rows())


def test_the_measures_are_those_of_the_raw_outcomes(house: House, hall: Hall, now: datetime) -> None:
    sit_all(house, hall, now, crowd(house, now, 12))
    results.measure_sitting(hall.sitting_id, now=now + LATER)
    form = exams.get_form(hall.form_ids[0])
    attempts = db.session.scalars(select(ExamResultRow.attempt_id)).all()
    table = pd.DataFrame(
        {at: float(one.points or 0) for at, one in scored.outcomes.items()}
        for scored in marking.list_scored(attempts).values()
    )
    for slot in form.slots[:4]:
        sheet = bank.show_item(house.writer, slot.item_id)
        (found,) = bank.show_measures(house.writer, sheet.versions) or ()
        assert found.measure is not None and (found.n_sittings, found.measure.n) == (1, 12)
        own = table[slot.position] / float(slot.points)
        rest = table.drop(columns=slot.position).sum(axis=1)
        assert found.measure.facility == pytest.approx(own.mean(), abs=1e-6)
        assert found.measure.standard_error == pytest.approx(own.sem(), abs=1e-6)
        assert found.measure.item_rest == pytest.approx(own.corr(rest), abs=1e-4)
    first = bank.show_measures(house.writer, bank.show_item(house.writer, form.slot(1).item_id).versions) or ()
    assert first[0].measure is not None and first[0].measure.omit_rate == pytest.approx(2 / 12)
    second = bank.show_measures(house.writer, bank.show_item(house.writer, form.slot(2).item_id).versions) or ()
    assert second[0].measure is not None and ItemFlag.CHECK_KEY in second[0].measure.flags


def test_below_ten_answers_nothing_is_told(house: House, hall: Hall, now: datetime) -> None:
    sit_all(house, hall, now, crowd(house, now, 9))
    results.measure_sitting(hall.sitting_id, now=now + LATER)
    item_id = exams.get_form(hall.form_ids[0]).slot(2).item_id
    (found,) = bank.show_measures(house.writer, bank.show_item(house.writer, item_id).versions) or ()
    assert found.measure is None and bank.count_flags(house.writer)[ItemFlag.CHECK_KEY] == (0, False)
    assert bank.find_items(house.writer, ItemFilter(facility_from=0), limit=9).total == 0
    assert bank.find_items(house.writer, ItemFilter(answers=1), limit=9).total == 0, "not even how many"


def test_only_the_first_attempt_of_a_person_counts(house: House, now: datetime) -> None:
    exam_id, _forms = make_exam(house, now, GROWING)
    first, again = new_sitting(house, exam_id, now), new_sitting(house, exam_id, now + 2 * DAY)
    sit(house.ada, first, now, lambda slot: "A")
    results.release(house.ben, first.sitting_id, now=now)
    sit(house.ada, again, now + 2 * DAY)
    results.release(house.ben, again.sitting_id, now=now + 2 * DAY)
    assert results.measure_changed(now=now + 3 * DAY) == 2
    assert {row[1] for row in rows()} == {first.sitting_id}


def test_what_is_withdrawn_or_replaced_counts_no_more(house: House, hall: Hall, now: datetime) -> None:
    sit_all(house, hall, now, crowd(house, now, 3))
    results.measure_sitting(hall.sitting_id, now=now + LATER)
    before = bank.sums_of_sitting(hall.sitting_id)
    gone, other = version_of(hall, 1), version_of(hall, 2)
    with transaction() as session:
        here = update(SlotScoreRow).where(SlotScoreRow.version_id == gone)
        session.execute(here.values(status="withdrawn", points=None))
    results.note_change(hall.sitting_id, now=now + LATER)
    results.measure_changed(now=now + 2 * LATER)
    after = bank.sums_of_sitting(hall.sitting_id)
    assert set(after) == set(before) - {gone}
    assert after[other].share == before[other].share and after[other].rest != before[other].rest
    with transaction() as session:
        session.execute(update(ExamResultRow).values(replaced_at=now))
    results.measure_sitting(hall.sitting_id, now=now + 2 * LATER)
    assert rows() == []


def test_a_rehearsal_is_never_measured(house: House, hall: Hall, now: datetime) -> None:
    sit_all(house, hall, now, crowd(house, now, 2))
    with transaction() as session:
        session.execute(update(SittingRow).values(kind=SittingKind.REHEARSAL.value))
    assert results.measure_changed(now=now + LATER) == 1 and rows() == []


def test_the_command_finds_and_mends_what_differs(app: Flask, house: House, hall: Hall, now: datetime) -> None:
    sit_all(house, hall, now, crowd(house, now, 11))
    results.measure_changed(now=now + LATER)
    kept, command = rows(), app.test_cli_runner()
    assert command.invoke(args=["bank", "statistics"]).exit_code == 0
    with transaction() as session:
        here = update(ItemStatistics).where(ItemStatistics.version_id == version_of(hall, 1))
        session.execute(here.values(points=99))
    assert command.invoke(args=["bank", "statistics"]).exit_code == 2
    assert command.invoke(args=["bank", "statistics", "--rebuild"]).exit_code == 0
    assert rows() == kept and command.invoke(args=["bank", "statistics"]).exit_code == 0
    assert bank.reindex(repair=False)[0] == [], "the search's index followed"


def test_forms_reckon_with_sittings_of_their_own_unit_and_below(house: House, hall: Hall, now: datetime) -> None:
    version_id = version_of(hall, 1)
    for sitting_id, unit, share in ((UUID(int=1), "north", 15_000_000), (UUID(int=2), "province", 30_000_000)):
        told = {version_id: ItemSums(30, share=share, share_squares=share * SCALE)}
        bank.replace_statistics(sitting_id, house.units[unit], told, now=now)
    north, province = (people.get_unit(house.units[name]).path for name in ("north", "province"))
    assert bank.facilities_of([version_id], north) == {version_id: 500}
    assert bank.facilities_of([version_id], province) == {version_id: 750}
    assert bank.facilities_of([version_id], people.get_unit(house.units["south"]).path) == {}
