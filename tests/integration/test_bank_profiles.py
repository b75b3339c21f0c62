"""Near-duplicates across the bank: found after every save by the job's duty, told within the reader's units only, and
settled by a person's word.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from foundation.db import db
from people.domain import MissingPermission
from question_bank import services
from question_bank.domain.items import ItemDraft
from question_bank.domain.likeness import Likeness, Reason
from question_bank.models import ItemLikeness, ItemProfile, ItemSketch
from question_bank.queries import UnknownItem
from tests.bank_desk import CONTENT, changed, make_item
from tests.factories import House

STEM = "客户投诉后，坐席应在几小时内回复？"
TEXTS = ("两小时之内", "当天下班之前", "二十四小时之内", "三个工作日之内")


def asked(stem: str = STEM, texts: tuple[str, ...] = TEXTS, key: str = "C", **more: Any) -> ItemDraft:
    options = [{"id": letter, "text": text, "rationale": None} for letter, text in zip("ABCDE", texts, strict=False)]
    return changed(stem=stem, options=options, answer_key=[key], **more)


SAME = asked("１．客户投诉后, 坐席应在几小时内回复?", TEXTS[::-1], "B")
OTHER_KEY = asked(key="A")
REWORDED = asked("坐席应当在客户投诉之后多少小时内给予答复？")
OTHER = asked("光猫的 LOS 灯变红说明什么？", ("光路断了", "没有电", "欠费了", "密码错"), "A")


def total(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def pairs(house: House, show: str = "") -> list[services.LikePair]:
    return services.list_pairs(house.ben, show, limit=50)


def test_the_duty_finds_pairs_and_leaves_nothing_to_do(app: Flask, house: House, now: datetime) -> None:
    one, same, other = (make_item(house, now, draft) for draft in (asked(), SAME, OTHER))
    assert services.profile_items(now=now) == 3 and services.profile_items(now=now) == 0
    (pair,) = pairs(house)
    assert {pair.one.item_id, pair.other.item_id} == {one, same}
    assert pair.found is not None and pair.found.kind is Likeness.SAME
    assert [each.reason for each in pair.found.reasons] == [Reason.ORDER]
    reworded = make_item(house, now, REWORDED)
    assert services.profile_items(now=now) == 1
    assert [each.found.kind for each in pairs(house) if each.found] == [Likeness.SAME, Likeness.NEAR, Likeness.NEAR]
    assert services.exclusive_groups([one, same, other, reworded]) == (frozenset({one, same}),)
    counted = services.count_pairs(house.ben)
    assert counted == {"": 3, "key": 0, "same": 1, "strong": 0, "near": 2, "enemies": 0, "apart": 0}


def test_an_edit_makes_its_pairs_anew(app: Flask, house: House, now: datetime) -> None:
    one, same = (make_item(house, now, draft) for draft in (asked(), SAME))
    services.profile_items(now=now)
    n_profiles, n_grams = total(ItemProfile), total(ItemSketch)
    services.edit_item(house.writer, same, OTHER, now=now)
    assert services.profile_items(now=now) == 1 and pairs(house) == [] and total(ItemLikeness) == 0
    services.edit_item(house.writer, same, OTHER_KEY, now=now)
    services.profile_items(now=now)
    (pair,) = pairs(house, "key")
    assert pair.found is not None and pair.found.other_key
    assert (total(ItemProfile), total(ItemSketch)) == (n_profiles, n_grams)
    assert services.count_pairs(house.ben)["key"] == len(pairs(house, "key")) == 1
    assert pairs(house, "near") == []
    assert services.exclusive_groups([one, same])


def test_told_apart_is_remembered_and_can_be_taken_back(app: Flask, house: House, now: datetime) -> None:
    one, same = (make_item(house, now, draft) for draft in (asked(), SAME))
    services.profile_items(now=now)
    services.tell_apart(house.ben, same, one, now=now)
    assert pairs(house) == [] and services.exclusive_groups([one, same]) == ()
    assert [pair.said_by for pair in pairs(house, "apart")] == ["贝宁"]
    row = services.show_item(house.ben, one).version
    assert services.list_like_items(house.ben, row.item_type, row.content, one) == []
    services.edit_item(house.writer, one, REWORDED, now=now)
    services.profile_items(now=now)
    assert pairs(house) == []
    services.liken_again(house.ben, one, same, now=now)
    assert len(pairs(house)) == 1 and pairs(house, "apart") == []


def test_enemies_leave_the_report_and_stay_apart(app: Flask, house: House, now: datetime) -> None:
    one, reworded = (make_item(house, now, draft) for draft in (asked(), REWORDED))
    services.profile_items(now=now)
    services.declare_enemies(house.ben, one, reworded, reason="问的一样", now=now)
    assert pairs(house) == [] and services.exclusive_groups({one, reworded})
    (pair,) = pairs(house, "enemies")
    assert pair.bond is not None and pair.bond.reason == "问的一样" and pair.found is not None


def test_a_retired_item_is_alike_to_nothing(app: Flask, house: House, now: datetime) -> None:
    one = make_item(house, now, asked(), state="approved")
    make_item(house, now, SAME)
    services.profile_items(now=now)
    services.retire_item(house.writer, one, now=now)
    assert pairs(house) == []
    assert services.list_like_drafts(house.ben, [REWORDED])[0].items[0].found.kind is Likeness.NEAR
    assert len(services.list_like_drafts(house.ben, [REWORDED])[0].items) == 1


def test_what_another_city_has_is_never_hinted_at(app: Flask, house: House, now: datetime) -> None:
    mine = make_item(house, now, asked())
    theirs = services.create_item(house.cleo_staff, house.units["south"], SAME, now=now)
    services.profile_items(now=now)
    for actor, own in ((house.ben, mine), (house.cleo_staff, theirs)):
        assert services.list_pairs(actor, "", limit=9) == [] and not any(services.count_pairs(actor).values())
        (found,) = services.list_like_drafts(actor, [REWORDED])
        assert [like.version.item_id for like in found.items] == [own]
        row = services.show_item(actor, own).version
        assert services.list_like_items(actor, row.item_type, row.content, own) == []
    both = replace(house.ben, grants=(*house.ben.grants, *house.cleo_staff.grants))
    assert len(services.list_pairs(both, "", limit=9)) == 1
    for act in (services.tell_apart, services.liken_again):
        with pytest.raises(UnknownItem):
            act(house.ben, mine, theirs, now=now)
    assert services.exclusive_groups([mine, theirs])  # whoever draws from both banks must not draw both


def test_a_reviewer_may_not_settle(app: Flask, house: House, now: datetime) -> None:
    one, same = (make_item(house, now, draft) for draft in (asked(), SAME))
    services.profile_items(now=now)
    assert len(services.list_pairs(house.reviewer, "", limit=9)) == 1
    with pytest.raises(MissingPermission):
        services.tell_apart(house.reviewer, one, same, now=now)


def test_a_key_stays_hidden_from_who_has_to_answer_first(app: Flask, house: House, now: datetime) -> None:
    make_item(house, now, asked(), state="in_review")
    make_item(house, now, SAME)
    services.profile_items(now=now)
    assert [each.hides_key for each in services.list_pairs(house.reviewer, "", limit=9)] == [True]
    assert [each.hides_key for each in services.list_pairs(house.ben, "", limit=9)] == [False]
    (found,) = services.list_like_drafts(house.reviewer, [REWORDED])
    assert sorted(like.hides_key for like in found.items) == [False, True]


def test_drafts_of_a_file_meet_the_bank_and_each_other(app: Flask, house: House, now: datetime) -> None:
    one = make_item(house, now, asked())
    named = make_item(house, now, replace(OTHER, external_id="Q7"))
    services.profile_items(now=now)
    drafts = [SAME, REWORDED, replace(OTHER, external_id="Q7"), changed(stem="完全不相干的一题？")]
    first, second, again, none = services.list_like_drafts(house.ben, drafts)
    assert [(like.version.item_id, like.found.percent) for like in first.items] == [(one, 100)]
    assert [(at, found.kind) for at, found in first.drafts] == [(1, Likeness.NEAR)]
    assert second and [at for at, _found in second.drafts] == [0]
    assert not again and not none and named
    assert services.list_like_drafts(house.ben, []) == ()


def test_what_is_alike_is_told_before_the_duty_has_run_on_the_draft(app: Flask, house: House, now: datetime) -> None:
    one = make_item(house, now, asked())
    services.profile_items(now=now)
    fresh = make_item(house, now, REWORDED)
    (like,) = services.list_like_items(house.writer, "single_choice", REWORDED.content, fresh)
    assert like.version.item_id == one and services.list_like_items(house.writer, "single_choice", CONTENT, None) == []


def test_a_new_method_makes_every_profile_anew(
    app: Flask, house: House, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids: list[UUID] = [make_item(house, now, draft) for draft in (asked(), SAME, OTHER)]
    services.profile_items(now=now)
    monkeypatch.setattr("question_bank.services.profiling.METHOD", 99)
    monkeypatch.setattr("question_bank.services.profiling.AT_ONCE", 2)
    assert services.profile_items(now=now) == len(ids) and len(pairs(house)) == 1
