"""Bulk edits on a real database: planned, done, interrupted, undone; who may not; what somebody changed meanwhile."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import update

from foundation import audit, jobs
from foundation.db import transaction
from foundation.errors import Invalid, NotFound
from people.domain import Actor, MissingPermission, Role
from question_bank import services
from question_bank.domain import Pool
from question_bank.domain.bulk import (
    CHANGED_SINCE,
    HAS_KEY,
    IN_REVIEW,
    NEEDS_ANOTHER,
    NO_CHANGE,
    NOT_IN_USE,
    NOT_READY,
    NOT_YOURS,
)
from question_bank.domain.items import ItemDraft, ItemFilter
from question_bank.models import BulkEditItem, ItemVersionRow
from question_bank.services import bulk, bulk_doing, bulk_sheets, bulk_undo
from question_bank.services.bulk_sheets import BulkSheet, Stage
from question_bank.services.reviews import OwnSuspension
from tests.bank_desk import DRAFT, changed, make_item
from tests.factories import House, make_person


def latest(house: House, item_id: UUID) -> ItemVersionRow:
    return services.show_item(house.writer, item_id).version


def planned(actor: Actor, ids: list[UUID], act: str, typed: str = "", *, now: datetime, **more: Any) -> UUID:
    edit_id = bulk.choose_items(actor, ids, now=now)
    bulk.plan_edit(actor, edit_id, act, typed, now=now, **more)
    return edit_id


def done(actor: Actor, ids: list[UUID], act: str, typed: str = "", *, now: datetime) -> UUID:
    edit_id = planned(actor, ids, act, typed, now=now)
    bulk_doing.confirm_edit(actor, edit_id, now=now)
    return edit_id


def sheet(actor: Actor, edit_id: UUID, now: datetime) -> BulkSheet:
    return bulk_sheets.show_edit(actor, edit_id, now=now)


def reasons(actor: Actor, edit_id: UUID, now: datetime) -> set[str]:
    return {note["message"] for _state, note, _n in sheet(actor, edit_id, now).reasons}


def test_tags_change_in_place_whatever_the_state_and_make_nobody_a_writer(house: House, now: datetime) -> None:
    draft = make_item(house, now)
    approved = make_item(house, now, changed(stem="通过了的题"), state="approved")
    waiting = make_item(house, now, changed(stem="审核中的题"), state="in_review")
    tagged = make_item(house, now, replace(changed(stem="有标签的题"), tags=("开场", "资费")))
    before = latest(house, approved).saved_at
    edit_id = planned(house.ben, [draft, approved, waiting, tagged], "add_tags", "资费", now=now + timedelta(hours=1))
    assert latest(house, draft).tags == ["开场"], "a preview changes nothing"
    assert sheet(house.ben, edit_id, now).counts == {"ready": 2, "stays": 2}
    assert reasons(house.ben, edit_id, now) == {IN_REVIEW, NO_CHANGE}
    bulk_doing.confirm_edit(house.ben, edit_id, now=now + timedelta(hours=1))
    assert sheet(house.ben, edit_id, now).stage is Stage.DONE
    for item_id in (draft, approved):
        row = latest(house, item_id)
        assert (row.tags, row.number, row.writer_ids) == (["开场", "资费"], 1, [str(house.writer.person_id)])
    assert (latest(house, approved).status, latest(house, approved).saved_at) == ("approved", before)
    found = services.find_items(house.writer, ItemFilter(tag="资费"), limit=9)
    assert {line.version.item_id for line in found.lines} == {draft, approved, tagged}


def test_both_the_version_in_use_and_its_draft_are_classified(house: House, now: datetime) -> None:
    item_id = make_item(house, now, state="approved")
    services.edit_item(house.writer, item_id, changed(stem="改了一版"), now=now)
    done(house.ben, [item_id], "difficulty", "hard", now=now)
    assert [row.difficulty for row in services.show_item(house.writer, item_id).versions] == ["hard", "hard"]


def test_where_an_item_counts_changes_only_with_a_new_draft(house: House, now: datetime) -> None:
    draft = make_item(house, now)
    approved = make_item(house, now, changed(stem="通过了的题"), state="approved")
    later, before = now + timedelta(hours=1), latest(house, draft).saved_at
    edit_id = planned(house.ben, [draft, approved], "pool", "practice", now=later)
    assert sheet(house.ben, edit_id, now).n_new_drafts == 1
    bulk_doing.confirm_edit(house.ben, edit_id, now=now)
    versions = services.show_item(house.writer, approved).versions
    assert [(row.number, row.status, row.pool) for row in versions] == [
        (2, "draft", "practice"),
        (1, "approved", "exam"),
    ]
    assert (latest(house, draft).number, latest(house, draft).pool) == (1, "practice")
    assert str(house.ben.person_id) in latest(house, draft).writer_ids, "who decides that may not review it"
    bulk_undo.undo_edit(house.ben, edit_id, now=now)
    versions = services.show_item(house.writer, approved).versions
    assert [(row.number, row.status, row.latest) for row in versions] == [(1, "approved", True)]
    row = latest(house, draft)
    assert (row.pool, row.writer_ids, row.author_id) == ("exam", [str(house.writer.person_id)], house.writer.person_id)
    assert row.saved_at == before


def test_submitting_takes_what_is_complete_and_says_what_lacks(house: House, now: datetime) -> None:
    whole, lacking = make_item(house, now), make_item(house, now, changed(stem="没有答案", answer_key=None))
    edit_id = done(house.writer, [whole, lacking], "submit", now=now)
    assert (latest(house, whole).status, latest(house, lacking).status) == ("in_review", "draft")
    assert reasons(house.writer, edit_id, now) == {NOT_READY}
    bulk_undo.undo_edit(house.writer, edit_id, now=now)
    row = latest(house, whole)
    assert (row.status, row.submitted_at) == ("draft", None)


def test_what_a_reviewer_began_is_not_taken_back(house: House, now: datetime) -> None:
    one, other = make_item(house, now), make_item(house, now, changed(stem="另一题"))
    edit_id = done(house.writer, [one, other], "submit", now=now)
    services.answer_blind(house.reviewer, one, "B", now=now + timedelta(minutes=1))
    bulk_undo.undo_edit(house.writer, edit_id, now=now + timedelta(minutes=2))
    assert (latest(house, one).status, latest(house, other).status) == ("in_review", "draft")
    assert reasons(house.writer, edit_id, now) == {bulk_undo.BEING_REVIEWED}


def test_suspending_needs_a_reason_and_another_person_to_undo(house: House, now: datetime) -> None:
    items = [make_item(house, now, changed(stem=f"第 {n} 题"), state="approved") for n in range(2)]
    draft = make_item(house, now)
    with pytest.raises(Invalid):
        planned(house.ben, items, "suspend", " ", now=now)
    edit_id = done(house.ben, [*items, draft], "suspend", "资费调整了", now=now)
    assert {latest(house, item_id).status for item_id in items} == {"suspended"}
    assert reasons(house.ben, edit_id, now) == {NOT_IN_USE}
    assert not sheet(house.ben, edit_id, now).may_undo
    with pytest.raises(OwnSuspension):
        bulk_undo.undo_edit(house.ben, edit_id, now=now)
    bulk_undo.undo_edit(house.reviewer, edit_id, now=now)
    assert {latest(house, item_id).status for item_id in items} == {"approved"}


def test_a_day_is_brought_forward_by_one_and_put_off_by_another(house: House, now: datetime) -> None:
    draft, approved = make_item(house, now), make_item(house, now, changed(stem="通过了的题"), state="approved")
    edit_id = done(house.ben, [draft, approved], "valid_until", "2027-06-30\n资费到期", now=now)
    assert [str(latest(house, item_id).valid_until) for item_id in (draft, approved)] == ["2027-06-30"] * 2
    again = planned(house.ben, [approved], "valid_until", "2027-12-31\n没有到期", now=now)
    assert reasons(house.ben, again, now) == {NEEDS_ANOTHER}
    bulk_undo.undo_edit(house.ben, edit_id, now=now)
    assert [str(latest(house, item_id).valid_until) for item_id in (draft, approved)] == ["None", "2027-06-30"]
    assert sheet(house.ben, edit_id, now).counts == {"undone": 1, "kept": 1}
    done(house.reviewer, [approved], "valid_until", "\n没有期限", now=now)
    assert latest(house, approved).valid_until is None


def test_retiring_is_undone_exactly(house: House, now: datetime) -> None:
    item_id = make_item(house, now, state="approved")
    edit_id = done(house.writer, [item_id], "retire", now=now)
    assert latest(house, item_id).status == "retired"
    bulk_undo.undo_edit(house.writer, edit_id, now=now)
    assert latest(house, item_id).status == "approved"
    with pytest.raises(bulk_undo.NotToBeUndone):
        bulk_undo.undo_edit(house.writer, edit_id, now=now)


def test_what_another_withdrew_does_not_come_back_by_its_writer(house: House, now: datetime) -> None:
    item_id = make_item(house, now, state="approved")
    edit_id = done(house.reviewer, [item_id], "retire", now=now)
    both = replace(house.writer, grants=(*house.writer.grants, *house.reviewer.grants))
    bulk_undo.undo_edit(both, edit_id, now=now)
    assert latest(house, item_id).status == "retired"
    assert sheet(house.reviewer, edit_id, now).counts == {"kept": 1}


def test_an_undo_leaves_and_names_what_was_changed_since(house: House, now: datetime) -> None:
    ids = [make_item(house, now, changed(stem=f"第 {n} 题")) for n in range(3)]
    edit_id = done(house.ben, ids, "remove_tags", "开场", now=now)
    services.edit_item(house.writer, ids[1], changed(stem="后来改的"), now=now + timedelta(minutes=1))
    bulk_undo.undo_edit(house.ben, edit_id, now=now + timedelta(minutes=2))
    assert [latest(house, item_id).tags for item_id in ids] == [["开场"], ["开场"], ["开场"]]
    assert latest(house, ids[1]).content["stem"] == "后来改的"
    found = sheet(house.ben, edit_id, now)
    assert found.counts == {"undone": 2, "kept": 1} and found.stage is Stage.UNDONE
    kept = [line for line in found.lines if line.row.state == "kept"]
    assert [(line.row.item_id, line.row.note) for line in kept] == [
        (ids[1], {"message": bulk_undo.CHANGED_AFTER, "params": {}})
    ]


def test_what_changed_between_preview_and_confirmation_stays(house: House, now: datetime) -> None:
    one, other = make_item(house, now), make_item(house, now, changed(stem="另一题"))
    edit_id = planned(house.ben, [one, other], "difficulty", "hard", now=now)
    services.edit_item(house.writer, one, replace(DRAFT, difficulty=type(DRAFT.difficulty)("easy")), now=now)
    bulk_doing.confirm_edit(house.ben, edit_id, now=now)
    assert (latest(house, one).difficulty, latest(house, other).difficulty) == ("easy", "hard")
    assert reasons(house.ben, edit_id, now) == {CHANGED_SINCE}


def test_one_item_out_of_reach_and_nothing_begins(house: House, now: datetime) -> None:
    mine = make_item(house, now)
    far = services.create_item(house.cleo_staff, house.units["south"], DRAFT, now=now)
    for ids in ([mine, far], [mine, UUID(int=7)]):
        with pytest.raises(NotFound):
            bulk.choose_items(house.ben, ids, now=now)
    for nobody in (house.ada, house.hr):
        with pytest.raises(MissingPermission):
            bulk.choose_items(nobody, [mine], now=now)
    edit_id = planned(house.ben, [mine], "difficulty", "hard", now=now)
    for other in (house.writer, house.cleo_staff):
        for act in (
            lambda actor: bulk.plan_edit(actor, edit_id, "retire", now=now),
            lambda actor: bulk_doing.confirm_edit(actor, edit_id, now=now),
            lambda actor: bulk_undo.undo_edit(actor, edit_id, now=now),
            lambda actor: sheet(actor, edit_id, now),
        ):
            with pytest.raises(NotFound):
                act(other)
    assert latest(house, mine).difficulty == "medium"


def test_a_reviewer_sees_items_but_does_not_write_them(house: House, now: datetime) -> None:
    item_id = make_item(house, now, state="approved")
    edit_id = planned(house.reviewer, [item_id], "difficulty", "hard", now=now)
    assert reasons(house.reviewer, edit_id, now) == {NOT_YOURS}
    with pytest.raises(bulk_doing.NothingPlanned):
        bulk_doing.confirm_edit(house.reviewer, edit_id, now=now)


def test_a_role_that_ended_meanwhile_changes_nothing_more(house: House, now: datetime) -> None:
    item_id = make_item(house, now)
    edit_id = planned(house.ben, [item_id], "difficulty", "hard", now=now)
    bulk_doing.confirm_edit(replace(house.ben, grants=()), edit_id, now=now)
    assert latest(house, item_id).difficulty == "medium"
    assert reasons(house.ben, edit_id, now) == {NOT_YOURS}


def test_everything_that_fits_is_done_by_the_job_and_goes_on_after_a_break(
    app: Flask, house: House, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [make_item(house, now, changed(stem=f"第 {n} 题")) for n in range(5)]
    make_item(house, now, replace(DRAFT, pool=Pool.PRACTICE))
    monkeypatch.setattr(bulk_doing, "HERE", 2)
    monkeypatch.setattr(bulk_doing, "FIRST_TURN", 2)
    edit_id = bulk.choose_fitting(house.ben, ItemFilter(pool="exam"), "pool=exam", now=now)
    bulk.plan_edit(house.ben, edit_id, "add_tags", "A，B", now=now)
    bulk_doing.confirm_edit(house.ben, edit_id, now=now)
    assert sheet(house.ben, edit_id, now).stage is Stage.RUNNING
    with transaction() as session:  # as if the server had died after the first turn
        rest = BulkEditItem.position > 2
        session.execute(update(BulkEditItem).where(rest).values(state="ready"))
    bulk_doing.confirm_edit(house.ben, edit_id, now=now)  # asked again, nothing is done twice
    jobs.run_due(now=now)
    found = sheet(house.ben, edit_id, now)
    assert (found.stage, found.counts, found.n_settled) == (Stage.DONE, {"done": 5}, 5)
    assert all(latest(house, item_id).tags == ["开场", "A", "B"] for item_id in ids)
    bulk_undo.undo_edit(house.ben, edit_id, now=now)
    assert sheet(house.ben, edit_id, now).stage in (Stage.UNDOING, Stage.UNDONE)
    jobs.run_due(now=now)
    assert all(latest(house, item_id).tags == ["开场"] for item_id in ids)
    acts = [event.action for event in audit.list_events(subject_id=str(edit_id))]
    assert acts == ["bank.bulk_undo", "bank.bulk_edit"]


def test_a_strip_gives_keys_to_the_drafts_that_lack_them(house: House, now: datetime) -> None:
    ids = [make_item(house, now, changed(stem=f"第 {n} 题", answer_key=None)) for n in range(3)]
    truth = {"stem": "先核身", "answer_key": None}
    ids.append(make_item(house, now, ItemDraft("true_false", truth, DRAFT.area_code)))
    with_key = make_item(house, now)
    with pytest.raises(Invalid) as refused:
        planned(house.writer, [*ids, with_key], "answer_keys", "CAX√", now=now)
    assert "第 3 题没有选项 X" in str(refused.value.problems[0])
    edit_id = done(house.writer, [*ids, with_key], "answer_keys", "CAB√", now=now)
    keys = [latest(house, item_id).content["answer_key"] for item_id in ids]
    assert keys == [["C"], ["A"], ["B"], True]
    bulk_undo.undo_edit(house.writer, edit_id, now=now)
    assert [latest(house, item_id).content["answer_key"] for item_id in ids] == [None] * 4
    again = planned(house.writer, [*ids, with_key], "answer_keys", "CAB√B", now=now)
    assert reasons(house.writer, again, now) == {HAS_KEY}
    bulk.plan_edit(house.writer, again, "answer_keys", "CAB√B", replace=True, now=now)
    assert sheet(house.writer, again, now).counts == {"ready": 5}


def test_lists_hold_ones_own_edits_and_those_of_the_units_one_answers_for(house: House, now: datetime) -> None:
    edit_id = done(house.ben, [make_item(house, now)], "difficulty", "hard", now=now)
    planned(house.ben, [make_item(house, now, changed(stem="没有确认"))], "difficulty", "easy", now=now)
    other = make_person("100301", "外人", house.units["south"], Role.ADMINISTRATOR, now=now)
    for actor, expected in ((house.ben, [edit_id]), (house.admin, [edit_id]), (house.writer, []), (other, [])):
        assert [edit.id for edit, _name, _stage in bulk_sheets.list_edits(actor)] == expected
    seen = sheet(house.admin, edit_id, now)
    assert (seen.shows_items, seen.lines, seen.may_undo) == (False, (), False)
