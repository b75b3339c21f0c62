"""The bank's services on a real database: who may do what to which item, versions, imports that come twice."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from foundation.errors import Forbidden, Invalid, NotFound
from people.domain import SYSTEM, Role
from question_bank import services
from question_bank.domain import AuthorCannotReview, ItemStatus, TransitionNotAllowed
from question_bank.domain.items import GENERAL, ItemDraft, ItemFilter
from question_bank.services.items import EditedMeanwhile, UnderReview
from question_bank.services.reviews import NotUnderReview
from tests.factories import House, make_person

CONTENT: dict[str, Any] = {
    "stem": "客户来电的第一句话应当是什么？",
    "options": [{"id": "A", "text": "您好，请讲"}, {"id": "B", "text": "喂"}, {"id": "C", "text": "什么事"}],
    "answer_key": ["A"],
}
DRAFT = ItemDraft("single_choice", CONTENT, GENERAL.code)


def changed(**content: Any) -> ItemDraft:
    return replace(DRAFT, content=CONTENT | content)


def made(house: House, now: datetime, draft: ItemDraft = DRAFT) -> UUID:
    return services.create_item(house.writer, house.units["north"], draft, now=now)


def status_of(house: House, item_id: UUID) -> tuple[int, str]:
    version = services.show_item(house.writer, item_id).version
    return version.number, version.status


def test_the_general_area_comes_into_being_with_its_first_item(house: House, now: datetime) -> None:
    assert services.list_areas() == []
    assert [area.code for area in services.list_areas_for_choice()] == ["GENERAL"]
    made(house, now)
    assert [area.code for area in services.list_areas()] == ["GENERAL"]


def test_a_draft_is_rewritten_and_an_approved_item_gets_a_new_version(house: House, now: datetime) -> None:
    item_id = made(house, now)
    services.edit_item(house.writer, item_id, changed(stem="接起电话先说什么？"), now=now)
    assert status_of(house, item_id) == (1, "draft")
    services.submit_for_review(house.writer, item_id, now=now)
    with pytest.raises(UnderReview):
        services.edit_item(house.writer, item_id, DRAFT, now=now)
    services.approve_item(house.reviewer, item_id, now=now)
    services.edit_item(house.writer, item_id, DRAFT, now=now)
    assert status_of(house, item_id) == (2, "draft")
    assert [summary.stem for summary in services.list_drawable(house.ada.unit_path, now=now)] == ["接起电话先说什么？"]


def test_nobody_reviews_what_they_had_a_hand_in(house: House, now: datetime) -> None:
    both = make_person("100201", "双岗", house.units["north"], Role.ITEM_WRITER, Role.REVIEWER, now=now)
    item_id = services.create_item(both, house.units["north"], DRAFT, now=now)
    services.edit_item(house.writer, item_id, changed(stem="换了一个人来改"), now=now)
    services.submit_for_review(house.writer, item_id, now=now)
    with pytest.raises(AuthorCannotReview):
        services.approve_item(both, item_id, now=now)
    assert services.list_waiting(both, now=now) == ()
    assert services.count_own_waiting(both) == 1
    assert [line.version.item_id for line in services.list_waiting(house.reviewer, now=now)] == [item_id]


def test_what_lies_in_another_city_does_not_exist(house: House, now: datetime) -> None:
    item_id = made(house, now)
    other = house.cleo_staff
    for refused in (
        lambda: services.show_item(other, item_id),
        lambda: services.open_for_edit(other, item_id),
        lambda: services.edit_item(other, item_id, DRAFT, now=now),
        lambda: services.submit_for_review(other, item_id, now=now),
        lambda: services.approve_item(other, item_id, now=now),
        lambda: services.return_item(other, item_id, comment="不对", now=now),
        lambda: services.retire_item(other, item_id, now=now),
        lambda: services.answer_blind(other, item_id, "A", now=now),
        lambda: services.show_review(other, item_id),
    ):
        with pytest.raises(NotFound):
            refused()
    assert services.find_items(other, ItemFilter(), limit=50).total == 0
    with pytest.raises(Forbidden):
        services.create_item(other, house.units["north"], DRAFT, now=now)


def test_a_reviewer_may_not_write_and_a_writer_may_not_review(house: House, now: datetime) -> None:
    item_id = made(house, now)
    with pytest.raises(Forbidden):
        services.edit_item(house.reviewer, item_id, DRAFT, now=now)
    services.submit_for_review(house.ben, item_id, now=now)
    with pytest.raises(Forbidden):
        services.approve_item(house.ben, item_id, now=now)


def test_two_editors_meet(house: House, now: datetime) -> None:
    item_id = made(house, now)
    _row, seen = services.open_for_edit(house.writer, item_id)
    services.edit_item(house.ben, item_id, replace(DRAFT, critical=True), edition=seen, now=now)
    with pytest.raises(EditedMeanwhile):
        services.edit_item(house.writer, item_id, changed(stem="我的改法"), edition=seen, now=now)


def test_an_item_without_a_key_stays_a_draft(house: House, now: datetime) -> None:
    item_id = made(house, now, changed(answer_key=None))
    with pytest.raises(Invalid) as refused:
        services.submit_for_review(house.writer, item_id, now=now)
    assert [problem.field for problem in refused.value.problems] == ["answer_key"]
    assert status_of(house, item_id) == (1, "draft")


def test_the_first_blind_answer_counts_and_goes_with_the_decision(house: House, now: datetime) -> None:
    item_id = made(house, now)
    with pytest.raises(NotUnderReview):
        services.answer_blind(house.reviewer, item_id, "A", now=now)
    services.submit_for_review(house.writer, item_id, now=now)
    assert services.show_item(house.reviewer, item_id).hides_key
    services.answer_blind(house.reviewer, item_id, "C", now=now)
    services.answer_blind(house.reviewer, item_id, "A", now=now)
    sheet = services.show_review(house.reviewer, item_id)
    assert sheet.answered is not None and sheet.answered.blind_answer == "C"
    assert not services.show_item(house.reviewer, item_id).hides_key
    services.return_item(house.reviewer, item_id, comment="C 也说得通", now=now)
    services.submit_for_review(house.writer, item_id, now=now + timedelta(hours=1))
    assert services.show_review(house.reviewer, item_id).answered is None
    services.approve_item(house.reviewer, item_id, now=now + timedelta(hours=2))
    decisions = services.show_item(house.writer, item_id).decisions
    assert [(review.decision, review.blind_answer) for review, _n, _name in decisions] == [
        ("approve", None),
        ("return", "C"),
    ]


def test_a_blind_answer_must_fit_the_item(house: House, now: datetime) -> None:
    item_id = made(house, now)
    services.submit_for_review(house.writer, item_id, now=now)
    with pytest.raises(Invalid):
        services.answer_blind(house.reviewer, item_id, "Z", now=now)


def test_returning_needs_a_reason(house: House, now: datetime) -> None:
    item_id = made(house, now)
    services.submit_for_review(house.writer, item_id, now=now)
    with pytest.raises(Invalid):
        services.return_item(house.reviewer, item_id, comment="  ", now=now)


def test_retiring_takes_what_is_in_use_and_leaves_the_draft_beside_it(house: House, now: datetime) -> None:
    item_id = made(house, now)
    with pytest.raises(TransitionNotAllowed):
        services.retire_item(house.writer, item_id, now=now)
    services.submit_for_review(house.writer, item_id, now=now)
    services.approve_item(house.reviewer, item_id, now=now)
    services.edit_item(house.writer, item_id, changed(stem="新的问法"), now=now)
    services.retire_item(house.reviewer, item_id, now=now)
    versions = services.show_item(house.writer, item_id).versions
    assert [(v.number, v.status) for v in versions] == [(2, "draft"), (1, "retired")]
    assert services.list_drawable(house.ada.unit_path, now=now) == []


def test_finding_by_words_type_tag_and_hand(house: House, now: datetime) -> None:
    first = made(house, now, replace(DRAFT, tags=("开场", "礼仪")))
    second = made(house, now, replace(changed(stem="50%_的客户会怎样？"), tags=("礼仪 2",)))
    third = services.create_item(house.ben, house.units["north"], changed(stem="ＣＰＵ 是什么"), now=now)

    def found(**wanted: Any) -> set[UUID]:
        page = services.find_items(house.writer, ItemFilter(**wanted), limit=50)
        assert page.total == len(page.lines)
        return {line.version.item_id for line in page.lines}

    assert found() == {first, second, third}
    assert found(words="cpu") == {third}
    assert found(words="% 客户") == {second}
    assert found(words="请讲") == {first, second, third}
    assert found(tag="礼仪") == {first}
    assert found(status="approved") == set()
    assert found(writer_id=house.writer.person_id) == {first, second}
    assert services.list_tags(house.writer) == ["开场", "礼仪", "礼仪 2"]


def test_importing_twice_is_the_same_as_once(house: House, now: datetime) -> None:
    drafts = [replace(DRAFT, external_id="a"), replace(changed(stem="第二题？"), external_id="b")]
    north = house.units["north"]
    first = services.import_items(house.writer, north, drafts, now=now)
    assert len(first.created) == 2 and first.all == first.created
    again = services.import_items(house.writer, north, drafts, now=now)
    assert again.same == first.all and again.all == first.all and not again.created


def test_an_import_never_overwrites_what_was_changed_in_the_bank(house: House, now: datetime) -> None:
    north = house.units["north"]
    drafts = [replace(DRAFT, external_id=name) for name in "abc"]
    ids = services.import_items(house.writer, north, drafts, now=now).all
    services.edit_item(house.writer, ids[1], changed(stem="在题库里改过"), now=now)
    services.submit_for_review(house.writer, ids[2], now=now)
    newer = [replace(changed(explanation="文件里补上的解析"), external_id=name) for name in "abc"]
    result = services.import_items(house.writer, north, newer, now=now)
    assert (result.changed, result.kept) == ((ids[0],), (ids[1], ids[2]))
    third = [replace(changed(explanation="又改了"), external_id="a")]
    assert services.import_items(house.writer, north, third, now=now).changed == (ids[0],)


def test_an_import_with_a_fault_takes_in_nothing_and_names_every_fault(house: House, now: datetime) -> None:
    drafts = [
        replace(DRAFT, external_id="good"),
        replace(changed(stem=""), external_id="no-stem"),
        replace(DRAFT, area_code="nowhere"),
    ]
    with pytest.raises(Invalid) as refused:
        services.import_items(house.writer, house.units["north"], drafts, now=now)
    assert [problem.field for problem in refused.value.problems] == ["no-stem: stem", "3: area_code"]
    assert services.find_items(SYSTEM, ItemFilter(), limit=50).total == 0
    assert ItemStatus.DRAFT not in services.find_items(SYSTEM, ItemFilter(), limit=50).by_status
