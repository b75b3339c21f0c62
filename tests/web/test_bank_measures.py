"""What was measured, on the bank's pages: filters, order, the item's panel, the counts; who sees nothing of it."""

import re
from datetime import datetime
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from certify.exams import services as exams
from foundation.db import transaction
from people.domain import Role
from question_bank import queries, services
from question_bank.domain.items import ItemFilter, Order
from question_bank.domain.statistics import ItemFlag
from question_bank.services import search_index
from tests.bank_desk import changed, make_item
from tests.exams_makers import make_areas, small_data, small_draft, take_in
from tests.factories import House, make_person, signed_in
from tests.statistics_hall import answers, plant

MEASURED = "与其余各题得分的相关"


SEARCHES: tuple[tuple[str, list[str]], ...] = (
    ("p_from=50&p_to=80", ["平常的题"]),
    ("p_to=15", ["难的题"]),
    ("p_from=97.6", []),
    ("p_from=80&p_to=20&r_from=1&r_to=-1", []),
    ("p_from=97.5", ["太易的题"]),
    ("r_to=0", ["难的题"]),
    ("r_from=-0.3&r_to=-0.3", ["难的题"]),
    ("r_from=0.2&answers=30", ["太易的题"]),
    ("answers=100", ["难的题"]),
    ("answers=12&p_to=99", ["平常的题", "难的题", "太易的题"]),
    ("answers=13", ["难的题", "太易的题"]),
    ("answers=1", ["平常的题", "难的题", "太易的题"]),
    ("flag=check_key", ["难的题"]),
    ("flag=too_easy&words=太易", ["太易的题"]),
    ("flag=omitted&words=太易", []),
    ("flag=check_key&p_to=40&order=item_rest&status=approved", ["难的题"]),
    ("order=facility", ["难的题", "平常的题", "太易的题"]),
    ("order=-facility", ["太易的题", "平常的题", "难的题"]),
    ("order=-item_rest&words=的题&p_to=90", ["平常的题", "难的题"]),
    ("order=-n_answers&p_from=50", ["太易的题", "平常的题"]),
)


@pytest.fixture(autouse=True)
def _clean(house: House) -> None:
    """What earlier tests left in SQLite's full-text table is gone: they empty the tables that SQLAlchemy knows."""
    with transaction() as session:
        search_index.rebuild(session.connection())


@pytest.fixture
def items(house: House, now: datetime) -> dict[str, UUID]:
    """Four approved items: easy, hard with a key to check, plain, answered by nine; and one that nobody answered."""
    names = ("太易的题？", "难的题？", "平常的题？", "九人答的题？", "没人答的题？")
    made = {name[:-1]: make_item(house, now, changed(stem=name), state="approved") for name in names}
    for name, sums in (
        ("太易的题", answers(40, 39)),
        ("难的题", answers(100, 15, -0.3, omitted=30)),
        ("平常的题", answers(12, 8)),
        ("九人答的题", answers(9, 2, -0.5)),
    ):
        plant(house, made[name], sums, now)
    return made


@pytest.fixture
def writer(app: Flask, house: House) -> FlaskClient:
    """The writer's browser."""
    return signed_in(app, house.writer)


def stems(page: str) -> list[str]:
    """The items of the list's table, in order."""
    return re.findall(r'<td><a href="/bank/items/[^"]+" lang="[^"]+">\s*([^<]+?)？', re.sub("</?mark>", "", page))


def test_the_list_is_filtered_and_sorted_by_measures(writer: FlaskClient, items: dict[str, UUID]) -> None:
    for query, found in SEARCHES:
        assert stems(writer.get(f"/bank/items?{query}").text) == found, query
    nothing_asked = "order=nonsense&flag=nonsense&p_from=x&r_to=--&answers=-3&p_to=NaN"
    assert sorted(stems(writer.get(f"/bank/items?{nothing_asked}").text)) == sorted(items)


def test_an_order_is_the_same_walked_and_collected(house: House, items: dict[str, UUID]) -> None:
    """With many items the search walks along an index, with few it sorts them: both must agree."""
    for order in Order:
        for words in ("", "的题"):
            wanted = ItemFilter(words=words, order=order)
            collected = [line.version.item_id for line in services.find_items(house.writer, wanted, limit=9).lines]
            walked = queries.list_items(None, wanted, limit=9, few=False)
            assert [row[0].item_id for row in walked] == collected and len(collected) == 3


def test_chips_columns_and_saved_filters_hold_them(writer: FlaskClient, items: dict[str, UUID]) -> None:
    page = writer.get("/bank/items?p_to=50&r_to=0.1&answers=30&order=facility").text
    for text in ("得分率不高于 50%", "区分度不高于 0.10", "至少 30 人作答", "得分率，低的在前"):
        assert text in page
    assert "15%　−0.30" in page and "100 人" in page and "核对答案" in page
    assert "得分率，区分度" in page and "得分率，区分度" not in writer.get("/bank/items?words=九人").text
    kept = {"name": "难题", "p_to": "50", "order": "facility", "flag": "check_key"}
    assert "order=facility" in writer.post("/bank/filters", data=kept, follow_redirects=True).text


