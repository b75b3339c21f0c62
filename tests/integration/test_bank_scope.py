"""A Nanchang item never appears in a Baishan exam: every way onto a form, tried by a person who may do all
in both. North and south stand for them; the province's items serve both.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from certify.exams import services as exams
from certify.exams.domain import FixedItem, NotFeasible, PassRule, Section, records_from_json, records_to_json
from certify.exams.models import ExamFormRow
from foundation.db import transaction
from foundation.errors import DomainError, Forbidden, Invalid, NotFound
from people.domain import Actor, Role
from question_bank import services as bank
from question_bank.domain import Pool
from tests.exams_makers import fill_small, make_areas, plan, small_data, small_draft, small_exam, take_in
from tests.factories import House, make_person

POINT = Decimal(1)


@pytest.fixture
def everybody(house: House, now: datetime) -> Actor:
    """Examiner of the whole province: no permission stands in the way, only the items' places."""
    return make_person("100300", "省考务", house.units["province"], Role.EXAMINER, Role.ITEM_WRITER, now=now)


def province_items(house: House, everybody: Actor, now: datetime, n: int) -> set[UUID]:
    drafts = tuple(small_draft(100 + number) for number in range(n))
    second = make_person("100301", "省审题", house.units["province"], Role.REVIEWER, now=now)
    made = bank.import_items(everybody, house.units["province"], drafts, now=now).created
    for item_id in made:
        bank.submit_for_review(everybody, item_id, now=now)
        bank.approve_item(second, item_id, now=now)
    return set(made)


def version_of(house: House, item_id: UUID) -> UUID:
    return bank.show_item(house.writer, item_id).version.id


def section(house: House, item_id: UUID) -> Section:
    item = FixedItem(version_of(house, item_id), POINT)
    return Section(title="一、单选题", points=POINT, item_type="single_choice", fixed=(item,))


def exam_of(everybody: Actor, unit_id: UUID, sections: tuple[Section, ...], now: datetime) -> UUID:
    rule = PassRule(total_at_least=POINT)
    return exams.exam_from_items(
        everybody, unit_id, title="固定题", sections=sections, duration_minutes=30, pass_rule=rule, now=now
    )


def test_a_draw_takes_the_units_own_items_and_those_above(house: House, everybody: Actor, now: datetime) -> None:
    fill_small(house, now)
    shared = province_items(house, everybody, now, 3)
    take_in(house, (small_draft(50),), now, unit="centre")
    exam_id = exams.import_blueprint(everybody, house.units["south"], small_data(), now=now)
    for seed in range(4):
        form = exams.get_form(exams.assemble_form(everybody, exam_id, seed=seed, without_repeats=False, now=now))
        assert {slot.item_id for slot in form.slots} == shared
    too_many = exams.import_blueprint(everybody, house.units["south"], small_data(4), now=now)
    assert exams.check_feasibility(everybody, too_many, now=now).cells[0].have == 3
    with pytest.raises(NotFeasible):
        exams.assemble_form(everybody, too_many, now=now)
    with pytest.raises(DomainError):
        exams.assemble_forms(everybody, too_many, 2, now=now)


def test_an_item_of_a_centre_serves_neither_its_city_nor_the_next_centre(
    house: House, everybody: Actor, now: datetime
) -> None:
    make_areas(house, now)
    take_in(house, tuple(small_draft(number) for number in range(1, 4)), now, unit="centre")
    for key, n in (("centre", 3), ("centre2", 0), ("north", 0), ("province", 0)):
        exam_id = exams.import_blueprint(everybody, house.units[key], small_data(), now=now)
        assert exams.check_feasibility(everybody, exam_id, now=now).cells[0].have == n


def test_a_given_item_of_another_city_is_not_assembled_nor_shown(house: House, everybody: Actor, now: datetime) -> None:
    ours = fill_small(house, now)
    exam_id = exam_of(everybody, house.units["south"], (section(house, ours[0]),), now)
    with pytest.raises(NotFeasible):
        exams.assemble_form(everybody, exam_id, now=now)
    found = exams.list_choosable(everybody, exam_id, 1, now=now)
    assert (found.chosen, found.others, found.n_lost) == ((), (), 1)
    # … nor by writing it into a draft that was all right.
    fine = exams.import_blueprint(everybody, house.units["south"], small_data(), now=now)
    changed = replace(
        exams.load_exam(fine).version.blueprint,
        total=POINT,
        sections=(section(house, ours[0]),),
        pass_rule=PassRule(total_at_least=POINT),
    )
    exams.save_blueprint(everybody, fine, changed, now=now)
    with pytest.raises(NotFeasible):
        exams.assemble_form(everybody, fine, now=now)


