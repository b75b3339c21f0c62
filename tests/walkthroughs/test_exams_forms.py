"""From a blueprint to a frozen paper, told through the services: who may, what is refused, what never changes."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from certify.exams import queries
from certify.exams import services as exams
from certify.exams.domain import (
    ExamBlueprint,
    FixedItem,
    FormDamaged,
    FormState,
    NotFeasible,
    PointsPer,
    Section,
)
from certify.exams.models import ExamFormRow
from certify.exams.services import papers
from foundation.db import transaction
from foundation.errors import Conflict, Forbidden, Invalid
from foundation.ids import new_id
from foundation.score import points
from question_bank import services as bank
from tests.exams_makers import (
    blueprint_data,
    fill_small,
    fill_theory,
    small_data,
    small_draft,
    small_exam,
    take_in,
)
from tests.factories import House


def test_the_theory_exam_gets_two_forms_without_a_common_item(house: House, now: datetime) -> None:
    fill_theory(house, now)
    exam_id = exams.import_blueprint(house.ben, house.units["north"], blueprint_data(), now=now)
    answer = exams.check_feasibility(house.ben, exam_id, now=now)
    assert answer.is_feasible and answer.n_critical == 6
    ids = [exams.assemble_form(house.ben, exam_id, seed=seed, now=now) for seed in (1, 2)]
    first, second = (exams.get_form(form_id) for form_id in ids)
    for form in (first, second):
        assert form.total == 100 and len(form.slots) == 49 and form.n_critical >= 6
        assert [section.points for section in form.sections] == [20, 20, 20, 25, 15]
        assert form.area_totals == {"M0": 10, "M1": 15, "M2": 20, "M3": 25, "M4": 20, "M5": 10}
        assert form.duration_seconds == 5400 and form.pass_rule.total_at_least == 70
    assert not {slot.item_id for slot in first.slots} & {slot.item_id for slot in second.slots}
    assert (first.label, second.label) == ("A", "B")
    with pytest.raises(NotFeasible):
        exams.assemble_form(house.ben, exam_id, now=now)
    third = exams.assemble_form(house.ben, exam_id, without_repeats=False, now=now)
    assert exams.get_form(third).total == 100


def test_the_authored_sets_can_be_drawn_as_written(house: House, now: datetime) -> None:
    fill_theory(house, now)
    exam_id = exams.import_blueprint(house.ben, house.units["north"], blueprint_data(), now=now)
    form = exams.get_form(exams.assemble_form(house.ben, exam_id, only_tag="set-2", now=now))
    tags = {item.version_id: item.tags for item in bank.list_drawable(exams.load_exam(exam_id).unit_path, now=now)}
    assert all("set-2" in tags[slot.version_id] for slot in form.slots)


def test_importing_a_blueprint_twice_makes_one_exam(house: House, now: datetime) -> None:
    fill_small(house, now)
    first = exams.import_blueprint(house.ben, house.units["north"], small_data(), now=now)
    assert exams.import_blueprint(house.ben, house.units["north"], small_data(), now=now) == first
    assert len(exams.list_exams(house.ben)) == 1


def test_a_form_sent_twice_makes_one_exam_and_one_paper(house: House, now: datetime) -> None:
    fill_small(house, now)
    blueprint = exams.load_exam(exams.import_blueprint(house.ben, house.units["north"], small_data(), now=now))
    exam_id, form_id = new_id(), new_id()
    for _ in range(2):
        exams.create_exam(
            house.ben, unit_id=house.units["north"], blueprint=blueprint.version.blueprint, exam_id=exam_id, now=now
        )
        exams.assemble_form(house.ben, exam_id, form_id=form_id, now=now)
    assert len(exams.list_exams(house.ben)) == 2 and len(exams.list_forms(house.ben, exam_id)) == 1
    with pytest.raises(Conflict):
        exams.create_exam(
            house.cleo_staff,
            unit_id=house.units["south"],
            blueprint=blueprint.version.blueprint,
            exam_id=exam_id,
            now=now,
        )


def test_who_reaches_an_exam(house: House, now: datetime) -> None:
    exam_id, forms = small_exam(house, now, n_forms=1)
    for stranger, error in ((house.ada, Forbidden), (house.writer, Forbidden), (house.cleo_staff, queries.UnknownExam)):
        with pytest.raises(error):
            exams.get_exam(stranger, exam_id)
        with pytest.raises(error):
            exams.assemble_form(stranger, exam_id, now=now)
    with pytest.raises(queries.UnknownForm):
        exams.show_form(house.cleo_staff, forms[0])
    with pytest.raises(Forbidden):
        exams.create_exam(
            house.cleo_staff,
            unit_id=house.units["north"],
            blueprint=exams.load_exam(exam_id).version.blueprint,
            now=now,
        )
    assert exams.list_exams(house.cleo_staff) == []


def test_a_draft_may_lack_things_but_must_make_sense(house: House, now: datetime) -> None:
    fill_small(house, now)
    blueprint = ExamBlueprint(title="空考", total=points(100), duration_minutes=60)
    exam_id = exams.create_exam(house.ben, unit_id=house.units["north"], blueprint=blueprint, now=now)
    with pytest.raises(NotFeasible) as missing:
        exams.assemble_form(house.ben, exam_id, now=now)
    assert [str(problem) for problem in missing.value.problems] == ["还没有大题"]
    with pytest.raises(Invalid) as error:
        exams.save_blueprint(house.ben, exam_id, replace(blueprint, duration_minutes=0, title=""), now=now)
    assert {problem.field for problem in error.value.problems} == {"title", "duration_minutes"}
    assert exams.get_exam(house.ben, exam_id).version.blueprint == blueprint


def test_two_tabs_don_t_overwrite_each_other(house: House, now: datetime) -> None:
    fill_small(house, now)
    exam_id = exams.import_blueprint(house.ben, house.units["north"], small_data(), now=now)
    version = exams.get_exam(house.ben, exam_id).version
    exams.save_blueprint(house.ben, exam_id, replace(version.blueprint, title="先存的"), token=version.token, now=now)
    with pytest.raises(exams.SavedMeanwhile):
        exams.save_blueprint(
            house.ben, exam_id, replace(version.blueprint, title="后存的"), token=version.token, now=now
        )
    assert exams.get_exam(house.ben, exam_id).title == "先存的"


def test_saving_puts_draft_forms_of_the_old_text_away(house: House, now: datetime) -> None:
    fill_small(house, now)
    exam_id = exams.import_blueprint(house.ben, house.units["north"], small_data(), now=now)
    form_id = exams.assemble_form(house.ben, exam_id, now=now)
    blueprint = exams.get_exam(house.ben, exam_id).version.blueprint
    exams.save_blueprint(house.ben, exam_id, replace(blueprint, duration_minutes=31), now=now)
    assert exams.list_forms(house.ben, exam_id) == []
    with pytest.raises(exams.FormDiscarded):
        exams.freeze_form(house.ben, form_id, now=now)
    with pytest.raises(exams.FormDiscarded):
        exams.show_form(house.ben, form_id)


def test_freezing_freezes_the_blueprint_and_the_next_version_starts_from_it(house: House, now: datetime) -> None:
    exam_id, forms = small_exam(house, now)
    version = exams.get_exam(house.ben, exam_id).version
    assert version.is_frozen and version.number == 1
    exams.freeze_form(house.ben, forms[0], now=now)  # a second time changes nothing
    with pytest.raises(exams.BlueprintFrozen):
        exams.save_blueprint(house.ben, exam_id, replace(version.blueprint, title="新"), now=now)
    with pytest.raises(exams.FormFrozen):
        exams.discard_form(house.ben, forms[0], now=now)
    exams.new_version(house.ben, exam_id, now=now)
    with pytest.raises(exams.StillDraft):
        exams.new_version(house.ben, exam_id, now=now)
    latest = exams.get_exam(house.ben, exam_id).version
    assert (latest.number, latest.is_frozen, latest.blueprint) == (2, False, version.blueprint)
    exams.save_blueprint(house.ben, exam_id, replace(latest.blueprint, title="新"), now=now)
    assert exams.get_form(forms[0]).title == "小考"


def test_a_frozen_form_does_not_change_when_an_item_is_retired(house: House, now: datetime) -> None:
    _exam_id, forms = small_exam(house, now, n_forms=1)
    form = exams.get_form(forms[0])
    bank.retire_item(house.reviewer, form.slots[0].item_id, now=now)
    papers._frozen_form.cache_clear()
    assert exams.get_form(forms[0]) == form
    assert exams.get_form(forms[0]) is exams.get_form(forms[0])


def test_a_draft_with_an_item_that_was_retired_since_is_not_frozen(house: House, now: datetime) -> None:
    fill_small(house, now)
    exam_id = exams.import_blueprint(house.ben, house.units["north"], small_data(), now=now)
    form_id = exams.assemble_form(house.ben, exam_id, now=now)
    bank.retire_item(house.reviewer, exams.get_form(form_id).slots[1].item_id, now=now)
    with pytest.raises(exams.ItemsGone) as error:
        exams.freeze_form(house.ben, form_id, now=now)
    assert [str(problem) for problem in error.value.problems] == ["第 1 大题第 2 题已退役或有了新版本"]
    assert exams.get_form(form_id).state is FormState.DRAFT
    exams.discard_form(house.ben, form_id, now=now)
    assert exams.list_forms(house.ben, exam_id) == []


def test_a_tampered_form_is_not_used(house: House, now: datetime) -> None:
    _exam_id, forms = small_exam(house, now, n_forms=1)
    with transaction() as session:
        row = session.get_one(ExamFormRow, forms[0])
        row.slots = [{**slot, "points": "5.00"} for slot in row.slots]
    papers._frozen_form.cache_clear()
    with pytest.raises(FormDamaged):
        exams.get_form(forms[0])


def test_shortage_is_named_and_mended_by_approving_more(house: House, now: datetime) -> None:
    made = fill_small(house, now, 2)
    exam_id = exams.import_blueprint(house.ben, house.units["north"], small_data(), now=now)
    with pytest.raises(NotFeasible) as error:
        exams.assemble_form(house.ben, exam_id, now=now)
    assert [str(problem) for problem in error.value.problems] == ["题量不足：M0 单选题 还差 1 题"]
    more = bank.import_items(house.writer, house.units["north"], (small_draft(99),), now=now).created
    bank.submit_for_review(house.writer, more[0], now=now)
    with pytest.raises(NotFeasible):
        exams.assemble_form(house.ben, exam_id, now=now)
    bank.approve_item(house.reviewer, more[0], now=now)
    form = exams.get_form(exams.assemble_form(house.ben, exam_id, now=now))
    assert {slot.item_id for slot in form.slots} == {*made, *more}


def test_items_of_a_unit_below_or_beside_are_not_drawn(house: House, now: datetime) -> None:
    fill_small(house, now, 2)
    take_in(house, (small_draft(50),), now, unit="centre")
    exam_id = exams.import_blueprint(house.ben, house.units["north"], small_data(), now=now)
    assert exams.check_feasibility(house.ben, exam_id, now=now).cells[0].have == 2


def test_an_exam_of_given_items_as_an_imported_paper_makes_it(house: House, now: datetime) -> None:
    made = fill_small(house, now, 3)
    by_item = {item.item_id: item.version_id for item in bank.list_drawable(house.ben.unit_path, now=now)}
    section = Section(
        title="一、单选题",
        points=points(6),
        item_type="single_choice",
        points_per=PointsPer.ITEM,
        fixed=tuple(FixedItem(by_item[item_id], points(n)) for n, item_id in enumerate(made, 1)),
    )
    exam_id = exams.exam_from_items(
        house.ben, house.units["north"], title="旧卷", sections=[section], duration_minutes=40, now=now
    )
    form_id = exams.assemble_form(house.ben, exam_id, now=now)
    exams.freeze_form(house.ben, form_id, now=now + timedelta(minutes=1))
    form = exams.get_form(form_id)
    assert form.total == 6 and [slot.item_id for slot in form.slots] == list(made)
    assert [slot.points for slot in form.slots] == [1, 2, 3]
