"""Enemy items: symmetric, with a reason, within the actor's reach, kept across versions, and what assembly is told."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from foundation.errors import Invalid
from people.domain import MissingPermission
from question_bank import services
from question_bank.domain.enemies import OwnEnemy, cover, ordered
from question_bank.queries import UnknownItem
from tests.bank_desk import changed, make_item
from tests.factories import House

IDS = [UUID(int=n) for n in range(8)]


@given(st.sets(st.tuples(st.sampled_from(IDS), st.sampled_from(IDS)).filter(lambda pair: pair[0] < pair[1])))
def test_groups_cover_every_pair_and_forbid_nothing_else(pairs: set[tuple[UUID, UUID]]) -> None:
    groups = cover(pairs)
    told = {(one, other) for group in groups for one in group for other in group if one < other}
    assert told == pairs and all(len(group) > 1 for group in groups)
    assert cover({(other, one) for one, other in pairs}) == groups


def test_three_that_all_clash_are_one_group() -> None:
    a, b, c, d = IDS[:4]
    assert cover([(a, b), (b, c), (c, a), (c, d)]) == (frozenset({a, b, c}), frozenset({c, d}))


def make(house: House, now: datetime, n: int) -> list[UUID]:
    stems = ("客户生气时先做什么？", "哪一种光猫指示灯表示断纤？", "携号转网要满几个条件？", "夜间外呼截止到几点？")
    return [make_item(house, now, changed(stem=stem)) for stem in stems[:n]]


def test_enemies_are_told_from_either_side(app: Flask, house: House, now: datetime) -> None:
    one, other, third = make(house, now, 3)
    services.declare_enemies(house.ben, one, other, reason="第一题的题干说出了第二题的答案", now=now)
    (seen,) = services.list_enemies(house.reviewer, other)
    assert (seen.version.item_id, seen.reason, seen.said_by) == (one, "第一题的题干说出了第二题的答案", "贝宁")
    assert services.list_enemies(house.ben, third) == ()
    assert services.exclusive_groups([one, other, third]) == (frozenset({one, other}),)
    assert services.exclusive_groups([one, third]) == services.exclusive_groups([]) == ()
    services.declare_enemies(house.ben, other, one, reason="互相提示", now=now)
    assert [each.reason for each in services.list_enemies(house.ben, one)] == ["互相提示"]
    services.release_enemies(house.writer, other, one, now=now)
    services.release_enemies(house.writer, other, one, now=now)
    assert services.list_enemies(house.ben, one) == () and services.exclusive_groups([one, other]) == ()


def test_enemies_stay_so_in_a_new_version(app: Flask, house: House, now: datetime) -> None:
    one, other = make(house, now, 2)
    services.declare_enemies(house.ben, one, other, reason="互相提示", now=now)
    services.submit_for_review(house.writer, one, now=now)
    services.approve_item(house.reviewer, one, now=now)
    services.edit_item(house.writer, one, changed(stem="客户生气时应当先说什么？"), now=now)
    (seen,) = services.list_enemies(house.ben, other)
    assert seen.version.number == 2 and services.exclusive_groups({one, other}) == (frozenset({one, other}),)


def test_a_reason_is_needed_and_two_items(app: Flask, house: House, now: datetime) -> None:
    one, other = make(house, now, 2)
    for reason in ("  ", "长" * 401):
        with pytest.raises(Invalid):
            services.declare_enemies(house.ben, one, other, reason=reason, now=now)
    with pytest.raises(OwnEnemy):
        services.declare_enemies(house.ben, one, one, reason="自己", now=now)
    assert services.exclusive_groups({one, other}) == ()


def test_nobody_binds_what_they_cannot_see(app: Flask, house: House, now: datetime) -> None:
    one, other = make(house, now, 2)
    far = services.create_item(house.cleo_staff, house.units["south"], changed(stem="南方的题"), now=now)
    for actor, pair in ((house.ben, (one, far)), (house.cleo_staff, (far, one)), (house.cleo_staff, (one, other))):
        with pytest.raises(UnknownItem):
            services.declare_enemies(actor, *pair, reason="看不见", now=now)
        with pytest.raises(UnknownItem):
            services.release_enemies(actor, *pair, now=now)
    with pytest.raises(UnknownItem):
        services.list_enemies(house.cleo_staff, one)


def test_an_enemy_out_of_sight_is_not_shown(app: Flask, house: House, now: datetime) -> None:
    (one,) = make(house, now, 1)
    far = services.create_item(house.cleo_staff, house.units["south"], changed(stem="南方的题"), now=now)
    grants = (*house.ben.grants, *house.cleo_staff.grants)
    services.declare_enemies(replace(house.ben, grants=grants), one, far, reason="互相提示", now=now)
    assert services.list_enemies(house.ben, one) == ()
    assert services.exclusive_groups({one, far}) == (frozenset({one, far}),)


def test_a_reviewer_may_look_but_not_declare(app: Flask, house: House, now: datetime) -> None:
    one, other = make(house, now, 2)
    with pytest.raises(MissingPermission):
        services.declare_enemies(house.reviewer, one, other, reason="互相提示", now=now)
    services.declare_enemies(house.ben, *ordered(one, other), reason="互相提示", now=now)
    with pytest.raises(MissingPermission):
        services.release_enemies(house.reviewer, one, other, now=now)
