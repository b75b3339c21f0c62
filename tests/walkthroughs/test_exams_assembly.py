"""Assembly told in services: exclusive items, exposure, overlap, sets of forms, and how each draw is kept."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import combinations
from uuid import UUID

import pytest
from sqlalchemy import select

from certify.exams import services as exams
from certify.exams.domain import NotFeasible
from certify.exams.domain.constraints import Constraints, Exposure, Fallback, Overlap
from certify.exams.domain.drawn import draw_record_from_json
from certify.exams.models import ExamFormRow
from foundation.db import db, transaction
from foundation.errors import Conflict, Invalid
from foundation.ids import new_id
from people.domain import Actor
from question_bank import services as bank
from tests.exams_makers import fill_small, plan, small_data, small_exam
from tests.factories import House

DAY = timedelta(days=1)


def exam_with(house: House, now: datetime, n_items: int, constraints: Constraints | None, count: int = 3) -> UUID:
    fill_small(house, now, n_items)
    exam_id = exams.import_blueprint(house.ben, house.units["north"], small_data(count), now=now)
    bind(house, exam_id, constraints, now)
    return exam_id


def bind(house: House, exam_id: UUID, constraints: Constraints | None, now: datetime) -> None:
    version = exams.get_exam(house.ben, exam_id).version
    exams.save_blueprint(house.ben, exam_id, replace(version.blueprint, constraints=constraints), now=now)


def items_of(form_id: UUID) -> set[UUID]:
    return {slot.item_id for slot in exams.get_form(form_id).slots}


def row_of(form_id: UUID) -> ExamFormRow:
    return db.session.scalars(select(ExamFormRow).where(ExamFormRow.id == form_id)).one()


def sit(house: House, who: Actor, exam_id: UUID, form_id: UUID, at: datetime) -> None:
    """Somebody begins a sitting of the exam with that form."""
    version_id = exams.get_form(form_id).exam_version_id
    planned = plan(house, exam_id, at, exam_version_id=version_id, opens_at=at, closes_at=at + timedelta(hours=2))
    sitting_id = exams.create_sitting(house.ben, planned, now=at - DAY)
    exams.add_to_roster(house.ben, sitting_id, [who.require_person()], now=at - DAY)
    exams.publish_sitting(house.ben, sitting_id, now=at - DAY)
    view = exams.sitting_for_candidate(who.require_person(), sitting_id)
    with transaction():
        exams.note_start(replace(view, form_id=form_id), now=at)


def test_enemies_never_meet_on_a_form_even_without_constraints(house: House, now: datetime) -> None:
    exam_id = exam_with(house, now, 4, None)
    first, second = (item.item_id for item in bank.list_drawable(house.ben.unit_path, now=now)[:2])
    bank.declare_enemies(house.writer, first, second, reason="一题的答案在另一题里", now=now)
    for _ in range(5):
        form_id = exams.assemble_form(house.ben, exam_id, without_repeats=False, now=now)
        assert not {first, second} <= items_of(form_id)
        record = draw_record_from_json(row_of(form_id).drawn)
        assert record is not None and record.is_uniform and record.n_candidates == 4


def test_what_the_enemies_make_impossible_is_said_and_can_be_preferred(house: House, now: datetime) -> None:
    exam_id = exam_with(house, now, 3, None)
    first, second, _third = (item.item_id for item in bank.list_drawable(house.ben.unit_path, now=now))
    bank.declare_enemies(house.writer, first, second, reason="同一件事", now=now)
    with pytest.raises(NotFeasible) as error:
        exams.assemble_form(house.ben, exam_id, now=now)
    assert str(error.value.problems[0]) == "互斥的题不能同卷：最少也有 1 道会同卷"
    bind(house, exam_id, Constraints(exclusive=Fallback.PREFER), now)
    record = draw_record_from_json(row_of(exams.assemble_form(house.ben, exam_id, now=now)).drawn)
    assert record is not None and [(each.rule, each.n) for each in record.relaxed] == [("exclusive", 1)]
    assert record.method.startswith("ortools-cp-sat/")


def test_an_item_that_too_many_saw_is_left_out_until_the_days_are_over(house: House, now: datetime) -> None:
    exam_id, (form_a, form_b) = small_exam(house, now)
    sit(house, house.ada, exam_id, form_a, now + DAY)
    sit(house, house.adam, exam_id, form_a, now + 2 * DAY)
    later = now + 3 * DAY
    seen = exams.exposures_of(house.ben.unit_path)
    assert all(
        (seen[i].n_seen, seen[i].n_candidates, str(seen[i].percent)) == (2, 2, "100.0") for i in items_of(form_a)
    )
    assert all((seen[i].n_seen, seen[i].n_forms) == (0, 1) for i in items_of(form_b))
    exams.new_version(house.ben, exam_id, now=later)
    capped = Constraints(exposure=Exposure(percent=50, days=30))
    bind(house, exam_id, capped, later)
    made = exams.assemble_form(house.ben, exam_id, without_repeats=False, now=later)
    assert items_of(made) == items_of(form_b)
    sit(house, house.ada, exam_id, form_b, now + 4 * DAY)
    sit(house, house.adam, exam_id, form_b, now + 5 * DAY)
    with pytest.raises(NotFeasible) as error:
        exams.assemble_form(house.ben, exam_id, without_repeats=False, now=now + 6 * DAY)
    assert str(error.value.problems[0]) == "达到曝光上限的题不能用：最少也要用 3 道"
    exams.assemble_form(house.ben, exam_id, without_repeats=False, now=now + 60 * DAY)


def test_a_cap_by_forms_counts_frozen_forms_only(house: House, now: datetime) -> None:
    exam_id, _forms = small_exam(house, now)
    exams.new_version(house.ben, exam_id, now=now)
    bind(house, exam_id, Constraints(exposure=Exposure(forms=1, fallback=Fallback.PREFER)), now)
    form_id = exams.assemble_form(house.ben, exam_id, without_repeats=False, now=now)
    record = draw_record_from_json(row_of(form_id).drawn)
    assert record is not None and [(each.rule, each.n) for each in record.relaxed] == [("exposure", 3)]
    bind(house, exam_id, Constraints(exposure=Exposure(forms=2)), now)
    exams.assemble_form(house.ben, exam_id, without_repeats=False, now=now)


def test_a_set_of_forms_shares_no_more_than_the_blueprint_says(house: House, now: datetime) -> None:
    exam_id = exam_with(house, now, 6, Constraints(overlap=Overlap(items=1)))
    batch = new_id()
    made = exams.assemble_forms(house.ben, exam_id, 3, batch=batch, now=now)
    assert all(len(items_of(one) & items_of(other)) <= 1 for one, other in combinations(made, 2))
    assert exams.assemble_forms(house.ben, exam_id, 3, batch=batch, now=now) == made
    assert [form.label for form in exams.list_forms(house.ben, exam_id)] == ["A", "B", "C"]
    assert {row_of(form_id).seed for form_id in made} == {batch.int % (1 << 62)}


def test_a_set_without_repeats_says_how_many_there_could_be(house: House, now: datetime) -> None:
    exam_id = exam_with(house, now, 8, None)
    with pytest.raises(NotFeasible) as error:
        exams.assemble_forms(house.ben, exam_id, 3, now=now)
    assert str(error.value.problems[0]) == "只够组 2 套，第 3 套组不出来"
    assert exams.list_forms(house.ben, exam_id) == []
    first, second = exams.assemble_forms(house.ben, exam_id, 2, now=now)
    assert not items_of(first) & items_of(second)


@pytest.mark.parametrize("n_forms", [0, 41])
def test_a_set_has_one_to_forty_forms(house: House, now: datetime, n_forms: int) -> None:
    exam_id = exam_with(house, now, 3, None)
    with pytest.raises(Invalid) as error:
        exams.assemble_forms(house.ben, exam_id, n_forms, now=now)
    assert str(error.value.problems[0]) == "一次组 1 到 40 套"


def test_every_draw_can_be_repeated_while_the_bank_is_the_same(house: House, now: datetime) -> None:
    exam_id = exam_with(house, now, 12, Constraints(overlap=Overlap(items=2)))
    one = exams.assemble_form(house.ben, exam_id, now=now)
    made = exams.assemble_forms(house.ben, exam_id, 3, now=now + DAY)
    assert {exams.redraw(house.ben, form_id) for form_id in (one, *made)} == {exams.Redraw.SAME}
    with transaction():
        row_of(one).seed += 1
    db.session.expire_all()
    assert exams.redraw(house.ben, one) is exams.Redraw.OTHER
    with transaction():
        row_of(made[0]).drawn = None
    db.session.expire_all()
    assert exams.redraw(house.ben, made[0]) is exams.Redraw.UNKNOWN
    bank.declare_enemies(house.writer, *sorted(items_of(made[1]))[:2], reason="同一件事", now=now)
    assert exams.redraw(house.ben, made[1]) is exams.Redraw.BANK_CHANGED


def test_an_id_of_somebody_else_s_form_is_refused(house: House, now: datetime) -> None:
    exam_id = exam_with(house, now, 6, None)
    form_id = exams.assemble_form(house.ben, exam_id, now=now)
    assert exams.assemble_form(house.ben, exam_id, form_id=form_id, now=now) == form_id
    with transaction():
        row_of(form_id).created_by = house.writer.person_id
    with pytest.raises(Conflict):
        exams.assemble_form(house.ben, exam_id, form_id=form_id, now=now)


def test_an_item_s_page_lists_its_forms_and_who_saw_them(house: House, now: datetime) -> None:
    exam_id, (form_a, _form_b) = small_exam(house, now)
    sit(house, house.ada, exam_id, form_a, now + DAY)
    page = exams.show_item_usage(house.ben, min(items_of(form_a)))
    assert [(use.form_label, use.n_seen) for use in page.uses] == [("A", 1)]
    assert (page.exposure.n_forms, page.exposure.n_seen, page.exposure.n_candidates) == (1, 1, 1)
    assert page.exposure.last_seen_at == now + DAY and page.stem
