"""Item care through the services: comments on places, due days and requests, dates in an item's life, the desk."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event

from foundation import audit
from foundation.calendar import local_day
from foundation.db import engines
from foundation.errors import Conflict, Forbidden, Invalid, NotFound
from people.domain import Actor, Role
from question_bank import services
from question_bank.domain import AuthorCannotReview, TransitionNotAllowed
from question_bank.domain.items import ItemDraft
from question_bank.domain.validity import ItemDates
from question_bank.services.comments import AnswerFirst, NotYoursToSettle
from question_bank.services.reviews import CannotBeAsked, OpenComments
from tests.bank_desk import DRAFT, changed, make_item
from tests.factories import House, make_person

DAY = timedelta(days=1)


def dated(now: datetime, *, valid: int | None = None, review: int | None = None) -> ItemDraft:
    """The sample with its days so many days from now."""
    today = local_day(now)
    days = (None if n is None else today + n * DAY for n in (valid, review))
    return replace(DRAFT, dates=ItemDates(*days))


def drawable(house: House, now: datetime) -> set[UUID]:
    return {item.item_id for item in services.list_drawable(house.ada.unit_path, now=now)}


def both_roles(house: House, now: datetime, login: str = "100201") -> Actor:
    return make_person(login, "双岗", house.units["north"], Role.ITEM_WRITER, Role.REVIEWER, now=now)


# Comments


def test_a_comment_stands_at_its_place_and_is_answered_and_settled(house: House, now: datetime) -> None:
    item_id = make_item(house, now, state="in_review")
    services.answer_blind(house.reviewer, item_id, "A", now=now)
    thread_id = services.comment_on(house.reviewer, item_id, "option:B", "太明显", now=now)
    services.return_item(house.reviewer, item_id, comment="看选项 B", now=now)
    services.reply_to_comment(house.writer, item_id, thread_id, "改成了问句", now=now + DAY)
    (thread,) = services.list_threads(house.writer, item_id)
    assert (thread.place.name, thread.place.which, thread.number) == ("option:B", "B", 1)
    assert [(said.author, said.text) for said in thread.remarks] == [("方远", "太明显"), ("许文静", "改成了问句")]
    assert not thread.may_settle
    with pytest.raises(NotYoursToSettle):
        services.settle_comment(house.writer, item_id, thread_id, now=now)
    services.settle_comment(house.reviewer, item_id, thread_id, now=now + DAY)
    services.settle_comment(house.reviewer, item_id, thread_id, now=now + 2 * DAY)
    assert services.list_threads(house.writer, item_id)[0].resolved_at == now + DAY
    services.reopen_comment(house.reviewer, item_id, thread_id, now=now + 2 * DAY)
    assert services.list_threads(house.writer, item_id)[0].resolved_at is None
    acts = [each.action for each in audit.list_events(subject_id=str(item_id))]
    assert acts.count("bank.resolve_comment") == 1 and acts.count("bank.comment") == 2


def test_what_is_open_goes_on_with_the_next_version_and_keeps_it_from_approval(house: House, now: datetime) -> None:
    item_id = make_item(house, now, state="approved")
    thread_id = services.comment_on(house.writer, item_id, "stem", "“第一句话”说得不清楚", now=now)
    services.edit_item(house.writer, item_id, changed(stem="接起电话先说什么？"), now=now)
    services.submit_for_review(house.writer, item_id, now=now)
    services.answer_blind(house.reviewer, item_id, "A", now=now)
    (thread,) = services.list_threads(house.reviewer, item_id)
    assert thread.id == thread_id and thread.number == 1 and thread.may_settle
    with pytest.raises(OpenComments):
        services.approve_item(house.reviewer, item_id, now=now)
    services.settle_comment(house.reviewer, item_id, thread_id, now=now)
    services.approve_item(house.reviewer, item_id, now=now)


def test_a_place_that_is_gone_still_says_where_it_was(house: House, now: datetime) -> None:
    item_id = make_item(house, now)
    services.comment_on(house.writer, item_id, "option:C", "去掉？", now=now)
    services.edit_item(house.writer, item_id, changed(options=list(DRAFT.content["options"])[:2]), now=now)
    assert services.list_threads(house.writer, item_id)[0].place.which == "C"
    with pytest.raises(Invalid):
        services.comment_on(house.writer, item_id, "option:C", "还在吗？", now=now)


def test_no_comment_is_read_or_written_before_the_blind_answer(house: House, now: datetime) -> None:
    item_id = make_item(house, now)
    thread_id = services.comment_on(house.writer, item_id, "answer", "答案是 A，B 也说得通吗？", now=now)
    services.submit_for_review(house.writer, item_id, now=now)
    assert services.list_threads(house.reviewer, item_id) == ()
    for act in (
        lambda: services.comment_on(house.reviewer, item_id, "stem", "？", now=now),
        lambda: services.reply_to_comment(house.reviewer, item_id, thread_id, "？", now=now),
        lambda: services.settle_comment(house.reviewer, item_id, thread_id, now=now),
    ):
        with pytest.raises(AnswerFirst):
            act()
    services.answer_blind(house.reviewer, item_id, "B", now=now)
    assert len(services.list_threads(house.reviewer, item_id)) == 1


def test_who_sees_nothing_of_the_item_sees_no_comment(house: House, now: datetime) -> None:
    item_id = make_item(house, now)
    other = make_item(house, now)
    thread_id = services.comment_on(house.writer, item_id, "stem", "再短一点", now=now)
    for stranger in (house.cleo_staff, house.ada):
        for act in (
            lambda who: services.list_threads(who, item_id),
            lambda who: services.comment_on(who, item_id, "stem", "我", now=now),
            lambda who: services.reply_to_comment(who, item_id, thread_id, "我", now=now),
            lambda who: services.settle_comment(who, item_id, thread_id, now=now),
            lambda who: services.reopen_comment(who, item_id, thread_id, now=now),
        ):
            with pytest.raises(NotFound):
                act(stranger)
    with pytest.raises(NotFound):  # a thread is reached through its own item only
        services.reply_to_comment(house.writer, other, thread_id, "我", now=now)
    with pytest.raises(Invalid):
        services.comment_on(house.writer, item_id, "stem", "  ", now=now)
    with pytest.raises(Invalid):
        services.comment_on(house.writer, item_id, "stem", "长" * 2001, now=now)


# Due days and requests


def test_a_review_is_due_in_a_week_unless_the_sender_says_otherwise(house: House, now: datetime) -> None:
    today = local_day(now)
    plain, soon = make_item(house, now, state="in_review"), make_item(house, now)
    services.submit_for_review(house.writer, soon, due_on=today + 2 * DAY, now=now)
    due = {line.version.item_id: line.day for line in services.list_waiting(house.reviewer, now=now)}
    assert due == {plain: today + 7 * DAY, soon: today + 2 * DAY}
    late = make_item(house, now)
    for wrong in (today - DAY, today + 367 * DAY):
        with pytest.raises(Invalid):
            services.submit_for_review(house.writer, late, due_on=wrong, now=now)


def test_overdue_comes_first_then_what_one_was_asked_for(house: House, now: datetime) -> None:
    today, me = local_day(now), house.reviewer.require_person()
    names: dict[UUID, str] = {}
    for name, days, asked in (("later", 9, None), ("asked", 8, me), ("overdue", 1, None)):
        item_id = make_item(house, now)
        services.submit_for_review(house.writer, item_id, due_on=today + days * DAY, reviewer_id=asked, now=now)
        names[item_id] = name
    lines = services.list_waiting(house.reviewer, now=now + 2 * DAY)
    told = [(names[line.version.item_id], line.overdue, line.asked) for line in lines]
    assert told == [("overdue", True, False), ("asked", False, True), ("later", False, False)]


def test_a_request_by_name_is_no_lock_and_never_of_a_writer(house: House, now: datetime) -> None:
    both = both_roles(house, now)
    item_id = services.create_item(both, house.units["north"], DRAFT, now=now)
    services.edit_item(house.writer, item_id, changed(stem="换了个人改？"), now=now)
    asked = [name for _id, name in services.list_askable(house.writer, item_id)]
    assert asked == ["方远"]
    for wrong in (both, house.writer, house.cleo_staff, house.ada):
        with pytest.raises(CannotBeAsked):
            services.submit_for_review(house.writer, item_id, reviewer_id=wrong.require_person(), now=now)
    with pytest.raises(CannotBeAsked):
        services.submit_for_review(house.writer, item_id, reviewer_id=uuid4(), now=now)
    second = make_person("100202", "另一位", house.units["north"], Role.REVIEWER, now=now)
    services.submit_for_review(house.writer, item_id, reviewer_id=house.reviewer.require_person(), now=now)
    services.approve_item(second, item_id, now=now)


# Dates


def test_an_item_is_drawn_until_its_day_and_never_from_then_on(house: House, now: datetime) -> None:
    item_id = make_item(house, now, dated(now, valid=3), state="approved")
    assert drawable(house, now + 2 * DAY) == {item_id}
    assert drawable(house, now + 3 * DAY) == drawable(house, now + 30 * DAY) == set()
    expired = services.list_expired(house.ada.unit_path, now=now + 3 * DAY)
    assert [(item.item_id, item.valid_until) for item in expired] == [(item_id, local_day(now) + 3 * DAY)]


def test_an_expired_draft_is_neither_sent_nor_approved(house: House, now: datetime) -> None:
    item_id = make_item(house, now, dated(now, valid=3))
    with pytest.raises(Invalid):
        services.submit_for_review(house.writer, item_id, now=now + 3 * DAY)
    services.submit_for_review(house.writer, item_id, now=now)
    with pytest.raises(Invalid):
        services.approve_item(house.reviewer, item_id, now=now + 4 * DAY)


def test_letting_it_live_longer_takes_a_reviewer_who_did_not_write_it(house: House, now: datetime) -> None:
    both, today = both_roles(house, now), local_day(now)
    item_id = services.create_item(both, house.units["north"], dated(now, valid=3, review=2), now=now)
    services.submit_for_review(both, item_id, now=now)
    services.approve_item(house.reviewer, item_id, now=now)
    before = services.show_item(house.writer, item_id).version
    longer = (
        ItemDates(today + 400 * DAY, today + 2 * DAY),
        ItemDates(None, today + 2 * DAY),
        ItemDates(today + 3 * DAY, today + 90 * DAY),
        ItemDates(today + 3 * DAY, None),
    )
    for dates in longer:
        with pytest.raises(AuthorCannotReview):
            services.change_dates(both, item_id, dates, reason="还对", now=now)
        with pytest.raises(Forbidden):
            services.change_dates(house.writer, item_id, dates, reason="还对", now=now)
        with pytest.raises(NotFound):
            services.change_dates(house.cleo_staff, item_id, dates, reason="还对", now=now)
    with pytest.raises(Invalid):
        services.change_dates(house.reviewer, item_id, longer[0], reason=" ", now=now)
    with pytest.raises(Invalid):  # longer, and yet over already
        services.change_dates(house.reviewer, item_id, ItemDates(today, None), reason="还对", now=now)
    services.change_dates(house.reviewer, item_id, longer[0], reason="资费 2027 年不变", now=now)
    sheet = services.show_item(house.writer, item_id)
    assert sheet.version.valid_until == today + 400 * DAY
    assert (sheet.version.content_hash, sheet.version.number) == (before.content_hash, 1)
    said = sheet.decisions[0][0]
    assert said.decision == "extend" and said.comment == "资费 2027 年不变" and said.dates is not None
    assert said.dates["valid_until"] == f"{today + 3 * DAY} → {today + 400 * DAY}"
    told = audit.list_events(subject_id=str(item_id))[0]
    assert told.action == "bank.extend" and told.details["valid_until"] == said.dates["valid_until"]


def test_bringing_a_day_forward_is_the_writers_too(house: House, now: datetime) -> None:
    today = local_day(now)
    item_id = make_item(house, now, state="approved")
    services.change_dates(house.writer, item_id, ItemDates(today, None), reason="资费已停售", now=now)
    assert drawable(house, now) == set()
    services.change_dates(house.writer, item_id, ItemDates(today, None), reason="", now=now)  # the same again
    with pytest.raises(TransitionNotAllowed):
        services.change_dates(house.writer, make_item(house, now), ItemDates(today, None), reason="草稿", now=now)


def test_an_expired_item_is_not_put_back_into_use(house: House, now: datetime) -> None:
    item_id = make_item(house, now, dated(now, valid=3), state="approved")
    services.suspend_item(house.writer, item_id, reason="待查", now=now)
    with pytest.raises(Invalid):
        services.reinstate_item(house.reviewer, item_id, reason="没问题", now=now + 3 * DAY)


def test_a_new_version_takes_over_days_and_writers(house: House, now: datetime) -> None:
    both = both_roles(house, now)
    item_id = services.create_item(both, house.units["north"], dated(now, valid=30, review=20), now=now)
    services.submit_for_review(both, item_id, now=now)
    services.approve_item(house.reviewer, item_id, now=now)
    services.edit_item(
        house.writer, item_id, changed(stem="改了一个字？"), now=now
    )  # as an import does: no dates given
    version = services.show_item(house.writer, item_id).version
    assert (version.valid_until, version.review_by) == (local_day(now) + 30 * DAY, local_day(now) + 20 * DAY)
    services.submit_for_review(house.writer, item_id, now=now)
    with pytest.raises(AuthorCannotReview):  # most words are still theirs
        services.approve_item(both, item_id, now=now)


def test_what_expires_is_listed_for_those_who_see_it(house: House, now: datetime) -> None:
    near = make_item(house, now, dated(now, valid=59), state="approved")
    look = make_item(house, now, dated(now, review=10), state="approved")
    make_item(house, now, dated(now, valid=61, review=90), state="approved")
    make_item(house, now, dated(now, valid=5))
    assert [row.item_id for row, _name in services.list_expiring(house.reviewer, now=now)] == [look, near]
    assert services.list_expiring(house.cleo_staff, now=now) == []


# The desk


def names(lines: Any) -> list[UUID]:
    return [line.version.item_id for line in lines]


def test_the_desk_tells_what_waits_what_was_sent_and_what_came_back(house: House, now: datetime) -> None:
    returned, sent = make_item(house, now, state="in_review"), make_item(house, now, state="in_review")
    approved = make_item(house, now, state="approved")
    expiring = make_item(house, now - 20 * DAY, dated(now, valid=0, review=None), state="approved")
    services.comment_on(house.writer, returned, "stem", "自己的话", now=now)
    services.return_item(house.reviewer, returned, comment="B 也说得通", now=now)
    desk = services.show_desk(house.writer, now=now + DAY)
    assert names(desk.waiting) == [expiring] and desk.waiting[0].overdue and desk.n_expiring == 1
    assert names(desk.sent) == [sent, approved] and desk.sent[0].days == 1 and not desk.sent[0].overdue
    (back,) = desk.returned
    assert (back.version.item_id, back.comment, back.reviewer, back.n_open) == (returned, "B 也说得通", "方远", 1)
    reviewing = services.show_desk(house.reviewer, now=now + 8 * DAY)
    assert names(reviewing.waiting) == [sent] and reviewing.waiting[0].overdue
    assert reviewing.sent == reviewing.returned == ()
    services.submit_for_review(house.writer, returned, now=now)
    assert services.show_desk(house.writer, now=now).returned == ()
    elsewhere = services.show_desk(house.cleo_staff, now=now + 8 * DAY)
    assert (elsewhere.waiting, elsewhere.sent, elsewhere.returned, elsewhere.n_expiring) == ((), (), (), 0)


def test_a_doubt_and_a_proposal_wait_for_the_right_people(house: House, now: datetime) -> None:
    doubted, asked = make_item(house, now, state="approved"), make_item(house, now, state="approved")
    services.suspend_item(house.writer, doubted, reason="资费变了？", now=now)
    version_id = services.show_item(house.writer, asked).version.id
    services.propose_answer(house.ben, version_id, 1, "喂，您好", now=now)
    assert [(line.task, line.version.item_id) for line in services.show_desk(house.reviewer, now=now).waiting] == [
        ("doubt", doubted)
    ]
    (line,) = services.show_desk(house.writer, now=now).waiting
    assert (line.task, line.version.item_id, line.n) == ("proposal", asked, 1)


def queries_of(house: House, now: datetime) -> int:
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    event.listen(engines().read, "before_cursor_execute", note)
    try:
        for actor in (house.writer, house.reviewer):
            services.show_desk(actor, now=now)
    finally:
        event.remove(engines().read, "before_cursor_execute", note)
    return len(statements)


def test_the_desk_costs_the_same_few_queries_however_full_it_is(house: House, now: datetime) -> None:
    empty = queries_of(house, now)
    for n in range(4):
        item_id = make_item(house, now, changed(stem=f"退回的第 {n} 题？"), state="in_review")
        services.return_item(house.reviewer, item_id, comment="改", now=now)
        make_item(house, now, changed(stem=f"等着的第 {n} 题？"), state="in_review")
        make_item(house, now, replace(dated(now, valid=9), content=changed(stem=f"{n}？").content), state="approved")
    assert queries_of(house, now) == empty and empty <= 2 * 9


def test_many_reviews_are_counted_beyond_those_shown(house: House, now: datetime) -> None:
    drafts = [changed(stem=f"第 {n} 题？") for n in range(53)]
    for item_id in services.import_items(house.writer, house.units["north"], drafts, now=now).all:
        services.submit_for_review(house.writer, item_id, now=now)
    desk = services.show_desk(house.reviewer, now=now)
    assert (len(desk.waiting), desk.n_more) == (50, 3)
    assert len(services.list_waiting(house.reviewer, now=now)) == 53


def test_in_use_is_derived_from_frozen_forms(house: House, now: datetime) -> None:
    used, idle = make_item(house, now, state="approved"), make_item(house, now, state="approved")
    rows = [services.show_item(house.writer, item_id).version for item_id in (used, idle)]
    services.note_usage([rows[0].id], form_id=uuid4(), now=now)
    assert services.on_forms(rows) == {rows[0].id}
    services.suspend_item(house.writer, used, reason="待查", now=now)
    assert services.on_forms([services.show_item(house.writer, used).version]) == set()


def test_a_conflict_is_told_when_nothing_can_be_done(house: House, now: datetime) -> None:
    item_id = make_item(house, now, state="in_review")
    with pytest.raises(Conflict):
        services.submit_for_review(house.writer, item_id, due_on=date(2026, 12, 1), now=now)
