"""One item of a draft changed by hand, told in services: what may come, what rules refuse, what the record keeps."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from certify.exams import services as exams
from certify.exams.domain.constraints import Constraints, Exposure, Fallback, Overlap
from certify.exams.domain.drawn import draw_record_from_json
from foundation.errors import Conflict, Forbidden, Invalid, NotFound
from question_bank import services as bank
from tests.exams_makers import small_draft, take_in
from tests.factories import House
from tests.walkthroughs.test_exams_assembly import exam_with, items_of, row_of

HOUR = timedelta(hours=1)


def draft_of(
    house: House, now: datetime, n_items: int = 5, constraints: Constraints | None = None
) -> tuple[UUID, UUID]:
    """An exam of three items and a draft of it."""
    exam_id = exam_with(house, now, n_items, constraints)
    return exam_id, exams.assemble_form(house.ben, exam_id, without_repeats=False, now=now)


def offered(house: House, form_id: UUID, now: datetime, position: int = 1, words: str = "") -> exams.Replacements:
    return exams.list_replacements(house.ben, form_id, position, words=words, now=now)


def test_what_comes_fits_the_cell_and_the_paper_stays_whole(house: House, now: datetime) -> None:
    exam_id, form_id = draft_of(house, now)
    take_in(house, (small_draft(90, area_code="M1"),), now)  # of another cell
    before, page = items_of(form_id), offered(house, form_id, now)
    assert {one.item.item_id for one in page.listed} == {
        item.item_id for item in bank.list_drawable(house.ben.unit_path, now=now) if item.area_code == "M0"
    } - before
    chosen = page.listed[0].item
    exams.swap_item(house.ben, form_id, 1, chosen.version_id, token=page.token, now=now + HOUR)
    form = exams.get_form(form_id)
    assert (form.slot(1).item_id, form.total, len(form.slots)) == (chosen.item_id, 3, 3)
    assert items_of(form_id) == before - {page.slot.item_id} | {chosen.item_id}
    exams.freeze_form(house.ben, form_id, now=now + HOUR)  # hash and total are those of the new paper
    assert exams.list_swappable(house.ben, form_id) == frozenset()
    with pytest.raises(exams.FormFrozen):
        offered(house, form_id, now)
    assert exams.list_forms(house.ben, exam_id)[0].state == "frozen"


def test_the_record_keeps_the_change_and_the_draw_stays_proved(house: House, now: datetime) -> None:
    _exam_id, form_id = draft_of(house, now)
    for position in (1, 2, 1):
        page = offered(house, form_id, now, position)
        version_id = page.listed[-1].item.version_id
        exams.swap_item(house.ben, form_id, position, version_id, token=page.token, now=now + HOUR)
    record = draw_record_from_json(row_of(form_id).drawn)
    assert record is not None
    assert [(each.position, each.by) for each in record.swaps] == [(p, house.ben.person_id) for p in (1, 2, 1)]
    assert exams.redraw(house.ben, form_id) is exams.Redraw.SAME


def test_words_narrow_the_list(house: House, now: datetime) -> None:
    _exam_id, form_id = draft_of(house, now)
    one = offered(house, form_id, now).listed[0].item
    assert [each.item.item_id for each in offered(house, form_id, now, words=one.external_id or "").listed] == [
        one.item_id
    ]
    assert offered(house, form_id, now, words="没有这样的题").listed == ()


def test_an_enemy_of_what_stays_is_shown_and_refused(house: House, now: datetime) -> None:
    _exam_id, form_id = draft_of(house, now)
    page = offered(house, form_id, now)
    stays, enemy = exams.get_form(form_id).slot(2).item_id, page.listed[0].item
    bank.declare_enemies(house.writer, stays, enemy.item_id, reason="一题的答案在另一题里", now=now)
    again = offered(house, form_id, now)
    assert [(one.item.item_id == enemy.item_id, one.may) for one in again.listed] == [(False, True), (True, False)]
    with pytest.raises(Invalid):
        exams.swap_item(house.ben, form_id, 1, enemy.version_id, token=again.token, now=now)
    # An enemy of the one that goes may come.
    bank.declare_enemies(house.writer, page.slot.item_id, again.listed[0].item.item_id, reason="同一件事", now=now)
    assert offered(house, form_id, now).listed[0].may


def test_a_rule_that_gives_way_lets_it_come_and_the_record_says_so(house: House, now: datetime) -> None:
    rules = Constraints(overlap=Overlap(items=0, fallback=Fallback.PREFER))
    exam_id, first = draft_of(house, now, 7, rules)
    form_id = exams.assemble_form(house.ben, exam_id, now=now)
    page = offered(house, form_id, now)
    assert [(one.may, [str(rule) for rule in one.rules]) for one in page.listed] == [
        (True, []),
        *[(True, ["overlap"])] * 3,
    ]
    taken = page.listed[1].item
    assert taken.item_id in items_of(first)
    exams.swap_item(house.ben, form_id, 1, taken.version_id, token=page.token, now=now)
    record = draw_record_from_json(row_of(form_id).drawn)
    assert record is not None and [(each.rule, each.n) for each in record.relaxed] == [("overlap", 1)]


def test_what_too_many_saw_is_refused(house: House, now: datetime) -> None:
    exam_id, form_id = draft_of(house, now, 4, Constraints(exposure=Exposure(forms=1)))
    exams.freeze_form(house.ben, form_id, now=now)
    exams.new_version(house.ben, exam_id, now=now)
    take_in(house, tuple(small_draft(number) for number in (21, 22, 23)), now)
    fresh = exams.assemble_form(house.ben, exam_id, without_repeats=False, now=now)
    page = offered(house, fresh, now)
    assert {one.item.item_id for one in page.listed if not one.may} == items_of(form_id)
    assert sum(one.may for one in page.listed) == 1


def test_two_at_once_do_not_undo_each_other(house: House, now: datetime) -> None:
    _exam_id, form_id = draft_of(house, now)
    page = offered(house, form_id, now)
    exams.swap_item(house.ben, form_id, 1, page.listed[0].item.version_id, token=page.token, now=now)
    with pytest.raises(exams.FormChanged):
        exams.swap_item(house.ben, form_id, 2, page.listed[1].item.version_id, token=page.token, now=now)
    assert exams.get_form(form_id).slot(1).item_id == page.listed[0].item.item_id


def test_nothing_changes_where_the_blueprint_says_otherwise(house: House, now: datetime) -> None:
    exam_id, form_id = draft_of(house, now)
    with pytest.raises(exams.UnknownSlot):
        offered(house, form_id, now, position=4)
    version = exams.get_exam(house.ben, exam_id).version
    longer = replace(version.blueprint, duration_minutes=31)
    exams.save_blueprint(house.ben, exam_id, longer, token=version.token, now=now)
    assert exams.list_swappable(house.ben, form_id) == frozenset()
    with pytest.raises(Conflict):
        offered(house, form_id, now)


def test_who_may_not(house: House, now: datetime) -> None:
    _exam_id, form_id = draft_of(house, now)
    page = offered(house, form_id, now)
    version_id = page.listed[0].item.version_id
    for actor, refusal in ((house.cleo_staff, NotFound), (house.ada, (NotFound, Forbidden))):
        with pytest.raises(refusal):
            exams.list_replacements(actor, form_id, 1, now=now)
        with pytest.raises(refusal):
            exams.swap_item(actor, form_id, 1, version_id, token=page.token, now=now)
