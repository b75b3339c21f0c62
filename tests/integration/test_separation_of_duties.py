"""Nobody settles what they wrote: every way to approve, reinstate or extend, tried by the last author, by an earlier
writer of the version and by a writer of the version before, all of them reviewers of the whole province.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask

from courses import services as courses
from foundation.calendar import local_day
from foundation.errors import Forbidden
from people.domain import Actor, Role
from question_bank import services
from question_bank.domain import AuthorCannotReview
from question_bank.domain.validity import ItemDates
from question_bank.services.comments import NotYoursToSettle
from tests.bank_desk import DRAFT, changed
from tests.factories import House, make_person, signed_in

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Case:
    """An item and everybody who had a hand in it."""

    item_id: UUID
    writers: tuple[Actor, ...]
    now: datetime


@pytest.fixture
def case(house: House, now: datetime) -> Case:
    """The second version of an item: written by three, none of them may settle it; under review."""
    first, earlier, last = (
        make_person(f"10040{n}", name, house.units["province"], Role.ITEM_WRITER, Role.REVIEWER, now=now)
        for n, name in enumerate(("初稿", "改稿", "定稿"))
    )
    draft = replace(DRAFT, dates=ItemDates(local_day(now) + timedelta(days=30)))
    item_id = services.create_item(first, house.units["north"], draft, now=now)
    services.submit_for_review(first, item_id, now=now)
    services.approve_item(house.reviewer, item_id, now=now)
    services.edit_item(earlier, item_id, changed(stem="改过一次？"), now=now)
    services.edit_item(last, item_id, changed(stem="改过两次？"), now=now)
    services.submit_for_review(last, item_id, now=now)
    return Case(item_id, (first, earlier, last), now)


def approved(case: Case, house: House) -> None:
    services.approve_item(house.reviewer, case.item_id, now=case.now)


def suspended(case: Case, house: House) -> None:
    approved(case, house)
    services.suspend_item(house.writer, case.item_id, reason="待查", now=case.now)


def as_it_is(case: Case, house: House) -> None:
    """Under review."""


def longer(case: Case) -> ItemDates:
    return ItemDates(local_day(case.now) + timedelta(days=300))


Act = Callable[[Actor, Case], object]
SERVICES: dict[str, tuple[Callable[[Case, House], None], Act]] = {
    "approve": (as_it_is, lambda who, case: services.approve_item(who, case.item_id, now=case.now)),
    "return": (as_it_is, lambda who, case: services.return_item(who, case.item_id, comment="不", now=case.now)),
    "answer blind": (as_it_is, lambda who, case: services.answer_blind(who, case.item_id, "A", now=case.now)),
    "open the review": (as_it_is, lambda who, case: services.show_review(who, case.item_id)),
    "reinstate": (suspended, lambda who, case: services.reinstate_item(who, case.item_id, reason="对", now=case.now)),
    "extend": (
        approved,
        lambda who, case: services.change_dates(who, case.item_id, longer(case), reason="还对", now=case.now),
    ),
    "live without end": (
        suspended,
        lambda who, case: services.change_dates(who, case.item_id, ItemDates(), reason="还对", now=case.now),
    ),
}
PAGES: dict[str, tuple[Callable[[Case, House], None], str, dict[str, str]]] = {
    "approve": (as_it_is, "/bank/reviews/{}", {"act": "approve"}),
    "return": (as_it_is, "/bank/reviews/{}", {"act": "return", "comment": "不"}),
    "answer blind": (as_it_is, "/bank/reviews/{}/answer", {"q1": "A"}),
    "reinstate": (suspended, "/bank/items/{}/reinstate", {"comment": "对"}),
    "extend": (approved, "/bank/items/{}/dates", {"reason": "还对"}),
}


def state(house: House, item_id: UUID) -> tuple[str, object]:
    version = services.show_item(house.writer, item_id).version
    return version.status, version.valid_until


@pytest.mark.parametrize("name", SERVICES)
def test_no_writer_settles_it_through_the_services(case: Case, house: House, name: str) -> None:
    prepare, act = SERVICES[name]
    prepare(case, house)
    before = state(house, case.item_id)
    for who in case.writers:
        with pytest.raises(AuthorCannotReview):
            act(who, case)
    assert state(house, case.item_id) == before
    second = make_person("100410", "另一位", house.units["province"], Role.REVIEWER, now=case.now)
    act(second, case)


@pytest.mark.parametrize("name", PAGES)
def test_no_writer_settles_it_through_the_pages(app: Flask, case: Case, house: House, name: str) -> None:
    prepare, url, data = PAGES[name]
    prepare(case, house)
    before = state(house, case.item_id)
    for who in (case.writers[0], case.writers[2]):
        reply = signed_in(app, who).post(url.format(case.item_id), data=data)
        assert reply.status_code == 403 and "自己写的题目不能由自己审核" in reply.text
    assert state(house, case.item_id) == before


def test_a_writer_neither_waits_for_themselves_nor_is_asked(case: Case, house: House) -> None:
    for who in case.writers:
        assert services.list_waiting(who, now=case.now) == ()
        assert services.show_desk(who, now=case.now).waiting == ()
    services.return_item(house.reviewer, case.item_id, comment="改", now=case.now)
    asked = {name for _id, name in services.list_askable(house.writer, case.item_id)}
    assert asked == {"方远"}


def test_a_writer_settles_no_objection_of_another(case: Case, house: House) -> None:
    services.answer_blind(house.reviewer, case.item_id, "A", now=case.now)
    thread_id = services.comment_on(house.reviewer, case.item_id, "stem", "不清楚", now=case.now)
    for who in case.writers:
        with pytest.raises(NotYoursToSettle):
            services.settle_comment(who, case.item_id, thread_id, now=case.now)


def test_whoever_suspended_it_does_not_put_it_back(case: Case, house: House) -> None:
    approved(case, house)
    services.suspend_item(house.reviewer, case.item_id, reason="待查", now=case.now)
    with pytest.raises(Forbidden):
        services.reinstate_item(house.reviewer, case.item_id, reason="对", now=case.now)


def test_an_import_makes_drafts_only_even_over_what_is_approved(case: Case, house: House) -> None:
    approved(case, house)
    writer = case.writers[0]
    draft = replace(DRAFT, external_id="file-1")
    made = services.import_items(writer, house.units["north"], [draft], now=case.now).created[0]
    services.submit_for_review(writer, made, now=case.now)
    services.approve_item(house.reviewer, made, now=case.now)
    again = replace(changed(stem="文件里改了？"), external_id="file-1")
    services.import_items(writer, house.units["north"], [again], now=case.now)
    sheet = services.show_item(house.writer, made)
    assert [(row.number, row.status) for row in sheet.versions] == [(2, "draft"), (1, "approved")]


def test_the_course_is_not_loaded_and_approved_by_one_person(app: Flask, house: House, now: datetime) -> None:
    both = make_person("100420", "双岗", house.units["north"], Role.ITEM_WRITER, Role.REVIEWER, now=now)
    with pytest.raises(Forbidden):
        courses.load_content(both, house.units["north"], reviewer=both, now=now)
    result = app.test_cli_runner().invoke(args=["courses", "load", "--as", both.login, "--reviewer", both.login])
    assert result.exit_code != 0
    assert services.list_drawable(house.ada.unit_path, pool="practice", now=now) == []


def test_only_the_review_makes_anything_approved() -> None:
    """Whoever writes `status = APPROVED` elsewhere has opened a door: the two places that may are tried above."""
    pattern = re.compile(r"status\s*=\s*(ItemStatus\.)?APPROVED|status=ItemStatus\.APPROVED")
    found = {
        path.relative_to(ROOT).as_posix(): len(pattern.findall(path.read_text()))
        for package in ("question_bank", "courses", "certify", "people")
        for path in (ROOT / package).rglob("*.py")
        if "queries" not in path.parts and pattern.search(path.read_text())
    }
    assert found == {"question_bank/services/reviews.py": 2}