def test_the_panel_tells_each_version_and_nothing_of_few_answers(
    writer: FlaskClient, house: House, items: dict[str, UUID], now: datetime
) -> None:
    page = writer.get(f"/bank/items/{items['难的题']}").text
    assert MEASURED in page and "15%" in page and "95% 的把握在 9% 到 23% 之间" in page and "先核对答案" in page
    assert "一成以上的人没有作答" in page and "得分率不到 20%" in page
    page = writer.get(f"/bank/items/{items['九人答的题']}").text
    assert "满 10 人才显示" in page and MEASURED not in page and "22%" not in page
    assert "还没有人答过" in writer.get(f"/bank/items/{items['没人答的题']}").text
    assert "不下结论" in writer.get(f"/bank/items/{items['平常的题']}").text
    services.edit_item(house.writer, items["难的题"], changed(stem="难的题改了？"), now=now)
    page = writer.get(f"/bank/items/{items['难的题']}").text
    assert "第 1 版</h3>" in page and "15%" in page
    listed = writer.get("/bank/items?flag=check_key").text
    assert stems(listed) == ["难的题改了"] and "100 人　第 1 版" in listed
    assert services.reindex(repair=False)[0] == []


def test_the_newest_answered_version_stands_for_the_item(
    writer: FlaskClient, house: House, items: dict[str, UUID], now: datetime
) -> None:
    item_id = items["难的题"]
    services.edit_item(house.writer, item_id, changed(stem="难的题改了？"), now=now)
    plant(house, item_id, answers(5, 5), now, sitting=2)
    assert stems(writer.get("/bank/items?flag=check_key").text) == [], "the mended key has not been answered enough"
    plant(house, item_id, answers(50, 30, 0.4), now, sitting=2)
    assert stems(writer.get("/bank/items?p_from=60&p_to=60").text) == ["难的题改了"]


def test_the_health_page_counts_what_the_list_shows(
    app: Flask, house: House, items: dict[str, UUID], now: datetime
) -> None:
    browser = signed_in(app, house.ben)
    counts = dict(re.findall(r'href="(/bank/items\?flag=[^"]+)"[^>]*><b>(\d+)</b>', browser.get("/bank/health").text))
    assert {key.split("flag=")[1].split("&")[0]: int(n) for key, n in counts.items()} == {
        ItemFlag.CHECK_KEY: 1,
        ItemFlag.TOO_HARD: 1,
        ItemFlag.TOO_EASY: 1,
        ItemFlag.OMITTED: 1,
    }
    for href, n in counts.items():
        assert len(stems(browser.get(href.replace("&amp;", "&")).text)) == int(n)
    assert services.count_flags(house.cleo_staff) == dict.fromkeys(ItemFlag, (0, False))


def test_who_must_answer_blind_sees_no_measure_before(
    app: Flask, house: House, items: dict[str, UUID], now: datetime
) -> None:
    item_id = items["难的题"]
    services.edit_item(house.writer, item_id, changed(stem="难的题改了？"), now=now)
    services.submit_for_review(house.writer, item_id, now=now)
    reviewer = signed_in(app, house.reviewer)
    page = reviewer.get(f"/bank/items/{item_id}").text
    assert MEASURED not in page and "核对答案" not in page
    assert "15%" not in reviewer.get("/bank/items?words=难的题").text
    assert "15%" in signed_in(app, house.writer).get("/bank/items?words=难的题").text
    services.answer_blind(house.reviewer, item_id, "A", now=now)
    assert MEASURED in reviewer.get(f"/bank/items/{item_id}").text


def test_another_city_and_agents_see_nothing(app: Flask, house: House, items: dict[str, UUID]) -> None:
    cleo, item_id = signed_in(app, house.cleo_staff), items["难的题"]
    assert cleo.get(f"/bank/items/{item_id}").status_code == 404
    assert stems(cleo.get("/bank/items?order=facility").text) == []
    assert signed_in(app, house.ada).get("/bank/items?order=facility").status_code == 403
    assert signed_in(app, house.marker).get(f"/bank/items/{item_id}").status_code == 403


def test_a_city_sees_nothing_of_what_the_province_measured(app: Flask, house: House, now: datetime) -> None:
    """A nationwide item, answered in a nationwide sitting and in one of the city."""
    author = make_person("100901", "安然", house.units["province"], Role.EXAMINER, now=now)
    item_id = services.create_item(author, house.units["province"], changed(stem="全省的题？"), now=now)
    plant(house, item_id, answers(40, 10), now, unit="province")
    plant(house, item_id, answers(40, 30), now, unit="north", sitting=2)
    assert "50%" in signed_in(app, author).get(f"/bank/items/{item_id}").text
    city = signed_in(app, house.ben)
    assert city.get(f"/bank/items/{item_id}").status_code == 404
    assert stems(city.get("/bank/items?answers=10").text) == []


def test_forms_are_compared_by_what_was_measured_and_say_so(app: Flask, house: House, now: datetime) -> None:
    make_areas(house, now)
    ids = take_in(house, tuple(small_draft(n) for n in (1, 2, 3)), now)
    exam_id = exams.import_blueprint(house.ben, house.units["north"], small_data(), now=now)
    exams.assemble_form(house.ben, exam_id, now=now)
    browser, url = signed_in(app, house.ben), f"/exams/{exam_id}/forms"
    assert "80.0%" in browser.get(url).text and "按作者估计" in browser.get(url).text
    plant(house, ids[0], answers(29, 0), now)
    plant(house, ids[1], answers(40, 10), now)
    plant(house, ids[2], answers(90, 9), now, unit="province", sitting=2)
    page = browser.get(url).text
    assert "3 题里 1 题实测" in page and "61.7%" in page, "(80 + 25 + 80) ÷ 3: few answers and other units don't count"
