"""Days in an item's life, and named places of a content."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.errors import Invalid
from question_bank import item_types
from question_bank.domain.places import LABELS, place, places_of
from question_bank.domain.validity import ItemDates, default_due, is_longer, require_due, require_valid

TODAY = date(2026, 11, 23)
DAYS = st.none() | st.dates(date(2026, 1, 1), date(2028, 1, 1))


@pytest.mark.parametrize(("days", "expired"), [(-1, True), (0, True), (1, False), (None, False)])
def test_the_day_itself_is_the_first_on_which_it_is_over(days: int | None, expired: bool) -> None:
    dates = ItemDates(None if days is None else TODAY + timedelta(days=days))
    assert dates.is_expired(TODAY) is expired
    if expired:
        with pytest.raises(Invalid):
            require_valid(dates, TODAY)
    else:
        require_valid(dates, TODAY)


@pytest.mark.parametrize(
    ("valid", "review", "soon"), [(60, None, True), (61, None, False), (90, 60, True), (None, 61, False)]
)
def test_soon_is_within_sixty_days(valid: int | None, review: int | None, soon: bool) -> None:
    days = (None if n is None else TODAY + timedelta(days=n) for n in (valid, review))
    assert ItemDates(*days).is_soon(TODAY) is soon
    assert not ItemDates().is_soon(TODAY)


@given(DAYS, DAYS, DAYS, DAYS)
def test_longer_is_exactly_what_some_day_would_not_forbid_any_more(
    valid: date | None, review: date | None, new_valid: date | None, new_review: date | None
) -> None:
    far = date.max
    wider = (new_valid or far) > (valid or far) or (new_review or far) > (review or far)
    assert is_longer(ItemDates(valid, review), ItemDates(new_valid, new_review)) is wider
    assert not is_longer(ItemDates(valid, review), ItemDates(valid, review))


def test_a_review_is_due_between_today_and_a_year_from_now() -> None:
    require_due(default_due(TODAY), TODAY)
    require_due(TODAY, TODAY)
    for wrong in (TODAY - timedelta(days=1), TODAY + timedelta(days=367)):
        with pytest.raises(Invalid):
            require_due(wrong, TODAY)


SPECIMENS = [(kind.name, specimen.content) for kind in item_types.ALL for specimen in list(kind.specimens())[:1]]


@pytest.mark.parametrize(("name", "content"), SPECIMENS, ids=[name for name, _content in SPECIMENS])
def test_every_type_has_places_with_a_name_and_a_text(name: str, content: dict[str, Any]) -> None:
    found = places_of(content)
    names = [each.name for each in found]
    assert len(set(names)) == len(names) and all(len(each) <= 40 for each in names)
    assert (names[0], names[-1]) == ("stem", "item") and "explanation" in names
    assert ("answer" in names) is not ("guide" in names)
    assert all(each.label in LABELS.values() for each in found)
    assert found[0].text == content["stem"]


def test_places_are_found_part_by_part() -> None:
    content = {"stem": "先 ____ 再 ____", "options": [{"id": "B", "text": "喂", "rationale": "不礼貌"}]}
    told = [(each.name, each.which, each.text) for each in places_of(content)]
    assert told[1:5] == [
        ("blank:1", "1", ""),
        ("blank:2", "2", ""),
        ("option:B", "B", "喂"),
        ("rationale:B", "B", "不礼貌"),
    ]
    assert place("point:3").which == "3" and place("nothing:known").label == LABELS["item"]
