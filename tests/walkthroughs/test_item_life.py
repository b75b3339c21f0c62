"""An item's life, told through the services: written, submitted, returned, mended, approved; then a second version,
which replaces the first only once it is approved.
"""

from datetime import datetime, timedelta

import pytest

from foundation import audit
from foundation.errors import Invalid
from question_bank import services
from question_bank.domain import Pool
from question_bank.services.items import UnderReview
from tests.bank_desk import changed
from tests.conftest import NOON
from tests.factories import House


def drawable(house: House) -> list[tuple[str, bool]]:
    """What a form for Ada's centre could draw."""
    there = services.list_drawable(house.ada.unit_path, pool=Pool.EXAM, now=NOON)
    return [(item.stem, item.critical) for item in there]


def test_from_the_first_draft_to_the_second_version(house: House, now: datetime) -> None:
    hours = iter(now + timedelta(hours=n) for n in range(40))

    # The writer begins without a key; nothing of it can be used, nor even submitted.
    item_id = services.create_item(
        house.writer, house.units["north"], changed(stem="第一稿？", answer_key=None), now=next(hours)
    )
    with pytest.raises(Invalid):
        services.submit_for_review(house.writer, item_id, now=next(hours))
    assert drawable(house) == []

    # With a key it goes to review, and stands still there.
    services.edit_item(house.writer, item_id, changed(stem="第一稿？"), now=next(hours))
    services.submit_for_review(house.writer, item_id, now=next(hours))
    with pytest.raises(UnderReview):
        services.edit_item(house.writer, item_id, changed(stem="偷偷改？"), now=next(hours))

    # The reviewer answers blind, is misled by option B, and returns it with the reason.
    services.answer_blind(house.reviewer, item_id, "B", now=next(hours))
    services.return_item(house.reviewer, item_id, comment="B 也说得通。", now=next(hours))
    sheet = services.show_item(house.writer, item_id)
    assert sheet.was_returned and sheet.decisions[0][0].comment == "B 也说得通。"

    # Mended, submitted again, answered afresh, approved: now it can be drawn.
    services.edit_item(house.writer, item_id, changed(stem="第二稿？"), now=next(hours))
    services.submit_for_review(house.writer, item_id, now=next(hours))
    assert services.show_review(house.reviewer, item_id).answered is None
    services.answer_blind(house.reviewer, item_id, "A", now=next(hours))
    services.approve_item(house.reviewer, item_id, now=next(hours))
    assert drawable(house) == [("第二稿？", False)]
    first_id = services.list_drawable(house.ada.unit_path, now=now)[0].version_id

    # A year later the wording changes. The approved version stays in use through draft and review …
    services.edit_item(house.writer, item_id, changed(stem="第三稿？"), now=next(hours))
    assert drawable(house) == [("第二稿？", False)]
    services.submit_for_review(house.writer, item_id, now=next(hours))
    assert drawable(house) == [("第二稿？", False)]
    services.return_item(house.reviewer, item_id, comment="再短一点。", now=next(hours))
    assert drawable(house) == [("第二稿？", False)]

    # … until the new one is approved; then the old one is retired, and a form that holds it still finds it.
    services.edit_item(house.writer, item_id, changed(stem="第四稿？"), now=next(hours))
    services.submit_for_review(house.writer, item_id, now=next(hours))
    services.approve_item(house.reviewer, item_id, now=next(hours))
    assert drawable(house) == [("第四稿？", False)]
    sheet = services.show_item(house.writer, item_id)
    assert [(version.number, version.status) for version in sheet.versions] == [(2, "approved"), (1, "retired")]
    assert services.load_versions([first_id])[first_id].content["stem"] == "第二稿？"

    # At last it is retired, and may come back only as a new version through a new review.
    services.retire_item(house.reviewer, item_id, now=next(hours))
    assert drawable(house) == []
    services.edit_item(house.writer, item_id, changed(stem="第五稿？"), now=next(hours))
    assert services.show_item(house.writer, item_id).version.number == 3 and drawable(house) == []

    # The audit log tells the same story.
    acts = [event.action.removeprefix("bank.") for event in reversed(audit.list_events(subject_id=str(item_id)))]
    assert acts == [
        *("create", "edit", "submit", "return", "edit", "submit", "approve"),
        *("edit", "submit", "return", "edit", "submit", "approve", "retire", "edit"),
    ]