def test_a_blueprint_file_names_no_items_only_places(house: House, everybody: Actor, now: datetime) -> None:
    ours = fill_small(house, now)
    data: dict[str, Any] = small_data()
    data["sections"][0]["fixed"] = [{"version_id": str(version_of(house, ours[0])), "points": 1}]
    try:
        exam_id = exams.import_blueprint(everybody, house.units["south"], data, now=now)
    except Invalid:
        return
    with pytest.raises(NotFeasible):
        exams.assemble_form(everybody, exam_id, now=now)


def test_an_exam_of_another_citys_paper_has_nothing_to_assemble(house: House, everybody: Actor, now: datetime) -> None:
    make_areas(house, now)
    text = "一、单选题(共1题,每题2分)\n1、先核身还是先查询(A)\nA、核身 B、查询 C、挂断 D、转接\n"
    texts = bank.read_texts("paper.txt", text.encode(), None)
    import_id = bank.upload_paper(house.writer, texts, "M0", now=now)
    bank.commit_import(house.writer, import_id, now=now)
    bank.submit_import(house.writer, import_id, now=now)
    for line in bank.list_waiting(house.reviewer, now=now):
        bank.approve_item(house.reviewer, line.version.item_id, now=now)
    for key, works in (("north", True), ("south", False)):
        exam_id = exams.exam_from_paper(
            everybody, import_id, unit_id=house.units[key], title="原卷", duration_minutes=30, now=now
        )
        if works:
            assert exams.assemble_form(everybody, exam_id, now=now)
        else:
            with pytest.raises(NotFeasible):
                exams.assemble_form(everybody, exam_id, now=now)


def test_a_form_that_holds_one_is_not_frozen(house: House, everybody: Actor, now: datetime) -> None:
    ours = fill_small(house, now)
    province_items(house, everybody, now, 3)
    exam_id = exams.import_blueprint(everybody, house.units["south"], small_data(), now=now)
    form_id = exams.assemble_form(everybody, exam_id, now=now)
    with transaction() as session:  # as if some way in had been forgotten
        row = session.get_one(ExamFormRow, form_id)
        first, *rest = records_from_json(row.slots)
        foreign = replace(first, item_id=ours[0], version_id=version_of(house, ours[0]))
        row.slots = records_to_json((foreign, *rest))
    with pytest.raises(DomainError):
        exams.freeze_form(everybody, form_id, now=now)
    assert {each.state for each in exams.list_forms(everybody, exam_id)} == {"draft"}


def test_a_citys_exam_is_not_sat_in_another(house: House, everybody: Actor, now: datetime) -> None:
    exam_id, _forms = small_exam(house, now)
    for key in ("south", "far", "province"):
        with pytest.raises(Invalid):
            exams.create_sitting(everybody, plan(house, exam_id, now, unit_id=house.units[key]), now=now)
        with pytest.raises(NotFound):
            exams.create_sitting(house.cleo_staff, plan(house, exam_id, now, unit_id=house.units["south"]), now=now)
    assert exams.create_sitting(everybody, plan(house, exam_id, now, unit_id=house.units["centre2"]), now=now)


def test_an_import_reaches_only_the_bank_it_is_for(house: House, everybody: Actor, now: datetime) -> None:
    ours = fill_small(house, now)
    same_names = [small_draft(1), replace(small_draft(9), external_id=str(ours[1]))]
    result = bank.import_items(everybody, house.units["south"], same_names, now=now)
    assert len(result.created) == 2 and not result.changed and not result.same
    assert {item.item_id for item in bank.list_drawable(house.ben.unit_path, now=now)} == set(ours)
    assert bank.list_drawable(house.cleo_staff.unit_path, now=now) == []
    with pytest.raises(Forbidden):
        bank.import_items(house.writer, house.units["south"], same_names, now=now)


def test_a_rehearsal_takes_no_practice_item_of_another_city(house: House, everybody: Actor, now: datetime) -> None:
    fill_small(house, now, pool=Pool.PRACTICE)
    hours = {"opens_at": now + timedelta(days=1), "closes_at": now + timedelta(days=1, hours=2)}
    assert exams.create_rehearsal(everybody, unit_id=house.units["north"], title="演练", now=now, **hours)
    with pytest.raises(Invalid):
        exams.create_rehearsal(everybody, unit_id=house.units["south"], title="演练", now=now, **hours)
