"""What a candidate must be told when a published sitting changes."""

from datetime import datetime, timedelta
from uuid import uuid4

from certify.exams.domain.publications import Publication, Terms, changes, concerns, is_new, pending

DAY = datetime.fromisoformat("2026-11-23T01:00:00+00:00")
FIRST = Terms("理论考试", DAY, DAY + timedelta(hours=2), 30, "2 号机房")
LATER = Terms("理论考试", DAY + timedelta(hours=1), DAY + timedelta(hours=3), 30, "3 号机房")
LAST = Terms("理论考试", DAY + timedelta(hours=1), DAY + timedelta(hours=3), 30, "5 号机房")


def publication(number: int, terms: Terms) -> Publication:
    return Publication(uuid4(), number, terms, DAY - timedelta(days=10 - number))


ONE, TWO, THREE = publication(1, FIRST), publication(2, LATER), publication(3, LAST)
BEFORE_ALL, BETWEEN, AFTER = DAY - timedelta(days=30), TWO.published_at + timedelta(hours=1), DAY


def test_changes_are_told_field_by_field_in_order() -> None:
    told = changes(FIRST, LATER)
    assert [(change.field, change.before, change.after) for change in told] == [
        ("opens_at", FIRST.opens_at, LATER.opens_at),
        ("closes_at", FIRST.closes_at, LATER.closes_at),
        ("room", "2 号机房", "3 号机房"),
    ]
    assert changes(FIRST, FIRST) == ()


def test_only_other_terms_make_a_version() -> None:
    assert is_new([], FIRST) and is_new([ONE], LATER)
    assert not is_new([ONE], FIRST)


def test_the_first_publishing_is_no_change() -> None:
    assert pending([ONE], BEFORE_ALL, None) == ()
    assert not concerns([ONE], BEFORE_ALL)


def test_who_knew_the_first_is_told_all_that_came_since() -> None:
    assert pending([ONE, TWO, THREE], BEFORE_ALL, None) == changes(FIRST, LAST)
    assert concerns([ONE, TWO, THREE], BEFORE_ALL)


def test_what_was_confirmed_is_known() -> None:
    assert [change.field for change in pending([ONE, TWO, THREE], BEFORE_ALL, 2)] == ["room"]
    assert pending([ONE, TWO, THREE], BEFORE_ALL, 3) == ()


def test_who_came_later_knows_what_stood_then() -> None:
    assert [change.field for change in pending([ONE, TWO, THREE], BETWEEN, None)] == ["room"]
    assert concerns([ONE, TWO, THREE], BETWEEN)


def test_who_came_after_the_last_is_told_nothing() -> None:
    assert pending([ONE, TWO, THREE], AFTER, None) == ()
    assert not concerns([ONE, TWO, THREE], AFTER)


def test_changed_there_and_back_is_nothing_to_tell() -> None:
    back = publication(3, FIRST)
    assert pending([ONE, TWO, back], BEFORE_ALL, None) == ()
